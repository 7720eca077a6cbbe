"""A small desk on a real encrypted file for the tests of the read side: fill it step by step, then ask."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from commune_desk.domain.dossier_life import Step, StepKind
from commune_desk.domain.ids import RecordId
from commune_desk.domain.records import Dossier, Person, Record, State
from commune_desk.domain.vietnam_time import VN
from commune_desk.ports import Cursor, Page
from storage.desk_file import DeskFile, create_desk_file
from storage.engine import Raw
from storage.founding import Block, Foundation, found_desk
from storage.lists import Selection, Surroundings, page
from storage.reads import DeskReads
from storage.session import Session

KEY = bytes(range(32))
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=VN)
AGENCY = "H12.045.01"
R = TypeVar("R", bound=Record)


def working_day_after(day: date, count: int) -> date:
    """The count-th Monday-to-Friday after `day`."""
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day


@dataclass
class ReadDesk:
    """`file` and questions to it; `now` can be moved."""

    file: DeskFile
    now: datetime = NOW
    numbers: int = 0

    @property
    def around(self) -> Surroundings:
        names = {"1.001193": "Đăng ký khai sinh", "2.000815": "Chứng thực bản sao"}
        return Surroundings(
            self.file.origins, lambda: self.now, lambda code, _: names.get(code, code), working_day_after
        )

    @property
    def reads(self) -> DeskReads:
        return DeskReads(self.file.read, self.file.origins, lambda: self.around)

    def page(self, raw: Raw, chosen: Selection) -> Page:
        return page(raw, chosen, self.around, Cursor(1, 1), 5)

    @contextmanager
    def bulk(self) -> Iterator[Session]:
        with self.file.bulk() as session:
            yield session

    def person(self, name: str, **fields: Any) -> Person:  # noqa: ANN401  a record's fields
        with self.file.work("person.add", None) as work:
            person = Person(work.new_id(), name, **fields)
            work.add(person)
        return person

    def dossier(self, applicant: str | Person, *, procedure: str = "1.001193", **fields: Any) -> Dossier:  # noqa: ANN401
        """Received at `received` (`now` without it) and promised for `due`, with the next number of its day."""
        received: datetime = fields.pop("received", self.now)
        due = fields.pop("due", received + timedelta(days=5))
        self.numbers += 1
        number = fields.pop("number", f"{AGENCY}-{received:%y%m%d}-{self.numbers:04d}")
        with self.file.bulk() as session, session.work("dossier.receive", None, at=received) as work:
            person = applicant if isinstance(applicant, Person) else Person(work.new_id(), applicant)
            if person is not applicant:
                work.add(person)
            dossier = Dossier(work.new_id(), person.id, procedure, "1", "", **fields)
            work.add(dossier)
            return work.step(dossier, Step(StepKind.RECEIVE, received, State.REGISTERED, due_at=due, number=number))

    def step(self, dossier: Dossier, kind: StepKind, at: datetime | None = None, **fields: Any) -> Dossier:  # noqa: ANN401
        when = at or self.now
        with self.file.bulk() as session, session.work(f"dossier.{kind.value}", None, at=when) as work:
            now = work.get(Dossier, dossier.id)
            return work.step(now, Step(kind, when, now.state, **fields))

    def change(self, record: R, **fields: Any) -> R:  # noqa: ANN401
        with self.file.work("record.correct", None) as work:
            changed = replace(work.get(type(record), record.id), **fields)
            work.put(changed)
        return changed


@contextmanager
def read_desk(folder: Path) -> Iterator[ReadDesk]:
    """A founded desk in `folder`, its clock standing at NOW."""
    file = create_desk_file(folder / "desk.db", KEY, clock=lambda: NOW)
    try:
        foundation = Foundation(
            "UBND xã Mẫu", "Trung tâm PVHCC xã Mẫu", "Mẫu", AGENCY, "01", "quantri", "Quản Trị Viên"
        )
        block = Block(1, 4999, date(2026, 1, 1), date(2026, 12, 31), "tỉnh")
        found_desk(file, foundation, NOW, block)
        yield ReadDesk(file)
    finally:
        file.close()


def ids(rows: list[Any]) -> list[RecordId]:
    """The rows' dossiers in order."""
    return [row.id for row in rows]
