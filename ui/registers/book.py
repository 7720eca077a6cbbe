"""The day's list and the tracking register: ask, show, preview, print, export."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QFileDialog, QWidget

from commune_desk.domain.errors import DeskError
from commune_desk.domain.ids import RecordId
from commune_desk.domain.slips import DayList, RegisterBook
from commune_desk.domain.vietnam_time import to_vietnam
from commune_desk.i18n import _
from commune_desk.ports import Desk, Filter
from commune_desk.usecases.registers import day_list, register_book
from ui import words
from ui.context import ScreenContext
from ui.detail.print_dialog import PrintDialog
from ui.dossiers.columns import export_columns
from ui.kit.basics import button
from ui.kit.chips import Chips
from ui.kit.date_field import DateField
from ui.kit.whole_list import Whole
from ui.registers.book_view import BookView
from ui.registers.state import SPAN_WORDS, BookLine, Span, lines_of, span_problem, spans

Listing = DayList | RegisterBook
PAUSE_MS = 300


class Asked(NamedTuple):
    """A list and the days it is of."""

    slip: Listing
    span: Span


class Kind(NamedTuple):
    """What differs between the two lists; `job` runs on a reader thread."""

    form: str
    job: Callable[[Desk, Span], Listing]
    empty: Callable[[], tuple[str, str]]


class Book(QObject):
    """One of the two lists; `began(today)` when the desk's day is known, then the subclass asks."""

    began = Signal(object)

    def __init__(self, context: ScreenContext, view: BookView, kind: Kind) -> None:
        super().__init__(view)
        self.context, self.view, self._kind = context, view, kind
        self.asked: Asked | None = None
        self._generation = 0
        self._wanted: Span | None = None
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._ask_now)
        view.opened.connect(self._open)
        view.print_wanted.connect(self.print)
        view.export_wanted.connect(self._ask_target)

    def load(self) -> None:
        """Ask for the desk's today first, then for the list."""
        self.context.background.read(partial(today_of, self.context.desk), self.began.emit, self._failed, owner=self)

    def ask(self, span: Span, *, now: bool = False) -> None:
        """Ask for the list of those days, after the hand has rested."""
        self._wanted = span
        if now:
            self._ask_now()
        else:
            self._pause.start()

    def print(self) -> None:
        """Preview large, printer, copies, PDF."""
        if self.asked is not None and self.asked.slip.rows:
            PrintDialog(self.context, self.asked.slip, self._kind.form, self.view).open()

    def export(self, span: Span, path: str) -> None:
        """The dossiers of those days into a file."""
        export = self.context.export_list
        if export is None:
            return
        filter_ = Filter(received_from=span.first, received_to=span.last)
        job = partial(export, Path(path), export_columns(), filter_, _nobody, _never)
        self.context.background.read(job, partial(self._exported, path), owner=self)

    def _ask_now(self) -> None:
        self._pause.stop()
        if self._wanted is None:
            return
        self._generation += 1
        then = partial(self._arrived, self._generation, self._wanted)
        self.context.background.read(
            partial(self._kind.job, self.context.desk, self._wanted), then, self._failed, owner=self
        )

    def _arrived(self, generation: int, span: Span, slip: Listing) -> None:
        if generation != self._generation:
            return
        self.asked = Asked(slip, span)
        lines = lines_of(slip)
        self.view.model.open(lambda _after, _limit: Whole(lines))
        if lines:
            self.view.show_lines(len(lines))
            self.view.preview.show_slip(self.context.background, self.context.press, slip)
        else:
            self.view.show_nothing(*self._kind.empty())

    def _failed(self, error: DeskError) -> None:
        self.asked = None
        self.view.show_nothing(_("Chưa lập được danh sách."), words.sentence(error))

    def _open(self, line: object) -> None:
        if isinstance(line, BookLine):
            job = partial(self.context.desk.reads.find_number, line.number)
            self.context.background.read(job, self._found, owner=self)

    def _found(self, dossier: RecordId | None) -> None:
        if dossier is not None:
            self.context.navigate("dossier", dossier)

    def _ask_target(self, kind: str) -> None:
        if self.asked is None:
            return
        span = self.asked.span
        chooser = QFileDialog(self.view, _("Xuất danh sách"), "", f"{kind.upper()} (*.{kind})")
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.setDefaultSuffix(kind)
        chooser.selectFile(f"ho-so-{span.first:%Y%m%d}-{span.last:%Y%m%d}.{kind}")
        chooser.fileSelected.connect(partial(self.export, span))
        chooser.open()

    def _exported(self, path: str, rows: int) -> None:
        text = _("Đã xuất {count} hồ sơ vào tệp {name}.").format(count=rows, name=Path(path).name)
        self.context.messages.say("done", text)


def today_of(desk: Desk) -> date:
    """The desk's day; raises ClockTrouble."""
    return to_vietnam(desk.now()).date()


def shortcut(keys: str, where: QWidget, act: Callable[[], None]) -> None:
    """A key valid inside `where`."""
    QShortcut(keys, where, context=Qt.ShortcutContext.WidgetWithChildrenShortcut).activated.connect(act)


