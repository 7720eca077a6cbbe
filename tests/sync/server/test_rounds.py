"""The server's background thread outlives a fault, and tells nobody's name about it."""

import logging
import threading

import pytest

from sync.server.rounds import Rounds


def test_a_round_that_fails_is_named_without_what_it_held_and_the_next_one_comes(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The fault's own text may be a citizen's name and number."""
    came_again = threading.Event()
    calls: list[int] = []

    def once(now_ms: int) -> int:
        calls.append(now_ms)
        if len(calls) == 1:
            raise ValueError("Nguyễn Văn Ánh 001099012345")
        came_again.set()
        return 0

    rounds = Rounds(once, lambda: 7, every_s=0.01)
    with caplog.at_level(logging.ERROR):
        rounds.start()
        assert came_again.wait(5)
        rounds.stop()

    assert "ValueError" in caplog.text
    assert "Ánh" not in caplog.text
    assert "001099012345" not in caplog.text
