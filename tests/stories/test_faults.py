"""What can go wrong on an old PC at the counter: one clear sentence, nothing lost, a way on."""

import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from commune_desk.build import PRACTICE_NAME, PRACTICE_PASSWORD, PRACTICE_USER, practice_desk, practice_doors
from commune_desk.domain.errors import (
    ClockTrouble,
    DatabaseDamaged,
    DeskError,
    DiskFull,
    InvalidInput,
    KeyringLost,
    KeyTrouble,
    NotAllowedNow,
    NotFound,
    ReadOnly,
    StorageTrouble,
)
from commune_desk.paths import Profile
from commune_desk.ports import Filter
from commune_desk.usecases.receive_dossier import receive_dossier
from storage.rebuild import rebuild_check
from storage.signed_desk import SignedDesk
from storage.slot_sealing import NewPerson
from tests.commune_desk.timed_desks import TimedDesk, reception
from ui.sentences import SENTENCES
from ui.words import sentence

ROOT = Path(__file__).parents[2]
KILLS = 6


def receive(desk: SignedDesk) -> str:
    return receive_dossier(desk, reception()).dossier.shown_number


def sign_in(profile: Profile) -> SignedDesk:
    return practice_doors(profile).sign_in(PRACTICE_USER, PRACTICE_PASSWORD)


def speaks(error: DeskError) -> str:
    """The sentence of its own code, without a hole."""
    assert error.code in SENTENCES
    text = sentence(error)
    assert "…" not in text
    assert "{" not in text
    return text


@contextmanager
def file_size_limit(most_bytes: int) -> Iterator[None]:
    """No file of this process may grow beyond it: the disk is full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)


def test_a_full_disk_loses_nothing_and_work_goes_on_after(desk: SignedDesk) -> None:
    """The dossier that did not fit was never acknowledged; after tidying the next one gets the next number."""
    kept = [receive(desk) for _ in range(3)]
    log = desk.file.path.with_name(desk.file.path.name + "-wal")
    with file_size_limit(log.stat().st_size), pytest.raises(StorageTrouble) as told:
        kept.extend(receive(desk) for _ in range(200))
    assert isinstance(told.value, DiskFull) or told.value.code == "disk-error"
    speaks(told.value)
    kept.append(receive(desk))
    assert len(set(kept)) == len(kept)
    assert desk.reads.count(Filter()) == len(kept)
    assert rebuild_check(desk.file) == []


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    """Root writes everywhere, so the folder is of a file system that takes no files."""
    target = Profile(Path("/proc/commune-desk"))
    with pytest.raises(ReadOnly) as told:
        practice_desk(target)
    speaks(told.value)


def test_the_clock_ten_years_back_asks_and_gives_no_number(timed: TimedDesk) -> None:
    """A dead battery dates no slip; a person looks at the clock and confirms, then work goes on."""
    timed.receive()
    right = timed.at
    timed.at = right - timedelta(days=3652)
    with pytest.raises(ClockTrouble) as told:
        timed.receive()
    assert "2016" in speaks(told.value)
    assert timed.desk.reads.count(Filter()) == 1
    timed.at = right + timedelta(minutes=5)
    assert timed.receive().dossier.number.endswith("-0002")
    timed.at = right - timedelta(days=3652)
    timed.desk.file.confirm_clock(timed.at)
    with pytest.raises(NotFound, match="procedure-not-in-force"):
        timed.receive()


def test_a_tampered_database_is_named_and_left_as_it_is(tmp_path: Path) -> None:
    """Never 'erase all': the file stays for saving what can be saved."""
    profile = Profile(tmp_path / "desk")
    desk = practice_desk(profile)
    receive(desk)
    desk.file.close()
    data = bytearray(profile.database.read_bytes())
    data[200] ^= 0xFF
    profile.database.write_bytes(data)
    with pytest.raises(StorageTrouble) as told:
        sign_in(profile)
    speaks(told.value)
    assert profile.database.read_bytes() == bytes(data)


def test_a_foreign_key_file(tmp_path: Path) -> None:
    """Copied from another PC with the best of intentions: said so, and the right one opens again."""
    mine, other = Profile(tmp_path / "mine"), Profile(tmp_path / "other")
    for profile in (mine, other):
        practice_desk(profile).file.close()
    twin = mine.keys.with_name(mine.keys.name + ".bak")
    for foreign in (other.keys.read_bytes(), b"{}", b""):
        kept = mine.keys.read_bytes()
        mine.keys.write_bytes(foreign)
        sign_in(mine).file.close()  # the twin beside it still is of this desk
        for path in (mine.keys, twin):
            path.write_bytes(foreign)
        with pytest.raises((KeyTrouble, StorageTrouble)) as told:
            sign_in(mine)
        speaks(told.value)
        mine.keys.write_bytes(kept)
        sign_in(mine).file.close()


def test_a_lost_machine_secret_is_overcome_by_two_shares(tmp_path: Path) -> None:
    """A new main board: two of the three sheets from the safe open the desk, and every dossier is there."""
    profile = Profile(tmp_path / "desk")
    desk = practice_desk(profile)
    number = receive(desk)
    desk.file.close()
    shares = practice_doors(profile).shares(PRACTICE_USER, PRACTICE_PASSWORD)
    shutil.rmtree(profile.secrets)
    with pytest.raises(KeyringLost) as told:
        sign_in(profile)
    assert "hai phiếu khôi phục" in speaks(told.value)
    words = [" ".join(share.words) for share in shares]
    with pytest.raises(DeskError):
        practice_doors(profile).recover(words[:1], NewPerson(PRACTICE_USER, PRACTICE_NAME, "Moi-tinh-1"))
    opened = practice_doors(profile).recover(words[1:], NewPerson(PRACTICE_USER, PRACTICE_NAME, "Moi-tinh-1"))
    assert opened.reads.find_number(number) is not None
    opened.file.close()
    with pytest.raises((InvalidInput, NotAllowedNow)):
        sign_in(profile)


def test_the_database_is_gone(tmp_path: Path) -> None:
    """Deleted by hand: no empty desk is made in its place."""
    profile = Profile(tmp_path / "desk")
    practice_desk(profile).file.close()
    profile.database.unlink()
    with pytest.raises(DatabaseDamaged, match="database-missing") as told:
        practice_desk(profile)
    speaks(told.value)
    assert not profile.database.exists()


@pytest.mark.slow
def test_killed_at_any_moment(tmp_path: Path) -> None:
    """Every number that was said is there afterwards, none was given twice, and the records equal the journal."""
    profile = Profile(tmp_path / "desk")
    said: list[str] = []
    chance = random.Random(7)  # noqa: S311  moments, no secret
    for _ in range(KILLS):
        command = [sys.executable, "-m", "tests.stories.kill_worker", str(profile.folder)]
        worker = subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT, env={**os.environ})
        assert worker.stdout is not None
        lines = [worker.stdout.readline().decode()]
        time.sleep(chance.random() * 0.3)  # the moment of the power cut
        worker.kill()
        lines += worker.stdout.read().decode().splitlines(keepends=True)
        worker.stdout.close()
        worker.wait()
        said += [line.strip() for line in lines if line.endswith("\n")]
    assert len(said) > KILLS
    assert len(set(said)) == len(said)
    desk = practice_desk(profile)
    try:
        assert all(desk.reads.find_number(number) for number in said)
        assert desk.reads.count(Filter()) >= len(said)
        assert rebuild_check(desk.file) == []
    finally:
        desk.file.close()