def _day_job(desk: Desk, span: Span) -> Listing:
    return day_list(desk, span.first)


def _year_job(desk: Desk, span: Span) -> Listing:
    return register_book(desk, span.first, span.last)


def _no_day() -> tuple[str, str]:
    return _("Ngày này không tiếp nhận hồ sơ nào."), _("Chọn ngày khác, hoặc bấm Alt+← để xem ngày trước.")


def _no_span() -> tuple[str, str]:
    return _("Khoảng này không tiếp nhận hồ sơ nào."), _("Chọn khoảng ngày khác trong cùng một năm.")


def _nobody(_rows: int) -> None:
    """A register is exported in a second or two; nobody watches."""


def _never() -> bool:
    return False


class DayBook(Book):
    """One day, today at first; Alt+← and Alt+→ go to the neighbours."""

    def __init__(self, context: ScreenContext) -> None:
        can_export = context.export_list is not None
        spoken = _("Danh sách hồ sơ trong ngày")
        view = BookView(context.background, name="dayBook", spoken=spoken, can_export=can_export)
        super().__init__(context, view, Kind("day-list", _day_job, _no_day))
        self.began.connect(self.begin)
        self._today: date | None = None
        self.day = DateField(_("Ngày tiếp nhận"), name="dayBookDay", words=words.sentence)
        self.view.add_day(self.day, 140)
        self.day.picked.connect(self._picked)
        for name, icon, text, act in (
            ("Before", "chevron-left", _("Ngày trước (Alt+←)"), self.day_before),
            ("After", "chevron-right", _("Ngày sau (Alt+→)"), self.day_after),
        ):
            made = button("", name=f"dayBook{name}", icon=icon)
            made.setToolTip(text)
            made.setAccessibleName(text)
            made.clicked.connect(act)
            self.view.add_choice(made)
        now = button(_("Hôm nay"), "quiet", name="dayBookToday")
        now.clicked.connect(self.today)
        self.view.add_choice(now)
        self.view.choose.addStretch(1)
        shortcut("Alt+Left", self.view, self.day_before)
        shortcut("Alt+Right", self.view, self.day_after)
        shortcut("Ctrl+P", self.view, self.print)

    def begin(self, today: date) -> None:
        """The day that stands there stays; an empty field becomes today."""
        self._today = today
        day = self.day.value()
        if day is None:
            self.day.set_value(today)
        else:
            self.ask(Span(day, day), now=True)

    def today(self) -> None:
        """Back to today."""
        if self._today is not None:
            self.day.set_value(self._today)

    def day_before(self) -> None:
        """One day back."""
        self._move(-1)

    def day_after(self) -> None:
        """One day on, not beyond today."""
        self._move(1)

    def _move(self, days: int) -> None:
        day = self.day.value() or self._today
        if day is not None and (self._today is None or day + timedelta(days=days) <= self._today):
            self.day.set_value(day + timedelta(days=days))

    def _picked(self, day: date | None) -> None:
        if day is not None:
            self.ask(Span(day, day))


class YearBook(Book):
    """Mẫu số 07: from and to within one calendar year."""

    def __init__(self, context: ScreenContext) -> None:
        can_export = context.export_list is not None
        spoken = _("Sổ theo dõi hồ sơ")
        view = BookView(context.background, name="yearBook", spoken=spoken, can_export=can_export)
        super().__init__(context, view, Kind("register", _year_job, _no_span))
        self.began.connect(self.begin)
        self._spans: dict[str, Span] = {}
        self._filling = False
        self.first = DateField(_("Từ ngày"), name="yearBookFirst", words=words.sentence)
        self.last = DateField(_("Đến ngày"), name="yearBookLast", words=words.sentence)
        for field in (self.first, self.last):
            self.view.add_day(field, 122)
            field.picked.connect(self._picked)
        choices = [(key, _(text)) for key, text in SPAN_WORDS.items()]
        self.quick = Chips(choices, name="yearBookQuick", spoken=_("Chọn nhanh khoảng ngày"), single=True)
        self.quick.changed.connect(self._quick)
        self.view.quick.addWidget(self.quick)
        self.view.choose.addStretch(1)
        shortcut("Ctrl+P", self.view, self.print)

    def begin(self, today: date) -> None:
        """This month at first."""
        self._spans = spans(today)
        if self.first.value() is None:
            self._take("month")
        else:
            self._picked()

    def _quick(self, keys: frozenset[str]) -> None:
        for key in keys:
            self._take(key)

    def _take(self, key: str) -> None:
        span = self._spans.get(key)
        if span is not None:
            self._filling = True
            self.first.set_value(span.first)
            self.last.set_value(span.last)
            self._filling = False
            self._picked()

    def _picked(self, _day: object = None) -> None:
        if self._filling:
            return
        first, last = self.first.value(), self.last.value()
        problem = span_problem(first, last)
        self.view.show_problem(problem)
        if not problem and first is not None and last is not None:
            self.quick.set_on({key for key, span in self._spans.items() if span == Span(first, last)})
            self.ask(Span(first, last))
