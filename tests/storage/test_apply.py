"""Another desk's entries come in by the same door: in order, once, proven, and merged the same everywhere."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from commune_desk.domain.dossier_life import Step, StepKind
from commune_desk.domain.errors import Refused
from commune_desk.domain.records import Dossier, Person, State
from storage.checks import Level, thorough_checks
from storage.journal import Entry
from storage.rebuild import rebuild_check
from tests.storage.desks import MONDAY, Desk, new_desk, received


def entries(desk: Desk) -> list[Entry]:
    with desk.file.read() as connection:
        return list(desk.file.journal(connection).entries())


def send(source: Desk, target: Desk) -> int:
    """Relay in local order: how many were new there."""
    with target.file.bulk() as session:
        return sum(session.receive(entry) for entry in entries(source))


@pytest.fixture
def other(tmp_path: Path) -> Desk:
    (tmp_path / "other").mkdir()
    return new_desk(tmp_path / "other")


def person(desk: Desk, dossier: Dossier) -> Person:
    with desk.file.work("look", None) as work:
        return work.get(Person, dossier.applicant)


def change(desk: Desk, dossier: Dossier, **values: str) -> None:
    with desk.file.work("person.correct", desk.actor) as work:
        work.put(replace(work.get(Person, dossier.applicant), **values))


def test_two_desks_come_to_the_same_whichever_way_entries_travel(desk: Desk, other: Desk) -> None:
    """Concurrent edits: the later stands at both; both overlapping fields become a card at both."""
    dossier = received(desk)
    send(desk, other)
    change(desk, dossier, name="Nguyễn Thị Hoà", phone="0900000001")
    other.clock.at = desk.clock.at
    change(other, dossier, name="Nguyễn Thị Hòa", phone="0900000002")
    send(desk, other)
    send(other, desk)

    assert person(desk, dossier) == person(other, dossier)
    for one in (desk, other):
        with one.file.read() as connection:
            assert connection.exec_driver_sql("SELECT count(*) FROM merge_card").scalar() == 2
        assert rebuild_check(one.file) == []
        assert [found.code for found in thorough_checks(one.file) if found.level is Level.FAULT] == []
    assert send(desk, other) == 0
    other.file.close()


def test_an_edit_that_saw_the_other_is_no_conflict(desk: Desk, other: Desk) -> None:
    dossier = received(desk)
    change(desk, dossier, name="A")
    send(desk, other)
    change(other, dossier, name="B")
    send(other, desk)
    with desk.file.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM merge_card").scalar() == 0

    assert person(desk, dossier).name == "B"
    other.file.close()


def test_a_step_that_lost_is_kept_as_did_not_apply(desk: Desk, other: Desk) -> None:
    """Both desks ended the dossier; the second end is in the journal and named, not folded."""
    dossier = received(desk)
    send(desk, other)
    other.clock.at = desk.clock.at + timedelta(minutes=1)
    for one, kind in ((desk, StepKind.STOP), (other, StepKind.FINISH)):
        with one.file.work("dossier.step", one.actor) as work:
            work.step(work.get(Dossier, dossier.id), Step(kind, MONDAY, State.RECEIVED, reason="vì"))
    send(other, desk)
    with desk.file.work("look", None) as work:
        assert work.get(Dossier, dossier.id).state is State.STOPPED
    with desk.file.read() as connection:
        assert connection.exec_driver_sql("SELECT code FROM did_not_apply").scalars().all() == ["step-not-allowed"]

    assert rebuild_check(desk.file) == []
    other.file.close()


def test_holes_and_forgeries_are_refused(desk: Desk, other: Desk) -> None:
    received(desk)
    received(desk, number="0002")
    first, second, third = entries(desk)
    with pytest.raises(Refused) as hole, other.file.bulk() as session:
        session.receive(second)
    forged = replace(second, action="dossier.refuse")
    with pytest.raises(Refused) as forgery, other.file.bulk() as session:
        _ = [session.receive(entry) for entry in (first, forged)]
    with other.file.bulk() as session:
        assert [session.receive(entry) for entry in (first, second, second, third)] == [True, True, False, True]

    assert (hole.value.code, forgery.value.code) == ("journal-hole", "journal-chain")
    other.file.close()
