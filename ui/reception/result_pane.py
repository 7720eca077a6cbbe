"""What came of it: the number large, the promised time, the slip, and whether it is on paper."""

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from commune_desk.i18n import _
from ui import tokens
from ui.kit.basics import button, column, icon_label, label, row, show_icon
from ui.preview_panel.panel import PreviewPanel


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result as it is shown. `printing` says where the paper is; `trouble` that it needs the clerk."""

    heading: str
    number: str
    number_note: str
    facts: tuple[tuple[str, str], ...]
    printing: str = ""
    trouble: bool = False


class ResultPane(QWidget):
    """Enter or F2: the next citizen; Ctrl+P: print again; F3 … the dossier by Ctrl+D."""

    next_pressed = Signal()
    print_pressed = Signal()
    open_pressed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("resultPane")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._heading = label("", "title", name="resultHeading", wrap=True)
        self._number = label("", "number", name="resultNumber", wrap=True)
        self._number.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._note = label("", "muted", name="resultNumberNote", wrap=True)
        self._facts = column(spacing=tokens.XS)
        self._icon = icon_label(size_px=20)
        self._printing = label("", "strong", name="resultPrinting", wrap=True)
        self._printing.setMinimumHeight(40)
        self.next_button = button(_("Người tiếp theo (Enter)"), "primary", name="nextCitizen", icon="arrow-right")
        self.print_button = button(_("In lại (Ctrl+P)"), "secondary", name="printAgain", icon="printer")
        self.open_button = button(_("Mở hồ sơ (Ctrl+D)"), "secondary", name="openDossier", icon="folder-open")
        self.next_button.clicked.connect(self.next_pressed)
        self.print_button.clicked.connect(self.print_pressed)
        self.open_button.clicked.connect(self.open_pressed)
        self.preview = PreviewPanel(name="resultPreview")
        self._lay_out()

    def show_outcome(self, outcome: Outcome) -> None:
        """A dossier just taken; the keyboard is on "next citizen"."""
        self._heading.setText(outcome.heading)
        self._number.setText(outcome.number)
        self._number.setAccessibleName(outcome.number)
        self._note.setText(outcome.number_note)
        self._note.setVisible(bool(outcome.number_note))
        while (item := self._facts.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.deleteLater()
        for title, value in outcome.facts:
            fact = QWidget()
            line = column(fact, spacing=0)
            line.addWidget(label(title, "label"))
            line.addWidget(label(value, "strong", wrap=True))
            self._facts.addWidget(fact)
        self.show_printing(outcome.printing, trouble=outcome.trouble)

    def show_printing(self, words: str, *, trouble: bool) -> None:
        """Where the paper is now."""
        tint = tokens.TINTS[tokens.State.SOON if trouble else tokens.State.OK]
        show_icon(self._icon, "triangle-alert" if trouble else "printer", tint.fg)
        self._printing.setText(words)
        self._printing.setStyleSheet(f"color: {tint.fg};")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            focused = self.focusWidget()
            (self.print_pressed if focused is self.print_button else self.next_pressed).emit()
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        left = QWidget()
        left.setMaximumWidth(520)
        body = column(left, spacing=tokens.M)
        body.setContentsMargins(tokens.XL, tokens.L, tokens.XL, tokens.L)
        body.addWidget(self._heading)
        body.addWidget(self._number)
        body.addWidget(self._note)
        body.addLayout(self._facts)
        printing = row(spacing=tokens.S)
        printing.addWidget(self._icon, alignment=Qt.AlignmentFlag.AlignTop)
        printing.addWidget(self._printing, 1)
        body.addLayout(printing)
        body.addStretch(1)
        body.addWidget(self.next_button)
        others = row()
        others.addWidget(self.print_button)
        others.addWidget(self.open_button)
        body.addLayout(others)
        line = row(self, spacing=tokens.M)
        line.setContentsMargins(0, tokens.M, tokens.L, tokens.M)
        line.addWidget(left, 5)
        line.addWidget(self.preview, 6)
