"""Composition of the provincial server: the store, the exchange and the pages joined in one folder.

    <folder>/store.db   encrypted (or PostgreSQL by its URL)     <folder>/keys/    keys, authorities; 0600
    <folder>/scans/     encrypted scans                          <folder>/seen     notices a restored store

Killed at any moment it starts again where it was: everything acknowledged is in the store.
"""

import os
import secrets
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import Engine
from starlette.applications import Starlette

from commune_desk.device_key import DeviceKey
from commune_desk.domain.ids import EntryId, RecordId
from commune_desk.domain.records import Record
from commune_desk.entries import Entry
from storage import codec
from storage.kinds import KINDS
from sync.server.admin.keeping import Keeping
from sync.server.admin.pages import AdminPages, AdminParts
from sync.server.admin.publishing import Publisher
from sync.server.answer import ServerParts
from sync.server.app import make_app
from sync.server.ca import Authority
from sync.server.database import open_postgres, open_sqlite
from sync.server.doors import BundleDoor, Doors, ExchangeDoor
from sync.server.enrol import Enroller
from sync.server.exchange import ServerExchange
from sync.server.figures import Figures
from sync.server.housework import Housework, Tools
from sync.server.incarnation import Incarnation
from sync.server.migrations import bring_up_to_date
from sync.server.outbox import Outbox
from sync.server.portal import Access, HttpPortal, PortalQueue
from sync.server.portal_stand_in import StandInPortal
from sync.server.ports import ServerScans, Told
from sync.server.private_files import kept
from sync.server.projection import Projection
from sync.server.registry import DESK, Registry
from sync.server.rounds import Rounds
from sync.server.scan_store import FolderScans, Vault
from sync.server.serve import Server, listen
from sync.server.store import SqlStore
from sync.server.voice import Voice
from sync.wire.enrolment import Ticket

PRACTICE_COMMUNE: Final = "H37.099"
PRACTICE_COMMUNE_NAME: Final = "Xã tập huấn"
PRACTICE_DESK: Final = "Bàn tập huấn"
_KEY: Final = 32


def now_ms() -> int:
    """The wall clock, milliseconds since 1970 UTC."""
    return time.time_ns() // 1_000_000


class JournalScribe:
    """Fulfils `sync.server.ports.Scribe` with the desk's own codec."""

    def read(self, entry: Entry) -> list[Told]:
        """See the port."""
        return [_told(change) for change in codec.decode(entry.id, entry.body)]

    def body(self, of: EntryId, records: Sequence[Record]) -> bytes:
        """See the port."""
        changes: list[codec.Change] = []
        for k, record in enumerate(records):
            kind = KINDS[type(record)]
            values = {one.name: getattr(record, one.name) for one in kind.written}
            held = {one.name: values[one.name] for one in kind.written if values[one.name] != one.codec.nothing}
            changes.append(codec.Added(kind, RecordId(of.origin, of.n, k), held))
        return codec.encode(of, changes)


def _told(change: codec.Change) -> Told:
    match change:
        case codec.Added(kind, id_, values):
            filled = {one.name: values.get(one.name, one.codec.nothing) for one in kind.written}
            return Told("made", kind.cls.__name__, id_, filled)
        case codec.Written(kind, id_, values, _):
            return Told("wrote", kind.cls.__name__, id_, values)
        case codec.Stepped(id_, step):
            return Told("stepped", "Dossier", id_, {one.name: getattr(step, one.name) for one in fields(step)})
        case codec.Counted(name, number):
            return Told("counted", "", None, {"name": name, "number": number})


@dataclass(frozen=True, slots=True)
class Settings:
    """`listen` host and port (0: any free one); `names`: further names and addresses desks call it by; `database` a
    PostgreSQL URL, '' for the encrypted file.
    """

    folder: Path
    host: str = "127.0.0.1"
    port: int = 0
    names: tuple[str, ...] = ()
    database: str = field(default="", repr=False)
    scans: str = ""
    is_practice: bool = False
    portal: Access | None = None


