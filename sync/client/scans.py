"""The lane of scans: after all records, in pieces short enough that an urgent record waits no more than 5 s.

A piece is about four seconds of the measured line. What arrived before a cut is never sent again: the server keeps it
and is asked, with one byte at the very end that it must refuse, how far it holds the scan.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from commune_desk.domain.errors import DeskError, LineCut, NetworkTrouble, Refused
from commune_desk.sync_ports import ScanState, ScanStore
from sync.client.line import Line, Reply
from sync.client.peers import PeerKeys
from sync.wire.keys import ScanCall, scan_token
from sync.wire.messages import ScanHeld, ScanOffer, decode_held
from sync.wire.numbers import Malformed

PIECE_S: Final = 4.0
FIRST_PIECE: Final = 32 << 10
LEAST_PIECE: Final = 4 << 10
MOST_PIECE: Final = 4 << 20
MOST_LINES: Final = 3
OFFERS: Final = 16
_MOST_ANSWER: Final = 4096
_CONFLICT: Final = 409
_WHOLE: Final = 200
_BETTER: Final = 1.15
_ROUNDS: Final = 4
_WEIGHT: Final = 0.4


class Piece(NamedTuple):
    """Bytes of one scan to move: `data` when they go up, None when `length` bytes are wanted down."""

    root: bytes
    size: int
    offset: int
    length: int
    data: bytes | None


@dataclass(slots=True)
class Moved:
    """What came of a piece: where the peer (up) or we (down) are, the peer's word when it is whole."""

    piece: Piece
    offset: int | None = None
    held: tuple[ScanHeld, ...] = ()
    got: bytearray = field(default_factory=bytearray)
    error: DeskError | None = None


class Step(NamedTuple):
    """What one round of the lane did: bytes of scans moved, in how many seconds, what ended it."""

    size: int
    seconds: float
    error: DeskError | None = None


