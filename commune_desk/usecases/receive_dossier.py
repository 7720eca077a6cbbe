"""Take a citizen's dossier at the counter: received with its final number, guided once in full, or refused."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from commune_desk.domain.dossier_life import Right, Step, StepKind
from commune_desk.domain.due import Promise
from commune_desk.domain.errors import AlreadyThere, InvalidInput, MissingPapers, NotAllowedNow, NotFound
from commune_desk.domain.procedures import Case, Procedure
from commune_desk.domain.records import Dossier, Paper, Payment, Person, PrintedSlip, State
from commune_desk.domain.vietnam_time import to_vietnam
from commune_desk.ports import Changes, Desk, Rules, Work
from commune_desk.usecases.numbering import GivenNumber, take_number
from commune_desk.usecases.people import applicant_record
from commune_desk.usecases.reception_input import Reception, clean_reception, clean_text
from commune_desk.usecases.rights import require
from commune_desk.usecases.slip_making import SlipContext, SlipMaker


@dataclass(frozen=True, slots=True)
class Received:
    """What came of it: the dossier, who applied, the promised time with its reasons and the slips to print."""

    dossier: Dossier
    applicant: Person
    promise: Promise | None
    slips: tuple[PrintedSlip, ...]
    changes: Changes


def receive_dossier(desk: Desk, reception: Reception) -> Received:
    """Receive: number, promised time, checklist, fee, slip and receipt, all in one transaction.

    Raises InvalidInput for a field, MissingPapers when a required paper is not there, AlreadyThere when the same person
    has the same procedure open and the clerk has not accepted that, ClockTrouble when nobody confirmed a jumped clock.
    """
    require(desk, Right.RECEIVE)
    reception = clean_reception(reception, to_vietnam(desk.now()).date())
    now = desk.now()
    procedure, case = find_case(desk.rules, reception, now)
    missing = [paper for paper in reception.papers if paper.is_missing]
    if missing:
        raise MissingPapers(count=len(missing))
    promise = _promise(desk.rules, reception, case, now)
    with desk.work("dossier.receive") as work:
        person = applicant_record(work, reception.applicant)
        _refuse_duplicate(work, person, reception)
        dossier = _registered(work, person, reception, procedure, case)
        number = take_number(work, dossier.id, now)
        receipt = _receipt_number(work, reception, now)
        dossier = _with_numbers(work, dossier, number, receipt)
        step = Step(
            StepKind.RECEIVE, now, dossier.state, due_at=promise.due, number=_final(number), reason=reception.due_reason
        )
        dossier = work.step(dossier, step)
        papers = _checklist(work, dossier, reception)
        maker = SlipMaker(desk, work, SlipContext(dossier, person, procedure, case, papers), now)
        slips = [maker.reception(promise.due)]
        if receipt:
            slips.append(maker.fee_receipt())
    _drop_draft(desk, reception)
    return Received(dossier, person, promise, tuple(slips), work.changes)


def guide_incomplete(desk: Desk, reception: Reception, reason: str) -> Received:
    """Papers are missing: note the dossier as registered and make the one complete supplement slip (Mẫu 02).

    Raises InvalidInput('nothing-missing') when every line is there.
    """
    require(desk, Right.RECEIVE)
    reception = clean_reception(reception, to_vietnam(desk.now()).date())
    if not any(paper.is_missing for paper in reception.papers):
        raise InvalidInput("nothing-missing", field="papers")
    return _turn_away(desk, reception, StepKind.GUIDE, clean_text(reason, "reason"))


def refuse_dossier(desk: Desk, reception: Reception, reason: str) -> Received:
    """The dossier cannot be received for a legal reason: note it and make the refusal (Mẫu 03)."""
    require(desk, Right.RECEIVE)
    reception = clean_reception(reception, to_vietnam(desk.now()).date())
    reason = clean_text(reason, "reason")
    if not reason:
        raise InvalidInput("reason-missing", field="reason")
    return _turn_away(desk, reception, StepKind.REFUSE, reason)


def _turn_away(desk: Desk, reception: Reception, kind: StepKind, reason: str) -> Received:
    now = desk.now()
    procedure, case = find_case(desk.rules, reception, now)
    action = {StepKind.GUIDE: "dossier.guide", StepKind.REFUSE: "dossier.refuse"}[kind]
    with desk.work(action) as work:
        person = applicant_record(work, reception.applicant)
        dossier = _registered(work, person, reception, procedure, case)
        if not dossier.shown_number:
            dossier = _with_registration_number(work, dossier, now)
        if kind is StepKind.REFUSE or dossier.state is State.REGISTERED:
            dossier = work.step(dossier, Step(kind, now, dossier.state, reason=reason))
        papers = _checklist(work, dossier, reception)
        maker = SlipMaker(desk, work, SlipContext(dossier, person, procedure, case, papers), now)
        slip = maker.supplement(reason) if kind is StepKind.GUIDE else maker.refusal(reason)
    _drop_draft(desk, reception)
    return Received(dossier, person, None, (slip,), work.changes)


def find_case(rules: Rules, reception: Reception, on: datetime) -> tuple[Procedure, Case]:
    """The version of the procedure in force and the case asked for (the first where none is named).

    Raises NotFound('procedure-unknown' | 'case-unknown'), InvalidInput('not-through-one-stop').
    """
    procedure = rules.catalogue.get(reception.procedure, to_vietnam(on).date())
    if not procedure.through_one_stop:
        raise InvalidInput("not-through-one-stop", field="procedure")
    if not reception.case:
        return procedure, procedure.cases[0]
    for case in procedure.cases:
        if case.name == reception.case:
            return procedure, case
    raise NotFound("case-unknown")


def _promise(rules: Rules, reception: Reception, case: Case, now: datetime) -> Promise:
    by_hand = reception.due_by_hand
    if by_hand is None:
        return rules.promise(now, case.limit)
    if not reception.due_reason.strip():
        raise InvalidInput("reason-missing", field="due_reason")
    return rules.promise_by_hand(now, to_vietnam(by_hand).date())


def _refuse_duplicate(work: Work, person: Person, reception: Reception) -> None:
    if reception.duplicate_accepted:
        return
    others = [
        dossier
        for dossier in work.open_dossiers_of(person.id, reception.procedure)
        if dossier.id != reception.pre_registered
    ]
    if others:
        raise AlreadyThere("open-dossier-of-person", number=others[0].shown_number)


def _registered(work: Work, person: Person, reception: Reception, procedure: Procedure, case: Case) -> Dossier:
    office = work.office()
    written: dict[str, Any] = {
        "applicant": person.id,
        "procedure": procedure.code,
        "version": procedure.version,
        "case": case.name,
        "summary": reception.summary,
        "sets": reception.sets,
        "receiving_place": office.agency,
        "deciding_body": office.deciding_body or office.parent_agency,
        "channel": reception.channel,
        "delivery": reception.delivery,
        "delivery_address": reception.delivery_address,
        "representative": reception.representative.name,
        "representative_number": reception.representative.number,
        "authorisation": reception.representative.authorisation,
        "fee_dong": reception.money.amount_dong,
        "fee_exemption": reception.money.exemption,
        "payment": reception.money.payment,
        "limit_text": case.limit.text,
        "note": reception.note,
    }
    if reception.pre_registered is None:
        dossier = Dossier(work.new_id(), **written)
        work.add(dossier)
        return dossier
    before = work.get(Dossier, reception.pre_registered)
    if before.received_at is not None or before.state.is_end:
        raise NotAllowedNow("step-not-allowed", state=before.state.value, step=StepKind.RECEIVE.value)
    changed = replace(before, **written)
    work.put(changed)
    return changed


def _with_numbers(work: Work, dossier: Dossier, number: GivenNumber, receipt: str) -> Dossier:
    provisional = number.text if number.is_provisional else dossier.provisional_number
    if (provisional, receipt) == (dossier.provisional_number, dossier.receipt_number):
        return dossier
    changed = replace(dossier, provisional_number=provisional, receipt_number=receipt)
    work.put(changed)
    return changed


def _with_registration_number(work: Work, dossier: Dossier, now: datetime) -> Dossier:
    """Guided and refused dossiers take no official number: they get one of the desk's own."""
    day = to_vietnam(now).date()
    n = work.next_local(f"registered/{day:%y%m%d}")
    changed = replace(dossier, provisional_number=f"ĐK-{work.office().desk_code}-{day:%y%m%d}-{n:04d}")
    work.put(changed)
    return changed


def _final(number: GivenNumber) -> str:
    return "" if number.is_provisional else number.text


def _receipt_number(work: Work, reception: Reception, now: datetime) -> str:
    if reception.money.payment is Payment.NONE or not reception.money.amount_dong:
        return ""
    year = to_vietnam(now).year
    return f"{work.next_local(f'receipt/{year}'):07d}"


def _checklist(work: Work, dossier: Dossier, reception: Reception) -> tuple[Paper, ...]:
    known = {paper.component: paper for paper in work.papers_of(dossier.id)}
    checklist = []
    for line in reception.papers:
        values: dict[str, Any] = {
            "name": line.name,
            "originals": line.originals,
            "copies": line.copies,
            "is_missing": line.is_missing,
            "note": line.note,
        }
        if line.component in known:
            paper = replace(known[line.component], **values)
            work.put(paper)
        else:
            paper = Paper(id=work.new_id(), dossier=dossier.id, component=line.component, **values)
            work.add(paper)
        checklist.append(paper)
    return tuple(checklist)


def _drop_draft(desk: Desk, reception: Reception) -> None:
    if reception.draft_key:
        desk.local.drop_draft(reception.draft_key)
