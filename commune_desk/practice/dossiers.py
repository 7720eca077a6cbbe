"""A stream of invented dossiers with their histories, by the shares of a real one-stop.

Shares of procedures come from the catalogue's weights; arrivals, channels, ends and pauses from counts of communes in
Đồng Tháp. The same seed, number and last day give the same stream.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from commune_desk.domain.dossier_life import Right, StepKind
from commune_desk.domain.due import LimitUnit, TimeLimit
from commune_desk.domain.fees import Fixed, PerCopy, PerPage
from commune_desk.domain.procedures import Case, Procedure
from commune_desk.domain.records import Channel, Delivery, Payment
from commune_desk.domain.vietnam_time import VN
from commune_desk.practice.draws import Shares, between, chance, one_of, waiting
from commune_desk.practice.names import full_name
from commune_desk.practice.people import Citizens, PracticeCitizen

A_DAY = 55
"""Dossiers a working day, on the average."""
_MOST_DAYS = 2_500
_COMES_AGAIN = 0.22
_AGAIN_WITHIN = 900
_POOL = 20_000
_FRIDAY = 4
_LAST_STEP = time(16, 55)

_ENDS = Shares(
    (
        ("returned", 80), ("finished", 5), ("in-process", 7), ("supplement", 3), ("refused", 2.2), ("withdrawn", 0.8),
        ("received", 2),
    )
)  # fmt: skip
_CHANNELS = Shares(((Channel.COUNTER, 71), (Channel.ONLINE, 25), (Channel.POST, 4)))
_NOTES = (
    "Hẹn công dân nhận kết quả buổi chiều", "Công dân đề nghị trả kết quả qua bưu điện, số nhà {n}",
    "Đã gọi điện lúc {h} giờ, không nghe máy", "Người nộp thay: {name}", "Hồ sơ liên thông thuế, mã tham chiếu {n}",
    "Đề nghị ưu tiên người cao tuổi", "Miễn lệ phí theo diện hộ nghèo, sổ số {n}",
    "Thửa đất số {n}, tờ bản đồ số {h}", "Đã đối chiếu bản chính", "Số bản: {h}",
)  # fmt: skip
_SUPPLEMENTS = (
    "Thiếu bản chính để đối chiếu", "Tờ khai chưa ký ở trang cuối", "Sai lệch ngày sinh giữa thẻ và giấy khai sinh",
    "Bản vẽ chưa có xác nhận của đơn vị đo đạc",
)  # fmt: skip
_REFUSALS = ("Hồ sơ không thuộc thẩm quyền giải quyết của Ủy ban nhân dân cấp xã", "Giấy tờ có dấu hiệu tẩy xóa")


@dataclass(frozen=True, slots=True)
class PracticePaper:
    """One line of the checklist as handed in."""

    component: str
    name: str
    originals: int
    copies: int


@dataclass(frozen=True, slots=True)
class PracticeStep:
    """What happens after the reception; `right` tells which post takes it."""

    kind: StepKind
    at: datetime
    right: Right
    reason: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class PracticeDossier:
    """A dossier received at `received_at` (aware), what it cost and what became of it, oldest step first."""

    applicant: PracticeCitizen
    procedure: Procedure
    case: Case
    papers: tuple[PracticePaper, ...]
    received_at: datetime
    channel: Channel
    delivery: Delivery
    fee_dong: int | None
    payment: Payment
    note: str
    steps: tuple[PracticeStep, ...]


def practice_dossiers(
    procedures: list[Procedure], count: int, until: datetime, seed: int = 1, *, a_day: int = A_DAY
) -> Iterator[PracticeDossier]:
    """`count` dossiers in the order of their reception, the last ones on the days before `until`; no step is later.

    `a_day` come in on the average working day; more than 2,500 days' worth makes the days fuller, not the past longer.
    """
    return _Stream(procedures, until, seed).draw(count, max(a_day, -(-count // _MOST_DAYS)))


class _Stream:
    def __init__(self, procedures: list[Procedure], until: datetime, seed: int) -> None:
        self._random = Random(f"practice/{seed}")  # noqa: S311  invented data, no secret
        self._until = until.astimezone(VN)
        self._procedures = Shares((one, one.weight) for one in procedures if one.weight and one.through_one_stop)
        self._citizens = Citizens(self._random)
        self._pool: list[PracticeCitizen] = []

    def draw(self, count: int, a_day: int) -> Iterator[PracticeDossier]:
        for at in self._arrivals(count, a_day):
            yield self._dossier(at)

    def _arrivals(self, count: int, a_day: int) -> Iterator[datetime]:
        """Instants of reception, oldest first, `count` in all and none after `until`."""
        days: list[list[datetime]] = []
        day, left = self._until.date(), count
        while left > 0:
            if day.weekday() <= _FRIDAY:
                wanted = max(1, int(a_day * (0.6 + 0.8 * self._random.random())))
                drawn = sorted(self._office_hour(day) for _ in range(wanted))
                times = [at for at in drawn if at <= self._until][-left:]
                left -= len(times)
                days.append(times)
            day -= timedelta(days=1)
        return (at for times in reversed(days) for at in times)

    def _office_hour(self, day: date) -> datetime:
        """Most come in the morning, and early."""
        random = self._random
        hour = 7.5 + random.random() ** 1.25 * 3.9 if chance(random, 0.62) else 13.5 + random.random() * 3.3
        return datetime.combine(day, time(), VN) + timedelta(seconds=int(hour * 3600))

    def _dossier(self, received_at: datetime) -> PracticeDossier:
        random = self._random
        applicant = self._applicant(received_at.date())
        procedure = self._procedures.draw(random)
        case = procedure.cases[0] if chance(random, 0.7) else one_of(random, procedure.cases)
        fee = _fee(random, case)
        paid = Payment.TRANSFER if chance(random, 0.3) else Payment.CASH
        return PracticeDossier(
            applicant=applicant,
            procedure=procedure,
            case=case,
            papers=_papers(random, case),
            received_at=received_at,
            channel=_CHANNELS.draw(random),
            delivery=Delivery.POST if chance(random, 0.06) else Delivery.DESK,
            fee_dong=fee,
            payment=paid if fee else Payment.NONE,
            note=_note(random) if chance(random, 0.32) else "",
            steps=tuple(step for step in self._steps(received_at, _days(case.limit)) if step.at <= self._until),
        )

    def _applicant(self, on: date) -> PracticeCitizen:
        if self._pool and chance(self._random, _COMES_AGAIN):
            back = int(waiting(self._random, _AGAIN_WITHIN))
            back = int(waiting(self._random, _AGAIN_WITHIN))
            return self._pool[-1 - back % len(self._pool)]
        citizen = self._citizens.draw(on)
        self._pool.append(citizen)
        if len(self._pool) > _POOL:
            del self._pool[: _POOL // 2]
        return citizen

    def _steps(self, received_at: datetime, days: float) -> list[PracticeStep]:
        random = self._random
        kinds = _kinds(random, _ENDS.draw(random), days)
        steps, at = [], received_at
        for kind, right, reason in kinds:
            at = self._later(at, days, len(kinds))
            number = f"{between(random, 1, 999)}/GXN-UBND" if kind is StepKind.FINISH else ""
            steps.append(PracticeStep(kind, at, right, reason, number))
        return steps

    def _later(self, at: datetime, days: float, steps: int) -> datetime:
        """The next step: minutes later in a same-day matter, else mostly on a later working day."""
        random = self._random
        if not days:
            later = at + timedelta(seconds=int(40 + waiting(random, 900)))
            # Shortly before closing everything goes fast.
            return later if later.time() < _LAST_STEP else at + timedelta(seconds=between(random, 20, 50))
        hop = int(waiting(random, max(0.3, days / max(4, steps + 1))))
        if hop:
            return self._office_hour(_working_day_after(at.date(), hop))
        later = at + timedelta(seconds=int(60 + waiting(random, 3600)))
        return later if later.time() < _LAST_STEP else self._office_hour(_working_day_after(at.date(), 1))


Kinds = list[tuple[StepKind, Right, str]]


def _kinds(random: Random, end: str, days: float) -> Kinds:
    """The way of a dossier that ends so."""
    assign: Kinds = [(StepKind.ASSIGN, Right.PROCESS, "")]
    ask: Kinds = [(StepKind.ASK_SUPPLEMENT, Right.PROCESS, one_of(random, _SUPPLEMENTS))]
    if end == "received":
        return []
    if end == "in-process":
        return assign
    if end == "supplement":
        return assign + ask
    if end == "refused":
        return [(StepKind.REFUSE, Right.RECEIVE, one_of(random, _REFUSALS))]
    if end == "withdrawn":
        asked = "Công dân có đơn xin rút hồ sơ"
        return [*assign, (StepKind.ASK_WITHDRAWAL, Right.RECEIVE, asked), (StepKind.STOP, Right.APPROVE, asked)]
    way = assign
    if days and chance(random, 0.14):
        way = [*way, *ask, (StepKind.SUPPLEMENT_RECEIVED, Right.RECEIVE, "")]
    if days or chance(random, 0.5):
        way = [*way, (StepKind.NOTE, Right.PROCESS, "Trình lãnh đạo ký")]
    way = [*way, (StepKind.FINISH, Right.APPROVE, "")]
    return [*way, (StepKind.RETURN_RESULT, Right.RETURN, "")] if end == "returned" else way


def _days(limit: TimeLimit) -> float:
    """About how many working days a matter takes; 0 for one of hours or of the same day."""
    a_unit = {LimitUnit.WORKING_DAYS: 1.0, LimitUnit.UNKNOWN: 1.0, LimitUnit.CALENDAR_DAYS: 0.7, LimitUnit.MONTHS: 21.0}
    return a_unit.get(limit.unit, 0.0) * float(limit.amount)


def _working_day_after(day: date, count: int) -> date:
    while count > 0:
        day += timedelta(days=1)
        count -= day.weekday() <= _FRIDAY
    return day


def _fee(random: Random, case: Case) -> int | None:
    match case.fee:
        case Fixed(dong=dong):
            return dong
        case PerCopy(dong=dong):
            return dong * (1 + int(waiting(random, 0.6)))
        case PerPage(dong=dong):
            return dong * (1 + int(waiting(random, 6)))
        case _:
            return None


def _papers(random: Random, case: Case) -> tuple[PracticePaper, ...]:
    """What must be there, and now and then an optional paper."""
    papers = []
    for component in case.components:
        if component.required or chance(random, 0.25):
            originals = component.originals or (0 if component.copies else 1)
            papers.append(PracticePaper(component.code, component.name, originals, component.copies))
    return tuple(papers)


def _note(random: Random) -> str:
    name = full_name(random, is_woman=chance(random, 0.5))
    return one_of(random, _NOTES).format(n=between(random, 1, 999), h=between(random, 1, 12), name=name)
