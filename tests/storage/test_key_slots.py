"""Sign-in through the real file, real Argon2id (cheap parameters) and a real machine secret file."""

import os
import re
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commune_desk.domain.errors import (
    AlreadyThere,
    DatabaseDamaged,
    DatabaseTooNew,
    DeskError,
    InvalidInput,
    KeyringLost,
    KeyTrouble,
    NoSlot,
    NotAllowedNow,
    StorageTrouble,
    WrongKey,
)
from storage import slot_sealing
from storage.key_slots import KeyFile, OpenedKey
from storage.key_wrapping import Argon2Work, password_key
from storage.machine_secret import FileSecrets
from storage.sign_in_guard import Moment
from storage.slot_sealing import NewPerson

CHEAP = Argon2Work(iterations=1, memory_kib=64)
LAN = NewPerson("lan.nguyen", "Nguyễn Thị Lan", "Bika-Moru-58")
HUNG = NewPerson("hung", "Trần Văn Hùng", "Tage-Puno-37")


class Clock:
    """Both clocks of the PC, turned by hand."""

    def __init__(self) -> None:
        self.wall_s, self.uptime_s = datetime(2026, 8, 3, 1, tzinfo=UTC).timestamp(), 500.0

    def __call__(self) -> Moment:
        return Moment(self.wall_s, self.uptime_s)

    def pass_time(self, seconds: float) -> None:
        self.wall_s += seconds
        self.uptime_s += seconds


