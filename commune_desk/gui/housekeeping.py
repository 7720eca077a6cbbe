"""A backup a day and a test restore a month, behind the clerk's back; only failures are told, until they are mended."""

import json
import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from commune_desk.domain.errors import DeskError, StorageTrouble
from commune_desk.paths import Profile
from storage.backup import back_up, backups_in, made_at, test_restore
from storage.signed_desk import SignedDesk
from ui.background import Background, Executors

AFTER_SIGN_IN_MS = 60_000
LOOK_AGAIN_MS = 3_600_000
OLDEST = timedelta(hours=20)
TEST_EVERY = timedelta(days=30)
FAILED, TESTED = "backup-failed", "backup-tested"
LOWEST_PRIORITY = 15


class Housekeeping(QObject):
    """`start` after signing in; `troubled(DeskError)` when a backup failed now or at an earlier sitting."""

    troubled = Signal(object)
    done = Signal()

    def __init__(self, desk: SignedDesk, profile: Profile, background: Background, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._profile, self._background = desk, profile, background
        self._pool = ThreadPoolExecutor(1, "housekeeping", initializer=lower_priority)
        executors = Executors(self._pool, self._pool, self._pool)
        self._own = Background(executors, on_error=self._told, on_bug=_nothing, parent=self)
        self._timer = QTimer(self, singleShot=True, interval=AFTER_SIGN_IN_MS)
        self._timer.timeout.connect(self._look)

    def start(self) -> None:
        """Tell of a failure not yet mended; look for a due backup in a minute and every hour from then on."""
        self._background.read(partial(failure_of, self._desk), self._told)
        self._timer.start()

    def back_up(self) -> None:
        """Now, whatever the age of the newest."""
        self._own.write(partial(care_for, self._desk, self._profile, now=True), self._finished)

    def stop(self) -> Callable[[], None]:
        """No more work; returns the wait for what is under way, for a worker."""
        self._timer.stop()
        self._own.close()
        return partial(self._pool.shutdown, wait=True, cancel_futures=True)

    def _look(self) -> None:
        self._own.write(partial(care_for, self._desk, self._profile), self._finished)
        self._timer.start(LOOK_AGAIN_MS)

    def _finished(self, error: DeskError | None) -> None:
        self._told(error)
        self.done.emit()

    def _told(self, error: DeskError | None) -> None:
        if error is not None:
            self.troubled.emit(error)


def care_for(desk: SignedDesk, profile: Profile, *, now: bool = False) -> DeskError | None:
    """Back up when due (or `now`), test-restore when a month went by; the failure is remembered and returned.

    A success forgets an earlier failure. Takes seconds: never on the UI thread.
    """
    moment = desk.file.clock.reading()
    try:
        if now or is_due(profile, moment) or failure_of(desk) is not None:
            back_up(desk.file, profile.backups, key_file=profile.keys if profile.keys.exists() else None)
        if _test_is_due(desk, moment):
            newest = backups_in(profile.backups)[0]
            test_restore(newest, desk.file.engines.key)
            desk.local.remember(TESTED, moment.isoformat())
    except StorageTrouble as error:
        _remember(desk, error)
        return error
    _remember(desk, None)
    return None


def is_due(profile: Profile, moment: datetime) -> bool:
    """Whether the newest verified backup is older than 20 hours, lies in the future or does not exist."""
    verified = [path for path in backups_in(profile.backups) if path.with_suffix(".json").exists()]
    return not verified or not timedelta(0) <= moment - made_at(verified[0]) <= OLDEST


def failure_of(desk: SignedDesk) -> DeskError | None:
    """The failure not yet mended, None when all is well."""
    try:
        kept = json.loads(desk.local.recall(FAILED) or "null")
        return None if kept is None else StorageTrouble(str(kept["code"]), **kept["parameters"])
    except (ValueError, KeyError, TypeError):
        return None


def lower_priority() -> None:
    """Of the calling thread, so that a backup never takes the processor from the counter."""
    if sys.platform == "win32":
        import ctypes

        below_normal = -1
        kernel = ctypes.windll.kernel32
        kernel.SetThreadPriority(kernel.GetCurrentThread(), below_normal)
    else:
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), LOWEST_PRIORITY)


def _test_is_due(desk: SignedDesk, moment: datetime) -> bool:
    try:
        before = datetime.fromisoformat(desk.local.recall(TESTED))
    except ValueError:
        return True
    return not timedelta(0) <= moment - before <= TEST_EVERY


def _remember(desk: SignedDesk, error: DeskError | None) -> None:
    text = "" if error is None else json.dumps({"code": error.code, "parameters": dict(error.parameters)})
    if desk.local.recall(FAILED) != text:
        desk.local.remember(FAILED, text)


def _nothing(_report: str) -> None:
    """A bug in the housekeeping is in the log; the clerk cannot help it."""
