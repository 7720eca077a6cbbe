"""The form as a value: what a change keeps, and what of it reaches the use case."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commune_desk.domain.citizen_card import parse_card
from commune_desk.domain.due import LimitUnit, TimeLimit
from commune_desk.domain.errors import InvalidInput
from commune_desk.domain.fees import Exemption, Fixed, Free, PerCopy
from commune_desk.domain.plain import from_plain, to_plain
from commune_desk.domain.procedures import Case, Component, Procedure
from commune_desk.domain.records import Payment
from commune_desk.usecases.reception_input import Money, PaperInput
from ui.reception import checklist
from ui.reception.autosave import from_bytes, to_bytes
from ui.reception.checklist import Standing
from ui.reception.judge import Act, charge, judge, money_of
from ui.reception.state import (
    ReceptionState,
    draft_title,
    held_lines,
    to_reception,
    whole,
    with_card,
    with_procedure,
    with_text,
)
from ui.reception.undo import History

TODAY = date(2026, 11, 23)
CARD = "001099000001||Nguyễn Văn Mẫu|01011999|Nam|Số 1, Thôn Mẫu, Hà Nội|15062022"
FORM = Component("A", "Tờ khai", originals=1)
BIRTH = Component("B", "Giấy chứng sinh", replaced_by_data=date(2026, 1, 1), fallback="Bản chính giấy chứng sinh")
LETTER = Component("C", "Văn bản ủy quyền", originals=1, required=False)
CASE = Case("Thường", TimeLimit.of(3, LimitUnit.WORKING_DAYS), (FORM, BIRTH, LETTER), PerCopy(2000))
OTHER = Case("Lưu động", TimeLimit.of(5, LimitUnit.WORKING_DAYS), (FORM,), Free())
PROCEDURE = Procedure("1.001193", "Đăng ký khai sinh", "Hộ tịch", "1", date(2025, 7, 1), (CASE, OTHER))


def chosen() -> ReceptionState:
    return with_procedure(ReceptionState(), PROCEDURE, CASE, TODAY)


def test_a_card_fills_the_person_and_the_papers_stay() -> None:
    """The card may come at any moment, also after ticking."""
    before = chosen()
    state = with_card(before, parse_card(CARD, today=TODAY))

    assert (state.number, state.name, state.birth, state.sex) == (
        "001099000001", "Nguyễn Văn Mẫu", "01/01/1999", "male",
    )  # fmt: skip
    assert state.papers == before.papers


def test_another_card_does_not_inherit_the_phone_of_the_person_before() -> None:
    """A phone on the wrong dossier sends the result's message to a stranger."""
    state = with_text(with_card(chosen(), parse_card(CARD)), "phone", "0912345678")
    other = with_card(state, parse_card(CARD.replace("001099000001", "001099000002")))

    assert other.phone == ""
    assert with_card(state, parse_card(CARD)).phone == "0912345678"


def test_another_case_keeps_what_was_ticked_of_the_same_papers() -> None:
    """A clerk who finds the right case late must not tick twice."""
    state = chosen()
    ticked = with_procedure(
        ReceptionState(papers=checklist.toggled(state.papers, 0), procedure=state.procedure), PROCEDURE, OTHER, TODAY
    )

    assert [line.standing for line in ticked.papers] == [Standing.HERE]


def test_papers_that_data_replace_are_there_until_the_look_up_fails() -> None:
    """M on such a paper asks for the fallback the catalogue names."""
    lines = chosen().papers
    assert lines[1].standing is Standing.HERE
    assert (lines[1].originals, lines[1].copies) == (0, 0)

    failed = checklist.missed(lines, 1)[1]

    assert (failed.standing, failed.note) == (Standing.MISSING, "Bản chính giấy chứng sinh")


def test_only_marked_papers_reach_the_dossier() -> None:
    """An optional paper nobody handed in must not stand on the slip."""
    state = with_card(chosen(), parse_card(CARD))
    state = ReceptionState(**{**_fields(state), "papers": checklist.all_here(state.papers)})
    reception = to_reception(state, Money(2000), draft_key="reception/1", today=TODAY)

    assert [paper.component for paper in reception.papers] == ["A", "B"]
    assert reception.papers[0] == PaperInput("A", "Tờ khai", 1, 0)
    assert reception.applicant.birth == "1999-01-01"