class Bench:
    """A desk's folder, its clock and its key file."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "keys.json"
        self.twin = folder / "keys.json.bak"
        self.secrets = FileSecrets(folder / "machine")
        self.clock = Clock()

    def file(self) -> KeyFile:
        """As after a new start of the program."""
        return KeyFile(self.path, self.secrets, work=CHEAP, moment=self.clock)

    def try_password(self, user_name: str, password: str) -> DeskError | OpenedKey:
        try:
            return self.file().unlock(user_name, password)
        except DeskError as error:
            return error


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def test_the_same_key_comes_back_with_name_and_day(bench: Bench) -> None:
    """The database opens with exactly the key it was made with, whatever the letter case of the user name."""
    made = bench.file().create(LAN)

    opened = bench.file().unlock("  LAN.Nguyen ", LAN.password)

    assert len(made.data_key) == 32
    assert opened == made
    assert (opened.user_name, opened.display_name) == (LAN.user_name, LAN.display_name)
    assert opened.password_set_on.isoformat() == "2026-08-03"


def test_every_desk_draws_its_own_key(tmp_path: Path) -> None:
    """Two desks with the same person and password share nothing."""
    keys = set()
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        keys.add(Bench(tmp_path / name).file().create(LAN).data_key)

    assert len(keys) == 2


def test_a_desk_is_not_created_over_another(bench: Bench) -> None:
    """Creating again would throw the only way to the data away, also when just the twin is left."""
    bench.file().create(LAN)
    bench.path.unlink()

    with pytest.raises(AlreadyThere, match="key-file-exists"):
        bench.file().create(HUNG)


def test_a_password_typed_decomposed_is_the_same(bench: Bench) -> None:
    """One keyboard driver sends 'ế' as one letter, another as three."""
    made = bench.file().create(NewPerson("lan", "Lan", "Thế-Giới-58"))

    assert bench.file().unlock("lan", "Thế-Giới-58").data_key == made.data_key


def test_nobody_is_named_in_the_file(bench: Bench) -> None:
    """A stolen disk must not tell who works here, nor how long their names are."""
    opened = bench.file().create(LAN)
    bench.file().add_slot(opened, HUNG)
    bench.try_password("lan.nguyen", "x")
    bench.try_password("Giám đốc", "x")

    for path in (bench.path, bench.twin):
        text = path.read_text(encoding="utf-8").casefold()
        assert not re.findall(r"\blan\b|nguy|hung|hùng|giám|đốc|bika|tage", re.sub(r'"[a-z0-9+/=]{20,}"', "", text))
        assert opened.data_key.hex() not in text
        assert len(set(map(len, re.findall(r'"names":"([^"]*)"', path.read_text())))) == 1


@pytest.mark.skipif(os.name == "nt", reason="POSIX modes")
def test_only_the_owner_reads_the_files(bench: Bench) -> None:
    """Other users of the PC read neither slots nor the machine secret; also after a rewrite over a leftover."""
    beside = bench.path.with_name("keys.json.new")
    beside.write_text("left by a crash")
    beside.chmod(0o666)
    desk = bench.file().create(LAN).desk_id

    paths = [bench.path, bench.twin, bench.path.parent / "machine" / f"{desk}.secret"]

    assert [stat.S_IMODE(path.stat().st_mode) for path in paths] == [0o600] * 3


def test_people_are_listed_before_sign_in(bench: Bench) -> None:
    """The sign-in screen offers names to pick from."""
    opened = bench.file().create(LAN)
    bench.file().add_slot(opened, HUNG)

    people = bench.file().people()

    assert [(p.user_name, p.display_name, p.is_locked, p.locked_until) for p in people] == [
        ("lan.nguyen", "Nguyễn Thị Lan", False, None),
        ("hung", "Trần Văn Hùng", False, None),
    ]


def test_several_people_open_the_same_data(bench: Bench) -> None:
    """Two clerks on one PC: each with an own password; the second must change the temporary one."""
    opened = bench.file().create(LAN)
    bench.file().add_slot(opened, HUNG)

    his = bench.file().unlock("hung", HUNG.password)

    assert his.data_key == opened.data_key
    assert his.must_change
    with pytest.raises(AlreadyThere, match="user-name-taken"):
        bench.file().add_slot(opened, NewPerson("HUNG", "x", "y"))
    with pytest.raises(InvalidInput, match="user-name-empty"):
        bench.file().add_slot(opened, NewPerson("  ", "x", "y"))


def test_a_changed_password_replaces_the_old_one_in_both_files(bench: Bench) -> None:
    """A twin with the old slot would keep the old password alive for whoever damages the first file."""
    made = bench.file().create(LAN)

    bench.file().change_password("lan.nguyen", LAN.password, "New-Pass-99")

    assert bench.file().unlock("lan.nguyen", "New-Pass-99").data_key == made.data_key
    bench.path.write_text("{")
    error = bench.try_password("lan.nguyen", LAN.password)
    assert isinstance(error, InvalidInput)
    bench.clock.pass_time(60)
    with pytest.raises(InvalidInput, match="password-same"):
        bench.file().change_password("lan.nguyen", "New-Pass-99", "New-Pass-99")


def test_a_removed_person_is_out_in_both_files(bench: Bench) -> None:
    """Leaving the office ends the way in at once; the last person cannot lock everybody out."""
    opened = bench.file().create(LAN)
    bench.file().add_slot(opened, HUNG)

    bench.file().remove_slot(opened, "hung")

    bench.path.unlink()
    assert isinstance(bench.try_password("hung", HUNG.password), InvalidInput)
    with pytest.raises(NotAllowedNow, match="last-slot"):
        bench.file().remove_slot(opened, "lan.nguyen")
    with pytest.raises(NoSlot):
        bench.file().remove_slot(opened, "hung")


def test_wrong_passwords_slow_down_then_lock(bench: Bench) -> None:
    """QCVN 12: at most five, then a lock; every start of the program finds the counters again."""
    bench.file().create(LAN)
    seen = []
    for pause_s in (0, 1, 2, 4, 8):
        bench.clock.pass_time(pause_s)
        error = bench.try_password("lan.nguyen", "wrong")
        assert isinstance(error, DeskError)
        seen.append((error.code, error.parameters.get("tries_left"), error.parameters.get("wait_s")))

    assert seen == [
        ("wrong-password", 4, 1),
        ("wrong-password", 3, 2),
        ("wrong-password", 2, 4),
        ("wrong-password", 1, 8),
        ("sign-in-locked", None, None),
    ]
    error = bench.try_password("lan.nguyen", LAN.password)
    assert isinstance(error, NotAllowedNow)
    assert error.parameters == {"minutes": 720}
    (person,) = bench.file().people()
    assert person.is_locked
    assert person.locked_until == datetime.fromtimestamp(bench.clock.wall_s + 12 * 3600, UTC)

    bench.clock.pass_time(12 * 3600)
    assert isinstance(bench.try_password("lan.nguyen", LAN.password), OpenedKey)


def test_during_a_delay_even_the_right_password_waits(bench: Bench) -> None:
    """Else the delay would tell a right guess from a wrong one; and the try is not counted."""
    bench.file().create(LAN)
    bench.try_password("lan.nguyen", "wrong")

    error = bench.try_password("lan.nguyen", LAN.password)

    assert isinstance(error, NotAllowedNow)
    assert (error.code, error.parameters) == ("sign-in-wait", {"wait_s": 1})
    bench.clock.pass_time(1)
    opened = bench.try_password("lan.nguyen", LAN.password)
    assert isinstance(opened, OpenedKey)
    assert opened.failed_before == 1
    again = bench.file().unlock("lan.nguyen", LAN.password)
    assert again.failed_before == 0


def test_a_clock_set_back_does_not_open_and_does_not_lock_for_ten_years(bench: Bench) -> None:
    """Dead clock battery: the wall clock falls to 2016 in the middle of a lock and stays there over a restart."""
    bench.file().create(LAN)
    for _try in range(5):
        bench.try_password("lan.nguyen", "wrong")
        bench.clock.pass_time(8)
    bench.clock.wall_s -= 10 * 365 * 86400
    bench.clock.uptime_s = 20

    error = bench.try_password("lan.nguyen", LAN.password)
    assert isinstance(error, NotAllowedNow)
    assert 0 < int(error.parameters["minutes"]) <= 720

    bench.clock.pass_time(12 * 3600)
    assert isinstance(bench.try_password("lan.nguyen", LAN.password), OpenedKey)


def test_an_unknown_name_answers_like_a_known_one(bench: Bench) -> None:
    """Whoever tries names at the screen must not learn which exist: same codes, counters and lock."""
    bench.file().create(LAN)
    answers: dict[str, list[tuple[object, ...]]] = {}
    for name in ("lan.nguyen", "nobody"):
        answers[name] = []
        for pause_s in (0, 0, 1, 2, 4, 8, 0):
            bench.clock.pass_time(pause_s)
            error = bench.try_password(name, "wrong")
            assert isinstance(error, DeskError)
            answers[name].append((type(error), error.code, error.parameters))

    assert answers["nobody"] == answers["lan.nguyen"]


def test_an_unknown_name_costs_the_same_work(bench: Bench) -> None:
    """The time of the answer must not tell either: both stretch the password with the parameters in use."""
    heavy = Argon2Work(iterations=1, memory_kib=32 * 1024)
    clock = Clock()
    KeyFile(bench.path, bench.secrets, work=heavy, moment=clock).create(LAN)
    file = KeyFile(bench.path, bench.secrets, work=CHEAP, moment=clock)
    done = []

    def watched(password: str, salt: bytes, work: Argon2Work, machine_secret: bytes) -> bytes:
        done.append(work)
        return password_key(password, salt, work, machine_secret)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(slot_sealing, "password_key", watched)
        for name in ("lan.nguyen", "nobody"):
            with pytest.raises(InvalidInput):
                file.unlock(name, "wrong")

    assert done == [heavy, heavy]


def test_many_unknown_names_do_not_swell_the_file_nor_push_a_known_counter_out(bench: Bench) -> None:
    """A script typing names must not clear a real person's counter."""
    bench.file().create(LAN)
    bench.try_password("lan.nguyen", "wrong")
    for n in range(50):
        bench.try_password(f"nobody{n}", "x")

    assert bench.path.read_text().count("hold_s") == 33
    bench.clock.pass_time(1)
    error = bench.try_password("lan.nguyen", "wrong")
    assert isinstance(error, InvalidInput)
    assert error.parameters["tries_left"] == 3


