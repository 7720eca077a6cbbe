"""Founding a desk: four pages, by keys, nothing lost on the way."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from commune_desk.domain.errors import DeskError, DiskFull
from commune_desk.i18n import use_language
from tests.ui.conftest import Typist
from ui.background import Background
from ui.unlock.first_run import FirstRun
from ui.unlock.state import CreatedDesk, NewDesk, RecoverySheet
from ui.words import sentence

SHEETS = tuple(RecoverySheet(n, tuple(f"word{n}{k}" for k in range(20))) for n in (1, 2, 3))


class Founder:
    """Founds desks in memory."""

    def __init__(self) -> None:
        self.asked: list[NewDesk] = []
        self.printed: list[tuple[RecoverySheet, ...]] = []
        self.error: DeskError | None = None

    def create(self, new: NewDesk) -> CreatedDesk:
        self.asked.append(new)
        if self.error is not None:
            raise self.error
        return CreatedDesk("the desk", SHEETS)


@pytest.fixture
def founder() -> Founder:
    """Willing."""
    return Founder()


@pytest.fixture
def pages(qtbot: QtBot, background: Background, founder: Founder) -> FirstRun:
    """At the first page."""
    made = FirstRun(founder.create, founder.printed.append, background, sentence)
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    return made


def to_administrator(qtbot: QtBot, pages: FirstRun, typed: Typist) -> None:
    """Fill the first two pages by keys."""
    pages.next.click()
    office = pages.office
    for field, words in (
        (office.parent_agency, "ỦY BAN NHÂN DÂN XÃ MẪU SƠN"),
        (office.place, "Mẫu Sơn"),
        (office.code, "H37.099.01"),
    ):
        field.line.setFocus()
        typed(field.line, words)
    office.desk.line.setFocus()
    qtbot.keyClick(office.desk.line, Qt.Key.Key_Return)


def test_a_desk_is_founded_by_keys(qtbot: QtBot, pages: FirstRun, founder: Founder, typed: Typist) -> None:
    """The desk is handed on only when the sheets are said to be safe; nothing secret stays shown."""
    desks: list[object] = []
    pages.founded.connect(desks.append)
    to_administrator(qtbot, pages, typed)
    assert pages.step == 2
    who = pages.administrator
    assert who.display_name.line.hasFocus()
    typed(who.display_name.line, "Nguyễn Thị Lan")
    qtbot.keyClick(who.display_name.line, Qt.Key.Key_Return)
    typed(who.user_name.line, "lan")
    typed(who.password, "Một-cửa-7")
    assert not pages.next.isEnabled()
    who.again.setFocus()
    typed(who.again, "Một-cửa-7")
    qtbot.keyClick(who.again, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: pages.step == 3)

    assert founder.asked[0].display_name == "Nguyễn Thị Lan"
    assert founder.asked[0].agency_code == "H37.099.01"
    assert who.password.text() == ""
    pages.sheets.print_button.click()
    assert founder.printed == [SHEETS]
    assert not pages.next.isEnabled()
    pages.sheets.safe.setChecked(True)
    pages.next.click()

    assert desks == ["the desk"]


def test_a_page_half_filled_does_not_go_on(pages: FirstRun) -> None:
    """The slips need every one of these."""
    pages.next.click()

    assert pages.step == 1
    assert not pages.next.isEnabled()


def test_a_full_disk_keeps_what_was_typed(qtbot: QtBot, pages: FirstRun, founder: Founder, typed: Typist) -> None:
    """The clerk makes room and presses again."""
    founder.error = DiskFull()
    to_administrator(qtbot, pages, typed)
    who = pages.administrator
    who.display_name.set_text("Lan")
    who.user_name.set_text("lan")
    who.password.setText("Một-cửa-7")
    who.again.setText("Một-cửa-7")

    pages.next.click()
    qtbot.waitUntil(lambda: pages.problem.text() != "")

    assert pages.problem.text() == sentence(DiskFull())
    assert who.display_name.text() == "Lan"
    assert pages.next.isEnabled()


def test_the_way_back(qtbot: QtBot, pages: FirstRun) -> None:
    """From the first page one goes back to signing in."""
    pages.next.click()
    pages.back.click()
    assert pages.step == 0
    with qtbot.waitSignal(pages.gave_up):
        pages.back.click()


def test_the_language_is_told_at_once(qtbot: QtBot, pages: FirstRun) -> None:
    """The caller switches the program's language."""
    with qtbot.waitSignal(pages.language_chosen) as told:
        pages.language.english.setChecked(True)

    assert told.args == ["en"]


def test_the_language_page_shows_the_language_in_use(qtbot: QtBot, background: Background, founder: Founder) -> None:
    """After a choice the pages are made again; the choice must still stand there."""
    use_language("en")
    try:
        made = FirstRun(founder.create, founder.printed.append, background, sentence)
        qtbot.addWidget(made)
        assert made.language.language() == "en"
        assert made.language.first is made.language.english
        assert made.office.title == "Commune and office"
    finally:
        use_language("vi")
