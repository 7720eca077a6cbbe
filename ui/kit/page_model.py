"""The one list model: rows arrive in keyset pages from a reader thread and are never waited for."""

from collections.abc import Callable, Collection, Hashable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, Protocol, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from commune_desk.domain.errors import DeskError
from ui.background import Background
from ui.tick_words import Ticks
from ui.tokens import STATE_ICONS, State

R = TypeVar("R")
R_co = TypeVar("R_co", covariant=True)
Index = QModelIndex | QPersistentModelIndex

PAGE_ROWS = 60
BADGE_ROLE = int(Qt.ItemDataRole.UserRole) + 1
ROW_ROLE = int(Qt.ItemDataRole.UserRole) + 2
NOTE_ROLE = int(Qt.ItemDataRole.UserRole) + 3
TICKS_ROLE = int(Qt.ItemDataRole.UserRole) + 4


class PageLike(Protocol[R_co]):
    """One page: its rows and where to go on; `after` None at the end (ports.Page is one)."""

    @property
    def rows(self) -> Sequence[R_co]:
        """Plain frozen lines."""
        ...

    @property
    def after(self) -> Any | None:  # noqa: ANN401  opaque: only `fetch` understands it
        """The key of the last row."""
        ...


Fetch = Callable[[Any | None, int], PageLike[R]]


@dataclass(frozen=True, slots=True)
class Badge:
    """A state in a cell: colour, word and icon together; the icon defaults to the state's."""

    state: State
    word: str
    icon: str = ""

    @property
    def icon_name(self) -> str:
        """The icon drawn."""
        return self.icon or STATE_ICONS[self.state]


@dataclass(frozen=True, slots=True)
class Column(Generic[R]):
    """One column: `text` of a row; `badge` or `ticks` draw a state instead, `note` a fainter second text."""

    key: str
    title: str
    text: Callable[[R], str]
    width_px: int = 120
    badge: Callable[[R], Badge | None] | None = None
    note: Callable[[R], str] | None = None
    right: bool = False
    strong: bool = False
    stretch: bool = False
    shown: bool = True
    ticks: Callable[[R], Ticks | None] | None = None


