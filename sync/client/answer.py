"""Taking an answer, frame by frame, as its sealed groups arrive."""

from collections.abc import Callable, Sequence
from typing import Final

from commune_desk.domain.ids import EntryId, Origin
from commune_desk.ports import Changes
from commune_desk.sync_ports import Batch, RefusedEntry, Replica, Taken
from sync.client.incoming import Incoming
from sync.client.peers import PeerKeys, PeerMemory
from sync.client.result import ExchangeResult
from sync.wire import frames
from sync.wire.frames import Frame
from sync.wire.messages import (
    HOLE,
    Ack,
    Held,
    Hello,
    Notice,
    ScanHeld,
    Sums,
    decode,
    decode_held,
    decode_runs,
)
from sync.wire.notices import OPEN_NOTICES
from sync.wire.numbers import Malformed
from sync.wire.small import Shared, decode_ack, decode_receipts

_REFUSED_ITEMS: Final = 4


class Answer:
    """The answer of one exchange on its way in."""

    def __init__(self, replica: Replica, peer: PeerKeys, memory: PeerMemory, hello: Hello) -> None:
        self._replica, self._peer, self._memory, self._hello = replica, peer, memory, hello
        self.asks_for_held = False
        self._batch = Batch(())
        self._ack: Ack | None = None
        self._rows = Incoming(replica, peer, hello)
        self._confirmed: dict[Origin, int] = {}
        self._notices: list[Notice] = []
        self._refused: list[RefusedEntry] = []
        self._scans: list[ScanHeld] = []
        self._is_held = False
        self._has_moved = False
        self._handlers: dict[int, Callable[[bytes], None]] = {
            frames.ACK: self._take_ack,
            frames.RECEIPTS: self._take_receipts,
            frames.OPS: self._rows.take_ops,
            frames.PART: self._rows.take_part,
            frames.HEADS: self._rows.take_heads,
            frames.HELD: self._take_held,
            frames.NOTICE: self._take_notice,
            frames.RUNS: self._take_runs,
            frames.SCANS: self._take_scans,
            frames.SUMS: self._take_sums,
            frames.MEND: self._rows.take_mend,
        }

    def sent(self, batch: Batch) -> None:
        """All of this batch went up in the request."""
        self._batch = batch

    # -------------------------------------------------------------- groups
    def take(self, group: Sequence[Frame]) -> list[Taken]:
        """Act on a sealed group; raises Malformed. What came of each stretch of rows."""
        before = len(self._rows.taken)
        for kind, payload in group:
            handler = self._handlers.get(kind)
            if handler is not None:
                handler(payload)
        self._rows.flush(())
        return self._rows.taken[before:]

    def take_open(self, group: Sequence[Frame]) -> None:
        """What a server says in the open."""
        for kind, payload in group:
            notice = decode(payload, Notice) if kind == frames.NOTICE else None
            if notice is not None and notice.code in OPEN_NOTICES:
                self._notices.append(notice)

    # -------------------------------------------------------------- where the peer stands
    def _take_ack(self, payload: bytes) -> None:
        ack = decode_ack(payload, self._hello)
        name, place = self._peer.name, ack.place
        if ack.placed > len(self._batch.entries) or place.seq > self._hello.place.seq:
            raise Malformed
        self._ack = ack
        if (place.epoch, place.seq) != self._hello.place[:2]:
            self._replica.move_place(name, place)
            self._memory.repair.forget()
            self._has_moved = True
        self._confirm(ack.heads, is_whole=ack.is_whole)
        if ack.is_equal:
            self._memory.repair.forget()
        self._rows.begin(ack, [one.id for one in self._batch.entries[: ack.placed]])

    def _confirm(self, heads: dict[Origin, int], *, is_whole: bool) -> None:
        if heads or is_whole:
            self._replica.note_heads(self._peer.name, heads, is_whole=is_whole)
            self._confirmed |= heads

    def _take_receipts(self, payload: bytes) -> None:
        last = self._batch.entries[-1].id if self._batch.entries else None
        receipts = decode_receipts(payload, Shared(self._hello, self._peer.server, last))
        self._replica.take_receipts(receipts)
        own = {one.origin: one.n for one in receipts if one.server == self._peer.server}
        sent = {one.id.origin for one in self._batch.entries}
        self._confirm({origin: n for origin, n in own.items() if origin in sent}, is_whole=False)

    def _take_held(self, payload: bytes) -> None:
        held, upload = decode(payload, Held), self._memory.upload
        if upload is not None and held.key == upload.key and held.have <= len(upload.data):
            upload.have = held.have
            self._is_held = True

    def _take_runs(self, payload: bytes) -> None:
        if not self._peer.is_order:
            self._replica.take_runs(*decode_runs(payload))

    # -------------------------------------------------------------- repair, scans, notices
    def _take_sums(self, payload: bytes) -> None:
        sums = decode(payload, Sums)
        if self._ack is not None and sums.epoch == self._ack.place.epoch:
            self._memory.repair.compare(self._replica, self._peer.name, sums, self._ack.place)

    def _take_scans(self, payload: bytes) -> None:
        self._scans += decode_held(payload)

    def _take_notice(self, payload: bytes) -> None:
        notice = decode(payload, Notice)
        self._notices.append(notice)
        if notice.code == "replayed" and notice.parameters and isinstance(notice.parameters[0], int):
            self._replica.next_counter(notice.parameters[0])
        elif notice.code == "refused" and len(notice.parameters) >= _REFUSED_ITEMS:
            self._note_refused(notice.parameters)

    def _note_refused(self, items: Sequence[object]) -> None:
        device, random, n, code = items[:_REFUSED_ITEMS]
        if not (isinstance(device, int) and isinstance(random, int) and isinstance(n, int) and isinstance(code, str)):
            raise Malformed
        self._refused.append(RefusedEntry(EntryId(Origin(device, random), n), code))

    # -------------------------------------------------------------- the end
    def keep_partial(self) -> None:
        """Write down what came of a pack that is not whole."""
        self._rows.keep_partial()

    def result(self, bytes_up: int, bytes_down: int, *, is_whole: bool) -> ExchangeResult:
        """What came of the exchange."""
        ack, rows = self._ack, self._rows
        self._memory.whole_until = max(self._memory.whole_until, rows.lacking_until)
        has_moved = self._has_moved or rows.has_moved
        if lasting := [one for one in self._refused if one.code != HOLE]:
            self._replica.note_refused(self._peer.name, lasting)
        if ack is not None and not self._is_held and (self._batch.entries or self.asks_for_held):
            self._memory.upload = None
        acked = sum(1 for one in self._batch.entries if one.id.n <= self._confirmed.get(one.id.origin, 0))
        is_waiting = self._replica.waiting_at(self._peer.name) > 0
        is_replayed = any(one.code == "replayed" for one in self._notices)
        slow = next((one for one in self._notices if one.code == "slow-down"), None)
        return ExchangeResult(
            is_whole=is_whole,
            is_answered=ack is not None,
            has_more_up=(is_waiting and (acked > 0 or self._is_held or has_moved)) or is_replayed,
            has_more_down=ack is not None and (ack.is_more or rows.is_partial or rows.lacking_until > 0) and has_moved,
            is_mending=self._memory.repair.is_open,
            sent=len(self._batch.entries),
            acked=acked,
            taken=sum(one.new for one in rows.taken),
            changes=_merged(rows.taken),
            refused=tuple(self._refused),
            refused_here=tuple(refused for one in rows.taken for refused in one.refused),
            notices=tuple(self._notices),
            digest_agrees=None if ack is None else ack.is_equal,
            server_ms=None if ack is None else ack.now_ms,
            offset_ms=None if ack is None else ack.now_ms - self._hello.now_ms,
            retry_after_s=_seconds(slow),
            scans=tuple(self._scans),
            bytes_up=bytes_up,
            bytes_down=bytes_down,
        )


def _merged(taken: Sequence[Taken]) -> Changes:
    return Changes(
        frozenset().union(*(one.changes.dossiers for one in taken)),
        frozenset().union(*(one.changes.people for one in taken)),
        frozenset().union(*(one.changes.kinds for one in taken)),
    )


def _seconds(notice: Notice | None) -> float | None:
    if notice is None:
        return None
    first = notice.parameters[0] if notice.parameters else 60
    return float(first) if isinstance(first, int) else 60.0
