"""The sync page driven by keys over a real desk and a line the test steers."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from commune_desk.domain.errors import Refused, Trouble
from commune_desk.sync_ports import LineLimits, SyncStatus
from tests.ui.sync_status.conftest import Synced
from tests.ui.sync_status.parts import LANES, connected, ms, worries
from ui.kit.form_dialog import FormDialog
from ui.sync_status.courier import CourierDialog
from ui.sync_status.pause import PauseDialog
from ui.words import sentence


def test_g_sends_now(synced: Synced, qtbot: QtBot) -> None:
    """One key, whatever the retry timer says."""
    screen = synced.screen(qtbot)

    qtbot.keyClick(screen.view, Qt.Key.Key_G)

    assert synced.line.sent == 1


def test_t_pauses_by_a_digit_and_goes_on_again(synced: Synced, qtbot: QtBot) -> None:
    """Two keys to stop, one to go on."""
    screen = synced.screen(qtbot)
    qtbot.keyClick(screen.view, Qt.Key.Key_T)
    dialog = screen.view.findChild(PauseDialog)
    assert dialog is not None
    qtbot.keyClick(dialog, Qt.Key.Key_1)
    assert len(synced.line.paused) == 1
    assert synced.line.paused[0] > ms(0, 0, day=1)

    synced.line.now = replace(connected(LANES), state="paused", paused_until_ms=ms(17, 0))
    screen.refresh()
    qtbot.waitUntil(lambda: screen.state is not None and screen.state.is_paused)
    qtbot.keyClick(screen.view, Qt.Key.Key_T)

    assert synced.line.paused[-1] == 0


def test_a_desk_that_is_not_enrolled_enrols_by_enter(synced: Synced, qtbot: QtBot) -> None:
    """Address, Enter, code, Enter; the page follows by itself."""
    synced.line.now = SyncStatus()
    screen = synced.screen(qtbot)
    url, code = (screen.view.findChild(QLineEdit, name) for name in ("enrolUrl", "enrolCode"))
    assert url is not None
    assert code is not None
    assert url.hasFocus()
    qtbot.keyClicks(url, "https://motcua.tinh.gov.vn")
    qtbot.keyClick(url, Qt.Key.Key_Return)
    assert code.hasFocus()
    qtbot.keyClicks(code, "ABCD-EFGH-JKLM-NPQR")
    qtbot.keyClick(code, Qt.Key.Key_Return)

    qtbot.waitUntil(lambda: screen.state is not None and screen.state.is_enrolled)
    assert synced.line.enrolled == [("https://motcua.tinh.gov.vn", "ABCD-EFGH-JKLM-NPQR")]


def test_a_refused_code_keeps_what_was_typed(synced: Synced, qtbot: QtBot) -> None:
    """Sixteen letters are not typed twice for one wrong one."""
    synced.line.now, synced.line.refuses = SyncStatus(), Refused("enrol-code-unknown")
    screen = synced.screen(qtbot)
    form = screen.view.enrol
    form.url.set_text("https://motcua.tinh.gov.vn")
    form.code.set_text("ABCD-EFGH-JKLM-NPQX")
    qtbot.keyClick(form.code.line, Qt.Key.Key_Return)

    qtbot.waitUntil(lambda: form.problem.text() != "")
    assert form.problem.text() == sentence(Refused("enrol-code-unknown"))
    assert form.code.text() == "ABCD-EFGH-JKLM-NPQX"
    assert form.go.isEnabled()


def test_enter_on_a_refused_dossier_opens_it(synced: Synced, qtbot: QtBot) -> None:
    """From the sentence to the dossier in one key."""
    dossier = synced.stage.dossiers[0].id
    synced.known.worries = worries(dossier)
    screen = synced.screen(qtbot)
    assert screen.view.problems.hasFocus()

    qtbot.keyClick(screen.view.problems, Qt.Key.Key_Return)

    assert synced.stage.went == [("dossier", dossier)]


def test_the_cursor_stays_on_its_problem_when_the_list_is_read_again(synced: Synced, qtbot: QtBot) -> None:
    """The page reads every two seconds; a list that jumps under the finger opens the wrong dossier."""
    synced.known.worries = worries(synced.stage.dossiers[0].id)
    screen = synced.screen(qtbot)
    qtbot.keyClick(screen.view.problems, Qt.Key.Key_Down)
    chosen = screen.view.problems.current()
    assert chosen is not None

    synced.known.worries = synced.known.worries[:2]
    screen.refresh()
    qtbot.waitUntil(lambda: screen.state is not None and len(screen.state.problems) == 3)

    kept = screen.view.problems.current()
    assert kept is not None
    assert kept.key == chosen.key


def test_c_opens_the_cards(synced: Synced, qtbot: QtBot) -> None:
    """The other screen of this issue."""
    screen = synced.screen(qtbot)

    qtbot.keyClick(screen.view, Qt.Key.Key_C)

    assert synced.stage.went == [("merge", None)]


def test_limits_are_checked_and_kept(synced: Synced, qtbot: QtBot) -> None:
    """A cap in words is refused beside its field; a good one is kept in bytes."""
    screen = synced.screen(qtbot)
    qtbot.keyClick(screen.view, Qt.Key.Key_K)
    qtbot.waitUntil(synced.stage.idle)
    dialog = next(one for one in screen.view.findChildren(FormDialog) if one.objectName() == "limitsDialog")
    cap = dialog.findChild(QLineEdit, "limitsCap")
    assert cap is not None
    cap.setText("nhiều")
    qtbot.keyClick(dialog.go, Qt.Key.Key_Space)
    assert synced.line.kept == LineLimits()
    assert cap.property("problem") is True

    cap.setText("1.500")
    qtbot.keyClick(dialog.go, Qt.Key.Key_Space)

    qtbot.waitUntil(lambda: synced.line.kept.daily_cap_bytes == 1_500_000_000)


def test_a_stick_is_written_and_told(synced: Synced, qtbot: QtBot) -> None:
    """What went, what did not fit, and that the stick may be pulled."""
    screen = synced.screen(qtbot)
    qtbot.keyClick(screen.view, Qt.Key.Key_U)
    dialog = screen.view.findChild(CourierDialog)
    assert dialog is not None
    dialog.write_to("/media/usb")

    qtbot.waitUntil(lambda: dialog.outcome.text() != "")
    assert [folder.as_posix() for folder in synced.stick.wrote_to] == ["/media/usb"]
    assert "31 việc" in dialog.outcome.text()
    assert "2 bản quét để lần sau" in dialog.outcome.text()


def test_a_stick_pulled_out_is_told_and_may_be_tried_again(synced: Synced, qtbot: QtBot) -> None:
    """Nothing is lost, and both buttons work again."""
    synced.stick.refuses = Trouble("disk-full")
    screen = synced.screen(qtbot)
    screen.act("courier")
    dialog = screen.view.findChild(CourierDialog)
    assert dialog is not None
    dialog.write_to("/media/usb")

    qtbot.waitUntil(lambda: dialog.outcome.text() == sentence(Trouble("disk-full")))
    assert dialog.write.isEnabled()
    assert dialog.read.isEnabled()


def test_a_practice_desk_has_no_line(synced: Synced, qtbot: QtBot) -> None:
    """Invented citizens never reach the province; the page says why and nothing else breaks."""
    synced.context = replace(synced.context, sync=None, courier=None)
    screen = synced.screen(qtbot)
    screen.view.enrol_wanted.emit("https://x", "y")

    assert "tập huấn" in screen.view.enrol.problem.text()
    assert screen.view.courier.isHidden()


def test_everything_fits_the_smallest_screen(synced: Synced, qtbot: QtBot) -> None:
    """885x482 beside rail, header and strip at 1093x614: no button is cut off."""
    synced.known.worries = worries(synced.stage.dossiers[0].id)
    synced.line.now = connected(LANES)
    screen = synced.screen(qtbot)
    synced.stage.put(screen.view, 885, 482)
    qtbot.waitUntil(synced.stage.idle)

    for made in screen.view.findChildren(QPushButton):
        if made.isVisible():
            corner = made.mapTo(screen.view, made.rect().bottomRight())
            assert corner.x() < 885, made.objectName()
            assert corner.y() < 482, made.objectName()
    assert screen.view.findChild(QLabel, "syncHeadline").height() > 0  # type: ignore[union-attr]
