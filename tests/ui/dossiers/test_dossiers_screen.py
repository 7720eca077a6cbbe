"""The list driven by keys over a real desk."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from commune_desk.domain.dossier_life import StepKind
from commune_desk.domain.records import State
from commune_desk.ports import Changes, Filter
from commune_desk.usecases.take_step import StepInput, take_step
from tests.ui.conftest import Typist
from tests.ui.dossiers.screens import PEOPLE, Stage, receive
from ui.dossiers.columns import columns, export_columns
from ui.dossiers.list_slip import list_slip
from ui.dossiers.menus import fill_filters
from ui.dossiers.screen import DossiersScreen


def _shown(stage: Stage, qtbot: QtBot, wanted: Filter | None = None) -> DossiersScreen:
    screen = DossiersScreen(stage.context)
    stage.put(screen.view)
    if wanted is not None:
        screen.show_filter(wanted)
    screen.on_shown()
    qtbot.waitUntil(stage.idle)
    return screen


def _names(screen: DossiersScreen) -> list[str]:
    return [row.line.applicant for row in screen.view.model.rows()]


def test_typing_without_marks_finds_with_marks(stage: Stage, qtbot: QtBot, typed: Typist) -> None:
    """`duong` finds Dương and Đường."""
    screen = _shown(stage, qtbot)
    assert len(_names(screen)) == 3

    typed(screen.view.search, "duong")

    qtbot.waitUntil(lambda: len(_names(screen)) == 2 and stage.idle())
    assert set(_names(screen)) == {"Trần Văn Dương", "Nguyễn Thị Đường"}
    assert screen.view.count.text() == "2 hồ sơ"


def test_a_person_number_or_phone_finds_and_says_so(stage: Stage, qtbot: QtBot, typed: Typist) -> None:
    """Neither stands in the list, so the line says what matched; the number itself is not shown."""
    screen = _shown(stage, qtbot)

    typed(screen.view.search, "0912000013")
    qtbot.waitUntil(lambda: _names(screen) == ["Lê Hoàng Mai"] and stage.idle())

    row = screen.view.model.rows()[0]
    notes = [column.note(row) for column in columns() if column.note]
    assert "điện thoại" in notes
    assert all("0912000013" not in column.text(row) for column in columns())


def test_a_scanned_number_opens_its_dossier(stage: Stage, qtbot: QtBot, typed: Typist) -> None:
    """A scanner types the number fast and sends Enter before any answer could have come."""
    screen = _shown(stage, qtbot)

    typed(screen.view.search, stage.dossiers[1].number)
    qtbot.keyClick(screen.view.search, Qt.Key.Key_Return)

    qtbot.waitUntil(lambda: stage.went == [("dossier", stage.dossiers[1].id)])


def test_a_step_taken_on_another_screen_shows_at_once(stage: Stage, qtbot: QtBot) -> None:
    """The open list reads just that line again; what was chosen stays chosen."""
    screen = _shown(stage, qtbot)
    screen.view.table.selectRow(1)
    row = screen.view.model.row(2)
    taken = take_step(stage.desk, row.line.id, StepInput(StepKind.ASSIGN))

    stage.context.changes.happened.emit(taken.changes)

    qtbot.waitUntil(lambda: screen.view.model.row(2).line.state is State.IN_PROCESS)
    assert screen.view.table.currentIndex().row() == 1


def test_what_is_not_in_the_list_is_asked_for_when_it_is_looked_at_again(stage: Stage, qtbot: QtBot) -> None:
    """A dossier received meanwhile; back from another one the keyboard is still on that one's line."""
    screen = _shown(stage, qtbot)
    qtbot.keyClick(screen.view.table, Qt.Key.Key_Down)
    qtbot.keyClick(screen.view.table, Qt.Key.Key_Return)
    opened = stage.went[-1][1]
    fresh = receive(stage.desk, "Phan Thị Mới", "001190000019", "0912000019")
    stage.context.changes.happened.emit(Changes(dossiers=frozenset({fresh.id})))

    screen.on_shown()

    qtbot.waitUntil(lambda: len(_names(screen)) == 4 and stage.idle())
    current = screen.view.table.current()
    assert current is not None
    assert current.line.id == opened
    assert screen.view.table.hasFocus()


def test_nothing_found_says_so(stage: Stage, qtbot: QtBot, typed: Typist) -> None:
    """An empty answer suggests the next try."""
    screen = _shown(stage, qtbot)

    typed(screen.view.search, "zzzz")
    qtbot.waitUntil(lambda: screen.view.empty.isVisibleTo(screen.view))

    assert screen.view.count.text() in ("0 hồ sơ", "3 hồ sơ")


