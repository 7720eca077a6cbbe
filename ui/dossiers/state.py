"""How a dossier's state, its promised time and the reason of a match are told: plain values, no Qt."""

from collections.abc import Callable
from datetime import date, datetime
from typing import NamedTuple

from commune_desk.domain.records import State
from commune_desk.domain.text import fold
from commune_desk.domain.vietnam_time import to_vietnam
from commune_desk.domain.wording import date_vi
from commune_desk.i18n import N_, _, ngettext
from commune_desk.ports import DossierLine, DossierView
from commune_desk.sync_views import RecordTicks
from ui import tokens, words
from ui.tick_words import Ticks, ticks_of

Between = Callable[[date, date], int]
"""`Rules.working_days_between`: working days after the first day up to and with the last."""

SOON_WORKING_DAYS = 2


class Look(NamedTuple):
    """A state to be shown: colour, word and icon together (icon '' is the colour's own)."""

    tint: tokens.State
    word: str
    icon: str = ""


class Row(NamedTuple):
    """A line of the list with everything that had to be counted for it."""

    line: DossierLine
    due: Look
    ticks: Ticks | None = None
    """How far it has got; None where nothing is known of the sync."""


_STATE_LOOKS = {
    State.REGISTERED: (tokens.State.NEUTRAL, "circle"),
    State.RECEIVED: (tokens.State.INFO, "inbox"),
    State.REFUSED: (tokens.State.NEUTRAL, "ban"),
    State.IN_PROCESS: (tokens.State.INFO, "play"),
    State.SUPPLEMENT: (tokens.State.WAITING, "file-plus"),
    State.FINANCIAL_DUTY: (tokens.State.WAITING, "banknote"),
    State.WITHDRAWAL: (tokens.State.WAITING, "undo-2"),
    State.STOPPED: (tokens.State.NEUTRAL, "circle-x"),
    State.FINISHED: (tokens.State.OK, "badge-check"),
    State.RETURNED: (tokens.State.NEUTRAL, "package-check"),
}
_SHORT = {
    State.SUPPLEMENT: N_("Chờ bổ sung"),
    State.FINANCIAL_DUTY: N_("Chờ nghĩa vụ tài chính"),
    State.WITHDRAWAL: N_("Xin rút hồ sơ"),
    State.REFUSED: N_("Không tiếp nhận"),
}

LANES = {
    "due-today": N_("Hẹn trả hôm nay"),
    "overdue": N_("Quá hạn"),
    "due-soon": N_("Hai ngày làm việc tới"),
    "waiting-citizen": N_("Chờ công dân"),
    "to-return": N_("Chờ trả kết quả"),
    "unsent": N_("Chưa gửi đi"),
    "drafts": N_("Bản nháp"),
}
LANE_LOOKS = {
    "due-today": (tokens.State.SOON, "calendar-clock"),
    "overdue": (tokens.State.LATE, "clock-alert"),
    "due-soon": (tokens.State.INFO, "clock"),
    "waiting-citizen": (tokens.State.WAITING, "hourglass"),
    "to-return": (tokens.State.OK, "package-check"),
    "unsent": (tokens.State.NEUTRAL, "upload"),
    "drafts": (tokens.State.NEUTRAL, "pencil"),
}

_MATCHES = {
    "number": N_("số hồ sơ"),
    "name": N_("họ tên"),
    "person-number": N_("số giấy tờ"),
    "phone": N_("điện thoại"),
    "address": N_("địa chỉ"),
    "procedure": N_("thủ tục"),
    "summary": N_("trích yếu"),
}
_SEEN = ("number", "name", "procedure")


def lane_word(lane: str) -> str:
    """The name of a home tile."""
    return _(LANES.get(lane, lane))


def match_word(matched: str) -> str:
    """Why a line is among the hits."""
    return _(_MATCHES[matched]) if matched in _MATCHES else ""


def unseen_match(matched: str) -> str:
    """The same where no column of the list shows what matched."""
    return "" if matched in _SEEN else match_word(matched)


def state_look(state: State, *, short: bool = False) -> Look:
    """A state's badge; `short` for the narrow column of a list."""
    tint, icon = _STATE_LOOKS[state]
    word = _(_SHORT[state]) if short and state in _SHORT else words.state_label(state)
    return Look(tint, word, icon)


