"""The journal of one dossier told as a path: what was done, by whom, on which post, when; and what is still to come."""

from dataclasses import dataclass
from typing import NamedTuple

from commune_desk.domain.dossier_life import Step, StepKind
from commune_desk.domain.records import Dossier, State
from commune_desk.domain.wording import birth_vi
from commune_desk.i18n import N_, _
from commune_desk.ports import DossierView, TimelineItem
from ui import tokens, words
from ui.dossiers.state import moment_short

PEOPLE, PAPERS, MONEY = "people", "papers", "money"


class _Kind(NamedTuple):
    icon: str
    tint: tokens.State
    category: str = ""


@dataclass(frozen=True, slots=True)
class TimelineLine:
    """One station; `is_pending` ones are the ordinary way ahead, drawn hatched."""

    title: str
    when: str
    who: str
    details: tuple[str, ...]
    icon: str
    tint: tokens.State
    category: str = ""
    is_pending: bool = False

    @property
    def spoken(self) -> str:
        """The whole station for a screen reader."""
        first = _("Sắp tới: {title}").format(title=self.title) if self.is_pending else self.title
        return ". ".join(part for part in (first, self.when, self.who, *self.details) if part)


_INFO, _OK, _WAIT, _LATE, _NEUTRAL = (
    tokens.State.INFO,
    tokens.State.OK,
    tokens.State.WAITING,
    tokens.State.LATE,
    tokens.State.NEUTRAL,
)
_KINDS = {
    StepKind.REGISTER: _Kind("file-text", _NEUTRAL, PAPERS),
    StepKind.GUIDE: _Kind("file-plus", _WAIT, PAPERS),
    StepKind.RECEIVE: _Kind("inbox", _INFO, PAPERS),
    StepKind.REFUSE: _Kind("ban", _LATE, PAPERS),
    StepKind.ASSIGN: _Kind("user", _INFO, PEOPLE),
    StepKind.PASS_ON: _Kind("send", _INFO, PEOPLE),
    StepKind.TAKE_BACK: _Kind("undo-2", _INFO, PEOPLE),
    StepKind.ASK_SUPPLEMENT: _Kind("file-plus", _WAIT, PAPERS),
    StepKind.SUPPLEMENT_RECEIVED: _Kind("file-check", _INFO, PAPERS),
    StepKind.ASK_FINANCIAL_DUTY: _Kind("banknote", _WAIT, MONEY),
    StepKind.FINANCIAL_DUTY_DONE: _Kind("banknote", _OK, MONEY),
    StepKind.PAUSE: _Kind("pause", _WAIT),
    StepKind.RESUME: _Kind("play", _INFO),
    StepKind.EXTEND: _Kind("calendar-clock", _WAIT),
    StepKind.ASK_WITHDRAWAL: _Kind("undo-2", _WAIT),
    StepKind.KEEP_PROCESSING: _Kind("play", _INFO),
    StepKind.STOP: _Kind("circle-x", _LATE),
    StepKind.FINISH: _Kind("badge-check", _OK),
    StepKind.RETURN_RESULT: _Kind("package-check", _OK, PEOPLE),
    StepKind.NOTE: _Kind("message-square", _NEUTRAL),
    StepKind.CORRECT_STATE: _Kind("pencil", _LATE),
}
_ACTIONS = {
    "person.correct": _Kind("user", _NEUTRAL, PEOPLE),
    "paper.change": _Kind("files", _NEUTRAL, PAPERS),
    "fee.pay": _Kind("banknote", _OK, MONEY),
    "number.map": _Kind("barcode", _NEUTRAL),
    "slip.control": _Kind("clipboard-list", _NEUTRAL, PAPERS),
    "slip.print-again": _Kind("printer", _NEUTRAL, PAPERS),
}
_FIELDS = {
    "person.name": N_("họ tên"),
    "person.number": N_("số giấy tờ"),
    "person.old_number": N_("số CMND cũ"),
    "person.birth": N_("ngày sinh"),
    "person.sex": N_("giới tính"),
    "person.address": N_("địa chỉ"),
    "person.phone": N_("điện thoại"),
    "person.email": N_("thư điện tử"),
    "person.tax_code": N_("mã số thuế"),
    "dossier.official_number": N_("mã chính thức"),
    "dossier.fee_dong": N_("phí (đồng)"),
    "dossier.receipt_number": N_("số biên lai"),
    "dossier.note": N_("ghi chú"),
    "paper.name": N_("giấy tờ"),
    "paper.originals": N_("bản chính"),
    "paper.copies": N_("bản sao"),
    "paper.note": N_("ghi chú giấy tờ"),
}
_AHEAD = {
    State.REGISTERED: (StepKind.RECEIVE, StepKind.ASSIGN, StepKind.FINISH, StepKind.RETURN_RESULT),
    State.RECEIVED: (StepKind.ASSIGN, StepKind.FINISH, StepKind.RETURN_RESULT),
    State.IN_PROCESS: (StepKind.FINISH, StepKind.RETURN_RESULT),
    State.FINANCIAL_DUTY: (StepKind.FINANCIAL_DUTY_DONE, StepKind.FINISH, StepKind.RETURN_RESULT),
    State.WITHDRAWAL: (StepKind.STOP,),
    State.FINISHED: (StepKind.RETURN_RESULT,),
}


