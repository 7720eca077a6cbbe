"""A dialog that asks, works and stays until the work is done: what was typed is never lost."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from commune_desk.domain.errors import DeskError, InvalidInput
from commune_desk.i18n import _
from ui import theme, words
from ui.kit.basics import ButtonKind, label, restyle
from ui.kit.busy_button import BusyButton
from ui.kit.dialog import Dialog
from ui.kit.field import Field
from ui.kit.form_keys import FormKeys


class AskDialog(Dialog):
    """`wanted` when the clerk confirms; `refused` shows an error at its field; `accept` when all is done.

    Ctrl+Enter confirms from anywhere, Enter in the last field too.
    """

    wanted = Signal()

    def __init__(self, title: str, explanation: str, *, name: str, parent: QWidget, size: QSize | None = None) -> None:
        super().__init__(title, name=name, parent=parent, size=size or QSize(620, 400))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._working = False
        self.asked: dict[str, Field] = {}
        if explanation:
            self.body.addWidget(label(explanation, "muted", name=f"{name}Explanation", wrap=True))
        self.problem = label("", "error", name=f"{name}Problem", wrap=True)
        self.problem.hide()

    def ask(self, key: str, field: Field) -> Field:
        """One more field, known by the name an error will give it."""
        self.asked[key] = field
        self.body.addWidget(field)
        return field

    def ask_text(self, key: str, title: str, *, required: bool, name: str, rows: int = 3) -> QPlainTextEdit:
        """Several lines of text; Tab leaves it."""
        text = QPlainTextEdit()
        text.setTabChangesFocus(True)
        text.setFixedHeight(theme.px(24) * rows + 18)
        self.ask(key, Field(title, text, name=name, required=required))
        return text

    def finish_asking(self, words_: str, busy: str, kind: ButtonKind = "primary", *, note: str = "") -> BusyButton:
        """The foot: what it does, the way out, the doing."""
        self.body.addWidget(self.problem)
        self.body.addStretch(1)
        if note:
            self._foot.insertWidget(0, label(note, "small", name=f"{self.objectName()}Note", wrap=True), 10)
        self.add_cancel(_("Thôi (Esc)"))
        self.take = BusyButton(words_, busy, kind, name=f"{self.objectName()}Take")
        self.take.setDefault(True)
        self.take.setAutoDefault(True)
        self.take.setToolTip(_("Ctrl+Enter"))
        self.take.setShortcut("Ctrl+Return")
        self.take.clicked.connect(self.confirm)
        self._foot.addWidget(self.take)
        fields = list(self.asked.values())
        last = fields[-1].input if fields else None
        FormKeys(self, last=last, at_end=self.confirm)
        if fields:
            fields[0].input.setFocus()
        else:
            self.take.setFocus()
        return self.take

    def confirm(self) -> None:
        """The clerk wants it: every old problem goes, the button tells that work is under way."""
        if not self.take.isEnabled():
            return
        for field in self.asked.values():
            field.show_problem("")
        self.problem.hide()
        self._work(now=True)
        self.wanted.emit()

    def refused(self, error: DeskError) -> None:
        """The desk said no: at the field where there is one, else above the buttons. Nothing typed is lost."""
        self._work(now=False)
        field = self.asked.get(error.field) if isinstance(error, InvalidInput) else None
        if field is not None:
            field.show_problem(words.sentence(error))
            field.input.setFocus()
            return
        self.problem.setText(words.sentence(error))
        self.problem.show()
        restyle(self.problem)

    def reject(self) -> None:
        """Esc; not while the desk is writing, so that its answer always finds somebody."""
        if not self._working:
            super().reject()

    def _work(self, *, now: bool) -> None:
        self._working = now
        self.take.set_busy(busy=now)
