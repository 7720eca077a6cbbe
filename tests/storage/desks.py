"""Small real desks for the tests of the storage: a file, a clock that can be set, a clerk, a dossier."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from commune_desk.domain.dossier_life import Step, StepKind
from commune_desk.domain.ids import Origin, RecordId
from commune_desk.domain.records import Dossier, Lease, Paper, Person, Post, PrintedSlip, Staff
from commune_desk.domain.vietnam_time import VN
from commune_desk.ports import Actor, Work
from storage.desk_file import DeskFile, create_desk_file, open_desk_file

KEY = bytes(range(32))
MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=VN)
NOBODY = RecordId(Origin(1, 1), 1, 0)


@dataclass
class Clock:
    """A PC clock a test can set; each reading is one second after the last."""

    at: datetime = MONDAY

    def __call__(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at


@dataclass
class Desk:
    """An open desk file and who works at it."""

    file: DeskFile
    clock: Clock
    actor: Actor
    lease: RecordId = field(default=NOBODY)

    def reopen(self) -> "Desk":
        self.file.close()
        self.file = open_desk_file(self.file.path, KEY, clock=self.clock)
        return self


def new_desk(folder: Path) -> Desk:
    """A desk with one post, one clerk and one lease."""
    clock = Clock()
    file = create_desk_file(folder / "desk.db", KEY, clock=clock)
    with file.work("desk.found", None) as work:
        staff = Staff(work.new_id(), "lan", "Trần Thị Lan")
        post = Post(work.new_id(), "Một cửa", "receive return")
        lease = Lease(work.new_id(), "H29.31.01", 1, 500, date(2026, 1, 1), date(2026, 12, 31), "Sở Tư pháp")
        for record in (staff, post, lease):
            work.add(record)
    return Desk(file, clock, Actor(staff.id, post.id, staff.display_name, post.name, frozenset()), lease.id)


def receive(work: Work, name: str, number: str, *, at: datetime = MONDAY) -> Dossier:
    """Person, dossier, one paper, the step and its slip."""
    person = Person(work.new_id(), name, number=f"0871900{number:0>5}", phone="0901234567")
    work.add(person)
    dossier = Dossier(work.new_id(), person.id, "1.001193", "2026-07", "", summary="Khai sinh")
    work.add(dossier)
    work.add(Paper(work.new_id(), dossier.id, "1", "Tờ khai đăng ký khai sinh", originals=1))
    step = Step(StepKind.RECEIVE, at, dossier.state, number=f"H29.31.01-{number}", due_at=at + timedelta(days=3))
    received = work.step(dossier, step)
    work.add(PrintedSlip(work.new_id(), dossier.id, "reception", "1", at, f"slip of {name}".encode()))
    return received


def received(desk: Desk, name: str = "Nguyễn Thị Hoa", number: str = "0001") -> Dossier:
    """A dossier received in an entry of its own."""
    with desk.file.work("dossier.receive", desk.actor) as work:
        return receive(work, name, number)
