"""A commune's real desk from the first morning on: founded, locked, forgotten, damaged, and always opened again."""

import gc
import shutil
import stat
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget

from commune_desk.build import real_doors
from commune_desk.gui.housekeeping import care_for, failure_of
from commune_desk.paths import Profile
from commune_desk.ports import Filter
from commune_desk.usecases.administration import add_colleague
from commune_desk.usecases.numbering import add_lease
from storage.backup import back_up, backups_in
from storage.signed_desk import SignedDesk
from storage.slot_sealing import NewPerson
from tests.stories.house import PASSWORD, SECOND, House, opened
from tests.ui.conftest import dressed
from ui.print_queue import REMEMBERED, from_text
from ui.unlock.rescue_dialog import RescueDialog

__all__ = ["dressed"]
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "does not support raise", extend=True)


@pytest.fixture(autouse=True)
def collected_here() -> Iterator[None]:
    """No worker may finalise a widget of the test before."""
    gc.collect()
    yield
    gc.collect()


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory, dressed: QApplication) -> tuple[Path, list[str]]:
    """A profile whose desk was founded through the pages, with one dossier and one backup; and its sheets."""
    folder = tmp_path_factory.mktemp("founded") / "profile"
    with opened(folder) as house:
        house.found()
        assert house.shell.signed_in is not None
        desk = house.shell.signed_in.desk
        house.receive(1)
        back_up(desk.file, house.profile.backups, key_file=house.profile.keys)
        house.receive(2)
        sheets = house.sheets
    return folder, sheets


@pytest.fixture
def house(founded: tuple[Path, list[str]], tmp_path: Path) -> Iterator[House]:
    """A copy of it, at the sign-in window."""
    folder, sheets = founded
    shutil.copytree(folder, tmp_path / "profile")
    with opened(tmp_path / "profile") as made:
        made.sheets = sheets
        yield made


def desk_of(house: House) -> SignedDesk:
    assert house.shell.signed_in is not None
    return house.shell.signed_in.desk


def rescue(house: House) -> RescueDialog:
    """The rescue dialog, with nothing under way."""
    flow = house.shell.doorway.presenter.rescue
    assert flow is not None
    house.hands.until(lambda: flow.dialog is not None and house.shell.doorway.background.busy == 0)
    assert flow.dialog is not None
    flow.dialog.activateWindow()
    return flow.dialog


