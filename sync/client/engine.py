"""One exchange from the side that calls, without sockets, clock or threads (docs/PROTOCOL.md, One exchange).

    exchange = Exchange(replica, peer, memory, Asked(plan, now_ms))
    for chunk in exchange.request(): send(chunk)        # the body of POST /v1/sync
    for chunk in answer: exchange.feed(chunk)           # applied as sealed groups arrive
    result = exchange.outcome()                         # also after a cut, at any byte

What was sealed and taken stays; the next Exchange goes on from there. While `result.has_more` is true, the next one is
worth making at once.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from commune_desk.sync_ports import Batch, Replica, Taken
from sync.client.answer import Answer
from sync.client.pace import Plan
from sync.client.peers import PeerKeys, PeerMemory, Remarks, Upload
from sync.client.result import ExchangeResult
from sync.wire import frames
from sync.wire.frames import FrameReader, FrameWriter
from sync.wire.keys import RequestKeys, request_keys
from sync.wire.messages import Hello, Part, Partial, encode, encode_offers
from sync.wire.notices import OPEN_KEY
from sync.wire.numbers import Malformed
from sync.wire.pack import pack
from sync.wire.pages import BODIES_LIMIT, ENTRIES_LIMIT, budget_of, parts_of, small_pack
from sync.wire.small import encode_heads, encode_hello

_RATE_ERROR: Final = 0.06
"""The rate is told in steps of 9 %."""
_SPREAD_WEIGHT: Final = 0.5
_SPREADS: Final = (1.0, 12.0)
_SEALED_BEFORE_PLAIN: Final = 512
"""Bytes of an answer within which a server that does not know this device has said so."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What one exchange is to be: its sizes, this PC's time in milliseconds since 1970 UTC, what else to say."""

    plan: Plan
    now_ms: int
    remarks: Remarks = field(default_factory=Remarks)


