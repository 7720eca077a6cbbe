"""The day's list and the tracking register (Mẫu 07) from the records, for any span of days."""

from datetime import date, datetime

from commune_desk.domain.dossier_life import Right, Step, StepKind
from commune_desk.domain.errors import InvalidInput, NotFound
from commune_desk.domain.records import Delivery, Office
from commune_desk.domain.slips import FORMS, PRACTICE, DayList, DayRow, Mark, RegisterBook, RegisterRow
from commune_desk.ports import Desk, DossierView
from commune_desk.usecases.rights import require
from commune_desk.usecases.slip_making import form_set_of, letterhead

YEARS = range(2000, 2101)
DELIVERY_WORDS = {Delivery.DESK: "Trực tiếp", Delivery.POST: "Bưu chính", Delivery.ONLINE: "Trực tuyến"}


def day_list(desk: Desk, day: date) -> DayList:
    """Dossiers received on that Vietnamese day, in order of reception."""
    require(desk, Right.INSPECT)
    office = _office(desk)
    rows = desk.reads.register_rows(day, day)
    return DayList(
        letterhead=letterhead(office),
        form_set=form_set_of(office),
        title=FORMS["day-list"].titles[form_set_of(office)],
        made_at=desk.now(),
        marks=_marks(office),
        day=day,
        rows=tuple(_day_row(index, view) for index, view in enumerate(rows, 1)),
        maker_name=desk.actor.display_name,
    )


def register_book(desk: Desk, first: date, last: date) -> RegisterBook:
    """The register of dossiers received from `first` to `last` (one calendar year), numbered from 1 without gaps.

    Raises InvalidInput('date-out-of-range' | 'date-before-start' | 'register-one-year').
    """
    require(desk, Right.INSPECT)
    _check_span(first, last)
    office = _office(desk)
    rows = desk.reads.register_rows(date(first.year, 1, 1), last)
    numbered = [(index, view) for index, view in enumerate(rows, 1) if _received_on(view) >= first]
    return RegisterBook(
        letterhead=letterhead(office),
        form_set=form_set_of(office),
        title=FORMS["register"].titles[form_set_of(office)],
        made_at=desk.now(),
        marks=_marks(office),
        volume=office.register_volume,
        year=first.year,
        rows=tuple(_register_row(index, view) for index, view in numbered),
        opened_on=date(first.year, 1, 1),
        closed_on=last if last == date(first.year, 12, 31) else None,
    )


def _check_span(first: date, last: date) -> None:
    if first.year not in YEARS or last.year not in YEARS:
        raise InvalidInput("date-out-of-range", field="first")
    if last < first:
        raise InvalidInput("date-before-start", field="last")
    if first.year != last.year:
        raise InvalidInput("register-one-year", field="last")


def _office(desk: Desk) -> Office:
    office = desk.reads.office()
    if office is None:
        raise NotFound("office-not-set")
    return office


def _marks(office: Office) -> tuple[Mark, ...]:
    return (PRACTICE,) if office.is_practice else ()


def _received(view: DossierView) -> datetime:
    received = view.dossier.received_at
    if received is None:
        raise NotFound("dossier-not-received")
    return received


def _received_on(view: DossierView) -> date:
    return _received(view).date()


def _day_row(index: int, view: DossierView) -> DayRow:
    dossier = view.dossier
    return DayRow(
        index=index,
        dossier_number=dossier.shown_number,
        received_at=_received(view),
        applicant=view.applicant.name,
        procedure=view.procedure_name,
        due_at=dossier.due_at,
        state=dossier.state.label,
        note=dossier.note,
    )


def _register_row(index: int, view: DossierView) -> RegisterRow:
    dossier = view.dossier
    steps = [item.step for item in view.timeline if item.step is not None]
    return RegisterRow(
        index=index,
        dossier_number=dossier.shown_number,
        procedure=view.procedure_name,
        sets=dossier.sets,
        applicant=view.applicant.name,
        address_phone=", ".join(part for part in (view.applicant.address, view.applicant.phone) if part),
        deciding_body=dossier.deciding_body,
        received_at=_received(view),
        due_at=dossier.due_at,
        passed_at=_first(steps, StepKind.ASSIGN),
        result_at=dossier.finished_at,
        returned_at=dossier.returned_at,
        delivery=DELIVERY_WORDS[dossier.delivery],
        note=dossier.note,
    )


def _first(steps: list[Step], kind: StepKind) -> datetime | None:
    return next((step.at for step in steps if step.kind is kind), None)
