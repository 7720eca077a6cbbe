"""The use cases themselves, run over the past in one transaction: how a benchmark's first dossiers are made."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from commune_desk.domain.dossier_life import Right, StepKind
from commune_desk.domain.errors import DeskError
from commune_desk.domain.ids import RecordId
from commune_desk.domain.records import Post, Staff
from commune_desk.domain.vietnam_time import VN
from commune_desk.ports import Actor, Work
from commune_desk.practice.dossiers import PracticeDossier, PracticeStep, practice_dossiers
from commune_desk.usecases.receive_dossier import receive_dossier
from commune_desk.usecases.reception_input import Applicant, Money, PaperInput, Reception
from commune_desk.usecases.take_step import StepInput, take_step
from storage.catalogue_data import bundled_catalogue
from storage.desk_file import DeskFile, create_desk_file
from storage.founding import Block, Foundation, found_desk
from storage.reads import FileReads
from storage.rules import DeskRules
from storage.session import Session

KEY = bytes(range(32))
UNTIL = datetime(2026, 11, 23, 10, 0, tzinfo=VN)
AGENCY = "H20.031.01"
A_DAY = 400
"""Dossiers a working day of the benchmark's desk: a million in ten years."""


class PastDesk:
    """`ports.Desk` inside one bulk transaction, its clock set by hand."""

    def __init__(self, file: DeskFile, rules: DeskRules, actor: Actor) -> None:
        self.actor = actor
        self.rules = rules
        self.reads = FileReads(file, lambda: rules)
        self.local = file.local
        self.session: Session | None = None
        self.at = UNTIL
        self._device = file.device

    def now(self) -> datetime:
        """As set."""
        return self.at

    @contextmanager
    def work(self, action: str) -> Iterator[Work]:
        """An entry of the running transaction."""
        assert self.session is not None
        with self.session.work(action, self.actor, at=self.at) as work:
            yield work

    def key_id(self) -> str:
        return self._device.key_id

    def sign(self, message: bytes) -> bytes:
        return self._device.sign(message)

    def verify(self, key_id: str, message: bytes, signature: bytes) -> bool | None:  # noqa: ARG002  the port's
        """Nothing is checked here."""
        return None


def new_file(path: Path) -> tuple[DeskFile, PastDesk]:
    """A founded desk file with a clerk who may do everything."""
    file = create_desk_file(path, KEY, clock=lambda: UNTIL)
    foundation = Foundation(
        "Ủy ban nhân dân tỉnh Đồng Tháp",
        "Trung tâm Phục vụ hành chính công xã Tân Phú Đông",
        "Tân Phú Đông",
        AGENCY,
        "01",
        "canbo",
        "Nguyễn Thị Mẫu",
        is_practice=True,
    )
    block = Block(1, 9_999, (UNTIL - timedelta(days=20_000)).date(), (UNTIL + timedelta(days=400)).date(), "tỉnh")
    found_desk(file, foundation, UNTIL, block)
    reads = FileReads(file)
    staff, post = reads.all_of(Staff)[0], reads.all_of(Post)[0]
    actor = Actor(staff.id, post.id, staff.display_name, post.name, frozenset(Right))
    return file, PastDesk(file, DeskRules(reads.office(), [], []), actor)


def fill(file: DeskFile, desk: PastDesk, count: int, seed: int) -> int:
    """Receive and work `count` invented dossiers: how many the use cases took (some need a person's decision)."""
    made = 0
    procedures = bundled_catalogue().current(UNTIL.date())
    with file.bulk() as session:
        desk.session = session
        for one in practice_dossiers(procedures, count, UNTIL, seed, a_day=A_DAY):
            made += _one(desk, one)
    desk.session = None
    return made


def _one(desk: PastDesk, one: PracticeDossier) -> bool:
    desk.at = one.received_at
    try:
        dossier = receive_dossier(desk, reception_of(one)).dossier.id
    except DeskError:
        return False
    for step in one.steps:
        desk.at = step.at
        _step(desk, dossier, step, one)
    return True


def _step(desk: PastDesk, dossier: RecordId, step: PracticeStep, one: PracticeDossier) -> None:
    asked: tuple[PaperInput, ...] = ()
    if step.kind is StepKind.ASK_SUPPLEMENT:
        paper = one.papers[0] if one.papers else None
        asked = (PaperInput(paper.component if paper else "khac", paper.name if paper else step.reason, 1),)
    is_assigned = step.kind is StepKind.ASSIGN
    wanted = StepInput(
        step.kind,
        reason=step.reason,
        asked=asked,
        number=step.number,
        holder=desk.actor.staff if is_assigned else None,
        post=desk.actor.post if is_assigned else None,
    )
    take_step(desk, dossier, wanted)


def reception_of(one: PracticeDossier) -> Reception:
    """What the clerk would have typed."""
    citizen = one.applicant
    return Reception(
        applicant=Applicant(
            citizen.name,
            citizen.number,
            citizen.old_number,
            citizen.birth,
            citizen.sex,
            citizen.address,
            citizen.phone,
            number_issued=citizen.number_issued,
        ),
        procedure=one.procedure.code,
        case=one.case.name,
        papers=tuple(PaperInput(paper.component, paper.name, paper.originals, paper.copies) for paper in one.papers),
        channel=one.channel,
        delivery=one.delivery,
        money=Money(one.fee_dong, payment=one.payment),
        note=one.note,
        duplicate_accepted=True,
    )
