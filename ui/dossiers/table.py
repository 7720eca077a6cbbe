"""The list's table: marks what matched, tells which columns a person chose."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QMenu, QStyleOptionViewItem

from commune_desk.i18n import _
from ui import tokens
from ui.dossiers.columns import MARKED
from ui.dossiers.state import Row, spans
from ui.kit.page_model import PageModel
from ui.kit.page_table import CellDelegate, PageTable

MARK = QColor(tokens.PRACTICE)
MARK.setAlpha(110)
PADDING = 10


class MarkingDelegate(CellDelegate):
    """Lays a marker's stroke over the letters that matched; the words stay as they are."""

    query = ""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().paint(painter, option, index)
        model = index.model()
        if not self.query or not isinstance(model, PageModel):
            return
        column = model.columns[index.column()]
        if column.key not in MARKED:
            return
        font: QFont = QFont(option.font)
        if column.strong:
            font.setWeight(QFont.Weight.DemiBold)
        metrics = QFontMetricsF(font)
        area: QRect = option.rect
        room = area.adjusted(PADDING, 0, -PADDING, 0)
        text = str(index.data() or "")
        painter.save()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(MARK)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
        top = room.center().y() - metrics.height() / 2
        for start, length in spans(self.query, text):
            left = room.left() + metrics.horizontalAdvance(text[:start])
            right = min(left + metrics.horizontalAdvance(text[start : start + length]), room.right())
            if right > left:
                painter.drawRoundedRect(QRectF(left - 1, top, right - left + 2, metrics.height()), 3, 3)
        painter.restore()


class DossierTable(PageTable[Row]):
    """PageTable of dossiers; columns are kept by the screen, per person."""

    columns_chosen = Signal()

    def __init__(self, model: PageModel[Row]) -> None:
        super().__init__(model, name="dossierTable", spoken=_("Danh sách hồ sơ"))
        self._marking = MarkingDelegate(self)
        self.setItemDelegate(self._marking)

    def mark(self, query: str) -> None:
        """Mark these words in the lines."""
        self._marking.query = query
        self.viewport().update()

    def columns_menu(self) -> QMenu:
        menu = super().columns_menu()
        menu.triggered.connect(self.columns_chosen)
        return menu

    def shown_columns(self) -> tuple[str, ...]:
        """Keys of the columns to be seen."""
        return tuple(one.key for at, one in enumerate(self._model.columns) if not self.isColumnHidden(at))

    def show_columns(self, keys: Sequence[str]) -> None:
        """Exactly these; unknown keys are ignored, an empty choice changes nothing."""
        known = [one.key for one in self._model.columns]
        if not set(keys) & set(known):
            return
        for at, key in enumerate(known):
            self.setColumnHidden(at, key not in keys)

    def show_column(self, key: str, *, shown: bool) -> None:
        """One column, for as long as it has something to say."""
        keys = [one.key for one in self._model.columns]
        self.setColumnHidden(keys.index(key), not shown)
