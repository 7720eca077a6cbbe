"""Administration by keys over a real desk: what an administrator does, and what is refused."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from commune_desk.build import PRACTICE_PASSWORD, PRACTICE_USER, practice_doors
from commune_desk.desk_care import DeskCare
from commune_desk.domain.catalogue_format import write_catalogue
from commune_desk.domain.records import CalendarDay, Lease, Post, Staff
from commune_desk.paths import Profile
from tests.ui.dossiers.screens import Stage, stage_at
from ui.administration.backups import BackupsSection
from ui.administration.calendar import CalendarSection
from ui.administration.catalogue import CatalogueSection
from ui.administration.machine import MachineSection
from ui.administration.numbers import NumbersSection
from ui.administration.office import OfficeSection
from ui.administration.password import PasswordSection
from ui.administration.people import PeopleSection
from ui.administration.posts import PostsSection
from ui.administration.recovery import PrintSheets
from ui.administration.screen import AdministrationScreen
from ui.administration.secret_once import SecretOnce
from ui.administration.section import Section
from ui.kit.dialog import Dialog
from ui.kit.form_dialog import FormDialog

OFFICE, NUMBERS, PEOPLE, POSTS, CALENDAR, CATALOGUE, BACKUPS, MACHINE, PASSWORD = range(9)


@pytest.fixture
def stage(dressed: QApplication, tmp_path: Path) -> Iterator[Stage]:
    with stage_at(tmp_path / "desk") as made:
        yield made


@pytest.fixture
def screen(stage: Stage, tmp_path: Path, qtbot: QtBot) -> AdministrationScreen:
    profile = Profile(tmp_path / "desk")
    made = AdministrationScreen(stage.context, DeskCare(stage.desk, practice_doors(profile), profile))
    stage.put(made.view)
    made.on_shown()
    qtbot.waitUntil(stage.idle)
    return made


def at(screen: AdministrationScreen, stage: Stage, qtbot: QtBot, number: int) -> Section:
    screen.show_section(number)
    qtbot.waitUntil(stage.idle)
    screen.view.section.take_focus()
    return screen.view.section


def form(parent: QWidget, name: str) -> FormDialog:
    return next(one for one in reversed(parent.findChildren(FormDialog)) if one.objectName() == name)


def fill(dialog: Dialog, **lines: str) -> None:
    for name, text in lines.items():
        line = dialog.findChild(QLineEdit, name)
        assert line is not None, name
        line.setText(text)


def press(dialog: FormDialog, stage: Stage, qtbot: QtBot) -> None:
    qtbot.keyClick(dialog.go, Qt.Key.Key_Space)
    qtbot.waitUntil(stage.idle)


def answer(stage: Stage, key: str, qtbot: QtBot) -> None:
    card = stage.window.findChild(QPushButton, f"choice_{key}")
    assert card is not None
    card.click()
    qtbot.waitUntil(stage.idle)


def test_sections_are_chosen_by_arrows_and_entered(screen: AdministrationScreen, stage: Stage, qtbot: QtBot) -> None:
    """No section needs a mouse."""
    assert isinstance(screen.view.section, OfficeSection)
    qtbot.keyClick(screen.view.list, Qt.Key.Key_Down)
    qtbot.waitUntil(stage.idle)
    section = screen.view.section
    assert isinstance(section, NumbersSection)
    qtbot.keyClick(screen.view.list, Qt.Key.Key_Right)
    assert section.table.hasFocus()
    qtbot.keyClick(section.table, Qt.Key.Key_Escape)
    assert screen.view.list.hasFocus()


def test_the_office_is_saved_and_a_wrong_hour_named(screen: AdministrationScreen, stage: Stage, qtbot: QtBot) -> None:
    """Wrong sessions would break every promised time: they never reach the record."""
    section = at(screen, stage, qtbot, OFFICE)
    assert isinstance(section, OfficeSection)
    section.lines["sessions"].set_text("07:30-06:00")
    section.store()
    qtbot.waitUntil(stage.idle)
    assert section.lines["sessions"].problem
    assert not screen.may_leave()
    answer(stage, "stay", qtbot)
    section.lines["sessions"].set_text("07:00-11:30,13:30-17:00")
    section.lines["phone"].set_text("02053 111 222")
    section.store()
    qtbot.waitUntil(stage.idle)
    office = stage.desk.reads.office()
    assert office is not None
    assert (office.sessions, office.phone) == ("07:00-11:30,13:30-17:00", "02053 111 222")
    assert screen.may_leave()
    qtbot.waitUntil(lambda: not section.preview.pixmap().isNull())


def test_a_block_is_entered_and_given_back(screen: AdministrationScreen, stage: Stage, qtbot: QtBot) -> None:
    """An overlapping block is refused in the dialog; a good one shows in the list, and ends with a reason."""
    section = at(screen, stage, qtbot, NUMBERS)
    assert isinstance(section, NumbersSection)
    qtbot.keyClick(section.table, Qt.Key.Key_N)
    dialog = form(section, "leaseDialog")
    fill(dialog, leaseFirst="6500", leaseLast="7500", leaseGranted="Sở Nội vụ")
    press(dialog, stage, qtbot)
    assert dialog.isVisible()
    assert dialog.problem
    fill(dialog, leaseFirst="7.001", leaseLast="7.999")
    press(dialog, stage, qtbot)
    qtbot.waitUntil(stage.idle)
    assert {(one.first, one.last) for one in stage.desk.reads.leases()} == {(6001, 6999), (7001, 7999)}
    section.table.choose(next(one.id for one in stage.desk.reads.leases() if one.first == 7001))
    section.ask_end()
    dialog = form(section, "leaseEndDialog")
    press(dialog, stage, qtbot)
    assert dialog.isVisible()
    fill(dialog, leaseReason="Nhập nhầm")
    press(dialog, stage, qtbot)
    ended = [one for one in stage.desk.reads.leases() if one.ended]
    assert [(type(one), one.ended) for one in ended] == [(Lease, "Nhập nhầm")]


def test_a_colleague_gets_a_password_shown_once(screen: AdministrationScreen, stage: Stage, qtbot: QtBot) -> None:
    """Staff, post and key in one flow; the password is gone from screen and clipboard when the box closes."""
    section = at(screen, stage, qtbot, PEOPLE)
    assert isinstance(section, PeopleSection)
    qtbot.keyClick(section.table, Qt.Key.Key_N)
    dialog = form(section, "personDialog")
    press(dialog, stage, qtbot)
    assert dialog.isVisible()
    fill(dialog, personName="Trần Thị Lan", personUser="lan.tt")
    press(dialog, stage, qtbot)
    qtbot.waitUntil(stage.idle)
    once = section.findChild(SecretOnce)
    assert once is not None
    secret = once.shown.text()
    assert secret.count("-") == 3
    copy = once.findChild(QPushButton, "secretCopy")
    assert copy is not None
    copy.click()
    assert QGuiApplication.clipboard().text() == secret
    once.accept()
    assert QGuiApplication.clipboard().text() != secret
    rows = {row.staff.user_name: row for row in section.model.rows()}
    assert rows["lan.tt"].standing == "ready"
    assert "tiếp nhận" in rows["lan.tt"].posts_words.casefold()


def test_a_person_is_taken_off_after_a_question(screen: AdministrationScreen, stage: Stage, qtbot: QtBot) -> None:
    """Escape keeps them; oneself is never offered."""
    section = at(screen, stage, qtbot, PEOPLE)
    assert isinstance(section, PeopleSection)
    section.ask_add()
    dialog = form(section, "personDialog")
    fill(dialog, personName="Trần Thị Lan", personUser="lan")
    press(dialog, stage, qtbot)
    me = next(row for row in section.model.rows() if row.is_me)
    section.table.choose(me.staff.id)
    assert not section.remove.isEnabled()
    lan = next(row for row in section.model.rows() if row.staff.user_name == "lan")
    section.table.choose(lan.staff.id)
    section.ask_remove()
    answer(stage, "no", qtbot)
    assert next(one for one in stage.desk.reads.all_of(Staff) if one.user_name == "lan").is_active
    section.ask_remove()
    answer(stage, "yes", qtbot)
    assert not next(one for one in stage.desk.reads.all_of(Staff) if one.user_name == "lan").is_active


def test_the_last_administrator_cannot_be_moved_away(screen: AdministrationScreen, stage: Stage, qtbot: QtBot) -> None:
    """The refusal is told in the dialog and nothing changed."""
    section = at(screen, stage, qtbot, PEOPLE)
    assert isinstance(section, PeopleSection)
    section.ask_post()
    dialog = form(section, "postDialog")
    press(dialog, stage, qtbot)
    assert dialog.problem
    dialog.reject()


def test_a_post_is_made_with_rights(screen: AdministrationScreen, stage: Stage, qtbot: QtBot) -> None:
    section = at(screen, stage, qtbot, POSTS)
    assert isinstance(section, PostsSection)
    section.ask_add()
    dialog = form(section, "postForm")
    fill(dialog, postName="Cán bộ hộ tịch")
    box = dialog.findChild(QWidget, "right_process")
    assert box is not None
    qtbot.keyClick(box, Qt.Key.Key_Space)
    press(dialog, stage, qtbot)
    made = next(post for post in stage.desk.reads.all_of(Post) if post.name == "Cán bộ hộ tịch")
    assert made.rights == "process"


def test_a_day_off_is_entered_with_its_source_and_names_the_dossiers_it_hits(
    screen: AdministrationScreen, stage: Stage, qtbot: QtBot
) -> None:
    """A day declared off later must tell which citizens were promised that day."""
    section = at(screen, stage, qtbot, CALENDAR)
    assert isinstance(section, CalendarSection)
    assert section.model.rowCount() > 5
    due = stage.dossiers[0].due_at
    assert due is not None
    section.ask_add()
    dialog = form(section, "calendarDialog")
    fill(dialog, calendarDay=f"{due:%d/%m/%Y}", calendarName="Nghỉ bão")
    press(dialog, stage, qtbot)
    assert dialog.isVisible()
    fill(dialog, calendarSource="Công điện 01/CĐ-UBND")
    press(dialog, stage, qtbot)
    qtbot.waitUntil(stage.idle)
    assert [one.name for one in stage.desk.reads.all_of(CalendarDay)] == ["Nghỉ bão"]
    qtbot.waitUntil(lambda: section.hit_model.rowCount() == len(stage.dossiers))
    section.year_after()
    qtbot.waitUntil(stage.idle)
    assert section.shown.text() == str(due.year + 1)


def test_the_catalogue_is_searched_edited_compared(screen: AdministrationScreen, stage: Stage, qtbot: QtBot) -> None:
    """An edit is a new version; the old one stays for its dossiers; the difference is shown."""
    section = at(screen, stage, qtbot, CATALOGUE)
    assert isinstance(section, CatalogueSection)
    section.search.setText("khai sinh")
    qtbot.keyClick(section.search, Qt.Key.Key_Return)
    qtbot.waitUntil(stage.idle)
    qtbot.waitUntil(lambda: section.shown() is not None and stage.idle())
    before = section.shown()
    assert before is not None
    section.ask_edit()
    dialog = form(section, "procedureForm")
    fill(dialog, procName=f"{before.name} (sửa)")
    press(dialog, stage, qtbot)
    qtbot.waitUntil(lambda: section.versions is not None and len(section.versions.versions) == 2 and stage.idle())
    after = section.shown()
    assert after is not None
    assert after.name == f"{before.name} (sửa)"
    assert after.cases == before.cases
    section.show_changes()
    diff = next(one for one in section.findChildren(Dialog) if one.objectName() == "versionDiff")
    assert diff.findChild(QWidget, "change1") is not None
    diff.reject()


def test_a_bad_file_is_refused_whole_and_a_good_one_taken(
    screen: AdministrationScreen, stage: Stage, qtbot: QtBot, tmp_path: Path
) -> None:
    """Every bad row is named; nothing of such a file is applied."""
    section = at(screen, stage, qtbot, CATALOGUE)
    assert isinstance(section, CatalogueSection)
    good = stage.desk.rules.catalogue.current(date(2026, 11, 23))[0]
    data = write_catalogue([good])
    rows = data["procedures"]
    assert isinstance(rows, list)
    rows[0]["version"] = "thu-nghiem"
    bad = tmp_path / "bad.json"
    bad.write_text(json.dumps({"procedures": [rows[0], {"code": "x"}]}), "utf-8")
    before = len(stage.desk.rules.catalogue.all_versions())
    section.bring_file(str(bad))
    qtbot.waitUntil(stage.idle)
    shown = next(one for one in section.findChildren(Dialog) if one.objectName() == "importProblems")
    assert shown.findChild(QWidget, "problem1") is not None
    shown.reject()
    assert len(stage.desk.rules.catalogue.all_versions()) == before
    fine = tmp_path / "good.json"
    fine.write_text(json.dumps(data), "utf-8")
    section.bring_file(str(fine))
    qtbot.waitUntil(stage.idle)
    assert len(stage.desk.rules.catalogue.all_versions()) == before + 1


def test_a_backup_is_made_and_tried(screen: AdministrationScreen, stage: Stage, qtbot: QtBot) -> None:
    """The empty list offers the first step; afterwards the backup is there and opens."""
    section = at(screen, stage, qtbot, BACKUPS)
    assert isinstance(section, BackupsSection)
    assert section.empty.isVisibleTo(section)
    qtbot.keyClick(section.now, Qt.Key.Key_S)
    qtbot.waitUntil(lambda: section.model.rowCount() == 1 and stage.idle(), timeout=10_000)
    assert section.model.row(0).dossiers == len(stage.dossiers)
    section.try_one()
    qtbot.waitUntil(stage.idle, timeout=10_000)
    qtbot.waitUntil(lambda: stage.context.messages.last is not None and stage.idle())
    assert stage.troubles == []
    last = stage.context.messages.last
    assert last is not None
    assert last.level == "done"


def test_recovery_sheets_ask_for_the_password_and_come_out_as_three(
    screen: AdministrationScreen, stage: Stage, qtbot: QtBot, tmp_path: Path
) -> None:
    """A wrong password makes nothing; the right one gives three PDF files where there is no printer."""
    section = at(screen, stage, qtbot, BACKUPS)
    assert isinstance(section, BackupsSection)
    section.recovery.ask()
    dialog = form(section, "recoveryAsk")
    fill(dialog, recoveryPassword="sai")
    press(dialog, stage, qtbot)
    qtbot.waitUntil(stage.idle)
    assert dialog.isVisible()
    profile = Profile(tmp_path / "desk")
    DeskCare(stage.desk, practice_doors(profile), profile).unlock_account(PRACTICE_USER)
    fill(dialog, recoveryPassword=PRACTICE_PASSWORD)
    press(dialog, stage, qtbot)
    qtbot.waitUntil(lambda: section.findChild(PrintSheets) is not None and stage.idle(), timeout=10_000)
    sheets = section.findChild(PrintSheets)
    assert sheets is not None
    folder = tmp_path / "usb"
    folder.mkdir()
    sheets.save(str(folder))
    qtbot.waitUntil(stage.idle, timeout=10_000)
    assert [path.read_bytes()[:5] for path in sorted(folder.iterdir())] == [b"%PDF-"] * 3


def test_the_doctor_copies_its_lines(screen: AdministrationScreen, stage: Stage, qtbot: QtBot) -> None:
    """What is read out by phone is what stands on the screen."""
    section = at(screen, stage, qtbot, MACHINE)
    assert isinstance(section, MachineSection)
    qtbot.waitUntil(lambda: bool(section.lines) and stage.idle(), timeout=10_000)
    qtbot.keyClick(section.table, Qt.Key.Key_C)
    copied = QGuiApplication.clipboard().text()
    assert len(copied.splitlines()) == len(section.lines)
    assert all(line.sentence in copied for line in section.lines)


def test_the_own_password_is_changed(screen: AdministrationScreen, stage: Stage, qtbot: QtBot, tmp_path: Path) -> None:
    """The button waits for a good password; nothing typed stays behind."""
    section = at(screen, stage, qtbot, PASSWORD)
    assert isinstance(section, PasswordSection)
    section.old.setText(PRACTICE_PASSWORD)
    section.new.setText("yeu")
    section.again.setText("yeu")
    assert not section.go.isEnabled()
    for line in (section.new, section.again):
        line.setText("Mua-thu-la-bay-7")
    section.change()
    qtbot.waitUntil(lambda: not section.old.text() and stage.idle(), timeout=10_000)
    assert practice_doors(Profile(tmp_path / "desk")).key_file.unlock("taphuan", "Mua-thu-la-bay-7")


def test_every_control_has_a_name_for_the_screen_reader(
    screen: AdministrationScreen, stage: Stage, qtbot: QtBot
) -> None:
    """A button without text or a nameless line says nothing to a blind clerk."""
    for number in range(len(screen.view.sections)):
        section = at(screen, stage, qtbot, number)
        qtbot.waitUntil(stage.idle, timeout=10_000)
        controls = [*section.findChildren(QPushButton), *section.findChildren(QLineEdit)]
        nameless = [
            one.objectName()
            for one in controls
            if one.isVisibleTo(section)
            and not one.accessibleName()
            and not one.text()
            and one.objectName() != "qt_spinbox_lineedit"
        ]
        assert nameless == []
