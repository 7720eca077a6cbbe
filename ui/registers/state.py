"""What the registers show, as plain values and pure functions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from commune_desk.domain.ids import RecordId
from commune_desk.domain.records import Lease, NumberUse
from commune_desk.domain.slips import DayList, RegisterBook
from commune_desk.domain.vietnam_time import to_vietnam
from commune_desk.domain.wording import date_vi
from commune_desk.i18n import N_, _
from commune_desk.usecases.numbering import official_text
from ui import tokens

MOST_LEDGER_LINES = 500
SEAL_START = "CD1|"


class Span(NamedTuple):
    """Days from and to, both with."""

    first: date
    last: date


class BookLine(NamedTuple):
    """One line of the day's list or of the register."""

    at: int
    number: str
    applicant: str
    procedure: str
    received: str
    due: str


def span_problem(first: date | None, last: date | None) -> str:
    """Why these days give no register; '' where they do. A register is of one calendar year (TT 03/2025, Mẫu 07)."""
    if first is None or last is None:
        return _("Hãy nhập cả hai ngày.")
    if last < first:
        return _("Ngày cuối phải từ ngày đầu trở đi.")
    if first.year != last.year:
        return _("Sổ theo dõi lập theo từng năm: hai ngày phải cùng một năm.")
    return ""


def spans(today: date) -> dict[str, Span]:
    """Spans one key away: this week, month, quarter and year, never beyond today."""
    quarter = date(today.year, 3 * ((today.month - 1) // 3) + 1, 1)
    monday = max(today - timedelta(days=today.weekday()), date(today.year, 1, 1))
    starts = {
        "week": monday,
        "month": today.replace(day=1),
        "quarter": quarter,
        "year": date(today.year, 1, 1),
    }
    return {key: Span(first, today) for key, first in starts.items()}


SPAN_WORDS = {
    "week": N_("Tuần này"),
    "month": N_("Tháng này"),
    "quarter": N_("Quý này"),
    "year": N_("Cả năm"),
}


def lines_of(slip: DayList | RegisterBook) -> list[BookLine]:
    """The rows as the table shows them; the slip itself is what is printed."""
    return [
        BookLine(
            row.index, row.dossier_number, row.applicant, row.procedure, _moment(row.received_at), _day(row.due_at)
        )
        for row in slip.rows
    ]


def _day(at: datetime | None) -> str:
    return date_vi(to_vietnam(at).date()) if at else ""


def _moment(at: datetime | None) -> str:
    if at is None:
        return ""
    local = to_vietnam(at)
    return f"{local:%H:%M} {date_vi(local.date())}"


# ------------------------------------------------------------------ the number ledger
@dataclass(frozen=True, slots=True)
class LedgerLine:
    """A number, or an unused rest of a day; `use` is None where there is nothing to void."""

    key: str
    day: date
    text: str
    kind: str
    """'used', 'void' or 'returned'."""
    note: str
    use: RecordId | None = None
    dossier: RecordId | None = None


LEDGER_LOOKS: Mapping[str, tuple[tokens.State, str, str]] = {
    "used": (tokens.State.OK, N_("Đã cấp"), "circle-check"),
    "void": (tokens.State.LATE, N_("Đã hủy"), "ban"),
    "returned": (tokens.State.NEUTRAL, N_("Trả lại"), "undo-2"),
}


def ledger_lines(
    lease: Lease, uses: Sequence[NumberUse], returned: Sequence[tuple[date, int, int]]
) -> tuple[LedgerLine, ...]:
    """Numbers given, voided and given back, newest first, at most MOST_LEDGER_LINES of each kind of line."""
    given = [
        LedgerLine(
            key=f"use-{use.id}",
            day=use.day,
            text=official_text(lease.agency, use.day, use.n),
            kind="void" if use.void_reason else "used",
            note=use.void_reason,
            use=use.id,
            dossier=use.dossier,
        )
        for use in sorted(uses, key=lambda one: (one.day, one.n), reverse=True)[:MOST_LEDGER_LINES]
    ]
    rests = [
        LedgerLine(
            key=f"rest-{day}",
            day=day,
            text=f"{first:04d} – {last:04d}",
            kind="returned",
            note=_("{count} số không dùng trong ngày, tự trả về tỉnh").format(count=last - first + 1),
        )
        for day, first, last in sorted(returned, reverse=True)[:MOST_LEDGER_LINES]
    ]
    return tuple(sorted([*given, *rests], key=lambda line: (line.day, line.text), reverse=True))


# ------------------------------------------------------------------ checking a slip
@dataclass(frozen=True, slots=True)
class Verdict:
    """What the card says of a slip: colour, icon, word, explanation, and the facts it carries."""

    state: tokens.State
    icon: str
    word: str
    explanation: str
    facts: tuple[tuple[str, str], ...] = ()
    number: str = ""
    """The dossier to open; '' where this desk does not have it."""


VERDICTS: Mapping[str, tuple[tokens.State, str, str, str]] = {
    "genuine": (
        tokens.State.OK,
        "shield-check",
        N_("Phiếu thật"),
        N_("Chữ ký số đúng: phiếu do một máy của cơ quan này lập và chưa bị sửa."),
    ),
    "altered": (
        tokens.State.LATE,
        "triangle-alert",
        N_("Phiếu đã bị sửa"),
        N_("Chữ ký số không khớp với nội dung. Đừng căn cứ vào phiếu này; hãy tra hồ sơ trong máy."),
    ),
    "unknown-key": (
        tokens.State.SOON,
        "circle-question-mark",
        N_("Chưa biết máy đã ký"),
        N_("Phiếu do một máy mà bàn này chưa biết khóa lập. Chưa kết luận được; hãy hỏi cơ quan in phiếu."),
    ),
    "not-a-slip": (
        tokens.State.NEUTRAL,
        "file-x",
        N_("Không phải mã của phiếu"),
        N_("Mã này không phải mã QR trên phiếu của phần mềm. Hãy quét lại mã QR ở góc phiếu."),
    ),
}


def verdict_of(check: Mapping[str, Any]) -> Verdict:
    """The card of what `usecases.check_slip.check_text` answered."""
    state, icon, word, explanation = VERDICTS[str(check["verdict"])]
    number = str(check.get("number", ""))
    facts = []
    if number:
        facts = [(_("Số hồ sơ"), number), (_("Tiếp nhận"), _iso(check["received"]))]
        if check["due"]:
            facts.append((_("Hẹn trả"), _iso(check["due"])))
        facts.append((_("Mã thủ tục"), str(check["procedure"])))
        known = bool(check["known_here"])
        facts.append((_("Hồ sơ này"), _("có trong máy này") if known else _("không có trong máy này")))
        number = number if known else ""
    return Verdict(state, icon, _(word), _(explanation), tuple(facts), number)


def seal_in(codes: Sequence[str]) -> str:
    """The slip's QR text among all codes of a page; '' where there is none."""
    return next((code for code in codes if code.startswith(SEAL_START)), codes[0] if codes else "")


def _iso(text: object) -> str:
    return _moment(datetime.fromisoformat(str(text))) if text else ""
