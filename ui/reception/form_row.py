"""Fields side by side over one reserved message line, so that a sentence has the whole width and nothing jumps."""

from collections.abc import Sequence
from typing import Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QSizePolicy, QWidget

from ui import theme, tokens
from ui.kit.basics import ElidedLabel, column, restyle, row

Tone = Literal["", "error", "warning", "hint"]


class Slot(QWidget):
    """A label over its input. `input` carries the objectName."""

    def __init__(self, title: str, content: QWidget, *, name: str, spoken: str = "") -> None:
        super().__init__()
        self.input = content
        content.setObjectName(name)
        content.setAccessibleName(spoken or title)
        self.title = ElidedLabel(title)
        self.title.setProperty("kind", "label")
        self.title.setBuddy(content)
        body = column(self, spacing=2)
        body.addWidget(self.title)
        body.addWidget(content)


class FormRow(QWidget):
    """Slots with stretches, and the message line under them; a row without sentences may go `without_line`."""

    def __init__(self, slots: Sequence[tuple[Slot, int]], *, name: str, with_line: bool = True) -> None:
        super().__init__()
        self.setObjectName(name)
        line = row(spacing=tokens.S)
        self._inputs = {slot.input.objectName(): slot.input for slot, _stretch in slots}
        for slot, stretch in slots:
            line.addWidget(slot, stretch)
        body = column(self, spacing=1)
        body.addLayout(line)
        self._note = ElidedLabel(objectName=f"{name}Note")
        self._note.setFixedHeight(theme.px(tokens.TEXT_SMALL) + 4)
        self._with_line = with_line
        if with_line:
            body.addWidget(self._note)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_messages(self, wrong: dict[str, str], text: str, tone: Tone) -> None:
        """Mark the inputs named in `wrong` (with their sentences) and say `text` under the row."""
        for name, content in self._inputs.items():
            problem = name in wrong
            if bool(content.property("problem")) != problem:
                content.setProperty("problem", problem)
                restyle(content)
            if not isinstance(content, QLineEdit) or problem or content.accessibleDescription():
                content.setAccessibleDescription(wrong.get(name, ""))
        if self._with_line and (self._note.text() != text or self._note.property("kind") != tone):
            self._note.setText(text)
            self._note.setProperty("kind", tone)
            restyle(self._note)


class Line(QLineEdit):
    """A line of text of at most 10,000 letters; says when it was typed in and when it was left."""

    typed = Signal(str, str)
    left = Signal(str)

    def __init__(self, placeholder: str = "") -> None:
        super().__init__()
        self.setPlaceholderText(placeholder)
        self.setMaxLength(10_000)
        self.textEdited.connect(self._typed)
        self.editingFinished.connect(self._left)

    def show_text(self, text: str) -> None:
        """Put `text` in unless it stands there; the start stays in sight."""
        put_text(self, text)

    def _typed(self, text: str) -> None:
        self.typed.emit(self.objectName(), text)

    def _left(self) -> None:
        if not self.hasFocus():
            self.setCursorPosition(0)
        self.left.emit(self.objectName())


def put_text(line: QLineEdit, text: str) -> None:
    """Put `text` into `line` unless it stands there; where nobody types, its start is shown."""
    if line.text() != text:
        line.setText(text)
        if not line.hasFocus():
            line.setCursorPosition(0)


class Picker(QComboBox):
    """A choice by word; letters and arrows choose, Enter goes on."""

    typed = Signal(str, str)

    def __init__(self, choices: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(4)
        self.set_choices(choices)
        self.currentIndexChanged.connect(self._chosen)

    def set_choices(self, choices: Sequence[tuple[str, str]]) -> None:
        """(key, words) in order; nothing is told."""
        if [(self.itemData(n), self.itemText(n)) for n in range(self.count())] == list(choices):
            return
        self.blockSignals(True)  # noqa: FBT003  Qt's signature
        self.clear()
        for key, words in choices:
            self.addItem(words, key)
            self.setItemData(self.count() - 1, words, Qt.ItemDataRole.ToolTipRole)
        self.blockSignals(False)  # noqa: FBT003  Qt's signature

    def show_key(self, key: str) -> None:
        """The choice of that key, without telling."""
        at = self.findData(key)
        if at != self.currentIndex():
            self.blockSignals(True)  # noqa: FBT003  Qt's signature
            self.setCurrentIndex(at)
            self.blockSignals(False)  # noqa: FBT003  Qt's signature

    def _chosen(self) -> None:
        self.typed.emit(self.objectName(), str(self.currentData() or ""))
