# ruff: noqa: ARG002  a port's method may need less than it is told
"""A replica and a server's store in plain lists: small enough to be seen to be right, for tests of the exchange.

Everything is kept as a real one keeps it: rows as they are (a test may spoil them), digests computed from rows.
"""

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from commune_desk.device_key import DeviceKey
from commune_desk.domain.errors import Refused
from commune_desk.domain.ids import EntryId, Origin, RecordId
from commune_desk.entries import NO_HASH, Entry, SignedHead, head_message
from commune_desk.sync_ports import (
    START,
    Batch,
    PageRows,
    Place,
    Receipt,
    RefusedEntry,
    Run,
    Taken,
    digest_of,
    mark_of,
)
from sync.server.ports import Appended, Contact, Device, HeldHead, StoredRow
from sync.wire.chaining import chained, proved
from sync.wire.keys import is_receipt_true
from sync.wire.messages import Part

NOW_MS = 1_780_000_000_000
COMMUNE = "00001"
Keys = dict[int, bytes]


def device_key(seed: int) -> DeviceKey:
    """The same key for the same seed."""
    return DeviceKey.from_private(seed.to_bytes(32, "big"))


class MemoryReplica:
    """Fulfils `sync_ports.Replica`; `keys`: raw public keys of the commune's devices, shared by all its replicas."""

    def __init__(self, key: DeviceKey, keys: Keys, servers: set[bytes]) -> None:
        self.key = key
        self.keys = keys
        self.servers = servers
        keys[key.device] = key.public
        self.origin = Origin(key.device, 1)
        self.rows: dict[EntryId, Entry] = {}
        self.order: list[EntryId] = []
        self.signed: dict[Origin, dict[int, SignedHead]] = {}
        self.places: dict[str, tuple[int, list[EntryId]]] = {}
        self.known_heads: dict[str, dict[Origin, int]] = {}
        self.partials: dict[str, tuple[bytes, int, bytes]] = {}
        self.receipts: list[Receipt] = []
        self.faults = 0
        self.refusals: list[RefusedEntry] = []
        self.counter = 0

    # -------------------------------------------------------------- the desk at work
    def write(self, count: int = 1, body: bytes = b"body") -> None:
        """The next entries of this desk."""
        for _ in range(count):
            n, hash_ = self._head(self.origin)
            at = NOW_MS + n
            staff = RecordId(self.origin, 1, 0)
            id_ = EntryId(self.origin, n + 1)
            entry = Entry(id_, at << 16, at, 420, staff, None, "dossier.step", body + b"%d" % n)
            self._keep(replace(entry, hash=entry.chained(hash_)))

    def restored(self, backup: "MemoryReplica", random: int) -> None:
        """Yesterday's copy comes back; a new origin at the next write. The counter goes on with the clock."""
        counter = self.counter
        self.__dict__.update(copy.deepcopy(backup.__dict__) | {"keys": self.keys, "servers": self.servers})
        self.counter = counter + 1000
        self.origin = Origin(self.key.device, random)

    def _keep(self, entry: Entry) -> None:
        self.rows[entry.id] = entry
        self.order.append(entry.id)

    def _head(self, origin: Origin) -> tuple[int, bytes]:
        n = max((id_.n for id_ in self.rows if id_.origin == origin), default=0)
        return n, self.rows[EntryId(origin, n)].hash if n else NO_HASH

    def head(self, n: int = 0) -> SignedHead:
        """Of the own origin, signed now."""
        at = n or self._head(self.origin)[0]
        hash_ = self.rows[EntryId(self.origin, at)].hash
        return SignedHead(self.origin, at, hash_, self.key.sign(head_message(self.origin, at, hash_)))

    # -------------------------------------------------------------- places
    def place(self, peer: str) -> Place:
        epoch, ids = self.places.get(peer, (0, []))
        return Place(epoch, len(ids), digest_of(self.sums(peer, [(1, len(ids) + 1)])[0])) if epoch else START

    def move_place(self, peer: str, place: Place) -> None:
        _, ids = self.places.get(peer, (0, []))
        self.places[peer] = (place.epoch, ids[: place.seq])

    def heads_at(self, peer: str) -> dict[Origin, int]:
        return dict(self.known_heads.get(peer, {}))

    def note_heads(self, peer: str, heads: Mapping[Origin, int], *, is_whole: bool) -> None:
        self.known_heads[peer] = dict(heads) if is_whole else {**self.heads_at(peer), **heads}

    # -------------------------------------------------------------- giving
    def _missing(self, peer: str) -> list[Entry]:
        held, found = self.heads_at(peer), []
        for id_ in self.order:
            top = self._top(id_.origin)
            if held.get(id_.origin, 0) < id_.n <= top:
                found.append(self.rows[id_])
        return found

    def _top(self, origin: Origin) -> int:
        if origin.device == self.key.device:
            return self._head(origin)[0]
        return max(self.signed.get(origin, {}), default=0)

    def missing_at(self, peer: str, limit_bytes: int) -> Batch:
        entries: list[Entry] = []
        for entry in self._missing(peer):
            if entries and limit_bytes < sum(len(one.body) for one in entries) + len(entry.body):
                break
            entries.append(entry)
        heads = []
        for origin in sorted({one.id.origin for one in entries}):
            last = max(one.id.n for one in entries if one.id.origin == origin)
            if origin.device == self.key.device:
                hash_ = self.rows[EntryId(origin, last)].hash
                heads.append(SignedHead(origin, last, hash_, self.key.sign(head_message(origin, last, hash_))))
                continue
            first = min(one.id.n for one in entries if one.id.origin == origin)
            within = [n for n in self.signed[origin] if first <= n <= last]
            n = max(within) if within else min(n for n in self.signed[origin] if n > last)
            entries = [one for one in entries if one.id.origin != origin or one.id.n <= n]
            entries += [self.rows[EntryId(origin, more)] for more in range(last + 1, n + 1)]
            heads.append(self.signed[origin][n])
        return Batch(entries, heads)

    def waiting_at(self, peer: str) -> int:
        return len(self._missing(peer))

    # -------------------------------------------------------------- taking
    def take_page(self, peer: str, page: PageRows, *, is_order: bool) -> Taken:
        epoch, ids = self.places.get(peer, (page.epoch, []))
        whole = [row for row in page.rows if isinstance(row, Entry)]
        taken = self.take_batch(Batch(whole, page.heads))
        for seq, row in enumerate(page.rows, start=page.first_seq):
            id_ = row.id if isinstance(row, Entry) else row
            if id_ not in self.rows:
                break
            if seq == len(ids) + 1:
                ids.append(id_)
                seen = self.known_heads.setdefault(peer, {})
                seen[id_.origin] = max(seen.get(id_.origin, 0), id_.n)
        self.places[peer] = (epoch or page.epoch, ids)
        return taken

    def take_runs(self, epoch: int, runs: Sequence[Run]) -> int:
        rows = [EntryId(run.origin, run.n + step) for run in runs for step in range(run.length)]
        if rows:
            self.take_page("province", PageRows(epoch, runs[0].seq, rows), is_order=True)
        return self.place("province").seq

    def take_batch(self, batch: Batch) -> Taken:
        origins = {one.id.origin for one in batch.entries} | {one.origin for one in batch.heads}
        held = {origin: self._head(origin) for origin in origins}
        given = proved(chained(batch.entries, batch.heads, held, self.keys.get), self.keys.get)
        for entry in given.entries:
            self._keep(entry)
        for head in given.heads:
            self.signed.setdefault(head.origin, {})[head.n] = head
        return Taken(len(given.entries), given.known, refused=tuple(given.refused))

    def take_receipts(self, receipts: Sequence[Receipt]) -> None:
        for one in receipts:
            row = self.rows.get(EntryId(one.origin, one.n))
            whole = one._replace(hash=row.hash if row else b"")
            if whole.server in self.servers and is_receipt_true(whole):
                self.receipts.append(whole)
            else:
                self.faults += 1

    def receipts_for(self, place: Place) -> list[Receipt]:
        return [one for one in self.receipts if one.seq > place.seq]

    def note_refused(self, peer: str, refused: Sequence[RefusedEntry]) -> None:
        self.refusals += refused

    # -------------------------------------------------------------- repair
    def _true(self, id_: EntryId) -> bytes | None:
        """The hash of a row, if the row is what its neighbours say."""
        row = self.rows.get(id_)
        before = self.rows.get(EntryId(id_.origin, id_.n - 1))
        if row is None or (before is None and id_.n > 1):
            return None
        found = row.chained(before.hash if before else NO_HASH)
        return found if found == row.hash else None

    def sums(self, peer: str, ranges: Sequence[tuple[int, int]]) -> list[int]:
        _, ids = self.places.get(peer, (0, []))
        marks = [mark_of(seq, id_, self._true(id_) or b"") for seq, id_ in enumerate(ids, start=1)]
        return [sum(marks[low - 1 : high - 1]) % (1 << 64) for low, high in ranges]

    def rows_at(self, peer: str, low: int, high: int) -> list[PageRows]:
        epoch, ids = self.places.get(peer, (0, []))
        found: list[PageRows] = []
        for seq in range(low, min(high, len(ids) + 1)):
            row = self.rows.get(ids[seq - 1])
            if row is not None:
                found.append(PageRows(epoch, seq, [row]))
        return found

    def mend(self, peer: str, page: PageRows) -> Taken:
        _, ids = self.places.get(peer, (0, []))
        mended = 0
        for seq, row in enumerate(page.rows, start=page.first_seq):
            if not isinstance(row, Entry) or not 1 <= seq <= len(ids):
                continue
            before = self.rows.get(EntryId(row.id.origin, row.id.n - 1))
            after = self.rows.get(EntryId(row.id.origin, row.id.n + 1))
            hash_ = row.chained(before.hash if before else NO_HASH)
            here = self.rows.get(row.id)
            follows = after is None or after.chained(hash_) == after.hash
            if here is not None and self._true(row.id) is None and here.hash == hash_:
                self.rows[row.id] = replace(row, hash=hash_)
                mended += 1
            elif here is None and follows:
                self._keep(replace(row, hash=hash_))
                mended += 1
            if self._true(row.id) and ids[seq - 1] != row.id:
                ids[seq - 1] = row.id
                mended += 1
        return Taken(new=mended)

    # -------------------------------------------------------------- small memories
    def partial(self, peer: str) -> tuple[bytes, int, bytes] | None:
        return self.partials.get(peer)

    def keep_partial(self, peer: str, key: bytes, last_seq: int, data: bytes) -> None:
        self.partials.pop(peer, None)
        if data:
            self.partials[peer] = (key, last_seq, data)

    def next_counter(self, after: int = 0) -> int:
        self.counter = max(self.counter, after) + 1
        return self.counter


