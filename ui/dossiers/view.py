"""The list: one box, chips, a table. It decides nothing."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShortcut
from PySide6.QtWidgets import QMenu, QPushButton, QStackedWidget, QWidget

from commune_desk.i18n import _
from commune_desk.ports import Filter
from ui import tokens
from ui.background import Background
from ui.dossiers.columns import columns
from ui.dossiers.filters import empty_words, filter_words
from ui.dossiers.state import Row, lane_word
from ui.dossiers.table import DossierTable
from ui.kit.basics import button, column, label, row
from ui.kit.chips import Chips
from ui.kit.empty_state import EmptyState
from ui.kit.page_model import PageModel
from ui.kit.progress_strip import ProgressStrip
from ui.kit.search_box import SearchBox

LANE_CHIPS = ("due-today", "overdue", "due-soon", "waiting-citizen", "to-return")
MOST_NARROWINGS = 4
WIDE_PX = 1400
WIDE_COLUMNS = ("due_at", "received", "holder")


class DossiersView(QWidget):
    """Shows a filter and its lines; says what the clerk wants."""

    searched = Signal(str)
    entered = Signal()
    lane_chosen = Signal(str)
    cleared = Signal(str)
    all_cleared = Signal()
    opened = Signal(object)
    reception_wanted = Signal()
    print_wanted = Signal()

    def __init__(self, background: Background, *, with_ticks: bool = False) -> None:
        super().__init__()
        self.setObjectName("dossiers")
        self.setAccessibleName(_("Hồ sơ"))
        self.model: PageModel[Row] = PageModel(columns(), lambda row: row.line.id, background, self)
        self.search = SearchBox(
            _("Số hồ sơ, quét giấy hẹn, số căn cước, điện thoại, họ tên có dấu hay không dấu"),
            name="dossierSearch",
            spoken=_("Tìm hồ sơ"),
            keys_of=self,
        )
        self.lanes = Chips(
            [(lane, lane_word(lane)) for lane in LANE_CHIPS], name="dossierLane", spoken=_("Lọc nhanh"), single=True
        )
        self.filters_menu, self.views_menu, self.more_menu = QMenu(self), QMenu(self), QMenu(self)
        self.filters = self._menu_button(_("Lọc thêm"), "list-filter", self.filters_menu, "dossierFilters", "Ctrl+B")
        self.views = self._menu_button(_("Đã lưu"), "bookmark", self.views_menu, "dossierViews", "Ctrl+D")
        self.more = self._menu_button(_("In, xuất"), "printer", self.more_menu, "dossierMore", "Ctrl+M")
        self.count = label("", "strong", name="dossierCount")
        self._narrowings = [self._narrowing(at) for at in range(MOST_NARROWINGS)]
        self.table = DossierTable(self.model)
        self.table.show_column("ticks", shown=with_ticks)
        self.empty = EmptyState("search", "", step=_("Tiếp nhận hồ sơ mới (F2)"), name="dossierEmpty")
        self.progress = ProgressStrip(name="dossierProgress")
        self._stack = QStackedWidget()
        self._wide: bool | None = None
        self._own_columns = False
        self._lay_out()
        self._connect()

    def show_filter(self, shown: Filter, holder_name: str, procedure_name: str) -> None:
        """What narrows the list now."""
        if shown.text != self.search.text():
            self.search.setText(shown.text)
        self.lanes.set_on({shown.lane} if shown.lane else ())
        self.table.mark(shown.text)
        self.show_narrowings(shown, holder_name, procedure_name)

    def show_narrowings(self, shown: Filter, holder_name: str, procedure_name: str) -> None:
        """One chip for each condition beside text and lane."""
        told = filter_words(shown, holder_name, procedure_name)
        if shown.lane and shown.lane not in LANE_CHIPS:
            told.insert(0, ("lane", lane_word(shown.lane)))
        for chip in self._narrowings:
            chip.hide()
        for chip, (what, text) in zip(self._narrowings, told, strict=False):
            short = text if len(text) < 34 else text[:32] + "…"
            chip.setText(f"{short}  ✕")
            chip.setToolTip(_("Bỏ điều kiện này: {what}").format(what=text))
            chip.setAccessibleName(_("Bỏ điều kiện này: {what}").format(what=text))
            chip.setProperty("what", what)
            chip.show()

    def keep_columns(self, keys: Sequence[str]) -> None:
        """A person's own choice; the width of the window no longer decides."""
        self._wide = None
        self._own_columns = bool(keys) or self._own_columns
        self.table.show_columns(keys)

    def show_count(self, text: str) -> None:
        """How many there are, '' while it is being counted."""
        self.count.setText(text)

    def show_lines(self, count: int, shown: Filter) -> None:
        """The first page is here; none of it means an explanation instead."""
        if count:
            self._stack.setCurrentWidget(self.table)
        else:
            self.empty.show_words(*empty_words(shown))
            self.empty.step.setVisible(not shown.text)
            self._stack.setCurrentWidget(self.empty)

    def show_trouble(self, sentence: str) -> None:
        """The list could not be read."""
        self.empty.show_words(_("Chưa đọc được danh sách."), sentence)
        self.empty.step.hide()
        self._stack.setCurrentWidget(self.empty)

    def focus_table(self) -> None:
        """To the lines, where there are any."""
        if self._stack.currentWidget() is self.table:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)
        if event.key() == Qt.Key.Key_Escape and self.table.hasFocus():
            self.search.take_focus()
        elif plain and event.text().isalnum():
            self.search.setFocus(Qt.FocusReason.OtherFocusReason)
            self.search.setText(event.text())
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= WIDE_PX
        if wide != self._wide and not self._own_columns:
            self._wide = wide
            for key in WIDE_COLUMNS:
                self.table.show_column(key, shown=wide)

    def _lay_out(self) -> None:
        top = row(spacing=tokens.S)
        top.addWidget(self.search, 1)
        for made in (self.filters, self.views, self.more):
            top.addWidget(made)
        under = row(spacing=tokens.S)
        under.addWidget(self.count)
        under.addWidget(self.progress, 1)
        for chip in self._narrowings:
            under.addWidget(chip)
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.empty)
        body = column(self, margin=tokens.L, spacing=tokens.S)
        body.addLayout(top)
        body.addWidget(self.lanes)
        body.addLayout(under)
        body.addWidget(self._stack, 1)

    def _connect(self) -> None:
        self.search.searched.connect(self.searched)
        self.search.went_down.connect(self.focus_table)
        self.search.returnPressed.connect(self.entered)
        self.lanes.changed.connect(self._lane_changed)
        self.table.opened.connect(self.opened)
        self.empty.wanted.connect(self.reception_wanted)
        here = Qt.ShortcutContext.WidgetWithChildrenShortcut
        for number, lane in enumerate(LANE_CHIPS, 1):
            QShortcut(f"Ctrl+{number}", self, context=here).activated.connect(partial(self._toggle_lane, lane))
        for keys, act in (
            ("Ctrl+0", self.all_cleared),
            ("F2", self.reception_wanted),
            ("Ctrl+P", self.print_wanted),
            ("Ctrl+B", self.filters.click),
            ("Ctrl+D", self.views.click),
            ("Ctrl+M", self.more.click),
        ):
            QShortcut(keys, self, context=here).activated.connect(act)

    def _menu_button(self, text: str, icon: str, menu: QMenu, name: str, keys: str) -> QPushButton:
        made = button(text, name=name, icon=icon)
        made.setMenu(menu)
        made.setToolTip(f"{text} ({keys})")
        return made

    def _narrowing(self, at: int) -> QPushButton:
        chip = button("", "chip", name=f"dossierNarrowing_{at}")
        chip.hide()
        chip.clicked.connect(partial(self._clear, chip))
        return chip

    def _clear(self, chip: QPushButton) -> None:
        self.cleared.emit(str(chip.property("what")))

    def _toggle_lane(self, lane: str) -> None:
        self.lane_chosen.emit("" if lane in self.lanes.on() else lane)

    def _lane_changed(self, on: object) -> None:
        lanes: Sequence[str] = tuple(on) if isinstance(on, frozenset) else ()
        self.lane_chosen.emit(lanes[0] if lanes else "")
