"""The courier: what an exchange would say, written to a file and read from one (sync.md 4.11).

A file holds everything its reader is not known to hold, so files may come in any order, twice, or half. What the reader
takes is proved as on the line: chains and signed heads; whoever carries the stick can neither read nor alter it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import msgspec

from commune_desk.domain.ids import EntryId, Origin
from commune_desk.entries import SignedHead
from commune_desk.sync_ports import Batch, PageRows, Place, Receipt, RefusedEntry, Replica, Run, ScanStore, Taken
from sync.client.courier_file import ROOM_BYTES, Frame, Joiner, ReadSegment
from sync.wire.pack import pack, unpack

ABOUT, ENTRIES, HEADS, ROWS, RECEIPTS, RUNS, SCAN = range(1, 8)
PROVINCE: Final = "province"
COURIER: Final = "courier"
"""A peer of a replica that stands for the stick while it is written."""
_BODIES_BYTES: Final = 192 << 10
_PIECE_BYTES: Final = ROOM_BYTES - 128


class About(msgspec.Struct, array_like=True, frozen=True):
    """Who wrote: its device, where it stands in the province's order, what it holds: [device, random, n] …"""

    device: int
    epoch: int
    seq: int
    digest: bytes
    heads: list[tuple[int, int, int]]


class _Rows(msgspec.Struct, array_like=True, frozen=True):
    epoch: int
    first_seq: int
    pack: bytes


class _Scan(msgspec.Struct, array_like=True, frozen=True):
    root: bytes
    size: int
    offset: int
    data: bytes


@dataclass(slots=True)
class Summary:
    """What a file brought or carries: entries new and known, refused by name, scans, segments that were lost."""

    entries: int = 0
    known: int = 0
    scans: int = 0
    receipts: int = 0
    lost: int = 0
    is_whole: bool = False
    refused: tuple[RefusedEntry, ...] = ()
    about: About | None = None


# ------------------------------------------------------------------ writing
def outgoing(replica: Replica, scans: ScanStore | None, device: int, summary: Summary) -> Iterator[Sequence[Frame]]:
    """Groups of frames with all the province is not known to hold: entries first, then scans by urgency."""
    known = replica.heads_at(PROVINCE)
    replica.note_heads(COURIER, known, is_whole=True)
    place = replica.place(PROVINCE)
    about = About(device, place.epoch, place.seq, place.digest, [(*origin, n) for origin, n in known.items()])
    yield [(ABOUT, msgspec.msgpack.encode(about))]
    held = dict(known)
    while (batch := replica.missing_at(COURIER, _BODIES_BYTES)).entries:
        yield entry_group(batch)
        summary.entries += len(batch.entries)
        for entry in batch.entries:
            held[entry.id.origin] = max(entry.id.n, held.get(entry.id.origin, 0))
        replica.note_heads(COURIER, held, is_whole=True)
    if scans is not None:
        yield from _scan_groups(scans, summary)


def entry_group(batch: Batch) -> Sequence[Frame]:
    """A batch with the heads that vouch for it."""
    return [(ENTRIES, pack(batch.entries)), (HEADS, encode_heads(batch.heads))]


def row_group(page: PageRows) -> Sequence[Frame]:
    """A stretch of the province's order."""
    rows = _Rows(page.epoch, page.first_seq, pack(page.rows))
    return [(ROWS, msgspec.msgpack.encode(rows)), (HEADS, encode_heads(page.heads))]


def receipt_groups(epoch: int, receipts: Sequence[Receipt]) -> Iterator[Sequence[Frame]]:
    """Receipts given in that epoch, some hundreds to a segment."""
    for first in range(0, len(receipts), 200):
        some = [[one.server, *one.origin, *one[2:]] for one in receipts[first : first + 200]]
        yield [(RECEIPTS, msgspec.msgpack.encode([epoch, some]))]


def run_groups(epoch: int, runs: Sequence[Run]) -> Iterator[Sequence[Frame]]:
    """The province's order of entries the reader may hold already."""
    for first in range(0, len(runs), 1000):
        some = [[one.seq, *one.origin, one.n, one.length] for one in runs[first : first + 1000]]
        yield [(RUNS, msgspec.msgpack.encode([epoch, some]))]


def _scan_groups(scans: ScanStore, summary: Summary) -> Iterator[Sequence[Frame]]:
    for scan in scans.to_send(PROVINCE, 1000):
        for offset in range(0, max(scan.size, 1), _PIECE_BYTES):
            data = scans.read(scan.root, offset, min(_PIECE_BYTES, scan.size - offset))
            yield [(SCAN, msgspec.msgpack.encode(_Scan(scan.root, scan.size, offset, data)))]
        summary.scans += 1