def test_ticking_goes_on_to_the_next_required_paper() -> None:
    """Three papers are three presses of Space."""
    lines = checklist.lines_of(CASE, date(2025, 12, 1))

    assert checklist.next_open(checklist.toggled(lines, 0), 0) == 1
    assert checklist.unmarked(checklist.all_here(lines)) == ()


@given(st.integers(-5, 5000))
def test_counts_stay_on_the_form(count: int) -> None:
    """Three digits are what the official form has room for."""
    line = checklist.counted(chosen().papers, 0, count, originals=False)[0]

    assert 0 <= line.copies <= 999


def test_own_papers_have_marks_of_their_own() -> None:
    """Two added papers must not become one record."""
    lines = checklist.with_extra(checklist.with_extra(chosen().papers, "Đơn"), "Giấy khác")

    assert [line.component for line in lines[-2:]] == ["+1", "+2"]
    assert checklist.with_extra(lines, "Đơn") == lines
    assert checklist.without(lines, 0) == lines
    assert len(checklist.without(lines, 3)) == 4


def test_missing_papers_turn_the_primary_key_into_the_supplement_slip() -> None:
    """One complete slip, once: Nghị định 61/2018 Điều 17."""
    state = chosen()
    lacking = ReceptionState(**{**_fields(state), "papers": checklist.missed(state.papers, 0)})

    assert judge(state, TODAY).act is Act.RECEIVE
    assert judge(lacking, TODAY).act is Act.GUIDE


@pytest.mark.parametrize(
    ("field", "text", "code"),
    [
        ("number", "0010990", "personal-id-length"),
        ("number", "x" * 10_000, "personal-id-characters"),
        ("birth", "31/02/1990", "date-impossible"),
        ("birth", "01/01/2099", "date-in-future"),
        ("birth", "hôm qua", "date-unreadable"),
        ("phone", "12", "phone-number"),
        ("sets", "0", "sets-out-of-range"),
        ("sets", "mười", "sets-out-of-range"),
        ("fee", "-5", "count-out-of-range"),
        ("address", "a" * 10_000, "text-too-long"),
        ("note", "a" * 10_000, "text-too-long"),
    ],
)
def test_impossible_input_is_named_at_its_field_and_stays_as_typed(field: str, text: str, code: str) -> None:
    """Nothing typed is cut or changed in silence."""
    state = with_text(with_card(chosen(), parse_card(CARD)), field, text)
    problem = judge(state, TODAY).problem(field)

    assert getattr(state, field) == text
    assert problem is not None
    assert problem.code == code


@pytest.mark.parametrize("name", ["H'Hen Niê", "Đặng Thị Ỷ", "Þór Ðorsteinn", "李 小明", "Siu Y-Bhăm"])
def test_names_of_any_letters_are_names(name: str) -> None:
    """54 peoples and foreigners live here."""
    assert judge(with_text(with_card(chosen(), parse_card(CARD)), "name", name), TODAY).problems == ()


def test_a_number_that_contradicts_the_sex_is_a_warning_only() -> None:
    """Corrected people keep old numbers; nobody is sent home for it."""
    state = with_text(with_card(chosen(), parse_card(CARD)), "sex", "female")
    verdict = judge(state, TODAY)

    assert verdict.warnings == (("number", "sex-mismatch"),)
    assert verdict.problems == ()


def test_an_organisation_needs_its_tax_code_and_no_birth() -> None:
    """The warning of a wrong check digit stops nobody."""
    state = ReceptionState(is_organisation=True, name="Hợp tác xã Mẫu", tax_code="0100109107", procedure="1.001193")
    verdict = judge(state, TODAY)

    assert verdict.problems == ()
    assert verdict.warnings == (("tax_code", "tax-code-check-digit"),)
    assert judge(ReceptionState(is_organisation=True, name="X"), TODAY).problem("tax_code") is not None