def timeline_lines(view: DossierView) -> tuple[TimelineLine, ...]:
    """What was done, oldest first."""
    return tuple(_line(item) for item in view.timeline)


def pending_lines(view: DossierView) -> tuple[TimelineLine, ...]:
    """The ordinary way ahead of a dossier that is not at its end."""
    return tuple(_ahead(kind, view.dossier) for kind in _way(view.dossier))


def _way(dossier: Dossier) -> tuple[StepKind, ...]:
    if dossier.state is State.SUPPLEMENT:
        if dossier.received_at is None:
            return _AHEAD[State.REGISTERED]
        return (StepKind.SUPPLEMENT_RECEIVED, StepKind.FINISH, StepKind.RETURN_RESULT)
    return _AHEAD.get(dossier.state, ())


def _ahead(kind: StepKind, dossier: Dossier) -> TimelineLine:
    due = moment_short(dossier.due_at) if kind is StepKind.FINISH else ""
    when = _("hẹn {moment}").format(moment=due) if due else ""
    return TimelineLine(words.step_label(kind), when, "", (), _KINDS[kind].icon, _NEUTRAL, is_pending=True)


def _line(item: TimelineItem) -> TimelineLine:
    kind = _KINDS[item.step.kind] if item.step is not None else _ACTIONS.get(item.action, _Kind("circle", _NEUTRAL))
    if item.action in _ACTIONS:
        kind = _ACTIONS[item.action]
    title = words.action_label(item.action) if item.action in _ACTIONS or item.step is None else ""
    if item.step is not None and not title:
        title = words.step_label(item.step.kind)
    who = " – ".join(part for part in (item.person, item.post) if part) or _("Chương trình")
    details = (*_step_details(item.step), *_changes(item.changed))
    return TimelineLine(
        title, moment_short(item.step.at if item.step else item.at), who, details, kind.icon, kind.tint, kind.category
    )


def _step_details(step: Step | None) -> tuple[str, ...]:
    if step is None:
        return ()
    told = [step.reason]
    if step.unit:
        told.append(_("Đơn vị: {unit}").format(unit=step.unit))
    if step.number:
        told.append(_("Số: {number}").format(number=step.number))
    if step.approved_by:
        told.append(_("Người duyệt: {name}").format(name=step.approved_by))
    if step.state is not None:
        told.append(_("Trạng thái mới: {state}").format(state=words.state_label(step.state)))
    if step.due_at is not None:
        told.append(_("Hẹn trả: {moment}").format(moment=moment_short(step.due_at)))
    return tuple(text for text in told if text)


def _changes(changed: tuple[tuple[str, str, str], ...]) -> tuple[str, ...]:
    told = []
    for field, before, after in changed:
        if field in _FIELDS:
            told.append(_change(_(_FIELDS[field]), _told_value(field, before), _told_value(field, after)))
        elif field == "paper.is_missing":
            told.append(_("giấy tờ còn thiếu") if after in ("True", "1") else _("giấy tờ đã đủ"))
        elif field in ("slip", "printed_slip"):
            told.append(_("Đã lập: {form}").format(form=words.form_label(after)))
        elif field == "paper":
            told.append(_("Thêm giấy tờ: {name}").format(name=after))
        elif field == "slip_copy":
            told.append(_("Bản sao thứ {number}").format(number=after))
        elif field == "did-not-apply":
            told.append(_("Bước này đến muộn và không áp dụng được."))
    return tuple(dict.fromkeys(told))


def _told_value(field: str, value: str) -> str:
    """A stored value as people read it."""
    if field == "person.sex":
        return words.sex_label(value)
    return birth_vi(value) if field == "person.birth" and value else value


def _change(name: str, before: str, after: str) -> str:
    if not before:
        return _("{field}: {after}").format(field=name, after=after)
    return _("{field}: {before} → {after}").format(field=name, before=before, after=after or "–")
