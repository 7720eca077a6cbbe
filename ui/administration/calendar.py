"""The working calendar of a year: days off, swapped days, and what this desk was told besides."""

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QStackedWidget

from commune_desk.domain.errors import DeskError, InvalidInput
from commune_desk.domain.records import CalendarDay
from commune_desk.domain.vietnam_time import to_vietnam
from commune_desk.i18n import _, ngettext
from commune_desk.ports import Desk, DossierLine
from commune_desk.usecases.administration import set_calendar_day
from ui import tokens, words
from ui.administration.care import CalendarLine, Care
from ui.administration.section import Section
from ui.context import ScreenContext
from ui.kit.basics import button, label
from ui.kit.chips import Chips
from ui.kit.date_field import DateField
from ui.kit.empty_state import EmptyState
from ui.kit.field import LineField
from ui.kit.flow_row import FlowRow
from ui.kit.form_dialog import FormDialog
from ui.kit.page_model import Badge, Column
from ui.kit.whole_list import Whole, list_table
from ui.time_words import day_words


class Year(NamedTuple):
    """A year's special days and the open dossiers they hit."""

    year: int
    lines: Sequence[CalendarLine]
    hit: Sequence[DossierLine]


class CalendarSection(Section):
    """N enters a day, Enter corrects the one under the cursor, ← and → change the year."""

    def __init__(self, context: ScreenContext, care: Care) -> None:
        note = _("Ngày hẹn tính theo lịch này. Sửa lịch không làm đổi ngày hẹn đã in.")
        super().__init__(context, care, _("Lịch làm việc"), note, name="calendarSection")
        self.year = 0
        self.shown = label("", "title", name="calendarYear")
        self.shown.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.shown.setMinimumWidth(70)
        self.before = button("", name="calendarBefore", icon="chevron-left")
        self.after = button("", name="calendarAfter", icon="chevron-right")
        for made, text, act in (
            (self.before, _("Năm trước"), self.year_before),
            (self.after, _("Năm sau"), self.year_after),
        ):
            made.setAccessibleName(text)
            made.setToolTip(text)
            made.clicked.connect(act)
        self.model, self.table = list_table(
            _columns(), lambda one: one.day, context.background, name="calendarDays", spoken=_("Ngày nghỉ và ngày bù")
        )
        self.table.opened.connect(self.ask_correct)
        self.hit_model, self.hits = list_table(
            _hit_columns(), lambda one: one.id, context.background, name="calendarHits",
            spoken=_("Hồ sơ có ngày hẹn rơi vào ngày nghỉ"),
        )  # fmt: skip
        self.hits.opened.connect(self._open)
        self.hits.setMaximumHeight(130)
        self.hit_words = label("", "warning", name="calendarHitWords", wrap=True)
        self.trouble = EmptyState("calendar", "", name="calendarTrouble")
        self.add = button(_("Nhập ngày (N)"), "primary", name="calendarAdd", icon="plus")
        self.correct = button(_("Sửa ngày này (Enter)"), name="calendarCorrect", icon="pencil")
        self.add.clicked.connect(self.ask_add)
        self.correct.clicked.connect(self.ask_correct)
        self._stack = QStackedWidget()
        self._lay_out()
        self.keys = {"n": self.ask_add}

    def load(self) -> None:
        """The year in front; the desk's present year at first."""
        self.read(partial(year_of, self.context.desk, self.care, self.year), self._show, self._failed)

    def take_focus(self) -> None:
        """The list."""
        self.table.setFocus()

    def year_before(self) -> None:
        """One year back."""
        self._move(-1)

    def year_after(self) -> None:
        """One year on."""
        self._move(1)

    def ask_add(self) -> None:
        """A day nobody has entered yet."""
        self._ask(None)

    def ask_correct(self, _row: object = None) -> None:
        """The day under the cursor, as somebody else has it."""
        line = self.table.current()
        if line is not None:
            self._ask(line)

    def _ask(self, line: CalendarLine | None) -> None:
        title = _("Sửa một ngày trong lịch") if line else _("Nhập một ngày vào lịch")
        dialog = FormDialog(title, _("Lưu"), name="calendarDialog", parent=self, size=QSize(600, 460))
        day = DateField(_("Ngày"), name="calendarDay", required=True, words=words.sentence)
        kinds = (("off", _("Ngày nghỉ")), ("work", _("Ngày làm việc")))
        kind = Chips(kinds, name="calendarKind", spoken=_("Loại ngày"), single=True)
        name = LineField(_("Tên"), name="calendarName", hint=_("Ví dụ: Nghỉ bão, Làm bù 02/01"), required=True)
        source = LineField(_("Văn bản quy định"), name="calendarSource", hint=_("Số, ngày, cơ quan"), required=True)
        kind.set_on({"work" if line and line.is_working else "off"})
        if line is not None:
            day.set_value(line.day)
            name.set_text(line.name)
            source.set_text(line.source if line.is_ours else "")
        dialog.add(day, "day")
        dialog.body.addWidget(label(_("Ngày này là"), "label"))
        dialog.body.addWidget(kind)
        dialog.add(name, "name")
        dialog.add(source, "source")
        desk = self.context.desk

        def job() -> partial[None]:
            chosen = day.value()
            if chosen is None:
                raise InvalidInput("date-unreadable", field="day")
            record = CalendarDay(
                desk.actor.staff, chosen, "work" in kind.on(), name.text().strip(), source.text().strip()
            )
            return partial(set_calendar_day, desk, record)

        dialog.ask(self.context.background, words.sentence, job, self._saved)

    def _saved(self, _nothing: object) -> None:
        self.done(_("Đã ghi ngày vào lịch. Các ngày hẹn mới tính theo lịch này."))
        self.load()

    def _move(self, years: int) -> None:
        if self.year and 2000 <= self.year + years <= 2100:
            self.year += years
            self.load()

    def _show(self, year: Year) -> None:
        self.year = year.year
        self.shown.setText(str(year.year))
        self._stack.setCurrentWidget(self.table)
        self.model.open(lambda _after, _limit: Whole(year.lines))
        self.hit_model.open(lambda _after, _limit: Whole(year.hit))
        count = len(year.hit)
        self.hits.setVisible(count > 0)
        self.hit_words.setVisible(count > 0)
        self.hit_words.setText(
            ngettext(
                "{count} hồ sơ đang giải quyết có ngày hẹn rơi vào ngày nghỉ. Hãy báo người nộp.",
                "{count} hồ sơ đang giải quyết có ngày hẹn rơi vào ngày nghỉ. Hãy báo người nộp.",
                count,
            ).format(count=count)
        )

    def _failed(self, error: DeskError) -> None:
        self.trouble.show_words(_("Chưa đọc được lịch."), words.sentence(error))
        self._stack.setCurrentWidget(self.trouble)

    def _open(self, line: object) -> None:
        if isinstance(line, DossierLine):
            self.context.navigate("dossier", line.id)

    def _lay_out(self) -> None:
        for made in (self.before, self.shown, self.after):
            self.head.addWidget(made)
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.trouble)
        self.body.addWidget(self._stack, 1)
        self.body.addWidget(self.hit_words)
        self.body.addWidget(self.hits)
        self.hits.hide()
        self.hit_words.hide()
        foot = FlowRow()
        foot.addWidget(self.correct)
        foot.addWidget(self.add)
        self.body.addLayout(foot)


