"""A few fields and one deed: asked, done in the background, refused beside the field that was wrong."""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QLineEdit, QWidget

from commune_desk.domain.errors import DeskError
from commune_desk.i18n import _
from ui import tokens
from ui.background import Background
from ui.kit.basics import ButtonKind, label, row
from ui.kit.busy_button import BusyButton
from ui.kit.dialog import Dialog
from ui.kit.field import Field
from ui.kit.form_keys import FormKeys

T = TypeVar("T")
Words = Callable[[DeskError], str]


class FormDialog(Dialog):
    """`add` the fields, then `ask`. Enter goes on and, in the last line, does it; Esc leaves without a trace.

    The dialog goes away when it is closed.
    """

    def __init__(
        self,
        title: str,
        deed: str,
        *,
        name: str,
        parent: QWidget,
        size: QSize | None = None,
        kind: ButtonKind = "primary",
    ) -> None:
        super().__init__(title, name=name, parent=parent, size=size or QSize(560, 400))
        self.body.setSpacing(tokens.XS)
        self._named: dict[str, Field] = {}
        self._first: QWidget | None = None
        self._last: QWidget | None = None
        self._problem = label("", "error", name=f"{name}Problem", wrap=True)
        self._press: Callable[[], None] | None = None
        self.leave = self.add_cancel(_("Thôi"))
        self.go = BusyButton(deed, _("Đang lưu…"), kind, name=f"{name}Go")
        self.go.clicked.connect(self._pressed)
        self._foot.addWidget(self.go)
        self.finished.connect(self.deleteLater)

    @property
    def problem(self) -> str:
        """What was refused and is not any field's."""
        return self._problem.text()

    def say(self, words: str) -> None:
        """A sentence between the fields."""
        self.body.addWidget(label(words, "muted", wrap=True))
        self.body.addSpacing(tokens.XS)

    def add(self, field: Field, key: str = "") -> None:
        """A field; `key` is what an error's parameter `field` calls it."""
        self._named[key or field.input.objectName()] = field
        self.body.addWidget(field)
        self.remember(field)

    def add_pair(self, left: tuple[Field, str], right: tuple[Field, str]) -> None:
        """Two fields side by side, each with its key."""
        line = row(spacing=tokens.L)
        for field, key in (left, right):
            self._named[key] = field
            line.addWidget(field, 1)
            self.remember(field)
        self.body.addLayout(line)

    def remember(self, field: Field) -> None:
        """A field that stands somewhere in the body already."""
        self._first = self._first or field.input
        if isinstance(field.input, QLineEdit):
            self._last = field.input

    def ask(
        self, background: Background, words: Words, make_job: Callable[[], Callable[[], T]], then: Callable[[T], None]
    ) -> None:
        """Open; pressing the button runs what `make_job` returns on the writer, then closes and calls `then`.

        `make_job` reads the fields on the UI thread and may raise DeskError, as may the job.
        """
        self.body.addWidget(self._problem)
        self.body.addStretch(1)
        FormKeys(self, last=self._last, at_end=self._pressed)

        def done(result: T) -> None:
            self.accept()
            then(result)

        def refused(error: DeskError) -> None:
            self.go.set_busy(busy=False)
            self.show_problem(words(error), str(error.parameters.get("field", "")))

        def press() -> None:
            self.show_problem("")
            try:
                job = make_job()
            except DeskError as error:
                refused(error)
                return
            self.go.set_busy(busy=True)
            background.write(job, done, refused, owner=self)

        self._press = press
        self.open()
        (self._first or self.go).setFocus()

    def show_problem(self, text: str, field: str = "") -> None:
        """What is wrong: under its field if the dialog has it, else below all."""
        for key, one in self._named.items():
            one.show_problem(text if key == field else "")
        known = self._named.get(field)
        self._problem.setText("" if known is not None else text)
        self._problem.setAccessibleName(self._problem.text())
        if known is not None and text:
            known.input.setFocus()

    def _pressed(self) -> None:
        if self._press is not None and self.go.isEnabled():
            self._press()
