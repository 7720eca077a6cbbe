"""The list as seen, as a page to print."""

from commune_desk.domain.errors import NotFound
from commune_desk.domain.slips import FORMS, PRACTICE, DayList, DayRow
from commune_desk.domain.vietnam_time import to_vietnam
from commune_desk.ports import Cursor, Desk, DossierLine, Filter
from commune_desk.usecases.slip_making import form_set_of, letterhead

MOST_ROWS = 500
FORM = "day-list"


def list_slip(desk: Desk, shown: Filter, subtitle: str) -> DayList:
    """The first MOST_ROWS lines of a filter in their order; reads the desk. Raises NotFound('office-not-set')."""
    office = desk.reads.office()
    if office is None:
        raise NotFound("office-not-set")
    lines = _lines(desk, shown)
    now = desk.now()
    return DayList(
        letterhead=letterhead(office),
        form_set=form_set_of(office),
        title=FORMS[FORM].titles[form_set_of(office)],
        made_at=now,
        marks=(PRACTICE,) if office.is_practice else (),
        day=to_vietnam(now).date(),
        subtitle=subtitle,
        rows=tuple(_row(index, line) for index, line in enumerate((one for one in lines if one.received_at), 1)),
        maker_name=desk.actor.display_name,
    )


def _lines(desk: Desk, shown: Filter) -> list[DossierLine]:
    lines: list[DossierLine] = []
    after: Cursor | None = None
    while len(lines) < MOST_ROWS:
        page = desk.reads.dossiers(shown, after, 100)
        lines += page.rows
        after = page.after
        if after is None:
            break
    return lines[:MOST_ROWS]


def _row(index: int, line: DossierLine) -> DayRow:
    if line.received_at is None:
        raise NotFound("dossier-not-received")
    return DayRow(
        index=index,
        dossier_number=line.number,
        received_at=line.received_at,
        applicant=line.applicant,
        procedure=line.procedure_name or line.procedure,
        due_at=line.due_at,
        state=line.state.label,
        note="",
    )
