"""Receipts: what a server signed about what it holds; kept for each server and origin, the latest one."""

from collections.abc import Collection, Iterable
from typing import Final

from commune_desk.device_key import verify
from commune_desk.sync_ports import Receipt, receipt_message
from storage.engine import Raw
from storage.origins import N_BITS, Origins
from storage.unsent import note_proven

COLUMNS: Final = "server, origin, n, hash, seq, at_ms, is_safe, signature"
_KEEP: Final = (
    f"INSERT INTO receipt ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608  constant names
    " ON CONFLICT (server, origin, is_safe) DO UPDATE SET n = excluded.n, hash = excluded.hash, seq = excluded.seq,"
    " at_ms = excluded.at_ms, signature = excluded.signature WHERE excluded.n >= n"
)
NOT_GENUINE: Final = "receipt-not-genuine"


def are_genuine(receipts: Iterable[Receipt], servers: Collection[bytes]) -> tuple[list[Receipt], int]:
    """Those signed by one of these keys, and how many were not."""
    good, bad = [], 0
    for one in receipts:
        if one.server in servers and verify(one.server, receipt_message(one), one.signature):
            good.append(one)
        else:
            bad += 1
    return good, bad


def with_hash(raw: Raw, origins: Origins, one: Receipt) -> Receipt:
    """The receipt with the hash of the entry held here, where it came without one."""
    number = origins.number(one.origin)
    if one.hash or number is None:
        return one
    row = raw.execute("SELECT hash FROM journal WHERE entry = ?", ((number << N_BITS) | one.n,)).fetchone()
    return one if row is None else one._replace(hash=bytes(row[0]))


def keep(raw: Raw, origins: Origins, one: Receipt, province: bytes) -> bool:
    """Keep a genuine receipt; False for one whose hash is not that of the entry held here: that proves nothing."""
    number = origins.intern(raw, one.origin)
    packed = (number << N_BITS) | one.n
    row = raw.execute("SELECT hash FROM journal WHERE entry = ?", (packed,)).fetchone()
    if row is not None and row[0] != one.hash:
        return False
    before = _covered(raw, province, number)
    raw.execute(_KEEP, (one.server, number, one.n, one.hash, one.seq, one.at_ms, int(one.is_safe), one.signature))
    if one.server == province and one.n > before:
        query = "SELECT seq FROM journal WHERE entry > ? AND entry <= ?"
        note_proven(raw, [row[0] for row in raw.execute(query, ((number << N_BITS) | before, packed)).fetchall()])
    return True


def _covered(raw: Raw, server: bytes, number: int) -> int:
    row = raw.execute("SELECT max(n) FROM receipt WHERE server = ? AND origin = ?", (server, number)).fetchone()
    return int(row[0] or 0)


def held_of(raw: Raw, origins: Origins, server: bytes) -> list[Receipt]:
    """Every receipt of a server that is kept here."""
    names = dict(origins.known())
    rows = raw.execute(f"SELECT {COLUMNS} FROM receipt WHERE server = ?", (server,)).fetchall()  # noqa: S608
    return [
        Receipt(server_, names[origin], n, hash_, seq, at_ms, bool(is_safe), signature)
        for server_, origin, n, hash_, seq, at_ms, is_safe, signature in rows
    ]
