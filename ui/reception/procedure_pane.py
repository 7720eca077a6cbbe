"""Which procedure: one line that finds it, what it asks for, and its case."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QStackedWidget

from commune_desk.i18n import _
from ui import icons, theme, tokens
from ui.kit.basics import ElidedLabel, button, column, label, row
from ui.reception.form_row import Picker, put_text
from ui.reception.offers import OfferLine
from ui.reception.shown import Shown


class ProcedurePane(QFrame):
    """The search line stays; under it the facts of the chosen procedure and its cases or legal basis."""

    searched = Signal(str)
    left = Signal()
    case_chosen = Signal(str)
    guidance_pressed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("procedurePane")
        self.setProperty("kind", "card")
        self.setAccessibleName(_("Thủ tục"))
        self.line = OfferLine(takes_enter=True)
        self.line.setObjectName("procedure")
        self.line.setAccessibleName(_("Tìm thủ tục theo tên, mã hoặc lĩnh vực"))
        self.line.setPlaceholderText(_("Thủ tục: tên, mã hoặc lĩnh vực, có dấu hay không dấu"))
        self.line.addAction(icons.icon("search", tokens.INK_FAINT), OfferLine.ActionPosition.LeadingPosition)
        self.line.textEdited.connect(self.searched)
        self.line.editingFinished.connect(self.left)
        self._facts = ElidedLabel(objectName="procedureFacts")
        self._facts.setProperty("kind", "strong")
        self._doubt = label("", name="procedureDoubt")
        self._doubt.setProperty("kind", "badge-soon")
        self._doubt.setContentsMargins(6, 1, 6, 1)
        self._doubt.hide()
        self.guidance = button(_("Có cần nộp?  Ctrl+H"), "link", name="guidance")
        self.guidance.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.guidance.clicked.connect(self.guidance_pressed)
        self.guidance.hide()
        facts = row(spacing=tokens.S)
        facts.addWidget(self._facts, 1)
        facts.addWidget(self._doubt)
        facts.addWidget(self.guidance)
        self.case = Picker(())
        self.case.setObjectName("case")
        self.case.setAccessibleName(_("Trường hợp"))
        self.case.typed.connect(self._case_chosen)
        self._basis = ElidedLabel(objectName="procedureBasis")
        self._basis.setProperty("kind", "small")
        self._below = QStackedWidget()
        self._below.addWidget(self._basis)
        self._below.addWidget(self.case)
        self._below.setFixedHeight(theme.px(30))
        body = column(self, spacing=tokens.XS)
        body.setContentsMargins(tokens.M, tokens.S, tokens.M, tokens.S)
        body.addWidget(self.line)
        body.addLayout(facts)
        body.addWidget(self._below)
        self.guidance.setMaximumHeight(theme.px(24))
        self._facts.setFixedHeight(theme.px(24))

    def show_state(self, shown: Shown) -> None:
        """The chosen procedure, or what to do."""
        state = shown.state
        if state.procedure and not self.line.has_offers:
            put_text(self.line, state.procedure_name)
        elif not state.procedure and not self.line.hasFocus():
            put_text(self.line, "")
        problem = "procedure" in shown.problems
        if bool(self.line.property("problem")) != problem:
            self.line.setProperty("problem", problem)
            self.line.style().unpolish(self.line)
            self.line.style().polish(self.line)
        self._facts.setText(shown.facts or shown.problems.get("procedure", ""))
        self._doubt.setText(shown.doubt)
        self._doubt.setVisible(bool(shown.doubt))
        self.guidance.setVisible(bool(shown.facts) and shown.has_guidance)
        self._basis.setText(shown.basis)
        self.case.set_choices(shown.cases)
        self.case.show_key(state.case)
        many = len(shown.cases) > 1
        self._below.setCurrentWidget(self.case if many else self._basis)
        self.case.setEnabled(many)

    def _case_chosen(self, _name: str, case: str) -> None:
        self.case_chosen.emit(case)
