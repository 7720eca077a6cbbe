"""The composition root and the doctor: founding, signing in by post, and findings in words."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from commune_desk.build import (
    PRACTICE_FOUNDATION,
    PRACTICE_PASSWORD,
    PRACTICE_USER,
    NewDesk,
    actor_of,
    doors_of,
    only_user,
    practice_desk,
    practice_doors,
)
from commune_desk.care import desk_findings, machine_findings
from commune_desk.domain.dossier_life import Right
from commune_desk.domain.errors import AlreadyThere, NotAllowedNow, NotFound
from commune_desk.domain.records import Holding, Post, Staff
from commune_desk.paths import Profile
from commune_desk.usecases import administration
from commune_desk.usecases.numbering import end_lease
from storage.backup import back_up
from storage.checks import Level
from storage.signed_desk import SignedDesk
from tests.commune_desk.timed_desks import TimedDesk
from ui.findings import FINDINGS, finding_sentence


def test_a_practice_desk_is_founded_once_and_opened_again(tmp_path: Path) -> None:
    """One click, and what was received yesterday is still there."""
    profile = Profile(tmp_path / "desk")
    first = practice_desk(profile)
    office = first.reads.office()
    assert office is not None
    assert office.is_practice
    first.file.close()
    again = practice_desk(profile)
    assert again.key_id() == first.key_id()
    assert again.actor.display_name == first.actor.display_name
    again.file.close()
    with pytest.raises(AlreadyThere, match="desk-exists"):
        practice_doors(profile).found(NewDesk(PRACTICE_FOUNDATION, PRACTICE_PASSWORD))
    assert only_user(doors_of(profile)) == PRACTICE_USER
    with pytest.raises(NotFound, match="desk-not-founded"):
        doors_of(Profile(tmp_path / "none"))


def test_who_holds_no_post_today_does_not_get_in(timed: TimedDesk) -> None:
    """Posts are held for dated spells; the one with most rights wins where there are two."""
    desk, today = timed.desk, date(2026, 11, 23)
    staff = administration.add_staff(desk, "minh", "Lê Minh")
    with pytest.raises(NotAllowedNow, match="no-post"):
        actor_of(desk.reads, staff, today)
    posts = {post.name: post for post in desk.reads.all_of(Post)}
    clerk, inspector = posts["Cán bộ tiếp nhận và trả kết quả"], posts["Thanh tra, kiểm tra"]
    administration.assign_post(desk, staff.id, inspector.id, today)
    held = administration.assign_post(desk, staff.id, clerk.id, today)
    assert actor_of(desk.reads, staff, today).post == clerk.id
    administration.end_holding(desk, held.id, today)
    assert actor_of(desk.reads, staff, today).post == clerk.id, "the last day counts"
    assert actor_of(desk.reads, staff, today + timedelta(days=1)).rights == {Right.INSPECT}


def test_somebody_always_administers(timed: TimedDesk) -> None:
    """A desk nobody can administer would be lost slowly."""
    desk = timed.desk
    (staff,), (holding,) = desk.reads.all_of(Staff), desk.reads.all_of(Holding)
    post = next(one for one in desk.reads.all_of(Post) if one.id == holding.post)
    for verb in (
        lambda: administration.deactivate_staff(desk, staff.id),
        lambda: administration.end_holding(desk, holding.id, date(2026, 12, 1)),
        lambda: administration.change_post(desk, post, frozenset({Right.INSPECT})),
    ):
        with pytest.raises(NotAllowedNow, match="last-administrator"):
            verb()
    clerk = timed.acting(Right.RECEIVE)
    with pytest.raises(NotAllowedNow, match="right-missing"):
        administration.add_staff(clerk, "x", "X")
    with pytest.raises(AlreadyThere, match="user-name-taken"):
        administration.add_staff(desk, "LAN", "Lan khác")


def test_the_doctor_speaks_in_words(desk: SignedDesk, tmp_path: Path) -> None:
    """Every finding has its line; no backup and no lease are warnings, not faults."""
    profile = Profile(desk.file.path.parent)
    found = {one.code: one for one in desk_findings(desk, profile, thorough=True)}
    assert found["backup-none"].level is Level.WARNING
    assert not [one for one in found.values() if one.level is Level.FAULT]
    back_up(desk.file, profile.backups)
    end_lease(desk, desk.reads.leases()[0].id, "Trả tỉnh")
    later = {one.code: one for one in desk_findings(desk, profile, thorough=False)}
    assert {"backup-fresh", "no-lease"} <= set(later)
    for one in (*found.values(), *later.values()):
        assert one.code in FINDINGS
        assert "{" not in finding_sentence(one.code, one.parameters)


@pytest.mark.usefixtures("qapp")
def test_the_doctor_misses_a_scan(desk: SignedDesk, tmp_path: Path) -> None:
    """A file that somebody tidied away is named, and asked for from the province."""
    desk.scans.put(b"one page")
    profile = Profile(tmp_path)
    assert "scans-whole" in {one.code for one in desk_findings(desk, profile, thorough=False)}
    for file in desk.file.path.with_name("scans").rglob("*"):
        if file.is_file():
            file.unlink()
    found = {one.code: one for one in desk_findings(desk, profile, thorough=False)}
    assert found["scans-lost"].parameters == {"count": 1}


def test_the_doctor_needs_no_password_for_the_machine(desk: SignedDesk, tmp_path: Path) -> None:
    """A damaged key file is a fault that is told at the door."""
    profile = Profile(desk.file.path.parent)
    doors = practice_doors(profile)
    codes = [one.code for one in machine_findings(doors.key_file, doors.secret_kind())]
    assert {"key-file-readable", "secret-in-file"} <= set(codes)
    for path in (profile.keys, profile.keys.with_name(profile.keys.name + ".bak")):
        path.write_bytes(b"{}")
    faults = [one.code for one in machine_findings(doors.key_file, "none") if one.level is Level.FAULT]
    assert faults == ["key-file-unreadable", "secret-missing"]
    nothing = practice_doors(Profile(tmp_path / "none"))
    assert [one.code for one in machine_findings(nothing.key_file, "none")] == ["no-desk"]


def test_the_office_keeps_its_required_words(timed: TimedDesk) -> None:
    """They stand at the head of every slip."""
    office = timed.desk.reads.office()
    assert office is not None
    administration.save_office(timed.desk, replace(office, sessions="07:00-11:00,13:00-17:00"))
    changed = timed.desk.reads.office()
    assert changed is not None
    assert changed.sessions.startswith("07:00")
