"""Choices already made, each of which can be undone for 30 days."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from commune_desk.i18n import _
from ui import tokens
from ui.background import Background
from ui.kit.basics import column, row
from ui.kit.busy_button import BusyButton
from ui.kit.empty_state import EmptyState
from ui.kit.page_model import Badge, Column
from ui.kit.whole_list import Whole, list_table
from ui.merge.state import DecidedLine


class PastPage(QWidget):
    """`undone` carries the line under the cursor."""

    undone = Signal(object)

    def __init__(self, background: Background) -> None:
        super().__init__()
        self.setObjectName("mergePast")
        self.lines, self.table = list_table(
            _columns(), lambda line: line.key, background, name="mergeDecided", spoken=_("Đã chọn trong 30 ngày qua")
        )
        words, busy = _("Hoàn tác lựa chọn (Z)"), _("Đang hoàn tác…")
        self.undo = BusyButton(words, busy, "secondary", name="mergeUndo", icon="undo-2")
        self.empty = EmptyState("history", _("Chưa chọn thẻ nào trong 30 ngày qua."), name="mergeNoneDecided")
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.empty)
        body = column(self, spacing=tokens.M)
        body.addWidget(self._stack, 1)
        foot = row()
        foot.addStretch(1)
        foot.addWidget(self.undo)
        body.addLayout(foot)
        self.undo.clicked.connect(self.ask_undo)
        self.table.chosen.connect(self._look)

    def show_lines(self, lines: tuple[DecidedLine, ...]) -> None:
        """Other choices; the cursor stays on its line."""
        self.lines.open(lambda _after, _limit: Whole(lines))
        self._stack.setCurrentIndex(0 if lines else 1)
        self.undo.setVisible(bool(lines))
        self.undo.set_busy(busy=False)

    def take_focus(self) -> None:
        """To the lines."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def ask_undo(self) -> None:
        """The line under the cursor, once."""
        line = self.table.current()
        if line is not None and line.undoable and self.undo.isEnabled():
            self.undo.set_busy(busy=True)
            self.undone.emit(line)

    def _look(self, line: object) -> None:
        self.undo.set_allowed(allowed=isinstance(line, DecidedLine) and line.undoable)


def _columns() -> list[Column[DecidedLine]]:
    return [
        Column("title", _("Thẻ"), lambda line: line.title, 240, strong=True, stretch=True),
        Column("kept", _("Đã giữ"), lambda line: line.kept, 220),
        Column("who", _("Người chọn"), lambda line: line.who, 170),
        Column("when", _("Chọn lúc"), lambda line: line.when, 140),
        Column("until", _("Hoàn tác"), lambda line: _until(line).word, 170, badge=_until),
    ]


def _until(line: DecidedLine) -> Badge:
    if line.undoable:
        return Badge(tokens.State.INFO, _("đến {day}").format(day=line.until), "undo-2")
    return Badge(tokens.State.NEUTRAL, _("đã hết hạn"), "lock")