def test_the_fee_follows_rule_copies_exemption_and_hand() -> None:
    """A typed amount wins; an unreadable one gives none rather than a wrong one."""
    poor = Exemption("poor", "Hộ nghèo")
    state = with_text(chosen(), "copies", "3")

    assert charge(state, PerCopy(2000), ()).amount_dong == 6000
    assert charge(with_text(state, "exemption", "poor"), Fixed(8000), (poor,)).amount_dong == 0
    assert charge(with_text(state, "fee", "12.500"), Fixed(8000), ()).amount_dong == 12_500
    assert charge(with_text(state, "fee", "mười"), Fixed(8000), ()).amount_dong is None


def test_nothing_is_paid_where_nothing_is_asked() -> None:
    """A receipt over 0 đồng would take a receipt number."""
    state = with_text(chosen(), "payment", Payment.CASH.value)
    free = charge(state, Free(), ())

    assert money_of(state, free, ()).payment is Payment.NONE
    assert money_of(state, charge(state, Fixed(8000), ()), ()).payment is Payment.CASH


@pytest.mark.parametrize("text", ["", "-1", "1,5", "١٢", "1" * 13, "một"])
def test_a_count_that_is_no_count_is_refused(text: str) -> None:
    """Digits of other scripts look like numbers to Python."""
    with pytest.raises(InvalidInput):
        whole(text, "sets")


@given(st.text(max_size=300), st.text(max_size=300))
def test_a_draft_gives_back_every_letter(name: str, note: str) -> None:
    """The recovery after a crash shows what was typed, not what was tidied."""
    typed = name.encode("utf-8", "ignore").decode(), note.encode("utf-8", "ignore").decode()
    state = with_text(with_text(chosen(), "name", typed[0]), "note", typed[1])

    assert from_bytes(to_bytes(state)) == state
    assert from_plain(ReceptionState, to_plain(state)) == state


@pytest.mark.parametrize(
    "data", [b"", b"{", b"[]", b'{"version": 99, "form": {}}', b'{"version": 1, "form": {"x": 1}}']
)
def test_a_draft_of_another_program_is_not_guessed(data: bytes) -> None:
    """It is offered as unreadable and kept."""
    assert from_bytes(data) is None


def test_papers_held_are_recognised_without_marks_and_case() -> None:
    """Clerks type names of papers in many ways."""
    assert held_lines(chosen(), ("TO KHAI",)) == (0,)


def test_an_untouched_form_is_no_draft() -> None:
    """Choosing a procedure and walking away leaves nothing to recover."""
    assert chosen().is_empty
    assert not with_text(chosen(), "phone", "09").is_empty
    assert draft_title(with_text(chosen(), "name", "Lan")) == "Lan – Đăng ký khai sinh"


def test_typing_a_word_is_one_step_of_undo() -> None:
    """Ctrl+Z goes back by fields and acts, not by letters."""
    history = History(ReceptionState())
    for at, text in enumerate(("L", "La", "Lan")):
        history.record(with_text(history.now, "name", text), "name", at * 0.2)
    history.record(with_text(history.now, "phone", "09"), "phone", 0.7)

    assert history.undo() == ReceptionState(name="Lan")
    assert history.undo() == ReceptionState()
    assert history.undo() is None
    assert history.redo() == ReceptionState(name="Lan")


def test_a_pause_makes_a_new_step() -> None:
    """What was typed before thinking stays reachable."""
    history = History(ReceptionState())
    history.record(ReceptionState(name="Lan"), "name", 0.0)
    history.record(ReceptionState(name="Lanh"), "name", 5.0)

    assert history.undo() == ReceptionState(name="Lan")


def test_what_a_scanner_typed_into_a_field_never_happened() -> None:
    """Undo must not bring digits of a scan back."""
    history = History(ReceptionState(name="Lan"))
    mark = history.mark()
    history.record(ReceptionState(name="Lan001"), "name", 1.0)

    assert history.rewind(mark) == ReceptionState(name="Lan")
    assert history.undo() is None


def _fields(state: ReceptionState) -> dict[str, object]:
    return {name: getattr(state, name) for name in state.__dataclass_fields__}
