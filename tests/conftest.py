"""For every test: no screen needed, no thread left behind; a practice desk for whoever asks."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from commune_desk.build import practice_desk
from commune_desk.paths import Profile
from storage.signed_desk import SignedDesk
from tests.commune_desk.timed_desks import TimedDesk, timed_desk

_PATIENCE_S = 2


@pytest.fixture(autouse=True)
def no_thread_left_alive() -> Iterator[None]:
    """A thread that outlives its test holds files open and makes the next test fail somewhere else."""
    before = set(threading.enumerate())
    yield
    left = [one for one in threading.enumerate() if one not in before and not one.daemon]
    for thread in left:
        thread.join(_PATIENCE_S)
    assert not [one.name for one in left if one.is_alive()]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[SignedDesk]:
    """A fresh practice desk with everything real: key file, SQLCipher, journal."""
    made = practice_desk(Profile(tmp_path / "desk"))
    yield made
    made.file.close()


@pytest.fixture
def timed(tmp_path: Path) -> Iterator[TimedDesk]:
    """A real desk whose PC clock the test sets."""
    made = timed_desk(tmp_path / "timed")
    yield made
    made.desk.file.close()
