"""An open desk database: its transactions, threads, clock and device key."""

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, insert, select, update

from commune_desk.device_key import DeviceKey
from commune_desk.domain.errors import AlreadyThere, DatabaseBusy, DatabaseDamaged, StorageTrouble
from commune_desk.domain.vietnam_time import VN
from commune_desk.ports import Actor
from storage import read_indexes, search_tables, sync_tables
from storage.after_restore import drop_leases
from storage.atomic_file import exclusive, file_trouble, make_private
from storage.clock_floor import COUNTER_BITS, ClockFloor, HybridClock, from_ms, to_ms
from storage.codec import Press
from storage.engine import Engines, Raw, raw_of
from storage.heads import sign_heads
from storage.journal import Journal
from storage.local import LocalTables
from storage.migrations import CURRENT, bring_up_to_date
from storage.opening import prove
from storage.origins import N_BITS, Origins
from storage.readers import Readers
from storage.scan_files import ScanFiles
from storage.scan_seal import ScanSeals
from storage.scans import DeskScans
from storage.session import Session, Writing
from storage.tables import desk, metadata
from storage.work import DeskWork
from storage.writer import Writer

Clock = Callable[[], datetime]
_TURN_S = 30


def vietnam_clock() -> datetime:
    """The PC clock."""
    return datetime.now(VN)


def lock_of(path: Path) -> Path:
    """The lock file beside a database: whoever holds it may open the database."""
    return path.with_name(path.name + ".lock")


def create_desk_file(
    path: Path, data_key: bytes, *, clock: Clock = vietnam_clock, device: DeviceKey | None = None
) -> "DeskFile":
    """A new, empty database under a 32-byte key, opened; `device` where the desk keeps an earlier key.

    Raises AlreadyThere('database-exists'), DiskFull, ReadOnly.
    """
    if path.exists():
        raise AlreadyThere("database-exists")
    with ExitStack() as stack:
        take_lock(stack, path)
        _make_private(path)
        engines = Engines(path, data_key)
        stack.callback(engines.dispose)
        with engines.write() as connection:
            make_schema(connection, device or DeviceKey.generate())
        return _opened(path, engines, stack, clock, ScanSeals(data_key))


def _make_private(path: Path) -> None:
    """`make_private`; the write-ahead log inherits that. Raises DiskFull, ReadOnly."""
    try:
        make_private(path)
    except OSError as error:
        raise file_trouble(error) from error


def open_desk_file(path: Path, data_key: bytes, *, clock: Clock = vietnam_clock) -> "DeskFile":
    """Open, bringing an older schema up to date after a verified copy of the file.

    Raises DatabaseBusy when another program has it open, WrongKey, DatabaseDamaged, DatabaseTooNew, ReadOnly, DiskFull.
    """
    if not path.exists():
        raise DatabaseDamaged("database-missing")
    with ExitStack() as stack:
        take_lock(stack, path)
        prove(path, data_key)
        engines = Engines(path, data_key)
        stack.callback(engines.dispose)
        bring_up_to_date(path, engines)
        return _opened(path, engines, stack, clock, ScanSeals(data_key))


def make_schema(connection: Connection, device: DeviceKey) -> None:
    """All tables and the desk's own row, in the caller's transaction."""
    metadata.create_all(connection)
    search_tables.create(connection)
    read_indexes.create(connection)
    sync_tables.create_triggers(connection)
    major, minor = CURRENT
    connection.execute(
        insert(desk).values(
            id=1,
            schema_major=major,
            schema_minor=minor,
            device=device.device,
            private_key=device.private,
            public_key=device.public,
            clock_hlc=0,
            clock_wall_ms=0,
            restored=0,
        )
    )


def take_lock(stack: ExitStack, path: Path) -> None:
    """Hold the database's lock until the stack unwinds; raises DatabaseBusy at once when another program has it."""
    try:
        stack.enter_context(exclusive(lock_of(path), patience_s=0))
    except DatabaseBusy as busy:
        raise DatabaseBusy from busy


def _opened(path: Path, engines: Engines, stack: ExitStack, clock: Clock, seals: ScanSeals) -> "DeskFile":
    with engines.write() as connection:
        row = connection.execute(select(desk)).one()
        raw = raw_of(connection)
        origins = Origins()
        origins.load(raw)
        last = last_seen(raw, row.clock_hlc, row.clock_wall_ms)
    writing = Writing(
        device=row.device,
        origins=origins,
        press=Press(),
        clock=ClockFloor(clock, from_ms(last[1]) if last[1] else None),
        hybrid=HybridClock(last[0]),
    )
    if row.restored:
        with engines.write() as connection:
            session = Session(connection, writing)
            drop_leases(session)
        writing.head = session.head
    made = DeskFile(path, engines, writing, DeviceKey.from_private(row.private_key), stack.pop_all())
    files = ScanFiles(path.with_name("scans"), seals)
    made.scans = DeskScans(files, made.write, made.read, lambda: to_ms(writing.clock.reading()))
    return made


