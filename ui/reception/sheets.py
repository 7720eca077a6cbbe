"""Small sheets over the form: a reason, a note, the promised time explained, guidance. No event loop of their own."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget
from shiboken6 import isValid

from commune_desk.domain.guidance import Advice, Question
from commune_desk.i18n import _
from ui import tokens
from ui.kit.basics import ButtonKind, button, column, label, restyle, row, scrolled
from ui.reception.form_row import Line, Slot

WIDTH = 620


class Sheet(QFrame):
    """Stands in the upper middle of the screen and keeps the keyboard; Esc closes it and gives the keyboard back."""

    closed = Signal()

    def __init__(self, screen: QWidget, title: str, *, name: str) -> None:
        super().__init__(screen)
        self.setObjectName(name)
        self.setProperty("kind", "card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(title)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._screen = screen
        self._before: QWidget | None = screen.window().focusWidget()
        outer = column(self, margin=tokens.XL, spacing=tokens.M)
        outer.addWidget(label(title, "title", name=f"{name}Title", wrap=True))
        self.body: QVBoxLayout = column(spacing=tokens.S)
        outer.addLayout(self.body, 1)
        self._foot = row()
        self._foot.addStretch(1)
        outer.addLayout(self._foot)
        self.setStyleSheet(f"QFrame#{name} {{ border: 1px solid {tokens.LINE_CONTROL}; }}")
        screen.installEventFilter(self)

    def add_button(self, words: str, kind: ButtonKind, *, name: str) -> QPushButton:
        """At the right end of the foot."""
        made = button(words, kind, name=name)
        self._foot.addWidget(made)
        return made

    def appear(self, first: QWidget | None = None) -> None:
        """Show; `first` takes the keyboard."""
        self._place()
        self.show()
        self.raise_()
        (first or self).setFocus(Qt.FocusReason.PopupFocusReason)

    def leave(self) -> None:
        """Go away; the keyboard returns to where it was."""
        self._screen.removeEventFilter(self)
        self.hide()
        if self._before is not None and isValid(self._before):
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)
        self.closed.emit()
        self.deleteLater()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave()

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: FBT001  Qt's signature
        inside = [
            one for one in self.findChildren(QWidget) if one.isVisibleTo(self) and one.isEnabled() and _takes_tab(one)
        ]
        if not inside:
            return True
        focused = self.focusWidget()
        at = inside.index(focused) if focused in inside else -1
        inside[(at + (1 if forward else -1)) % len(inside)].setFocus(Qt.FocusReason.TabFocusReason)
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002
        if event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def _place(self) -> None:
        room = self._screen.size()
        width = min(WIDTH, room.width() - 2 * tokens.L, tokens.DIALOG_MAX_WIDTH)
        self.setFixedWidth(width)
        self.setMaximumHeight(min(tokens.DIALOG_MAX_HEIGHT, room.height() - 2 * tokens.S))
        self.adjustSize()
        top = max(tokens.S, (room.height() - self.height()) // 4)
        self.move((room.width() - width) // 2, top)


class TextSheet(Sheet):
    """Asks for one text; `answered` with what was typed. Several lines when `tall` (Ctrl+Enter ends it then)."""

    answered = Signal(str)

    def __init__(
        self, screen: QWidget, title: str, prompt: str, *, name: str, text: str = "", needed: bool = False
    ) -> None:
        super().__init__(screen, title, name=name)
        self._needed = needed
        self.field = QPlainTextEdit(text)
        self.field.setObjectName(f"{name}Text")
        self.field.setAccessibleName(prompt)
        self.field.setTabChangesFocus(True)
        self.field.setFixedHeight(96)
        self.field.installEventFilter(self)
        self.note = label("", "error", name=f"{name}Note", wrap=True)
        self.note.setMinimumHeight(18)
        self.body.addWidget(label(prompt, "muted", wrap=True))
        self.body.addWidget(self.field)
        self.body.addWidget(self.note)
        self.add_button(_("Quay lại (Esc)"), "secondary", name=f"{name}Back").clicked.connect(self.leave)
        self.accept_button = self.add_button(_("Đồng ý (Enter)"), "primary", name=f"{name}Accept")
        self.accept_button.clicked.connect(self.accept)

    def set_words(self, words: str) -> None:
        """What the primary button does."""
        self.accept_button.setText(words)

    def accept(self) -> None:
        """Answer, unless a text is needed and missing."""
        text = self.field.toPlainText().strip()
        if self._needed and not text:
            self.note.setText(_("Cần ghi lý do: người dân được biết vì sao. Hãy nhập lý do rồi nhấn Enter."))
            self.field.setProperty("problem", True)  # noqa: FBT003  Qt's signature
            restyle(self.field)
            return
        self.leave()
        self.answered.emit(text)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            breaks = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                if breaks:
                    self.field.insertPlainText("\n")
                else:
                    self.accept()
                return True
        return super().eventFilter(watched, event)


class DueSheet(Sheet):
    """The promised time step by step; below it a date set by a person, with its reason."""

    set_by_hand = Signal(str, str)  # date as typed ('' takes it back), reason

    def __init__(self, screen: QWidget, steps: Sequence[str], result: str, hand: tuple[str, str]) -> None:
        super().__init__(screen, _("Vì sao hẹn ngày này?"), name="dueSheet")
        content = QWidget()
        lines = column(content, spacing=tokens.S)
        for number, text in enumerate(steps, 1):
            lines.addLayout(_numbered(number, text))
        lines.addStretch(1)
        area = scrolled(content, name="dueSteps")
        area.setMinimumHeight(min(40 + 30 * len(steps), 200))
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.body.addWidget(area, 1)
        if result:
            self.body.addWidget(label(result, "strong", name="dueResult", wrap=True))
        self.date = Line(_("ngày/tháng/năm"))
        self.date.show_text(hand[0])
        self.reason = Line(_("ví dụ: theo kế hoạch số 15/KH-UBND"))
        self.reason.show_text(hand[1])
        pair = row()
        pair.addWidget(Slot(_("Đặt ngày hẹn khác"), self.date, name="due_by_hand"), 1)
        pair.addWidget(Slot(_("Lý do"), self.reason, name="due_reason"), 2)
        self.body.addLayout(pair)
        self.note = label("", "error", name="dueNote", wrap=True)
        self.note.setMinimumHeight(18)
        self.body.addWidget(self.note)
        self.add_button(_("Đóng (Esc)"), "secondary", name="dueClose").clicked.connect(self.leave)
        self.add_button(_("Dùng ngày này (Enter)"), "primary", name="dueUse").clicked.connect(self._use)
        self.date.returnPressed.connect(self._use)
        self.reason.returnPressed.connect(self._use)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_F4:
            self.leave()
        else:
            super().keyPressEvent(event)

    def _use(self) -> None:
        self.set_by_hand.emit(self.date.text(), self.reason.text())


class GuidanceSheet(Sheet):
    """One question at a time; number keys answer. Its end says what the citizen needs."""

    answered = Signal(int)
    went_back = Signal()

    def __init__(self, screen: QWidget) -> None:
        super().__init__(screen, _("Người dân có cần nộp hồ sơ này không?"), name="guidanceSheet")
        self._question = label("", "subtitle", name="guidanceQuestion", wrap=True)
        self._answers = column(spacing=tokens.XS)
        self._source = label("", "hint", name="guidanceSource", wrap=True)
        self._count = 0
        self.body.addWidget(self._question)
        self.body.addLayout(self._answers)
        self.body.addWidget(self._source)
        self.body.addStretch(1)
        self.add_button(_("Câu trước (⌫)"), "secondary", name="guidanceBack").clicked.connect(self.went_back)
        self.add_button(_("Đóng (Esc)"), "primary", name="guidanceClose").clicked.connect(self.leave)

    def show_advice(self, questions: Sequence[Question], advice: Advice) -> None:
        """The next question, or the end of the matter."""
        while (item := self._answers.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.deleteLater()
        self._count = 0
        if advice.question is not None:
            self._ask(questions[advice.question])
        elif advice.ending is not None:
            self._question.setText(advice.ending.text)
            self._source.setText(advice.ending.detail)
        elif advice.extra_papers:
            self._question.setText(_("Cần nộp hồ sơ, và thêm giấy tờ sau (đã đưa vào danh sách):"))
            self._source.setText("; ".join(advice.extra_papers))
        else:
            self._question.setText(_("Cần nộp hồ sơ như danh sách giấy tờ. Nhấn Esc để làm tiếp."))
            self._source.setText("")
        self._place()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        text = event.text()
        if text.isascii() and text.isdigit() and 1 <= int(text) <= self._count:
            self.answered.emit(int(text) - 1)
        elif event.key() == Qt.Key.Key_Backspace:
            self.went_back.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not self._count:
            self.leave()
        else:
            super().keyPressEvent(event)

    def _ask(self, question: Question) -> None:
        self._question.setText(question.text)
        doubt = "" if question.confirmed else " · " + _("chưa xác nhận")
        self._source.setText(question.source + doubt)
        self._count = len(question.answers)
        for number, answer in enumerate(question.answers):
            made = button(f"{number + 1}.  {answer.text}", "secondary", name=f"answer_{number + 1}")
            made.setProperty("answer", number)
            made.setStyleSheet("text-align: left;")
            made.clicked.connect(self._clicked)
            self._answers.addWidget(made)

    def _clicked(self) -> None:
        self.answered.emit(int(self.sender().property("answer")))


def _numbered(number: int, text: str) -> QVBoxLayout:
    outer = column(spacing=0)
    line = row(spacing=tokens.M)
    mark: QLabel = label(str(number), "key")
    mark.setFixedWidth(28)
    mark.setAlignment(Qt.AlignmentFlag.AlignCenter)
    line.addWidget(mark, alignment=Qt.AlignmentFlag.AlignTop)
    line.addWidget(label(text, wrap=True), 1)
    outer.addLayout(line)
    return outer


def _takes_tab(content: QWidget) -> bool:
    return bool(content.focusPolicy() & Qt.FocusPolicy.TabFocus)