def test_enter_opens_and_coming_back_keeps_the_place(stage: Stage, qtbot: QtBot) -> None:
    """Back from a dossier the cursor stands on it, its line is read anew, the others are not."""
    screen = _shown(stage, qtbot)
    qtbot.keyClick(screen.view.search, Qt.Key.Key_Down)
    qtbot.keyClick(screen.view.table, Qt.Key.Key_Down)
    qtbot.keyClick(screen.view.table, Qt.Key.Key_Return)
    place, opened = stage.went[-1]
    assert (place, opened) == ("dossier", screen.view.model.row(1).line.id)

    take_step(stage.desk, screen.view.model.row(1).line.id, StepInput(StepKind.ASSIGN))
    screen.on_shown()

    qtbot.waitUntil(lambda: screen.view.model.row(1).line.state is State.IN_PROCESS)
    current = screen.view.table.current()
    assert current is not None
    assert current.line.id == opened


def test_a_lane_from_home_is_a_chip(stage: Stage, qtbot: QtBot) -> None:
    """The home tile's list can be widened again by one key."""
    screen = _shown(stage, qtbot, Filter(lane="to-return"))
    assert screen.view.lanes.on() == {"to-return"}
    assert _names(screen) == []

    qtbot.keyClick(screen.view, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)

    qtbot.waitUntil(lambda: len(_names(screen)) == 3)


def test_states_narrow_by_the_menu_and_widen_by_the_chip(stage: Stage, qtbot: QtBot) -> None:
    """Every condition is seen, and one press takes it away."""
    screen = _shown(stage, qtbot)
    screen.change(Filter(states=frozenset({State.FINISHED})))
    qtbot.waitUntil(stage.idle)
    assert _names(screen) == []

    chip = screen.view._narrowings[0]
    assert chip.text().startswith("Đã xử lý xong")
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)

    qtbot.waitUntil(lambda: len(_names(screen)) == 3)


def test_the_filter_menu_offers_states_people_procedures_and_dates(stage: Stage, qtbot: QtBot) -> None:
    """Ticking a state changes the filter by just that state."""
    screen = _shown(stage, qtbot)
    assert screen.extras is not None
    got: list[Filter] = []
    menu = QMenu(screen.view)

    fill_filters(menu, Filter(), screen.extras, got.append, screen._ask_dates)

    states, people, procedures, dates = (action.menu() for action in menu.actions()[:4])
    assert isinstance(states, QMenu)
    states.actions()[0].trigger()
    assert got == [Filter(states=frozenset({State.REGISTERED}))]
    assert all(isinstance(one, QMenu) and one.actions() for one in (people, procedures, dates))


def test_a_saved_view_comes_back_after_a_restart(stage: Stage, qtbot: QtBot) -> None:
    """Filter and columns under a name, kept on this PC for this person."""
    screen = _shown(stage, qtbot)
    screen.change(Filter(text="mai", states=frozenset({State.RECEIVED})))
    screen.saved.save("Của bà Mai")
    qtbot.waitUntil(stage.idle)

    again = _shown(stage, qtbot)
    again.saved.use(again.saved.views[0])
    qtbot.waitUntil(lambda: _names(again) == ["Lê Hoàng Mai"])

    assert again.filter == Filter(text="mai", states=frozenset({State.RECEIVED}))


def test_columns_are_remembered(stage: Stage, qtbot: QtBot) -> None:
    """What a person hides stays hidden."""
    screen = _shown(stage, qtbot)
    screen.view.table.show_column("procedure", shown=False)
    screen.view.table.columns_chosen.emit()
    qtbot.waitUntil(stage.idle)

    assert "procedure" not in _shown(stage, qtbot).view.table.shown_columns()


def test_a_new_dossier_shows_on_coming_back(stage: Stage, qtbot: QtBot) -> None:
    """Received meanwhile: the list asks again whenever it is not a return from one dossier."""
    screen = _shown(stage, qtbot)
    receive(stage.desk, *PEOPLE[0])

    screen.on_shown()

    qtbot.waitUntil(lambda: len(_names(screen)) == 4)


def test_the_list_as_seen_becomes_a_page(stage: Stage) -> None:
    """Only the lines of the filter, with its words under the title."""
    slip = list_slip(stage.desk, Filter(text="mai"), "tìm “mai”")

    assert [row.applicant for row in slip.rows] == ["Lê Hoàng Mai"]
    assert slip.subtitle == "tìm “mai”"


def test_an_export_gets_no_identity_numbers(stage: Stage, tmp_path: Path) -> None:
    """A file that leaves the desk carries no citizen's number."""
    lines = stage.desk.reads.dossiers(Filter()).rows

    values = {str(column.value(line)) for line in lines for column in export_columns()}

    assert not values & {number for _name, number, _phone in PEOPLE}
    assert "Lê Hoàng Mai" in values
