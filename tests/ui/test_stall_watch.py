"""The watch that proves that the screen never stands still."""

import time

from pytestqt.qtbot import QtBot

from ui.stall_watch import watch


def test_a_blocked_ui_thread_is_caught_with_its_place(qtbot: QtBot) -> None:
    """The report must name the line to mend."""
    with watch(limit_ms=20) as stalls:
        qtbot.wait(10)
        _block(0.05)
        qtbot.wait(10)

    assert any(stall.lasted_ms >= 45 and "_block" in stall.stack for stall in stalls)


def test_waiting_in_the_event_loop_is_no_stall(qtbot: QtBot) -> None:
    """Otherwise every idle second would be one; the limit is wide because the test machine is shared."""
    with watch(limit_ms=400) as stalls:
        qtbot.wait(40)

    assert stalls == []


def _block(seconds: float) -> None:
    end_s = time.monotonic() + seconds
    while time.monotonic() < end_s:
        pass
