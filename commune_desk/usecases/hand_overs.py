"""The chain of hand-overs of a dossier, as the control slip (Mẫu 06) lists it; history is never overwritten."""

from datetime import datetime

from commune_desk.domain.dossier_life import Step, StepKind
from commune_desk.domain.ids import RecordId
from commune_desk.domain.records import Dossier, Staff
from commune_desk.domain.slips import HandOver
from commune_desk.ports import Work

_SHOWN = {
    StepKind.ASSIGN,
    StepKind.PASS_ON,
    StepKind.TAKE_BACK,
    StepKind.SUPPLEMENT_RECEIVED,
    StepKind.FINISH,
    StepKind.RETURN_RESULT,
}


def hand_over_rows(work: Work, dossier: Dossier) -> tuple[HandOver, ...]:
    """One row per hand-over so far, the one under way included; results compare with the promised time of the step."""
    unit = dossier.receiving_place
    rows = []
    for author, step in work.steps_of(dossier.id):
        if step.kind not in _SHOWN:
            continue
        taker = _taker(dossier, step)
        rows.append(
            HandOver(
                giver_unit=unit,
                taker_unit=taker,
                at=step.at,
                giver_name=author,
                taker_name=_name(work, step.staff),
                result=_result(step, dossier.due_at),
                note=step.reason,
            )
        )
        unit = taker
    return tuple(rows)


def _taker(dossier: Dossier, step: Step) -> str:
    match step.kind:
        case StepKind.PASS_ON:
            return step.unit
        case StepKind.ASSIGN | StepKind.SUPPLEMENT_RECEIVED | StepKind.TAKE_BACK:
            return dossier.deciding_body
        case StepKind.RETURN_RESULT:
            return "Người nộp hồ sơ"
        case _:
            return dossier.receiving_place


def _result(step: Step, due_at: datetime | None) -> str:
    if step.kind not in (StepKind.FINISH, StepKind.RETURN_RESULT) or due_at is None:
        return ""
    if step.at > due_at:
        return "Quá hạn"
    return "Trước hạn" if step.at.date() < due_at.date() else "Đúng hạn"


def _name(work: Work, staff: str) -> str:
    return work.get(Staff, RecordId.parse(staff)).display_name if staff else ""
