"""How a promised time came about, told again by the version the dossier was received under. No Qt."""

from datetime import datetime

from commune_desk.domain.dossier_life import Step, StepKind
from commune_desk.domain.errors import DeskError
from commune_desk.domain.procedures import Case
from commune_desk.i18n import _
from commune_desk.ports import Desk, DossierView
from ui import words
from ui.dossiers.state import moment_short
from ui.time_words import step_words

_COUNTS = (StepKind.RECEIVE, StepKind.SUPPLEMENT_RECEIVED)
_STOPS = (StepKind.ASK_SUPPLEMENT, StepKind.PAUSE)


def why(desk: Desk, view: DossierView, case: Case | None) -> tuple[str, ...]:
    """One sentence after the other, the last one the promised time as it is now."""
    dossier = view.dossier
    if dossier.received_at is None:
        return (_("Hồ sơ chưa được tiếp nhận nên chưa có hạn."),)
    told: list[str] = []
    for item in view.timeline:
        if item.step is not None:
            told += _told(desk, item.step, case)
    told.append(_("Hạn hiện nay: {due}.").format(due=moment_short(dossier.due_at) or _("ngừng tính")))
    return tuple(told)


def _told(desk: Desk, step: Step, case: Case | None) -> list[str]:
    if step.kind in _COUNTS:
        return _counted(desk, step, case)
    if step.kind in _STOPS:
        told = _("{moment}: {step}, ngừng tính hạn.")
        return [told.format(moment=moment_short(step.at), step=words.step_label(step.kind).lower())]
    if step.due_at is None:
        return []
    told = _("{moment}: {step}, hẹn lại {due}. {reason}")
    named = words.step_label(step.kind).lower()
    return [told.format(moment=moment_short(step.at), step=named, due=moment_short(step.due_at), reason=step.reason)]


def _counted(desk: Desk, step: Step, case: Case | None) -> list[str]:
    if step.due_at is None:
        return [_("{moment}: nhận hồ sơ, không có hạn đếm được.").format(moment=moment_short(step.at))]
    steps = _recount(desk, step, case, step.due_at)
    if steps:
        return steps
    told = _("{moment}: nhận hồ sơ, cán bộ hẹn trả {due}. {reason}")
    return [told.format(moment=moment_short(step.at), due=moment_short(step.due_at), reason=step.reason).strip()]


def _recount(desk: Desk, step: Step, case: Case | None, due: datetime) -> list[str]:
    """The sentences of the count where it leads to the time that was promised, none where a person set it."""
    if case is None:
        return []
    count = desk.rules.promise if step.kind is StepKind.RECEIVE else desk.rules.restarted
    try:
        promise = count(step.at, case.limit)
    except DeskError:
        return []
    return [step_words(one) for one in promise.steps] if promise.due == due else []
