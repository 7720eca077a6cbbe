"""A desk of the simulated commune: a real database on a memory disk, a clock that can be wrong, a clerk who errs."""

import shutil
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import TypeVar

import msgspec

from commune_desk.device_key import DeviceKey
from commune_desk.domain.dossier_life import RULES, Step, StepKind
from commune_desk.domain.errors import NotAllowedNow
from commune_desk.domain.ids import EntryId, Origin
from commune_desk.domain.records import Dossier, Lease, Office, Paper, Person, Post, Record, Staff
from commune_desk.domain.vietnam_time import VN
from commune_desk.ports import Actor
from commune_desk.usecases.numbering import take_number
from storage.desk_file import DeskFile, create_desk_file, open_desk_file
from storage.engine import raw_of
from storage.journal import Entry
from storage.kinds import KINDS
from storage.session import Head

R = TypeVar("R", bound=Record)

START = datetime(2026, 11, 23, 8, 0, tzinfo=VN)
KEY = bytes(range(32))
AGENCY = "H37.099.01"
SURNAMES = ("Nguyễn", "Trần", "Lê", "Phạm", "Nông", "Lý")
GIVEN = ("Hoa", "Lan", "Minh", "Sơn", "Tuấn", "Hà")
STEPS = (
    StepKind.ASSIGN,
    StepKind.ASK_SUPPLEMENT,
    StepKind.SUPPLEMENT_RECEIVED,
    StepKind.FINISH,
    StepKind.RETURN_RESULT,
)


class PcClock:
    """The PC's clock: virtual time plus an error that may jump."""

    def __init__(self, world_ms: "WorldClock") -> None:
        self._world = world_ms
        self.error = timedelta()

    def __call__(self) -> datetime:
        return START + timedelta(milliseconds=self._world.ms) + self.error


class WorldClock:
    """Virtual milliseconds since the start of the day."""

    def __init__(self) -> None:
        self.ms = 0


