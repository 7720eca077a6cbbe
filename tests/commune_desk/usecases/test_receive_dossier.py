"""Reception on the real encrypted desk: what the citizen is promised must be exactly what is kept."""

from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commune_desk.domain.citizen_card import parse_card
from commune_desk.domain.dossier_life import Right, StepKind
from commune_desk.domain.errors import AlreadyThere, InvalidInput, MissingPapers, NotAllowedNow, NotFound
from commune_desk.domain.records import Delivery, Payment, Person, State
from commune_desk.domain.slips import FeeReceipt, ReceptionSlip, RefusalSlip, SupplementSlip
from commune_desk.domain.text import nfc
from commune_desk.domain.vietnam_time import VN
from commune_desk.ports import Filter
from commune_desk.usecases.print_again import slip_of
from commune_desk.usecases.receive_dossier import guide_incomplete, receive_dossier, refuse_dossier
from commune_desk.usecases.reception_input import Applicant, Money, PaperInput, Representative
from storage.rebuild import rebuild_check
from tests.commune_desk.timed_desks import HOA, MONDAY, PAPER, TimedDesk, reception

PLAN = "2.002307"
RESIDENCE = "1.004222"
MISSING = PaperInput("giay-chung-sinh", "Giấy chứng sinh", is_missing=True)


def test_a_complete_dossier_gets_number_due_and_slip(timed: TimedDesk) -> None:
    """Before 15:00 a same-day matter is promised for the end of that day (Nghị định 61/2018 Điều 18)."""
    received = timed.receive()
    dossier = received.dossier
    assert dossier.number == "H29.31.01-261123-0001"
    assert dossier.state is State.RECEIVED
    assert dossier.due_at == datetime(2026, 11, 23, 17, 0, tzinfo=VN)
    assert received.promise is not None
    assert received.promise.due == dossier.due_at
    (kept,) = received.slips
    slip = slip_of(kept)
    assert isinstance(slip, ReceptionSlip)
    assert (slip.dossier_number, slip.due_at, slip.applicant.name) == (dossier.number, dossier.due_at, HOA.name)
    assert not slip.provisional
    assert timed.desk.reads.find_number(dossier.number.lower()) == dossier.id
    assert received.changes.dossiers == {dossier.id}


def test_after_three_in_the_afternoon_it_is_the_next_working_day(timed: TimedDesk) -> None:
    """The 15:00 rule must not be lost between domain and use case; 24/11 is a holiday (Vietnamese culture day)."""
    timed.go(MONDAY.replace(hour=15, minute=1))
    assert timed.receive().dossier.due_at == datetime(2026, 11, 25, 17, 0, tzinfo=VN)


def test_a_fee_gives_a_receipt_with_running_numbers(timed: TimedDesk) -> None:
    """Receipts are money: one per payment, numbers without a gap, none where nothing was paid."""
    paid = replace(HOA, name="Lê Văn Bảy", number="079090001235", birth="", sex="")
    numbers = []
    for applicant in (HOA, paid):
        received = timed.receive(applicant=applicant, money=Money(8_000, "", Payment.CASH))
        receipt = slip_of(received.slips[1])
        assert isinstance(receipt, FeeReceipt)
        assert receipt.total_dong == 8_000
        assert receipt.total_words == "Tám nghìn đồng"
        assert receipt.receipt_number == received.dossier.receipt_number
        numbers.append(receipt.receipt_number)
    assert numbers == ["0000001", "0000002"]
    free = timed.receive(applicant=replace(HOA, number="079190001236"), money=Money(0, "Hộ nghèo", Payment.NONE))
    assert len(free.slips) == 1
    assert free.dossier.receipt_number == ""


