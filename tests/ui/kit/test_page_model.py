"""The list model: pages come from another thread, in order, once, and only the newest question counts."""

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pytest
from PySide6.QtCore import QModelIndex, QSettings, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QHeaderView
from pytestqt.qtbot import QtBot

from commune_desk.domain.errors import DatabaseBusy
from ui.background import Background
from ui.kit.page_model import BADGE_ROLE, Badge, Column, PageModel
from ui.kit.page_table import PageTable
from ui.tokens import State


class Line(NamedTuple):
    id: int
    name: str


class Part(NamedTuple):
    rows: list[Line]
    after: int | None


class Source:
    """A table of `count` rows served by key, as a reader thread would."""

    def __init__(self, count: int, prefix: str = "Hồ sơ") -> None:
        self.lines = [Line(n, f"{prefix} {n}") for n in range(count)]
        self.asked: list[int | None] = []
        self.threads: set[int] = set()
        self.gate = threading.Event()
        self.gate.set()

    def fetch(self, after: int | None, limit: int) -> Part:
        self.gate.wait(5)
        self.asked.append(after)
        self.threads.add(threading.get_ident())
        start = 0 if after is None else after + 1
        rows = self.lines[start : start + limit]
        end = start + limit >= len(self.lines)
        return Part(rows, None if end else rows[-1].id)


COLUMNS: Sequence[Column[Line]] = (
    Column("number", "Số", lambda line: str(line.id), right=True),
    Column("name", "Người nộp", lambda line: line.name, stretch=True),
    Column(
        "state",
        "Trạng thái",
        lambda _line: "Quá hạn",
        badge=lambda _line: Badge(State.LATE, "Quá hạn"),
    ),
)


@pytest.fixture
def model(background: Background) -> PageModel[Line]:
    """An empty list."""
    return PageModel(COLUMNS, lambda line: line.id, background)


def test_qt_finds_no_fault_with_the_model(qtbot: QtBot, model: PageModel[Line]) -> None:
    """Qt's own tester watches every signal while all pages come in; it asks for more by itself."""
    source = Source(150)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
    model.open(source.fetch)
    qtbot.waitUntil(lambda: model.rowCount() > 0)
    while model.canFetchMore(QModelIndex()) or model.waiting:
        model.fetchMore(QModelIndex())
        qtbot.wait(1)

    assert tester.model() is model
    assert [row.id for row in model.rows()] == list(range(150))
    assert threading.get_ident() not in source.threads


def test_a_page_is_asked_for_once(qtbot: QtBot, model: PageModel[Line]) -> None:
    """Without the waiting guard a view asks again at every paint."""
    source = Source(150)
    model.open(source.fetch)
    qtbot.waitUntil(lambda: model.rowCount() == 60)
    source.gate.clear()

    for _time in range(5):
        model.fetchMore(QModelIndex())
    source.gate.set()
    qtbot.waitUntil(lambda: model.rowCount() == 120)

    assert source.asked == [None, 59]


def test_a_late_answer_to_an_old_question_is_dropped(qtbot: QtBot, model: PageModel[Line]) -> None:
    """Typing fast must not end with the rows of the first letters."""
    old, new = Source(30, "cũ"), Source(3, "mới")
    old.gate.clear()
    model.open(old.fetch)
    model.open(new.fetch)
    old.gate.set()

    qtbot.waitUntil(lambda: model.rowCount() == 3)

    assert model.row(0).name == "mới 0"
    assert len(old.asked) == len(new.asked) == 1


def test_old_rows_stay_until_the_new_ones_are_here(qtbot: QtBot, model: PageModel[Line]) -> None:
    """The list must not flicker at every letter."""
    model.open(Source(10).fetch)
    qtbot.waitUntil(lambda: model.rowCount() == 10)
    slow = Source(2)
    slow.gate.clear()

    model.open(slow.fetch)

    assert model.rowCount() == 10
    assert model.waiting
    slow.gate.set()
    qtbot.waitUntil(lambda: model.rowCount() == 2)


