"""One section of administration: a heading, a body, and the door to the desk."""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtWidgets import QVBoxLayout, QWidget

from commune_desk.domain.errors import DeskError
from ui import tokens, words
from ui.administration.care import Care
from ui.context import ScreenContext
from ui.kit.basics import column, label, row
from ui.kit.field import Field

T = TypeVar("T")


class Section(QWidget):
    """The subclass fills `body`; `load` when shown, `take_focus` when chosen, `is_dirty` while edits are unsaved."""

    def __init__(self, context: ScreenContext, care: Care, heading: str, note: str, *, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(heading)
        self.context, self.care, self.heading = context, care, heading
        self.fields: dict[str, Field] = {}
        self.keys: dict[str, Callable[[], None]] = {}
        self.head = row(spacing=tokens.S)
        told = column(spacing=2)
        told.addWidget(label(heading, "title"))
        if note:
            told.addWidget(label(note, "muted", wrap=True))
        self.head.addLayout(told, 1)
        outer = column(self, spacing=tokens.M)
        outer.addLayout(self.head)
        self.body: QVBoxLayout = column(spacing=tokens.M)
        outer.addLayout(self.body, 1)

    @property
    def is_dirty(self) -> bool:
        """Whether leaving would lose something typed."""
        return False

    def load(self) -> None:
        """Ask for fresh data; nothing to ask by default."""

    def take_focus(self) -> None:
        """Put the keyboard on the first thing to do."""
        self.focusNextChild()

    def read(self, job: Callable[[], T], then: Callable[[T], None], failed: Callable[[DeskError], None]) -> None:
        """On a reader thread; nothing runs after this section is gone."""
        self.context.background.read(job, then, failed, owner=self)

    def write(self, job: Callable[[], T], then: Callable[[T], None], failed: Callable[[DeskError], None]) -> None:
        """On the writer thread; see `read`."""
        self.context.background.write(job, then, failed, owner=self)

    def done(self, text: str) -> None:
        """Say what was done."""
        self.context.messages.say("done", text)

    def refuse(self, error: DeskError) -> None:
        """Say why not: beside the field the error names, else in the strip."""
        named = self.fields.get(str(error.parameters.get("field", "")))
        for field in self.fields.values():
            field.show_problem("")
        if named is None:
            self.context.messages.show_error(error)
        else:
            named.show_problem(words.sentence(error))
            named.input.setFocus()