def test_an_organisation_and_a_representative(timed: TimedDesk) -> None:
    """Who applies and who hands in are two people on the slip."""
    company = Applicant("Hợp tác xã Mẫu", tax_code="0100109106", is_organisation=True, address="Ấp 1")
    agent = Representative("Phạm Văn Tư", "079085001111", "Giấy ủy quyền ngày 20/11/2026")
    received = timed.receive(applicant=company, representative=agent)
    slip = slip_of(received.slips[0])
    assert isinstance(slip, ReceptionSlip)
    assert (slip.applicant.number, slip.applicant.number_label) == ("0100109106", "Mã số thuế")
    assert slip.submitter_name == "Phạm Văn Tư"
    assert received.dossier.representative_number == "079085001111"
    assert timed.receive(applicant=company).applicant.id == received.applicant.id


def test_a_matter_by_plan_needs_a_day_and_a_reason(timed: TimedDesk) -> None:
    """Where the law gives no number of days a person answers for the date, in writing."""
    with pytest.raises(InvalidInput, match="limit-by-plan"):
        timed.receive(procedure=PLAN)
    by_hand = datetime(2026, 12, 7, 17, 0, tzinfo=VN)
    with pytest.raises(InvalidInput, match="reason-missing"):
        timed.receive(procedure=PLAN, due_by_hand=by_hand)
    with pytest.raises(InvalidInput, match="due-on-day-off"):
        timed.receive(procedure=PLAN, due_by_hand=by_hand.replace(day=6), due_reason="Theo kế hoạch")
    with pytest.raises(InvalidInput, match="due-before-receipt"):
        timed.receive(procedure=PLAN, due_by_hand=by_hand.replace(month=10), due_reason="Theo kế hoạch")
    assert timed.desk.reads.count(Filter()) == 0
    received = timed.receive(procedure=PLAN, due_by_hand=by_hand, due_reason="Theo kế hoạch 12")
    assert received.dossier.due_at == by_hand
    (receive_step,) = [item.step for item in timed.desk.reads.dossier(received.dossier.id).timeline if item.step]
    assert receive_step.reason == "Theo kế hoạch 12"


def test_an_open_dossier_is_named_and_may_be_accepted(timed: TimedDesk) -> None:
    """The same person with the same matter is a slip of the hand or a wish: the clerk decides."""
    first = timed.receive(duplicate_accepted=False).dossier
    with pytest.raises(AlreadyThere) as refused:
        timed.receive(duplicate_accepted=False)
    assert refused.value.parameters == {"number": first.number}
    second = timed.receive().dossier
    assert second.number == "H29.31.01-261123-0002", "the refused one must not have taken a number"


def test_missing_papers_are_counted(timed: TimedDesk) -> None:
    """Nothing is received, no number is taken."""
    with pytest.raises(MissingPapers) as refused:
        timed.receive(papers=(PAPER, MISSING))
    assert refused.value.parameters == {"count": 1}
    assert timed.receive().dossier.number.endswith("-0001")


@pytest.mark.parametrize(
    ("changes", "error", "code"),
    [
        ({"procedure": "9.999999"}, NotFound, "procedure-unknown"),
        ({"case": "không có"}, NotFound, "case-unknown"),
        ({"procedure": RESIDENCE}, InvalidInput, "not-through-one-stop"),
        ({"sets": 0}, InvalidInput, "sets-out-of-range"),
        ({"money": Money(-1)}, InvalidInput, "fee-negative"),
        ({"money": Money(10**30, "", Payment.CASH)}, InvalidInput, "amount-out-of-range"),
        ({"money": Money(None, "", Payment.CASH)}, InvalidInput, "fee-missing"),
        ({"applicant": replace(HOA, name=" \u200b ")}, InvalidInput, "name-missing"),
        ({"applicant": replace(HOA, number="")}, InvalidInput, "number-missing"),
        ({"applicant": replace(HOA, birth="31/02/1990")}, InvalidInput, "date-impossible"),
        ({"applicant": replace(HOA, is_organisation=True)}, InvalidInput, "tax-code-missing"),
        ({"applicant": replace(HOA, address=""), "delivery": Delivery.POST}, InvalidInput, "delivery-address-missing"),
        ({"papers": (replace(PAPER, copies=1000),)}, InvalidInput, "paper-count-out-of-range"),
    ],
)
def test_what_cannot_be_is_refused(
    timed: TimedDesk, changes: dict[str, object], error: type[Exception], code: str
) -> None:
    """Each by its own code, and nothing is written."""
    with pytest.raises(error, match=code):
        timed.receive(**changes)
    assert timed.desk.reads.count(Filter()) == 0


