"""The table of every list: keyboard first, remembered columns, nothing waited for."""

from collections.abc import Hashable
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSettings, QSize, Qt, Signal
from PySide6.QtGui import QAction, QColor, QFont, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from commune_desk.i18n import _
from ui import theme, tokens
from ui.kit.badge import paint_badge
from ui.kit.page_model import BADGE_ROLE, NOTE_ROLE, TICKS_ROLE, Badge, PageModel
from ui.kit.ticks import SMALL_PX, paint_ticks
from ui.tick_words import Ticks

R = TypeVar("R")
_PADDING = 10


class CellDelegate(QStyledItemDelegate):
    """Paints one cell: ground, then badge, ticks or text with its fainter note; a hairline below."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        view = option.widget
        area: QRect = option.rect
        state: QStyle.StateFlag = option.state
        font: QFont = option.font
        selected = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.fillRect(area, QColor(tokens.ACCENT_SOFT if selected else tokens.SURFACE))
        if selected and index.column() == _first_shown(view):
            painter.fillRect(QRect(area.topLeft(), QSize(3, area.height())), QColor(tokens.ACCENT))
        painter.setPen(QColor(tokens.LINE))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        inner = area.adjusted(_PADDING, 0, -_PADDING, -1)
        badge, ticks = index.data(BADGE_ROLE), index.data(TICKS_ROLE)
        if isinstance(badge, Badge):
            paint_badge(painter, inner, badge, font)
        elif isinstance(ticks, Ticks):
            paint_ticks(painter, inner, ticks.marks, SMALL_PX)
        else:
            _paint_words(painter, inner, index, font)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(super().sizeHint(option, index).width(), theme.px(tokens.ROW_HEIGHT))


class PageTable(QTableView, Generic[R]):
    """A PageModel on the screen.

    Enter or double click emits `opened(row)`; moving emits `chosen(row or None)`. Ctrl+Home/End,
    PgUp/PgDn as everywhere. The header's menu (Shift+F10 or right click) chooses the columns;
    widths and choice are kept under `name` in `settings` when one is given. With `keeps_line` a list read anew
    leaves the cursor on the same record; without, a new question starts at its first line.
    """

    opened = Signal(object)
    chosen = Signal(object)

    def __init__(
        self,
        model: PageModel[R],
        *,
        name: str,
        spoken: str,
        settings: QSettings | None = None,
        keeps_line: bool = False,
    ) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(spoken)
        self._model, self._settings = model, settings
        self._kept: Hashable | None = None
        self.setModel(model)
        self.setItemDelegate(CellDelegate(self))
        self._set_behaviour()
        self._set_header()
        self.selectionModel().currentRowChanged.connect(self._moved)
        self.doubleClicked.connect(self._open_index)
        if keeps_line:
            model.modelAboutToBeReset.connect(self._keep_line)
        model.modelReset.connect(self._select_again)

    def current(self) -> R | None:
        """The line under the cursor."""
        index = self.currentIndex()
        return self._model.row(index.row()) if index.isValid() else None

    def choose(self, id_: Hashable) -> bool:
        """Put the cursor on a record whose line is here."""
        at = self._model.row_of(id_)
        if at is not None:
            self.selectRow(at)
        return at is not None

    def columns_menu(self) -> QMenu:
        """One tick per column; the last shown one cannot be hidden."""
        menu = QMenu(self)
        menu.setTitle(_("Cột hiển thị"))
        shown = [at for at in range(len(self._model.columns)) if not self.isColumnHidden(at)]
        for at, column in enumerate(self._model.columns):
            action = QAction(column.title, menu, checkable=True)
            action.setChecked(at in shown)
            action.setEnabled(shown != [at])
            action.setData(at)
            action.triggered.connect(self._toggle_column)
            menu.addAction(action)
        return menu

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._open_index(self.currentIndex())
            return
        if event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab) or event.text().isalnum():
            QAbstractItemView.keyPressEvent(self, event)
            event.ignore()
            return
        super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Letters are the screen's shortcuts, not a jump among rows that may not be loaded."""

    def _set_behaviour(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        rows = self.verticalHeader()
        rows.hide()
        rows.setDefaultSectionSize(theme.px(tokens.ROW_HEIGHT))
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)

    def _set_header(self) -> None:
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsMovable(False)
        header.setMinimumSectionSize(48)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._show_columns_menu)
        for at, column in enumerate(self._model.columns):
            self.setColumnHidden(at, not self._remembered(f"{column.key}/shown", column.shown))
            width = self._remembered(f"{column.key}/width", theme.px(column.width_px))
            self.setColumnWidth(at, int(width))
            if column.stretch:
                header.setSectionResizeMode(at, QHeaderView.ResizeMode.Stretch)
        header.sectionResized.connect(self._remember_width)

    def _remembered(self, key: str, default: Any) -> Any:  # noqa: ANN401  a bool or an int
        if self._settings is None:
            return default
        return self._settings.value(f"{self.objectName()}/{key}", default, type(default))

    def _remember_width(self, at: int, _old: int, width: int) -> None:
        column = self._model.columns[at]
        if self._settings is not None and width and not column.stretch:
            self._settings.setValue(f"{self.objectName()}/{column.key}/width", width)

    def _show_columns_menu(self, where: QPoint) -> None:
        self.columns_menu().popup(self.horizontalHeader().mapToGlobal(where))

    def _toggle_column(self, shown: bool) -> None:  # noqa: FBT001  a slot
        action = self.sender()
        if isinstance(action, QAction):
            at = int(action.data())
            self.setColumnHidden(at, not shown)
            if self._settings is not None:
                key = f"{self.objectName()}/{self._model.columns[at].key}/shown"
                self._settings.setValue(key, shown)

    def _moved(self, current: QModelIndex, _previous: QModelIndex) -> None:
        row = self._model.row(current.row()) if current.isValid() else None
        self.chosen.emit(row)

    def _open_index(self, index: QModelIndex) -> None:
        self.opened.emit(self._model.row(index.row()))

    def _keep_line(self) -> None:
        row = self.current()
        self._kept = None if row is None else self._model.id_of(row)

    def _select_again(self) -> None:
        if self._model.rowCount():
            self.selectRow(self._model.row_of(self._kept) or 0)
        else:
            self.chosen.emit(None)


def _first_shown(view: QWidget) -> int:
    if not isinstance(view, QTableView):
        return 0
    return next((at for at in range(view.model().columnCount()) if not view.isColumnHidden(at)), 0)


def _paint_words(painter: QPainter, area: QRect, index: QModelIndex | QPersistentModelIndex, base: QFont) -> None:
    model = index.model()
    column = model.columns[index.column()] if isinstance(model, PageModel) else None
    font = QFont(base)
    if column is not None and column.strong:
        font.setWeight(QFont.Weight.DemiBold)
    painter.setFont(font)
    metrics = QFontMetrics(font)
    text = str(index.data() or "")
    side = Qt.AlignmentFlag.AlignRight if column and column.right else Qt.AlignmentFlag.AlignLeft
    flags = int(side | Qt.AlignmentFlag.AlignVCenter)
    painter.setPen(QColor(tokens.INK))
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, area.width())
    painter.drawText(area, flags, shown)
    note = str(index.data(NOTE_ROLE) or "")
    room = area.adjusted(metrics.horizontalAdvance(shown) + tokens.S, 0, 0, 0)
    if note and room.width() > metrics.averageCharWidth() * 4:
        painter.setFont(base)
        painter.setPen(QColor(tokens.INK_FAINT))
        faint = QFontMetrics(base).elidedText(note, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter), faint)
