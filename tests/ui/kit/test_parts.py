"""The small parts: fields that do not jump, keys that go on, boxes that fit."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.conftest import Typist
from ui import tokens
from ui.kit.busy_button import BusyButton
from ui.kit.chips import Chips
from ui.kit.date_field import DateField
from ui.kit.dialog import Dialog
from ui.kit.empty_state import EmptyState
from ui.kit.field import LineField
from ui.kit.form_keys import FormKeys
from ui.kit.preview import Preview
from ui.kit.progress_strip import ProgressStrip
from ui.kit.search_box import SearchBox
from ui.kit.tile import Tile

_kept: list[QWidget] = []


@pytest.fixture(autouse=True)
def keep_windows() -> Iterator[None]:
    """Python would drop a window that only its children mention."""
    yield
    _kept.clear()


def show(qtbot: QtBot, *widgets: QWidget) -> QWidget:
    """An active window with `widgets` below one another."""
    window = QWidget()
    _kept.append(window)
    qtbot.addWidget(window)
    layout = QVBoxLayout(window)
    for widget in widgets:
        layout.addWidget(widget)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    return window


def test_a_problem_moves_nothing(qtbot: QtBot) -> None:
    """The line for it is reserved; the next field stays under the clerk's eyes."""
    first, second = LineField("Điện thoại", name="phone"), LineField("Thư", name="mail")
    window = show(qtbot, first, second)
    before = second.geometry()

    first.show_problem("Số điện thoại có 10 chữ số. " * 10)
    window.layout().activate()  # type: ignore[union-attr]

    assert second.geometry() == before
    assert first.problem.startswith("Số điện thoại")
    assert first.line.accessibleDescription().startswith("Số điện thoại")


def test_a_hint_comes_back_when_the_problem_is_gone(qtbot: QtBot) -> None:
    """The hint is not lost by a mistake."""
    field = LineField("Số", name="number", hint="12 chữ số")
    show(qtbot, field)

    field.show_problem("Sai")
    field.show_problem("")

    assert field.problem == ""
    assert field.note.text() == "12 chữ số"


@pytest.mark.parametrize("text", ["5/7/2025", "05-07-25", "5.7.2025", "050725", "2025-07-05"])
def test_a_date_is_read_as_people_type_it(qtbot: QtBot, typed: Typist, text: str) -> None:
    """On leaving it stands there as the law writes it."""
    field = DateField("Ngày sinh", name="born")
    show(qtbot, field)
    field.line.setFocus()

    typed(field.line, text)
    qtbot.keyClick(field.line, Qt.Key.Key_Return)

    assert field.value() == date(2025, 7, 5)
    assert field.text() == "05/07/2025"


def test_an_impossible_date_says_so_and_is_kept(qtbot: QtBot, typed: Typist) -> None:
    """What the clerk typed is never thrown away."""
    field = DateField("Ngày sinh", name="born")
    show(qtbot, field)
    field.line.setFocus()

    typed(field.line, "31/02/2025")
    qtbot.keyClick(field.line, Qt.Key.Key_Return)

    assert field.value() is None
    assert field.text() == "31/02/2025"
    assert field.problem


def test_search_waits_for_the_hand_to_rest(qtbot: QtBot, typed: Typist) -> None:
    """One question per word, not one per letter."""
    box = SearchBox("Tìm", name="q")
    show(qtbot, box)
    asked: list[str] = []
    box.searched.connect(asked.append)

    typed(box, "đường")
    assert asked == []
    qtbot.waitUntil(lambda: bool(asked))
    assert asked == ["đường"]

    qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert asked == ["đường", ""]


@pytest.mark.parametrize(
    ("key", "modifier"),
    [(Qt.Key.Key_F3, Qt.KeyboardModifier.NoModifier), (Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)],
)
def test_search_is_one_key_away(qtbot: QtBot, key: Qt.Key, modifier: Qt.KeyboardModifier) -> None:
    """From anywhere in the screen."""
    screen = QWidget()
    layout = QVBoxLayout(screen)
    line = QLineEdit()
    box = SearchBox("Tìm", name="q", keys_of=screen)
    layout.addWidget(line)
    layout.addWidget(box)
    show(qtbot, screen)
    line.setFocus()

    qtbot.keyClick(line, key, modifier)

    assert box.hasFocus()


def test_chips_can_exclude_one_another(qtbot: QtBot) -> None:
    """A single choice stays single by keys too."""
    chips = Chips([("a", "A"), ("b", "B")], name="c", spoken="Lọc", single=True)
    show(qtbot, chips)
    first, second = chips._chips.values()
    first.setFocus()

    qtbot.keyClick(first, Qt.Key.Key_Space)
    qtbot.keyClick(first, Qt.Key.Key_Right)
    assert second.hasFocus()
    qtbot.keyClick(second, Qt.Key.Key_Space)

    assert chips.on() == {"b"}


