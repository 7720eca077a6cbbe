"""The desk's main promise: a simple dossier with one card scan, by keys alone, in a handful of presses."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from commune_desk.domain.records import State
from storage.signed_desk import SignedDesk
from tests.ui.conftest import dressed
from tests.ui.reception.clerk import CARD, Clerk, MouseWatch
from tests.ui.reception.counter import PaperTray, clerk, desk, open_screen, press, profile

__all__ = ["clerk", "desk", "dressed", "open_screen", "press", "profile"]

RECORDED = [*"khai sinh", "Key_Return", "Key_A", "Key_F9", "Key_Return"]
"""The clerk's keys of one citizen, as recorded from this story; the scanner's are not the clerk's."""
MOST_KEYS = 15
KEY_S = 0.4
"""A slow typist: 150 keys a minute."""
TALK_AND_CARD_S = 30
"""Greeting, taking the card, looking through the papers."""
TARGET_S = 45


def test_a_citizen_leaves_with_a_slip_and_the_next_is_called(
    clerk: Clerk, press: PaperTray, desk: SignedDesk, dressed: QApplication
) -> None:
    """Procedure words, Enter, card, A, F9, Enter: no mouse, no other field touched, the number final."""
    mouse = MouseWatch()
    dressed.installEventFilter(mouse)
    try:
        clerk.choose("khai sinh")
        clerk.scan(CARD)
        clerk.settle()
        clerk.press(Qt.Key.Key_A)
        clerk.press(Qt.Key.Key_F9)
        clerk.wait_until(lambda: clerk.screen.view.is_result)
        clerk.wait_until(lambda: len(press.printed) == 1)
        clerk.settle()
        number = clerk.text("resultNumber")
        clerk.press(Qt.Key.Key_Return)
        clerk.wait_until(lambda: clerk.focus_name() == "procedure")
    finally:
        dressed.removeEventFilter(mouse)

    found = desk.reads.find_number(number)
    assert found is not None
    view = desk.reads.dossier(found)
    assert view.dossier.state is not State.REGISTERED
    assert view.dossier.due_at is not None
    assert view.applicant.name == "Nguyễn Văn Mẫu"
    assert mouse.events == 0
    assert clerk.pressed == RECORDED
    assert len(clerk.pressed) <= MOST_KEYS
    assert len(clerk.pressed) * KEY_S + TALK_AND_CARD_S <= TARGET_S


def test_the_next_citizen_of_the_same_procedure_needs_four_keys(clerk: Clerk, press: PaperTray) -> None:
    """The last procedure stands first in the empty line."""
    for card in (CARD, CARD.replace("001099000001", "001099000002")):
        if card is CARD:
            clerk.choose("khai sinh")
        else:
            clerk.pressed.clear()
            clerk.wait_until(clerk.screen.view.procedures.isVisible)
            clerk.press(Qt.Key.Key_Return)
            clerk.wait_until(lambda: clerk.screen.editor.known.promise is not None)
            clerk.settle()
        clerk.scan(card)
        clerk.settle()
        clerk.press(Qt.Key.Key_A)
        clerk.press(Qt.Key.Key_F9)
        clerk.wait_until(lambda: clerk.screen.view.is_result)
        clerk.settle()
        clerk.press(Qt.Key.Key_Return)
        clerk.wait_until(lambda: clerk.focus_name() == "procedure")
        clerk.settle()

    assert clerk.pressed == ["Key_Return", "Key_A", "Key_F9", "Key_Return"]
    assert [slip.dossier_number[-4:] for slip in press.printed] == ["6001", "6002"]


def test_a_dossier_that_was_guided_is_completed_later(
    clerk: Clerk, press: PaperTray, desk: SignedDesk, open_screen: Callable[[], Clerk]
) -> None:
    """The citizen comes back with the missing paper: the same dossier gets its number."""
    clerk.choose("khai sinh")
    clerk.scan(CARD)
    clerk.settle()
    clerk.press(Qt.Key.Key_A)
    clerk.press(Qt.Key.Key_M)
    clerk.press(Qt.Key.Key_F9)
    clerk.wait_until(lambda: clerk.screen.view.is_result)
    clerk.settle()
    registered = desk.reads.find_number(clerk.text("resultNumber"))
    assert registered is not None

    clerk.screen.open(registered)
    clerk.wait_until(lambda: clerk.focus_name() == "papers")
    clerk.settle()
    assert clerk.screen.editor.state.name == "Nguyễn Văn Mẫu"
    clerk.press(Qt.Key.Key_Space)
    clerk.press(Qt.Key.Key_F9)
    clerk.wait_until(lambda: clerk.screen.view.is_result)
    clerk.settle()

    dossier = desk.reads.dossier(registered).dossier
    assert dossier.number.endswith("-6001")
