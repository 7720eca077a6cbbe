"""Every step of a dossier's life on the real desk: the state machine is the only judge, and it never crashes."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commune_desk.domain.dossier_life import RULES, Right, StepKind, apply_step, is_allowed
from commune_desk.domain.errors import InvalidInput, NotAllowedNow
from commune_desk.domain.records import Dossier, State
from commune_desk.domain.slips import ApologySlip, ControlSlip, ReceptionSlip, StopNotice, SupplementSlip
from commune_desk.domain.vietnam_time import VN
from commune_desk.usecases.print_again import slip_of
from commune_desk.usecases.receive_dossier import guide_incomplete, refuse_dossier
from commune_desk.usecases.reception_input import PaperInput
from commune_desk.usecases.take_step import StepInput, allowed_steps, make_control_slip, take_step
from storage.rebuild import rebuild_check
from tests.commune_desk.timed_desks import MONDAY, TimedDesk, reception, timed_desk
from tests.commune_desk.usecases.test_receive_dossier import MISSING

LONG = "1.004859"
ASKED = PaperInput("asked-1", "Trích lục khai sinh", originals=1)
COUNTER = {StepKind.REGISTER, StepKind.RECEIVE, StepKind.GUIDE}


@pytest.fixture(scope="module")
def living(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TimedDesk]:
    """One desk for the many sequences of this module."""
    made = timed_desk(tmp_path_factory.mktemp("life") / "desk", block=(1, 9000))
    yield made
    made.desk.file.close()


def open_dossier(timed: TimedDesk) -> Dossier:
    """Received, with a promised day far enough to extend."""
    by_hand = datetime(2026, 12, 7, 17, 0, tzinfo=VN)
    return timed.receive(procedure="2.002307", due_by_hand=by_hand, due_reason="Theo kế hoạch").dossier


def step_input(timed: TimedDesk, kind: StepKind, due: datetime | None = None) -> StepInput:
    """Everything any kind may need."""
    return StepInput(
        kind,
        reason="Có lý do",
        asked=(ASKED,),
        new_due=due,
        unit="Phòng Tư pháp",
        number="12/UBND",
        approved_by="Lê Văn Trưởng",
        to_state=State.IN_PROCESS if kind is StepKind.CORRECT_STATE else None,
    )


def test_the_whole_ordinary_way(timed: TimedDesk) -> None:
    """Assigned, finished, returned: the register's dates and the control slip's chain of hands."""
    dossier = timed.receive().dossier
    assert allowed_steps(timed.desk, dossier)[0] is StepKind.ASSIGN
    timed.step(dossier, StepKind.ASSIGN)
    timed.step(dossier, StepKind.FINISH, number="45/GKS")
    taken = timed.step(dossier, StepKind.RETURN_RESULT)
    assert taken.dossier.state is State.RETURNED
    assert taken.dossier.result_number == "45/GKS"
    slip = slip_of(taken.slips[0])
    assert isinstance(slip, ControlSlip)
    assert len(slip.rows) == 3
    assert allowed_steps(timed.acting(Right.RETURN, Right.INSPECT), taken.dossier) == (StepKind.NOTE,)
    assert rebuild_check(timed.desk.file) == []


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("kind", list(StepKind))
def test_every_step_in_every_state(living: TimedDesk, kind: StepKind, state: State) -> None:
    """Allowed where the table says so and refused by name elsewhere, without a trace."""
    dossier = open_dossier(living)
    if state is not dossier.state:
        living.step(dossier, StepKind.CORRECT_STATE, "Đặt để thử", to_state=state)
    before = living.desk.reads.dossier(dossier.id).dossier
    wanted = step_input(living, kind, datetime(2026, 12, 9, 17, 0, tzinfo=VN) if kind is StepKind.EXTEND else None)
    legal = kind not in COUNTER and (is_allowed(before, kind) or kind is StepKind.CORRECT_STATE)
    if not legal:
        with pytest.raises(NotAllowedNow):
            take_step(living.desk, dossier.id, wanted)
        assert living.desk.reads.dossier(dossier.id).dossier == before
        return
    taken = take_step(living.desk, dossier.id, wanted)
    assert taken.dossier.state is (RULES[kind].end or (wanted.to_state if wanted.to_state else before.state))
    assert taken.dossier == living.desk.reads.dossier(dossier.id).dossier
    assert bool(taken.slips) == bool(RULES[kind].form)


@pytest.mark.parametrize("right", list(Right))
@pytest.mark.parametrize("kind", [kind for kind in StepKind if kind not in COUNTER])
def test_a_post_does_what_its_rights_say(living: TimedDesk, kind: StepKind, right: Right) -> None:
    """The right is asked before anything else, also for a step that would be illegal anyway."""
    if RULES[kind].right is right:
        return
    dossier = open_dossier(living)
    with pytest.raises(NotAllowedNow, match="right-missing"):
        take_step(living.acting(right), dossier.id, step_input(living, kind))


class Sequence:
    """A random life; `apply_step` run beside it says what must come out."""

    def __init__(self, timed: TimedDesk, start: str) -> None:
        self.timed = timed
        if start == "received":
            self.now = open_dossier(timed)
        elif start == "guided":
            self.now = guide_incomplete(timed.desk, reception(papers=(MISSING,)), "").dossier
        else:
            self.now = refuse_dossier(timed.desk, reception(), "Không thuộc thẩm quyền").dossier

    def take(self, wanted: StepInput) -> None:
        try:
            taken = take_step(self.timed.desk, self.now.id, wanted)
        except (NotAllowedNow, InvalidInput):
            assert self.timed.desk.reads.dossier(self.now.id).dossier == self.now
            return
        last = [item.step for item in self.timed.desk.reads.dossier(self.now.id).timeline if item.step][-1]
        assert apply_step(self.now, last) == taken.dossier
        self.now = taken.dossier


STEPS = st.builds(
    StepInput,
    kind=st.sampled_from(StepKind),
    reason=st.sampled_from(["", "Có lý do"]),
    asked=st.sampled_from([(), (ASKED,)]),
    new_due=st.none() | st.integers(0, 60).map(lambda days: MONDAY + timedelta(days=days)),
    unit=st.sampled_from(["", "Phòng Tư pháp"]),
    number=st.sampled_from(["", "45/GKS"]),
    approved_by=st.sampled_from(["", "Lê Văn Trưởng"]),
    to_state=st.none() | st.sampled_from(State),
)


@settings(max_examples=60, deadline=None)
@given(start=st.sampled_from(["received", "guided", "refused"]), steps=st.lists(STEPS, max_size=25))
def test_any_sequence_of_steps_is_taken_or_refused(living: TimedDesk, start: str, steps: list[StepInput]) -> None:
    """Never a crash, never a half step: after every refusal the dossier is as it was."""
    life = Sequence(living, start)
    for wanted in steps:
        life.take(wanted)


def test_all_those_lives_are_in_the_journal(living: TimedDesk) -> None:
    """Rebuilt from the journal alone every record is the same."""
    for kind in (StepKind.ASSIGN, StepKind.PAUSE, StepKind.ASK_SUPPLEMENT, StepKind.STOP):
        take_step(living.desk, open_dossier(living).id, step_input(living, kind))
    assert rebuild_check(living.desk.file) == []


def test_the_second_supplement_needs_a_superior(timed: TimedDesk) -> None:
    """Asked once and in full; a second time somebody answers for it, and every paper asked for is on its slip."""
    dossier = timed.receive().dossier
    with pytest.raises(InvalidInput, match="asked-papers-missing"):
        timed.step(dossier, StepKind.ASK_SUPPLEMENT, "Thiếu")
    taken = timed.step(dossier, StepKind.ASK_SUPPLEMENT, "Thiếu", asked=(ASKED,))
    assert taken.dossier.due_at is None
    timed.go(MONDAY.replace(day=25))
    back = timed.step(dossier, StepKind.SUPPLEMENT_RECEIVED)
    assert back.dossier.due_at == datetime(2026, 11, 25, 17, 0, tzinfo=VN), "a new full term"
    slip = slip_of(back.slips[0])
    assert isinstance(slip, ReceptionSlip)
    assert ASKED.name in [paper.name for paper in slip.components]
    assert not any(paper.is_missing for paper in timed.desk.reads.dossier(dossier.id).papers)
    other = PaperInput("asked-1", "Giấy ủy quyền", originals=1)
    with pytest.raises(NotAllowedNow, match="second-supplement-needs-approval"):
        timed.step(dossier, StepKind.ASK_SUPPLEMENT, "Thiếu nữa", asked=(other,))
    second = timed.step(dossier, StepKind.ASK_SUPPLEMENT, "Thiếu nữa", asked=(other,), approved_by="Lê Văn Trưởng")
    slip = slip_of(second.slips[0])
    assert isinstance(slip, SupplementSlip)
    assert [item.name for item in slip.items] == ["Giấy ủy quyền"]


def test_a_matter_by_plan_comes_back_from_a_supplement(timed: TimedDesk) -> None:
    """No term to count: the new day is named, or left to be written; the dossier is never stuck."""
    for new_due, expected in (
        (None, None),
        (datetime(2026, 12, 9, 8, 0, tzinfo=VN), MONDAY.replace(month=12, day=9, hour=17)),
    ):
        dossier = open_dossier(timed)
        timed.step(dossier, StepKind.ASK_SUPPLEMENT, "Thiếu", asked=(ASKED,))
        assert timed.step(dossier, StepKind.SUPPLEMENT_RECEIVED, new_due=new_due).dossier.due_at == expected


def test_an_extension_is_once_and_in_time(timed: TimedDesk) -> None:
    """At most one new date, the apology at least one working day before (Nghị định 61/2018 Điều 19.9)."""
    dossier = open_dossier(timed)
    new = datetime(2026, 12, 14, 17, 0, tzinfo=VN)
    for wrong, code in (
        (None, "new-date-not-later"),
        (dossier.due_at, "new-date-not-later"),
        (new.replace(day=13), "due-on-day-off"),
        (new.replace(year=9998), "date-out-of-range"),
    ):
        with pytest.raises(InvalidInput, match=code):
            timed.step(dossier, StepKind.EXTEND, "Chờ xác minh", new_due=wrong)
    for late in (datetime(2026, 12, 7, 8, 0, tzinfo=VN), datetime(2026, 12, 8, 8, 0, tzinfo=VN)):
        timed.go(late)
        with pytest.raises(NotAllowedNow, match="extension-too-late"):
            timed.step(dossier, StepKind.EXTEND, "Chờ xác minh", new_due=new)
    timed.go(datetime(2026, 12, 4, 16, 0, tzinfo=VN))
    taken = timed.step(dossier, StepKind.EXTEND, "Chờ xác minh", new_due=new)
    assert taken.dossier.due_at == new
    slip = slip_of(taken.slips[0])
    assert isinstance(slip, ApologySlip)
    assert (slip.promised_at, slip.new_due_at) == (dossier.due_at, new)
    with pytest.raises(NotAllowedNow, match="extended-once-already"):
        timed.step(dossier, StepKind.EXTEND, "Nữa", new_due=new + timedelta(days=1))


def test_a_pause_moves_the_promised_day(timed: TimedDesk) -> None:
    """Paused Wednesday to Friday: two working days later; a supplement ends the pause."""
    dossier = open_dossier(timed)
    timed.go(datetime(2026, 11, 25, 9, 0, tzinfo=VN))
    timed.step(dossier, StepKind.PAUSE, "Chờ giám định")
    with pytest.raises(NotAllowedNow, match="step-not-allowed"):
        timed.step(dossier, StepKind.FINISH)
    timed.go(datetime(2026, 11, 27, 9, 0, tzinfo=VN))
    assert timed.step(dossier, StepKind.RESUME).dossier.due_at == datetime(2026, 12, 9, 17, 0, tzinfo=VN)
    timed.step(dossier, StepKind.PAUSE, "Chờ giám định")
    asked = timed.step(dossier, StepKind.ASK_SUPPLEMENT, "Thiếu", asked=(ASKED,)).dossier
    assert asked.paused_at is None, "else the old pause would move the new full term"


def test_a_stop_gives_the_notice_of_the_newer_forms(timed: TimedDesk) -> None:
    """Mẫu 05 names the reason."""
    dossier = timed.receive().dossier
    timed.step(dossier, StepKind.ASK_WITHDRAWAL, "Công dân xin rút")
    taken = timed.step(dossier, StepKind.STOP, "Theo đơn của công dân")
    slip = slip_of(taken.slips[0])
    assert isinstance(slip, StopNotice)
    assert slip.reason == "Theo đơn của công dân"


def test_a_control_slip_any_time(timed: TimedDesk) -> None:
    """Made when the paper is asked for; an earlier one stays as it was."""
    dossier = timed.receive().dossier
    numbers = count(1)
    for kind in (StepKind.ASSIGN, StepKind.PASS_ON, StepKind.TAKE_BACK):
        timed.step(dossier, kind, unit="Phòng Tư pháp")
        slip = slip_of(make_control_slip(timed.desk, dossier.id))
        assert isinstance(slip, ControlSlip)
        assert len(slip.rows) == next(numbers)
    assert len(timed.desk.reads.dossier(dossier.id).slips) == 4


@pytest.mark.parametrize(
    ("kind", "more", "code"),
    [
        (StepKind.PASS_ON, {}, "unit-missing"),
        (StepKind.PAUSE, {"reason": "\u200b "}, "reason-missing"),
        (StepKind.CORRECT_STATE, {"reason": "x"}, "state-missing"),
        (StepKind.NOTE, {"reason": "ắ" * 10_000}, "text-too-long"),
        (StepKind.FINISH, {"number": "ắ" * 10_000}, "text-too-long"),
        (StepKind.ASK_SUPPLEMENT, {"reason": "x", "asked": (PaperInput("a", "ắ" * 10_000),)}, "text-too-long"),
    ],
)
def test_what_a_step_lacks_is_named(timed: TimedDesk, kind: StepKind, more: dict[str, object], code: str) -> None:
    """And nothing is written."""
    dossier = timed.receive().dossier
    with pytest.raises(InvalidInput, match=code):
        timed.step(dossier, kind, **more)
    assert timed.desk.reads.dossier(dossier.id).dossier == dossier
