"""A commune's store as the side that calls: a hub that passes entries on, a province that reads a stick."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from commune_desk.domain.ids import EntryId, Origin
from commune_desk.entries import NO_HASH, Entry
from commune_desk.sync_ports import Batch, PageRows, Place, Receipt, RefusedEntry, Run, Taken, mark_of
from sync.server.ports import StoredRow
from sync.server.store import SqlStore
from sync.server.upstream import Upstream
from sync.wire.chaining import Chained, KeyOf, chained, proved
from sync.wire.keys import is_receipt_true

_READ_BYTES: Final = 1 << 20
_COUNTER_BITS: Final = 8
OnNew = Callable[[Sequence[Entry]], None]


@dataclass(frozen=True, slots=True)
class Standing:
    """Whose store it is: the commune, the carrying device, the raw key whose receipts are believed, a clock.

    `on_new` hears of entries that were new here: a hub learns of desks and revocations so.
    """

    commune: str
    device: int
    province: bytes
    now_ms: Callable[[], int]
    on_new: OnNew | None = None


class StoreReplica:
    """Fulfils `sync_ports.Replica` over a store for one commune."""

    def __init__(self, store: SqlStore, upstream: Upstream, standing: Standing) -> None:
        self._store = store
        self._upstream = upstream
        self._commune = standing.commune
        self._standing = standing
        self._counter = 0

    # -------------------------------------------------------------- where the peer's order is held
    def place(self, peer: str) -> Place:
        """See the port."""
        return self._upstream.place(peer)[0]

    def move_place(self, peer: str, place: Place) -> None:
        """See the port."""
        marks = sum(self.sums(peer, [(1, place.seq + 1)]))
        self._upstream.move(peer, place.epoch, place.seq, marks)
        self._upstream.forget_receipts(place.seq)

    def heads_at(self, peer: str) -> dict[Origin, int]:
        """See the port."""
        return self._upstream.heads(peer)

    def note_heads(self, peer: str, heads: Mapping[Origin, int], *, is_whole: bool) -> None:
        """See the port."""
        self._upstream.note_heads(peer, heads, is_whole=is_whole)

    def waiting_at(self, peer: str) -> int:
        """See the port."""
        return self._upstream.waiting(peer)

    # -------------------------------------------------------------- giving
    def missing_at(self, peer: str, limit_bytes: int) -> Batch:
        """See the port: as far as signed heads reach exactly."""
        known = self._upstream.heads(peer)
        lacking = {
            origin: head.n for origin, head in self._store.heads(self._commune).items() if head.n > known.get(origin, 0)
        }
        if not lacking:
            return Batch(())
        entries: list[Entry] = []
        size, after = 0, self._first_lacking(known, lacking)
        while rows := self._store.rows(self._commune, after, _READ_BYTES):
            for row in rows:
                if row.entry.id.n > known.get(row.entry.id.origin, 0):
                    entries.append(row.entry)
                    size += len(row.entry.body)
            after = rows[-1].seq
            if size >= limit_bytes and (batch := self._vouched(_cut(entries, limit_bytes))).entries:
                return batch
        return self._vouched(entries)

    def _first_lacking(self, known: Mapping[Origin, int], lacking: Iterable[Origin]) -> int:
        firsts = (self._store.row_of(self._commune, EntryId(origin, known.get(origin, 0) + 1)) for origin in lacking)
        return min((row.seq for row in firsts if row is not None), default=1) - 1

    def _vouched(self, entries: Sequence[Entry]) -> Batch:
        last: dict[Origin, int] = {}
        for entry in entries:
            last[entry.id.origin] = entry.id.n
        heads = self._store.signed_heads(self._commune, last)
        reach = {head.origin: head.n for head in heads}
        return Batch([one for one in entries if one.id.n <= reach.get(one.id.origin, 0)], heads)

    # -------------------------------------------------------------- taking
    def take_batch(self, batch: Batch) -> Taken:
        """See the port."""
        given = proved(self._chained([*batch.entries], batch), self._key_of)
        self._append(given)
        return Taken(len(given.entries), given.known, refused=tuple(given.refused))

    def take_page(self, peer: str, page: PageRows, *, is_order: bool) -> Taken:
        """See the port. What stands behind a row that cannot be taken waits for the next exchange."""
        whole = [row for row in page.rows if isinstance(row, Entry)]
        given = self._chained(whole, Batch(whole, page.heads))
        self._append(given)
        placed = self._placed(page, {one.entry for one in given.refused})
        place, marks = self._upstream.place(peer)
        base = 0 if place.epoch != page.epoch and not place.seq else marks
        base += sum(mark_of(row.seq, row.entry.id, row.entry.hash) for row in placed)
        if placed:
            if is_order:
                self._store.keep_runs(self._commune, page.epoch, runs_of(placed))
            self._upstream.move(peer, page.epoch, placed[-1].seq, base)
        return Taken(len(given.entries), given.known, refused=tuple(given.refused))

    def _placed(self, page: PageRows, refused: set[EntryId]) -> list[StoredRow]:
        found = []
        for seq, row in enumerate(page.rows, start=page.first_seq):
            id_ = row.id if isinstance(row, Entry) else row
            held = None if id_ in refused else self._store.row_of(self._commune, id_)
            if held is None:
                break
            found.append(StoredRow(seq, held.entry))
        return found

    def _chained(self, entries: Sequence[Entry], batch: Batch) -> Chained:
        origins = {one.id.origin for one in entries} | {head.origin for head in batch.heads}
        held = {
            origin: (head.n, head.hash) for origin, head in self._store.heads(self._commune, sorted(origins)).items()
        }
        return chained(entries, batch.heads, held, self._key_of)

    def _append(self, given: Chained) -> None:
        if given.entries or given.heads:
            self._store.append(
                self._commune, self._standing.device, given.entries, given.heads, self._standing.now_ms()
            )
            if self._standing.on_new is not None:
                self._standing.on_new(given.entries)

    @property
    def _key_of(self) -> KeyOf:
        keys = {one.number: one.public for one in self._store.devices(self._commune)}
        return keys.get

    def take_runs(self, epoch: int, runs: Sequence[Run]) -> int:
        """See the port."""
        place, marks = self._upstream.place("province")
        seq = place.seq if place.epoch == epoch else 0
        for run in runs:
            for step in range(run.length):
                row = self._store.row_of(self._commune, EntryId(run.origin, run.n + step))
                if run.seq + step <= seq:
                    continue
                if row is None or run.seq + step != seq + 1:
                    return seq
                seq += 1
                marks += mark_of(seq, row.entry.id, row.entry.hash)
                self._store.keep_runs(self._commune, epoch, [Run(seq, run.origin, run.n + step, 1)])
                self._upstream.move("province", epoch, seq, marks)
        return seq

    # -------------------------------------------------------------- proofs
    def take_receipts(self, receipts: Sequence[Receipt]) -> None:
        """See the port."""
        true = [
            one
            for one in map(self._with_hash, receipts)
            if one.server == self._standing.province and is_receipt_true(one)
        ]
        self._upstream.keep_receipts(true)

    def _with_hash(self, receipt: Receipt) -> Receipt:
        row = None if receipt.hash else self._store.row_of(self._commune, EntryId(receipt.origin, receipt.n))
        return receipt if row is None else receipt._replace(hash=row.entry.hash)

    def receipts_for(self, place: Place) -> list[Receipt]:
        """See the port."""
        return _passed_on(self._upstream, place)

    # -------------------------------------------------------------- repair
    def sums(self, peer: str, ranges: Sequence[tuple[int, int]]) -> list[int]:
        """See the port."""
        place, _ = self._upstream.place(peer)
        return [sum(self._marks(place.epoch, low, min(high, place.seq + 1))) for low, high in ranges]

    def _marks(self, epoch: int, low: int, high: int) -> Iterable[int]:
        for run in self._store.runs(self._commune, epoch, low - 1, 1 << 30):
            for step in range(run.length):
                row = self._store.row_of(self._commune, EntryId(run.origin, run.n + step))
                if row is not None and low <= run.seq + step < high:
                    yield mark_of(run.seq + step, row.entry.id, row.entry.hash)

    def mend(self, peer: str, page: PageRows) -> Taken:  # noqa: ARG002  a store has one order
        """See the port: a row that proves itself replaces one that does not."""
        rows = [row for row in page.rows if isinstance(row, Entry)]
        return Taken(new=sum(_mended(self._store, self._commune, row) for row in rows))

    # -------------------------------------------------------------- small memories
    def partial(self, peer: str) -> tuple[bytes, int, bytes] | None:
        """See the port."""
        return self._upstream.partial(peer)

    def keep_partial(self, peer: str, key: bytes, last_seq: int, data: bytes) -> None:
        """See the port."""
        self._upstream.keep_partial(peer, key, last_seq, data)

    def next_counter(self, after: int = 0) -> int:
        """See the port: it grows with the clock."""
        self._counter = max(self._counter + 1, after + 1, self._standing.now_ms() << _COUNTER_BITS)
        return self._counter

    def note_refused(self, peer: str, refused: Sequence[RefusedEntry]) -> None:  # noqa: ARG002  one page for all peers
        """See the port: shown on the hub's page."""
        named = [(one.entry, one.code) for one in refused]
        self._store.note_refusals(self._commune, self._standing.device, named, self._standing.now_ms())

    def rows_at(self, peer: str, low: int, high: int) -> list[PageRows]:
        """See the port."""
        place, _ = self._upstream.place(peer)
        pages: list[PageRows] = []
        for run in self._store.runs(self._commune, place.epoch, low - 1, 1 << 30):
            for step in range(max(0, low - run.seq), min(run.length, high - run.seq)):
                row = self._store.row_of(self._commune, EntryId(run.origin, run.n + step))
                if row is not None:
                    _add_row(pages, place.epoch, run.seq + step, row.entry)
        return [replace(page, heads=self._vouched([*_whole(page)]).heads) for page in pages]