def damage(database: Path) -> None:
    """The second half of the file is gone."""
    with database.open("r+b") as file:
        size = database.stat().st_size
        file.seek(size // 2)
        file.write(b"\xff" * (size - size // 2))
    for suffix in ("-wal", "-shm"):
        database.with_name(database.name + suffix).unlink(missing_ok=True)


def test_the_secret_of_a_profile_stays_in_the_profile(founded: tuple[Path, list[str]]) -> None:
    """A throw-away profile leaves nothing in anybody's keyring."""
    profile = Profile(founded[0])
    assert real_doors(profile, secrets_in_profile=True).secret_kind() == "file"
    assert list(profile.secrets.iterdir())


def test_numbers_are_provisional_until_a_lease_is_there(house: House) -> None:
    """Nothing says practice; the slip waits for a printer and no PDF lies about; after the lease numbers are final."""
    house.sign_in()
    house.inside()
    desk = desk_of(house)
    assert house.hands.window.findChild(QWidget, "practiceBand") is None
    number = house.receive(3)
    found = desk.reads.find_number(number)
    assert found is not None
    assert desk.reads.dossier(found).dossier.number == ""
    assert not house.profile.prints.exists()
    house.hands.settle()
    waiting = from_text(desk.local.recall(REMEMBERED))
    assert len(waiting) == 3  # two since the first morning
    assert "3" in house.hands.text("printQueue")
    slips = desk.reads.dossier(found).slips
    assert b"practice" not in slips[0][0].data.lower()

    today = desk.now().date()
    add_lease(
        desk, agency="H37.099.01", first=1, last=50, days=(today, today + timedelta(days=30)), granted_by="Sở Nội vụ"
    )
    second = house.receive(4)
    found = desk.reads.find_number(second)
    assert found is not None
    assert desk.reads.dossier(found).dossier.number.endswith("-0001")


def test_a_slip_can_be_taken_out_of_the_queue_by_keys(house: House) -> None:
    """Ctrl+Shift+P, Delete; it stays with its dossier."""
    house.sign_in()
    house.inside()
    signed = house.shell.signed_in
    assert signed is not None
    house.hands.until(lambda: len(signed.queue.waiting) == 2)
    house.hands.press(Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    house.hands.settle()
    house.hands.press(Qt.Key.Key_Delete)
    house.hands.settle()
    house.hands.press(Qt.Key.Key_Escape)
    assert len(signed.queue.waiting) == 1
    assert len(from_text(signed.desk.local.recall(REMEMBERED))) == 1


def test_locking_and_a_wrong_password(house: House) -> None:
    """Ctrl+L; the wrong password says how many tries are left, the right one returns to the same screen."""
    house.sign_in()
    house.inside()
    house.hands.press(Qt.Key.Key_3, Qt.KeyboardModifier.AltModifier)
    house.lock()
    house.sign_in("Sai-mat-khau-1")
    assert house.shell.signed_in is None
    assert "4" in house.shell.doorway.view.notice.text()
    house.hands.until(lambda: house.shell.doorway.presenter.state.wait_s == 0)
    house.shell.doorway.view.password.selectAll()
    house.sign_in()
    house.inside()
    assert house.shell.signed_in is not None
    assert house.shell.signed_in.window.place == "dossiers"


def test_a_lost_machine_secret_leads_to_the_two_sheets(house: House) -> None:
    """The keyring forgot: the recovery dialog opens by itself, two sheets open the desk, names come back."""
    house.hands.settle()
    shutil.rmtree(house.profile.secrets)
    house.sign_in()
    house.recover()
    assert desk_of(house).actor.display_name == "Trần Thị Lan"
    people = real_doors(house.profile, secrets_in_profile=True).people()
    assert [one.display_name for one in people] == ["Trần Thị Lan"]
    house.lock()
    house.sign_in(SECOND)
    house.inside()


def test_two_clerks_on_one_pc(house: House) -> None:
    """The second signs in by name and password and works under their own name."""
    house.sign_in()
    house.inside()
    signed = house.shell.signed_in
    assert signed is not None
    doors = real_doors(house.profile, secrets_in_profile=True)
    opened_key = doors.key_file.unlock("lan", PASSWORD)
    add_colleague(signed.desk, "anh", "Bùi Văn Anh", signed.desk.actor.post)
    doors.key_file.add_slot(opened_key, NewPerson("anh", "Bùi Văn Anh", SECOND), must_change=False)
    house.lock()
    house.hands.until(lambda: len(house.shell.doorway.presenter.state.people) == 2)
    house.shell.doorway.view.password.setFocus()
    while house.shell.doorway.presenter.state.chosen != "anh":
        house.hands.press(Qt.Key.Key_Up)
    house.sign_in(SECOND)
    house.inside()
    assert desk_of(house).actor.display_name == "Bùi Văn Anh"


def test_a_damaged_file_is_replaced_by_a_backup(house: House) -> None:
    """By keys: the newest backup, what is missing, where the damaged file lies; then the desk is open."""
    damage(house.profile.database)
    broken = house.profile.database.read_bytes()
    house.sign_in()
    dialog = rescue(house)
    assert dialog.width() <= 880
    assert dialog.height() <= 480
    assert dialog.backups.count() == 1
    house.hands.press(Qt.Key.Key_Return)
    house.hands.until(lambda: house.shell.doorway.background.busy == 0)
    aside = next(house.profile.folder.glob("desk.db.before-restore-*"))
    assert aside.read_bytes() == broken
    assert str(aside) in dialog.text.text()
    house.hands.press(Qt.Key.Key_Return)
    house.inside()
    assert desk_of(house).reads.count(Filter()) == 1


def test_what_can_be_read_of_a_damaged_file_is_saved(house: House) -> None:
    """Salvage stands on the backup and keeps the damaged file."""
    damage(house.profile.database)
    house.sign_in()
    dialog = rescue(house)
    house.to("rescueSalvage")
    house.hands.press(Qt.Key.Key_Return)
    house.hands.until(lambda: house.shell.doorway.background.busy == 0)
    assert dialog.problem.text() == ""
    assert list(house.profile.folder.glob("desk.db.before-restore-*"))
    assert not list(house.profile.folder.glob("desk.db.salvaged*"))
    house.hands.press(Qt.Key.Key_Return)
    house.inside()
    assert desk_of(house).reads.count(Filter()) >= 1


def test_a_desk_open_elsewhere_can_be_tried_again(house: House) -> None:
    """Another window holds the file: Enter tries again when it is closed."""
    other = real_doors(house.profile, secrets_in_profile=True).sign_in("lan", PASSWORD)
    house.sign_in()
    dialog = rescue(house)
    house.hands.press(Qt.Key.Key_Return)
    house.hands.until(lambda: house.shell.doorway.background.busy == 0)
    assert dialog.problem.text()
    other.file.close()
    house.hands.press(Qt.Key.Key_Return)
    house.inside()


def test_a_damaged_practice_desk_is_made_anew(house: House) -> None:
    """Its folder is kept under another name."""
    practice = Profile(house.profile.folder / "practice")
    practice.make()
    practice.keys.write_bytes(b"{")
    house.shell.doorway.view.practice_pressed.emit()
    rescue(house)
    house.hands.press(Qt.Key.Key_Return)
    house.inside()
    assert list(house.profile.folder.glob("practice.before-*"))


def test_another_language_keeps_screen_and_draft(house: House) -> None:
    """No new sign-in: the same desk object, the same form, in English and back, and in large print."""
    house.sign_in()
    house.inside()
    signed = house.shell.signed_in
    assert signed is not None
    house.hands.press(Qt.Key.Key_F2)
    house.hands.settle()
    house.hands.type("khai sinh")
    house.hands.press(Qt.Key.Key_Return)
    house.hands.settle()
    house.hands.type("079190001234")
    typed = signed.screens._reception.made
    assert typed is not None
    assert (typed.editor.state.number, typed.editor.state.procedure) == ("079190001234", "1.001193")
    for change in (
        lambda: signed.window.language_wanted.emit("en"),
        lambda: signed.window.large_print_wanted.emit(True),  # noqa: FBT003
        lambda: signed.window.language_wanted.emit("vi"),
    ):
        before = signed.window
        change()
        house.hands.until(lambda before=before: signed.window is not before)  # type: ignore[misc]
        house.hands.settle()
        assert house.shell.signed_in is signed
        assert signed.window.place == "reception"
        reception = signed.screens._reception.made
        assert reception is not None
        assert reception.editor.state.number == "079190001234"
        assert reception.editor.state.procedure == "1.001193"


def test_a_backup_a_day_and_its_failure_is_remembered(house: House) -> None:
    """Due after 20 hours; a folder that cannot be written is told at the next sign-in, a success forgets it."""
    house.sign_in()
    house.inside()
    signed = house.shell.signed_in
    assert signed is not None
    desk, profile = signed.desk, house.profile
    assert care_for(desk, profile) is None
    assert len(backups_in(profile.backups)) == 1  # the first morning's is young enough
    shutil.rmtree(profile.backups)
    profile.backups.write_text("in the way")
    assert care_for(desk, profile) is not None
    assert failure_of(desk) is not None
    house.lock()
    house.sign_in()
    house.inside()
    said = house.hands.inside.window.messages.last
    assert said is not None
    assert said.level == "warning"
    profile.backups.unlink()
    assert care_for(desk_of(house), profile) is None
    assert failure_of(desk_of(house)) is None
    assert len(backups_in(profile.backups)) == 1


def test_pdfs_of_practice_are_private_and_emptied(house: House) -> None:
    """Folder 0700, files 0600, gone at the next opening."""
    house.shell.doorway.view.practice_pressed.emit()
    house.inside()
    house.receive(5)
    prints = house.profile.folder / "practice" / "prints"
    files = list(prints.iterdir())
    assert files
    assert {stat.S_IMODE(one.stat().st_mode) for one in files} == {0o600}
    assert stat.S_IMODE(prints.stat().st_mode) == 0o700
    house.lock()
    house.shell.doorway.view.practice_pressed.emit()
    house.inside()
    assert not prints.exists()


def test_no_part_flashes_as_a_window_of_its_own(house: House, dressed: QApplication) -> None:
    """A widget shown before it has a parent takes the keyboard away while a screen is being made."""
    house.sign_in()
    house.inside()
    signed = house.shell.signed_in
    assert signed is not None
    shown: list[str] = []

    class Watch(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
            if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
                shown.append(watched.objectName())
            return False

    watch = Watch()
    dressed.installEventFilter(watch)
    for key in (Qt.Key.Key_2, Qt.Key.Key_3, Qt.Key.Key_4, Qt.Key.Key_5):
        house.hands.press(key, Qt.KeyboardModifier.AltModifier)
    dressed.removeEventFilter(watch)
    assert shown == []
