"""A desk that does not open: its backups, putting one back, saving what a damaged file still holds. No Qt here."""

import json
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

from commune_desk.build import Doors
from commune_desk.domain.errors import NotAllowedNow, NotFound
from commune_desk.paths import Profile
from storage.atomic_file import file_trouble
from storage.backup import backups_in, made_at, sha256_of
from storage.clock_floor import from_ms
from storage.desk_file import last_seen, vietnam_clock
from storage.engine import connect
from storage.key_slots import OpenedKey
from storage.restore import restore
from storage.salvage import salvage_in_place
from storage.signed_desk import SignedDesk
from ui.unlock.rescue_state import BackupOnPc, Rescued


class Rescue:
    """Keeps the key of whoever gave the right password while the desk did not open, until `release`.

    Every method takes seconds and runs on the doorway's worker; each raises StorageTrouble, NotFound.
    """

    def __init__(self, doors: Callable[[], Doors]) -> None:
        self._doors = doors
        self._opened: OpenedKey | None = None

    def sign_in(self, user_name: str, password: str) -> SignedDesk:
        """Open the desk; the key stays here only where the file behind it fails."""
        doors = self._doors()
        self._opened = doors.key_file.unlock(user_name, password)
        try:
            desk = doors.open_with(self._opened)
        except NotAllowedNow:
            self.release()
            raise
        self.release()
        return desk

    def enter(self) -> SignedDesk:
        """Open the desk with the key kept, after a rescue or when another program let it go."""
        desk = self._doors().open_with(self._key())
        self.release()
        return desk

    def release(self) -> None:
        """Forget the key."""
        self._opened = None

    def backups(self) -> list[BackupOnPc]:
        """Those whose checksum still holds, newest first."""
        found = []
        for path in backups_in(self._profile.backups):
            with suppress(OSError, ValueError, KeyError, TypeError):
                told = json.loads(path.with_suffix(".json").read_bytes())
                if told["sha256"] == sha256_of(path):
                    found.append(BackupOnPc(path.name, made_at(path), int(told["dossiers"]), int(told["entries"])))
        return found

    def restore(self, name: str) -> Rescued:
        """Put that backup in the database's place; the former file is moved aside. Raises NotFound('no-backup')."""
        path = next((one for one in backups_in(self._profile.backups) if one.name == name), None)
        if path is None:
            raise NotFound("no-backup")
        done = restore(path, self._profile.database, self._key().data_key)
        counted = done.verified
        at = made_at(path)
        return Rescued(at, counted.dossiers, counted.entries, at, aside=str(done.aside or ""))

    def salvage(self) -> Rescued:
        """The newest good backup and every readable later entry, in the database's place; the damaged file is moved
        aside. Raises NotFound('nothing-to-salvage') and changes nothing when there is neither."""
        database, key = self._profile.database, self._key().data_key
        saved, aside = salvage_in_place(database, key, backups_in(self._profile.backups), now=vietnam_clock())
        last = _last_entry(database, key)
        ground = made_at(saved.backup) if saved.backup is not None else None
        counts = (saved.dossiers, saved.entries, last, saved.entries_added, saved.entries_lost)
        return Rescued(ground, *counts, aside=str(aside or ""))

    @property
    def _profile(self) -> Profile:
        return self._doors().profile

    def _key(self) -> OpenedKey:
        if self._opened is None:
            raise NotAllowedNow("not-allowed-now")
        return self._opened


def put_aside(folder: Path) -> Path:
    """Rename a practice desk's folder, so that a new one can be made; raises StorageTrouble."""
    aside = folder.with_name(f"{folder.name}.before-{vietnam_clock():%Y%m%d-%H%M%S}")
    try:
        folder.rename(aside)
    except OSError as error:
        raise file_trouble(error) from error
    return aside


def _last_entry(path: Path, key: bytes) -> datetime | None:
    with closing(connect(path, key, read_only=True)) as raw:
        _hlc, wall_ms = last_seen(raw, 0, 0)
    return from_ms(wall_ms) if wall_ms else None
