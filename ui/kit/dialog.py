"""The base of every dialog: never larger than the smallest screen, buttons always in sight."""

from PySide6.QtCore import QSettings, QSize, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QFrame, QPushButton, QVBoxLayout, QWidget

from commune_desk.i18n import _
from ui import tokens
from ui.kit.basics import ButtonKind, button, column, label, row, scrolled


class Dialog(QDialog):
    """Title, a body that scrolls, a row of buttons that does not.

    Show it with `open()`; its answer comes by `accepted`/`rejected`. Enter presses the default
    button, Esc rejects. The size is remembered under `name` in `settings`.
    """

    def __init__(
        self,
        title: str,
        *,
        name: str,
        parent: QWidget | None = None,
        size: QSize | None = None,
        settings: QSettings | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self._settings = settings
        self._wanted = size or QSize(640, 420)
        content = QWidget()
        self.body: QVBoxLayout = column(content, spacing=tokens.M)
        self.body.setContentsMargins(tokens.XL, tokens.S, tokens.XL, tokens.L)
        head = label(title, "title", name=f"{name}Title")
        head.setContentsMargins(tokens.XL, tokens.L, tokens.XL, tokens.S)
        foot = QFrame()
        foot.setProperty("kind", "bar")
        self._foot = row(foot)
        self._foot.setContentsMargins(tokens.XL, tokens.M, tokens.XL, tokens.M)
        self._foot.addStretch(1)
        self._parts = (head, content, foot)
        outer = column(self, spacing=0)
        outer.addWidget(head)
        outer.addWidget(scrolled(content, name=f"{name}Scroll"), 1)
        outer.addWidget(foot)
        self.setMaximumSize(tokens.DIALOG_MAX_WIDTH, tokens.DIALOG_MAX_HEIGHT)

    def add_button(self, text: str, kind: ButtonKind = "secondary", *, name: str, default: bool = False) -> QPushButton:
        """A button at the right end of the foot; it does nothing until connected."""
        made = button(text, kind, name=name)
        made.setDefault(default)
        made.setAutoDefault(default)
        self._foot.addWidget(made)
        return made

    def add_cancel(self, text: str = "") -> QPushButton:
        """The way out, at the left of the others."""
        made = self.add_button(text or _("Đóng"), name=f"{self.objectName()}Cancel")
        made.clicked.connect(self.reject)
        return made

    def showEvent(self, event: QShowEvent) -> None:
        self.resize(self._fitting())
        super().showEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            focused = self.focusWidget()
            if isinstance(focused, QPushButton) and focused.isEnabled():
                focused.click()
                return
        super().keyPressEvent(event)

    def done(self, result: int) -> None:
        if self._settings is not None:
            self._settings.setValue(f"{self.objectName()}/size", self.size())
        super().done(result)

    def _fitting(self) -> QSize:
        wanted = self._wanted
        if self._settings is not None:
            kept = self._settings.value(f"{self.objectName()}/size", wanted)
            wanted = kept if isinstance(kept, QSize) else wanted
        whole = sum(part.sizeHint().height() for part in self._parts)
        wanted = wanted.expandedTo(QSize(0, whole + tokens.S))
        screen = QGuiApplication.primaryScreen().availableSize() * 0.9
        return wanted.boundedTo(self.maximumSize()).boundedTo(screen)
