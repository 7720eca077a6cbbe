"""Corrections of what was typed: each a journal entry that keeps the earlier value."""

from dataclasses import replace
from typing import Any

from commune_desk.domain.dossier_life import Right, Step, StepKind
from commune_desk.domain.errors import InvalidInput, NotAllowedNow
from commune_desk.domain.ids import RecordId
from commune_desk.domain.records import Dossier, Paper, Payment, Person, PrintedSlip
from commune_desk.domain.vietnam_time import to_vietnam
from commune_desk.ports import Changes, Desk
from commune_desk.usecases.people import corrected
from commune_desk.usecases.reception_input import (
    LARGEST_FEE_DONG,
    Applicant,
    PaperInput,
    clean_applicant,
    clean_paper,
    clean_text,
)
from commune_desk.usecases.rights import require
from commune_desk.usecases.slip_making import SlipContext, SlipMaker
from commune_desk.usecases.take_step import version_of


def correct_applicant(desk: Desk, dossier: RecordId, applicant: Applicant, reason: str) -> Changes:
    """Correct the applicant of a dossier; the reason stands in its timeline. Raises InvalidInput."""
    require(desk, Right.RECEIVE)
    cleaned = clean_applicant(applicant, to_vietnam(desk.now()).date())
    text = clean_text(reason, "reason")
    if not text:
        raise InvalidInput("reason-missing", field="reason")
    with desk.work("person.correct") as work:
        found = work.get(Dossier, dossier)
        person = work.get(Person, found.applicant)
        work.put(corrected(person, cleaned))
        work.step(found, Step(StepKind.NOTE, desk.now(), found.state, reason=text))
    return work.changes


def change_papers(desk: Desk, dossier: RecordId, papers: tuple[PaperInput, ...]) -> Changes:
    """Bring the checklist up to date: lines that arrived, counts, lines that are new."""
    require(desk, Right.RECEIVE)
    with desk.work("paper.change") as work:
        found = work.get(Dossier, dossier)
        if found.state.is_end:
            raise NotAllowedNow("dossier-ended")
        known = {paper.component: paper for paper in work.papers_of(dossier)}
        for line in (clean_paper(paper) for paper in papers):
            values: dict[str, Any] = {
                "name": line.name,
                "originals": line.originals,
                "copies": line.copies,
                "is_missing": line.is_missing,
                "note": line.note,
            }
            if line.component in known:
                work.put(replace(known[line.component], **values))
            else:
                work.add(Paper(id=work.new_id(), dossier=dossier, component=line.component, **values))
    return work.changes


def pay_fee(desk: Desk, dossier: RecordId, amount_dong: int, payment: Payment) -> tuple[PrintedSlip, Changes]:
    """Take the fee after reception and make its receipt. Raises NotAllowedNow('fee-paid-already')."""
    require(desk, Right.RECEIVE)
    if amount_dong <= 0 or payment is Payment.NONE:
        raise InvalidInput("fee-missing", field="fee")
    if amount_dong > LARGEST_FEE_DONG:
        raise InvalidInput("amount-out-of-range", field="fee")
    now = desk.now()
    with desk.work("fee.pay") as work:
        found = work.get(Dossier, dossier)
        if found.payment is not Payment.NONE:
            raise NotAllowedNow("fee-paid-already")
        number = f"{work.next_local(f'receipt/{to_vietnam(now).year}'):07d}"
        paid = replace(found, fee_dong=amount_dong, payment=payment, receipt_number=number)
        work.put(paid)
        procedure, case = version_of(desk, paid)
        context = SlipContext(paid, work.get(Person, paid.applicant), procedure, case, ())
        slip = SlipMaker(desk, work, context, now).fee_receipt()
    return slip, work.changes
