"""A button that says what it is doing and cannot be pressed twice."""

from PySide6.QtWidgets import QPushButton

from ui.kit.basics import ButtonKind, button


class BusyButton(QPushButton):
    """While busy it is disabled and shows `busy_text` at its old width."""

    def __init__(self, text: str, busy_text: str, kind: ButtonKind = "primary", *, name: str, icon: str = "") -> None:
        super().__init__(text)
        model = button(text, kind, name=name, icon=icon)
        self.setObjectName(name)
        self.setProperty("kind", kind)
        self.setAutoDefault(False)
        self.setCursor(model.cursor())
        self.setIcon(model.icon())
        self.setIconSize(model.iconSize())
        self._text, self._busy_text = text, busy_text
        self._busy, self._allowed = False, True

    def set_busy(self, *, busy: bool) -> None:
        """Work began or ended."""
        if busy:
            self.setMinimumWidth(max(self.minimumWidth(), self.sizeHint().width()))
        self._busy = busy
        self.setText(self._busy_text if busy else self._text)
        self._apply()

    def set_allowed(self, *, allowed: bool) -> None:
        """Whether it may be pressed when not busy."""
        self._allowed = allowed
        self._apply()

    def _apply(self) -> None:
        self.setEnabled(self._allowed and not self._busy)