def test_an_administrator_unlocks_or_resets(bench: Bench) -> None:
    """A locked clerk with a queue at the window does not wait twelve hours."""
    boss = bench.file().create(LAN)
    bench.file().add_slot(boss, HUNG)
    for _try in range(5):
        bench.try_password("hung", "wrong")
        bench.clock.pass_time(8)

    bench.file().unlock_account(boss, "hung")
    assert isinstance(bench.try_password("hung", HUNG.password), OpenedKey)

    bench.file().reset_password(boss, "hung", "Temp-Word-44")
    opened = bench.try_password("hung", "Temp-Word-44")
    assert isinstance(opened, OpenedKey)
    assert (opened.data_key, opened.must_change) == (boss.data_key, True)
    changed = bench.file().change_password("hung", "Temp-Word-44", "Mine-Now-55")
    assert not changed.must_change
    assert not bench.file().unlock("hung", "Mine-Now-55").must_change


def test_a_key_of_another_desk_gives_nobody_a_slot(bench: Bench, tmp_path: Path) -> None:
    """Wrapping a foreign key would give a person a slot that opens nothing."""
    bench.file().create(LAN)
    (tmp_path / "other").mkdir()
    foreign = Bench(tmp_path / "other").file().create(HUNG)

    with pytest.raises(WrongKey, match="key-of-another-desk"):
        bench.file().add_slot(foreign, HUNG)


def test_a_lost_or_foreign_machine_secret_is_named(bench: Bench) -> None:
    """A new Windows profile, or the folder carried to another PC: the answer is recovery, not 'damaged'."""
    desk = bench.file().create(LAN).desk_id
    bench.secrets.set(desk, bytes(32))
    foreign = bench.try_password("lan.nguyen", LAN.password)
    bench.secrets.delete(desk)
    lost = bench.try_password("lan.nguyen", LAN.password)

    assert isinstance(foreign, KeyringLost)
    assert foreign.code == "machine-secret-foreign"
    assert isinstance(lost, KeyringLost)
    assert lost.code == "keyring-lost"


