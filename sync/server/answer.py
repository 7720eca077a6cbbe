"""The server's answer to one request: where it stands, receipts, rows, what the repair asked for."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from commune_desk.device_key import DeviceKey
from commune_desk.domain.ids import Origin
from commune_desk.sync_ports import MARK_BYTES, Place, Receipt, RefusedEntry
from sync.server.mending import Mending
from sync.server.pages import Asker, Page, Pages
from sync.server.ports import Device, ServerScans, ServerStore
from sync.server.taking import Taking, signed_receipts
from sync.wire import frames
from sync.wire.frames import FrameWriter
from sync.wire.messages import (
    HOLE,
    Ack,
    Ask,
    Held,
    Hello,
    Notice,
    ScanHeld,
    ScanOffer,
    encode,
    encode_held,
    encode_runs,
)
from sync.wire.pages import BUDGETS, budget_of, mend_frames, parts_of, small_pack
from sync.wire.small import Shared, encode_ack, encode_heads, encode_receipts

_NO_WISH: Final = 64 << 10
_SMALLEST_BUDGET: Final = 1 << 10
_PART_SHARE: Final = 16
_PARTS: Final = (1 << 10, 16 << 10)
_RUNS_LIMIT: Final = 2000
_RECEIPTS_LIMIT: Final = 2000
_REFUSALS_TOLD: Final = 200


@dataclass(frozen=True, slots=True)
class ServerParts:
    """What an exchange works with. `passed_on` at a hub: the province's receipts of a commune behind a place."""

    store: ServerStore
    key: DeviceKey
    scans: ServerScans | None = None
    passed_on: Callable[[str, Place], Sequence[Receipt]] | None = None


@dataclass(slots=True)
class Request:
    """What a request said, as far as it was sealed."""

    hello: Hello
    device: Device
    taking: Taking
    asks: list[Ask] = field(default_factory=list)
    offers: list[ScanOffer] = field(default_factory=list)
    held: dict[bytes, int] = field(default_factory=dict)
    notices: list[Notice] = field(default_factory=list)


