"""The checklist as a table worked by single keys."""

import time
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QPen, QTextLayout, QTextOption
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from commune_desk.i18n import _
from ui import icons, theme, tokens
from ui.reception.checklist import PaperLine, Standing

TICK, NAME, ORIGINALS, COPIES = range(4)
DIGITS_TOGETHER_S = 1.2
ROW_PX = 44
_LINE = Qt.ItemDataRole.UserRole
_Index = QModelIndex | QPersistentModelIndex


class PapersModel(QAbstractTableModel):
    """Lines of the checklist; every cell says its row's whole sentence to a screen reader."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: tuple[PaperLine, ...] = ()
        self._held: tuple[int, ...] = ()

    def show_lines(self, lines: tuple[PaperLine, ...], held: tuple[int, ...]) -> None:
        """Another checklist; the same number of rows keeps selection and scroll."""
        if len(lines) != len(self._lines):
            self.beginResetModel()
            self._lines, self._held = lines, held
            self.endResetModel()
        elif (lines, held) != (self._lines, self._held):
            self._lines, self._held = lines, held
            self.dataChanged.emit(self.index(0, 0), self.index(len(lines) - 1, COPIES))

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  Qt's signature
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: ARG002, B008
        return 4

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return ("", _("Thành phần hồ sơ"), _("Chính"), _("Sao"))[section]
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401
        line = self._lines[index.row()]
        if role == _LINE:
            return (line, index.row() in self._held)
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return spoken(line, held=index.row() in self._held)
        if role == Qt.ItemDataRole.DisplayRole:
            return {NAME: line.name, ORIGINALS: str(line.originals), COPIES: str(line.copies)}.get(index.column(), "")
        return None


def spoken(line: PaperLine, *, held: bool) -> str:
    """The row in one sentence."""
    standing = {
        Standing.OPEN: _("chưa kiểm tra"),
        Standing.HERE: _("đã có"),
        Standing.MISSING: _("còn thiếu"),
    }[line.standing]
    counts = _("{originals} bản chính, {copies} bản sao").format(originals=line.originals, copies=line.copies)
    parts = [line.name, standing, counts, subline(line, held=held)]
    return "; ".join(part for part in parts if part)


def subline(line: PaperLine, *, held: bool) -> str:
    """What is worth knowing of the row beyond its name."""
    parts = []
    if line.note:
        parts.append(_(line.note))
    if held and line.standing is Standing.OPEN:
        parts.append(_("Bàn đã có giấy tờ này"))
    if not line.required:
        parts.append(_("Nếu có"))
    if not line.confirmed:
        parts.append(_("Chưa xác nhận"))
    return " · ".join(parts)


class PapersTable(QTableView):
    """Space ticks, digits count, M marks missing, A ticks all, Enter notes, Insert adds, Delete removes."""

    ticked = Signal(int)
    missed = Signal(int)
    all_ticked = Signal()
    held_ticked = Signal()
    counted = Signal(int, int, bool)  # row, count, originals
    note_wanted = Signal(int)
    paper_wanted = Signal()
    removed = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("papers")
        self.setAccessibleName(_("Thành phần hồ sơ"))
        self._rows = PapersModel()
        self._rows.setParent(self)
        self.setModel(self._rows)
        self.setItemDelegate(_Cells(self))
        self.setShowGrid(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(theme.px(ROW_PX))
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, width in ((TICK, 44), (ORIGINALS, 56), (COPIES, 50)):
            self.setColumnWidth(column, theme.px(width))
        self._typed: tuple[str, float] = ("", 0.0)
        self.doubleClicked.connect(self._clicked)

    def show_lines(self, lines: tuple[PaperLine, ...], held: tuple[int, ...]) -> None:
        """The checklist; the current row stays where it can."""
        row = self.currentIndex().row()
        self._rows.show_lines(lines, held)
        if lines and self.currentIndex().row() < 0:
            self.go_to(max(0, min(row, len(lines) - 1)))

    def go_to(self, row: int) -> None:
        """Make `row` current, the copies under the digits."""
        self.setCurrentIndex(self._rows.index(row, COPIES))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.currentIndex().row()
        key, text = Qt.Key(event.key()), event.text()
        if key == Qt.Key.Key_Insert or text == "+":
            self.paper_wanted.emit()
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and row >= 0:
            self.setCurrentIndex(self._rows.index(row, ORIGINALS if key == Qt.Key.Key_Left else COPIES))
        elif key == Qt.Key.Key_Tab or event.modifiers() & Qt.KeyboardModifier.ControlModifier or row < 0:
            event.ignore()
        elif text.isascii() and text.isdigit():
            self._digit(row, text)
        elif not self._letter(row, key):
            super().keyPressEvent(event)

    def _letter(self, row: int, key: Qt.Key) -> bool:
        if key == Qt.Key.Key_Space:
            self.ticked.emit(row)
        elif key == Qt.Key.Key_M:
            self.missed.emit(row)
        elif key == Qt.Key.Key_G:
            self.held_ticked.emit()
        elif key == Qt.Key.Key_A:
            self.all_ticked.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.note_wanted.emit(row)
        elif key == Qt.Key.Key_Delete:
            self.removed.emit(row)
        else:
            return False
        return True

    def _digit(self, row: int, digit: str) -> None:
        typed, at_s = self._typed
        now_s = time.monotonic()
        cell = f"{row}/{self.currentIndex().column()}/"
        fits = typed.startswith(cell) and now_s - at_s < DIGITS_TOGETHER_S and len(typed) - len(cell) < 3
        typed = (typed if fits else cell) + digit
        self._typed = (typed, now_s)
        self.counted.emit(row, int(typed[len(cell) :]), self.currentIndex().column() == ORIGINALS)

    def _clicked(self, index: QModelIndex) -> None:
        self.ticked.emit(index.row())


class _Cells(QStyledItemDelegate):
    """Mark with word, the name on up to two lines or with its note, counts; the counted cell is framed."""

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:  # noqa: ARG002
        return QSize(40, theme.px(ROW_PX))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        font: QFont = option.font
        line, held = index.data(_LINE)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        view = self.parent()
        active = isinstance(view, QTableView) and view.hasFocus()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(tokens.ACCENT_SOFT if active else tokens.SURFACE_SUNK))
        painter.setPen(QColor(tokens.LINE))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if index.column() == TICK:
            _paint_mark(painter, rect, line)
        elif index.column() == NAME:
            _paint_name(painter, rect.adjusted(2, 3, -6, -3), line, subline(line, held=held), font)
        else:
            current = isinstance(view, QTableView) and view.currentIndex() == index and active
            _paint_count(painter, rect, index, current=current, font=font)
        painter.restore()


_MARKS = {
    Standing.OPEN: ("circle", tokens.LINE_CONTROL),
    Standing.HERE: ("circle-check", tokens.TINTS[tokens.State.OK].fg),
    Standing.MISSING: ("circle-x", tokens.TINTS[tokens.State.LATE].fg),
}


def _paint_mark(painter: QPainter, rect: QRect, line: PaperLine) -> None:
    icon, colour = _MARKS[line.standing]
    side = theme.px(22)
    picture = icons.pixmap(icon, colour, side, ratio=painter.device().devicePixelRatio())
    painter.drawPixmap(rect.center().x() - side // 2, rect.center().y() - side // 2, picture)


def _paint_name(painter: QPainter, rect: QRect, line: PaperLine, below: str, font: QFont) -> None:
    small = QFont(font)
    small.setPixelSize(theme.px(tokens.TEXT_SMALL))
    missing = line.standing is Standing.MISSING
    painter.setPen(QColor(tokens.TINTS[tokens.State.LATE].fg if missing else tokens.INK))
    main = QFont(font)
    main.setPixelSize(theme.px(tokens.TEXT - 1))
    if line.required:
        main.setWeight(QFont.Weight.Medium)
    metrics = QFontMetrics(main)
    words = (_("THIẾU: {name}").format(name=line.name)) if missing else line.name
    rows = _two_rows(words, main, rect.width(), 1 if below else 2)
    height = len(rows) * metrics.height() + (QFontMetrics(small).height() if below else 0)
    top = rect.top() + (rect.height() - height) // 2
    painter.setFont(main)
    for text in rows:
        painter.drawText(QRect(rect.left(), top, rect.width(), metrics.height()), int(Qt.AlignmentFlag.AlignLeft), text)
        top += metrics.height()
    if below:
        painter.setFont(small)
        painter.setPen(QColor(tokens.INK_MUTED))
        shown = QFontMetrics(small).elidedText(below, Qt.TextElideMode.ElideRight, rect.width())
        where = QRect(rect.left(), top, rect.width(), metrics.height())
        painter.drawText(where, int(Qt.AlignmentFlag.AlignLeft), shown)


def _two_rows(text: str, font: QFont, width: int, most: int) -> list[str]:
    """`text` broken at words into at most `most` rows, the last one shortened with an ellipsis."""
    metrics = QFontMetrics(font)
    if most == 1 or metrics.horizontalAdvance(text) <= width:
        return [metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)]
    layout = QTextLayout(text, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WordWrap)
    layout.setTextOption(option)
    layout.beginLayout()
    line = layout.createLine()
    line.setLineWidth(width)
    first = line.textLength()
    layout.endLayout()
    return [text[:first].rstrip(), metrics.elidedText(text[first:], Qt.TextElideMode.ElideRight, width)]


def _paint_count(painter: QPainter, rect: QRect, index: _Index, *, current: bool, font: QFont) -> None:
    text = str(index.data())
    painter.setFont(font)
    painter.setPen(QColor(tokens.INK if text != "0" else tokens.INK_DISABLED))
    painter.drawText(rect.adjusted(10, 0, 0, 0), int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), text)
    if current:
        painter.setPen(QPen(QColor(tokens.FOCUS), 2))
        painter.drawRoundedRect(QRectF(rect.adjusted(3, 8, -8, -9)), 4, 4)