class PageModel(QAbstractTableModel, Generic[R]):
    """Rows of `open`'s fetch, page by page.

    A new `open` keeps the old rows until the first new page is here, so that nothing flickers
    while typing; answers to older questions are dropped by generation.
    """

    opened = Signal(int)  # rows of the first page of a new question
    failed = Signal(object)  # the DeskError of a page that did not come
    waiting_changed = Signal(bool)

    def __init__(
        self,
        columns: Sequence[Column[R]],
        row_id: Callable[[R], Hashable],
        background: Background,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._row_id, self._background = row_id, background
        self._rows: list[R] = []
        self._at: dict[Hashable, int] = {}
        self._fetch: Fetch[R] | None = None
        self._after: Any | None = None
        self._at_end = True
        self._generation = 0
        self.waiting = False

    def open(self, fetch: Fetch[R]) -> None:
        """Ask a new question; `fetch(after, limit)` runs on a reader thread."""
        self._generation += 1
        self._fetch = fetch
        self._ask(None)

    def row(self, number: int) -> R:
        """The line at `number`; raises IndexError."""
        return self._rows[number]

    def rows(self) -> Sequence[R]:
        """All lines that are here."""
        return tuple(self._rows)

    def id_of(self, row: R) -> Hashable:
        """By which the record of that line is known."""
        return self._row_id(row)

    def row_of(self, id_: Hashable) -> int | None:
        """Where the record stands, if its line is here."""
        return self._at.get(id_)

    def refresh(self, ids: Collection[Hashable], reload: Callable[[Sequence[Hashable]], Sequence[R]]) -> None:
        """Show the named records anew; selection and scroll position stay. Others are not asked."""
        here = [id_ for id_ in ids if id_ in self._at]
        if here:
            then = partial(self._refreshed, self._generation)
            self._background.read(partial(reload, here), then, self.failed.emit, owner=self)

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.columns)

    def canFetchMore(self, parent: Index) -> bool:
        return not parent.isValid() and not self._at_end and not self.waiting

    def fetchMore(self, parent: Index) -> None:
        if self.canFetchMore(parent):
            self._ask(self._after)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation is Qt.Orientation.Horizontal and 0 <= section < len(self.columns):
            column = self.columns[section]
            if role == Qt.ItemDataRole.DisplayRole:
                return column.title
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return _alignment(column)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row, column = self._rows[index.row()], self.columns[index.column()]
        answer = _ANSWERS.get(role)
        if answer is not None:
            return answer(column, row)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.spoken(index.row(), index.column())
        return row if role == ROW_ROLE else None

    def spoken(self, number: int, column: int) -> str:
        """What a screen reader says in a cell; in the first column the whole row."""
        row = self._rows[number]
        columns = self.columns if column == 0 else (self.columns[column],)
        return ". ".join(f"{one.title}: {one.text(row)}" for one in columns if one.text(row))

    def _ask(self, after: Any | None) -> None:  # noqa: ANN401  opaque: only `fetch` understands it
        if self._fetch is None:
            return
        self._set_waiting(now=True)
        self._background.read(
            partial(self._fetch, after, PAGE_ROWS),
            partial(self._arrived, self._generation, after is None),
            partial(self._refused, self._generation),
            owner=self,
        )

    def _arrived(self, generation: int, first: bool, page: PageLike[R]) -> None:  # noqa: FBT001
        if generation != self._generation:
            return
        self._after, self._at_end = page.after, page.after is None
        if first:
            self.beginResetModel()
            self._rows = list(page.rows)
            self._at = {self._row_id(row): at for at, row in enumerate(self._rows)}
            self._set_waiting(now=False)
            self.endResetModel()
            self.opened.emit(len(self._rows))
        else:
            self._append([row for row in page.rows if self._row_id(row) not in self._at])

    def _append(self, rows: Sequence[R]) -> None:
        self._set_waiting(now=False)
        if not rows:
            return
        start = len(self._rows)
        self.beginInsertRows(QModelIndex(), start, start + len(rows) - 1)
        self._rows.extend(rows)
        self._at.update((self._row_id(row), start + at) for at, row in enumerate(rows))
        self.endInsertRows()

    def _refused(self, generation: int, error: DeskError) -> None:
        if generation == self._generation:
            self._at_end = True
            self._set_waiting(now=False)
            self.failed.emit(error)

    def _refreshed(self, generation: int, rows: Sequence[R]) -> None:
        if generation != self._generation:
            return
        for row in rows:
            at = self._at.get(self._row_id(row))
            if at is not None:
                self._rows[at] = row
                self.dataChanged.emit(self.index(at, 0), self.index(at, len(self.columns) - 1))

    def _set_waiting(self, *, now: bool) -> None:
        if now != self.waiting:
            self.waiting = now
            self.waiting_changed.emit(now)


def _alignment(column: Column[Any]) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


def _note(column: Column[R], row: R) -> str:
    return column.note(row) if column.note else ""


def _ticks(column: Column[R], row: R) -> Ticks | None:
    return column.ticks(row) if column.ticks else None


def _tool_tip(column: Column[R], row: R) -> str:
    ticks = _ticks(column, row)
    return ticks.told if ticks else "\n".join(filter(None, (column.text(row), _note(column, row))))


_ANSWERS: dict[int, Callable[[Column[Any], Any], object]] = {
    Qt.ItemDataRole.DisplayRole: lambda column, row: column.text(row),
    Qt.ItemDataRole.ToolTipRole: _tool_tip,
    Qt.ItemDataRole.TextAlignmentRole: lambda column, _row: _alignment(column),
    BADGE_ROLE: lambda column, row: column.badge(row) if column.badge else None,
    NOTE_ROLE: _note,
    TICKS_ROLE: _ticks,
}