def test_only_named_records_are_read_again(qtbot: QtBot, model: PageModel[Line]) -> None:
    """A change elsewhere refreshes one row; the cursor and the other rows stay."""
    model.open(Source(10).fetch)
    qtbot.waitUntil(lambda: model.rowCount() == 10)
    asked: list[Sequence[object]] = []
    resets: list[int] = []
    model.modelReset.connect(lambda: resets.append(1))

    def reload(ids: Sequence[object]) -> list[Line]:
        asked.append(ids)
        return [Line(4, "đã đổi")]

    model.refresh([4, 999], reload)
    qtbot.waitUntil(lambda: model.row(4).name == "đã đổi")

    assert asked == [[4]]
    assert resets == []


def test_a_failed_page_is_told_and_not_asked_for_ever(qtbot: QtBot, model: PageModel[Line]) -> None:
    """A locked database gives one message, not one per paint."""
    told: list[object] = []
    model.failed.connect(told.append)

    def fetch(_after: object, _limit: int) -> Part:
        raise DatabaseBusy

    model.open(fetch)
    qtbot.waitUntil(lambda: bool(told))

    assert not model.canFetchMore(QModelIndex())
    assert not model.waiting


def test_a_screen_reader_gets_every_row(qtbot: QtBot, model: PageModel[Line]) -> None:
    """NVDA reads nothing useful from a painted cell without this text."""
    model.open(Source(1).fetch)
    qtbot.waitUntil(lambda: model.rowCount() == 1)
    spoken = Qt.ItemDataRole.AccessibleTextRole

    assert model.index(0, 0).data(spoken) == "Số: 0. Người nộp: Hồ sơ 0. Trạng thái: Quá hạn"
    assert model.index(0, 2).data(spoken) == "Trạng thái: Quá hạn"
    assert model.index(0, 2).data(BADGE_ROLE) == Badge(State.LATE, "Quá hạn")


@pytest.fixture
def table(qtbot: QtBot, model: PageModel[Line], tmp_path: Path) -> PageTable[Line]:
    """The list on the screen, remembering its columns."""
    settings = QSettings(str(tmp_path / "w.ini"), QSettings.Format.IniFormat)
    made = PageTable(model, name="dossierList", spoken="Hồ sơ", settings=settings)
    qtbot.addWidget(made)
    made.resize(700, 400)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    return made


def test_the_list_is_walked_and_opened_by_keys(qtbot: QtBot, model: PageModel[Line], table: PageTable[Line]) -> None:
    """The first row is under the cursor as soon as it is here; Ctrl+End brings further pages."""
    opened: list[Line] = []
    table.opened.connect(opened.append)
    model.open(Source(150).fetch)
    qtbot.waitUntil(lambda: model.rowCount() >= 60)
    table.setFocus()

    qtbot.keyClick(table, Qt.Key.Key_Down)
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert opened == [model.row(1)]

    while model.rowCount() < 150:
        qtbot.keyClick(table, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
        qtbot.wait(1)
    assert table.current() is not None


def test_columns_are_remembered(qtbot: QtBot, model: PageModel[Line], table: PageTable[Line]) -> None:
    """A clerk arranges the list once."""
    table.horizontalHeader().resizeSection(0, 77)
    table.columns_menu().actions()[2].trigger()

    again = PageTable(model, name="dossierList", spoken="Hồ sơ", settings=table._settings)
    qtbot.addWidget(again)

    assert again.columnWidth(0) == 77
    assert again.isColumnHidden(2)
    assert again.horizontalHeader().sectionResizeMode(1) is QHeaderView.ResizeMode.Stretch


def test_the_last_column_cannot_be_hidden(table: PageTable[Line]) -> None:
    """An empty table without a header has no way back."""
    for at in (1, 2):
        table.columns_menu().actions()[at].trigger()

    assert [action.isEnabled() for action in table.columns_menu().actions()] == [False, True, True]


@pytest.mark.parametrize(("keeps", "row"), [(True, 2), (False, 0)])
def test_a_list_read_again_may_keep_its_line(qtbot: QtBot, background: Background, *, keeps: bool, row: int) -> None:
    """Back from a dossier one goes on where one was; a new search begins at its best hit."""
    model = PageModel(COLUMNS, lambda line: line.id, background)
    table = PageTable(model, name="lines", spoken="Danh sách", keeps_line=keeps)
    qtbot.addWidget(table)
    source = Source(4)
    with qtbot.waitSignal(model.opened):
        model.open(source.fetch)
    table.choose(1)
    source.lines.insert(0, Line(9, "Hồ sơ 9"))

    with qtbot.waitSignal(model.opened):
        model.open(source.fetch)

    assert table.currentIndex().row() == row
