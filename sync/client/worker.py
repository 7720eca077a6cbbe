"""The one thread of a desk that exchanges: asks the schedule what to do, does it, says how it went.

Everything that waits can be interrupted: a nudge after a commit, a person's wish, the end of the desk.
"""

import logging
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from commune_desk.domain.errors import DeskError, LineCut, NetworkTrouble, NoLine, Refused, ServerBusy, Stopped
from commune_desk.sync_ports import Lane, LineLimits, ScanState, SyncStatus
from sync.client.result import ExchangeResult
from sync.client.scans import ScanLane
from sync.client.schedule import Allowance, Schedule
from sync.client.talk import Talk

STOP_S: Final = 2.0
REFUSED_S: Final = 300.0
_SMALLEST_WAIT_S: Final = 0.05
_ENTRY_BYTES: Final = 150
_MOST_COUNTED: Final = 500
_REFUSING: Final = frozenset({"revoked", "not-enrolled", "upgrade"})
_LANE_OF_URGENCY: Final = {1: "previews", 2: "scans-waited", 3: "scans"}


@dataclass(slots=True)
class Crew:
    """What the thread works with; made on it, for making it reads and writes the desk's database."""

    talk: Talk
    lane: ScanLane | None = None


class Hears(NamedTuple):
    """Who is told, on the sync thread: every new status; a notice of the peer (its code) that stops the exchange."""

    status: Callable[[SyncStatus], None]
    notice: Callable[[str], None]


class Worker:
    """See the module. `make` may raise DeskError: the thread says so and tries again; `dice` gives [0, 1)."""

    def __init__(
        self, make: Callable[[], Crew], dice: Callable[[], float], hears: Hears, limits: LineLimits, url: str
    ) -> None:
        self._make, self._dice, self._hears = make, dice, hears
        self._schedule = Schedule()
        self._allowance = Allowance(limits)
        self._status = SyncStatus(state="busy", url=url)
        self._crew: Crew | None = None
        self._wishes: deque[Callable[[float], None]] = deque()
        self._awake = threading.Event()
        self._is_stopped = False
        self._was_kept_retried = False
        self._thread = threading.Thread(target=self._run, name="sync", daemon=True)

    # -------------------------------------------------------------- from any thread
    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> bool:
        """End whatever is under way; whether the thread ended within two seconds."""
        self._is_stopped = True
        self._awake.set()
        if (crew := self._crew) is not None:
            crew.talk.line.abort()
            if crew.lane is not None:
                crew.lane.stop()
        self._thread.join(STOP_S)
        return not self._thread.is_alive()

    def status(self) -> SyncStatus:
        """As it is now, with the bytes of the exchange under way."""
        return _with_progress(self._status, self._crew)

    def nudge(self) -> None:
        """Something was written at this desk: it leaves within about a second."""
        self._wish(self._schedule.nudge)

    def send_now(self) -> None:
        """At once; ends a pause."""
        self._wish(self._schedule.send_now)

    def line_up(self) -> None:
        """The network changed."""
        self._wish(self._schedule.line_up)

    def pause_until(self, until_ms: int) -> None:
        """No exchange before that; 0 goes on."""
        self._wish(lambda _now: self._schedule.pause_until(until_ms))

    def set_limits(self, limits: LineLimits) -> None:
        """For the scans from now on."""

        def take(_now: float) -> None:
            self._allowance = Allowance(limits, day=self._allowance.day, spent=self._allowance.spent)

        self._wish(take)

    def _wish(self, wish: Callable[[float], None]) -> None:
        self._wishes.append(wish)
        self._awake.set()

    # -------------------------------------------------------------- the thread
    def _run(self) -> None:
        try:
            while not self._is_stopped:
                self._turn()
        except Stopped:
            pass
        finally:
            if self._crew is not None:
                self._crew.talk.line.close()
                if self._crew.lane is not None:
                    self._crew.lane.close()

    def _turn(self) -> None:
        """One look at the schedule and what it says; a fault of ours costs a turn, not the thread."""
        try:
            crew = self._crew = self._crew or self._make()
            self._turn_with(crew)
        except Stopped:
            raise
        except DeskError as error:
            self._went_wrong(error)
        except Exception:
            logging.getLogger("desk.sync").exception("a turn of the sync thread")
            self._went_wrong(DeskError("sync-bug"))
        if self._crew is None:
            self._rest(1 + self._dice())

    def _turn_with(self, crew: Crew) -> None:
        clocks = crew.talk.clocks
        now, wall = clocks.steady(), clocks.wall_ms()
        while self._wishes:
            self._wishes.popleft()(now)
        is_connected = self._status.state == "connected"
        action = self._schedule.next(now, wall, has_scans=is_connected and _has_scans(crew, self._allowance, now, wall))
        if action.what == "sync":
            self._exchange(crew)
        elif action.what == "scans":
            self._move_scans(crew)
        else:
            self._say_waiting(crew, wall, action.seconds)
            self._rest(max(_SMALLEST_WAIT_S, min(action.seconds, _until_scans(self._allowance, now))))

    def _rest(self, seconds: float) -> None:
        if not self._wishes and not self._is_stopped:
            self._awake.wait(seconds)
        self._awake.clear()

    # -------------------------------------------------------------- records
    def _exchange(self, crew: Crew) -> None:
        self._say(state="busy", lanes=_lanes(crew))
        offers = crew.lane.offers() if crew.lane is not None else ()
        result = crew.talk.exchange(offers)
        self._was_kept_retried = False
        self._heard(crew, result)

    def _heard(self, crew: Crew, result: ExchangeResult) -> None:
        now, wall = crew.talk.clocks.steady(), crew.talk.clocks.wall_ms()
        refusing = next((one.code for one in result.notices if one.code in _REFUSING), "")
        if crew.lane is not None:
            crew.lane.learn(result.scans)
        if refusing:
            self._schedule.failed(now, self._dice(), REFUSED_S)
            self._say(state="refused", code=refusing, last_contact_ms=wall, no_line_since_ms=0)
            self._hears.notice(refusing)
            return
        if result.retry_after_s is not None:
            self._schedule.failed(now, self._dice(), result.retry_after_s)
        else:
            has_more = result.has_more or not result.is_answered
            self._schedule.went_well(now, self._dice(), has_more=has_more and result.is_whole)
        self._say(
            state="connected",
            code="slow-down" if result.retry_after_s is not None else "",
            last_contact_ms=wall,
            last_proof_ms=(result.server_ms or wall) if result.acked else self._status.last_proof_ms,
            no_line_since_ms=0,
            rate=crew.talk.pace.rate or None,
            clock_off_ms=-result.offset_ms if result.offset_ms is not None else self._status.clock_off_ms,
            lanes=_lanes(crew),
        )

    def _went_wrong(self, error: DeskError) -> None:
        if self._is_stopped or isinstance(error, Stopped):
            raise Stopped
        crew = self._crew
        if crew is None:
            self._say(state="no-line", code=error.code)
            return
        line, now, wall = crew.talk.line, crew.talk.clocks.steady(), crew.talk.clocks.wall_ms()
        if isinstance(error, LineCut) and line.was_kept and not self._was_kept_retried:
            self._was_kept_retried = True
            self._schedule.line_up(now)
            return
        self._was_kept_retried = False
        if isinstance(error, LineCut):
            self._schedule.was_cut(now, self._dice())
        else:
            self._schedule.failed(now, self._dice())
        is_line = isinstance(error, NetworkTrouble | ServerBusy)
        state = "refused" if isinstance(error, Refused) else "no-line" if is_line else self._status.state
        since = (self._status.no_line_since_ms or wall) if isinstance(error, NoLine | LineCut) else 0
        self._say(state=state, code=error.code, no_line_since_ms=since, lanes=_lanes(crew))

    # -------------------------------------------------------------- scans
    def _move_scans(self, crew: Crew) -> None:
        if crew.lane is None:
            return
        clocks, allowance = crew.talk.clocks, self._allowance
        wall = clocks.wall_ms()
        step = crew.lane.step(allowance.most_urgency(wall), allowance.left(wall))
        now = clocks.steady()
        allowance.used(wall, now, step.size, step.seconds)
        if isinstance(step.error, Stopped):
            raise step.error
        if isinstance(step.error, NoLine | ServerBusy):
            self._schedule.failed(now, self._dice())
        elif step.error is not None:
            allowance.rests_until = max(allowance.rests_until, now + self._dice())
        self._say(lanes=_lanes(crew))

    # -------------------------------------------------------------- what is said
    def _say_waiting(self, crew: Crew, wall_ms: int, seconds: float) -> None:
        paused = self._schedule.paused_until_ms
        if paused > wall_ms:
            self._say(state="paused", paused_until_ms=paused, lanes=_lanes(crew))
            return
        state = "connected" if self._status.state in ("paused", "busy") else self._status.state
        self._say(state=state, paused_until_ms=0, next_try_ms=wall_ms + int(seconds * 1000), lanes=_lanes(crew))

    def _say(self, **changes: object) -> None:
        said = replace(self._status, **changes)  # type: ignore[arg-type]  # names of SyncStatus only
        if said != self._status:
            self._status = said
            self._hears.status(said)


