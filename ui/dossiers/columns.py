"""The columns of the list, as the table shows them and as a file takes them."""

from datetime import datetime

from commune_desk.domain.vietnam_time import to_vietnam
from commune_desk.domain.wording import date_vi
from commune_desk.i18n import _
from commune_desk.ports import DossierLine
from ui import words
from ui.context import ExportColumn
from ui.dossiers.state import Look, Row, match_word, moment_short, state_look, unseen_match
from ui.kit.page_model import Badge, Column

MARKED = ("number", "applicant", "procedure")
"""Columns whose words are marked where the search matched."""


def badge(look: Look) -> Badge:
    """A look as the kit paints it."""
    return Badge(look.tint, look.word, look.icon)


def columns() -> tuple[Column[Row], ...]:
    """All columns; the first six are shown until a person chooses otherwise."""
    return (
        Column("number", _("Số hồ sơ"), lambda row: row.line.number, 214, strong=True, note=_provisional),
        Column("applicant", _("Người nộp"), lambda row: row.line.applicant, 156, note=_unseen),
        Column("procedure", _("Thủ tục"), _procedure, 260, stretch=True),
        Column("state", _("Trạng thái"), lambda row: words.state_label(row.line.state), 150, badge=_state),
        Column("due", _("Hạn (ngày làm việc)"), lambda row: row.due.word, 146, badge=lambda row: badge(row.due)),
        Column("ticks", _("Đã đến đâu"), _tick_word, 104, ticks=lambda row: row.ticks),
        Column("due_at", _("Hẹn trả"), lambda row: moment_short(row.line.due_at), 152, shown=False),
        Column("received", _("Ngày nhận"), lambda row: _day(row.line.received_at), 104, shown=False),
        Column("holder", _("Người giữ"), lambda row: row.line.holder or row.line.unit, 190, shown=False),
        Column("matched", _("Khớp ở"), lambda row: match_word(row.line.matched), 110, shown=False),
    )


def export_columns() -> tuple[ExportColumn, ...]:
    """What a file gets: dates as dates, no personal numbers."""
    return (
        ExportColumn(_("Số hồ sơ"), lambda line: line.number, 24),
        ExportColumn(_("Người nộp"), lambda line: line.applicant, 28),
        ExportColumn(_("Thủ tục"), lambda line: line.procedure_name or line.procedure, 48),
        ExportColumn(_("Mã thủ tục"), lambda line: line.procedure, 14),
        ExportColumn(_("Trạng thái"), lambda line: words.state_label(line.state), 24),
        ExportColumn(_("Ngày nhận"), lambda line: line.received_at, 18),
        ExportColumn(_("Hẹn trả"), lambda line: line.due_at, 18),
        ExportColumn(_("Ngày có kết quả"), lambda line: line.finished_at, 18),
        ExportColumn(_("Người giữ"), _holder, 24),
    )


def _holder(line: DossierLine) -> str:
    return line.holder or line.unit


def _tick_word(row: Row) -> str:
    return row.ticks.word if row.ticks else ""


def _provisional(row: Row) -> str:
    return _("số tạm") if row.line.is_provisional else ""


def _unseen(row: Row) -> str:
    return unseen_match(row.line.matched)


def _procedure(row: Row) -> str:
    return row.line.procedure_name or row.line.procedure


def _state(row: Row) -> Badge:
    return badge(state_look(row.line.state, short=True))


def _day(moment: datetime | None) -> str:
    return "" if moment is None else date_vi(to_vietnam(moment).date())
