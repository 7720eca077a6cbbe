"""Registers by keys over a real desk, with real pages and real codes read back."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from commune_desk.desk_care import codes_in_file
from commune_desk.domain.slips import slip_from_json
from commune_desk.usecases.administration import save_office
from printing import press
from tests.ui.dossiers.screens import PEOPLE, Stage, stage_at
from ui.detail.print_dialog import PrintDialog
from ui.kit.form_dialog import FormDialog
from ui.registers.screen import RegistersScreen

DAY, BOOK, LEDGER, CHECK = range(4)


@pytest.fixture
def stage(dressed: QApplication, tmp_path: Path) -> Iterator[Stage]:
    with stage_at(tmp_path / "desk") as made:
        yield made


@pytest.fixture
def exported() -> list[str]:
    """Names of files the list went to."""
    return []


@pytest.fixture
def screen(stage: Stage, exported: list[str], qtbot: QtBot) -> RegistersScreen:
    def export(target: Path, columns: object, filter_: object, progress: object, is_cancelled: object) -> int:
        exported.append(target.name)
        return len(PEOPLE)

    made = RegistersScreen(replace(stage.context, read_codes=codes_in_file, export_list=export))
    stage.put(made.view)
    made.on_shown()
    qtbot.waitUntil(lambda: made.day.asked is not None and stage.idle(), timeout=10_000)
    return made


def go(screen: RegistersScreen, stage: Stage, qtbot: QtBot, page: int) -> None:
    screen.view.show_page(page)
    qtbot.waitUntil(stage.idle, timeout=10_000)


def type_into(form: FormDialog, name: str, text: str) -> None:
    line = form.findChild(QLineEdit, name)
    assert line is not None
    line.setText(text)


def test_the_days_list_shows_today_and_opens_a_dossier(screen: RegistersScreen, stage: Stage, qtbot: QtBot) -> None:
    """Today is there without a key; Enter opens the line; its page is previewed."""
    book = screen.day
    assert [line.applicant for line in book.view.model.rows()] == [name for name, _number, _phone in PEOPLE]
    qtbot.waitUntil(lambda: book.view.preview.currentWidget() is book.view.preview.preview)
    qtbot.keyClick(book.view.table, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(stage.went))
    assert stage.went == [("dossier", stage.dossiers[0].id)]


def test_another_day_is_empty_and_says_so(screen: RegistersScreen, stage: Stage, qtbot: QtBot) -> None:
    """An empty day cannot be printed, and says how to go on."""
    book = screen.day
    today = book.day.value()
    book.day_after()
    assert book.day.value() == today
    book.day_before()
    qtbot.waitUntil(lambda: book.view.empty.isVisibleTo(book.view) and stage.idle(), timeout=5000)
    assert not book.view.print.isEnabled()
    book.today()
    qtbot.waitUntil(lambda: book.view.table.isVisibleTo(book.view) and stage.idle(), timeout=5000)


def test_the_register_is_of_one_year(screen: RegistersScreen, stage: Stage, exported: list[str], qtbot: QtBot) -> None:
    """Two years are refused under the dates; a span of this year lists, prints and exports."""
    go(screen, stage, qtbot, BOOK)
    book = screen.year
    qtbot.waitUntil(lambda: book.asked is not None and stage.idle(), timeout=10_000)
    assert book.view.model.rowCount() == len(PEOPLE)
    last = book.last.value()
    assert last is not None
    book.first.set_value(date(last.year - 1, 12, 1))
    assert book.view.problem.text()
    book.first.set_value(date(last.year, 1, 1))
    assert not book.view.problem.text()
    qtbot.waitUntil(lambda: book.asked is not None and book.asked.span.first == date(last.year, 1, 1), timeout=5000)
    qtbot.waitUntil(stage.idle, timeout=10_000)
    assert "year" in book.quick.on()
    book.print()
    dialog = book.view.findChild(PrintDialog)
    assert dialog is not None
    qtbot.waitUntil(stage.idle, timeout=10_000)
    dialog.reject()
    assert book.asked is not None
    book.export(book.asked.span, "so.csv")
    qtbot.waitUntil(stage.idle)
    assert exported == ["so.csv"]


def test_a_number_is_voided_with_a_reason(screen: RegistersScreen, stage: Stage, qtbot: QtBot) -> None:
    """H asks why; without a reason nothing happens; the number stays visible as voided."""
    go(screen, stage, qtbot, LEDGER)
    ledger = screen.ledger
    assert [line.kind for line in ledger.model.rows()] == ["used"] * len(PEOPLE)
    qtbot.keyClick(ledger.table, Qt.Key.Key_H)
    dialog = ledger.findChild(FormDialog, "voidNumber")
    assert dialog is not None
    dialog.go.click()
    qtbot.waitUntil(stage.idle)
    assert dialog.isVisible()
    type_into(dialog, "voidReason", "In hỏng giấy")
    dialog.go.click()
    qtbot.waitUntil(lambda: "void" in {line.kind for line in ledger.model.rows()} and stage.idle())
    assert ledger.model.row(0).note == "In hỏng giấy"
    qtbot.waitUntil(lambda: not ledger.void.isEnabled())


def test_an_official_number_is_tied_to_a_dossier(screen: RegistersScreen, stage: Stage, qtbot: QtBot) -> None:
    """Both numbers find the dossier afterwards; an unknown printed number is named at its field."""
    go(screen, stage, qtbot, LEDGER)
    printed = stage.dossiers[1].number
    qtbot.keyClick(screen.ledger.table, Qt.Key.Key_G)
    dialog = screen.ledger.findChild(FormDialog, "mapNumber")
    assert dialog is not None
    type_into(dialog, "mapPrinted", "KHONG-CO")
    type_into(dialog, "mapOfficial", "H37.99-261123-0001")
    dialog.go.click()
    qtbot.waitUntil(stage.idle)
    assert dialog.isVisible()
    type_into(dialog, "mapPrinted", printed)
    dialog.go.click()
    qtbot.waitUntil(lambda: stage.desk.reads.find_number("H37.99-261123-0001") is not None and stage.idle())
    assert stage.desk.reads.find_number(printed) == stage.dossiers[1].id


def test_without_a_block_the_ledger_says_what_happens(screen: RegistersScreen, stage: Stage, qtbot: QtBot) -> None:
    """The clerk must know that slips now bear provisional numbers."""
    from commune_desk.usecases.numbering import end_lease

    end_lease(stage.desk, stage.desk.reads.leases()[0].id, "Trả tỉnh")
    go(screen, stage, qtbot, LEDGER)
    assert screen.ledger.next.text().startswith("TẠM-")
    assert screen.ledger.empty.isVisibleTo(screen.ledger)


def test_a_scanned_slip_is_genuine_and_opens(screen: RegistersScreen, stage: Stage, qtbot: QtBot) -> None:
    """The code a scanner types ends with Enter; Ctrl+Enter opens the dossier."""
    go(screen, stage, qtbot, CHECK)
    slip, _copies = stage.desk.reads.dossier(stage.dossiers[0].id).slips[0]
    text = slip_from_json(slip.data).qr_text
    screen.check.scan.set_text(text)
    qtbot.keyClick(screen.check.scan.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: screen.check.verdict is not None and stage.idle())
    assert screen.check.verdict is not None
    assert screen.check.verdict.word == "Phiếu thật"
    screen.check.open_dossier()
    qtbot.waitUntil(lambda: bool(stage.went))
    assert stage.went == [("dossier", stage.dossiers[0].id)]


def test_an_altered_and_a_foreign_code_are_told_apart(screen: RegistersScreen, stage: Stage, qtbot: QtBot) -> None:
    """One changed digit is 'altered'; a shop's QR is no slip at all."""
    go(screen, stage, qtbot, CHECK)
    slip, _copies = stage.desk.reads.dossier(stage.dossiers[0].id).slips[0]
    text = slip_from_json(slip.data).qr_text
    for scanned, word in (
        (text.replace("2.000815", "2.000816"), "Phiếu đã bị sửa"),
        ("https://example.vn", "Không phải mã của phiếu"),
    ):
        screen.check.scan.set_text(scanned)
        screen.check.check()
        qtbot.waitUntil(stage.idle)
        assert screen.check.verdict is not None
        assert screen.check.verdict.word == word


