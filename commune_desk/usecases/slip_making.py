"""From records to the slip that is stored: the one place that decides which words stand on which form.

A slip is made inside the transaction of the step it attests and kept with it; later printings read it back.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from commune_desk.domain.procedures import Case, Procedure
from commune_desk.domain.records import Delivery, Dossier, Office, Paper, Payment, Person, PrintedSlip
from commune_desk.domain.slip_seal import SlipFacts, name_hash, sealed_text
from commune_desk.domain.slips import (
    FORMS,
    PRACTICE,
    ApologySlip,
    Citizen,
    Component,
    ControlSlip,
    FeeLine,
    FeeReceipt,
    FormSet,
    HandOver,
    Letterhead,
    ReceptionSlip,
    RefusalSlip,
    Slip,
    StopNotice,
    SupplementSlip,
    slip_to_json,
)
from commune_desk.domain.vietnam_time import to_vietnam
from commune_desk.domain.wording import dong, dong_in_words
from commune_desk.ports import Desk, Work

NUMBER_LABELS = {"cccd": "Số CCCD", "cmnd": "Số CMND", "passport": "Số hộ chiếu", "": "Số giấy tờ"}
DELIVERIES = {
    Delivery.DESK: "Trả trực tiếp tại {place}",
    Delivery.POST: "Qua dịch vụ bưu chính công ích, địa chỉ: {address}",
    Delivery.ONLINE: "Trực tuyến (Cổng Dịch vụ công quốc gia)",
}
PAYMENTS = {Payment.NONE: "chưa thu", Payment.CASH: "tiền mặt", Payment.TRANSFER: "chuyển khoản"}


@dataclass(frozen=True, slots=True)
class SlipContext:
    """The records a slip speaks of, as they stand in the transaction."""

    dossier: Dossier
    applicant: Person
    procedure: Procedure
    case: Case
    papers: tuple[Paper, ...]


def letterhead(office: Office) -> Letterhead:
    """The head of every form of this office."""
    head = (office.parent_agency.upper(), office.agency.upper())
    return Letterhead(*head, office.number_suffix, office.place, office.agency)


def form_set_of(office: Office) -> FormSet:
    """The office's choice, the newer set where the record holds something else."""
    return "TT 01/2018" if office.form_set == "TT 01/2018" else "TT 03/2025"


def citizen(person: Person) -> Citizen:
    """The applicant as the forms name them."""
    if person.is_organisation:
        return Citizen(person.name, person.tax_code, "Mã số thuế", person.address, person.phone, person.email)
    label = NUMBER_LABELS.get(person.number_kind, NUMBER_LABELS[""])
    return Citizen(person.name, person.number, label, person.address, person.phone, person.email)


