"""Merge cards by keys: chosen, confirmed, undone."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.dossiers.screens import Stage, stage_at
from tests.ui.sync_status.parts import CARD, NOW, OTHER_CARD, Cards
from ui.merge.screen import MergeScreen
from ui.merge.state import marked, next_card
from ui.merge.told import merge_state
from ui.screen import BACK


@pytest.fixture
def stage(dressed: QApplication, tmp_path: Path) -> Iterator[Stage]:
    with stage_at(tmp_path / "desk") as made:
        yield made


def _shown(stage: Stage, cards: Cards, qtbot: QtBot) -> MergeScreen:
    screen = MergeScreen(replace(stage.context, merge_cards=cards))
    stage.put(screen.view)
    screen.on_shown()
    qtbot.waitUntil(lambda: screen.view.state is not None and stage.idle())
    return screen


def test_two_keys_decide_a_card_and_the_next_comes(stage: Stage, qtbot: QtBot) -> None:
    """1, Enter, and the keyboard is on the next card: a tired clerk needs no mouse and no search."""
    cards = Cards()
    screen = _shown(stage, cards, qtbot)
    view = screen.view

    qtbot.keyClick(view.cards.left, Qt.Key.Key_1)
    assert cards.asked == []
    qtbot.keyClick(view.cards.left, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: stage.idle() and view.state is not None and len(view.state.cards) == 1)

    assert cards.asked == [("card-1", "left")]
    assert view.cards.card is not None
    assert view.cards.card.key == "card-2"
    assert view.cards.side == ""


def test_enter_without_a_choice_decides_nothing(stage: Stage, qtbot: QtBot) -> None:
    """A habit of pressing Enter must not choose a citizen's number."""
    cards = Cards()
    screen = _shown(stage, cards, qtbot)
    view = screen.view

    qtbot.keyClick(view.cards.left, Qt.Key.Key_Return)

    assert cards.asked == []
    assert not view.cards.decide.isEnabled()


def test_arrows_choose_and_walk(stage: Stage, qtbot: QtBot) -> None:
    """→ the right side, ↓ the next card, where nothing is chosen yet."""
    screen = _shown(stage, Cards(), qtbot)
    view = screen.view
    qtbot.keyClick(view.cards.left, Qt.Key.Key_Right)
    assert view.cards.side == "right"
    assert view.cards.right.isChecked()

    qtbot.keyClick(view.cards.right, Qt.Key.Key_Down)

    assert view.cards.card is not None
    assert view.cards.card.key == "card-2"
    assert view.cards.side == ""


def test_a_choice_is_undone(stage: Stage, qtbot: QtBot) -> None:
    """For thirty days from the other tab."""
    cards = Cards()
    screen = _shown(stage, cards, qtbot)
    view = screen.view
    qtbot.keyClick(view.cards.left, Qt.Key.Key_2)
    qtbot.keyClick(view.cards.right, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: stage.idle() and view.state is not None and len(view.state.decided) == 1)
    view.tabs.setCurrentIndex(1)
    qtbot.waitUntil(lambda: view.past.lines.rowCount() == 1)

    qtbot.keyClick(view.past.table, Qt.Key.Key_Z)
    qtbot.waitUntil(lambda: stage.idle() and view.state is not None and len(view.state.cards) == 2)

    assert cards.asked == [("card-1", "right"), ("card-1", "undo")]


def test_reading_again_keeps_the_card_and_the_mark(stage: Stage, qtbot: QtBot) -> None:
    """Another desk's change must not take the card away from under the eyes."""
    screen = _shown(stage, Cards(), qtbot)
    screen.view.cards.step(1)
    screen.view.cards.choose("right")

    screen.refresh()
    qtbot.waitUntil(stage.idle)

    assert screen.view.cards.card is not None
    assert (screen.view.cards.card.key, screen.view.cards.side) == ("card-2", "right")


def test_no_card_says_so_and_escape_goes_back(stage: Stage, qtbot: QtBot) -> None:
    """An empty place says why it is empty."""
    screen = _shown(stage, Cards([]), qtbot)
    view = screen.view
    assert view.empty.isVisible()

    qtbot.keyClick(view, Qt.Key.Key_Escape)

    assert stage.went == [(BACK, None)]


def test_what_differs_is_marked_and_nothing_is_read_as_html() -> None:
    """One digit of twelve; and a citizen called <b> stays one."""
    assert marked("001185000011", "001185000017").count("<span") == 1
    assert "&lt;b&gt;" in marked("<b>", "c")
    assert marked("", "") == "–"


def test_both_sides_tell_who_when_and_what_they_had_seen() -> None:
    """sync.md 4.3: both values, authors, and what each had before their eyes."""
    card = merge_state([CARD], [], NOW).cards[0]

    assert (card.left.who, card.right.who) == ("Trần Văn Hòa", "Lê Thị Bích")
    assert "09:12 23/11/2026" in card.left.when
    assert "Nguyễn Thị Đương" in card.left.seen
    assert (card.kept, card.group) == ("right", "giấy tờ tùy thân")


def test_after_the_last_card_comes_the_first_left() -> None:
    """And after the only one, none."""
    cards = merge_state([CARD, OTHER_CARD], [], NOW).cards

    assert next_card(cards, "card-2") == cards[0]
    assert next_card(cards[:1], "card-1") is None
