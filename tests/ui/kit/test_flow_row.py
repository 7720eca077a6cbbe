"""A row of buttons on a small screen in large print."""

from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from ui.kit.flow_row import FlowRow

WORDS = ("Cho thôi (X)", "Mở khóa (K)", "Mật khẩu tạm (M)", "Giao vị trí (V)")


def made(qtbot: QtBot, width: int) -> tuple[QWidget, list[QPushButton]]:
    parent = QWidget()
    qtbot.addWidget(parent)
    flow = FlowRow(parent)
    buttons = [QPushButton(words) for words in WORDS]
    for number, button in enumerate(buttons):
        flow.addWidget(button)
        if number == 0:
            flow.split()
    parent.resize(width, flow.heightForWidth(width))
    parent.show()
    return parent, buttons


def test_in_a_wide_row_the_first_stands_left_and_the_others_right(qtbot: QtBot) -> None:
    """The dangerous deed stays far from the usual ones."""
    parent, buttons = made(qtbot, 1000)
    assert len({button.y() for button in buttons}) == 1
    assert buttons[0].x() == 0
    assert buttons[-1].geometry().right() == parent.width() - 1


def test_in_a_narrow_row_no_word_is_cut(qtbot: QtBot) -> None:
    """Squeezed buttons lose the letter that presses them."""
    _parent, buttons = made(qtbot, 280)
    assert len({button.y() for button in buttons}) > 1
    for button in buttons:
        assert button.width() >= button.sizeHint().width()
        assert button.geometry().right() < 280


def test_hidden_buttons_take_no_room(qtbot: QtBot) -> None:
    """A button that is not offered leaves no hole."""
    parent, buttons = made(qtbot, 1000)
    layout = parent.layout()
    assert layout is not None
    before = layout.sizeHint().width()
    buttons[1].hide()
    assert layout.sizeHint().width() < before