class SlipMaker:
    """Makes the forms of one dossier and adds each to the work under way."""

    def __init__(self, desk: Desk, work: Work, context: SlipContext, made_at: datetime) -> None:
        self._desk, self._work, self._made_at = desk, work, made_at
        self._context = context
        self._office = work.office()

    def reception(self, due_at: datetime | None) -> PrintedSlip:
        """Mẫu 01; `due_at` None (by plan) leaves the date to be written."""
        dossier, context = self._context.dossier, self._context
        year = to_vietnam(self._made_at).year
        return self._keep(
            ReceptionSlip(
                **self._common("reception"),
                receiving_unit=self._office.agency,
                applicant=citizen(context.applicant),
                request=self._request(),
                procedure_code=dossier.procedure,
                components=tuple(
                    Component(paper.name, paper.originals, paper.copies, paper.note)
                    for paper in context.papers
                    if not paper.is_missing
                ),
                sets=dossier.sets,
                time_limit=dossier.limit_text,
                received_at=dossier.received_at or self._made_at,
                due_at=due_at,
                delivery=self._delivery(),
                fee_text=self._fee_text(),
                register_volume=self._office.register_volume,
                register_index=str(self._work.next_local(f"register/{year}/{self._office.register_volume}")),
                submitter_name=dossier.representative or context.applicant.name,
                receiver_name=self._desk.actor.display_name,
            )
        )

    def supplement(self, reason: str) -> PrintedSlip:
        """Mẫu 02: everything that is missing, once and in full."""
        context = self._context
        return self._keep(
            SupplementSlip(
                **self._common("supplement", "HDHS"),
                applicant=citizen(context.applicant),
                request=self._request(),
                items=tuple(
                    Component(paper.name, paper.originals, paper.copies, paper.note)
                    for paper in context.papers
                    if paper.is_missing
                ),
                reason=reason,
                contact_name=self._desk.actor.display_name,
                contact_phone=self._office.phone,
                guide_name=self._desk.actor.display_name,
            )
        )

    def refusal(self, reason: str) -> PrintedSlip:
        """Mẫu 03 with its legal reason."""
        context = self._context
        return self._keep(
            RefusalSlip(
                **self._common("refusal"),
                receiving_unit=self._office.agency,
                applicant=citizen(context.applicant),
                request=self._request(),
                reason=reason,
                submitter_name=context.dossier.representative or context.applicant.name,
                receiver_name=self._desk.actor.display_name,
            )
        )

    def apology(self, reason: str, promised_at: datetime | None, new_due_at: datetime | None) -> PrintedSlip:
        """Mẫu 04: apology with the one new date, for the head of the deciding body to sign."""
        dossier, context = self._context.dossier, self._context
        return self._keep(
            ApologySlip(
                **self._common("apology", "PXL"),
                addressee=context.applicant.name,
                deciding_body=dossier.deciding_body,
                applicant=citizen(context.applicant),
                request=self._request(),
                received_at=dossier.received_at or self._made_at,
                promised_at=promised_at,
                reason=reason,
                new_due_at=new_due_at or self._made_at,
                recipients=("Như trên", self._office.agency),
            )
        )

    def stop(self, reason: str) -> PrintedSlip | None:
        """Mẫu 05; None where the office's form set has no such form."""
        if not FORMS["stop"].exists_in(form_set_of(self._office)):
            return None
        dossier, context = self._context.dossier, self._context
        paid = dossier.fee_dong if dossier.payment is not Payment.NONE else None
        return self._keep(
            StopNotice(
                **self._common("stop"),
                addressee=context.applicant.name,
                applicant=citizen(context.applicant),
                request=self._request(),
                received_at=dossier.received_at or self._made_at,
                asked_at=self._made_at,
                stage=dossier.state.label,
                reason=reason,
                paid_dong=paid,
                recipients=("Như trên", self._office.agency),
            )
        )

    def control(self, rows: tuple[HandOver, ...]) -> PrintedSlip:
        """Mẫu 06 with every hand-over so far."""
        return self._keep(
            ControlSlip(**self._common("control"), deciding_body=self._context.dossier.deciding_body, rows=rows)
        )

    def fee_receipt(self) -> PrintedSlip:
        """The receipt of what was paid at reception."""
        dossier, context = self._context.dossier, self._context
        amount = dossier.fee_dong or 0
        return self._keep(
            FeeReceipt(
                **self._common("fee"),
                receipt_number=dossier.receipt_number,
                payer=citizen(context.applicant),
                request=self._request(),
                lines=(FeeLine(context.procedure.name, amount),),
                total_dong=amount,
                total_words=dong_in_words(amount),
                method=PAYMENTS[dossier.payment],
                exemption=dossier.fee_exemption,
                payer_name=dossier.representative or context.applicant.name,
                collector_name=self._desk.actor.display_name,
            )
        )

    def _keep(self, slip: Slip) -> PrintedSlip:
        kept = PrintedSlip(
            id=self._work.new_id(),
            dossier=self._context.dossier.id,
            form=next(form.code for form in FORMS.values() if form.slip is type(slip)),
            number=slip.slip_number,
            made_at=self._made_at,
            data=slip_to_json(slip),
        )
        self._work.add(kept)
        return kept

    def _common(self, code: str, suffix: str = "") -> dict[str, Any]:
        office, dossier = self._office, self._context.dossier
        head = letterhead(office)
        if suffix and office.form_set == "TT 01/2018":
            head = replace(head, number_suffix=suffix)
        form_set = form_set_of(office)
        year = to_vietnam(self._made_at).year
        number = "" if code in ("control", "fee") else f"{self._work.next_local(f'slip/{code}/{year}'):02d}"
        return {
            "letterhead": head,
            "form_set": form_set,
            "title": FORMS[code].titles[form_set],
            "made_at": self._made_at,
            "dossier_number": dossier.shown_number,
            "slip_number": number,
            "provisional": not (dossier.number or dossier.official_number),
            "qr_text": "" if code == "control" else self._seal(),
            "barcode_text": barcode_text(dossier),
            "marks": (PRACTICE,) if office.is_practice else (),
        }

    def _seal(self) -> str:
        dossier = self._context.dossier
        facts = SlipFacts(
            number=dossier.shown_number,
            received_at=dossier.received_at or self._made_at,
            due_at=dossier.due_at,
            procedure=dossier.procedure,
            name_hash=name_hash(dossier.shown_number, self._context.applicant.name),
        )
        return sealed_text(facts, self._desk.key_id(), self._desk.sign)

    def _request(self) -> str:
        name = self._context.procedure.name
        return f"{name} – {self._context.dossier.summary}" if self._context.dossier.summary else name

    def _delivery(self) -> str:
        dossier = self._context.dossier
        address = dossier.delivery_address or self._context.applicant.address
        return DELIVERIES[dossier.delivery].format(place=self._office.agency, address=address)

    def _fee_text(self) -> str:
        dossier = self._context.dossier
        if dossier.fee_dong is None:
            return ""
        if dossier.fee_dong == 0:
            return f"Miễn ({dossier.fee_exemption})" if dossier.fee_exemption else "Không thu"
        return f"{dong(dossier.fee_dong)} ({PAYMENTS[dossier.payment]})"


def barcode_text(dossier: Dossier) -> str:
    """The number as Code 128 can carry it: ASCII, the desk's own series with T and D for TẠM and ĐK."""
    return dossier.shown_number.replace("TẠM", "TAM").replace("ĐK", "DK")