def _passed_on(upstream: Upstream, place: Place) -> list[Receipt]:
    if place.epoch and place.epoch != upstream.place("province")[0].epoch:
        # The asker knows of a restore this store has not heard of: what was promised before may be gone.
        return []
    held = upstream.receipts()
    return [one for one in held if one.seq > place.seq] or held


def _mended(store: SqlStore, commune: str, row: Entry) -> bool:
    held = store.row_of(commune, row.id)
    before = store.row_of(commune, EntryId(row.id.origin, row.id.n - 1))
    if held is None or (before is None and row.id.n > 1):
        return False
    previous = before.entry.hash if before else NO_HASH
    if held.entry.chained(previous) == held.entry.hash or row.chained(previous) != held.entry.hash:
        return False
    store.replace(commune, StoredRow(held.seq, row))
    return True


def _whole(page: PageRows) -> Iterable[Entry]:
    return (row for row in page.rows if isinstance(row, Entry))


def _add_row(pages: list[PageRows], epoch: int, seq: int, entry: Entry) -> None:
    if pages and pages[-1].last_seq + 1 == seq:
        pages[-1] = replace(pages[-1], rows=[*pages[-1].rows, entry])
    else:
        pages.append(PageRows(epoch, seq, [entry]))


def _cut(entries: Sequence[Entry], limit_bytes: int) -> Sequence[Entry]:
    size = 0
    for count, entry in enumerate(entries, start=1):
        size += len(entry.body)
        if size >= limit_bytes:
            return entries[:count]
    return entries


def runs_of(rows: Sequence[StoredRow]) -> list[Run]:
    """Rows of one order as runs of consecutive entries of one origin."""
    found: list[Run] = []
    for seq, entry in rows:
        last = found[-1] if found else None
        follows = last is not None and last.origin == entry.id.origin
        if last is not None and follows and (last.seq + last.length, last.n + last.length) == (seq, entry.id.n):
            found[-1] = last._replace(length=last.length + 1)
        else:
            found.append(Run(seq, entry.id.origin, entry.id.n, 1))
    return found