def test_a_pdf_of_the_slip_is_read_and_checked(
    screen: RegistersScreen, stage: Stage, qtbot: QtBot, tmp_path: Path
) -> None:
    """The printed page itself proves it; a broken file is refused in one sentence."""
    go(screen, stage, qtbot, CHECK)
    slip, _copies = stage.desk.reads.dossier(stage.dossiers[0].id).slips[0]
    path = tmp_path / "phieu.pdf"
    path.write_bytes(press.pdf_bytes(slip_from_json(slip.data)))
    screen.check.read_file(str(path))
    qtbot.waitUntil(lambda: screen.check.verdict is not None and stage.idle(), timeout=15_000)
    assert screen.check.verdict is not None
    assert screen.check.verdict.word == "Phiếu thật"
    path.write_bytes(b"khong phai PDF")
    screen.check.read_file(str(path))
    qtbot.waitUntil(lambda: screen.check.card.accessibleName().startswith("Chưa kiểm tra được"), timeout=10_000)
    assert stage.troubles == []


def test_the_letterhead_follows_the_office(screen: RegistersScreen, stage: Stage, qtbot: QtBot) -> None:
    """A list printed after a change of the office bears the new head."""
    office = stage.desk.reads.office()
    assert office is not None
    save_office(stage.desk, replace(office, place="Na Dương"))
    screen.day.load()
    qtbot.waitUntil(
        lambda: screen.day.asked is not None and screen.day.asked.slip.letterhead.place == "Na Dương", timeout=5000
    )
    qtbot.waitUntil(stage.idle, timeout=10_000)
