"""What an administrator does to keys, backups and this PC, on a real practice desk with real files."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from commune_desk.build import PRACTICE_PASSWORD, PRACTICE_USER, Doors, practice_desk, practice_doors
from commune_desk.desk_care import DeskCare
from commune_desk.domain.dossier_life import Right
from commune_desk.domain.errors import AlreadyThere, DatabaseDamaged, InvalidInput, NotAllowedNow
from commune_desk.domain.passwords import readable_password
from commune_desk.domain.records import CalendarDay, Holding, Post, Staff
from commune_desk.paths import Profile
from commune_desk.usecases import administration
from storage.signed_desk import SignedDesk
from ui.administration.care import NewColleague


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    return Profile(tmp_path / "desk")


@pytest.fixture
def desk(profile: Profile) -> Iterator[SignedDesk]:
    made = practice_desk(profile)
    yield made
    made.file.close()


@pytest.fixture
def doors(profile: Profile, desk: SignedDesk) -> Doors:
    return practice_doors(profile)


@pytest.fixture
def care(desk: SignedDesk, doors: Doors, profile: Profile) -> DeskCare:
    return DeskCare(desk, doors, profile)


def clerk_post(desk: SignedDesk) -> Post:
    posts = desk.reads.all_of(Post)
    return next(post for post in posts if "receive" in post.rights and "administer" not in post.rights)


def add(desk: SignedDesk, care: DeskCare, user_name: str = "lan") -> str:
    password = readable_password()
    care.add_person(NewColleague(user_name, "Trần Thị Lan", clerk_post(desk).id, password))
    return password


def test_a_new_colleague_signs_in_with_the_temporary_password(
    desk: SignedDesk, care: DeskCare, doors: Doors, profile: Profile
) -> None:
    """Staff, post and key slot are one act: half of it would be a person who cannot work or cannot be seen."""
    password = add(desk, care)
    assert [one.user_name for one in care.people_on_pc()].count("lan") == 1
    opened = doors.key_file.unlock("lan", password)
    assert opened.must_change
    desk.file.close()
    signed = doors.sign_in("lan", password)
    assert signed.actor.display_name == "Trần Thị Lan"
    assert Right.RECEIVE in signed.actor.rights
    assert Right.ADMINISTER not in signed.actor.rights
    with pytest.raises(NotAllowedNow):
        DeskCare(signed, doors, profile).reset_password(PRACTICE_USER, "Bika-Moru-Tage-58")
    signed.file.close()


def test_a_temporary_password_asks_to_be_changed_until_it_is(
    desk: SignedDesk, care: DeskCare, doors: Doors, profile: Profile
) -> None:
    """QCVN 12:2026/BCA: who set it knows it; only the person's own choice ends the asking."""
    temporary = add(desk, care)
    desk.file.close()

    first = doors.sign_in("lan", temporary)
    assert first.password_due == "temporary"
    DeskCare(first, doors, profile).change_own_password(temporary, "Cua-toi-2026")
    first.file.close()

    second = doors.sign_in("lan", "Cua-toi-2026")
    assert second.password_due == ""
    second.file.close()


def test_an_administrators_password_grows_old(desk: SignedDesk, doors: Doors) -> None:
    """Two months, and nobody else's: a clerk's password has no age."""
    desk.file.close()
    opened = replace(doors.key_file.unlock(PRACTICE_USER, PRACTICE_PASSWORD), password_set_on=date(2020, 1, 1))

    signed = doors.open_with(opened)

    assert signed.password_due == "old"
    signed.file.close()


def test_a_taken_user_name_leaves_nothing_behind(desk: SignedDesk, care: DeskCare, doors: Doors) -> None:
    """The second try must neither add a slot nor change the first person's password."""
    password = add(desk, care)
    with pytest.raises(AlreadyThere):
        add(desk, care, "LAN")
    assert len(care.people_on_pc()) == 2
    assert doors.key_file.unlock("lan", password).user_name == "lan"


def test_an_unknown_post_takes_the_slot_back(desk: SignedDesk, care: DeskCare) -> None:
    """Without the staff record the slot is worth nothing and must not stay on the sign-in list."""
    post = desk.reads.all_of(Staff)[0].id
    with pytest.raises(Exception):  # noqa: B017, PT011
        care.add_person(NewColleague("lan", "Lan", post, readable_password()))
    assert [one.user_name for one in care.people_on_pc()] == [PRACTICE_USER]


