"""A desk with somebody signed in: fulfils ports.Desk over an opened desk file."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Literal

from commune_desk.device_key import verify
from commune_desk.domain.records import CalendarDay, DeskKey, ProcedureVersion
from commune_desk.domain.vietnam_time import to_vietnam
from commune_desk.ports import Actor, LocalStore, Reads, ScanDoor, Work
from storage.desk_file import DeskFile
from storage.reads import FileReads
from storage.rules import DeskRules

PasswordDue = Literal["", "temporary", "old"]
"""Why the password just used must be changed: somebody else chose it, or an administrator's is over two months old."""
RULE_KINDS = frozenset({"office.change", "calendar.change", "calendar.remove", "catalogue.import", "catalogue.change"})

RULE_RECORDS = frozenset({"Office", "ProcedureVersion", "CalendarDay"})


class SignedDesk:
    """One person at one desk. Rules are built on first use and again after an administrator changed them."""

    def __init__(self, file: DeskFile, actor: Actor, *, password_due: PasswordDue = "") -> None:
        self.file = file
        self.actor = actor
        self.password_due = password_due
        self.reads: Reads = FileReads(file, lambda: self.rules)
        self.local: LocalStore = file.local
        self.scans: ScanDoor = file.scans
        self._rules: DeskRules | None = None
        self._rules_lock = threading.Lock()

    @property
    def rules(self) -> DeskRules:
        """Catalogue, calendar and hours as the records say now; thread-safe."""
        with self._rules_lock:
            if self._rules is None:
                self._rules = DeskRules(
                    self.reads.office(), self.reads.all_of(ProcedureVersion), self.reads.all_of(CalendarDay)
                )
            return self._rules

    def now(self) -> datetime:
        """The PC clock on a Vietnamese face; raises ClockTrouble after a jump nobody confirmed."""
        return to_vietnam(self.file.clock.now())

    @contextmanager
    def work(self, action: str) -> Iterator[Work]:
        """A transaction in this person's name."""
        with self.file.work(action, self.actor) as work:
            yield work
        if action in RULE_KINDS:
            with self._rules_lock:
                self._rules = None

    def changed_elsewhere(self, kinds: frozenset[str]) -> None:
        """Entries of others brought records of these kinds: rules made of them are built again when next asked for."""
        if kinds & RULE_RECORDS:
            with self._rules_lock:
                self._rules = None

    def key_id(self) -> str:
        """Of this desk's device key."""
        return self.file.device.key_id

    def sign(self, message: bytes) -> bytes:
        """Ed25519 by this desk's device key."""
        return self.file.device.sign(message)

    def verify(self, key_id: str, message: bytes, signature: bytes) -> bool | None:
        """Against this desk's key and every desk key it knows."""
        for key in self.reads.all_of(DeskKey):
            if key.key_id == key_id:
                return verify(key.public_key, message, signature)
        return None
