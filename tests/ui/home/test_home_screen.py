"""Home driven by keys over a real desk."""

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from commune_desk.ports import Draft, Filter
from tests.ui.dossiers.screens import PEOPLE, Stage, receive
from ui.home.screen import HomeScreen


def _shown(stage: Stage, qtbot: QtBot) -> HomeScreen:
    screen = HomeScreen(stage.context)
    stage.put(screen.view)
    screen.on_shown()
    qtbot.waitUntil(lambda: screen.state is not None)
    return screen


def test_counts_are_those_of_the_desk(stage: Stage, qtbot: QtBot) -> None:
    """Three dossiers received today are three unsent ones; a fourth shows after F5."""
    screen = _shown(stage, qtbot)
    assert screen.state is not None
    assert screen.state.lane("unsent").count == 3

    receive(stage.desk, *PEOPLE[0])
    qtbot.keyClick(screen.view, Qt.Key.Key_F5)

    qtbot.waitUntil(lambda: screen.state is not None and screen.state.lane("unsent").count == 4)
    assert screen.view.tiles["unsent"].accessibleName().startswith("Chưa gửi đi: 4")


def test_a_digit_opens_its_lane(stage: Stage, qtbot: QtBot) -> None:
    """One key from home to the list."""
    screen = _shown(stage, qtbot)

    qtbot.keyClick(screen.view, Qt.Key.Key_2)

    assert stage.went == [("dossiers", Filter(lane="overdue"))]


def test_back_from_a_dossier_the_keyboard_is_on_its_line(stage: Stage, qtbot: QtBot) -> None:
    """Going through a lane one by one costs no key to find one's place again."""
    screen = _shown(stage, qtbot)
    screen.view.tiles["unsent"].setFocus()
    screen.view.focus_lines()
    qtbot.keyClick(screen.view.lines, Qt.Key.Key_Down)
    qtbot.keyClick(screen.view.lines, Qt.Key.Key_Return)
    screen.on_hidden()

    screen.on_shown()

    qtbot.waitUntil(stage.idle)
    assert screen.view.lines.hasFocus()
    assert screen.view.lines.currentRow() == 1


def test_f2_starts_a_reception(stage: Stage, qtbot: QtBot) -> None:
    """The most frequent act of the day has the best key."""
    screen = _shown(stage, qtbot)

    qtbot.keyClick(screen.view, Qt.Key.Key_F2)

    assert stage.went == [("reception", None)]


def test_arrows_and_enter_open_a_dossier_of_a_lane(stage: Stage, qtbot: QtBot) -> None:
    """Down to a tile, right into its lines, Enter opens: no mouse."""
    screen = _shown(stage, qtbot)
    screen.view.tiles["to-return"].setFocus()
    qtbot.keyClick(screen.view.tiles["to-return"], Qt.Key.Key_Down)
    screen.view.tiles["unsent"].setFocus()
    qtbot.keyClick(screen.view.tiles["unsent"], Qt.Key.Key_Return)

    assert stage.went == [("dossiers", Filter(lane="unsent"))]

    qtbot.keyClick(screen.view.lines, Qt.Key.Key_Return)

    assert stage.went[-1][0] == "dossier"
    assert stage.went[-1][1] in {dossier.id for dossier in stage.dossiers}


def test_a_draft_goes_back_to_its_reception(stage: Stage, qtbot: QtBot) -> None:
    """What was being typed is found on home and goes on where it stopped."""
    stage.desk.local.save_draft(Draft("draft-1", stage.desk.now(), "Bà Mai – chứng thực", b"{}"))
    screen = _shown(stage, qtbot)
    screen.view.tiles["drafts"].setFocus()
    screen.view._show_lane("drafts")

    qtbot.keyClick(screen.view.lines, Qt.Key.Key_Return)

    assert stage.went == [("reception", "draft-1")]


def test_everything_fits_the_smallest_screen(stage: Stage, qtbot: QtBot) -> None:
    """No scrolling at 1093x614: that leaves 885x482 beside rail, header and strip."""
    screen = HomeScreen(stage.context)
    stage.put(screen.view, 885, 482)
    screen.on_shown()
    qtbot.waitUntil(lambda: screen.state is not None)

    lowest = max(tile.mapTo(screen.view, tile.rect().bottomLeft()).y() for tile in screen.view.tiles.values())
    assert lowest <= 482


def test_an_unreadable_desk_is_told(stage: Stage, qtbot: QtBot) -> None:
    """A clock that jumped must not show yesterday's counts as today's."""
    from commune_desk.domain.errors import ClockTrouble

    screen = HomeScreen(stage.context)
    stage.put(screen.view)
    screen._failed(ClockTrouble())

    assert stage.context.messages.last is not None
    assert stage.context.messages.last.level == "error"
    assert screen.view.empty.isVisibleTo(screen.view)