def _with_progress(status: SyncStatus, crew: Crew | None) -> SyncStatus:
    done = sum(crew.talk.transferred) if crew is not None and status.state == "busy" else 0
    total = sum(lane.size_bytes for lane in status.lanes if lane.name == "records")
    return replace(status, done_bytes=done, total_bytes=max(done, total)) if done else status


def _has_scans(crew: Crew, allowance: Allowance, now: float, wall_ms: int) -> bool:
    most = allowance.most_urgency(wall_ms)
    is_ready = crew.lane is not None and allowance.rests_until <= now and most > 0
    return is_ready and crew.lane is not None and bool(crew.lane.waiting(most))


def _until_scans(allowance: Allowance, now: float) -> float:
    rests = allowance.rests_until - now
    return rests if rests > 0 else float("inf")


def _lanes(crew: Crew) -> tuple[Lane, ...]:
    count = crew.talk.replica.waiting_at(crew.talk.keys.name)
    pace = crew.talk.pace
    size = count * _ENTRY_BYTES
    lanes = [Lane("records", count, size, pace.forecast(size))]
    if crew.lane is not None:
        states = crew.lane.counted(_MOST_COUNTED)
        rate = crew.lane.rate or pace.rate
        lanes += _scan_lanes(states, rate, before_s=pace.forecast(size) or 0.0)
    return tuple(lanes)


def _scan_lanes(states: list[ScanState], rate: float, before_s: float) -> list[Lane]:
    """Each lane waits for those before it."""
    lanes = []
    for name in ("previews", "scans-waited", "scans", "scans-archive", "scan-downloads"):
        sizes = [one.size - (0 if one.is_whole else one.have) for one in states if _lane_of(one) == name]
        if sizes:
            before_s += sum(sizes) / rate if rate else 0.0
            lanes.append(Lane(name, len(sizes), sum(sizes), before_s if rate else None))
    return lanes


def _lane_of(state: ScanState) -> str:
    return _LANE_OF_URGENCY.get(state.urgency, "scans-archive") if state.is_whole else "scan-downloads"
