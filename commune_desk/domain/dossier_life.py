"""The life of a dossier: the national portal's ten states and the steps between them.

Codes and labels: domain.md 2.3 (verified in five code bases). The transitions are inferred there, so a privileged
correction with a written reason exists beside them. `apply_step` is the only judge: it folds a step made here, a step
of another desk and a step read back from the journal alike.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from typing import Any

from commune_desk.domain.errors import NotAllowedNow
from commune_desk.domain.records import Dossier, State


class Right(Enum):
    """What a post may do."""

    RECEIVE = "receive"
    PROCESS = "process"
    APPROVE = "approve"
    RETURN = "return"
    ADMINISTER = "administer"
    INSPECT = "inspect"


class StepKind(Enum):
    """Every step a person can take with a dossier; the value is the journal's and the command line's word."""

    REGISTER = "register"
    GUIDE = "guide"
    RECEIVE = "receive"
    REFUSE = "refuse"
    ASSIGN = "assign"
    PASS_ON = "pass-on"  # noqa: S105  handing over, no password
    TAKE_BACK = "take-back"
    ASK_SUPPLEMENT = "ask-supplement"
    SUPPLEMENT_RECEIVED = "supplement-received"
    ASK_FINANCIAL_DUTY = "ask-financial-duty"
    FINANCIAL_DUTY_DONE = "financial-duty-done"
    PAUSE = "pause"
    RESUME = "resume"
    EXTEND = "extend"
    ASK_WITHDRAWAL = "ask-withdrawal"
    KEEP_PROCESSING = "keep-processing"
    STOP = "stop"
    FINISH = "finish"
    RETURN_RESULT = "return-result"
    NOTE = "note"
    CORRECT_STATE = "correct-state"


@dataclass(frozen=True, slots=True)
class Step:
    """One step as its author made it; what does not belong to the kind stays empty.

    `at` is the aware instant of the act; `seen` the state its author was looking at; `due_at` the new promised time
    where the step moves it; `unit` the other office of a hand-over; `staff` and `post` (record id texts) who holds it
    next.
    """

    kind: StepKind
    at: datetime
    seen: State
    reason: str = ""
    due_at: datetime | None = None
    post: str = ""
    staff: str = ""
    unit: str = ""
    number: str = ""
    state: State | None = None
    approved_by: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """Where a step may start, where it leads, who may take it and which form the law prints with it."""

    start: frozenset[State]
    end: State | None
    right: Right
    form: str = ""
    needs_reason: bool = False
    key: str = ""


_OPEN = frozenset({State.RECEIVED, State.IN_PROCESS})
_WAITING = frozenset({State.SUPPLEMENT, State.FINANCIAL_DUTY, State.WITHDRAWAL})
_ALL = frozenset(State)

RULES: Mapping[StepKind, Rule] = {
    StepKind.REGISTER: Rule(frozenset(), State.REGISTERED, Right.RECEIVE),
    StepKind.GUIDE: Rule(frozenset({State.REGISTERED}), State.SUPPLEMENT, Right.RECEIVE, "supplement"),
    StepKind.RECEIVE: Rule(
        frozenset({State.REGISTERED, State.SUPPLEMENT}), State.RECEIVED, Right.RECEIVE, "reception", key="R"
    ),
    StepKind.REFUSE: Rule(
        frozenset({State.REGISTERED, State.SUPPLEMENT, State.RECEIVED}),
        State.REFUSED,
        Right.RECEIVE,
        "refusal",
        needs_reason=True,
        key="J",
    ),
    StepKind.ASSIGN: Rule(_OPEN, State.IN_PROCESS, Right.PROCESS, key="A"),
    StepKind.PASS_ON: Rule(_OPEN, State.IN_PROCESS, Right.PROCESS, key="P"),
    StepKind.TAKE_BACK: Rule(frozenset({State.IN_PROCESS}), State.IN_PROCESS, Right.PROCESS, key="B"),
    StepKind.ASK_SUPPLEMENT: Rule(_OPEN, State.SUPPLEMENT, Right.PROCESS, "supplement", needs_reason=True, key="S"),
    StepKind.SUPPLEMENT_RECEIVED: Rule(
        frozenset({State.SUPPLEMENT}), State.IN_PROCESS, Right.RECEIVE, "reception", key="U"
    ),
    StepKind.ASK_FINANCIAL_DUTY: Rule(_OPEN, State.FINANCIAL_DUTY, Right.PROCESS, needs_reason=True, key="T"),
    StepKind.FINANCIAL_DUTY_DONE: Rule(frozenset({State.FINANCIAL_DUTY}), State.IN_PROCESS, Right.PROCESS, key="D"),
    StepKind.PAUSE: Rule(_OPEN, None, Right.PROCESS, needs_reason=True, key="Z"),
    StepKind.RESUME: Rule(_OPEN, None, Right.PROCESS, key="Y"),
    StepKind.EXTEND: Rule(_OPEN | {State.FINANCIAL_DUTY}, None, Right.APPROVE, "apology", needs_reason=True, key="E"),
    StepKind.ASK_WITHDRAWAL: Rule(
        _OPEN | {State.REGISTERED, State.SUPPLEMENT, State.FINANCIAL_DUTY},
        State.WITHDRAWAL,
        Right.RECEIVE,
        needs_reason=True,
        key="W",
    ),
    StepKind.KEEP_PROCESSING: Rule(
        frozenset({State.WITHDRAWAL}), State.IN_PROCESS, Right.APPROVE, needs_reason=True, key="K"
    ),
    StepKind.STOP: Rule(_OPEN | _WAITING, State.STOPPED, Right.APPROVE, "stop", needs_reason=True, key="X"),
    StepKind.FINISH: Rule(_OPEN | {State.FINANCIAL_DUTY}, State.FINISHED, Right.APPROVE, key="F"),
    StepKind.RETURN_RESULT: Rule(frozenset({State.FINISHED}), State.RETURNED, Right.RETURN, "control", key="G"),
    StepKind.NOTE: Rule(_ALL, None, Right.INSPECT, needs_reason=True, key="N"),
    StepKind.CORRECT_STATE: Rule(_ALL, None, Right.ADMINISTER, needs_reason=True),
}

_PRIMARY = {
    State.REGISTERED: StepKind.RECEIVE,
    State.RECEIVED: StepKind.ASSIGN,
    State.IN_PROCESS: StepKind.FINISH,
    State.SUPPLEMENT: StepKind.SUPPLEMENT_RECEIVED,
    State.FINANCIAL_DUTY: StepKind.FINANCIAL_DUTY_DONE,
    State.WITHDRAWAL: StepKind.STOP,
    State.FINISHED: StepKind.RETURN_RESULT,
}


_MORE_CONDITIONS: Mapping[StepKind, Callable[[Dossier], bool]] = {
    StepKind.RECEIVE: lambda dossier: dossier.received_at is None,
    StepKind.SUPPLEMENT_RECEIVED: lambda dossier: dossier.received_at is not None,
    StepKind.REFUSE: lambda dossier: dossier.received_at is None or dossier.state is State.RECEIVED,
    StepKind.PAUSE: lambda dossier: dossier.paused_at is None,
    StepKind.RESUME: lambda dossier: dossier.paused_at is not None,
    StepKind.EXTEND: lambda dossier: dossier.extensions == 0 and dossier.due_at is not None,
    StepKind.TAKE_BACK: lambda dossier: bool(dossier.unit),
    StepKind.ASSIGN: lambda dossier: dossier.paused_at is None,
    StepKind.PASS_ON: lambda dossier: dossier.paused_at is None,
    StepKind.FINISH: lambda dossier: dossier.paused_at is None,
}


def is_allowed(dossier: Dossier, kind: StepKind) -> bool:
    """Whether the state machine lets `kind` start from where the dossier is (rights apart)."""
    condition = _MORE_CONDITIONS.get(kind)
    return dossier.state in RULES[kind].start and (condition is None or condition(dossier))


def next_steps(dossier: Dossier) -> tuple[StepKind, ...]:
    """Steps the state machine allows now, the primary one first."""
    allowed = [kind for kind in StepKind if kind is not StepKind.CORRECT_STATE and is_allowed(dossier, kind)]
    primary = primary_step(dossier)
    if primary in allowed:
        allowed.remove(primary)
        return (primary, *allowed)
    return tuple(allowed)


def primary_step(dossier: Dossier) -> StepKind | None:
    """The next legal step of the ordinary way, None at an end."""
    if dossier.state is State.SUPPLEMENT and dossier.received_at is None:
        return StepKind.RECEIVE
    if dossier.paused_at is not None and dossier.state in _OPEN:
        return StepKind.RESUME
    return _PRIMARY.get(dossier.state)


def apply_step(dossier: Dossier, step: Step) -> Dossier:
    """The dossier after `step`; raises NotAllowedNow('step-not-allowed') naming state and step."""
    if step.kind is StepKind.CORRECT_STATE:
        if step.state is None or not step.reason:
            raise NotAllowedNow("reason-needed", step=step.kind.value)
        return replace(dossier, state=step.state, due_at=step.due_at or dossier.due_at)
    if step.kind is not StepKind.REGISTER and not is_allowed(dossier, step.kind):
        raise NotAllowedNow("step-not-allowed", state=dossier.state.value, step=step.kind.value)
    rule = RULES[step.kind]
    effects = _EFFECTS[step.kind](dossier, step) if step.kind in _EFFECTS else {}
    return replace(dossier, state=rule.end or dossier.state, last_step_at=step.at, **effects)


_EFFECTS: Mapping[StepKind, Callable[[Dossier, Step], dict[str, Any]]] = {
    StepKind.RECEIVE: lambda dossier, step: {
        "received_at": step.at,
        "due_at": step.due_at,
        "number": step.number or dossier.number,
    },
    StepKind.ASSIGN: lambda _, step: {"holder": step.staff, "holder_post": step.post, "unit": ""},
    StepKind.PASS_ON: lambda _, step: {"unit": step.unit},
    StepKind.TAKE_BACK: lambda *_: {"unit": ""},
    StepKind.ASK_SUPPLEMENT: lambda dossier, _: {
        "supplements": dossier.supplements + 1,
        "due_at": None,
        "paused_at": None,
    },
    StepKind.SUPPLEMENT_RECEIVED: lambda _, step: {"due_at": step.due_at},
    StepKind.PAUSE: lambda _, step: {"paused_at": step.at},
    StepKind.RESUME: lambda dossier, step: {"paused_at": None, "due_at": step.due_at or dossier.due_at},
    StepKind.EXTEND: lambda dossier, step: {"extensions": dossier.extensions + 1, "due_at": step.due_at},
    StepKind.FINISH: lambda _, step: {"finished_at": step.at, "result_number": step.number},
    StepKind.RETURN_RESULT: lambda _, step: {"returned_at": step.at},
    StepKind.STOP: lambda _, step: {"finished_at": step.at},
    StepKind.REFUSE: lambda _, step: {"finished_at": step.at},
}
"""Folded fields beside the state that a step changes."""
