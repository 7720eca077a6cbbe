"""Stores to test with, and devices that write chained, signed entries without a desk."""

import itertools
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Engine

from commune_desk.device_key import DeviceKey
from commune_desk.domain.ids import EntryId, Origin, RecordId
from commune_desk.entries import NO_HASH, Entry, SignedHead, head_message
from sync.server.database import open_postgres, open_sqlite
from sync.server.migrations import bring_up_to_date
from sync.server.registry import DESK, Invitation, Registry
from sync.server.store import SqlStore

NOW_MS = 1_780_000_000_000
KEY = bytes(range(32))
COMMUNE = "00001"
OTHER = "00002"
_seeds = itertools.count(1)


@dataclass
class Author:
    """A device writing one origin; its entries are chained."""

    key: DeviceKey = field(default_factory=lambda: DeviceKey.from_private(next(_seeds).to_bytes(32, "big")))
    random: int = 7
    n: int = 0
    hash: bytes = NO_HASH

    @property
    def origin(self) -> Origin:
        return Origin(self.key.device, self.random)

    def write(self, count: int = 1, body: bytes = b"body") -> list[Entry]:
        """The next entries, with their hashes."""
        made = []
        for _ in range(count):
            self.n += 1
            staff = RecordId(self.origin, 1, 0)
            at = NOW_MS + self.n
            entry = Entry(EntryId(self.origin, self.n), at << 16, at, 420, staff, None, "dossier.step", body)
            self.hash = entry.chained(self.hash)
            made.append(Entry(**{**entry.__dict__, "hash": self.hash}))
        return made

    def head(self) -> SignedHead:
        """Signed as it stands."""
        signature = self.key.sign(head_message(self.origin, self.n, self.hash))
        return SignedHead(self.origin, self.n, self.hash, signature)


@dataclass
class Server:
    """A store with its registry and two communes."""

    engine: Engine
    store: SqlStore
    registry: Registry

    def enrol(self, author: Author, commune: str = COMMUNE, role: str = DESK) -> Author:
        """Make the author's device known."""
        code = self.registry.make_code(Invitation(commune, "Máy 1", role), NOW_MS)
        self.registry.use_code(code, author.key.public, author.key.exchange_public, NOW_MS)
        return author


def new_server(engine: Engine) -> Server:
    """Tables made, two communes."""
    bring_up_to_date(engine)
    registry = Registry(engine, KEY, secrets.token_bytes)
    registry.add_commune(COMMUNE, "Xã Một", NOW_MS)
    registry.add_commune(OTHER, "Xã Hai", NOW_MS)
    return Server(engine, SqlStore(engine), registry)


def sqlite_engine(folder: Path) -> Engine:
    """An encrypted file."""
    return open_sqlite(folder / "server.db", KEY)


def postgres_engine(url: str) -> Engine:
    """A database of the server started by the tests."""
    return open_postgres(url)
