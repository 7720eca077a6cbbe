"""What happens beside the steps: copies, corrections, fees, votes, registers, checking slips."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from commune_desk.domain.dossier_life import Right, StepKind
from commune_desk.domain.errors import InvalidInput, NotAllowedNow
from commune_desk.domain.records import Payment
from commune_desk.domain.slips import FeeReceipt, ReceptionSlip
from commune_desk.usecases import administration, correct_dossier
from commune_desk.usecases.check_slip import check_text
from commune_desk.usecases.print_again import print_again, slip_of
from commune_desk.usecases.receive_dossier import guide_incomplete
from commune_desk.usecases.reception_input import PaperInput
from commune_desk.usecases.registers import day_list, register_book
from commune_desk.usecases.vote import LOT, vote
from storage.rebuild import rebuild_check
from tests.commune_desk.timed_desks import HOA, MONDAY, PAPER, TimedDesk, reception, timed_desk
from tests.commune_desk.usecases.test_receive_dossier import MISSING


def test_a_copy_is_marked_counted_and_otherwise_the_same(timed: TimedDesk) -> None:
    """Two papers with one number in the citizen's hand must be told apart, and be equal in every fact."""
    received = timed.receive()
    original = slip_of(received.slips[0])
    timed.step(received.dossier, StepKind.ASSIGN)
    for n in (1, 2):
        copy = print_again(timed.desk, received.slips[0].id)
        assert copy.marks != original.marks
        assert str(n) in " ".join(str(mark) for mark in copy.marks)
        assert replace(copy, marks=original.marks) == original
        assert timed.desk.reads.dossier(received.dossier.id).slips[0][1] == n
    with pytest.raises(NotAllowedNow, match="right-missing"):
        print_again(timed.acting(Right.INSPECT), received.slips[0].id)


def test_a_correction_keeps_the_earlier_value_in_the_journal(timed: TimedDesk) -> None:
    """The label of the number follows its kind, the slip in the citizen's hand stays what it was."""
    received = timed.receive(applicant=replace(HOA, number="271234567"))
    assert received.applicant.number_kind == "cmnd"
    with pytest.raises(InvalidInput, match="reason-missing"):
        correct_dossier.correct_applicant(timed.desk, received.dossier.id, HOA, "")
    changes = correct_dossier.correct_applicant(timed.desk, received.dossier.id, HOA, "Gõ nhầm số")
    assert received.dossier.id in changes.dossiers
    view = timed.desk.reads.dossier(received.dossier.id)
    assert (view.applicant.number, view.applicant.number_kind) == (HOA.number, "cccd")
    (corrected,) = [item for item in view.timeline if item.action == "person.correct"]
    assert ("271234567", HOA.number) in [(before, after) for _, before, after in corrected.changed]
    slip = slip_of(received.slips[0])
    assert isinstance(slip, ReceptionSlip)
    assert slip.applicant.number == "271234567"


def test_papers_change_until_the_end(timed: TimedDesk) -> None:
    """Counts in bounds, texts in bounds, nothing after the end."""
    dossier = timed.receive().dossier
    correct_dossier.change_papers(timed.desk, dossier.id, (replace(PAPER, copies=2), MISSING))
    assert [paper.copies for paper in timed.desk.reads.dossier(dossier.id).papers] == [2, 0]
    for wrong in (replace(PAPER, copies=-1), replace(PAPER, note="ắ" * 10_000)):
        with pytest.raises(InvalidInput):
            correct_dossier.change_papers(timed.desk, dossier.id, (wrong,))
    timed.step(dossier, StepKind.STOP, "Rút")
    with pytest.raises(NotAllowedNow, match="dossier-ended"):
        correct_dossier.change_papers(timed.desk, dossier.id, (PaperInput("x", "Khác", 1),))


def test_a_fee_is_paid_once(timed: TimedDesk) -> None:
    """A second receipt for the same money would be somebody's loss."""
    dossier = timed.receive().dossier
    for amount, payment in ((0, Payment.CASH), (10**30, Payment.CASH), (8000, Payment.NONE)):
        with pytest.raises(InvalidInput):
            correct_dossier.pay_fee(timed.desk, dossier.id, amount, payment)
    slip, _ = correct_dossier.pay_fee(timed.desk, dossier.id, 8000, Payment.TRANSFER)
    receipt = slip_of(slip)
    assert isinstance(receipt, FeeReceipt)
    assert (receipt.total_dong, receipt.receipt_number) == (8000, "0000001")
    with pytest.raises(NotAllowedNow, match="fee-paid-already"):
        correct_dossier.pay_fee(timed.desk, dossier.id, 8000, Payment.CASH)


