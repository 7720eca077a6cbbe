"""The world of one seed: who does what next, what the line does to it, and the quiet time at the end."""

import random
import secrets
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO
from pathlib import Path

from commune_desk.domain.errors import DeskError, DiskFull, Refused
from commune_desk.domain.ids import EntryId, Origin, RecordId
from commune_desk.domain.records import CalendarDay, Verdict
from commune_desk.sync_ports import PageRows
from storage import session
from storage.replica import DeskReplica
from sync.client.courier import CourierReader, Summary, outgoing, row_group
from sync.client.courier_file import Frame, Sealing, read_segments, write_segments
from sync.client.engine import Asked, Exchange
from sync.client.pace import Plan
from sync.client.peers import PeerKeys, PeerMemory
from sync.server.exchange import ServerExchange
from sync.server.registry import HUB
from sync.wire.frames import DamagedStream
from sync.wire.numbers import Malformed
from tests.simulator.desk_node import START, DeskNode, WorldClock, hard_stop
from tests.simulator.servers import COMMUNE, Hub, Province, ServerNode, device_key

DESKS = 3
STEPS = 90
MEMORY_DISK = "/dev/shm"  # noqa: S108  a memory disk: nothing of it is meant to last
PLANS = (Plan(), Plan(rate=900, budget=4096, part=256, pack=2048), Plan(rate=100_000, budget=1 << 20, part=16384))
COURIER_KEY = bytes(range(64, 96))
QUIET_ROUNDS = 40


class SeededBits:
    """Stands for `secrets` where origins are drawn, so that a seed replays exactly."""

    def __init__(self, rng: random.Random) -> None:
        self.randbits = rng.getrandbits


@dataclass
class Talk:
    """One node's side of its conversation with one server; lost when its process dies."""

    keys: PeerKeys
    memory: PeerMemory = field(default_factory=PeerMemory)


@dataclass
class Stick:
    """A courier's file, perhaps cut, that may be read late, twice or never."""

    data: bytes
    to_province: bool