# ------------------------------------------------------------------ reading
class CourierReader:
    """Takes segments into a replica as they are read."""

    def __init__(self, replica: Replica, scans: ScanStore | None) -> None:
        self._replica = replica
        self._scans = scans
        self._joiner = Joiner()
        self.summary = Summary()

    def take(self, segment: ReadSegment) -> None:
        """All of a segment; raises ValueError for frames no writer of ours makes."""
        try:
            self._take(segment)
        except (msgspec.MsgspecError, RecursionError) as error:
            raise ValueError("a frame of the courier's file that is none") from error
        self.summary.is_whole = segment.is_last or self.summary.is_whole

    def _take(self, segment: ReadSegment) -> None:
        frames = dict(self._joiner.join(segment.frames))
        heads = decode_heads(frames[HEADS]) if HEADS in frames else ()
        if ABOUT in frames:
            self.summary.about = msgspec.msgpack.decode(frames[ABOUT], type=About)
        if ENTRIES in frames:
            entries = [one for one in unpack(frames[ENTRIES]) if not isinstance(one, EntryId)]
            self._count(self._replica.take_batch(Batch(entries, heads)))
        if ROWS in frames:
            self._take_rows(msgspec.msgpack.decode(frames[ROWS], type=_Rows), heads)
        if RECEIPTS in frames:
            self._take_receipts(frames[RECEIPTS])
        if RUNS in frames:
            epoch, runs = msgspec.msgpack.decode(frames[RUNS], type=tuple[int, list[tuple[int, int, int, int, int]]])
            self._replica.take_runs(epoch, [Run(seq, Origin(d, r), n, length) for seq, d, r, n, length in runs])
        if SCAN in frames and self._scans is not None:
            self._take_scan(msgspec.msgpack.decode(frames[SCAN], type=_Scan))

    def _take_rows(self, told: _Rows, heads: Sequence[SignedHead]) -> None:
        rows = unpack(told.pack)
        place = self._replica.place(PROVINCE)
        skip = max(0, place.seq + 1 - told.first_seq) if told.epoch == place.epoch else 0
        if skip >= len(rows):
            return
        follows = told.first_seq + skip == place.seq + 1 and (told.epoch == place.epoch or place.seq == 0)
        if follows:
            page = PageRows(told.epoch, told.first_seq + skip, rows[skip:], heads)
            self._count(self._replica.take_page(PROVINCE, page, is_order=True))
        else:
            entries = [one for one in rows if not isinstance(one, EntryId)]
            self._count(self._replica.take_batch(Batch(entries, heads)))

    def _take_receipts(self, payload: bytes) -> None:
        kind = tuple[int, list[tuple[bytes, int, int, int, bytes, int, int, bool, bytes]]]
        epoch, found = msgspec.msgpack.decode(payload, type=kind)
        if epoch < self._replica.place(PROVINCE).epoch:
            # Written before the province was restored: what it promised then may be gone.
            return
        receipts = [Receipt(one[0], Origin(one[1], one[2]), *one[3:]) for one in found]
        self._replica.take_receipts(receipts)
        self.summary.receipts += len(found)

    def _take_scan(self, told: _Scan) -> None:
        if self._scans is None:
            return
        state = self._scans.state(told.root)
        if state is not None and state.have > told.offset:
            return
        held = self._scans.append(told.root, told.size, told.offset, told.data)
        self.summary.scans += held >= told.size

    def _count(self, taken: Taken) -> None:
        self.summary.entries += taken.new
        self.summary.known += taken.known
        self.summary.refused += taken.refused


def encode_heads(heads: Sequence[SignedHead]) -> bytes:
    """[[device, random, n, signature] …]: the hash is what the reader computes."""
    return msgspec.msgpack.encode([[*one.origin, one.n, one.signature] for one in heads])


def decode_heads(payload: bytes) -> list[SignedHead]:
    """Heads without their hash; raises msgspec.MsgspecError."""
    found = msgspec.msgpack.decode(payload, type=list[tuple[int, int, int, bytes]])
    return [SignedHead(Origin(device, random), n, b"", signature) for device, random, n, signature in found]


def place_of(about: About) -> Place:
    """Where the writer stood in the province's order."""
    return Place(about.epoch, about.seq, about.digest)
