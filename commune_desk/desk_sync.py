"""A desk's side of the exchange, joined: its journal as a replica, its enrolment, its keys, the line, the worker.

The enrolment and the limits are kept inside the encrypted database; without an enrolment nothing is called.
"""

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import msgspec

import commune_desk
from commune_desk.domain.errors import DeskError, InvalidInput, NotFound, Refused
from commune_desk.paths import Profile
from commune_desk.ports import Changes
from commune_desk.sync_ports import LineLimits, SyncStatus
from storage.replica import DeskReplica
from storage.scans import ARCHIVE
from storage.signed_desk import SignedDesk
from sync.client.enrol import Enrolment, read_enrolment
from sync.client.enrol import enrol as ask_enrolment
from sync.client.line import Line
from sync.client.peers import PROVINCE, PeerKeys
from sync.client.scans import ScanLane
from sync.client.schedule import check_limits
from sync.client.talk import Clocks, Talk
from sync.client.worker import Crew, Hears, Worker
from sync.wire.enrolment import Ticket, parse_ticket

if TYPE_CHECKING:
    from commune_desk.province import PracticeProvince

PROGRAM: Final = getattr(commune_desk, "__version__", "0.1.0")
_ENROLMENT: Final = "sync.enrolment"
_LIMITS: Final = "sync.limits"
_IDLE_ROUNDS: Final = 20


def wall_ms() -> int:
    """The PC's clock, milliseconds since 1970 UTC."""
    return time.time_ns() // 1_000_000


@dataclass(frozen=True, slots=True)
class SyncHears:
    """Who is told, on the sync thread: what came in, every new status, a notice that stops the exchange (its code)."""

    changes: Callable[[Changes], None]
    status: Callable[[SyncStatus], None]
    notice: Callable[[str], None]


def nobody() -> SyncHears:
    """Nobody listens."""
    return SyncHears(lambda _changes: None, lambda _status: None, lambda _code: None)


def enrolment_of(desk: SignedDesk) -> Enrolment | None:
    """What this desk keeps of its province; None before enrolment."""
    text = desk.file.local.recall(_ENROLMENT)
    return read_enrolment(text) if text else None


def enrol_desk(desk: SignedDesk, url: str, ticket: Ticket) -> Enrolment:
    """Make this desk known to the province and keep what it answers. Raises Refused, Trouble."""
    office = desk.reads.office()
    is_practice = office is not None and office.is_practice
    made = ask_enrolment(url, ticket, desk.file.device, PROGRAM, is_practice=is_practice)
    desk.file.local.remember(_ENROLMENT, made.text)
    return made


def crew_of(desk: SignedDesk, enrolment: Enrolment, take_changes: Callable[[Changes], None]) -> Crew:
    """What exchanges with the province; made on the thread that exchanges."""
    file = desk.file
    keys = PeerKeys.of_province(file.device, enrolment.server, enrolment.server_exchange)
    replica = DeskReplica(file, {PROVINCE: enrolment.server})

    def line() -> Line:
        return Line(enrolment.url, enrolment.roots, time.monotonic)

    # A restored desk has rows of scans whose files are gone: they are wanted from now on.
    file.scans.check()
    lane = ScanLane(file.scans, keys, line, replica.next_counter(), time.monotonic)
    return Crew(Talk(line(), replica, keys, Clocks(time.monotonic, wall_ms), PROGRAM, take_changes), lane)