class Exchange:
    """One request and its answer. `replica`'s errors (DiskFull, …) come through; what was taken before them stays."""

    def __init__(self, replica: Replica, peer: PeerKeys, memory: PeerMemory, asked: Asked) -> None:
        self._replica = replica
        self._peer = peer
        self._memory = memory
        self._asked = asked
        self._upload = memory.upload or self._new_upload()
        self._hello = self._greeting()
        self._keys: RequestKeys = request_keys(peer.shared, peer.device, self._hello.counter)
        self._answer = Answer(replica, peer, memory, self._hello)
        self._reader = FrameReader(self._keys.down)
        self._first = bytearray()
        self._bytes_up = 0
        self._bytes_down = 0
        self._is_sealed = False

    # -------------------------------------------------------------- up
    def request(self) -> Iterator[bytes]:
        """The body of the request, sealed piece by sealed piece; may be left off at any point."""
        writer = FrameWriter(self._keys.up)
        writer.frame(frames.HELLO, encode_hello(self._hello))
        for kind, payload in self._memory.repair.questions(self._replica, self._peer.name):
            writer.frame(kind, payload)
        if self._asked.remarks.offers:
            writer.frame(frames.SCANS, encode_offers(self._asked.remarks.offers))
        for piece in self._entries(writer):
            self._bytes_up += len(piece)
            yield piece
        last = writer.seal(last=True)
        self._bytes_up += len(last)
        yield last

    def _entries(self, writer: FrameWriter) -> Iterator[bytes]:
        upload = self._upload
        if upload is None:
            return
        if len(upload.data) <= 2 * self._asked.plan.part and not upload.have:
            writer.frame(frames.OPS, small_pack(upload.batch.entries, self._peer.device, self._hello.now_ms))
        elif upload.have is None:
            self._answer.asks_for_held = True
            writer.frame(frames.PART, encode(Part(upload.key, len(upload.data), 0, 0, b"")))
        else:
            pieces = list(parts_of(upload.data, upload.have, self._asked.plan.part, 0))
            upload.have = None
            for part in pieces[:-1]:
                writer.frame(frames.PART, encode(part))
                yield writer.seal()
            writer.frame(frames.PART, encode(pieces[-1]))
        batch = upload.batch
        last = batch.entries[-1].id
        writer.frame(frames.HEADS, encode_heads(batch.heads, last))
        self._answer.sent(batch)

    def _new_upload(self) -> Upload | None:
        target = self._asked.plan.pack
        batch = self._missing(round(target * self._memory.spread))
        if not batch.entries:
            return None
        upload = Upload(batch, pack(batch.entries))
        self._learn(upload)
        if len(upload.data) > 2 * target and len(batch.entries) > 1:
            fewer = self._missing(round(target * self._memory.spread))
            upload = Upload(fewer, pack(fewer.entries))
        self._memory.upload = upload
        return upload

    def _missing(self, limit: int) -> Batch:
        """As much as one request may bring, however small the entries are."""
        limit = min(limit, BODIES_LIMIT // 2)
        batch = self._replica.missing_at(self._peer.name, limit)
        while len(batch.entries) > ENTRIES_LIMIT and limit > 1:
            limit //= 2
            batch = self._replica.missing_at(self._peer.name, limit)
        return batch

    def _learn(self, upload: Upload) -> None:
        """How far bodies shrink, from packs large enough to tell."""
        spread = sum(len(one.body) for one in upload.batch.entries) / len(upload.data)
        low, high = _SPREADS
        memory = self._memory
        memory.spread += _SPREAD_WEIGHT * (max(low, min(high, spread)) - memory.spread)

    def _greeting(self) -> Hello:
        name, remarks = self._peer.name, self._asked.remarks
        place = self._replica.place(name)
        partial = self._replica.partial(name)
        order = None if self._peer.is_order else self._replica.place("province")[:2]
        sent = 0 if self._upload is None else len(self._upload.batch.entries)
        plan = self._asked.plan
        is_usual = abs(plan.budget - budget_of(plan.rate)) < _RATE_ERROR * plan.budget
        return Hello(
            device=self._peer.device,
            counter=self._replica.next_counter(),
            place=place,
            now_ms=self._asked.now_ms,
            rate=plan.rate,
            budget=0 if is_usual else plan.budget,
            waiting=max(0, self._replica.waiting_at(name) - sent),
            partial=None if partial is None else Partial(partial[0], partial[1], len(partial[2])),
            order=order,
            program=remarks.program,
            state_digest=remarks.state_digest,
            is_lost=self._memory.whole_until > place.seq,
        )

    # -------------------------------------------------------------- down
    def feed(self, chunk: bytes) -> list[Taken]:
        """Bytes of the answer; what came of each stretch of rows that became whole with them.

        Raises DamagedStream and Malformed for an answer that is not the peer's: nothing more of it is used.
        """
        self._bytes_down += len(chunk)
        if not self._is_sealed:
            self._first += chunk[:_SEALED_BEFORE_PLAIN]
        try:
            groups = self._reader.feed(chunk)
        except frames.DamagedStream:
            if not self._is_sealed and self._plain_words():
                return []
            raise
        taken: list[Taken] = []
        for group in groups:
            self._is_sealed = True
            taken += self._answer.take(group)
        return taken

    def _plain_words(self) -> bool:
        """Whether a server without a key for this device said why; nothing else is believed in the open."""
        reader = FrameReader(OPEN_KEY)
        try:
            groups = reader.feed(bytes(self._first))
            for group in groups:
                self._answer.take_open(group)
        except (frames.DamagedStream, Malformed):
            return False
        return bool(groups)

    @property
    def transferred(self) -> tuple[int, int]:
        """Bytes up and down so far, for whoever shows progress."""
        return self._bytes_up, self._bytes_down

    def outcome(self) -> ExchangeResult:
        """What came of it, cut or whole; to be called once at the end, whatever happened on the way."""
        self._answer.keep_partial()
        memory = self._memory
        if memory.upload is not None and not self._reader.is_finished and memory.upload.have == 0:
            memory.upload = None
        return self._answer.result(self._bytes_up, self._bytes_down, is_whole=self._reader.is_finished)