@dataclass
class _Order:
    epoch: int = 1
    rows: list[Entry | None] = field(default_factory=list)
    starts: dict[int, int] = field(default_factory=lambda: {1: 0})
    signed: dict[tuple[Origin, int], SignedHead] = field(default_factory=dict)


class MemoryStore:
    """Fulfils `sync.server.ports.ServerStore`."""

    def __init__(self) -> None:
        self.known: dict[int, Device] = {}
        self.orders: dict[str, _Order] = {}
        self.counters: dict[int, int] = {}
        self.contacts: list[Contact] = []
        self.refusals: list[tuple[EntryId, str]] = []
        self.parts: dict[tuple[int, bytes], bytes] = {}
        self.safe = 0

    def enrol(self, key: DeviceKey, commune: str = COMMUNE) -> None:
        self.known[key.device] = Device(key.device, key.public, key.exchange_public, commune, "Máy", "desk")

    def revoke(self, key: DeviceKey) -> None:
        device = self.known[key.device]
        self.known[key.device] = device._replace(revoked_at_ms=1, revoked_seq=len(self.of(device.commune).rows))

    def of(self, commune: str) -> _Order:
        return self.orders.setdefault(commune, _Order())

    def restored(self, backup: "MemoryStore") -> None:
        """Last night's copy comes back: a new epoch, counters of replay as old as it."""
        highest = {commune: order.epoch for commune, order in self.orders.items()}
        self.__dict__.update(copy.deepcopy(backup.__dict__))
        for order in map(self.of, highest):
            order.epoch = max(highest.values()) + 1
            order.starts[order.epoch] = len(order.rows)

    def device(self, number: int) -> Device | None:
        return self.known.get(number)

    def devices(self, commune: str) -> list[Device]:
        return [one for one in self.known.values() if one.commune in (commune, "")]

    def use_counter(self, device: int, counter: int) -> int | None:
        last = self.counters.get(device, 0)
        if counter <= last:
            return last
        self.counters[device] = counter
        return None

    def end(self, commune: str) -> Place:
        return self.place(commune, self.of(commune).epoch, len(self.of(commune).rows))

    def place(self, commune: str, epoch: int, seq: int) -> Place:
        order = self.of(commune)
        start = min((at for number, at in order.starts.items() if number > epoch), default=len(order.rows))
        at = min(seq, start, len(order.rows))
        return Place(order.epoch, at, digest_of(self.sums(commune, [(1, at + 1)])[0]))

    def heads(self, commune: str, origins: Sequence[Origin] | None = None) -> dict[Origin, HeldHead]:
        found: dict[Origin, HeldHead] = {}
        for seq, row in enumerate(self.of(commune).rows, start=1):
            if row is not None and (origins is None or row.id.origin in origins):
                found[row.id.origin] = HeldHead(row.id.n, row.hash, seq)
        return found

    def append(
        self, commune: str, device: int, entries: Sequence[Entry], heads: Sequence[SignedHead], now_ms: int
    ) -> Appended:
        order = self.of(commune)
        held = {origin: head.n for origin, head in self.heads(commune).items()}
        fresh: list[Entry] = []
        for entry in entries:
            n = held.get(entry.id.origin, 0)
            if entry.id.n > n + 1:
                raise Refused("journal-hole")
            if entry.id.n == n + 1:
                fresh.append(replace(entry, seq=len(order.rows) + len(fresh) + 1))
                held[entry.id.origin] = entry.id.n
        order.rows += fresh
        for head in heads:
            order.signed[head.origin, head.n] = head
        return Appended(self.end(commune), len(fresh), len(entries) - len(fresh))

    def rows(self, commune: str, after_seq: int, limit_bytes: int, upto_seq: int | None = None) -> list[StoredRow]:
        found, room = [], limit_bytes
        for seq, row in enumerate(self.of(commune).rows[:upto_seq], start=1):
            if seq > after_seq and row is not None and room > 0:
                found.append(StoredRow(seq, row))
                room -= len(row.body)
        return found

    def row_of(self, commune: str, entry: EntryId) -> StoredRow | None:
        rows = enumerate(self.of(commune).rows, start=1)
        return next((StoredRow(seq, row) for seq, row in rows if row is not None and row.id == entry), None)

    def replace(self, commune: str, row: StoredRow) -> None:
        self.of(commune).rows[row.seq - 1] = row.entry

    def scrub(self, commune: str, low: int, high: int) -> list[int]:
        return []

    def signed_heads(self, commune: str, upto: Mapping[Origin, int]) -> list[SignedHead]:
        found = []
        for origin, n in upto.items():
            known = [at for one, at in self.of(commune).signed if one == origin and at <= n]
            if known:
                found.append(self.of(commune).signed[origin, max(known)])
        return found

    def sums(self, commune: str, ranges: Sequence[tuple[int, int]]) -> list[int]:
        before: dict[Origin, bytes] = {}
        marks = []
        for seq, row in enumerate(self.of(commune).rows, start=1):
            if row is None:
                marks.append(0)
                continue
            is_true = row.chained(before.get(row.id.origin, NO_HASH)) == row.hash
            before[row.id.origin] = row.hash
            marks.append(mark_of(seq, row.id, row.hash if is_true else b""))
        return [sum(marks[low - 1 : high - 1]) % (1 << 64) for low, high in ranges]

    def runs(self, commune: str, epoch: int, after_seq: int, limit: int) -> list[Run]:
        return []

    def note_contact(self, device: int, contact: Contact) -> None:
        self.contacts.append(contact)

    def note_refusals(self, commune: str, device: int, refused: Sequence[tuple[EntryId, str]], now_ms: int) -> None:
        self.refusals += refused

    def keep_part(self, device: int, part: Part, now_ms: int) -> int:
        held = self.parts.get((device, part.key), b"")
        if part.offset <= len(held) < part.offset + len(part.data):
            held = held[: part.offset] + part.data
            self.parts[device, part.key] = held
        return len(held)

    def part_of(self, device: int, key: bytes) -> bytes:
        return self.parts.get((device, key), b"")

    def forget_part(self, device: int, key: bytes) -> None:
        self.parts.pop((device, key), None)

    def safe_seq(self, commune: str) -> int:
        return self.safe
