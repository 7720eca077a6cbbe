"""What the detail screen knows, without a window."""

from datetime import timedelta

import pytest

from commune_desk.domain.dossier_life import RULES, Right, StepKind
from commune_desk.domain.records import Payment, State
from commune_desk.usecases.correct_dossier import pay_fee
from commune_desk.usecases.reception_input import PaperInput
from commune_desk.usecases.take_step import StepInput, take_step
from tests.ui.dossiers.screens import PEOPLE, Stage, paid, receive
from ui.detail.state import read_detail
from ui.detail.step_form import APPROVED_BY, REASON, step_form


def test_a_received_dossier_knows_its_next_step(stage: Stage) -> None:
    """One primary step, the others beside it, correction last."""
    state = read_detail(stage.desk, stage.dossiers[0].id)

    assert state.primary is StepKind.ASSIGN
    assert StepKind.ASSIGN not in state.others
    assert state.others[-1] is StepKind.CORRECT_STATE


def test_the_timeline_tells_who_when_and_what_is_still_to_come(stage: Stage) -> None:
    """Done steps first, the ordinary way ahead after them, marked."""
    take_step(stage.desk, stage.dossiers[0].id, StepInput(StepKind.ASSIGN, reason="Giao chị Lan"))

    lines = read_detail(stage.desk, stage.dossiers[0].id).timeline

    assert [line.title for line in lines if not line.is_pending] == ["Tiếp nhận", "Phân công xử lý"]
    assert [line.title for line in lines if line.is_pending] == ["Đã có kết quả", "Trả kết quả"]
    assert "Giao chị Lan" in lines[1].details
    assert stage.desk.actor.display_name in lines[1].who
    assert lines[-1].spoken.startswith("Sắp tới")


def test_why_explains_the_promised_time_step_by_step(stage: Stage) -> None:
    """The citizen asks why that day: the sentences of the count, ending with the day itself."""
    state = read_detail(stage.desk, stage.dossiers[0].id)

    assert len(state.why) >= 3
    assert state.why[0].startswith("Nhận hồ sơ lúc")
    assert state.due_text in state.why[-1]


def test_why_tells_of_a_stop_and_a_new_count(stage: Stage) -> None:
    """After a supplement the count starts again (NĐ 61 Điều 19.4)."""
    dossier = stage.dossiers[0].id
    asked = (PaperInput("banchinh", "Bản chính giấy tờ", 1, 0, is_missing=True),)
    take_step(stage.desk, dossier, StepInput(StepKind.ASK_SUPPLEMENT, reason="Thiếu trang", asked=asked))
    assert "ngừng tính" in read_detail(stage.desk, dossier).why[-1]

    take_step(stage.desk, dossier, StepInput(StepKind.SUPPLEMENT_RECEIVED))

    assert any("tính lại từ đầu" in sentence for sentence in read_detail(stage.desk, dossier).why)


def test_money_is_told_with_its_receipt(stage: Stage) -> None:
    """Fee, way of paying and receipt number stand among the facts; nothing more is to be paid."""
    dossier = receive(stage.desk, *PEOPLE[0], money=paid())

    state = read_detail(stage.desk, dossier.id)

    values = {fact.label: fact.value for fact in state.facts}
    assert values["Phí, lệ phí"] == "10.000 đồng · Tiền mặt"
    assert values["Số biên lai"] == "0000001"
    assert not state.may_pay


def test_a_fee_taken_later_stands_in_the_timeline(stage: Stage) -> None:
    """Under money, with the form it made."""
    dossier = stage.dossiers[1].id
    assert read_detail(stage.desk, dossier).may_pay
    pay_fee(stage.desk, dossier, 20_000, Payment.CASH)

    lines = [line for line in read_detail(stage.desk, dossier).timeline if line.category == "money"]

    assert [line.title for line in lines] == ["Thu phí"]
    assert any("Biên lai" in text for text in lines[0].details)


def test_new_dates_are_later_working_days_at_the_same_hour(stage: Stage) -> None:
    """An extension is offered in whole working days after the promised time."""
    state = read_detail(stage.desk, stage.dossiers[0].id)
    due = state.dossier.due_at
    assert due is not None

    assert list(state.new_dues) == sorted(state.new_dues)
    assert all(new - due >= timedelta(days=1) and new.time() == due.time() for new in state.new_dues)


@pytest.mark.parametrize("kind", [kind for kind in StepKind if kind.value not in ("register", "guide", "receive")])
def test_every_step_has_a_question(stage: Stage, kind: StepKind) -> None:
    """A step whose law demands a reason asks for it; every one explains itself."""
    form = step_form(kind, stage.dossiers[0])

    assert form.explanation
    assert form.fields
    assert form.reason_required == RULES[kind].needs_reason
    assert not form.reason_required or REASON in form.fields


def test_a_second_supplement_asks_for_the_superior(stage: Stage) -> None:
    """Once in full; a second request needs a reason and who allowed it."""
    dossier = stage.dossiers[0]
    asked = (PaperInput("x", "Giấy tờ", 1, 0, is_missing=True),)
    take_step(stage.desk, dossier.id, StepInput(StepKind.ASK_SUPPLEMENT, reason="Thiếu", asked=asked))
    again = take_step(stage.desk, dossier.id, StepInput(StepKind.SUPPLEMENT_RECEIVED)).dossier

    assert APPROVED_BY not in step_form(StepKind.ASK_SUPPLEMENT, dossier).fields
    assert APPROVED_BY in step_form(StepKind.ASK_SUPPLEMENT, again).fields


def test_an_ended_dossier_offers_only_notes_and_correction(stage: Stage) -> None:
    """Nothing legal follows a refusal; nothing is pending either."""
    dossier = stage.dossiers[0].id
    take_step(stage.desk, dossier, StepInput(StepKind.REFUSE, reason="Không thuộc thẩm quyền"))

    state = read_detail(stage.desk, dossier)

    assert state.dossier.state is State.REFUSED
    assert state.primary is None
    assert not any(line.is_pending for line in state.timeline)


def test_an_inspector_sees_and_changes_nothing(stage: Stage) -> None:
    """Rights are the post's: no step but a note, no correction, no fee."""
    from dataclasses import replace

    stage.desk.actor = replace(stage.desk.actor, rights=frozenset({Right.INSPECT}))

    state = read_detail(stage.desk, stage.dossiers[0].id)

    assert state.steps == (StepKind.NOTE,)
    assert state.primary is None
    assert not state.may_correct
    assert not state.may_pay