class ScanLane:
    """Scans between one store and one peer. `step` is called on the sync thread; only it touches the store.

    `lines` makes a further connection; `counter` a request number of this device (it names the key of the tokens).
    """

    def __init__(
        self, store: ScanStore, keys: PeerKeys, lines: Callable[[], Line], counter: int, steady: Callable[[], float]
    ) -> None:
        self._store, self._keys, self._make, self._counter = store, keys, lines, counter
        self._steady = steady
        self._lines: list[Line] = []
        self._offsets: dict[bytes, int] = {}
        self._unsure: set[bytes] = set()
        self._refused: set[bytes] = set()
        self._rate: float | None = None
        self._width = _Width()
        self._is_stopped = False

    # -------------------------------------------------------------- with the records
    def offers(self) -> list[ScanOffer]:
        """Scans to ask about in the next exchange of records: those whose place at the peer is not known."""
        states = self._store.to_send(self._keys.name, OFFERS)
        return [ScanOffer(one.root, one.size) for one in states if one.root not in self._offsets]

    def learn(self, held: Sequence[ScanHeld]) -> None:
        """The peer's answer to offers."""
        for one in held:
            self._offsets[one.root] = one.have
            self._unsure.discard(one.root)
        receipts = [receipt for one in held if (receipt := one.receipt(self._keys.server)) is not None]
        if receipts:
            self._store.take_scan_receipts(self._keys.name, receipts)

    # -------------------------------------------------------------- waiting
    def waiting(self, most_urgency: int) -> list[ScanState]:
        """What may travel now, asked for first, then up, then down."""
        down = [one for one in self._store.to_fetch(OFFERS) if one.is_wanted or one.urgency <= most_urgency]
        up = [one for one in self._store.to_send(self._keys.name, OFFERS) if one.urgency <= most_urgency]
        wanted = [one for one in down if one.is_wanted]
        found = wanted + up + [one for one in down if not one.is_wanted]
        return [one for one in found if one.root not in self._refused]

    def counted(self, limit: int) -> list[ScanState]:
        """All that is still to travel, for the page."""
        return self._store.to_send(self._keys.name, limit) + self._store.to_fetch(limit)

    def step(self, most_urgency: int, left: int | None = None) -> Step:
        """Move a piece on each connection; `left` bytes of the day's cap."""
        states = self.waiting(most_urgency)[: self._width.lines]
        pieces = [piece for one in states if (piece := self._readable(one, left)) is not None]
        if not pieces or left == 0:
            return Step(0, 0.0)
        begun = self._steady()
        moved = self._move(pieces)
        seconds = self._steady() - begun
        size = sum(self._settle(one) for one in moved)
        error = next((one.error for one in moved if one.error is not None), None)
        self._measure(size, seconds, len(pieces), is_cut=error is not None)
        return Step(size, seconds, error)

    def stop(self) -> None:
        """From any thread: `step` ends at once."""
        self._is_stopped = True
        for line in self._lines:
            line.abort()

    def close(self) -> None:
        """On the sync thread, at the end."""
        for line in self._lines:
            line.close()

    @property
    def rate(self) -> float | None:
        """Measured bytes of scans a second over all connections."""
        return self._rate

    # -------------------------------------------------------------- pieces
    def _readable(self, state: ScanState, left: int | None) -> Piece | None:
        """A scan that cannot be read here stays behind; the others go on."""
        try:
            return self._piece(state, left)
        except DeskError:
            self._refused.add(state.root)
            return None

    def _piece(self, state: ScanState, left: int | None) -> Piece:
        share = (self._rate or FIRST_PIECE / PIECE_S) * PIECE_S / self._width.lines
        most = max(LEAST_PIECE, min(MOST_PIECE, int(share)))
        most = most if left is None else max(1, min(most, left))
        if not state.is_whole:
            return Piece(state.root, state.size, state.have, min(most, state.size - state.have), None)
        if state.root in self._unsure:
            return Piece(state.root, state.size, state.size - 1, 1, self._store.read(state.root, state.size - 1, 1))
        offset = min(self._offsets.get(state.root, 0), max(0, state.size - 1))
        length = min(most, state.size - offset)
        return Piece(state.root, state.size, offset, length, self._store.read(state.root, offset, length))

    def _move(self, pieces: Sequence[Piece]) -> list[Moved]:
        while len(self._lines) < len(pieces):
            self._lines.append(self._make())
        if self._is_stopped:
            self.stop()
        if len(pieces) == 1:
            return [self._call(self._lines[0], pieces[0])]
        with ThreadPoolExecutor(len(pieces), "scans") as pool:
            asked: list[Future[Moved]] = [
                pool.submit(self._call, line, piece) for line, piece in zip(self._lines, pieces, strict=False)
            ]
            return [one.result() for one in asked]

    def _call(self, line: Line, piece: Piece) -> Moved:
        moved = Moved(piece)
        method = "GET" if piece.data is None else "PUT"
        call = ScanCall(method, piece.root, piece.offset, 0 if piece.data is None else piece.size)
        headers = {"Authorization": scan_token(self._keys.shared, self._keys.device, self._counter, call)}
        if piece.data is None:
            headers["Range"] = f"bytes={piece.offset}-{piece.offset + piece.length - 1}"
        else:
            headers |= {"Upload-Offset": str(piece.offset), "Upload-Length": str(piece.size)}
        try:
            reply = line.call(method, f"/v1/scan/{piece.root.hex()}", piece.data, _into(moved.got, piece), headers)
        except DeskError as error:
            moved.error = error
            return moved
        if piece.data is not None:
            _read_put(reply, moved)
        return moved

    def _settle(self, moved: Moved) -> int:
        """Keep what came of it; bytes of the scan that are new at the other side."""
        piece, root = moved.piece, moved.piece.root
        if piece.data is None:
            return self._keep(moved)
        if moved.error is not None:
            (self._refused if isinstance(moved.error, Refused) else self._unsure).add(root)
            return 0
        self._unsure.discard(root)
        if moved.offset is not None:
            self._offsets[root] = moved.offset
        self.learn(moved.held)
        return max(0, (moved.offset or 0) - piece.offset) if moved.offset is not None else 0

    def _keep(self, moved: Moved) -> int:
        piece = moved.piece
        if isinstance(moved.error, Refused):
            self._refused.add(piece.root)
        if moved.got:
            try:
                self._store.append(piece.root, piece.size, piece.offset, bytes(moved.got[: piece.length]))
            except Refused as error:
                moved.error = moved.error or error
                return 0
        return len(moved.got)

    def _measure(self, size: int, seconds: float, lines: int, *, is_cut: bool) -> None:
        if size < LEAST_PIECE or seconds <= 0:
            if is_cut and self._rate is not None:
                self._rate /= 2
            return
        seen = size / seconds
        self._rate = seen if self._rate is None else self._rate + _WEIGHT * (seen - self._rate)
        self._width.seen(seen, lines)


class _Width:
    """How many connections: one more is tried now and then, and kept where it carries more (loss slows each one)."""

    def __init__(self) -> None:
        self.lines = 1
        self._rates: dict[int, float] = {}
        self._rounds = 0

    def seen(self, rate: float, lines: int) -> None:
        """A round over so many connections carried so much a second."""
        known = self._rates.get(lines)
        self._rates[lines] = rate if known is None else known + _WEIGHT * (rate - known)
        self._rounds += 1
        if self._rounds % _ROUNDS or lines != self.lines:
            return
        fewer = self._rates.get(lines - 1, 0.0)
        if lines > 1 and self._rates[lines] < fewer * _BETTER:
            self.lines -= 1
            self._rates.pop(lines)
            self._rounds = -4 * _ROUNDS
        elif lines < MOST_LINES and self._rounds >= _ROUNDS:
            self.lines += 1


def _into(got: bytearray, piece: Piece) -> Callable[[bytes], None]:
    most = _MOST_ANSWER if piece.data is not None else piece.length

    def take(data: bytes) -> None:
        if len(got) + len(data) > most:
            raise NetworkTrouble("answer-too-large")
        got.extend(data)

    return take


def _read_put(reply: Reply, moved: Moved) -> None:
    offset = reply.headers.get("upload-offset", "")
    if not offset.isdecimal():
        moved.error = LineCut()
        return
    moved.offset = int(offset)
    if reply.status == _WHOLE and moved.got:
        try:
            moved.held = tuple(decode_held(bytes(moved.got)))
        except Malformed:
            moved.error = LineCut()
    elif reply.status == _CONFLICT:
        moved.held = ()