def year_of(desk: Desk, care: Care, year: int) -> Year:
    """On a reader thread; `year` 0 is the desk's present one."""
    wanted = year or to_vietnam(desk.now()).year
    return Year(wanted, care.calendar_year(wanted), care.due_on_days_off())


def _columns() -> list[Column[CalendarLine]]:
    return [
        Column("day", _("Ngày"), lambda one: day_words(one.day), 178, strong=True),
        Column("kind", _("Loại"), lambda one: badge(one).word, 112, badge=badge),
        Column("name", _("Tên"), lambda one: one.name, 200, stretch=True),
        Column("source", _("Căn cứ"), _source, 180, stretch=True),
    ]


def _source(line: CalendarLine) -> str:
    return _("{source} (máy này nhập)").format(source=line.source) if line.is_ours else line.source


def badge(line: CalendarLine) -> Badge:
    """Off or working: colour, word and icon."""
    if line.is_working:
        return Badge(tokens.State.INFO, _("Làm việc"), "clipboard-check")
    return Badge(tokens.State.SOON, _("Nghỉ"), "calendar")


def _hit_columns() -> list[Column[DossierLine]]:
    return [
        Column("number", _("Số hồ sơ"), lambda one: one.number, 230, strong=True),
        Column("applicant", _("Người nộp"), lambda one: one.applicant, 160, stretch=True),
        Column("due", _("Ngày hẹn"), _due, 170),
    ]


def _due(line: DossierLine) -> str:
    return day_words(to_vietnam(line.due_at).date()) if line.due_at else ""
