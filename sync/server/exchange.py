"""One exchange from the side that answers, without sockets, clock or threads (docs/PROTOCOL.md, One exchange).

    exchange = ServerExchange(parts, now_ms)
    for chunk in body: exchange.feed(chunk)             # stored as sealed groups arrive, each in one short transaction
    for chunk in exchange.answer(): send(chunk)

A request may be cut at any byte: what was sealed before is stored, and there is nobody to answer. Every question of
rights is decided here: the device is enrolled, not revoked, and sees nothing but its own commune.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from commune_desk.domain.errors import Refused, ServerBusy
from commune_desk.domain.ids import EntryId
from commune_desk.entries import Entry, SignedHead
from commune_desk.sync_ports import PageRows
from sync.server.answer import Reply, Request, ServerParts
from sync.server.mending import Mending
from sync.server.ports import Contact, Device
from sync.server.taking import Carried, Taking
from sync.wire import frames
from sync.wire.frames import DamagedStream, Frame, FrameReader, FrameWriter
from sync.wire.keys import RequestKeys, request_keys
from sync.wire.messages import VERSION, Ask, Hello, Mend, Notice, Part, decode, decode_offers, encode
from sync.wire.notices import OPEN_KEY
from sync.wire.numbers import Malformed
from sync.wire.pack import DamagedPack, key_of, unpack
from sync.wire.pages import BODIES_LIMIT, ENTRIES_LIMIT, PACK_LIMIT, last_entry, open_small
from sync.wire.small import decode_heads, decode_hello, version_of

BUSY_S: Final = 5
"""When a device is told to come again while the store has no time."""
_ASKS_LIMIT: Final = 4
_OFFERS_LIMIT: Final = 512


class _Stop(Refused):
    """The request is not gone on with; its notice says why."""

    code = "not-enrolled"

    def __init__(self, notice: Notice) -> None:
        self.notice = notice
        super().__init__(notice.code)


class ServerExchange:
    """One request and its answer; `now_ms`: the server's clock, milliseconds since 1970 UTC."""

    def __init__(self, parts: ServerParts, now_ms: int) -> None:
        self._parts = parts
        self._store = parts.store
        self._now_ms = now_ms
        self._reader = FrameReader(self._key_of)
        self._hello: Hello | None = None
        self._device: Device | None = None
        self._keys: RequestKeys | None = None
        self._request: Request | None = None
        self._notice: Notice | None = None
        self._is_stopped = False
        self._rows: list[Entry | EntryId] | None = None
        self._mend: tuple[Mend, list[Entry | EntryId]] | None = None
        self._handlers: dict[int, Callable[[Request, bytes], None]] = {
            frames.OPS: self._take_ops,
            frames.PART: self._take_part,
            frames.HEADS: self._take_heads,
            frames.SCANS: self._take_offers,
            frames.ASK: self._take_ask,
            frames.MEND: self._take_mend,
        }

    # -------------------------------------------------------------- who asks
    def _key_of(self, payload: bytes) -> bytes:
        if version_of(payload) != VERSION:
            raise _Stop(Notice("upgrade", [VERSION, VERSION]))
        self._hello = hello = decode_hello(payload)
        self._device = self._store.device(hello.device)
        if self._device is None:
            raise _Stop(Notice("not-enrolled"))
        shared = self._parts.key.agree(self._device.exchange_public)
        self._keys = request_keys(shared, hello.device, hello.counter)
        return self._keys.up

    @property
    def device(self) -> Device | None:
        """Who asks, once that is proven."""
        return self._request.device if self._request else None

    @property
    def is_known(self) -> bool:
        """The request proved whose it is, or there is a word to say to who sent it; else answer() says nothing."""
        return self._request is not None or self._notice is not None

    def _begin(self) -> Request:
        """The first group was sealed by the device it names."""
        hello, device = self._hello, self._device
        if hello is None or device is None:
            raise Malformed
        if device.revoked_at_ms is not None:
            raise _Stop(Notice("revoked"))
        last = self._store.use_counter(device.number, hello.counter)
        if last is not None:
            raise _Stop(Notice("replayed", [last]))
        return Request(hello, device, Taking(self._store, Carried(device, self._now_ms)))

    # -------------------------------------------------------------- up
    def feed(self, chunk: bytes) -> None:
        """Bytes of the request, in whatever pieces; never raises for what they hold, the answer says it."""
        if self._is_stopped:
            return
        try:
            for group in self._reader.feed(chunk):
                self._take(group)
        except _Stop as stop:
            self._end(stop.notice)
        except ServerBusy:
            self._end(Notice("slow-down", [BUSY_S]))
        except (DamagedStream, Malformed, DamagedPack, ValueError):
            self._end(Notice("damaged") if self._request else None)

    def _end(self, notice: Notice | None) -> None:
        self._is_stopped = True
        if notice is not None and self._request is not None:
            self._request.notices.append(notice)
        else:
            self._notice = notice

    def _take(self, group: Sequence[Frame]) -> None:
        if self._request is None:
            self._request = self._begin()
        for kind, payload in group:
            handler = self._handlers.get(kind)
            if handler is not None:
                handler(self._request, payload)
        self._flush(self._request, ())

    def _take_ops(self, request: Request, payload: bytes) -> None:
        self._flush(request, ())
        self._rows = open_small(payload, request.hello.device, request.hello.now_ms)

    def _take_part(self, request: Request, payload: bytes) -> None:
        self._flush(request, ())
        part = decode(payload, Part)
        if part.total > PACK_LIMIT or part.offset + len(part.data) > part.total:
            raise Malformed
        have = self._store.keep_part(request.device.number, part, self._now_ms)
        request.held = {part.key: have}

    def _take_heads(self, request: Request, payload: bytes) -> None:
        if self._rows is None and self._mend is None and request.held:
            self._join(request)
            if self._rows is None:
                return
        rows = self._mend[1] if self._mend else self._rows or []
        self._flush(request, decode_heads(payload, last_entry(rows)))

    def _join(self, request: Request) -> None:
        """HEADS behind the last part: the pack is opened if it is whole, else the answer says what is held of it."""
        ((key, have),) = request.held.items()
        data = self._store.part_of(request.device.number, key)
        if len(data) < have or not self._is_whole(key, data):
            return
        try:
            self._rows = unpack(data)
        except DamagedPack:
            self._store.forget_part(request.device.number, key)
            request.held = {key: 0}
            raise
        request.held = {}

    @staticmethod
    def _is_whole(key: bytes, data: bytes) -> bool:
        return key_of(data) == key

    def _flush(self, request: Request, heads: Sequence[SignedHead]) -> None:
        """Entries wait for the HEADS behind them."""
        rows, mend = self._rows, self._mend
        self._rows = self._mend = None
        if rows is not None:
            entries = [one for one in rows if isinstance(one, Entry)]
            if len(entries) > ENTRIES_LIMIT or sum(len(one.body) for one in entries) > BODIES_LIMIT:
                raise Malformed
            request.taking.take(entries, heads)
        if mend is not None:
            page = PageRows(mend[0].epoch, mend[0].first_seq, mend[1], heads)
            Mending(self._store, request.device.commune).take(page)

    def _take_offers(self, request: Request, payload: bytes) -> None:
        request.offers += decode_offers(payload)[:_OFFERS_LIMIT]

    def _take_ask(self, request: Request, payload: bytes) -> None:
        if len(request.asks) < _ASKS_LIMIT:
            request.asks.append(decode(payload, Ask))

    def _take_mend(self, request: Request, payload: bytes) -> None:
        self._flush(request, ())
        mend = decode(payload, Mend)
        self._mend = (mend, unpack(mend.pack))

    # -------------------------------------------------------------- down
    def answer(self) -> Iterator[bytes]:
        """The body of the answer; nothing where nobody proved anything. Raises ServerBusy before its first piece."""
        if self._request is None:
            if self._notice is not None:
                yield self._word(self._notice)
            return
        writer = FrameWriter(self._down_key())
        self._note(self._request)
        yield from Reply(self._parts, self._request, writer, self._now_ms).pieces()

    def _word(self, notice: Notice) -> bytes:
        is_shared = self._keys is not None and notice.code != "not-enrolled"
        writer = FrameWriter(self._down_key() if is_shared else OPEN_KEY)
        writer.frame(frames.NOTICE, encode(notice))
        return writer.seal(last=True)

    def _down_key(self) -> bytes:
        return self._keys.down if self._keys is not None else OPEN_KEY

    def _note(self, request: Request) -> None:
        """For the administrator's page."""
        hello, number = request.hello, request.device.number
        said = (hello.program, hello.waiting, hello.rate, hello.place, hello.state_digest)
        self._store.note_contact(number, Contact(self._now_ms, hello.now_ms, *said))
        if request.taking.refused:
            self._store.note_refusals(request.device.commune, number, request.taking.refused, self._now_ms)
