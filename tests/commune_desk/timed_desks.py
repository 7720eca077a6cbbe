"""Real desks whose PC clock a test sets, and receptions to hand in."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from commune_desk.build import actor_of
from commune_desk.domain.dossier_life import Right, StepKind
from commune_desk.domain.ids import RecordId
from commune_desk.domain.records import Dossier, Staff
from commune_desk.domain.vietnam_time import VN
from commune_desk.ports import Actor
from commune_desk.usecases.receive_dossier import Received, receive_dossier
from commune_desk.usecases.reception_input import Applicant, PaperInput, Reception
from commune_desk.usecases.take_step import StepInput, StepTaken, take_step
from storage.desk_file import create_desk_file
from storage.founding import Block, Foundation, found_desk
from storage.reads import FileReads
from storage.signed_desk import SignedDesk

MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=VN)
BIRTH = "1.001193"
AGENCY = "H29.31.01"
HOA = Applicant("Nguyễn Thị Hoa", "079190001234", birth="1990-05-17", sex="female", address="Ấp 3, xã Mẫu Sơn")
PAPER = PaperInput("to-khai", "Tờ khai đăng ký khai sinh", originals=1)


@dataclass
class TimedDesk:
    """A desk and the clock on its wall."""

    desk: SignedDesk
    at: datetime = MONDAY

    def clock(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at

    def go(self, moment: datetime) -> None:
        """The clock stands there and somebody confirmed it."""
        self.at = moment
        self.desk.file.confirm_clock(moment)

    def acting(self, *rights: Right) -> SignedDesk:
        """The same desk under a post with these rights only."""
        actor: Actor = replace(self.desk.actor, rights=frozenset(rights))
        return SignedDesk(self.desk.file, actor)

    def receive(self, **changes: object) -> Received:
        return receive_dossier(self.desk, reception(**changes))

    def step(self, dossier: Dossier | RecordId, kind: StepKind, reason: str = "", **more: object) -> StepTaken:
        id_ = dossier.id if isinstance(dossier, Dossier) else dossier
        return take_step(self.desk, id_, StepInput(kind, reason, **more))  # type: ignore[arg-type]


def reception(**changes: object) -> Reception:
    """A complete reception of a birth registration."""
    told: dict[str, Any] = {"applicant": HOA, "procedure": BIRTH, "papers": (PAPER,), "duplicate_accepted": True}
    return Reception(**(told | changes))


def timed_desk(
    folder: Path, block: tuple[int, int] | None = (1, 500), at: datetime = MONDAY, desk_code: str = "01"
) -> TimedDesk:
    """A founded desk with an administrator signed in; `block` of numbers all year, none for None."""
    folder.mkdir(parents=True)
    clock = [at]

    def read() -> datetime:
        return timed.clock() if timed is not None else clock[0]

    timed: TimedDesk | None = None
    file = create_desk_file(folder / "desk.db", bytes(range(32)), clock=read)
    foundation = Foundation(
        "Ủy ban nhân dân xã Mẫu", "Trung tâm Phục vụ hành chính công xã Mẫu", "Xã Mẫu", AGENCY, desk_code, "lan",
        "Trần Thị Lan",
    )  # fmt: skip
    numbers = Block(*block, date(2026, 1, 1), date(2027, 12, 31), "Sở Tư pháp") if block else None
    found_desk(file, foundation, at, numbers)
    reads = FileReads(file)
    desk = SignedDesk(file, actor_of(reads, reads.all_of(Staff)[0], at.date()))
    timed = TimedDesk(desk, at)
    return timed
