"""Stretches of a commune's order for one asker: as many rows as its line carries, vouched for to the last one.

The bytes of a pack depend on (place, last place, asker) alone, so that an asker whose line was cut goes on at a byte
while the server keeps nothing.
"""

from collections.abc import Sequence, Set
from typing import Final, NamedTuple

from commune_desk.domain.ids import EntryId, Origin
from commune_desk.entries import Entry, SignedHead
from sync.server.ports import ServerStore, StoredRow
from sync.wire.messages import Partial
from sync.wire.pack import key_of, pack
from sync.wire.pages import ENTRIES_LIMIT

_SPREAD: Final = 3
"""Bytes of bodies to one byte of pack, about."""
_LARGEST: Final = 8 << 20
"""Bytes of bodies in one page."""
_ROWS_LIMIT: Final = 3 * ENTRIES_LIMIT
_PACK_LIMIT: Final = 256 << 10


class Asker(NamedTuple):
    """Who asks for rows of which commune, and what it is known to hold itself."""

    commune: str
    device: int
    is_lost: bool
    sent: Set[EntryId]

    def holds(self, entry: EntryId) -> bool:
        """Its id is enough: it came with this request, or is the asker's own and nothing was lost there."""
        return entry in self.sent or (entry.origin.device == self.device and not self.is_lost)


class Page(NamedTuple):
    """Rows after a place: `data` their pack, of which the asker has `have` bytes; `last` the last whole entry."""

    rows: Sequence[Entry | EntryId]
    data: bytes
    have: int
    last_seq: int
    heads: Sequence[SignedHead]
    last: EntryId | None


class Pages:
    """Builds them."""

    def __init__(self, store: ServerStore, asker: Asker) -> None:
        self._store = store
        self._asker = asker

    def after(self, seq: int, budget: int, partial: Partial | None) -> Page | None:
        """The page after place `seq`, of about `budget` bytes packed; None when there is nothing."""
        if partial is not None and partial.last_seq > seq:
            rows = self._rows(seq, _LARGEST, partial.last_seq)
            if rows and rows[-1].seq == partial.last_seq:
                page = self._page(rows)
                if key_of(page.data) == partial.key and partial.have <= len(page.data):
                    return page._replace(have=partial.have)
        rows = self._vouched(seq, min(budget, _PACK_LIMIT) * _SPREAD)
        return self._page(rows) if rows else None

    def _rows(self, seq: int, limit: int, upto: int | None = None) -> list[StoredRow]:
        return without_hole(self._store.rows(self._asker.commune, seq, limit, upto)[:_ROWS_LIMIT], seq)

    def _vouched(self, seq: int, limit: int) -> list[StoredRow]:
        """Rows up to where every origin's last one has a signed head; more than `limit` if there is none before."""
        while True:
            rows = self._rows(seq, limit)
            size = sum(len(row.entry.body) for row in rows)
            vouched = self._cut(rows)
            if vouched or size < limit or limit >= _LARGEST or len(rows) >= _ROWS_LIMIT:
                return vouched
            limit *= 2

    def _cut(self, rows: list[StoredRow]) -> list[StoredRow]:
        while rows:
            reach = {head.origin: head.n for head in self._heads(rows)}
            unvouched = next((at for at, row in enumerate(rows) if self._is_beyond(row.entry, reach)), None)
            if unvouched is None:
                return rows
            rows = rows[:unvouched]
        return rows

    def _is_beyond(self, entry: Entry, reach: dict[Origin, int]) -> bool:
        return not self._asker.holds(entry.id) and entry.id.n > reach.get(entry.id.origin, 0)

    def _heads(self, rows: Sequence[StoredRow]) -> list[SignedHead]:
        last = {row.entry.id.origin: row.entry.id.n for row in rows if not self._asker.holds(row.entry.id)}
        return self._store.signed_heads(self._asker.commune, last) if last else []

    def _page(self, rows: Sequence[StoredRow]) -> Page:
        said = [row.entry.id if self._asker.holds(row.entry.id) else row.entry for row in rows]
        last = next((one.id for one in reversed(said) if isinstance(one, Entry)), None)
        return Page(said, pack(said), 0, rows[-1].seq, self._heads(rows), last)


def without_hole(rows: Sequence[StoredRow], after_seq: int) -> list[StoredRow]:
    """The rows as far as their places follow one another: a row that is gone is no reason to misplace the others."""
    found = []
    for expected, row in enumerate(rows, start=after_seq + 1):
        if row.seq != expected:
            break
        found.append(row)
    return found
