"""Merge cards: those that wait, and the choices of the last 30 days, under two tabs."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QShortcut
from PySide6.QtWidgets import QStackedWidget, QTabBar, QWidget

from commune_desk.i18n import _
from ui import icons, tokens
from ui.background import Background
from ui.kit.basics import button, column, row
from ui.kit.empty_state import EmptyState
from ui.merge.card_page import CardPage
from ui.merge.past_page import PastPage
from ui.merge.state import LEFT, RIGHT, MergeState, next_card

_SIDES = {"1": LEFT, "2": RIGHT}
_ARROWS = {Qt.Key.Key_Left: LEFT, Qt.Key.Key_Right: RIGHT}
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class MergeView(QWidget):
    """Shows a MergeState. 1/2 or ←/→ choose a side, Enter decides, Z undoes, Esc goes back."""

    back_wanted = Signal()

    def __init__(self, background: Background) -> None:
        super().__init__()
        self.setObjectName("merge")
        self.setAccessibleName(_("Thẻ đối chiếu"))
        self.state: MergeState | None = None
        self.back = button("", "quiet", name="mergeBack", icon="arrow-left")
        self.back.setAccessibleName(_("Quay lại"))
        self.back.setToolTip(_("Quay lại (Esc)"))
        self.back.clicked.connect(self.back_wanted)
        self.tabs = QTabBar()
        self.cards, self.past = CardPage(), PastPage(background)
        self.empty = EmptyState("git-merge", _("Đang đọc các thẻ…"), name="mergeEmpty")
        self._stack = QStackedWidget()
        self._lay_out()
        self.tabs.currentChanged.connect(self._change_tab)

    def show_state(self, state: MergeState) -> None:
        """Cards and choices of one moment."""
        self.state = state
        self.tabs.setTabText(0, _("Chờ chọn ({count})").format(count=len(state.cards)))
        self.tabs.setTabText(1, _("Đã chọn ({count})").format(count=len(state.decided)))
        self.cards.show_cards(state.cards)
        self.past.show_lines(state.decided)
        explanation = _("Khi hai bàn cùng sửa một ô, bản sửa sau được dùng và thẻ hiện ở đây để người chọn lại.")
        self.empty.show_words(_("Không có thẻ nào chờ chọn."), explanation)
        self._show_page()

    def show_trouble(self, sentence: str) -> None:
        """The cards could not be read."""
        self.cards.show_cards(())
        self.empty.show_words(_("Chưa đọc được các thẻ."), sentence)
        self._show_page()

    def go_on(self, done: str) -> None:
        """The card `done` is decided: the one after it comes before the list is read again."""
        self.cards.show_card(next_card(self.cards.cards, done))
        self._show_page()
        self.take_focus()

    def rest(self) -> None:
        """What was asked was refused: it may be asked again."""
        self.cards.decide.set_busy(busy=False)
        self.past.undo.set_busy(busy=False)

    def take_focus(self) -> None:
        """To the card, or to the choices made."""
        if self.tabs.currentIndex():
            self.past.take_focus()
        elif self.cards.card is not None:
            self.cards.take_focus()
        else:
            self.tabs.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        act = self._act(Qt.Key(event.key()), event.text().casefold())
        if act is not None:
            act()
        else:
            super().keyPressEvent(event)

    def _act(self, key: Qt.Key, text: str) -> Callable[[], None] | None:
        """What a key does on the page in front."""
        if key == Qt.Key.Key_Escape:
            return self.back_wanted.emit
        if self._stack.currentWidget() is self.past:
            return self.past.ask_undo if text == "z" else None
        side = _SIDES.get(text) or _ARROWS.get(key)
        if self.cards.card is None:
            return None
        if side:
            return lambda: self.cards.choose(side)
        if key in _STEPS:
            return lambda: self.cards.step(_STEPS[key])
        return self.cards.ask if key in _ENTER else self.cards.ask_dossier if text == "m" else None

    def _show_page(self) -> None:
        open_page = self.empty if self.cards.card is None else self.cards
        self._stack.setCurrentWidget(self.past if self.tabs.currentIndex() else open_page)

    def _change_tab(self) -> None:
        self._show_page()
        self.take_focus()

    def _lay_out(self) -> None:
        self.tabs.setObjectName("mergeTabs")
        self.tabs.setAccessibleName(_("Thẻ đối chiếu"))
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        here = Qt.ShortcutContext.WidgetWithChildrenShortcut
        for at, (icon, word) in enumerate((("git-merge", _("Chờ chọn")), ("history", _("Đã chọn")))):
            self.tabs.addTab(icons.icon(icon, tokens.INK_MUTED), word)
            self.tabs.setTabToolTip(at, f"Ctrl+{at + 1}")
            shortcut = QShortcut(f"Ctrl+{at + 1}", self, context=here)
            shortcut.setProperty("page", at)
            shortcut.activated.connect(self._go_to_tab)
        head = row(spacing=tokens.S)
        head.addWidget(self.back)
        head.addWidget(self.tabs, 1)
        for page in (self.empty, self.cards, self.past):
            self._stack.addWidget(page)
        body = column(self, margin=tokens.L, spacing=tokens.M)
        body.setContentsMargins(tokens.L, tokens.S, tokens.L, tokens.L)
        body.addLayout(head)
        body.addWidget(self._stack, 1)

    def _go_to_tab(self) -> None:
        self.tabs.setCurrentIndex(int(self.sender().property("page")))