class World:
    """Three desks, a hub, a province and whatever happens to them; `events` counts what did."""

    def __init__(self, seed: int, trace: Callable[[str], None] | None = None) -> None:
        self.rng = random.Random(seed)  # noqa: S311  replays exactly
        self.trace = trace or self._say_nothing
        self.clock = WorldClock()
        disk = MEMORY_DISK if Path(MEMORY_DISK).is_dir() else None
        session.secrets = SeededBits(self.rng)  # type: ignore[assignment]
        self.folder = Path(tempfile.mkdtemp(prefix="simulator-", dir=disk))
        self.events: Counter[str] = Counter()
        self.sticks: list[Stick] = []
        self.recorded: list[tuple[ServerNode, bytes]] = []
        keys = [device_key(seed * 8 + n + 1) for n in range(DESKS + 2)]
        self.province = Province(self.folder / "province", self.clock, keys[0], self.rng)
        self.hub = Hub(self.folder / "hub", self.clock, keys[1], self.rng, keys[0].public)
        self.desks = [
            DeskNode(f"b{n}", self.folder / f"desk{n}", self.clock, (1000 * n + 1, 1000 * n + 999), keys[n + 2])
            for n in range(DESKS)
        ]
        self._enrol()
        self.replicas = [self._replica(desk) for desk in self.desks]
        self.talks: dict[tuple[str, str], Talk] = {}
        self.forgotten: set[EntryId] = set()
        self.ever: dict[EntryId, bytes] = {}
        self.restored: set[str] = set()
        self.met: dict[str, int] = {}
        """The incarnation of the province each desk last had a whole answer of."""

    @staticmethod
    def _say_nothing(_line: str) -> None:
        """Nobody listens."""

    def _enrol(self) -> None:
        for desk in self.desks:
            self.province.know(desk.file.device, desk.name)
            self.hub.know(desk.file.device, desk.name)
        self.province.know(self.hub.key, "Máy chủ xã", HUB)
        self.hub.registry.set_province(self.province.key.public, self.province.key.exchange_public, "Tỉnh", 0)

    def _key_of(self, device: int) -> bytes | None:
        known = {one.file.device.device: one.file.device.public for one in self.desks}
        known |= {one.key.device: one.key.public for one in (self.province, self.hub)}
        return known.get(device)

    def _replica(self, desk: DeskNode) -> DeskReplica:
        servers = {"province": self.province.key.public, f"hub:{self.hub.key.key_id}": self.hub.key.public}
        return DeskReplica(desk.file, servers, key_of=self._key_of, stopwatch=lambda: 0.0)

    def close(self) -> None:
        for desk in self.desks:
            hard_stop(desk.file)
        self.province.close()
        self.hub.close()
        session.secrets = secrets
        shutil.rmtree(self.folder, ignore_errors=True)

    # -------------------------------------------------------------- what may happen
    def run(self, steps: int = STEPS) -> None:
        """So many steps; every one moves the clock."""
        happenings: list[tuple[int, Callable[[], None]]] = [
            (24, self.work),
            (26, self.desk_to_province),
            (16, self.desk_to_hub),
            (10, self.hub_to_province),
            (3, self.province_speaks),
            (3, self.write_stick),
            (4, self.read_stick),
            (2, self.replay_a_recorded_request),
            (3, self.crash),
            (3, self.back_up),
            (2, self.restore),
            (3, self.clock_jumps),
            (1, self.disk_full),
            (2, self.newer_program),
        ]
        weights = [weight for weight, _ in happenings]
        for _ in range(steps):
            self.clock.ms += self.rng.randrange(500, 90_000)
            (_, happening) = self.rng.choices(happenings, weights)[0]
            name = happening.__name__
            self.events[name] += 1
            self.trace(f"{self.clock.ms:>9} {name}")
            happening()
            self.note_written()

    def work(self) -> None:
        """A clerk does something."""
        desk = self.rng.choice(self.desks)
        action = self.rng.choice((desk.receive, desk.receive, desk.step, desk.step, desk.step, desk.edit))
        action(self.rng)

    def newer_program(self) -> None:
        """One desk was updated before the others."""
        self.rng.choice(self.desks).write_as_a_newer_program()

    def note_written(self) -> None:
        """The oracle's ledger: every entry any desk ever committed, with its hash."""
        for desk in self.desks:
            for id_, entry in desk.entries().items():
                known = self.ever.setdefault(id_, entry.hash)
                assert known == entry.hash, f"two entries are called {id_}"

    def province_speaks(self) -> None:
        day = (START + timedelta(days=self.rng.randrange(300))).date()
        record = CalendarDay(self._any_id(), day, is_working=False, name="Nghỉ", source="Tỉnh")
        self.province.voice.say(COMMUNE, "calendar.change", [record], self.province.now_ms)
        if self.rng.random() < 0.3:
            rows = [row.entry for row in self.province.store.rows(COMMUNE, 0, 1 << 30) if "dossier" in row.entry.action]
            if rows:
                entry = self.rng.choice(rows)
                verdict = Verdict(self._any_id(), entry.id.origin.text, entry.id.n, "number-twice", "Số đã cấp")
                self.province.voice.say(COMMUNE, "verdict", [verdict], self.province.now_ms)

    @staticmethod
    def _any_id() -> RecordId:
        return RecordId(Origin(1, 1), 1, 0)

    # -------------------------------------------------------------- the line
    def desk_to_province(self) -> None:
        n = self.rng.randrange(DESKS)
        self.exchange(self.desks[n].name, self.replicas[n], self.province, self.faults())

    def desk_to_hub(self) -> None:
        n = self.rng.randrange(DESKS)
        self.exchange(self.desks[n].name, self.replicas[n], self.hub, self.faults())

    def hub_to_province(self) -> None:
        self.exchange("hub", self.hub.replica, self.province, self.faults())

    def faults(self) -> "Faults":
        return Faults.drawn(self.rng)

    def exchange(self, name: str, replica: object, server: ServerNode, faults: "Faults") -> object:
        """One request and its answer over a line with these faults; what the asking side makes of it, None if dead."""
        talk = self._talk(name, server)
        asked = Asked(self.rng.choice(PLANS), START.timestamp() * 1000 + self.clock.ms)
        asked = Asked(asked.plan, int(asked.now_ms))
        asking = Exchange(replica, talk.keys, talk.memory, asked)
        request = b"".join(asking.request())
        self.events["exchanges"] += 1
        sent = faults.up.spoil(request, self.rng)
        answer = b""
        for _ in range(2 if faults.is_doubled else 1):
            answering = ServerExchange(server.parts, server.now_ms)
            for piece in pieces(sent, self.rng):
                answering.feed(piece)
            if faults.is_recorded and answering.device is not None:
                self.recorded.append((server, request))
            if faults.server_dies:
                self.events["server killed in an exchange"] += 1
                server.crash()
                return asking.outcome()
            if len(sent) == len(request):
                answer = b"".join(answering.answer())
        self._take_answer(asking, faults.down.spoil(answer, self.rng), faults)
        outcome = asking.outcome()
        if outcome.digest_agrees is False:
            self.events["digests disagreed"] += 1
            both = {name, server.folder.name}
            assert both & self.restored, f"{name} and {server.folder.name} differ though neither lost anything"
        if server is self.province and outcome.is_answered:
            self.met[name] = server.incarnation
        self.trace(f"          {name} -> {server.folder.name}: {_told(outcome)} {faults}")
        return outcome

    def _take_answer(self, asking: Exchange, answer: bytes, faults: "Faults") -> None:
        try:
            for piece in pieces(answer, self.rng):
                asking.feed(piece)
                if faults.asker_dies and self.rng.random() < 0.5:
                    self.events["asker killed in an exchange"] += 1
                    return
        except (DamagedStream, Malformed) as error:
            self.events[f"refused: {error}"] += 1

    def _talk(self, name: str, server: ServerNode) -> Talk:
        key = (name, server.folder.name)
        if key not in self.talks:
            device = self.hub.key if name == "hub" else next(one for one in self.desks if one.name == name).file.device
            make = PeerKeys.of_hub if server is self.hub else PeerKeys.of_province
            self.talks[key] = Talk(make(device, server.key.public, server.key.exchange_public))
        return self.talks[key]

    def replay_a_recorded_request(self) -> None:
        """Somebody sends again what was sent before: nothing may come of it, and no answer may be readable."""
        if not self.recorded:
            return
        server, request = self.rng.choice(self.recorded)
        before = server.store.end(COMMUNE)
        answering = ServerExchange(server.parts, server.now_ms)
        answering.feed(request)
        b"".join(answering.answer())
        after = server.store.end(COMMUNE)
        if server.incarnation == 0:
            assert after == before, "a replayed request changed the order"

    # -------------------------------------------------------------- sticks
    def write_stick(self) -> None:
        n = self.rng.randrange(DESKS)
        desk = self.desks[n]
        nonce = self.rng.randbytes(16)
        groups = outgoing(self.replicas[n], None, desk.file.device.device, Summary())
        data = b"".join(write_segments(Sealing(1, COURIER_KEY, desk.file.device, nonce), groups))
        self.sticks.append(Stick(self._pulled(data), to_province=True))
        if self.rng.random() < 0.5:
            groups = self._province_groups(self.replicas[n])
            data = b"".join(write_segments(Sealing(1, COURIER_KEY, self.province.key, nonce), groups))
            self.sticks.append(Stick(self._pulled(data), to_province=False))

    def _province_groups(self, replica: DeskReplica) -> Iterator[list[Frame]]:
        place = replica.place("province")
        held = self.province.store.place(COMMUNE, place.epoch, place.seq)
        rows = [row.entry for row in self.province.store.rows(COMMUNE, held.seq, 1 << 20)]
        heads = self.province.store.signed_heads(COMMUNE, {one.id.origin: one.id.n for one in rows})
        yield list(row_group(PageRows(held.epoch, held.seq + 1, rows, heads)))

    def _pulled(self, data: bytes) -> bytes:
        return data[: self.rng.randrange(len(data))] if self.rng.random() < 0.2 else data

    def read_stick(self) -> None:
        if not self.sticks:
            return
        stick = self.rng.choice(self.sticks)
        n = self.rng.randrange(DESKS)
        replica = self.replicas[n]
        try:
            for segment in read_segments(BytesIO(stick.data), {1: COURIER_KEY}, self._key_of, []):
                CourierReader(replica, None).take(segment)
        except Refused as refused:
            self.events[f"stick refused: {refused}"] += 1

    # -------------------------------------------------------------- power, backups, clocks, disks
    def crash(self) -> None:
        n = self.rng.randrange(DESKS + 2)
        if n >= DESKS:
            (self.province, self.hub)[n - DESKS].crash()
        else:
            self.desks[n].crash()
            self._begin_anew(n)

    def back_up(self) -> None:
        n = self.rng.randrange(DESKS + 2)
        (self.province, self.hub)[n - DESKS].back_up() if n >= DESKS else self.desks[n].back_up()

    def restore(self) -> None:
        """A backup comes back; what existed nowhere else is allowed to be gone."""
        n = self.rng.randrange(DESKS + 2)
        before = self.existing()
        if n >= DESKS:
            (self.province, self.hub)[n - DESKS].restore(self.rng)
        else:
            self.desks[n].restore(self.rng)
            self._begin_anew(n)
        self.restored.add((*(desk.name for desk in self.desks), "province", "hub")[n])
        self.forgotten |= before - self.existing()
        self.events["restored"] += 1

    def existing(self) -> set[EntryId]:
        """Every entry that is anywhere at this moment, sticks left out."""
        nodes: list[DeskNode | ServerNode] = [*self.desks, self.province, self.hub]
        return {id_ for node in nodes for id_ in node.entries()}

    def _begin_anew(self, n: int) -> None:
        self.replicas[n] = self._replica(self.desks[n])
        for key in [key for key in self.talks if key[0] == self.desks[n].name]:
            del self.talks[key]

    def clock_jumps(self) -> None:
        desk = self.rng.choice(self.desks)
        desk.clock.error = timedelta(hours=self.rng.choice((-9000, -30, -1, 0, 0, 1, 30)))

    def disk_full(self) -> None:
        """The disk is full while a page is taken: nothing half, and it goes on when there is room."""
        n = self.rng.randrange(DESKS)
        file = self.desks[n].file
        with file.engines.outside_transactions() as raw:
            pages = raw.execute("PRAGMA page_count").fetchone()[0]
            raw.execute(f"PRAGMA max_page_count = {pages}")
        try:
            self.exchange(self.desks[n].name, self.replicas[n], self.province, Faults())
        except (DiskFull, DeskError):
            self.events["disk was full"] += 1
        finally:
            with file.engines.outside_transactions() as raw:
                raw.execute("PRAGMA max_page_count = 1073741823")

    # -------------------------------------------------------------- the quiet time
    def settle(self) -> None:
        """No more faults: everybody talks with everybody until nobody has anything to say."""
        for desk in self.desks:
            desk.clock.error = timedelta()
        for round_ in range(QUIET_ROUNDS):
            self.clock.ms += 60_000
            quiet = True
            for n, desk in enumerate(self.desks):
                for server in (self.hub, self.province):
                    quiet &= self._is_quiet(self.exchange(desk.name, self.replicas[n], server, Faults()))
            quiet &= self._is_quiet(self.exchange("hub", self.hub.replica, self.province, Faults()))
            if quiet and round_:
                return
        raise AssertionError("never quiet")

    @staticmethod
    def _is_quiet(outcome: object) -> bool:
        said = (outcome.has_more, outcome.taken, outcome.sent, outcome.refused, not outcome.is_whole)  # type: ignore[attr-defined]
        return not any(said)


