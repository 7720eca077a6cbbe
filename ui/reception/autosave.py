"""What is being typed is kept on this PC within a second, and offered again after a crash."""

import json
import secrets
from datetime import datetime
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from commune_desk.domain.errors import DeskError
from commune_desk.domain.plain import from_plain, to_plain
from commune_desk.domain.vietnam_time import VN
from commune_desk.ports import Draft, LocalStore
from ui.background import Background
from ui.reception.state import ReceptionState, draft_title

PAUSE_MS = 700
PREFIX = "reception/"
VERSION = 1


def to_bytes(state: ReceptionState) -> bytes:
    """A form as a draft keeps it."""
    return json.dumps({"version": VERSION, "form": to_plain(state)}, ensure_ascii=False).encode()


def from_bytes(data: bytes) -> ReceptionState | None:
    """The form of a draft; None where another version of the program wrote it or it is damaged."""
    try:
        kept = json.loads(data)
        return from_plain(ReceptionState, kept["form"]) if kept["version"] == VERSION else None
    except (ValueError, TypeError, KeyError):
        return None


class Autosave(QObject):
    """Saves the newest state `PAUSE_MS` after a change began, however long the typing goes on."""

    saved = Signal(object)  # the aware instant
    failed = Signal(object)  # DeskError

    def __init__(self, background: Background, local: LocalStore, parent: QObject) -> None:
        super().__init__(parent)
        self._background, self._local = background, local
        self._state = ReceptionState()
        self._kept = False
        self.key = ""
        self._timer = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._timer.timeout.connect(self.save_now)
        self.begin()

    def begin(self, key: str = "", state: ReceptionState | None = None) -> None:
        """Another form under a new key, or `state` under that of its draft: left as it is, it stays kept."""
        self._timer.stop()
        self._state = state or ReceptionState()
        self.key, self._kept = key or f"{PREFIX}{secrets.token_hex(8)}", bool(key)

    def note(self, state: ReceptionState) -> None:
        """The form changed."""
        self._state = state
        if not self._timer.isActive():
            self._timer.start()

    def forget(self) -> None:
        """The dossier was taken; its draft is dropped with it, and leaving the result must not save it anew."""
        self._timer.stop()
        self._state = ReceptionState()
        self._kept = False

    def save_now(self) -> None:
        """Do not wait (the screen is left)."""
        self._timer.stop()
        if self._state.is_empty:
            self.drop()
            return
        draft = Draft(self.key, datetime.now(VN), draft_title(self._state), to_bytes(self._state))
        self._kept = True
        job = partial(self._local.save_draft, draft)
        self._background.write(job, partial(self._saved, draft.saved_at), self._failed, owner=self)

    def drop(self) -> None:
        """The clerk gave the form up."""
        self._timer.stop()
        if self._kept:
            self._kept = False
            self._background.write(partial(self._local.drop_draft, self.key), _nothing, owner=self)

    def _saved(self, at: datetime, _done: None) -> None:
        self.saved.emit(at)

    def _failed(self, error: DeskError) -> None:
        self.failed.emit(error)


def _nothing(_done: object) -> None:
    return None
