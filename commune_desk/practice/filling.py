"""Fill a practice desk with invented dossiers through the desk's own verbs, written at the times they tell of."""

from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from commune_desk.build import practice_desk
from commune_desk.domain.dossier_life import StepKind
from commune_desk.domain.errors import NotAllowedNow
from commune_desk.paths import Profile
from commune_desk.ports import Actor, LocalStore, Reads, ScanDoor, Work
from commune_desk.practice.dossiers import PracticeDossier, PracticeStep, practice_dossiers
from commune_desk.usecases.receive_dossier import receive_dossier
from commune_desk.usecases.reception_input import Applicant, Money, PaperInput, Reception
from commune_desk.usecases.take_step import StepInput, take_step
from storage.rules import DeskRules
from storage.session import Session
from storage.signed_desk import SignedDesk

LOT = 200
"""Dossiers per transaction: many enough to be fast, few enough that progress shows."""
Progress = Callable[[int, int], None]


@dataclass(slots=True)
class PastDesk:
    """ports.Desk inside one bulk transaction, whose clock stands where the story says."""

    desk: SignedDesk
    session: Session
    rules: DeskRules
    clock: datetime

    @property
    def actor(self) -> Actor:
        """The practice clerk."""
        return self.desk.actor

    @property
    def reads(self) -> Reads:
        """Questions to what was committed before."""
        return self.desk.reads

    @property
    def local(self) -> LocalStore:
        """Of the practice desk."""
        return self.desk.local

    @property
    def scans(self) -> ScanDoor:
        """Of the practice desk."""
        return self.desk.scans

    def now(self) -> datetime:
        """The story's time."""
        return self.clock

    def work(self, action: str) -> AbstractContextManager[Work]:
        """One entry of the bulk transaction at the story's time."""
        return self.session.work(action, self.actor, at=self.clock)

    def key_id(self) -> str:
        """As the practice desk."""
        return self.desk.key_id()

    def sign(self, message: bytes) -> bytes:
        """As the practice desk."""
        return self.desk.sign(message)

    def verify(self, key_id: str, message: bytes, signature: bytes) -> bool | None:
        """As the practice desk."""
        return self.desk.verify(key_id, message, signature)


def fill_practice_desk(profile: Profile, *, dossiers: int, seed: int, progress: Progress | None = None) -> int:
    """Found the practice desk of that folder if need be and receive invented dossiers; how many were made."""
    desk = practice_desk(profile)
    try:
        return fill(desk, dossiers=dossiers, seed=seed, progress=progress)
    finally:
        desk.file.close()


def fill(desk: SignedDesk, *, dossiers: int, seed: int, progress: Progress | None = None) -> int:
    """The same on a desk that is open; the last dossiers are of today, earlier ones of the working days before."""
    rules, now = desk.rules, desk.now()
    stream = practice_dossiers(rules.catalogue.current(now.date()), dossiers, now, seed)
    made = 0
    while lot := list(islice(stream, LOT)):
        with desk.file.bulk() as session:
            past = PastDesk(desk, session, rules, now)
            for told in lot:
                _live(past, told)
        made += len(lot)
        if progress is not None:
            progress(made, dossiers)
    return made


def _live(desk: PastDesk, told: PracticeDossier) -> None:
    """Receive it and take its steps as far as the state machine goes along with the story."""
    desk.clock = told.received_at
    received = receive_dossier(desk, _reception(told))
    with suppress(NotAllowedNow):
        for step in told.steps:
            desk.clock = step.at
            take_step(desk, received.dossier.id, _step(step))


def _step(step: PracticeStep) -> StepInput:
    asks = step.kind is StepKind.ASK_SUPPLEMENT
    asked = (PaperInput("practice-supplement", step.reason, originals=1),) if asks else ()
    return StepInput(step.kind, step.reason, asked, number=step.number)


def _reception(told: PracticeDossier) -> Reception:
    citizen = told.applicant
    return Reception(
        applicant=Applicant(
            name=citizen.name,
            number=citizen.number,
            birth=citizen.birth,
            sex=citizen.sex,
            address=citizen.address,
            phone=citizen.phone,
        ),
        procedure=told.procedure.code,
        case=told.case.name,
        papers=tuple(PaperInput(one.component, one.name, one.originals, one.copies) for one in told.papers),
        channel=told.channel,
        delivery=told.delivery,
        money=Money(told.fee_dong, "", told.payment),
        note=told.note,
        duplicate_accepted=True,
    )
