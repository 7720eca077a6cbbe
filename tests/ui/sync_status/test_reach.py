"""Why a dossier is not at the province, and the proofs behind its ticks."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from commune_desk.sync_ports import SyncStatus
from commune_desk.sync_views import RecordTicks, ScanTicks
from tests.ui.sync_status.conftest import Synced
from tests.ui.sync_status.parts import NOW, PORTAL, PROVINCE, SECOND, connected, ms
from ui.detail.screen import DetailScreen
from ui.dossiers.screen import DossiersScreen
from ui.home.screen import HomeScreen
from ui.sync_status.proof_dialog import ProofDialog
from ui.sync_status.reach import why_not
from ui.tick_words import Mark, stand_word, ticks_of

WAITING = RecordTicks(ms(9, 12), 4, 2, SECOND)
ARRIVED = RecordTicks(ms(9, 12), 4, 0, SECOND, PROVINCE)
LATE_SCAN = ScanTicks(b"r", "Tờ khai", 410_000, RecordTicks(ms(9, 12), 1, 1, fraction=0.43))


@pytest.mark.parametrize(
    ("record", "word", "marks"),
    [
        (RecordTicks(ms(9, 12), 4, 4), "Chỉ trên máy này", "dwww"),
        (WAITING, "Đã sang máy khác trong xã", "ddww"),
        (ARRIVED, "Đã đến tỉnh", "dddw"),
        (replace(ARRIVED, second=None), "Đã đến tỉnh", "dwdw"),
        (replace(ARRIVED, portal=PORTAL), "Đã lên Cổng quốc gia", "dddd"),
        (replace(WAITING, trouble="number-taken"), "Cần xử lý", "ddtw"),
    ],
)
def test_ticks_say_what_is_proved_and_no_more(record: RecordTicks, word: str, marks: str) -> None:
    """A tick is a proof: no mark is done without one, and what needs a person is never green."""
    ticks = ticks_of(record)

    assert (ticks.word, stand_word(record)) == (word, word)
    assert "".join(tick.mark.value[0] for tick in ticks.marks) == marks


def test_a_proof_names_who_when_and_which_receipt() -> None:
    """What an inspector asks for."""
    told = ticks_of(ARRIVED).marks[2].proof

    assert all(part in told for part in ("09:42 23/11/2026", "48.213", "Trung tâm dữ liệu tỉnh"))


def test_every_reason_has_its_next_action() -> None:
    """`Why is this not at the province?` is answered exactly (sync.md 4.14)."""
    no_line = replace(connected(), state="no-line", no_line_since_ms=ms(8, 57))
    asked = [
        why_not(WAITING, [], SyncStatus(), NOW),
        why_not(WAITING, [], no_line, NOW),
        why_not(WAITING, [], replace(connected(), state="paused", paused_until_ms=ms(17, 0)), NOW),
        why_not(WAITING, [], replace(connected(), state="refused", code="revoked"), NOW),
        why_not(WAITING, [], connected(), NOW),
        why_not(replace(WAITING, trouble="merge-card"), [], connected(), NOW),
        why_not(ARRIVED, [LATE_SCAN], connected(), NOW),
    ]

    assert [one.act for one in asked if one is not None] == ["sync", "send", "send", "sync", "send", "merge", "sync"]
    assert all(one is not None and one.words and one.deed for one in asked)
    assert why_not(ARRIVED, [], no_line, NOW) is None


def test_f9_tells_why_and_enter_does_something_about_it(synced: Synced, qtbot: QtBot) -> None:
    """From the dossier: F9, Enter, and it is being sent."""
    synced.known.record = WAITING
    screen = DetailScreen(synced.context)
    synced.stage.put(screen.view)
    screen.open(synced.stage.dossiers[0].id)
    screen.on_shown()
    qtbot.waitUntil(lambda: screen.reaching.reach is not None and synced.stage.idle())
    assert screen.view.header.ticks.accessibleName() == "Đã sang máy khác trong xã"

    qtbot.keyClick(screen.view, Qt.Key.Key_F9)
    dialog = screen.view.findChild(ProofDialog)
    assert dialog is not None
    qtbot.keyClick(dialog.deed, Qt.Key.Key_Return)

    assert synced.line.sent == 1
    assert synced.stage.went == [("sync", None)]


def test_k_checks_every_signature_again(synced: Synced, qtbot: QtBot) -> None:
    """A receipt that is wrong today is shown wrong, whatever it was when it came."""
    synced.known.genuine = False
    screen = DetailScreen(synced.context)
    synced.stage.put(screen.view)
    screen.open(synced.stage.dossiers[0].id)
    screen.on_shown()
    qtbot.waitUntil(lambda: screen.reaching.reach is not None and synced.stage.idle())
    screen.reaching.open()
    dialog = screen.view.findChild(ProofDialog)
    assert dialog is not None
    assert {one.accessibleName() for one in dialog.verdicts.values()} == {"chữ ký đúng"}

    qtbot.keyClick(dialog, Qt.Key.Key_K)
    qtbot.waitUntil(synced.stage.idle)

    assert {one.accessibleName() for one in dialog.verdicts.values()} == {"chữ ký sai"}


def test_the_list_shows_ticks_only_where_something_is_known(synced: Synced, qtbot: QtBot) -> None:
    """Without a sync nothing is claimed; with one each line has its four marks."""
    screen = DossiersScreen(synced.context)
    synced.stage.put(screen.view)
    screen.on_shown()
    qtbot.waitUntil(synced.stage.idle)
    ticks = screen.view.model.row(0).ticks
    assert ticks is not None
    assert [tick.mark for tick in ticks.marks] == [Mark.DONE, Mark.DONE, Mark.DONE, Mark.WAITING]
    assert "ticks" in screen.view.table.shown_columns()

    bare = DossiersScreen(synced.stage.context)
    assert "ticks" not in bare.view.table.shown_columns()


def test_home_says_how_far_the_day_has_got(synced: Synced, qtbot: QtBot) -> None:
    """The sentence of the issue on the first screen of the day."""
    screen = HomeScreen(synced.context)
    synced.stage.put(screen.view)
    screen.on_shown()
    qtbot.waitUntil(lambda: screen.state is not None)

    assert screen.view.reach.text() == "Cả 31 hồ sơ hôm nay đã đến tỉnh, bằng chứng cuối 09:42"
    screen.view.reach.click()
    assert synced.stage.went == [("sync", None)]
