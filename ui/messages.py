"""What the desk says: one strip that never covers the work, and questions that never block it."""

from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from commune_desk.domain.errors import DeskError
from commune_desk.i18n import _
from ui import icons, theme, tokens
from ui.kit.ask_card import AskCard, Choice
from ui.kit.basics import ElidedLabel, button, icon_label, restyle, show_icon

Level = Literal["info", "done", "warning", "error"]
Action = tuple[str, Callable[[], None]]

STAYS_MS = 6000
LOOKS: dict[Level, tuple[str, tokens.State]] = {
    "info": ("info", tokens.State.INFO),
    "done": ("circle-check", tokens.State.OK),
    "warning": ("triangle-alert", tokens.State.SOON),
    "error": ("circle-alert", tokens.State.LATE),
}


class Said(NamedTuple):
    """One message as it was shown."""

    level: Level
    text: str


class MessageBar(QFrame):
    """A strip of constant height; empty it is simply blank, so nothing ever jumps."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("messageBar")
        self.setAccessibleName(_("Thông báo"))
        self._action: Callable[[], None] | None = None
        self._icon = icon_label()
        self.text = ElidedLabel(objectName="messageText")
        self.action = button("", "link", name="messageAction")
        self.dismiss = button("", "link", name="messageDismiss")
        self.dismiss.setIcon(icons.icon("x"))
        self.dismiss.setAccessibleName(_("Đóng thông báo"))
        self.dismiss.setToolTip(_("Đóng thông báo (Esc)"))
        row = QHBoxLayout(self)
        row.setContentsMargins(tokens.L, 0, tokens.S, 0)
        row.setSpacing(tokens.S)
        row.addWidget(self._icon)
        row.addWidget(self.text, 1)
        row.addWidget(self.action)
        row.addWidget(self.dismiss)
        self.dismiss.clicked.connect(self.clear)
        self.action.clicked.connect(self._act)
        self.setFixedHeight(theme.px(tokens.CONTROL_HEIGHT) + tokens.S)
        self.clear()

    def show_message(self, level: Level, text: str, action: Action | None) -> None:
        """Replace whatever stands there."""
        name, state = LOOKS[level]
        self.setProperty("level", level)
        show_icon(self._icon, name, tokens.TINTS[state].fg)
        self.text.setText(text)
        self._action = action[1] if action else None
        self.action.setText(action[0] if action else "")
        self.action.setVisible(action is not None)
        self.dismiss.show()
        restyle(self, self.text)

    def clear(self) -> None:
        """Nothing to say."""
        self._action = None
        self.setProperty("level", "")
        self._icon.clear()
        self.text.setText("")
        self.action.hide()
        self.dismiss.hide()
        restyle(self, self.text)

    def _act(self) -> None:
        act = self._action
        self.clear()
        if act is not None:
            act()


class Messages(QObject):
    """Everything the desk tells the clerk goes through here.

    `words` turns an error into its sentence (ui.words). `said` carries each Said, for the status
    history and for tests.
    """

    said = Signal(object)

    def __init__(self, words: Callable[[DeskError], str], parent: QWidget) -> None:
        super().__init__(parent)
        self._words = words
        self._window = parent
        self.bar = MessageBar(parent)
        self.last: Said | None = None
        self._timer = QTimer(self, singleShot=True, interval=STAYS_MS)
        self._timer.timeout.connect(self.bar.clear)
        self._card: AskCard | None = None

    def say(self, level: Level, text: str, action: Action | None = None) -> None:
        """Show one sentence; info and done leave by themselves, warning and error stay."""
        self.last = Said(level, text)
        self.bar.show_message(level, text, action)
        if level in ("info", "done"):
            self._timer.start()
        else:
            self._timer.stop()
        urgent = QAccessible.AnnouncementPoliteness.Assertive
        polite = QAccessible.AnnouncementPoliteness.Polite
        event = QAccessibleAnnouncementEvent(self.bar, text)
        event.setPoliteness(urgent if level == "error" else polite)
        QAccessible.updateAccessibility(event)
        self.said.emit(self.last)

    def show_error(self, error: DeskError) -> None:
        """The sentence of `error`; never called with Stopped."""
        self.say("error", self._words(error))

    def show_bug(self, bug_id: str) -> None:
        """Our fault: the clerk gets an id to read out by phone."""
        self.say(
            "error",
            _(
                "Chương trình gặp lỗi và đã ghi lại; dữ liệu đã lưu không mất. Mã lỗi để báo người hỗ trợ: {bug_id}"
            ).format(bug_id=bug_id),
        )

    def ask(
        self,
        question: str,
        choices: Sequence[Choice],
        then: Callable[[str], None],
        *,
        detail: str = "",
    ) -> None:
        """Ask without blocking: `then(key)` with the key chosen; Esc is the last choice.

        A new question replaces an unanswered one, which is answered by its last choice.
        """
        if self._card is not None:
            self._card.escape()
        card = AskCard(question, detail, choices, self._window)
        self._card = card
        card.chosen.connect(self._answered)
        card.chosen.connect(then)
        card.appear()

    def dismiss(self) -> bool:
        """Clear the strip (Esc); False when there was nothing to clear."""
        if not self.bar.property("level"):
            return False
        self._timer.stop()
        self.bar.clear()
        return True

    def _answered(self) -> None:
        self._card = None


class EscapeDismisses(QObject):
    """Lets Esc clear the strip when nobody nearer to the keyboard wanted it."""

    def __init__(self, messages: Messages, window: QWidget) -> None:
        super().__init__(window)
        self._messages = messages
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return event.key() == Qt.Key.Key_Escape and self._messages.dismiss()
        return False