def test_a_busy_button_cannot_be_pressed_twice(qtbot: QtBot) -> None:
    """Two presses must not receive two dossiers."""
    made = BusyButton("Tiếp nhận", "Đang ghi…", name="receive")
    show(qtbot, made)
    pressed: list[int] = []
    made.clicked.connect(lambda: (pressed.append(1), made.set_busy(busy=True)))

    made.click()
    made.click()
    made.set_busy(busy=False)

    assert pressed == [1]
    assert made.isEnabled()


def test_enter_goes_to_the_next_field(qtbot: QtBot) -> None:
    """Number pad, Enter, number pad, Enter: no Tab needed; Ctrl+Enter breaks a line."""
    a, b, text, end = QLineEdit(), QLineEdit(), QPlainTextEdit(), QLineEdit()
    b.setEnabled(False)
    window = show(qtbot, a, b, text, end)
    ended: list[int] = []
    FormKeys(window, last=end, at_end=lambda: ended.append(1))
    a.setFocus()

    qtbot.keyClick(a, Qt.Key.Key_Return)
    assert text.hasFocus()
    qtbot.keyClick(text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(text, Qt.Key.Key_Enter)
    qtbot.keyClick(end, Qt.Key.Key_Return)

    assert text.toPlainText() == "\n"
    assert ended == [1]


def test_a_dialog_never_outgrows_the_smallest_screen(qtbot: QtBot, tmp_path: Path) -> None:
    """At 1093x614 the buttons of a tall dialog must still be in sight; its size is remembered."""
    settings = QSettings(str(tmp_path / "d.ini"), QSettings.Format.IniFormat)
    dialog = Dialog("Rất cao", name="tall", size=QSize(2000, 2000), settings=settings)
    qtbot.addWidget(dialog)
    for number in range(60):
        dialog.body.addWidget(QLabel(str(number)))
    ok = dialog.add_button("Được", "primary", name="ok", default=True)
    with qtbot.waitExposed(dialog):
        dialog.open()

    assert dialog.width() <= tokens.DIALOG_MAX_WIDTH
    assert dialog.height() <= tokens.DIALOG_MAX_HEIGHT
    assert dialog.rect().contains(ok.mapTo(dialog, ok.rect().bottomRight()))

    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert settings.contains("tall/size")


def test_a_tile_speaks_and_opens_by_key(qtbot: QtBot) -> None:
    """Number and word reach a screen reader; an unknown count is not shown as zero."""
    tile = Tile("Quá hạn", tokens.State.LATE, name="late", key="2")
    show(qtbot, tile)
    pressed: list[int] = []
    tile.clicked.connect(lambda: pressed.append(1))

    assert tile.accessibleName() == "Quá hạn: –"
    tile.show_count(1284, "cập nhật 09:42")
    tile.setFocus()
    qtbot.keyClick(tile, Qt.Key.Key_Space)

    assert tile.accessibleName() == "Quá hạn: 1.284. cập nhật 09:42"
    assert pressed == [1]


def test_an_empty_place_offers_the_next_step(qtbot: QtBot) -> None:
    """Never just blank."""
    empty = EmptyState("inbox", "Chưa có hồ sơ", step="Tiếp nhận", name="empty")
    show(qtbot, empty)
    with qtbot.waitSignal(empty.wanted):
        empty.step.click()


def test_short_work_shows_no_progress(qtbot: QtBot) -> None:
    """A strip that flashes for a tenth of a second only worries."""
    strip = ProgressStrip(name="progress")
    show(qtbot, strip)

    strip.begin("Đang xuất…")
    strip.show_done(5, 10)
    assert not strip.isVisible()
    strip._timer.timeout.emit()
    assert strip.isVisible()
    with qtbot.waitSignal(strip.cancelled):
        strip.cancel.click()
    assert not strip.cancel.isEnabled()
    strip.end()
    assert not strip.isVisible()


def test_pages_are_zoomed_by_keys(qtbot: QtBot) -> None:
    """+ and − step, 0 fits the width again."""
    preview = Preview(name="preview")
    window = show(qtbot, preview)
    window.resize(500, 400)
    page = QImage(827, 1169, QImage.Format.Format_RGB32)
    page.fill(Qt.GlobalColor.white)
    preview.show_pages([page, page], dpi=100)
    fitted = preview._labels[0].pixmap().width()

    preview.setFocus()
    qtbot.keyClick(preview.area, Qt.Key.Key_Plus, delay=-1)
    larger = preview._labels[0].pixmap().width()
    qtbot.keyClick(preview.area, Qt.Key.Key_0)

    assert larger > fitted
    assert preview._labels[0].pixmap().width() == fitted
    assert fitted <= 500