@dataclass(frozen=True, slots=True)
class Province:
    """An opened server; `close` it."""

    settings: Settings
    engine: Engine
    store: SqlStore
    scans: ServerScans
    key: DeviceKey
    registry: Registry
    voice: Voice
    enroller: Enroller
    keeping: Keeping
    figures: Figures
    authority: Authority
    incarnation: Incarnation
    rounds: Rounds
    was_restored: bool

    def app(self, url: str, bundle: BundleDoor | None = None) -> Starlette:
        """The application; `url` is what tickets and pages tell desks."""
        publisher = Publisher(self.voice, JournalScribe(), lambda: [one.code for one in self.registry.communes()])
        pages = AdminPages(AdminParts(self.figures, self.enroller, publisher, self.keeping, url))
        exchange = exchange_door(ServerParts(self.store, self.key, self.scans))
        doors = Doors(self.store, self.scans, self.key, exchange, now_ms, self.enroller, self.figures, bundle)
        return make_app(doors, pages.routes())

    def server(self, bundle: BundleDoor | None = None) -> "tuple[Server, str]":
        """A listening server, not started, and the address it is reached at; raises OSError."""
        host = self.settings.host
        listening = listen(host, self.settings.port)
        names = [*self.settings.names, *([] if host in ("", "0.0.0.0", "::") else [host])]  # noqa: S104  told, not bound
        self.authority.ensure_leaf(names, datetime.now(UTC))
        self.rounds.start()
        shown = names[0] if names else "localhost"
        url = f"https://[{shown}]" if ":" in shown else f"https://{shown}"
        url += f":{listening.getsockname()[1]}"
        return Server(self.app(url, bundle), listening, self.authority.context()), url

    def close(self) -> None:
        """End the housework, remember where the orders end, let go of the database."""
        self.rounds.stop()
        self.incarnation.note()
        self.engine.dispose()


def exchange_door(parts: ServerParts) -> ExchangeDoor:
    """The exchange as the HTTP route calls it."""

    def door(chunks: Iterable[bytes]) -> Iterator[bytes]:
        exchange = ServerExchange(parts, now_ms())
        for chunk in chunks:
            exchange.feed(chunk)
        yield from exchange.answer()

    return door


def open_province(settings: Settings, *, is_restored: bool = False) -> Province:
    """Open or found the server of a folder. Raises DatabaseTooNew, ServerBusy, OSError."""
    folder = settings.folder
    keys = folder / "keys"
    keys.mkdir(parents=True, exist_ok=True, mode=0o700)
    secret = kept(keys / "store.key", lambda: os.urandom(_KEY))
    key = DeviceKey.from_private(kept(keys / "device.key", lambda: DeviceKey.generate().private))
    engine = open_postgres(settings.database) if settings.database else open_sqlite(folder / "store.db", secret)
    bring_up_to_date(engine)
    incarnation = Incarnation(engine, folder / "seen")
    was_restored = incarnation.begin(now_ms(), is_restored=is_restored)
    store, registry = SqlStore(engine), Registry(engine, secret, os.urandom)
    registry.set_province(key.public, key.exchange_public, "province", now_ms())
    voice = Voice(store, key, JournalScribe(), int.from_bytes(os.urandom(4), "big"))
    authority = Authority(keys, datetime.now(UTC))
    scans = FolderScans(folder / "scans", Vault(secret, key, os.urandom, now_ms))
    portal = None if settings.portal is None else PortalQueue(engine, HttpPortal(settings.portal))
    projection = Projection(engine, store, JournalScribe(), is_portal_fed=portal is not None)
    outbox = Outbox(engine, voice, JournalScribe())
    housework = Housework(Tools(store, registry, projection, outbox, incarnation, scans, portal))
    pages_key = HKDF(hashes.SHA256(), _KEY, None, b"commune-desk administrator's sessions 1").derive(secret)
    return Province(
        settings=settings,
        engine=engine,
        store=store,
        scans=scans,
        key=key,
        registry=registry,
        voice=voice,
        enroller=Enroller(registry, voice, key, authority.roots, now_ms, settings.is_practice),
        keeping=Keeping(engine, pages_key, now_ms),
        figures=Figures(engine),
        authority=authority,
        incarnation=incarnation,
        rounds=Rounds(housework.once, now_ms),
        was_restored=was_restored,
    )


@dataclass(frozen=True, slots=True)
class PracticeProvince:
    """A practice server running in a thread of this process."""

    url: str
    ticket: Ticket
    province: Province
    _server: Server
    _portal: Server

    def stop(self) -> None:
        """Returns when the ports are closed."""
        self._server.stop()
        self.province.close()
        self._portal.stop()


def start_practice_province(folder: Path) -> PracticeProvince:
    """A practice province on 127.0.0.1 at a free port, with the practice commune and a fresh ticket for one desk.

    A stand-in for the national portal runs beside it, so that every tick can be seen.
    """
    stand_in = StandInPortal(PRACTICE_COMMUNE, secrets.token_hex(_KEY))
    listening = listen("127.0.0.1", 0)
    portal = Server(stand_in.app, listening, None)
    portal.start()
    access = Access(f"http://127.0.0.1:{portal.port}", PRACTICE_COMMUNE, **stand_in.access)
    province = open_province(Settings(folder, is_practice=True, portal=access))
    if not province.registry.communes():
        province.registry.add_commune(PRACTICE_COMMUNE, PRACTICE_COMMUNE_NAME, now_ms())
    ticket = province.enroller.invite(PRACTICE_COMMUNE, PRACTICE_DESK, DESK)
    server, url = province.server()
    server.start()
    return PracticeProvince(url, ticket, province, server, portal)