def due_look(line: DossierLine, now: datetime, between: Between, *, short: bool = False) -> Look:
    """How the promised time stands at `now` (aware): counted in working days, the day itself by its hour.

    `short` leaves out that the days are working days, where the column's heading says it.
    """
    if line.state.is_end or line.state is State.FINISHED:
        return _ended(line)
    if line.due_at is None:
        paused = line.state in (State.SUPPLEMENT, State.WITHDRAWAL, State.FINANCIAL_DUTY)
        return (
            Look(tokens.State.WAITING, _("ngừng tính hạn")) if paused else Look(tokens.State.NEUTRAL, _("chưa có hạn"))
        )
    today, due = to_vietnam(now).date(), to_vietnam(line.due_at)
    if line.due_at < now:
        return _late(due, today, between, short=short)
    if due.date() == today:
        return Look(tokens.State.SOON, _("hôm nay, {time}").format(time=f"{due:%H:%M}"))
    return _to_come(due.date(), between(today, due.date()), short=short)


def _to_come(due: date, days: int, *, short: bool) -> Look:
    if days == 0:
        return Look(tokens.State.SOON, _("ngày {date}").format(date=date_vi(due)))
    full = ngettext("còn {count} ngày làm việc", "còn {count} ngày làm việc", days)
    text = (_("còn {count} ngày") if short else full).format(count=days)
    return Look(tokens.State.SOON if days <= SOON_WORKING_DAYS else tokens.State.OK, text, "clock")


def _late(due: datetime, today: date, between: Between, *, short: bool) -> Look:
    if due.date() == today:
        return Look(tokens.State.LATE, _("quá giờ hẹn {time}").format(time=f"{due:%H:%M}"))
    days = max(1, between(due.date(), today))
    full = ngettext("quá hạn {count} ngày làm việc", "quá hạn {count} ngày làm việc", days)
    text = (_("quá hạn {count} ngày") if short else full).format(count=days)
    return Look(tokens.State.LATE, text)


def _ended(line: DossierLine) -> Look:
    if line.state in (State.REFUSED, State.STOPPED) or line.due_at is None or line.finished_at is None:
        return Look(tokens.State.NEUTRAL, _("đã kết thúc"), "circle-check")
    if line.finished_at <= line.due_at:
        return Look(tokens.State.OK, _("xong đúng hạn"))
    return Look(tokens.State.LATE, _("xong trễ hạn"))


def row_of(line: DossierLine, now: datetime, between: Between, ticks: RecordTicks | None = None) -> Row:
    """The line with its countdown and its ticks; asked on a reader thread."""
    return Row(line, due_look(line, now, between, short=True), ticks_of(ticks) if ticks else None)


def moment_short(moment: datetime | None) -> str:
    """`17:00 05/07/2025` on a Vietnamese clock, '' for none."""
    if moment is None:
        return ""
    local = to_vietnam(moment)
    return f"{local:%H:%M} {date_vi(local.date())}"


def count_words(count: int) -> str:
    """`1.284 hồ sơ`."""
    return ngettext("{count} hồ sơ", "{count} hồ sơ", count).format(count=f"{count:,}".replace(",", "."))


# ------------------------------------------------------------------ what matched, to be marked in the text
def spans(query: str, text: str) -> list[tuple[int, int]]:
    """(start, length) of each word of `query` found at the start of a word of `text`, marks and case ignored."""
    letters = [fold(letter) or " " for letter in text]
    folded = "".join(letter[0] for letter in letters)
    found: set[tuple[int, int]] = set()
    for word in fold(query).split():
        at = folded.find(word)
        while at >= 0:
            if at == 0 or not folded[at - 1].isalnum() or word.isdigit():
                found.add((at, len(word)))
            at = folded.find(word, at + 1)
    return sorted(found)


# ------------------------------------------------------------------ one line made anew
def line_of(view: DossierView, matched: str = "") -> DossierLine:
    """The list's line of a dossier just read; `matched` as it was found."""
    dossier = view.dossier
    return DossierLine(
        id=dossier.id,
        number=dossier.shown_number,
        is_provisional=not (dossier.official_number or dossier.number),
        applicant=view.applicant.name,
        procedure=dossier.procedure,
        procedure_name=view.procedure_name,
        state=dossier.state,
        received_at=dossier.received_at,
        due_at=dossier.due_at,
        finished_at=dossier.finished_at,
        holder=view.holder_name,
        unit=dossier.unit,
        matched=matched,
    )
