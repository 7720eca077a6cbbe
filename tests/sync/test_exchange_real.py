"""The exchange between real parts: desks' encrypted databases and the province's store, damaged in turn."""

from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import text

from commune_desk.device_key import DeviceKey
from storage.engine import raw_of
from storage.replica import DeskReplica
from sync.client.engine import Asked, Exchange
from sync.client.pace import Plan
from sync.client.peers import PeerKeys, PeerMemory
from sync.client.result import ExchangeResult
from sync.server.answer import ServerParts
from sync.server.exchange import ServerExchange
from tests.simulator.desk_node import DeskNode, WorldClock
from tests.sync.memory_replica import device_key
from tests.sync.server.stores import COMMUNE, NOW_MS, Author, Server, new_server, sqlite_engine

PROVINCE = device_key(1)
PLAN = Plan(rate=20_000, budget=160_000, part=10_000, pack=160_000)


class Real:
    """Two desks and a province on one disk."""

    def __init__(self, folder: Path) -> None:
        (folder / "server").mkdir()
        self.server: Server = new_server(sqlite_engine(folder / "server"))
        self.server.registry.set_province(PROVINCE.public, PROVINCE.exchange_public, "Tỉnh", NOW_MS)
        world = WorldClock()
        keys = [device_key(71), device_key(72)]
        known = {key.device: key.public for key in [*keys, PROVINCE]}
        self.desks = [
            DeskNode(name, folder / name, world, (1 + 1000 * at, 999 + 1000 * at), keys[at])
            for at, name in enumerate("ab")
        ]
        self.replicas = []
        for desk in self.desks:
            self.server.enrol(Author(desk.file.device))
            self.replicas.append(DeskReplica(desk.file, {"province": PROVINCE.public}, key_of=known.get))
        self.memories = [PeerMemory(), PeerMemory()]

    def keys(self, at: int) -> DeviceKey:
        return self.desks[at].file.device

    def exchange(self, at: int, plan: Plan = PLAN) -> ExchangeResult:
        """One exchange over a whole line."""
        peer = PeerKeys.of_province(self.keys(at), PROVINCE.public, PROVINCE.exchange_public)
        now_ms = int(self.desks[at].clock().timestamp() * 1000)
        asking = Exchange(self.replicas[at], peer, self.memories[at], Asked(plan, now_ms))
        answering = ServerExchange(ServerParts(self.server.store, PROVINCE), now_ms + 5000)
        for chunk in asking.request():
            answering.feed(chunk)
        for chunk in answering.answer():
            asking.feed(chunk)
        return asking.outcome()

    def settle(self) -> None:
        for _ in range(3):
            for at in (0, 1):
                while self.exchange(at).has_more:
                    pass

    def is_equal(self) -> bool:
        end = self.server.store.end(COMMUNE)
        return all(replica.place("province") == end for replica in self.replicas)

    def close(self) -> None:
        for desk in self.desks:
            desk.close()
        self.server.engine.dispose()

    # -------------------------------------------------------------- damage
    def on_desk(self, sql: str) -> None:
        with self.desks[0].file.write() as connection:
            raw_of(connection).execute(sql)

    def on_server(self, sql: str) -> None:
        with self.server.engine.begin() as connection:
            assert connection.execute(text(sql)).rowcount == 1
        self.server.store.scrub(COMMUNE, 1, 1000)


@pytest.fixture
def real(tmp_path: Path) -> Iterator[Real]:
    made = Real(tmp_path)
    rng = Random(1)  # noqa: S311  a test's dice
    for _ in range(20):
        made.desks[0].receive(rng)
        made.desks[1].receive(rng)
    made.settle()
    yield made
    made.close()


def test_desks_and_province_agree_and_a_change_costs_little(real: Real) -> None:
    """Bodies of both directions; headers and TLS of a kept connection come on top."""
    assert real.is_equal()
    real.desks[0].edit(Random(2))  # noqa: S311  a test's dice
    result = real.exchange(0)
    assert (result.sent, result.acked, result.has_more) == (1, 1, False)
    assert result.bytes_up + result.bytes_down <= 260
    idle = real.exchange(0)
    assert idle.bytes_up + idle.bytes_down <= 60
    assert real.replicas[0].waiting_at("province") == 0


def test_slow_line_brings_everything_in_many_small_answers(real: Real) -> None:
    """Four kilobytes an answer, pages of many times that."""
    rng = Random(3)  # noqa: S311  a test's dice
    for _ in range(300):
        real.desks[0].receive(rng)
    while real.exchange(0).has_more:
        pass
    slow = Plan(rate=100, budget=1024, part=1024, pack=1024)
    sizes = []
    while (result := real.exchange(1, slow)).has_more:
        sizes.append(result.bytes_down)
    assert real.is_equal()
    assert max(sizes, default=0) < 3000


Damage = Callable[[Real], None]
DAMAGES: dict[str, Damage] = {
    "desk-hash": lambda real: real.on_desk("UPDATE journal SET hash = zeroblob(16) WHERE seq = 20"),
    "desk-body": lambda real: real.on_desk("UPDATE journal SET body = zeroblob(10) WHERE seq = 21"),
    "desk-row": lambda real: real.on_desk("DELETE FROM journal WHERE seq = 22"),
    "desk-place": lambda real: real.on_desk("DELETE FROM delivery WHERE seq = 23"),
    "server-body": lambda real: real.on_server("UPDATE entry SET body = zeroblob(10) WHERE (place & 65535) = 30"),
    "server-hash": lambda real: real.on_server("UPDATE entry SET hash = zeroblob(16) WHERE (place & 65535) = 31"),
    "server-row": lambda real: real.on_server("DELETE FROM entry WHERE (place & 65535) = 32"),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_any_single_damage_is_found_at_the_next_exchange_and_mended_in_three(real: Real, name: str) -> None:
    """Whichever side is wrong, the row comes back as it was written."""
    rows = [(row.seq, row.entry.id, row.entry.body) for row in real.server.store.rows(COMMUNE, 0, 1 << 30)]
    journal = dict(real.desks[0].entries())
    DAMAGES[name](real)
    assert real.exchange(0).digest_agrees is False
    for _ in range(3):
        real.exchange(0)
    assert real.is_equal()
    assert [(row.seq, row.entry.id, row.entry.body) for row in real.server.store.rows(COMMUNE, 0, 1 << 30)] == rows
    assert {id_: one.hash for id_, one in real.desks[0].entries().items()} == {
        id_: one.hash for id_, one in journal.items()
    }
