"""What needs a person, worst first: a sign, a title, one line of why."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from commune_desk.i18n import _
from ui import icons, theme, tokens
from ui.sync_status.state import Problem

PROBLEM_ROLE = int(Qt.ItemDataRole.UserRole) + 1
LINE_HEIGHT = 54
_ICON_PX = 20


class ProblemDelegate(QStyledItemDelegate):
    """The sign in its colour, the title strong, the reason below."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        problem = index.data(PROBLEM_ROLE)
        if not isinstance(problem, Problem):
            return
        area: QRect = option.rect
        state: QStyle.StateFlag = option.state
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        tint = tokens.TINTS[problem.tint]
        painter.save()
        painter.fillRect(area, QColor(tokens.ACCENT_SOFT if chosen else tokens.SURFACE))
        if chosen:
            painter.fillRect(QRect(area.topLeft(), QSize(3, area.height())), QColor(tokens.ACCENT))
        painter.setPen(QColor(tokens.LINE))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        side = theme.px(_ICON_PX)
        picture = icons.pixmap(problem.icon, tint.fg, side, ratio=painter.device().devicePixelRatio())
        painter.drawPixmap(QPointF(area.left() + tokens.M, area.center().y() - side / 2), picture)
        words = area.adjusted(2 * tokens.M + side, tokens.S, -tokens.S, -tokens.S)
        half = QRect(words.left(), words.top(), words.width(), words.height() // 2)
        bold, small = QFont(option.font), QFont(option.font)
        bold.setWeight(QFont.Weight.DemiBold)
        small.setPixelSize(theme.px(tokens.TEXT_SMALL))
        _paint_line(painter, half, problem.title, bold, tokens.INK)
        lower = half.translated(0, words.height() - half.height())
        _paint_line(painter, lower, problem.explanation, small, tokens.INK_MUTED)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:  # noqa: ARG002
        return QSize(100, theme.px(LINE_HEIGHT))


class ProblemList(QListWidget):
    """Enter or double click does the deed of a line."""

    wanted = Signal(object)
    looked_at = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("syncProblems")
        self.setAccessibleName(_("Việc cần xử lý, việc chặn người dân đứng trước"))
        self.setItemDelegate(ProblemDelegate(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setStyleSheet("QListWidget { border: none; border-radius: 0; }")
        self.itemDoubleClicked.connect(self._want)
        self.currentItemChanged.connect(self._look)

    def show_problems(self, problems: tuple[Problem, ...]) -> None:
        """Other lines; the cursor stays on the same problem where it is still there."""
        kept = self.current()
        self.blockSignals(True)  # noqa: FBT003  Qt's signature
        self.clear()
        for problem in problems:
            item = QListWidgetItem()
            item.setData(PROBLEM_ROLE, problem)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{problem.title}. {problem.explanation}")
            item.setToolTip(problem.explanation)
            self.addItem(item)
        self.blockSignals(False)  # noqa: FBT003  Qt's signature
        keys = [problem.key for problem in problems]
        self.setCurrentRow(keys.index(kept.key) if kept is not None and kept.key in keys else 0)
        self.looked_at.emit(self.current())

    def current(self) -> Problem | None:
        """The problem under the cursor."""
        item = self.currentItem()
        problem: object = item.data(PROBLEM_ROLE) if self.currentRow() >= 0 else None
        return problem if isinstance(problem, Problem) else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        current = self.currentItem()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and current is not None:
            self._want(current)
        elif event.text().isalnum():
            event.ignore()
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Letters are the screen's keys."""

    def _want(self, item: QListWidgetItem) -> None:
        self.wanted.emit(item.data(PROBLEM_ROLE))

    def _look(self) -> None:
        self.looked_at.emit(self.current())


def _paint_line(painter: QPainter, area: QRect, text: str, font: QFont, ink: str) -> None:
    painter.setFont(font)
    painter.setPen(QColor(ink))
    shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, area.width())
    painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), shown)