PASTE = "ắ" * 10_000


@pytest.mark.parametrize(
    "changes",
    [
        *({"applicant": replace(HOA, **{name: PASTE})} for name in ("name", "address", "email", "old_number", "sex")),
        *({name: PASTE} for name in ("summary", "note", "delivery_address", "due_reason")),
        {"representative": Representative(PASTE)},
        {"representative": Representative("Lan", "", PASTE)},
        {"money": Money(1, PASTE)},
        *({"papers": (replace(PAPER, **{name: PASTE}),)} for name in ("name", "note", "component")),
        {"applicant": replace(HOA, number=PASTE)},
        {"applicant": replace(HOA, phone=PASTE)},
        {"applicant": replace(HOA, birth=PASTE)},
        {"applicant": replace(HOA, is_organisation=True, tax_code=PASTE)},
    ],
)
def test_a_ten_thousand_letter_paste_is_refused_in_words(timed: TimedDesk, changes: dict[str, object]) -> None:
    """A whole document in the clipboard must neither be stored nor stop the desk."""
    with pytest.raises(InvalidInput):
        timed.receive(**changes)
    for verb in (guide_incomplete, refuse_dossier):
        with pytest.raises(InvalidInput, match="text-too-long"):
            verb(timed.desk, reception(papers=(MISSING,)), PASTE)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.text(min_size=1, max_size=60).filter(lambda text: nfc(text).strip()))
def test_names_with_any_letters_come_back(timed: TimedDesk, name: str) -> None:
    """Minority names carry apostrophes, hyphens and letters of other alphabets; none may be lost or stop the form."""
    wanted = nfc(name).strip()
    received = timed.receive(applicant=replace(HOA, name=name))
    view = timed.desk.reads.dossier(received.dossier.id)
    assert view.applicant.name == wanted
    slip = slip_of(received.slips[0])
    assert isinstance(slip, ReceptionSlip)
    assert slip.applicant.name == wanted


def test_a_guided_dossier_is_completed_later_under_the_same_record(timed: TimedDesk) -> None:
    """One complete supplement slip, no official number; when all is there it is received with the papers updated."""
    guided = guide_incomplete(timed.desk, reception(papers=(PAPER, MISSING)), "Chưa có giấy chứng sinh")
    assert guided.dossier.state is State.SUPPLEMENT
    assert guided.dossier.number == ""
    assert guided.dossier.shown_number == "ĐK-01-261123-0001"
    slip = slip_of(guided.slips[0])
    assert isinstance(slip, SupplementSlip)
    assert [item.name for item in slip.items] == ["Giấy chứng sinh"]
    timed.go(MONDAY.replace(day=25))
    done = replace(MISSING, is_missing=False, originals=1)
    received = timed.receive(papers=(PAPER, done), pre_registered=guided.dossier.id, duplicate_accepted=False)
    assert received.dossier.id == guided.dossier.id
    assert received.dossier.number == "H29.31.01-261125-0001"
    view = timed.desk.reads.dossier(received.dossier.id)
    assert [(paper.name, paper.is_missing) for paper in view.papers] == [(PAPER.name, False), (done.name, False)]
    for number in (received.dossier.number, guided.dossier.shown_number):
        assert timed.desk.reads.find_number(number) == received.dossier.id
    assert rebuild_check(timed.desk.file) == []


