"""The server's half of the repair (sync.md 4.12): sums, rows of a block, rows that put the store right."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from commune_desk.domain.errors import DatabaseDamaged
from commune_desk.domain.ids import EntryId
from commune_desk.entries import NO_HASH, Entry
from commune_desk.sync_ports import BLOCK, PageRows, Place
from sync.server.pages import without_hole
from sync.server.ports import ServerStore, StoredRow
from sync.wire.messages import Ask, Sums
from sync.wire.spans import WIDE, cut, width_for

_RANGES_LIMIT: Final = 8 * WIDE
_ROWS_LIMIT: Final = 8 * BLOCK
_BLOCK_BYTES: Final = 4 << 20


class Mending:
    """Repair of one commune's order."""

    def __init__(self, store: ServerStore, commune: str) -> None:
        self._store = store
        self._commune = commune

    def first_sums(self, place: Place) -> Sums:
        """Sums of the whole order up to `place`."""
        spans = cut((1, place.seq + 1), width_for(place.seq))
        return Sums.of(place.epoch, spans, self._store.sums(self._commune, spans))

    def sums(self, ask: Ask) -> Sums:
        """As asked, of at most so many ranges."""
        spans = [span for span in ask.ranges[:_RANGES_LIMIT] if 1 <= span[0] <= span[1]]
        end = self._store.end(self._commune).seq + 1
        known = [(low, high) for low, high in spans if high <= end]
        return Sums.of(ask.epoch, known, self._store.sums(self._commune, known))

    def pages(self, ask: Ask) -> Iterator[PageRows]:
        """The rows of the ranges asked for as they are; places whose row is gone or unreadable are left out."""
        room = _ROWS_LIMIT
        for low, high in ask.ranges:
            high = min(high, low + room)
            if low < 1 or high <= low:
                continue
            room -= high - low
            yield from self._stretches(ask.epoch, self._readable(low, high))

    def _readable(self, low: int, high: int) -> list[StoredRow]:
        try:
            return self._store.rows(self._commune, low - 1, _BLOCK_BYTES, high - 1)
        except DatabaseDamaged:
            found: list[StoredRow] = []
            for seq in range(low, high):
                found += self._one(seq)
            return found

    def _one(self, seq: int) -> list[StoredRow]:
        try:
            return self._store.rows(self._commune, seq - 1, 1, seq)
        except DatabaseDamaged:
            return []

    def _stretches(self, epoch: int, rows: Sequence[StoredRow]) -> Iterator[PageRows]:
        while rows:
            stretch = without_hole(rows, rows[0].seq - 1)
            rows = rows[len(stretch) :]
            last = {row.entry.id.origin: row.entry.id.n for row in stretch}
            heads = self._store.signed_heads(self._commune, last)
            yield PageRows(epoch, stretch[0].seq, [row.entry for row in stretch], heads)

    def take(self, page: PageRows) -> int:
        """Rows a desk holds at places where the digests disagree: those that prove themselves replace rows here that
        do not. How many were replaced.
        """
        end = self._store.end(self._commune)
        if page.epoch != end.epoch:
            return 0
        replaced = 0
        for seq, row in enumerate(page.rows[:_ROWS_LIMIT], start=page.first_seq):
            if isinstance(row, Entry) and 1 <= seq <= end.seq:
                replaced += self._mend(seq, row)
        return replaced

    def _mend(self, seq: int, entry: Entry) -> bool:
        here = next((row.entry for row in self._one(seq) if row.seq == seq), None)
        if here is not None and here.chained(self._before(here.id)) == here.hash:
            return False
        hash_ = entry.chained(self._before(entry.id))
        if not self._is_true(entry.id, hash_):
            return False
        self._store.replace(self._commune, StoredRow(seq, replace(entry, seq=seq, hash=hash_)))
        self._look_again(seq, entry.id)
        return True

    def _look_again(self, seq: int, id_: EntryId) -> None:
        """What was counted as damage only because it followed the row that is right again."""
        self._store.scrub(self._commune, seq, seq + 2)
        following = self._store.row_of(self._commune, EntryId(id_.origin, id_.n + 1))
        if following is not None:
            self._store.scrub(self._commune, following.seq, following.seq + 1)

    def _before(self, id_: EntryId) -> bytes:
        return NO_HASH if id_.n == 1 else self._hash_of(EntryId(id_.origin, id_.n - 1)) or b""

    def _hash_of(self, id_: EntryId) -> bytes | None:
        try:
            row = self._store.row_of(self._commune, id_)
        except DatabaseDamaged:
            return None
        return None if row is None else row.entry.hash

    def _is_true(self, id_: EntryId, hash_: bytes) -> bool:
        """Whether the chain held here goes through this hash: its next entry follows it, or it is the last one."""
        held = self._store.heads(self._commune, [id_.origin]).get(id_.origin)
        if held is None or id_.n > held.n:
            return False
        if id_.n == held.n:
            return hash_ == held.hash
        try:
            following = self._store.row_of(self._commune, EntryId(id_.origin, id_.n + 1))
        except DatabaseDamaged:
            return False
        return following is not None and following.entry.chained(hash_) == following.entry.hash
