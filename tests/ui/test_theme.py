"""The style sheet, the font and the icons are complete."""

import re
import unicodedata

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontInfo, QImage, QRawFont
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from ui import icons, theme, tokens
from ui.kit.basics import button
from ui.kit.tile import Tile

VOWELS = "aăâeêioôơuưy"
TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")


def test_every_token_of_the_sheet_is_filled_in() -> None:
    """A forgotten token would switch off all that follows in the sheet, silently."""
    sheet = theme.style_sheet(large_print=False)

    assert "$" not in sheet
    assert sheet.count("{") == sheet.count("}")


def test_pictures_of_the_sheet_exist() -> None:
    """A missing picture is a check box without its tick."""
    for path in re.findall(r"url\((.+?)\)", theme.style_sheet(large_print=False)):
        assert (icons.FOLDER / path.rsplit("/", 1)[1]).is_file()


@pytest.mark.parametrize("face", ["DeskUI-Regular.ttf", "DeskUI-SemiBold.ttf"])
def test_the_bundled_face_has_every_vietnamese_letter(dressed: QApplication, face: str) -> None:
    """Stacked marks included: a missing ẫ would come from another font and dance on the line."""
    font = QRawFont(str(theme.FONTS / face), 14)
    letters = {unicodedata.normalize("NFC", v + t) for v in VOWELS for t in TONES} | {"đ", "₫", "…", "–"}

    missing = [c for c in letters | {c.upper() for c in letters} if not font.supportsCharacter(ord(c))]

    assert missing == []


def test_the_bundled_face_is_the_one_in_use(dressed: QApplication) -> None:
    """All PCs look alike."""
    assert QFontInfo(dressed.font()).family() == tokens.FONT_FAMILY


def test_an_unknown_icon_is_an_error() -> None:
    """A typing mistake must not become an empty button."""
    with pytest.raises(KeyError):
        icons.icon("no-such-icon")


def test_every_icon_draws_in_its_colour(dressed: QApplication) -> None:
    """Each file is a drawing Qt can read."""
    for path in icons.FOLDER.glob("*.svg"):
        picture = icons.pixmap(path.stem, "#FF0000", 24, ratio=2.0).toImage()

        assert picture.width() == 48
        assert any(picture.pixelColor(x, y).alpha() for x in range(48) for y in range(48)), path.stem


FOCUSABLE = [
    lambda: button("Một", "primary", name="a"),
    lambda: button("Một", "secondary", name="a"),
    lambda: button("Một", "quiet", name="a"),
    lambda: button("Một", "danger", name="a"),
    lambda: button("Một", "chip", name="a"),
    lambda: button("Một", "rail", name="a"),
    lambda: Tile("Quá hạn", tokens.State.LATE, name="a"),
    QLineEdit,
    QComboBox,
    lambda: QCheckBox("Một"),
]


@pytest.mark.parametrize("make", FOCUSABLE)
def test_the_keyboard_can_always_be_seen(qtbot: QtBot, make: type[QWidget]) -> None:
    """Every control looks different while it has the focus."""
    holder = QWidget()
    qtbot.addWidget(holder)
    other = QPushButton("Khác", holder)
    other.setGeometry(0, 0, 80, 30)
    control = make()
    control.setParent(holder)
    control.setGeometry(0, 40, 220, 110)
    with qtbot.waitActive(holder):
        holder.show()
        holder.activateWindow()
    other.setFocus(Qt.FocusReason.TabFocusReason)
    before = _picture(control)

    control.setFocus(Qt.FocusReason.TabFocusReason)

    assert control.hasFocus()
    assert _picture(control) != before


def _picture(widget: QWidget) -> QImage:
    return widget.grab().toImage()