def test_guiding_again_changes_the_papers_and_not_the_number(timed: TimedDesk) -> None:
    """The citizen came back with half: one record, a new slip."""
    first = guide_incomplete(timed.desk, reception(papers=(PAPER, MISSING)), "").dossier
    again = guide_incomplete(timed.desk, reception(papers=(MISSING,), pre_registered=first.id), "").dossier
    assert (again.id, again.shown_number) == (first.id, first.shown_number)
    assert len(timed.desk.reads.dossier(first.id).slips) == 2


@pytest.mark.parametrize("verb", [guide_incomplete, refuse_dossier])
def test_a_received_dossier_is_not_turned_away_again(timed: TimedDesk, verb: object) -> None:
    """Its fields stand on a slip in the citizen's hand; the counter must not overwrite them."""
    received = timed.receive().dossier
    wanted = reception(papers=(MISSING,), summary="khác", pre_registered=received.id)
    with pytest.raises(NotAllowedNow, match="step-not-allowed"):
        verb(timed.desk, wanted, "Thiếu giấy")  # type: ignore[operator]
    with pytest.raises(NotAllowedNow, match="step-not-allowed"):
        timed.receive(pre_registered=received.id)
    assert timed.desk.reads.dossier(received.id).dossier.summary == ""


def test_guiding_needs_something_missing_and_refusing_a_reason(timed: TimedDesk) -> None:
    """An empty supplement slip or an unfounded refusal is against the law."""
    with pytest.raises(InvalidInput, match="nothing-missing"):
        guide_incomplete(timed.desk, reception(), "")
    with pytest.raises(InvalidInput, match="reason-missing"):
        refuse_dossier(timed.desk, reception(), "  ")
    refused = refuse_dossier(timed.desk, reception(), "Không thuộc thẩm quyền")
    assert refused.dossier.state is State.REFUSED
    slip = slip_of(refused.slips[0])
    assert isinstance(slip, RefusalSlip)
    assert slip.reason == "Không thuộc thẩm quyền"
    with pytest.raises(NotAllowedNow):
        timed.step(refused.dossier, StepKind.ASSIGN)


def test_an_inspector_receives_nothing(timed: TimedDesk) -> None:
    """Rights by post: looking is not doing."""
    inspector = timed.acting(Right.INSPECT)
    for verb in (
        lambda: receive_dossier(inspector, reception()),
        lambda: guide_incomplete(inspector, reception(papers=(MISSING,)), ""),
        lambda: refuse_dossier(inspector, reception(), "Lý do"),
    ):
        with pytest.raises(NotAllowedNow, match="right-missing"):
            verb()


def test_a_known_person_is_reused_and_keeps_what_nobody_typed(timed: TimedDesk) -> None:
    """The second visit types less: the phone of the first stays, nobody is doubled."""
    first = timed.receive(applicant=replace(HOA, phone="0901234567"))
    second = timed.receive(applicant=replace(HOA, phone="", address="Ấp 5, xã Mẫu Sơn"))
    assert second.applicant.id == first.applicant.id
    assert (second.applicant.phone, second.applicant.address) == ("0901234567", "Ấp 5, xã Mẫu Sơn")
    with timed.desk.work("test.look") as work:
        assert work.get(Person, first.applicant.id).address == "Ấp 5, xã Mẫu Sơn"


def test_a_card_becomes_an_applicant(timed: TimedDesk) -> None:
    """The sample payload of domain.md 5.1, from scan to slip."""
    payload = "096325000002||Trần Thị Thử|02032025|Nữ|Ấp Thử, Xã Thử, Cà Mau|05072025||Trần Văn Giả|Lê Thị Lập|"
    applicant = Applicant.from_card(parse_card(payload, today=MONDAY.date()))
    received = timed.receive(applicant=applicant)
    assert received.applicant.birth == "2025-03-02"
    assert received.applicant.number_kind == "cccd"
