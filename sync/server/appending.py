"""Giving entries their places: one short transaction that holds the commune's row (sync.md 4.6)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple, Self

from sqlalchemy import Connection, Row, insert, select, text, tuple_

from commune_desk.domain.errors import Refused
from commune_desk.domain.ids import Origin
from commune_desk.entries import NO_HASH, Entry, SignedHead
from commune_desk.sync_ports import Place, digest_of, mark_of
from sync.server.communes import commune_row
from sync.server.database import Raw, busy_copy
from sync.server.order import damage_before
from sync.server.ports import Appended
from sync.server.rows import packed, place_key, to_signed
from sync.server.tables import DEVICE, ORIGIN

_ASKED_AT_ONCE: Final = 200
_SQLITE_INSERT: Final = "INSERT INTO entry (place, origin, n, marks, hash, body) VALUES (?, ?, ?, ?, ?, ?)"
_POSTGRES_COPY: Final = "COPY entry (place, origin, n, marks, hash, body) FROM STDIN (FORMAT BINARY)"
_POSTGRES_TYPES: Final = ("int8", "int4", "int8", "int8", "bytea", "bytea")
_ARRIVAL_INSERT: Final = text("INSERT INTO arrival (place, carrier, at) VALUES (:place, :carrier, :at)")
_COMMUNE_UPDATE: Final = text("UPDATE commune SET seq = :seq, marks = :marks WHERE id = :id")
_HEAD_INSERT: Final = text(
    "INSERT INTO signed_head (origin, n, hash, signature) VALUES (:origin, :n, :hash, :signature) "
    "ON CONFLICT DO NOTHING"
)
_ORIGIN_UPDATE: Final = text("UPDATE origin SET n = :n, hash = :hash, seq = :seq WHERE id = :id")
NewRow = tuple[int, int, int, int, bytes, bytes]
"""place, origin, n, marks, hash, body."""


@dataclass(slots=True)
class _Head:
    """The last entry of an origin, moved on while a batch is numbered."""

    id: int
    n: int = 0
    hash: bytes = NO_HASH
    seq: int = 0
    is_moved: bool = False


class Parcel(NamedTuple):
    """Verified entries with what is stored of them, made before the transaction begins; who carried them, when."""

    carrier: int
    at_ms: int

    entries: Sequence[Entry]
    bodies: Sequence[bytes]
    heads: Sequence[SignedHead]

    @classmethod
    def of(cls, carrier: int, at_ms: int, entries: Sequence[Entry], heads: Sequence[SignedHead]) -> Self:
        """Do outside what needs no lock."""
        return cls(carrier, at_ms, entries, [packed(entry) for entry in entries], heads)


def append(connection: Connection, code: str, given: Parcel) -> Appended:
    """See `ports.ServerStore.append`; the caller commits."""
    commune = commune_row(connection, code, is_locked=True)
    if commune.revoked:
        _refuse_revoked(connection, commune.id, given.entries)
    authors = {entry.id.origin for entry in given.entries}
    heads = _known_heads(connection, commune.id, authors | {head.origin for head in given.heads})
    _make_missing(connection, commune.id, authors, heads)
    numbered = _Numbering(commune, heads)
    numbered.number(given)
    _store(connection, numbered, given)
    _store_heads(connection, heads, given.heads)
    delta = damage_before(connection, commune, commune.seq)
    end = Place(commune.epoch, numbered.seq, digest_of(numbered.marks + delta))
    return Appended(end, len(numbered.rows), len(given.entries) - len(numbered.rows))


def _refuse_revoked(connection: Connection, commune: int, entries: Sequence[Entry]) -> None:
    query = select(DEVICE.c.number).where(DEVICE.c.commune == commune, DEVICE.c.revoked_seq.is_not(None))
    revoked = set(connection.execute(query).scalars())
    if any(entry.id.origin.device in revoked for entry in entries):
        raise Refused("device-revoked")


def _known_heads(connection: Connection, commune: int, origins: Iterable[Origin]) -> dict[Origin, _Head]:
    asked = list(origins)
    found: dict[Origin, _Head] = {}
    for first in range(0, len(asked), _ASKED_AT_ONCE):
        some = [tuple(one) for one in asked[first : first + _ASKED_AT_ONCE]]
        named = tuple_(ORIGIN.c.device, ORIGIN.c.random).in_(some)
        for row in connection.execute(select(ORIGIN).where(ORIGIN.c.commune == commune, named)):
            found[Origin(row.device, row.random)] = _Head(row.id, row.n, bytes(row.hash), row.seq)
    return found


def _make_missing(connection: Connection, commune: int, origins: Iterable[Origin], heads: dict[Origin, _Head]) -> None:
    for origin in origins:
        if origin not in heads:
            values = {"commune": commune, "device": origin.device, "random": origin.random}
            made = insert(ORIGIN).values(**values, n=0, hash=NO_HASH, seq=0).returning(ORIGIN.c.id)
            heads[origin] = _Head(connection.execute(made).scalar_one())


@dataclass(slots=True)
class _Numbering:
    """Places for a parcel's entries after the commune's last one."""

    commune: Row[Any]
    heads: dict[Origin, _Head]
    rows: list[NewRow] = field(default_factory=list)
    seq: int = 0
    marks: int = 0

    def number(self, given: Parcel) -> None:
        """Raises Refused('journal-hole' | 'journal-fork')."""
        base = place_key(self.commune.id, 0)
        seq, marks, rows = self.commune.seq, self.commune.marks, self.rows
        for entry, body in zip(given.entries, given.bodies, strict=True):
            id_, hash_ = entry.id, entry.hash
            head = self.heads[id_.origin]
            if id_.n != head.n + 1:
                _refuse_gap(entry, head)
                continue
            seq += 1
            marks += mark_of(seq, id_, hash_)
            head.n, head.hash, head.seq, head.is_moved = id_.n, hash_, seq, True
            rows.append((base | seq, head.id, id_.n, to_signed(marks), hash_, body))
        self.seq, self.marks = seq, marks


def _refuse_gap(entry: Entry, head: _Head) -> None:
    """An entry known already may pass, if it is the one that is known."""
    if entry.id.n > head.n:
        raise Refused("journal-hole")
    if entry.id.n == head.n and entry.hash != head.hash:
        raise Refused("journal-fork")


def _store(connection: Connection, numbered: _Numbering, given: Parcel) -> None:
    rows = numbered.rows
    if not rows:
        return
    insert_rows(connection, rows)
    arrived = {"place": rows[-1][0], "carrier": given.carrier, "at": given.at_ms}
    connection.execute(_ARRIVAL_INSERT, arrived)
    moved = [head for head in numbered.heads.values() if head.is_moved]
    values = [{"id": head.id, "n": head.n, "hash": head.hash, "seq": head.seq} for head in moved]
    connection.execute(_ORIGIN_UPDATE, values)
    change = {"id": numbered.commune.id, "seq": numbered.seq, "marks": to_signed(numbered.marks)}
    connection.execute(_COMMUNE_UPDATE, change)


def insert_rows(connection: Connection, rows: Sequence[NewRow]) -> None:
    """All of them by one statement."""
    if connection.dialect.name == "postgresql":
        raw: Raw = connection.connection.driver_connection
        with busy_copy(), raw.cursor() as cursor, cursor.copy(_POSTGRES_COPY) as copy:
            copy.set_types(_POSTGRES_TYPES)
            for row in rows:
                copy.write_row(row)
    else:
        connection.exec_driver_sql(_SQLITE_INSERT, list(rows))


def _store_heads(connection: Connection, known: dict[Origin, _Head], heads: Sequence[SignedHead]) -> None:
    values = [
        {"origin": known[head.origin].id, "n": head.n, "hash": head.hash, "signature": head.signature}
        for head in heads
        if head.origin in known and head.n <= known[head.origin].n
    ]
    if values:
        connection.execute(_HEAD_INSERT, values)
