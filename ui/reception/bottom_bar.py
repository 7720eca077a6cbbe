"""The fixed bar: the number that will be given, the promised time, the fee, and the one thing to do."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from commune_desk.i18n import _
from ui import theme, tokens
from ui.kit.basics import ElidedLabel, button, column, icon_label, label, restyle, row, show_icon
from ui.reception.shown import Shown

_NOTICES = {
    "hint": ("info", tokens.INK_FAINT),
    "warning": ("triangle-alert", tokens.TINTS[tokens.State.SOON].fg),
    "error": ("circle-alert", tokens.TINTS[tokens.State.LATE].fg),
}


class NoticeStrip(QWidget):
    """One line of constant height over the bar: what to do next, or what to look at; at the right what was saved."""

    def __init__(self) -> None:
        super().__init__()
        self._icon = icon_label(size_px=16)
        self._text = ElidedLabel(objectName="notice")
        self._text.setProperty("kind", "hint")
        self.saved = label("", "hint", name="saved")
        line = row(self, spacing=tokens.S)
        line.setContentsMargins(tokens.L, 0, tokens.L, 0)
        line.addWidget(self._icon)
        line.addWidget(self._text, 1)
        line.addWidget(self.saved)
        self.setFixedHeight(theme.px(24))

    def show_notice(self, level: str, text: str) -> None:
        """Another sentence."""
        if self._text.text() == text and self._text.property("level") == level:
            return
        icon, colour = _NOTICES[level]
        show_icon(self._icon, icon, colour)
        self._text.setText(text)
        self._text.setProperty("level", level)
        self._text.setProperty("kind", level)
        restyle(self._text)


class BottomBar(QFrame):
    """Never moves and never scrolls."""

    due_pressed = Signal()
    refuse_pressed = Signal()
    primary_pressed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("receptionBar")
        self.setProperty("kind", "bar")
        self._number = label("", "subtitle", name="nextNumber")
        self._number_note = label("", "hint", name="nextNumberNote")
        self._due = button("–", "link", name="due")
        self._due.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._due.setStyleSheet("text-align: left; padding: 0px; border: none; min-height: 0px;")
        self._due.clicked.connect(self.due_pressed)
        self._due_note = label("", "hint", name="dueHint")
        self._fee, self._fee_note = _value("feeAmount"), ElidedLabel(objectName="feeNote")
        self._fee_note.setProperty("kind", "hint")
        self.refuse = button(_("Từ chối (F8)"), "danger", name="refuse")
        self.refuse.clicked.connect(self.refuse_pressed)
        self.primary = button("", "primary", name="receive", icon="printer")
        self.primary.setMinimumWidth(theme.px(176))
        self.primary.clicked.connect(self.primary_pressed)
        line = row(self, spacing=tokens.M)
        line.setContentsMargins(tokens.L, tokens.S, tokens.M, tokens.S)
        line.addLayout(_block(_("Số sẽ cấp"), self._number, self._number_note), 2)
        line.addLayout(_block(_("Hẹn trả kết quả"), self._due, self._due_note), 2)
        line.addLayout(_block(_("Phí, lệ phí"), self._fee, self._fee_note), 3)
        line.addWidget(self.refuse)
        line.addWidget(self.primary)
        self.setFixedHeight(theme.px(66))

    def show_state(self, shown: Shown) -> None:
        """Number, time, fee and the buttons."""
        self._number.setText(shown.number)
        self._number_note.setText(shown.number_note)
        self._due.setText(shown.due)
        self._due.setAccessibleName(f"{shown.due}. {shown.due_note}")
        self._due_note.setText(shown.due_note)
        self._fee.setText(shown.fee)
        self._fee_note.setText(shown.fee_note)
        self.primary.setText(shown.primary_busy if shown.busy else shown.primary)
        self.primary.setEnabled(not shown.busy)
        self.refuse.setEnabled(not shown.busy)


def _value(name: str) -> ElidedLabel:
    made = ElidedLabel(objectName=name)
    made.setProperty("kind", "subtitle")
    return made


def _block(title: str, value: QWidget, note: QLabel) -> QVBoxLayout:
    made = column(spacing=0)
    head = label(title, "label")
    head.setBuddy(value)
    made.addStretch(1)
    made.addWidget(head)
    made.addWidget(value)
    made.addWidget(note)
    made.addStretch(1)
    return made
