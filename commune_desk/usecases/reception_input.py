"""What a clerk hands over when receiving, guiding or refusing, and the checks that need no database."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from commune_desk.domain.citizen_card import CitizenCard
from commune_desk.domain.errors import InvalidInput
from commune_desk.domain.ids import RecordId
from commune_desk.domain.organisations import parse_tax_code
from commune_desk.domain.personal_id import parse_personal_id, parse_phone
from commune_desk.domain.records import Channel, Delivery, Payment
from commune_desk.domain.text import nfc
from commune_desk.domain.wording import parse_birth

LONGEST_LINE = 200
LONGEST_TEXT = 2000
LARGEST_FEE_DONG = 1_000_000_000_000
"""More is a slip of the finger; it also fits every column and can be written in words."""


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who applies, as typed or read from a card; `known` names an earlier person to be reused.

    `birth` is an ISO date, a bare year or '' ; `number` a 12-digit number, an old CMND or a passport.
    """

    name: str
    number: str = ""
    old_number: str = ""
    birth: str = ""
    sex: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    is_organisation: bool = False
    tax_code: str = ""
    number_issued: date | None = None
    known: RecordId | None = None

    @classmethod
    def from_card(cls, card: CitizenCard) -> "Applicant":
        """The applicant a citizen card describes."""
        return cls(
            name=card.name,
            number=card.number,
            old_number=card.old_number,
            birth=card.birth_text,
            sex=card.sex,
            address=card.address,
            number_issued=card.issued_on,
        )


@dataclass(frozen=True, slots=True)
class PaperInput:
    """One line of the checklist as ticked; counts of 0 with `is_missing` ask for it."""

    component: str
    name: str
    originals: int = 0
    copies: int = 0
    is_missing: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Representative:
    """Who hands in for the applicant, and by which authorisation."""

    name: str = ""
    number: str = ""
    authorisation: str = ""


@dataclass(frozen=True, slots=True)
class Money:
    """The fee as asked: `amount_dong` None where nobody has set it yet."""

    amount_dong: int | None = None
    exemption: str = ""
    payment: Payment = Payment.NONE


@dataclass(frozen=True, slots=True)
class Reception:
    """Everything one press of "Receive" needs.

    `pre_registered` is a dossier that was guided or registered before; `duplicate_accepted` that the clerk saw the
    warning of an open dossier of the same person and procedure and goes on; `due_by_hand` with `due_reason` a promised
    time a person sets (the procedure has no countable limit, or its reason stands in the journal).
    """

    applicant: Applicant
    procedure: str
    case: str = ""
    papers: tuple[PaperInput, ...] = ()
    sets: int = 1
    summary: str = ""
    channel: Channel = Channel.COUNTER
    delivery: Delivery = Delivery.DESK
    delivery_address: str = ""
    representative: Representative = Representative()
    money: Money = Money()
    note: str = ""
    pre_registered: RecordId | None = None
    draft_key: str = ""
    duplicate_accepted: bool = False
    due_by_hand: datetime | None = None
    due_reason: str = ""


def clean_applicant(applicant: Applicant, today: date) -> Applicant:
    """The applicant in NFC, numbers parsed; raises InvalidInput naming the field."""
    name = clean_line(applicant.name, "name")
    if not name:
        raise InvalidInput("name-missing", field="name")
    cleaned = replace(
        applicant,
        name=name,
        address=clean_line(applicant.address, "address"),
        old_number=clean_line(applicant.old_number, "old_number"),
        sex=clean_line(applicant.sex, "sex"),
        email=clean_line(applicant.email, "email"),
        phone=parse_phone(applicant.phone) if applicant.phone.strip() else "",
    )
    if applicant.is_organisation:
        if not applicant.tax_code.strip():
            raise InvalidInput("tax-code-missing", field="tax_code")
        return replace(cleaned, tax_code=parse_tax_code(applicant.tax_code).text, number="", birth="", sex="")
    if not applicant.number.strip():
        raise InvalidInput("number-missing", field="number")
    birth = parse_birth(applicant.birth, today=today).text if applicant.birth.strip() else ""
    return replace(cleaned, number=parse_personal_id(applicant.number).text, birth=birth)


def clean_reception(reception: Reception, today: date) -> Reception:
    """The reception with every text in NFC and in bounds; raises InvalidInput naming the field."""
    if not 1 <= reception.sets <= 99:  # noqa: PLR2004  two digits on the form
        raise InvalidInput("sets-out-of-range", field="sets")
    if reception.delivery is Delivery.POST and not (reception.delivery_address.strip() or reception.applicant.address):
        raise InvalidInput("delivery-address-missing", field="delivery_address")
    person = reception.representative
    return replace(
        reception,
        applicant=clean_applicant(reception.applicant, today),
        summary=clean_line(reception.summary, "summary"),
        delivery_address=clean_line(reception.delivery_address, "delivery_address"),
        money=_money(reception.money),
        note=clean_text(reception.note, "note"),
        due_reason=clean_text(reception.due_reason, "due_reason"),
        representative=replace(
            person,
            name=clean_line(person.name, "representative"),
            number=parse_personal_id(person.number).text if person.number.strip() else "",
            authorisation=clean_line(person.authorisation, "authorisation"),
        ),
        papers=tuple(clean_paper(paper) for paper in reception.papers),
    )


def _money(money: Money) -> Money:
    amount = money.amount_dong
    if amount is not None and amount < 0:
        raise InvalidInput("fee-negative", field="fee")
    if amount is not None and amount > LARGEST_FEE_DONG:
        raise InvalidInput("amount-out-of-range", field="fee")
    if money.payment is not Payment.NONE and amount is None:
        raise InvalidInput("fee-missing", field="fee")
    return replace(money, exemption=clean_line(money.exemption, "exemption"))


def clean_paper(paper: PaperInput) -> PaperInput:
    """The line in NFC and in bounds; raises InvalidInput."""
    if not (0 <= paper.originals <= 999 and 0 <= paper.copies <= 999):  # noqa: PLR2004  three digits on the form
        raise InvalidInput("paper-count-out-of-range", field="papers")
    return replace(
        paper,
        component=clean_line(paper.component, "papers"),
        name=clean_line(paper.name, "papers"),
        note=clean_line(paper.note, "papers"),
    )


def clean_line(text: str, field: str) -> str:
    """One line in NFC; raises InvalidInput('text-too-long')."""
    cleaned = nfc(text).strip()
    if len(cleaned) > LONGEST_LINE:
        raise InvalidInput("text-too-long", field=field, longest=LONGEST_LINE)
    return cleaned


def clean_text(text: str, field: str) -> str:
    """A longer text in NFC; raises InvalidInput('text-too-long')."""
    cleaned = nfc(text).strip()
    if len(cleaned) > LONGEST_TEXT:
        raise InvalidInput("text-too-long", field=field, longest=LONGEST_TEXT)
    return cleaned