def last_seen(raw: Raw, floor_hlc: int, floor_wall_ms: int) -> tuple[int, int]:
    """(hybrid clock, wall clock in ms) where this desk stopped: as noted, or by the last entry of its own."""
    own = "(SELECT max(origin.id) FROM origin JOIN desk ON desk.device = origin.device)"
    found = raw.execute(
        f"SELECT hlc, wall_drift_ms FROM journal WHERE entry > {own} << {N_BITS}"  # noqa: S608  numbers of ours
        f" AND entry < ({own} + 1) << {N_BITS} ORDER BY entry DESC LIMIT 1"
    ).fetchone()
    if found is None or found[0] <= floor_hlc:
        return floor_hlc, floor_wall_ms
    hlc, drift_ms = found
    # The hybrid clock follows only readings that were believed: without drift the entry's was one.
    return hlc, floor_wall_ms if drift_ms else hlc >> COUNTER_BITS


class DeskFile:
    """See the module. Close it; nothing of it may be used afterwards."""

    scans: DeskScans

    def __init__(self, path: Path, engines: Engines, writing: Writing, device: DeviceKey, stack: ExitStack) -> None:
        self.path = path
        self.device = device
        self.clock = writing.clock
        self.origins = writing.origins
        self.engines = engines
        self.writer = Writer()
        self.readers = Readers()
        self.local = LocalTables(self.write, self.read)
        self._writing = writing
        self._stack = stack
        self._turn = threading.Lock()
        self._writing_thread = 0
        self._is_closed = False

    # -------------------------------------------------------------- transactions
    @contextmanager
    def work(self, action: str, actor: Actor | None) -> Iterator[DeskWork]:
        """One use case's transaction, see `ports.Work`; None acts for the program itself."""
        with self.bulk() as session, session.work(action, actor) as work:
            yield work

    @contextmanager
    def bulk(self) -> Iterator[Session]:
        """Many entries in one transaction: `with file.bulk() as session: with session.work(...) as work: …`."""
        with self._my_turn():
            try:
                with self.engines.write() as connection:
                    session = Session(connection, self._writing)
                    yield session
                self._writing.head = session.head
            except BaseException as error:
                self._rolled_back(error)
                raise

    def _rolled_back(self, error: BaseException) -> None:
        # A commit that failed half way may be on the disk or not: what follows gets an origin of its own.
        if isinstance(error, StorageTrouble):
            self._writing.head = None
        with self.engines.outside_transactions() as raw:
            self.origins.forget(raw)

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction on tables outside the journal (drafts, the ballot box, saved views)."""
        with self._my_turn(), self.engines.write() as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A snapshot for questions, on any thread but the window's."""
        with self.engines.read() as connection:
            yield connection

    @contextmanager
    def _my_turn(self) -> Iterator[None]:
        me = threading.get_ident()
        if self._writing_thread == me:
            raise RuntimeError("a transaction inside a transaction")
        if not self._turn.acquire(timeout=_TURN_S):
            raise DatabaseBusy
        try:
            self._writing_thread = me
            yield
        finally:
            self._writing_thread = 0
            self._turn.release()

    def journal(self, connection: Connection) -> Journal:
        """Questions to the journal inside `read()`."""
        return Journal(raw_of(connection), self.origins, Press())

    # -------------------------------------------------------------- the clock
    def confirm_clock(self, moment: datetime) -> None:
        """A person says the PC clock is right; remembered on the disk."""
        self.clock.confirm(moment)
        self._note_clock()

    def _note_clock(self) -> None:
        seen = self.clock.last_seen
        values = {"clock_hlc": self._writing.hybrid.last}
        if seen is not None:
            values["clock_wall_ms"] = to_ms(seen)
        with self.write() as connection:
            connection.execute(update(desk).values(values))

    # -------------------------------------------------------------- leaving proof behind
    def sign_heads(self) -> int:
        """Sign the last entry of each of this device's origins that has none yet: how many were signed."""
        with self.write() as connection:
            return sign_heads(raw_of(connection), self.journal(connection), self.origins, self.device)

    # -------------------------------------------------------------- closing
    def close(self) -> None:
        """In order: no new jobs, writer drained, readers ended, clock noted, log checkpointed, lock released."""
        if self._is_closed:
            return
        self._is_closed = True
        self.writer.close()
        self.readers.close()
        with self._stack:
            self.sign_heads()
            if self.clock.is_believed():
                self._note_clock()
            self.engines.close()
