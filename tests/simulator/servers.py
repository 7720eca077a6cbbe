"""The province and the hub of the simulated commune: real stores on a memory disk, killed and restored at will."""

import itertools
import random
import shutil
from pathlib import Path

from commune_desk.device_key import DeviceKey
from commune_desk.domain.ids import EntryId
from commune_desk.entries import Entry
from commune_desk.province import JournalScribe
from sync.server.answer import ServerParts
from sync.server.database import open_sqlite
from sync.server.migrations import bring_up_to_date
from sync.server.registry import DESK, Invitation, Registry
from sync.server.relay import Standing, StoreReplica
from sync.server.store import SqlStore
from sync.server.upstream import Upstream
from sync.server.voice import Voice
from tests.simulator.desk_node import WorldClock

COMMUNE = "H37.099"
KEY = bytes(range(32))
SERVER_DAY_MS = 1_795_400_000_000
ALL = 1 << 40


def device_key(number: int) -> DeviceKey:
    """The same for every run of a seed."""
    return DeviceKey.from_private(number.to_bytes(32, "big"))


class ServerNode:
    """A store that answers exchanges. `incarnation` counts restores: what was promised before may be gone since."""

    def __init__(self, folder: Path, world: WorldClock, key: DeviceKey, rng: random.Random) -> None:
        folder.mkdir(parents=True)
        self.folder, self.world, self.key = folder, world, key
        self.incarnation = 0
        self.backups: list[Path] = []
        self._rng = rng
        self._open()
        self.registry.add_commune(COMMUNE, "Xã Mẫu Sơn", self.now_ms)

    @property
    def now_ms(self) -> int:
        return SERVER_DAY_MS + self.world.ms

    @property
    def parts(self) -> ServerParts:
        return ServerParts(self.store, self.key)

    def _open(self) -> None:
        self.engine = open_sqlite(self.folder / "server.db", KEY)
        bring_up_to_date(self.engine)
        counter = itertools.count(self._rng.getrandbits(40))
        self.registry = Registry(
            self.engine,
            KEY,
            lambda size: random.Random(next(counter)).randbytes(size),  # noqa: S311  replays exactly
        )
        self.store = SqlStore(self.engine)

    def know(self, key: DeviceKey, name: str, role: str = DESK) -> None:
        """Enrol a device."""
        code = self.registry.make_code(Invitation(COMMUNE, name, role), self.now_ms)
        self.registry.use_code(code, key.public, key.exchange_public, self.now_ms)

    def entries(self) -> dict[EntryId, Entry]:
        return {row.entry.id: row.entry for row in self.store.rows(COMMUNE, 0, ALL)}

    # -------------------------------------------------------------- power and backups
    def crash(self) -> None:
        """Killed: connections go, the file stays."""
        self.engine.dispose()
        self._open()

    def back_up(self) -> None:
        target = self.folder / f"backup-{len(self.backups)}.db"
        self.engine.dispose()
        shutil.copy(self.folder / "server.db", target)
        self._open()
        self.backups.append(target)

    def restore(self, rng: random.Random) -> None:
        """Yesterday's store comes back and begins a new epoch."""
        if not self.backups:
            return
        self.engine.dispose()
        for suffix in ("-wal", "-shm"):
            (self.folder / f"server.db{suffix}").unlink(missing_ok=True)
        shutil.copy(rng.choice(self.backups), self.folder / "server.db")
        self._open()
        self.incarnation += 1
        self.store.restored(self.now_ms, self.incarnation)

    def close(self) -> None:
        self.engine.dispose()


class Province(ServerNode):
    """Speaks in entries of its own too."""

    def __init__(self, folder: Path, world: WorldClock, key: DeviceKey, rng: random.Random) -> None:
        super().__init__(folder, world, key, rng)
        self.registry.set_province(key.public, key.exchange_public, "Tỉnh", self.now_ms)

    def _open(self) -> None:
        super()._open()
        self.voice = Voice(self.store, self.key, JournalScribe(), self._rng.getrandbits(32))


class Hub(ServerNode):
    """Takes what desks bring and passes it on; its replica calls the province."""

    def __init__(self, folder: Path, world: WorldClock, key: DeviceKey, rng: random.Random, province: bytes) -> None:
        self.province_key = province
        super().__init__(folder, world, key, rng)

    def _open(self) -> None:
        super()._open()
        standing = Standing(COMMUNE, self.key.device, self.province_key, lambda: self.now_ms)
        self.replica = StoreReplica(self.store, Upstream(self.engine, COMMUNE), standing)

    @property
    def parts(self) -> ServerParts:
        return ServerParts(self.store, self.key, passed_on=lambda _, place: self.replica.receipts_for(place))
