"""Work a dossier on: one verb for every step of its life, each one transaction with its form and its journal entry."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from commune_desk.domain.dossier_life import RULES, Right, Step, StepKind, is_allowed, next_steps
from commune_desk.domain.errors import InvalidInput, NotAllowedNow
from commune_desk.domain.ids import RecordId
from commune_desk.domain.procedures import Case, Procedure
from commune_desk.domain.records import Dossier, Paper, Person, Post, PrintedSlip, Staff, State
from commune_desk.domain.text import nfc
from commune_desk.domain.vietnam_time import to_vietnam
from commune_desk.ports import Changes, Desk, Work
from commune_desk.usecases.hand_overs import hand_over_rows
from commune_desk.usecases.reception_input import LONGEST_TEXT, PaperInput, clean_paper
from commune_desk.usecases.rights import require
from commune_desk.usecases.slip_making import SlipContext, SlipMaker

LEAST_WORKING_DAYS_BEFORE_DUE = 1
"""The apology goes out at least one working day before the promised day (Nghị định 61/2018 Điều 19.9)."""


@dataclass(frozen=True, slots=True)
class StepInput:
    """What the clerk says with a step; what the kind does not need stays empty.

    `asked` are the papers a supplement request names; `new_due` the one new date of an extension; `holder` and `post`
    who works on it next; `unit` the other office; `number` the result document's; `approved_by` the superior who
    allowed a second supplement request; `to_state` and `reason` a privileged correction.
    """

    kind: StepKind
    reason: str = ""
    asked: tuple[PaperInput, ...] = ()
    new_due: datetime | None = None
    holder: RecordId | None = None
    post: RecordId | None = None
    unit: str = ""
    number: str = ""
    approved_by: str = ""
    to_state: State | None = None


@dataclass(frozen=True, slots=True)
class StepTaken:
    """The dossier after the step and the forms to print."""

    dossier: Dossier
    slips: tuple[PrintedSlip, ...]
    changes: Changes


def allowed_steps(desk: Desk, dossier: Dossier) -> tuple[StepKind, ...]:
    """What this actor may do now, the primary step first; correction of the state last for administrators."""
    steps = tuple(kind for kind in next_steps(dossier) if RULES[kind].right in desk.actor.rights)
    if Right.ADMINISTER in desk.actor.rights:
        return (*steps, StepKind.CORRECT_STATE)
    return steps


def take_step(desk: Desk, dossier: RecordId, wanted: StepInput) -> StepTaken:
    """Take the step, with its form where the law has one.

    Raises NotAllowedNow (state, right, second supplement without approval, late extension), InvalidInput for a reason
    or number that is missing. Receiving goes through `receive_dossier` instead.
    """
    rule = RULES[wanted.kind]
    require(desk, rule.right)
    wanted = _cleaned(wanted)
    if wanted.kind in (StepKind.RECEIVE, StepKind.REGISTER, StepKind.GUIDE):
        raise NotAllowedNow("step-through-reception", step=wanted.kind.value)
    now = desk.now()
    with desk.work(f"dossier.{wanted.kind.value}") as work:
        before = work.get(Dossier, dossier)
        _check(desk, work, before, wanted)
        after = work.step(before, _step(desk, before, wanted, now))
        if wanted.kind is StepKind.SUPPLEMENT_RECEIVED:
            _tick_missing(work, dossier)
        slips = _forms(desk, work, before, after, wanted, now)
    return StepTaken(after, slips, work.changes)


def _cleaned(wanted: StepInput) -> StepInput:
    texts: dict[str, Any] = {
        name: nfc(getattr(wanted, name)).strip() for name in ("reason", "unit", "number", "approved_by")
    }
    for name, text in texts.items():
        if len(text) > LONGEST_TEXT:
            raise InvalidInput("text-too-long", field=name, longest=LONGEST_TEXT)
    if RULES[wanted.kind].needs_reason and not texts["reason"]:
        raise InvalidInput("reason-missing", field="reason")
    if wanted.kind is StepKind.PASS_ON and not texts["unit"]:
        raise InvalidInput("unit-missing", field="unit")
    if wanted.kind is StepKind.CORRECT_STATE and wanted.to_state is None:
        raise InvalidInput("state-missing", field="state")
    return replace(wanted, **texts)


def _check(desk: Desk, work: Work, dossier: Dossier, wanted: StepInput) -> None:
    if wanted.kind is not StepKind.CORRECT_STATE and not is_allowed(dossier, wanted.kind):
        if wanted.kind is StepKind.EXTEND and dossier.extensions:
            raise NotAllowedNow("extended-once-already")
        raise NotAllowedNow("step-not-allowed", state=dossier.state.value, step=wanted.kind.value)
    if wanted.kind is StepKind.ASK_SUPPLEMENT:
        _check_supplement(dossier, wanted)
    if wanted.kind is StepKind.EXTEND:
        _check_extension(desk, dossier, wanted)
    if wanted.holder is not None:
        work.get(Staff, wanted.holder)
    if wanted.post is not None:
        work.get(Post, wanted.post)


def _check_supplement(dossier: Dossier, wanted: StepInput) -> None:
    if not wanted.asked:
        raise InvalidInput("asked-papers-missing", field="papers")
    if dossier.supplements and not wanted.approved_by:
        raise NotAllowedNow("second-supplement-needs-approval")


def _check_extension(desk: Desk, dossier: Dossier, wanted: StepInput) -> None:
    if wanted.new_due is None or dossier.due_at is None or wanted.new_due <= dossier.due_at:
        raise InvalidInput("new-date-not-later", field="new_due")
    desk.rules.promise_by_hand(desk.now(), _day(wanted.new_due))
    today, due_day = _day(desk.now()), _day(dossier.due_at)
    if today >= due_day or desk.rules.working_days_between(today, due_day) < LEAST_WORKING_DAYS_BEFORE_DUE:
        raise NotAllowedNow("extension-too-late")


def _day(instant: datetime) -> date:
    return to_vietnam(instant).date()


def _step(desk: Desk, dossier: Dossier, wanted: StepInput, now: datetime) -> Step:
    return Step(
        kind=wanted.kind,
        at=now,
        seen=dossier.state,
        reason=wanted.reason,
        due_at=_new_due(desk, dossier, wanted, now),
        post=wanted.post.text if wanted.post else "",
        staff=(wanted.holder or desk.actor.staff).text if wanted.kind is StepKind.ASSIGN else "",
        unit=wanted.unit,
        number=wanted.number,
        state=wanted.to_state,
        approved_by=wanted.approved_by,
    )


def _new_due(desk: Desk, dossier: Dossier, wanted: StepInput, now: datetime) -> datetime | None:
    if wanted.kind is StepKind.EXTEND:
        return wanted.new_due
    if wanted.kind is StepKind.SUPPLEMENT_RECEIVED:
        return _restarted(desk, dossier, wanted, now)
    if wanted.kind is StepKind.RESUME and dossier.due_at is not None and dossier.paused_at is not None:
        return desk.rules.moved_by_pause(dossier.due_at, dossier.paused_at, now)
    return None


def _restarted(desk: Desk, dossier: Dossier, wanted: StepInput, now: datetime) -> datetime | None:
    """A new full term; where the term goes by plan the day a person names, None to leave it to be written."""
    if wanted.new_due is not None:
        return desk.rules.promise_by_hand(now, _day(wanted.new_due)).due
    _, case = version_of(desk, dossier)
    try:
        return desk.rules.restarted(now, case.limit).due
    except InvalidInput as refusal:
        if refusal.code == "limit-by-plan":
            return None
        raise


def version_of(desk: Desk, dossier: Dossier) -> tuple[Procedure, Case]:
    """The procedure version and case the dossier was received under; raises NotFound('procedure-version-unknown')."""
    procedure = desk.rules.catalogue.get_version(dossier.procedure, dossier.version)
    for case in procedure.cases:
        if case.name == dossier.case:
            return procedure, case
    return procedure, procedure.cases[0]


def _forms(
    desk: Desk, work: Work, before: Dossier, after: Dossier, wanted: StepInput, now: datetime
) -> tuple[PrintedSlip, ...]:
    form = RULES[wanted.kind].form
    if not form:
        return ()
    papers = _asked(work, after, wanted) if wanted.kind is StepKind.ASK_SUPPLEMENT else tuple(work.papers_of(after.id))
    procedure, case = version_of(desk, after)
    person = work.get(Person, after.applicant)
    maker = SlipMaker(desk, work, SlipContext(after, person, procedure, case, papers), now)
    slip = _make(maker, form, before, wanted, after, work)
    return (slip,) if slip else ()


def _make(
    maker: SlipMaker, form: str, before: Dossier, wanted: StepInput, after: Dossier, work: Work
) -> PrintedSlip | None:
    makers: dict[str, Callable[[], PrintedSlip | None]] = {
        "supplement": lambda: maker.supplement(wanted.reason),
        "refusal": lambda: maker.refusal(wanted.reason),
        "apology": lambda: maker.apology(wanted.reason, before.due_at, after.due_at or before.due_at),
        "stop": lambda: maker.stop(wanted.reason),
        "reception": lambda: maker.reception(after.due_at),
        "control": lambda: maker.control(hand_over_rows(work, after)),
    }
    return makers[form]()


def make_control_slip(desk: Desk, dossier: RecordId) -> PrintedSlip:
    """Mẫu 06 with every hand-over so far, whenever the paper is needed; the earlier ones stay."""
    require(desk, Right.INSPECT)
    with desk.work("slip.control") as work:
        found = work.get(Dossier, dossier)
        procedure, case = version_of(desk, found)
        context = SlipContext(found, work.get(Person, found.applicant), procedure, case, ())
        return SlipMaker(desk, work, context, desk.now()).control(hand_over_rows(work, found))


def _tick_missing(work: Work, dossier: RecordId) -> None:
    """The dossier came back complete: what was missing is there, at least in one copy."""
    for paper in work.papers_of(dossier):
        if paper.is_missing:
            originals = paper.originals or int(paper.copies == 0)
            work.put(replace(paper, is_missing=False, originals=originals))


def _asked(work: Work, dossier: Dossier, wanted: StepInput) -> tuple[Paper, ...]:
    """The papers asked for, marked missing on the checklist: lines that were there, lines that are new."""
    known = {paper.component: paper for paper in work.papers_of(dossier.id)}
    lines = []
    for asked in (clean_paper(paper) for paper in wanted.asked):
        values: dict[str, Any] = {"originals": asked.originals, "copies": asked.copies, "note": asked.note}
        if asked.component in known and known[asked.component].name == asked.name:
            paper = replace(known[asked.component], is_missing=True, **values)
            work.put(paper)
        else:
            paper = Paper(work.new_id(), dossier.id, asked.component, asked.name, is_missing=True, **values)
            work.add(paper)
        lines.append(paper)
    return tuple(lines)