class DeskSync:
    """Fulfils `sync_ports.SyncControl` over a signed-in desk; `stop` before the desk's file is closed."""

    def __init__(self, desk: SignedDesk, profile: Profile, hears: SyncHears | None = None) -> None:
        self._desk, self._profile = desk, profile
        self._hears = hears or nobody()
        self._lock = threading.Lock()
        self._worker: Worker | None = None
        self._practice: PracticeProvince | None = None
        self._is_stopped = False

    # -------------------------------------------------------------- beginning and end
    def begin(self) -> None:
        """Exchange from now on, if this desk is enrolled. Reads the database: on a reader thread."""
        enrolment = enrolment_of(self._desk)
        if enrolment is not None:
            self._start(enrolment)

    def begin_practice(self) -> None:
        """A practice desk brings its own province, on this PC alone, and enrols by itself; on a reader thread.

        Does nothing where the server's parts are not installed.
        """
        try:
            from commune_desk.province import start_practice_province
        except ImportError:
            return
        practice = start_practice_province(self._profile.folder / "province")
        with self._lock:
            if self._is_stopped:
                practice.stop()
                return
            self._practice = practice
        known = enrolment_of(self._desk)
        if known is None or known.server != practice.province.key.public:
            known = enrol_desk(self._desk, practice.url, practice.ticket)
        self._start(msgspec.structs.replace(known, url=practice.url))

    def stop(self) -> None:
        """End within two seconds, mid-transfer too; what was taken stays."""
        with self._lock:
            self._is_stopped = True
            worker, practice = self._worker, self._practice
        if worker is not None:
            worker.stop()
        if practice is not None:
            practice.stop()

    def nudge(self) -> None:
        """Something was written at this desk."""
        if self._worker is not None:
            self._worker.nudge()

    def line_up(self) -> None:
        """The PC's network changed."""
        if self._worker is not None:
            self._worker.line_up()

    def _start(self, enrolment: Enrolment) -> None:
        def make() -> Crew:
            return crew_of(self._desk, enrolment, self._hears.changes)

        dice = random.SystemRandom().random
        hears = Hears(self._hears.status, self._hears.notice)
        with self._lock:
            if self._is_stopped or self._worker is not None:
                return
            self._worker = Worker(make, dice, hears, self.limits(), enrolment.url)
            self._worker.start()

    # -------------------------------------------------------------- SyncControl
    def status(self) -> SyncStatus:
        """See the port."""
        worker = self._worker
        return replace(worker.status(), peer=PROVINCE) if worker is not None else SyncStatus()

    def send_now(self) -> None:
        """See the port."""
        if self._worker is not None:
            self._worker.send_now()

    def pause_until(self, until_ms: int) -> None:
        """See the port."""
        if self._worker is not None:
            self._worker.pause_until(until_ms)

    def limits(self) -> LineLimits:
        """See the port."""
        text = self._desk.file.local.recall(_LIMITS)
        try:
            return check_limits(msgspec.json.decode(text, type=LineLimits)) if text else LineLimits()
        except (msgspec.MsgspecError, InvalidInput):
            return LineLimits()

    def set_limits(self, limits: LineLimits) -> None:
        """See the port."""
        check_limits(limits)
        self._desk.file.local.remember(_LIMITS, msgspec.json.encode(limits).decode())
        if self._worker is not None:
            self._worker.set_limits(limits)

    def enrol(self, url: str, code: str) -> None:
        """See the port. The address may be left out where the code carries it (a QR code's text)."""
        address = url.strip() or code.rpartition("#")[0]
        self._start(enrol_desk(self._desk, address, parse_ticket(code)))


def exchange_once(desk: SignedDesk, told: Callable[[int, int], None]) -> dict[str, int]:
    """Exchange until neither side has more, then every scan; `told(waiting, bytes)` after each request. Counts of what
    went, `scan_bytes` of scans both ways.

    Raises NotFound('not-enrolled'), and whatever ends an exchange before its end.
    """
    enrolment = enrolment_of(desk)
    if enrolment is None:
        raise NotFound("not-enrolled")
    crew = crew_of(desk, enrolment, lambda _changes: None)
    counts = {"sent": 0, "taken": 0, "exchanges": 0, "bytes_up": 0, "bytes_down": 0, "scan_bytes": 0}
    try:
        _until_done(crew.talk, counts, told)
        if crew.lane is not None:
            counts["scan_bytes"] = _move_scans(crew.talk, crew.lane)
    finally:
        crew.talk.line.close()
        if crew.lane is not None:
            crew.lane.close()
        counts["bytes_up"], counts["bytes_down"] = crew.talk.line.wire
    return counts


def _until_done(talk: Talk, counts: dict[str, int], told: Callable[[int, int], None]) -> None:
    while True:
        result = talk.exchange()
        counts["exchanges"] += 1
        counts["sent"] += result.sent
        counts["taken"] += result.taken
        told(talk.replica.waiting_at(PROVINCE), sum(talk.line.wire))
        if result.notices and not result.is_answered:
            raise DeskError(result.notices[0].code)
        if not result.has_more:
            return


def _move_scans(talk: Talk, lane: ScanLane) -> int:
    """Every scan that travels now, both ways: how many bytes. What the province does not have yet stays behind."""
    moved = idle = 0
    while lane.waiting(ARCHIVE) and idle < _IDLE_ROUNDS:
        if offers := lane.offers():
            # Asking costs 40 bytes; a scan the province has from another desk is not sent again.
            lane.learn(talk.exchange(offers).scans)
            if not lane.waiting(ARCHIVE):
                break
        step = lane.step(ARCHIVE)
        if step.error is not None and not isinstance(step.error, Refused):
            raise step.error
        moved += step.size
        idle = 0 if step.size else idle + 1
    return moved
