"""What peers hold, and what of this desk's journal they lack."""

import heapq
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from commune_desk import entries
from commune_desk.device_key import DeviceKey
from commune_desk.domain.ids import EntryId, Origin
from commune_desk.entries import Entry, SignedHead, head_message
from commune_desk.sync_ports import Batch
from storage.engine import Raw
from storage.journal import Journal
from storage.origins import N_BITS, Origins

_N: Final = (1 << N_BITS) - 1
_THIN: Final = 64
"""Signed heads of one origin nearer to each other than this make way for the later one."""


def peer_id(raw: Raw, name: str) -> int | None:
    """The number of a peer met before, None otherwise."""
    row = raw.execute("SELECT id FROM peer WHERE name = ?", (name,)).fetchone()
    return None if row is None else int(row[0])


def meet(raw: Raw, name: str, public_key: bytes = b"") -> int:
    """The number of a peer, noted now if new; a key given is pinned."""
    raw.execute("INSERT OR IGNORE INTO peer (name, public_key, epoch, seq) VALUES (?, x'', 0, 0)", (name,))
    if public_key:
        raw.execute("UPDATE peer SET public_key = ? WHERE name = ?", (public_key, name))
    found = peer_id(raw, name)
    assert found is not None  # noqa: S101  narrowed for the type checker: just inserted
    return found


def held_by(raw: Raw, peer: int) -> dict[int, int]:
    """Number of each origin -> up to which entry the peer holds it."""
    return dict(raw.execute("SELECT origin, n FROM peer_head WHERE peer = ?", (peer,)).fetchall())


def note_held(raw: Raw, peer: int, held: Mapping[int, int], *, may_fall: bool = False) -> None:
    """The peer holds these; `may_fall` where it said so itself."""
    newer = "excluded.n" if may_fall else "max(n, excluded.n)"
    raw.executemany(
        "INSERT INTO peer_head (peer, origin, n) VALUES (?, ?, ?)"  # noqa: S608  one of two constants
        f" ON CONFLICT (peer, origin) DO UPDATE SET n = {newer}",
        [(peer, origin, n) for origin, n in sorted(held.items())],
    )


def tops(raw: Raw, origins: Origins, device: int) -> dict[int, int]:
    """Up to where each origin can be given on: own ones to their end, others' to their last signed head."""
    found = dict(raw.execute("SELECT origin, max(n) FROM signed_head GROUP BY origin").fetchall())
    for number, origin in origins.known():
        if origin.device == device:
            found[number] = top_of(raw, number)
    return found


def top_of(raw: Raw, number: int) -> int:
    """The last entry held of an origin, 0 for none."""
    query = "SELECT max(entry) FROM journal WHERE entry > ? AND entry < ?"
    found = raw.execute(query, (number << N_BITS, (number + 1) << N_BITS)).fetchone()[0]
    return 0 if found is None else int(found) & _N


def keep_head(raw: Raw, number: int, head: SignedHead) -> None:
    """Keep a verified head of another device, and let an earlier one that stands close go."""
    query = "SELECT n FROM signed_head WHERE origin = ? AND n < ? ORDER BY n DESC LIMIT 2"
    earlier = [row[0] for row in raw.execute(query, (number, head.n)).fetchall()]
    before = earlier[1] if len(earlier) > 1 else 0
    if earlier and head.n - before < _THIN:
        raw.execute("DELETE FROM signed_head WHERE origin = ? AND n = ?", (number, earlier[0]))
    raw.execute(
        "INSERT OR REPLACE INTO signed_head (origin, n, hash, signature) VALUES (?, ?, ?, ?)",
        (number, head.n, head.hash, head.signature),
    )


