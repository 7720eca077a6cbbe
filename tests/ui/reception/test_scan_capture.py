"""A scanner types like mad into whatever has the focus; the field must not notice."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from commune_desk.domain.citizen_card import parse_card
from commune_desk.domain.errors import InvalidInput
from tests.commune_desk.domain.typing_tools import keystrokes
from ui.reception.scan_capture import ScanCapture

CARD = "001099000001||Nguyễn Văn Mẫu|01011999|Nam|Số 1, Thôn Mẫu, Xã Mẫu, Huyện Mẫu, Hà Nội|15062022"
NONE = Qt.KeyboardModifier.NoModifier


class Form(QWidget):
    """One field that undoes what a scanner did to it, as the screen does."""

    def __init__(self) -> None:
        super().__init__()
        self.line = QLineEdit(self)
        self.line.setMaxLength(10_000)
        QVBoxLayout(self).addWidget(self.line)
        self.now_ms = 0.0
        self.capture = ScanCapture(self, clock_ms=self.clock)
        self.capture.touched.connect(self.note)
        self.capture.began.connect(self.restore)
        self.capture.scanned.connect(self.take)
        self.before = ""
        self.scans: list[str] = []

    def clock(self) -> float:
        return self.now_ms

    def note(self) -> None:
        self.before = self.line.text()

    def restore(self) -> None:
        self.line.setText(self.before)

    def take(self, payload: str) -> None:
        self.scans.append(payload)

    def key(self, key: int, text: str, *, after_ms: float = 8) -> None:
        self.now_ms += after_ms
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(self.line, QKeyEvent(kind, key, NONE, text))

    def type(self, text: str, *, after_ms: float = 8) -> None:
        for letter in text:
            if letter == "\b":
                self.key(Qt.Key.Key_Backspace, "", after_ms=after_ms)
            else:
                self.key(ord(letter.upper()) if letter.isascii() else 0, letter, after_ms=after_ms)

    def end(self, key: Qt.Key = Qt.Key.Key_Return) -> None:
        self.key(key, "\r")


@pytest.fixture
def form(qtbot: QtBot) -> Iterator[Form]:
    made = Form()
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    made.line.setFocus()
    qtbot.waitUntil(made.line.hasFocus)
    made.capture.start()
    yield made
    made.capture.stop()


@pytest.mark.parametrize("end", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab])
def test_a_scan_into_a_field_leaves_the_field_as_it_was(form: Form, end: Qt.Key) -> None:
    """Name half typed, card scanned: the name field keeps its half, the card arrives whole."""
    form.type("Trần Thị", after_ms=120)
    form.now_ms += 700
    form.type(CARD)
    form.end(end)

    assert form.line.text() == "Trần Thị"
    assert form.scans == [CARD]


def test_a_line_feed_after_the_carriage_return_presses_nothing(form: Form) -> None:
    """CR LF scanners would otherwise press Enter in the next field."""
    form.type(CARD)
    form.end()
    pressed: list[bool] = []
    form.line.returnPressed.connect(lambda: pressed.append(True))
    form.end()

    assert pressed == []
    form.end()
    assert pressed == [True]


def test_a_scanner_without_end_key_ends_by_silence(form: Form, qtbot: QtBot) -> None:
    """Some scanners are delivered so."""
    with qtbot.waitSignal(form.capture.scanned, timeout=2000):
        form.type(CARD)

    assert form.scans == [CARD]
    assert form.line.text() == ""


def test_slow_scanners_are_scanners(form: Form) -> None:
    """Under an input method a letter may take 100 ms; the shape tells."""
    form.type(CARD[:20], after_ms=100)
    form.type(CARD[20:])
    form.end()

    assert form.scans == [CARD]


def test_letters_that_come_through_an_input_method_belong_to_the_scan(form: Form) -> None:
    """IBus hands Vietnamese letters over as commits."""
    for letter in CARD:
        if letter.isascii():
            form.type(letter)
        else:
            form.now_ms += 8
            event = QInputMethodEvent()
            event.setCommitString(letter)
            QApplication.sendEvent(form.line, event)
    form.end()

    assert form.scans == [CARD]
    assert form.line.text() == ""


@pytest.mark.parametrize("vni", [False, True], ids=["telex", "vni"])
def test_a_mangled_scan_is_never_a_wrong_value_in_silence(form: Form, vni: bool) -> None:  # noqa: FBT001
    """UniKey deletes and retypes: its backspaces are the proof."""
    keys = keystrokes(CARD.replace("Nguyễn Văn Mẫu", "Ksor Kar Loong").replace("Thôn", "Khu1"), vni=vni)
    form.type("dở dang", after_ms=120)
    form.now_ms += 700
    form.type(keys)
    form.end()

    assert form.line.text() == "dở dang"
    assert len(form.scans) == 1
    if "\b" in keys:
        with pytest.raises(InvalidInput):
            parse_card(form.scans[0])


def test_a_scan_cut_off_is_taken_out_of_the_field_and_reported(form: Form, qtbot: QtBot) -> None:
    """Half a card must not stay in the name."""
    with qtbot.waitSignal(form.capture.scanned, timeout=2000):
        form.type(CARD[:40])

    assert form.line.text() == ""
    with pytest.raises(InvalidInput, match="card-garbled"):
        parse_card(form.scans[0])


def test_a_scan_whose_beginning_is_lost_is_reported_too(form: Form) -> None:
    """The first digits went to another window."""
    form.type(CARD[5:])
    form.end()

    assert form.line.text() == ""
    with pytest.raises(InvalidInput):
        parse_card(form.scans[0])


def test_a_keyboard_layout_that_changes_the_bar_is_reported(form: Form) -> None:
    """A scanner set to a British layout types ~ for |."""
    form.type(CARD.replace("|", "~"))
    form.end()

    assert form.line.text() == ""
    with pytest.raises(InvalidInput, match="card-garbled"):
        parse_card(form.scans[0])


def test_a_person_typing_a_number_is_left_alone(form: Form) -> None:
    """Twelve digits by a quick hand, then Enter or a slash."""
    form.type("001099000001", after_ms=90)
    form.end()
    form.type(" 12/5A", after_ms=90)

    assert form.line.text() == "001099000001 12/5A"
    assert form.scans == []


def test_two_scans_in_a_row_are_two(form: Form) -> None:
    """The second card counts; the first is not glued to it."""
    other = CARD.replace("001099000001", "001099000002")
    for card in (CARD, other):
        form.type(card)
        form.end()

    assert form.scans == [CARD, other]


def test_another_screen_gets_its_keys(form: Form) -> None:
    """After `stop` the search box of the list may be typed or scanned into."""
    form.capture.stop()
    form.type("001099000001|")

    assert form.line.text() == "001099000001|"
    form.capture.start()