class Reply:
    """The answer to `request`, made piece by piece."""

    def __init__(self, parts: ServerParts, request: Request, writer: FrameWriter, now_ms: int) -> None:
        self._parts, self._request, self._writer, self._now_ms = parts, request, writer, now_ms
        self._store = parts.store
        self._commune = request.device.commune
        self._mending = Mending(parts.store, self._commune)
        wish = request.hello.budget or (budget_of(request.hello.rate) if request.hello.rate else _NO_WISH)
        self._budget = max(_SMALLEST_BUDGET, min(wish, BUDGETS[1]))

    def pieces(self) -> Iterator[bytes]:
        """Sealed groups; the last one ends the stream."""
        hello = self._request.hello
        place = self._store.place(self._commune, hello.place.epoch, hello.place.seq)
        placed = self._request.taking.placed_behind(place)
        page = self._pages().after(place.seq + placed, self._budget, hello.partial)
        is_more = (place.seq + placed if page is None else page.last_seq) < self._store.end(self._commune).seq
        cut = page is not None and len(page.data) - page.have > self._budget
        is_equal = place[:2] != hello.place[:2] or place.digest == hello.place.digest
        ack = Ack(
            place=place,
            now_ms=self._now_ms,
            is_equal=is_equal,
            is_whole=self._is_new_order(place),
            is_more=is_more or cut,
            heads=self._heads(place),
            placed=placed,
        )
        self._writer.frame(frames.ACK, encode_ack(ack, hello))
        self._receipts()
        self._small()
        self._repair(place, is_equal=is_equal)
        yield from self._rows(page)
        self._orders_passed_on()
        yield self._writer.seal(last=True)

    # -------------------------------------------------------------- where it stands
    def _is_new_order(self, place: Place) -> bool:
        """The asker knew another epoch, or a later place: what it believes to be here may not be."""
        known = self._request.hello.place
        return known.epoch > 0 and place[:2] != known[:2]

    def _heads(self, place: Place) -> dict[Origin, int]:
        """What is held: all after a restore, the asker's own at a first meeting, those in doubt otherwise."""
        if self._is_new_order(place):
            return {origin: head.n for origin, head in self._store.heads(self._commune).items()}
        if not self._request.hello.place.epoch:
            device = self._request.device.number
            found = self._store.heads(self._commune).items()
            return {origin: head.n for origin, head in found if origin.device == device}
        refused = {one.entry.origin for one in self._request.taking.refused}
        if not refused:
            return {}
        held = self._store.heads(self._commune, sorted(refused))
        return {origin: held[origin].n if origin in held else 0 for origin in refused}

    def _receipts(self) -> None:
        taking = self._request.taking
        held = taking.held()
        if not held:
            return
        receipts = signed_receipts(self._parts.key, held, self._now_ms, self._store.safe_seq(self._commune))
        shared = Shared(self._request.hello, self._parts.key.public, taking.sent[-1])
        self._writer.frame(frames.RECEIPTS, encode_receipts(receipts, shared))

    def _small(self) -> None:
        request = self._request
        refused = _told(request.taking.refused)[:_REFUSALS_TOLD]
        told = [Notice("refused", [*one.entry.origin, one.entry.n, one.code]) for one in refused]
        for notice in [*request.notices, *told]:
            self._writer.frame(frames.NOTICE, encode(notice))
        for key, have in request.held.items():
            self._writer.frame(frames.HELD, encode(Held(key, have)))
        if request.offers and self._parts.scans is not None:
            held = [self._scan(self._parts.scans, one) for one in request.offers]
            self._writer.frame(frames.SCANS, encode_held(held))

    def _scan(self, scans: ServerScans, offer: ScanOffer) -> ScanHeld:
        state = scans.state(self._commune, offer.root)
        receipt = scans.receipt(self._commune, offer.root) if state is not None and state.is_whole else None
        if receipt is None:
            return ScanHeld(offer.root, 0 if state is None else state.have)
        return ScanHeld(offer.root, receipt.size, receipt.size, receipt.at_ms, receipt.signature)

    # -------------------------------------------------------------- rows
    def _pages(self) -> Pages:
        request = self._request
        sent = frozenset(request.taking.sent)
        asker = Asker(self._commune, request.device.number, request.hello.is_lost, sent)
        return Pages(self._store, asker)

    def _rows(self, page: Page | None) -> Iterator[bytes]:
        if page is None:
            return
        low, high = _PARTS
        size = max(low, min(high, self._budget // _PART_SHARE))
        if len(page.data) <= 2 * size and not page.have:
            device = self._request.hello.device
            self._writer.frame(frames.OPS, small_pack(page.rows, device, self._now_ms))
        else:
            yield self._writer.seal()
            room = self._budget
            for part in parts_of(page.data, page.have, size, page.last_seq):
                self._writer.frame(frames.PART, encode(part))
                room -= len(part.data)
                if part.offset + len(part.data) == len(page.data):
                    break
                yield self._writer.seal()
                if room <= 0:
                    return
        if page.heads:
            self._writer.frame(frames.HEADS, encode_heads(page.heads, page.last))

    def _orders_passed_on(self) -> None:
        """At a hub: the province's order and receipts."""
        order = self._request.hello.order
        if order is None or self._parts.passed_on is None:
            return
        epoch, seq = order
        runs = self._store.runs(self._commune, epoch, seq, _RUNS_LIMIT)
        if runs:
            self._writer.frame(frames.RUNS, encode_runs(epoch, runs))
        receipts = self._parts.passed_on(self._commune, Place(epoch, seq, bytes(MARK_BYTES)))[:_RECEIPTS_LIMIT]
        if receipts:
            sent = self._request.taking.sent
            shared = Shared(self._request.hello, self._parts.key.public, sent[-1] if sent else None)
            self._writer.frame(frames.RECEIPTS, encode_receipts(receipts, shared))

    # -------------------------------------------------------------- repair
    def _repair(self, place: Place, *, is_equal: bool) -> None:
        current = [one for one in self._request.asks if one.epoch == place.epoch]
        for ask in current:
            if not ask.is_rows:
                self._writer.frame(frames.SUMS, encode(self._mending.sums(ask)))
                continue
            for page in self._mending.pages(ask):
                for kind, payload in mend_frames(page):
                    self._writer.frame(kind, payload)
        if not is_equal and not current and place.seq:
            self._writer.frame(frames.SUMS, encode(self._mending.first_sums(place)))


def _told(refused: Sequence[RefusedEntry]) -> list[RefusedEntry]:
    """Of a hole only the first entry behind it: what is held of its origin is said anyway."""
    holes: set[Origin] = set()
    found = []
    for one in refused:
        if one.code != HOLE or one.entry.origin not in holes:
            found.append(one)
        if one.code == HOLE:
            holes.add(one.entry.origin)
    return found
