"""A TCP proxy that throttles, delays, cuts and counts, all from one seed.

One thread with selectors serves every connection. `cut_every` counts bytes of both directions together and is drawn
anew around its mean (half to one and a half) after each cut; a cut resets both ends, as a lost modem does not but a
restarted router does; `half_open` leaves the ends standing instead and passes nothing more.
"""

import selectors
import socket
import struct
import threading
import time
from collections import deque
from dataclasses import dataclass, field
from random import Random

_TICK_S = 0.005
_PIECE = 1400


@dataclass(slots=True)
class Manners:
    """How the line behaves; change it while it runs. Rates in bytes a second each way, times in seconds."""

    rate: float = 0.0
    delay_s: float = 0.0
    cut_every: int = 0
    jitter: bool = False
    is_down: bool = False
    half_open: bool = False
    up_s: float = 0.0
    down_s: float = 0.0


@dataclass(slots=True)
class _Way:
    source: socket.socket
    sink: socket.socket
    waiting: deque[tuple[float, bytes]] = field(default_factory=deque)
    size: int = 0
    allowance: float = 0.0
    is_ended: bool = False


class Proxy:
    """Listens on 127.0.0.1:`port` and passes everything on to `target`."""

    def __init__(self, target: tuple[str, int], manners: Manners | None = None, seed: int = 1) -> None:
        self.manners = manners or Manners()
        self.up = self.down = self.cuts = self.connections = 0
        self._target = target
        self._random = Random(seed)  # noqa: S311  a test's dice
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(0)
        self.port: int = self._listener.getsockname()[1]
        self._ways: list[_Way] = []
        self._left = self._draw()
        self._began = time.monotonic()
        self._is_stopped = False
        self._thread = threading.Thread(target=self._run, name="proxy")
        self._thread.start()

    @property
    def total(self) -> int:
        """Bytes passed on, both ways."""
        return self.up + self.down

    def __enter__(self) -> "Proxy":
        return self

    def __exit__(self, *_: object) -> None:
        self._is_stopped = True
        self._thread.join()

    # -------------------------------------------------------------- the thread
    def _run(self) -> None:
        while not self._is_stopped:
            if self._is_out():
                self._cut_all()
            self._accept()
            busy = [self._turn(way) for way in list(self._ways)]
            if not any(busy):
                self._sleep()
        self._cut_all()
        self._listener.close()

    def _sleep(self) -> None:
        with selectors.DefaultSelector() as selector:
            for one in {self._listener, *(way.source for way in self._ways if not way.is_ended and way.size < 65536)}:
                selector.register(one, selectors.EVENT_READ)
            pending = any(way.waiting for way in self._ways)
            selector.select(_TICK_S if pending or self.manners.up_s else 0.05)

    def _is_out(self) -> bool:
        manners = self.manners
        if manners.is_down:
            return True
        if not manners.up_s:
            return False
        return (time.monotonic() - self._began) % (manners.up_s + manners.down_s) > manners.up_s

    def _accept(self) -> None:
        try:
            near, _ = self._listener.accept()
        except BlockingIOError:
            return
        if self._is_out():
            near.close()
            return
        try:
            far = socket.create_connection(self._target, timeout=1)
        except OSError:
            near.close()
            return
        self.connections += 1
        for one in (near, far):
            one.settimeout(0)
            one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._ways += [_Way(near, far), _Way(far, near)]

    def _turn(self, way: _Way) -> bool:
        """Read what came, send what is due; whether anything moved."""
        if way not in self._ways or self.manners.half_open:
            return False
        try:
            moved = self._read(way)
            return self._send(way) or moved
        except OSError:
            self._end(way)
            return True

    def _read(self, way: _Way) -> bool:
        if way.is_ended or way.size >= 65536:
            return False
        try:
            data = way.source.recv(65536)
        except BlockingIOError:
            return False
        if not data:
            way.is_ended = True
        for start in range(0, len(data), _PIECE):
            way.waiting.append((time.monotonic() + self.manners.delay_s, data[start : start + _PIECE]))
        way.size += len(data)
        return True

    def _send(self, way: _Way) -> bool:
        now = time.monotonic()
        moved = False
        while way.waiting and way.waiting[0][0] <= now and way.allowance <= now:
            _, data = way.waiting.popleft()
            way.size -= len(data)
            if self.manners.rate:
                way.allowance = max(way.allowance, now - 0.02) + len(data) / self.manners.rate
            if not self._pass(way, data):
                return True
            moved = True
        if way.is_ended and not way.waiting:
            self._end(way)
        return moved

    def _pass(self, way: _Way, data: bytes) -> bool:
        """Whether the line still stands after these bytes."""
        cut = bool(self.manners.cut_every) and len(data) >= self._left
        if cut:
            data = data[: self._left]
        sent = 0
        while sent < len(data):
            try:
                sent += way.sink.send(data[sent:])
            except BlockingIOError:
                time.sleep(0.001)
        if way.source in {one.source for one in self._ways[::2]}:
            self.up += sent
        else:
            self.down += sent
        self._left -= sent
        if cut:
            self.cuts += 1
            self._cut_all()
            self._left = self._draw()
        return not cut

    def _draw(self) -> int:
        mean = self.manners.cut_every
        return max(1, self._random.randint(mean // 2, mean * 3 // 2) if self.manners.jitter else mean)

    def _end(self, way: _Way) -> None:
        for one in [one for one in self._ways if {one.source, one.sink} == {way.source, way.sink}]:
            self._ways.remove(one)
        way.source.close()
        way.sink.close()

    def _cut_all(self) -> None:
        for way in self._ways[::2]:
            for one in (way.source, way.sink):
                one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                one.close()
        self._ways.clear()