@dataclass(frozen=True)
class Spoiling:
    """What the line does to one direction: cut after a share of the bytes, one bit altered."""

    cut: float | None = None
    flip: bool = False

    def spoil(self, data: bytes, rng: random.Random) -> bytes:
        """What arrives."""
        arrived = data if self.cut is None else data[: int(len(data) * self.cut)]
        if self.flip and arrived:
            at = rng.randrange(len(arrived))
            arrived = arrived[:at] + bytes([arrived[at] ^ (1 << rng.randrange(8))]) + arrived[at + 1 :]
        return arrived


@dataclass(frozen=True)
class Faults:
    """Of one exchange."""

    up: Spoiling = Spoiling()
    down: Spoiling = Spoiling()
    is_doubled: bool = False
    is_recorded: bool = False
    server_dies: bool = False
    asker_dies: bool = False

    @classmethod
    def drawn(cls, rng: random.Random) -> "Faults":
        """A third of all exchanges go well."""
        if rng.random() < 0.35:
            return cls(is_recorded=rng.random() < 0.2)
        return cls(
            up=Spoiling(rng.random() if rng.random() < 0.35 else None, rng.random() < 0.08),
            down=Spoiling(rng.random() if rng.random() < 0.35 else None, rng.random() < 0.08),
            is_doubled=rng.random() < 0.15,
            is_recorded=rng.random() < 0.2,
            server_dies=rng.random() < 0.06,
            asker_dies=rng.random() < 0.06,
        )


def pieces(data: bytes, rng: random.Random) -> Iterator[bytes]:
    """The bytes as a socket might give them."""
    at = 0
    while at < len(data):
        size = rng.choice((1, 7, 100, 1500, 70_000))
        yield data[at : at + size]
        at += size


def _told(outcome: object) -> str:
    names = ("is_whole", "sent", "acked", "taken", "refused", "has_more", "digest_agrees")
    return " ".join(f"{name}={getattr(outcome, name)}" for name in names)