def test_votes_leave_the_box_in_lots_without_a_time(timed: TimedDesk) -> None:
    """A vote beside its dossier in the journal would not be secret."""
    dossier = timed.receive().dossier
    for score, text in ((0, ""), (6, ""), (1, "ắ" * 10_000)):
        with pytest.raises(InvalidInput):
            vote(timed.desk, "Hộ tịch", score, text)
    for score in range(1, LOT):
        vote(timed.desk, "Hộ tịch", score)
    assert timed.desk.reads.votes("2026-11") == []
    vote(timed.desk, "Hộ tịch", LOT, "Tốt")
    votes = timed.desk.reads.votes("2026-11")
    assert sorted(one.score for one in votes) == [1, 2, 3, 4, 5]
    assert not any(item.action.startswith("vote") for item in timed.desk.reads.dossier(dossier.id).timeline)
    assert rebuild_check(timed.desk.file) == []


def test_registers_number_the_year_without_gaps(timed: TimedDesk) -> None:
    """A guided dossier was not received and stands in neither."""
    first = timed.receive().dossier
    guide_incomplete(timed.desk, reception(papers=(MISSING,)), "")
    timed.go(MONDAY + timedelta(days=2))
    second = timed.receive().dossier
    timed.step(second, StepKind.ASSIGN)
    assert [row.dossier_number for row in day_list(timed.desk, MONDAY.date()).rows] == [first.number]
    whole = register_book(timed.desk, date(2026, 1, 1), date(2026, 12, 31))
    assert [(row.index, row.dossier_number) for row in whole.rows] == [(1, first.number), (2, second.number)]
    assert whole.rows[1].passed_at is not None
    part = register_book(timed.desk, MONDAY.date() + timedelta(days=1), MONDAY.date() + timedelta(days=5))
    assert [(row.index, row.dossier_number) for row in part.rows] == [(2, second.number)]
    assert day_list(timed.desk, date(2020, 1, 1)).rows == ()


def test_a_slip_is_genuine_altered_or_of_a_stranger(timed: TimedDesk, tmp_path: Path) -> None:
    """Checked offline at the counter against a forged date."""
    received = timed.receive()
    slip = slip_of(received.slips[0])
    verdict = check_text(timed.desk, slip.qr_text)
    assert (verdict["verdict"], verdict["number"], verdict["known_here"]) == ("genuine", received.dossier.number, True)
    altered = slip.qr_text.replace("261123-0001", "261123-0002")
    assert altered != slip.qr_text
    assert check_text(timed.desk, altered)["verdict"] == "altered"
    for text in ("", "http://example.org", "079190001234||Nguyễn Thị Hoa", slip.qr_text[:-5], "ắ" * 10_000):
        assert check_text(timed.desk, text)["verdict"] in ("not-a-slip", "altered")
    other = timed_desk(tmp_path / "other")
    try:
        verdict = check_text(other.desk, slip.qr_text)
        assert verdict["verdict"] == "unknown-key"
        assert not verdict["known_here"]
    finally:
        other.desk.file.close()


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [
        (date(2026, 12, 1), date(2026, 1, 1), "date-before-start"),
        (date(2025, 5, 1), date(2026, 12, 31), "register-one-year"),
        (date(1, 1, 1), date(9999, 12, 31), "date-out-of-range"),
    ],
)
def test_absurd_spans_of_a_register(timed: TimedDesk, first: date, last: date, code: str) -> None:
    """A register is of one calendar year (TT 01/2018 Điều 10)."""
    with pytest.raises(InvalidInput, match=code):
        register_book(timed.desk, first, last)


PASTES = ["ắ" * 10_000, "\ud800", "\x00", " \u200b"]


@pytest.mark.parametrize("paste", PASTES, ids=["long", "half", "nul", "unseen"])
def test_pastes_into_the_office_are_refused(timed: TimedDesk, paste: str) -> None:
    """The office's words stand on every slip: too long or nothing at all is refused, half a letter falls away."""
    office = timed.desk.reads.office()
    assert office is not None
    for verb in (
        lambda: administration.save_office(timed.desk, replace(office, place=paste)),
        lambda: administration.add_post(timed.desk, paste, frozenset()),
        lambda: administration.add_staff(timed.desk, paste, paste),
        lambda: timed.receive(applicant=replace(HOA, name=paste)),
    ):
        with pytest.raises(InvalidInput):
            verb()
    assert timed.desk.reads.office() == office
