"""Filters as chips: small toggles in a row."""

from collections.abc import Collection, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QWidget

from ui import tokens
from ui.kit.basics import button, row


class Chips(QWidget):
    """One chip per `(key, words)`; with `single` at most one is on. Arrows move, Space toggles."""

    changed = Signal(object)  # frozenset of the keys that are on

    def __init__(
        self,
        choices: Sequence[tuple[str, str]],
        *,
        name: str,
        spoken: str,
        single: bool = False,
    ) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(spoken)
        self._single = single
        self._chips: dict[str, QPushButton] = {}
        line = row(self, spacing=tokens.XS + 2)
        for key, words in choices:
            chip = button(words, "chip", name=f"{name}_{key}")
            chip.setCheckable(True)
            chip.setProperty("choice", key)
            chip.toggled.connect(self._toggled)
            self._chips[key] = chip
            line.addWidget(chip)
        line.addStretch(1)

    def on(self) -> frozenset[str]:
        """The keys that are on."""
        return frozenset(key for key, chip in self._chips.items() if chip.isChecked())

    def set_on(self, keys: Collection[str]) -> None:
        """Switch to exactly `keys` without telling."""
        for key, chip in self._chips.items():
            chip.blockSignals(True)  # noqa: FBT003  Qt's signature
            chip.setChecked(key in keys)
            chip.blockSignals(False)  # noqa: FBT003  Qt's signature

    def set_words(self, key: str, words: str) -> None:
        """Another text on a chip (a count that came later)."""
        self._chips[key].setText(words)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        chips = list(self._chips.values())
        focused = self.focusWidget()
        if step and isinstance(focused, QPushButton) and focused in chips:
            chips[(chips.index(focused) + step) % len(chips)].setFocus()
        else:
            super().keyPressEvent(event)

    def _toggled(self) -> None:
        sender = self.sender()
        if self._single and isinstance(sender, QPushButton) and sender.isChecked():
            self.set_on({str(sender.property("choice"))})
        self.changed.emit(self.on())
