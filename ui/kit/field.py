"""A labelled input whose hint or problem has a reserved line, so that nothing jumps."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from ui import theme, tokens
from ui.kit.basics import ElidedLabel, column, label, restyle

LINE_LIMIT = 10_000


class Field(QWidget):
    """Label above, `input` below it, hint or problem under that (one line, always there)."""

    def __init__(
        self,
        title: str,
        content: QWidget,
        *,
        name: str,
        hint: str = "",
        required: bool = False,
        compact: bool = False,
    ) -> None:
        super().__init__()
        self.setObjectName(f"{name}Field")
        self.input = content
        content.setObjectName(name)
        content.setAccessibleName(title)
        self._hint = hint
        self.title = label(f"{title} *" if required else title, "label")
        self.title.setBuddy(content)
        self.note = ElidedLabel(objectName=f"{name}Note")
        self.note.setFixedHeight(theme.px(tokens.TEXT_SMALL) + 5)
        body = column(self, spacing=3)
        body.setContentsMargins(0, 0, 0, tokens.XS)
        body.addWidget(self.title)
        body.addWidget(content)
        body.addWidget(self.note)
        self.note.setVisible(not compact)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.setFocusProxy(content)
        self.show_problem("")

    @property
    def problem(self) -> str:
        """The problem shown now."""
        return self.note.text() if self.input.property("problem") else ""

    def show_problem(self, text: str) -> None:
        """What is wrong and how to put it right; empty shows the hint again."""
        self._show(text or self._hint, "error" if text else "hint", wrong=bool(text))

    def show_warning(self, text: str) -> None:
        """Worth a look, does not stop the clerk."""
        self._show(text or self._hint, "warning" if text else "hint", wrong=False)

    def set_hint(self, text: str) -> None:
        """Another hint; shown unless a problem stands there."""
        self._hint = text
        if not self.problem:
            self.show_problem("")

    def _show(self, text: str, kind: str, *, wrong: bool) -> None:
        self.note.setProperty("kind", kind)
        self.note.setText(text)
        self.input.setProperty("problem", wrong)
        self.input.setAccessibleDescription(text)
        restyle(self.note, self.input)


class LineField(Field):
    """A Field around one line of text."""

    changed = Signal(str)
    left = Signal()

    def __init__(
        self,
        title: str,
        *,
        name: str,
        hint: str = "",
        placeholder: str = "",
        required: bool = False,
        compact: bool = False,
    ) -> None:
        self.line = QLineEdit()
        super().__init__(title, self.line, name=name, hint=hint, required=required, compact=compact)
        self.line.setPlaceholderText(placeholder)
        self.line.setMaxLength(LINE_LIMIT)
        self.line.textChanged.connect(self.changed)
        self.line.editingFinished.connect(self.left)

    def text(self) -> str:
        """What stands in the field, as typed."""
        return self.line.text()

    def set_text(self, text: str) -> None:
        """Put `text` in unless it is there already (the cursor stays where it is)."""
        if text != self.line.text():
            self.line.setText(text)

    def focus(self) -> None:
        """Go there with everything selected, ready to be typed over."""
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)
        self.line.selectAll()