class DeskNode:
    """One desk. Whatever it committed stands in `written`; what a restore took away unseen by others in `forgotten`."""

    def __init__(self, name: str, folder: Path, world: "WorldClock", numbers: tuple[int, int], key: DeviceKey) -> None:
        self.name = name
        self.folder = folder
        self.clock = PcClock(world)
        folder.mkdir(parents=True)
        self.file = create_desk_file(self.path, KEY, clock=self.clock, device=key)
        self.backups: list[Path] = []
        with self.file.work("desk.found", None) as work:
            staff = Staff(work.new_id(), name, f"Cán bộ {name}")
            post = Post(work.new_id(), f"Một cửa {name}", "receive process return approve")
            lease = Lease(work.new_id(), AGENCY, *numbers, date(2026, 1, 1), date(2027, 12, 31), "Tỉnh")
            office = Office(work.new_id(), "UBND xã Mẫu Sơn", "Một cửa Mẫu Sơn", "Mẫu Sơn", AGENCY, name, name)
            for record in (staff, post, lease, office):
                work.add(record)
        self.actor = Actor(staff.id, post.id, staff.display_name, post.name, frozenset())

    @property
    def path(self) -> Path:
        return self.folder / "desk.db"

    # -------------------------------------------------------------- the clerk
    def receive(self, rng: Random) -> None:
        """A new dossier with a number of this desk's lease."""
        with self.file.work("dossier.receive", self.actor) as work:
            number = f"{rng.randrange(10**11):012d}"
            person = Person(work.new_id(), f"{rng.choice(SURNAMES)} {rng.choice(GIVEN)}", number=number)
            work.add(person)
            dossier = Dossier(work.new_id(), person.id, "1.001193", "2026-07", "", summary="Khai sinh")
            work.add(dossier)
            work.add(Paper(work.new_id(), dossier.id, "1", "Tờ khai", originals=1))
            now = self.clock()
            taken = take_number(work, dossier.id, now).text
            step = Step(StepKind.RECEIVE, now, dossier.state, number=taken, due_at=now + timedelta(days=3))
            work.step(dossier, step)

    def step(self, rng: Random) -> None:
        """A step with some dossier; one the state machine refuses writes nothing."""
        dossier = self._any(Dossier, rng)
        if dossier is None:
            return
        now = self.clock()
        kind = rng.choice(STEPS)
        reason = "Thiếu giấy tờ" if RULES[kind].needs_reason else ""
        try:
            with self.file.work(f"dossier.{kind.value}", self.actor) as work:
                current = work.get(Dossier, dossier.id)
                due = now + timedelta(days=2) if kind is StepKind.SUPPLEMENT_RECEIVED else None
                work.step(current, Step(kind, now, current.state, reason=reason, due_at=due))
        except NotAllowedNow:
            return

    def edit(self, rng: Random) -> None:
        """A field of a dossier or of a person, protected ones too."""
        person = self._any(Person, rng)
        dossier = self._any(Dossier, rng)
        if person is None or dossier is None:
            return
        with self.file.work("dossier.correct", self.actor) as work:
            what = rng.randrange(4)
            if what == 0:
                current = work.get(Person, person.id)
                work.put(replace(current, phone=f"09{rng.randrange(10**8):08d}"))
            elif what == 1:
                current = work.get(Person, person.id)
                work.put(replace(current, name=f"{rng.choice(SURNAMES)} {rng.choice(GIVEN)} {rng.randrange(99)}"))
            elif what == 2:
                work.put(replace(work.get(Dossier, dossier.id), note=f"Ghi chú {rng.randrange(99)}"))
            else:
                work.put(replace(work.get(Dossier, dossier.id), summary=f"Việc {rng.randrange(99)}"))

    def write_as_a_newer_program(self) -> None:
        """An entry with a kind of record and a kind of change this program does not know: it travels untouched."""
        with self.file.bulk() as work:
            head = work.head or work._new_origin()
            body = msgspec.msgpack.encode([[], [[0, 250, 0, {1: "mai sau", 9: [1, 2]}], [77, "x"]]])
            at = round(self.clock().timestamp() * 1000)
            of = EntryId(head.origin, head.n + 1)
            entry = Entry(of, work._writing.hybrid.tick(at), at, 420, None, None, "future.thing", body)
            _, hash_ = work.journal.append(entry, head.hash)
            work.head = Head(of.origin, of.n, hash_)

    def _any(self, kind: type[R], rng: Random) -> R | None:
        stored = KINDS[kind]
        query = f"SELECT {', '.join(stored.columns)} FROM {stored.table}"  # noqa: S608  our own names
        with self.file.read() as connection:
            records = [stored.record(row, self.file.origins) for row in raw_of(connection).execute(query).fetchall()]
        # The order of row keys differs from run to run: choose by the id itself, so that a seed replays exactly.
        records.sort(key=lambda one: one.id)
        return rng.choice(records) if records else None

    # -------------------------------------------------------------- power and backups
    def crash(self) -> None:
        """The process dies: nothing is closed, nothing signed; the database opens again with what was committed."""
        hard_stop(self.file)
        self.file = open_desk_file(self.path, KEY, clock=self.clock)

    def back_up(self) -> None:
        target = self.folder / f"backup-{len(self.backups)}.db"
        with self.file.engines.outside_transactions() as raw:
            copy = self.file.engines.twin(target)
            raw.backup(copy)
            copy.execute("UPDATE desk SET restored = 1")
            copy.close()
        self.backups.append(target)

    def restore(self, rng: Random) -> None:
        """Yesterday's database comes back; its leases end and its numbers jump, as `storage.after_restore` does."""
        if not self.backups:
            return
        chosen = rng.choice(self.backups)
        hard_stop(self.file)
        for suffix in ("-wal", "-shm"):
            self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)
        shutil.copy(chosen, self.path)
        self.file = open_desk_file(self.path, KEY, clock=self.clock)

    def close(self) -> None:
        hard_stop(self.file)

    # -------------------------------------------------------------- what an oracle asks
    def entries(self) -> dict[EntryId, Entry]:
        with self.file.read() as connection:
            return {one.id: one for one in self.file.journal(connection).entries()}

    def numbers(self) -> list[str]:
        with self.file.read() as connection:
            rows = raw_of(connection).execute("SELECT number FROM dossier WHERE number <> ''").fetchall()
        return [row[0] for row in rows]

    def own_origins(self) -> list[Origin]:
        return [one for _, one in self.file.origins.known() if one.device == self.file.device.device]


def hard_stop(file: DeskFile) -> None:
    """End threads and connections as a power cut would: without checkpoint, signature or goodbye."""
    file.writer.close()
    file.readers.close()
    file.engines.dispose()
    file._stack.close()
    file._is_closed = True
