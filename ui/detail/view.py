"""One dossier: its path at the left, what it holds at the right, the next step above."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from commune_desk.i18n import _
from ui import theme, tokens
from ui.detail.header import DetailHeader
from ui.detail.scans_state import ScanLine
from ui.detail.scans_tab import ScansTab
from ui.detail.state import DetailState
from ui.detail.tabs import DetailTabs
from ui.detail.timeline import MONEY, PAPERS, PEOPLE
from ui.detail.timeline_list import TimelineList
from ui.kit.basics import column, row
from ui.kit.card import Card
from ui.kit.chips import Chips
from ui.kit.empty_state import EmptyState


class DetailView(QWidget):
    """Shows a DetailState; says which key was pressed and what is wanted."""

    key_pressed = Signal(str)
    back_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("detail")
        self.setAccessibleName(_("Chi tiết hồ sơ"))
        self._state: DetailState | None = None
        self.header = DetailHeader()
        self.header.back_wanted.connect(self.back_wanted)
        self.timeline = TimelineList()
        self.filter = Chips(
            ((PEOPLE, _("Người")), (PAPERS, _("Giấy tờ")), (MONEY, _("Tiền"))),
            name="detailFilter",
            spoken=_("Chỉ xem"),
            single=True,
        )
        self.filter.changed.connect(self._show_timeline)
        self.tabs = DetailTabs()
        self.scans = ScansTab()
        self.tabs.addTab(self.scans, _("Bản quét"))
        self.waiting = EmptyState("file-search", _("Đang mở hồ sơ…"), name="detailWaiting")
        self._page = QWidget()
        self._stack = QStackedWidget()
        self._lay_out()
        here = Qt.ShortcutContext.WidgetWithChildrenShortcut
        for at, keys in enumerate(("F6", "F7", "F8")):
            shortcut = QShortcut(keys, self, context=here)
            shortcut.setProperty("page", at)
            shortcut.activated.connect(self._show_page)
        for keys, act in (
            ("F11", self._show_scans_page),
            ("F4", self.header.why_wanted),
            ("F9", self.header.reach_wanted),
            ("Ctrl+M", self.header.others.click),
            ("Ctrl+Return", self.header.primary.click),
        ):
            QShortcut(keys, self, context=here).activated.connect(act)

    def show_waiting(self, sentence: str, explanation: str = "") -> None:
        """Nothing to show yet, or nothing to be shown."""
        self.waiting.show_words(sentence, explanation)
        self._stack.setCurrentWidget(self.waiting)

    def show_state(self, state: DetailState) -> None:
        """One dossier as it is now."""
        same = self._state is not None and self._state.dossier.id == state.dossier.id
        self._state = state
        self.header.show_state(state)
        self.tabs.show_state(state)
        if not same:
            self.filter.set_on(())
            self.tabs.setCurrentIndex(0)
        self._show_timeline()
        self._stack.setCurrentWidget(self._page)

    def show_scans(self, lines: tuple[ScanLine, ...], *, may_attach: bool) -> None:
        """The dossier's scans as they are now."""
        self.scans.show_lines(lines, may_attach=may_attach)
        told = _("Bản quét ({count})").format(count=len(lines)) if lines else _("Bản quét")
        self.tabs.setTabText(self.tabs.indexOf(self.scans), told)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)
        key = event.key()
        if key == Qt.Key.Key_Escape:
            self.back_wanted.emit()
        elif plain and Qt.Key.Key_A <= key <= Qt.Key.Key_Z:
            self.key_pressed.emit(chr(key))
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        left = Card("" if theme.is_large_print() else _("Quá trình xử lý"), name="detailPath")
        left.head.addWidget(self.filter)
        left.body.addWidget(self.timeline, 1)
        right = Card(name="detailContent")
        right.body.addWidget(self.tabs, 1)
        halves = row(spacing=tokens.M)
        halves.addWidget(left, 10)
        halves.addWidget(right, 11)
        body = column(self._page, spacing=tokens.M)
        body.addWidget(self.header)
        body.addLayout(halves, 1)
        self._stack.addWidget(self.waiting)
        self._stack.addWidget(self._page)
        outer = column(self, margin=tokens.L, spacing=0)
        outer.addWidget(self._stack)

    def _show_timeline(self) -> None:
        if self._state is not None:
            category = next(iter(self.filter.on()), "")
            self.timeline.show_lines(self._state.timeline, category)

    def _show_page(self) -> None:
        self.tabs.show_page(int(self.sender().property("page")))

    def _show_scans_page(self) -> None:
        self.tabs.setCurrentWidget(self.scans)
        self.scans.list.setFocus(Qt.FocusReason.OtherFocusReason)