def test_reset_and_unlock_give_a_locked_person_the_way_back(desk: SignedDesk, care: DeskCare, doors: Doors) -> None:
    """A clerk who forgot the password must be back at the counter within a minute."""
    add(desk, care)
    with pytest.raises((InvalidInput, NotAllowedNow)):
        doors.key_file.unlock("lan", "sai")
    care.unlock_account("lan")
    temporary = readable_password()
    care.reset_password("lan", temporary)
    assert doors.key_file.unlock("lan", temporary).must_change


def test_removing_a_person_ends_the_spell_and_the_slot(desk: SignedDesk, care: DeskCare) -> None:
    """Somebody who left must not sign in, and what they did keeps their name."""
    add(desk, care)
    care.remove_person("lan")
    gone = next(one for one in desk.reads.all_of(Staff) if one.user_name == "lan")
    assert not gone.is_active
    assert all(one.until is not None for one in desk.reads.all_of(Holding) if one.staff == gone.id)
    assert [one.user_name for one in care.people_on_pc()] == [PRACTICE_USER]


def test_nobody_removes_themselves_or_the_last_administrator(desk: SignedDesk, care: DeskCare) -> None:
    """A desk without an administrator could never be put right again."""
    with pytest.raises(NotAllowedNow) as refused:
        care.remove_person(PRACTICE_USER)
    assert refused.value.code == "remove-yourself"
    own = desk.actor.staff
    with pytest.raises(NotAllowedNow) as last:
        administration.deactivate_staff(desk, own)
    assert last.value.code == "last-administrator"


def test_own_password(care: DeskCare, doors: Doors) -> None:
    """The old one is asked again, a weak or equal one refused."""
    with pytest.raises(InvalidInput) as weak:
        care.change_own_password(PRACTICE_PASSWORD, "abc")
    assert weak.value.code == "password-too-weak"
    with pytest.raises(InvalidInput) as wrong:
        care.change_own_password("Sai-mat-khau-1", "Mua-thu-la-bay-7")
    assert wrong.value.code == "wrong-password"
    care.unlock_account(PRACTICE_USER)
    care.change_own_password(PRACTICE_PASSWORD, "Mua-thu-la-bay-7")
    assert doors.key_file.unlock(PRACTICE_USER, "Mua-thu-la-bay-7").user_name == PRACTICE_USER


def test_recovery_shares_open_the_desk(care: DeskCare, doors: Doors) -> None:
    """What is printed must be what opens: any two sheets."""
    shares = care.make_recovery_shares(PRACTICE_PASSWORD)
    assert [len(words) for words in shares] == [20, 20, 20]
    from storage.recovery import recover
    from storage.slot_sealing import NewPerson

    texts = [" ".join(shares[0]), " ".join(shares[2])]
    opened = recover(doors.key_file, texts, NewPerson(PRACTICE_USER, "Nguyễn Thị Tập Huấn", "Mua-thu-la-bay-8"))
    assert opened.user_name == PRACTICE_USER


def test_backup_list_and_trial_restore(care: DeskCare, profile: Profile) -> None:
    """A backup nobody tried is a hope; a bent one must be named as such."""
    made = care.back_up_now()
    assert [one.name for one in care.backups()] == [made.name]
    assert care.backups()[0].entries == made.entries
    assert care.test_restore(made.name).dossiers == 0
    path = profile.backups / made.name
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    with pytest.raises(DatabaseDamaged):
        care.test_restore(made.name)


def test_the_doctor_speaks_in_sentences_worst_first(care: DeskCare) -> None:
    """What has to be done stands on top; nothing is a bare code."""
    lines = care.doctor(thorough=False)
    order = [("fault", "warning", "ok").index(line.level) for line in lines]
    assert order == sorted(order)
    assert all(" " in line.sentence for line in lines)


def test_the_clock_is_confirmed(care: DeskCare) -> None:
    assert care.confirm_clock().tzinfo is not None


def test_calendar_of_a_year_and_dossiers_on_a_new_day_off(desk: SignedDesk, care: DeskCare) -> None:
    """Tết is there, a plain Saturday is not, and what this desk enters is marked as its own."""
    lines = care.calendar_year(2026)
    assert any(line.day == date(2026, 9, 2) and not line.is_working and line.source for line in lines)
    assert not any(line.day == date(2026, 11, 21) for line in lines)
    day = CalendarDay(desk.actor.staff, date(2026, 11, 25), is_working=False, name="Nghỉ bão", source="CV 1/UBND")
    administration.set_calendar_day(desk, day)
    ours = [line for line in care.calendar_year(2026) if line.is_ours]
    assert [(line.day, line.name) for line in ours] == [(date(2026, 11, 25), "Nghỉ bão")]
    assert care.due_on_days_off() == []
