"""A line between an exchange and a server in one process: whole, cut at a byte, altered, repeated."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from commune_desk.device_key import DeviceKey
from sync.client.engine import Asked, Exchange
from sync.client.pace import Plan
from sync.client.peers import PeerKeys, PeerMemory, Remarks
from sync.client.result import ExchangeResult
from sync.server.answer import ServerParts
from sync.server.exchange import ServerExchange
from sync.wire.frames import DamagedStream
from sync.wire.numbers import Malformed
from tests.sync.memory_replica import NOW_MS, Keys, MemoryReplica, MemoryStore, device_key

Alter = Callable[[bytes], bytes]
SERVER = device_key(1)
SMALL = Plan(rate=2000, budget=4096, part=64, pack=512)


@dataclass
class Line:
    """What happens to one exchange: cut after so many bytes up or down (None: not), altered, in pieces of `piece`."""

    up: int | None = None
    down: int | None = None
    alter_up: Alter = bytes
    alter_down: Alter = bytes
    piece: int = 1 << 20


WHOLE = Line()


@dataclass
class Desk:
    """A replica that calls one server."""

    replica: MemoryReplica
    server: DeviceKey = SERVER
    plan: Plan = field(default_factory=Plan)
    remarks: Remarks = field(default_factory=Remarks)
    memory: PeerMemory = field(default_factory=PeerMemory)
    last_request: bytes = b""
    last_answer: bytes = b""

    @property
    def peer(self) -> PeerKeys:
        return PeerKeys.of_province(self.replica.key, self.server.public, self.server.exchange_public)

    def exchange(self, store: MemoryStore, line: Line = WHOLE, now_ms: int = NOW_MS) -> ExchangeResult:
        """One exchange over that line."""
        asking = Exchange(self.replica, self.peer, self.memory, Asked(self.plan, now_ms, self.remarks))
        request = bytearray()
        for chunk in asking.request():
            request += chunk
            if line.up is not None and len(request) >= line.up:
                break
        is_cut = line.up is not None and len(request) >= line.up
        self.last_request = line.alter_up(bytes(request[: line.up]))
        answering = ServerExchange(ServerParts(store, SERVER), now_ms)
        feed_in_pieces(answering.feed, self.last_request, line.piece)
        if is_cut:
            return asking.outcome()
        self.last_answer = line.alter_down(b"".join(answering.answer()))
        with suppress(DamagedStream, Malformed):
            feed_in_pieces(asking.feed, self.last_answer[: line.down], line.piece)
        return asking.outcome()

    def settle(self, store: MemoryStore, most: int = 40) -> int:
        """Exchanges over a whole line until nothing more is to be said; how many it took."""
        for count in range(1, most + 1):
            if not self.exchange(store).has_more:
                return count
        raise AssertionError("the replicas never came to rest")


def feed_in_pieces(feed: Callable[[bytes], object], data: bytes, size: int) -> None:
    """In pieces of `size` bytes."""
    for at in range(0, len(data), size):
        feed(data[at : at + size])


@dataclass
class Commune:
    """Two desks and a province."""

    store: MemoryStore
    a: Desk
    b: Desk
    keys: Keys

    def is_equal(self) -> bool:
        """All three hold the same order, and every entry of both desks is in it."""
        places = [desk.replica.place("province") for desk in (self.a, self.b)]
        wanted = set(self.a.replica.rows) | set(self.b.replica.rows)
        order = [row.id if row else None for row in self.store.of("00001").rows]
        is_once = len(order) == len(set(order)) and set(order) == wanted
        rows = [{id_: row.hash for id_, row in desk.replica.rows.items()} for desk in (self.a, self.b)]
        return is_once and rows[0] == rows[1] and places[0] == places[1] == self.store.end("00001")

    def settle(self) -> None:
        """Quiet time."""
        for _ in range(3):
            self.a.settle(self.store)
            self.b.settle(self.store)


def commune(plan: Plan | None = None) -> Commune:
    """Two enrolled desks that hold nothing."""
    keys: Keys = {}
    store = MemoryStore()
    desks = [Desk(MemoryReplica(device_key(seed), keys, {SERVER.public})) for seed in (11, 12)]
    for desk in desks:
        store.enrol(desk.replica.key)
        if plan is not None:
            desk.plan = plan
    return Commune(store, desks[0], desks[1], keys)
