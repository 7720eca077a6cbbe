"""What the clerk has entered so far, as one frozen value, and the pure functions that change it. No Qt.

Texts stay exactly as typed until the dossier is received: undo, drafts and the screen show the same letters.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from commune_desk.domain.citizen_card import CitizenCard
from commune_desk.domain.errors import InvalidInput
from commune_desk.domain.ids import RecordId
from commune_desk.domain.procedures import Case, Procedure
from commune_desk.domain.records import Channel, Delivery, Payment, Person
from commune_desk.domain.text import fold, nfc
from commune_desk.domain.vietnam_time import to_vietnam
from commune_desk.domain.wording import birth_vi, date_vi, parse_birth
from commune_desk.ports import DossierView
from commune_desk.usecases.reception_input import Applicant, Money, PaperInput, Reception, Representative
from ui.reception.checklist import PaperLine, Standing, lines_of

MOST_TYPED = 10_000


@dataclass(frozen=True, slots=True)
class ReceptionState:
    """Everything on the form. `known` and `pre_registered` are record ids as text; `fee` '' means by the rule.

    `answers` are answer numbers of the guidance questions in their order; `due_by_hand` an ISO instant.
    """

    procedure: str = ""
    version: str = ""
    procedure_name: str = ""
    case: str = ""
    answers: tuple[int, ...] = ()
    is_organisation: bool = False
    number: str = ""
    name: str = ""
    birth: str = ""
    sex: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    tax_code: str = ""
    old_number: str = ""
    number_issued: str = ""
    known: str = ""
    representative: str = ""
    representative_number: str = ""
    authorisation: str = ""
    papers: tuple[PaperLine, ...] = ()
    sets: str = "1"
    copies: str = "1"
    pages: str = "1"
    channel: str = Channel.COUNTER.value
    delivery: str = Delivery.DESK.value
    delivery_address: str = ""
    exemption: str = ""
    fee: str = ""
    payment: str = Payment.NONE.value
    summary: str = ""
    note: str = ""
    pre_registered: str = ""
    duplicate_accepted: bool = False
    due_by_hand: str = ""
    due_reason: str = ""

    @property
    def is_empty(self) -> bool:
        """Nothing a clerk would miss: neither person nor papers nor notes."""
        blank = ReceptionState()
        ignored = {"procedure", "version", "procedure_name", "case", "papers", "answers"}
        names = [name for name in self.__dataclass_fields__ if name not in ignored]
        untouched = all(line.standing is Standing.OPEN or line.looked_up for line in self.papers)
        return untouched and all(getattr(self, name) == getattr(blank, name) for name in names)


TEXT_FIELDS = frozenset(
    (
        *("number", "name", "birth", "sex", "address", "phone", "email", "tax_code"),
        *("representative", "representative_number", "authorisation"),
        *("sets", "copies", "pages", "fee", "payment", "exemption", "channel", "delivery", "delivery_address"),
        *("summary", "note", "due_by_hand", "due_reason"),
    )
)


def with_text(state: ReceptionState, field: str, text: str) -> ReceptionState:
    """The state with what was typed into `field`; typing another number forgets the person it belonged to."""
    if field not in TEXT_FIELDS:
        raise KeyError(field)
    values: dict[str, Any] = {field: text[:MOST_TYPED]}
    if field in ("number", "tax_code") and text != getattr(state, field):
        values |= {"known": "", "old_number": "", "number_issued": "", "duplicate_accepted": False}
    return replace(state, **values)


def with_procedure(state: ReceptionState, procedure: Procedure, case: Case, on: date) -> ReceptionState:
    """Another procedure or case: its papers replace the old ones, what was ticked of the same papers stays."""
    same = state.procedure == procedure.code
    return replace(
        state,
        procedure=procedure.code,
        version=procedure.version,
        procedure_name=procedure.name,
        case=case.name,
        answers=state.answers if same else (),
        papers=lines_of(case, on, state.papers),
        fee=state.fee if same else "",
        exemption=state.exemption if same else "",
        duplicate_accepted=state.duplicate_accepted and same,
        due_by_hand=state.due_by_hand if same else "",
        due_reason=state.due_reason if same else "",
    )


def without_procedure(state: ReceptionState) -> ReceptionState:
    """Back to choosing; the person and everything typed stay."""
    return replace(state, procedure="", version="", procedure_name="", case="", answers=(), papers=())


def with_card(state: ReceptionState, card: CitizenCard) -> ReceptionState:
    """The person of a scanned card; phone and e-mail stay when it is the same number."""
    same = state.number == card.number
    return replace(
        state,
        is_organisation=False,
        number=card.number,
        name=card.name,
        birth=birth_vi(card.birth_text),
        sex=card.sex,
        address=card.address,
        old_number=card.old_number,
        number_issued=card.issued_on.isoformat() if card.issued_on else "",
        phone=state.phone if same else "",
        email=state.email if same else "",
        known=state.known if same else "",
        duplicate_accepted=state.duplicate_accepted and same,
    )


def with_person(state: ReceptionState, person: Person) -> ReceptionState:
    """An earlier applicant used again; what the desk does not know of them keeps what was typed."""
    return replace(
        state,
        is_organisation=person.is_organisation,
        number=person.number,
        name=person.name,
        birth=birth_vi(person.birth) if person.birth else "",
        sex=person.sex,
        address=person.address or state.address,
        phone=person.phone or state.phone,
        email=person.email or state.email,
        tax_code=person.tax_code,
        old_number=person.old_number,
        number_issued=person.number_issued.isoformat() if person.number_issued else "",
        known=person.id.text,
        duplicate_accepted=False,
    )


def of_dossier(view: DossierView, procedure: Procedure, case: Case, on: date) -> ReceptionState:
    """The form for completing a dossier that was guided or registered before."""
    dossier = view.dossier
    kept = tuple(PaperLine.of_paper(paper) for paper in view.papers)
    chosen = with_procedure(ReceptionState(papers=kept), procedure, case, on)
    return replace(
        with_person(chosen, view.applicant),
        sets=str(dossier.sets),
        summary=dossier.summary,
        note=dossier.note,
        channel=dossier.channel.value,
        delivery=dossier.delivery.value,
        delivery_address=dossier.delivery_address,
        representative=dossier.representative,
        representative_number=dossier.representative_number,
        authorisation=dossier.authorisation,
        pre_registered=dossier.id.text,
    )


def to_reception(state: ReceptionState, money: Money, *, draft_key: str, today: date) -> Reception:
    """What `receive_dossier` takes; raises InvalidInput where a number or date cannot be read."""
    return Reception(
        applicant=_applicant(state, today),
        procedure=state.procedure,
        case=state.case,
        papers=tuple(_paper(line) for line in state.papers if line.standing is not Standing.OPEN),
        sets=whole(state.sets, "sets"),
        summary=state.summary,
        channel=Channel(state.channel),
        delivery=Delivery(state.delivery),
        delivery_address=state.delivery_address,
        representative=Representative(state.representative, state.representative_number, state.authorisation),
        money=money,
        note=state.note,
        pre_registered=RecordId.parse(state.pre_registered) if state.pre_registered else None,
        draft_key=draft_key,
        duplicate_accepted=state.duplicate_accepted,
        due_by_hand=datetime.fromisoformat(state.due_by_hand) if state.due_by_hand else None,
        due_reason=state.due_reason,
    )


def whole(text: str, field: str) -> int:
    """A count as typed; raises InvalidInput('count-out-of-range')."""
    digits = nfc(text).replace(".", "").replace(" ", "")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 12):
        raise InvalidInput("count-out-of-range", field=field)
    return int(digits)


def draft_title(state: ReceptionState) -> str:
    """How a draft is named when it is offered again: person and procedure."""
    parts = [nfc(state.name), nfc(state.procedure_name)]
    return " – ".join(part[:80] for part in parts if part)


def birth_text(typed: str, today: date) -> str:
    """The birth as fields show it (05/07/1950, or a bare year); raises InvalidInput."""
    birth = parse_birth(typed, today=today)
    return date_vi(birth.date) if birth.date else birth.text


def held_lines(state: ReceptionState, names: tuple[str, ...]) -> tuple[int, ...]:
    """Rows of the checklist that name a paper this desk already holds of the person."""
    held = {fold(name) for name in names}
    return tuple(row for row, line in enumerate(state.papers) if fold(line.name) in held)


def today_of(now: datetime) -> date:
    """The Vietnamese day of an instant."""
    return to_vietnam(now).date()


def _applicant(state: ReceptionState, today: date) -> Applicant:
    return Applicant(
        name=state.name,
        number="" if state.is_organisation else state.number,
        old_number=state.old_number,
        birth=parse_birth(state.birth, today=today).text if state.birth.strip() and not state.is_organisation else "",
        sex="" if state.is_organisation else state.sex,
        address=state.address,
        phone=state.phone,
        email=state.email,
        is_organisation=state.is_organisation,
        tax_code=state.tax_code if state.is_organisation else "",
        number_issued=date.fromisoformat(state.number_issued) if state.number_issued else None,
        known=RecordId.parse(state.known) if state.known else None,
    )


def _paper(line: PaperLine) -> PaperInput:
    missing = line.standing is Standing.MISSING
    return PaperInput(line.component, line.name, line.originals, line.copies, is_missing=missing, note=line.note)