def test_a_disk_without_the_machine_secret_does_not_open_a_slot(bench: Bench, tmp_path: Path) -> None:
    """The right password alone is not enough: the file moved to a desk with its own, different secret."""
    desk = bench.file().create(LAN).desk_id
    thief = FileSecrets(tmp_path / "thief")
    thief.set(desk, b"\1" * 32)

    with pytest.raises(KeyringLost):
        KeyFile(bench.path, thief, work=CHEAP).unlock("lan.nguyen", LAN.password)


def test_a_file_of_a_newer_program_is_refused_politely(bench: Bench) -> None:
    """After a downgrade the old program must not guess, nor fall back to the twin."""
    bench.file().create(LAN)
    bench.path.write_text('{"format": 7, "sealed": "another shape"}')

    error = bench.try_password("lan.nguyen", LAN.password)

    assert isinstance(error, DatabaseTooNew)
    assert error.parameters == {"found": 7, "known": 1}


def test_power_cut_between_the_writes(bench: Bench) -> None:
    """Whatever of the new version was on the disk, a whole version opens; the next write clears up."""
    made = bench.file().create(LAN)
    whole = bench.path.read_bytes()
    beside = bench.path.with_name("keys.json.new")

    beside.write_bytes(whole[: len(whole) // 2])
    assert bench.file().unlock("lan.nguyen", LAN.password).data_key == made.data_key
    assert not beside.exists()

    bench.path.write_bytes(whole[: len(whole) // 2])
    assert bench.file().unlock("lan.nguyen", LAN.password).data_key == made.data_key
    assert bench.path.read_bytes() == bench.twin.read_bytes()


def test_deleting_the_file_after_each_try_gives_no_free_guesses(bench: Bench) -> None:
    """The twin carries the counters too."""
    bench.file().create(LAN)
    bench.try_password("lan.nguyen", "wrong")
    bench.path.unlink()
    bench.clock.pass_time(1)

    error = bench.try_password("lan.nguyen", "wrong")

    assert isinstance(error, DeskError)
    assert error.parameters["tries_left"] == 3


def test_counters_edited_down_are_noticed(bench: Bench) -> None:
    """Editing 'failures' in both files is a damaged file, not five more tries."""
    bench.file().create(LAN)
    bench.try_password("lan.nguyen", "wrong")
    for path in (bench.path, bench.twin):
        path.write_text(path.read_text().replace('"failures":1', '"failures":0'))

    error = bench.try_password("lan.nguyen", LAN.password)

    assert isinstance(error, DatabaseDamaged)
    assert error.code == "key-file-damaged"


def test_no_file_at_all(bench: Bench) -> None:
    """Keys gone but the database there: restore the file from a backup."""
    assert not bench.file().exists()
    with pytest.raises(DatabaseDamaged, match="key-file-missing"):
        bench.file().people()


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> tuple[Bench, bytes, OpenedKey]:
    bench = Bench(tmp_path_factory.mktemp("tamper"))
    opened = bench.file().create(LAN)
    return bench, bench.path.read_bytes(), opened


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_flipped_byte_never_opens_with_a_wrong_key(
    sound: tuple[Bench, bytes, OpenedKey], data: st.DataObject
) -> None:
    """Bad sectors and busy hands: with both files flipped it is a named trouble or the right key; with the twin sound
    always the right key, unless the flip reads as a newer format."""
    bench, whole, made = sound
    at = data.draw(st.integers(0, len(whole) - 1))
    flipped = bytearray(whole)
    flipped[at] ^= data.draw(st.integers(1, 255))
    is_twin_flipped = data.draw(st.booleans())
    bench.path.write_bytes(flipped)
    bench.twin.write_bytes(flipped if is_twin_flipped else whole)

    answer = bench.try_password("lan.nguyen", LAN.password)

    if isinstance(answer, OpenedKey):
        assert answer.data_key == made.data_key
    elif is_twin_flipped:
        assert isinstance(answer, StorageTrouble | KeyTrouble)
    else:
        assert isinstance(answer, DatabaseTooNew)


def test_no_secret_in_repr_or_errors(bench: Bench) -> None:
    """Logs and crash reports print reprs and exceptions, with everything that led to them."""
    opened = bench.file().create(LAN)
    (person,) = bench.file().people()
    shown = [repr(opened), repr(LAN), repr(person)]
    for user_name, password in (("lan.nguyen", "Wrong-Word-1"), ("lan.nguyen", LAN.password), ("hung", "x")):
        error: BaseException | None = bench.try_password(user_name, password)  # type: ignore[assignment]
        while error is not None:
            shown.append(repr(error))
            error = error.__cause__ or error.__context__

    text = "\n".join(shown)
    for hidden in (repr(opened.data_key), opened.data_key.hex(), LAN.password, "Wrong-Word-1", "lan.nguyen", "Nguyễn"):
        assert hidden not in text