class Missing:
    """What a peer lacks, read inside one snapshot."""

    def __init__(self, journal: Journal, origins: Origins, device: DeviceKey, peer: int | None) -> None:
        self._raw = journal.raw
        self._journal = journal
        self._origins = origins
        self._device = device
        self._held = {} if peer is None else held_by(self._raw, peer)
        self._tops = tops(self._raw, origins, device.device)

    def open_origins(self) -> dict[int, tuple[int, int]]:
        """Origin's number -> (up to where the peer holds it, up to where it can be given on), where that is further."""
        held = self._held
        return {number: (held.get(number, 0), n) for number, n in self._tops.items() if n > held.get(number, 0)}

    def count(self) -> int:
        """How many entries."""
        return sum(n - held for held, n in self.open_origins().values())

    def batch(self, limit_bytes: int) -> Batch:
        """The first of them in this desk's order, see `Replica.missing_at`."""
        names = dict(self._origins.known())
        ends: dict[int, int] = {}
        taken: list[Entry] = []
        size = 0
        for entry in self._in_order(names):
            if taken and size + len(entry.body) > limit_bytes:
                break
            taken.append(entry)
            size += len(entry.body)
            number = self._origins.number(entry.id.origin)
            if number is not None:
                ends[number] = entry.id.n
        heads = {number: self._head(number, names[number], n) for number, n in ends.items()}
        taken += self._up_to_head(heads, ends)
        kept = {number: head.n for number, head in heads.items() if head is not None}
        entries = [one for one in taken if one.id.n <= kept.get(self._origins.number(one.id.origin) or 0, 0)]
        return Batch(entries, [head for head in heads.values() if head is not None])

    def _in_order(self, names: Mapping[int, Origin]) -> Iterator[Entry]:
        streams = [self._between(names[number], held, top) for number, (held, top) in self.open_origins().items()]
        return heapq.merge(*streams, key=lambda entry: entry.seq)

    def _between(self, origin: Origin, held: int, top: int) -> Iterator[Entry]:
        return (entry for entry in self._journal.of_origin(origin, after_n=held) if entry.id.n <= top)

    def _head(self, number: int, origin: Origin, n: int) -> SignedHead | None:
        """The head that vouches for what is given of an origin: the last one within, else the first one behind."""
        if origin.device == self._device.device:
            row = self._raw.execute("SELECT hash FROM journal WHERE entry = ?", ((number << N_BITS) | n,)).fetchone()
            return SignedHead(origin, n, row[0], self._device.sign(head_message(origin, n, row[0])))
        held = self._held.get(number, 0)
        query = (
            "SELECT n, hash, signature FROM signed_head WHERE origin = ? AND n > ? AND n <= ? ORDER BY n DESC LIMIT 1"
        )
        row = self._raw.execute(query, (number, held, n)).fetchone()
        if row is None:
            query = "SELECT n, hash, signature FROM signed_head WHERE origin = ? AND n > ? ORDER BY n LIMIT 1"
            row = self._raw.execute(query, (number, n)).fetchone()
        return None if row is None else SignedHead(origin, *row)

    def heads_behind(self, rows: Sequence[entries.Entry | EntryId]) -> list[SignedHead]:
        """Per origin of whole rows the head at its last one, or the first behind it."""
        last = {row.id.origin: row.id.n for row in rows if isinstance(row, entries.Entry)}
        found = []
        for origin, n in last.items():
            number = self._origins.number(origin)
            head = None if number is None else self._head_behind(number, origin, n)
            if head is not None:
                found.append(head)
        return found

    def _head_behind(self, number: int, origin: Origin, n: int) -> SignedHead | None:
        if origin.device == self._device.device:
            return self._head(number, origin, n)
        query = "SELECT n, hash, signature FROM signed_head WHERE origin = ? AND n >= ? ORDER BY n LIMIT 1"
        row = self._raw.execute(query, (number, n)).fetchone()
        return None if row is None else SignedHead(origin, *row)

    def _up_to_head(self, heads: Mapping[int, SignedHead | None], ends: Mapping[int, int]) -> list[Entry]:
        """What lies between the limit and the first head behind it."""
        more: list[Entry] = []
        for number, head in heads.items():
            if head is not None and head.n > ends[number]:
                found = self._journal.of_origin(head.origin, after_n=ends[number])
                more += [entry for entry in found if entry.id.n <= head.n]
        return sorted(more, key=lambda entry: entry.seq)
