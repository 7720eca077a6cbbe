"""The unit of work: records and their entry, both or neither."""

from dataclasses import replace
from datetime import timedelta

import pytest

from commune_desk.domain.dossier_life import Step, StepKind
from commune_desk.domain.errors import AlreadyThere, NotAllowedNow, NotFound
from commune_desk.domain.records import Dossier, NumberUse, Paper, Person, PrintedSlip, SlipCopy, State
from storage.codec import Added, Written
from storage.journal import Entry
from tests.storage.desks import MONDAY, Desk, receive, received


def entries(desk: Desk) -> list[Entry]:
    with desk.file.read() as connection:
        return list(desk.file.journal(connection).entries())


def test_a_dossier_comes_back_as_it_was_received(desk: Desk) -> None:
    """Row, folded fields and the slip that only the journal holds."""
    dossier = received(desk)
    desk.reopen()

    with desk.file.work("look", desk.actor) as work:
        assert work.get(Dossier, dossier.id) == dossier
        assert work.find_dossier("h29.31.01-0001") == dossier
        assert [slip.data for slip in work.slips_of(dossier.id)] == ["slip of Nguyễn Thị Hoa".encode()]
        assert [paper.originals for paper in work.papers_of(dossier.id)] == [1]
        assert [step.kind for _, step in work.steps_of(dossier.id)] == [StepKind.RECEIVE]
        assert [author for author, _ in work.steps_of(dossier.id)] == ["Trần Thị Lan"]


def test_an_exception_leaves_nothing_behind(desk: Desk) -> None:
    """Records, numbers and the journal: all or nothing, and the next entry has no hole before it."""
    before = len(entries(desk))
    with pytest.raises(ZeroDivisionError), desk.file.work("dossier.receive", desk.actor) as work:
        _ = receive(work, "Lê Văn Tám", "0009"), work.next_local("receipt"), 1 // 0
    with desk.file.work("dossier.receive", desk.actor) as work:
        assert work.find_dossier("H29.31.01-0009") is None
        assert work.next_local("receipt") == 1

    found = entries(desk)

    assert len(found) == before + 1
    assert [entry.id.n for entry in found] == list(range(1, len(found) + 1))


def test_a_block_that_touched_nothing_leaves_no_entry(desk: Desk) -> None:
    before = len(entries(desk))
    dossier = received(desk)
    with desk.file.work("look", desk.actor) as work:
        work.put(work.get(Dossier, dossier.id))

    assert len(entries(desk)) == before + 1


def test_only_what_changed_is_journaled_with_what_its_author_saw(desk: Desk) -> None:
    """Sync decides later whether two edits had seen each other: the writer each field replaced is kept."""
    dossier = received(desk)
    for note in ("một", "hai"):
        with desk.file.work("dossier.correct", desk.actor) as work:
            work.put(replace(work.get(Dossier, dossier.id), note=note))

    first, second = (entry.changes[0] for entry in entries(desk)[-2:])

    assert isinstance(first, Written)
    assert isinstance(second, Written)
    assert (first.values, first.seen) == ({"note": "một"}, {})
    assert second.values == {"note": "hai"}
    assert second.seen == {"note": entries(desk)[-2].id}


def test_folded_fields_change_by_steps_only(desk: Desk) -> None:
    """A use case that puts a dossier with another state changes nothing: the state machine is the only door."""
    dossier = received(desk)
    with desk.file.work("dossier.correct", desk.actor) as work:
        work.put(replace(dossier, state=State.RETURNED, note="x"))
        assert work.get(Dossier, dossier.id) == replace(dossier, note="x")


def test_a_step_that_is_not_allowed_writes_nothing(desk: Desk) -> None:
    dossier = received(desk)
    before = len(entries(desk))
    with desk.file.work("dossier.return-result", desk.actor) as work, pytest.raises(NotAllowedNow):
        work.step(dossier, Step(StepKind.RETURN_RESULT, MONDAY, dossier.state))

    assert len(entries(desk)) == before


def test_a_record_changed_twice_in_one_entry_is_one_change(desk: Desk) -> None:
    """Add, step, put and put again: the entry holds the end, and reading finds it at every moment."""
    with desk.file.work("dossier.receive", desk.actor) as work:
        dossier = receive(work, "Võ Thị Sáu", "0003")
        work.put(replace(dossier, receipt_number="0000001"))
        work.put(replace(work.get(Dossier, dossier.id), note="vội"))
        now = work.get(Dossier, dossier.id)
        assert (now.receipt_number, now.note, now.state) == ("0000001", "vội", State.RECEIVED)

    added = [one for one in entries(desk)[-1].changes if isinstance(one, Added) and one.id == dossier.id]

    assert [(one.values["receipt_number"], one.values["note"]) for one in added] == [("0000001", "vội")]


def test_numbers_of_a_lease_are_never_given_twice(desk: Desk) -> None:
    """The last line of defence behind `last_number`."""
    dossier = received(desk)
    with desk.file.work("number.take", desk.actor) as work:
        work.add(NumberUse(work.new_id(), desk.lease, MONDAY.date(), 1, dossier.id))
        assert work.last_number(desk.lease, MONDAY.date()) == 1
        with pytest.raises(AlreadyThere):
            work.add(NumberUse(work.new_id(), desk.lease, MONDAY.date(), 1, dossier.id))


def test_people_are_found_by_each_of_their_numbers(desk: Desk) -> None:
    with desk.file.work("person.add", desk.actor) as work:
        person = Person(work.new_id(), "Công ty An Phú", is_organisation=True, tax_code="1400123456", old_number="341")
        work.add(person)
    with desk.file.work("look", desk.actor) as work:
        assert work.find_person("1400123456") == person
        assert work.find_person("341") == person
        assert work.find_person("") is None
        with pytest.raises(NotFound):
            work.get(Paper, person.id)


def test_a_printed_slip_never_changes(desk: Desk) -> None:
    """What was printed stands; a reprint is a new copy."""
    dossier = received(desk)
    with desk.file.work("print.again", desk.actor) as work:
        slip = work.slips_of(dossier.id)[0]
        work.add(SlipCopy(work.new_id(), slip.id, 1, MONDAY + timedelta(days=1)))
        assert work.copies_of(slip.id) == 1
        with pytest.raises(NotAllowedNow):
            work.put(replace(slip, data=b"other"))
        assert isinstance(slip, PrintedSlip)

    assert work.changes.dossiers == {dossier.id}
    assert work.changes.kinds == {"SlipCopy"}


def test_a_new_origin_is_drawn_at_each_opening(desk: Desk) -> None:
    """A cloned or restored database never numbers two entries alike."""
    first = received(desk, number="0001")
    second = received(desk.reopen(), "Trần Văn Ba", "0002")

    assert first.id.origin != second.id.origin
    assert first.id.origin.device == second.id.origin.device
    assert second.id.n == 1


def test_a_transaction_inside_a_transaction_is_a_bug_at_once(desk: Desk) -> None:
    """It would wait for itself for ever otherwise."""
    with desk.file.work("a", desk.actor), pytest.raises(RuntimeError), desk.file.work("b", desk.actor):
        pass
