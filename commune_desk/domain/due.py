"""The promised time of a dossier and how it was found (domain.md 1.3, 2.4, 3).

Rules, each told to the reader as a step:
- Days: the day of receipt is not counted; the promise falls at the end of the last session of the last day.
- Calendar days and months that end on a day off move to the next working day (Bộ luật Dân sự 2015, Điều 147-148).
- Same day: received after 15:00 -> the next working day. 15:00 itself is not after 15:00, and a slip shows minutes, so
  15:00:59 reads and counts as 15:00.
- The 15:00 rule adds nothing to a limit of one day or more. Điều 18 of NĐ 61 speaks of handing the dossier to the
  deciding body the same day or, after 15:00, at the start of the next working day; the limit of n days already leaves
  out the whole day of receipt, so adding a day again (or 24 hours) would count that evening twice (2.4-9).
- Half a day is half of the office's session time. Alone it runs from the moment of receipt, as hours do; a half left
  over after whole days runs from the opening of the day after them, so that more never ends before less.
- By plan: nothing to count; a person sets the day (`due_by_hand`).
- A bare number of the portal counts as working days and is flagged unconfirmed.
Reception outside sessions keeps its day: hours start with the next session, days with the next counted day.
"""

import calendar as months_of_year
import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum
from fractions import Fraction
from typing import NamedTuple, Self

from commune_desk.domain.errors import InvalidInput
from commune_desk.domain.vietnam_time import to_vietnam
from commune_desk.domain.working_time import (
    DayInfo,
    DayKind,
    OfficeHours,
    WorkCalendar,
    add_working_minutes,
    at_clock,
    check_in_range,
    day_text,
    next_working_day,
)


class LimitUnit(Enum):
    """What a procedure's time limit is counted in."""

    HOURS = "hours"
    HALF_DAYS = "half_days"
    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"
    MONTHS = "months"
    SAME_DAY = "same_day"
    UNKNOWN = "unknown"
    BY_PLAN = "by_plan"


_UNIT_TEXTS = {
    LimitUnit.HOURS: "{} giờ làm việc",
    LimitUnit.HALF_DAYS: "{} buổi làm việc",
    LimitUnit.WORKING_DAYS: "{} ngày làm việc",
    LimitUnit.CALENDAR_DAYS: "{} ngày",
    LimitUnit.MONTHS: "{} tháng",
    LimitUnit.SAME_DAY: "Trong ngày làm việc",
    LimitUnit.UNKNOWN: "{} ngày (chưa rõ đơn vị)",
    LimitUnit.BY_PLAN: "Theo kế hoạch",
}
_AMOUNT_PATTERN = re.compile(r"[0-9]{1,5}(\.[0-9]{1,4}|/[1-9][0-9]{0,3})?")
_MOST = {LimitUnit.HOURS: 2000, LimitUnit.HALF_DAYS: 1000, LimitUnit.MONTHS: 120}
_MOST_DAYS = 1500
_UNMEASURED = (LimitUnit.SAME_DAY, LimitUnit.BY_PLAN)
_HALVES = (LimitUnit.WORKING_DAYS, LimitUnit.UNKNOWN)


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """How long a procedure may take; `confirmed` is False for values nobody has checked against the law.

    `amount` is exact: halves for working days, whole minutes for hours, whole numbers otherwise, 0 for same day and by
    plan. Raises InvalidInput('limit-invalid').
    """

    amount: Fraction
    unit: LimitUnit
    confirmed: bool = True

    def __post_init__(self) -> None:
        grain = 60 if self.unit is LimitUnit.HOURS else 2 if self.unit in _HALVES else 1
        most = 0 if self.unit in _UNMEASURED else _MOST.get(self.unit, _MOST_DAYS)
        is_whole = (self.amount * grain).denominator == 1
        if not is_whole or self.amount > most or (self.amount <= 0) != (self.unit in _UNMEASURED) or self.amount < 0:
            raise InvalidInput("limit-invalid", field="limit", amount=str(self.amount), unit=self.unit.value)

    @classmethod
    def of(cls, amount: int | str | Fraction, unit: LimitUnit, *, confirmed: bool = True) -> Self:
        """From a number as people write it ('3', '0.5'); raises InvalidInput('limit-invalid')."""
        text = str(amount).replace(",", ".")
        if not _AMOUNT_PATTERN.fullmatch(text):
            raise InvalidInput("limit-invalid", field="limit", amount=text[:20], unit=unit.value)
        return cls(Fraction(text), unit, confirmed)

    @property
    def amount_text(self) -> str:
        """The number with a decimal comma."""
        return f"{float(self.amount):.4g}".replace(".", ",")

    @property
    def text(self) -> str:
        """`3 ngày làm việc`, `Trong ngày làm việc`: what a slip says."""
        if self.unit is LimitUnit.BY_PLAN and not self.confirmed:
            return "Chưa rõ thời hạn"
        return _UNIT_TEXTS[self.unit].format(self.amount_text)


@dataclass(frozen=True, slots=True)
class DueStep:
    """One reason on the way to the promised time: a code with parameters, and the ready Vietnamese sentence."""

    at: datetime
    code: str
    text: str
    parameters: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Promise:
    """The promised time (Vietnamese clock), the steps that lead to it, and whether the limit itself is confirmed."""

    due: datetime
    steps: tuple[DueStep, ...]
    confirmed: bool = True


def promise(received_at: datetime, limit: TimeLimit, hours: OfficeHours, calendar: WorkCalendar) -> Promise:
    """When the result of a dossier received at `received_at` (aware) must be there.

    Raises InvalidInput: 'date-not-aware', 'date-out-of-range' (2000..2100, also for the result), 'limit-by-plan' when
    there is nothing to count and a person must set the date, 'no-working-day' for an impossible calendar.
    """
    count = _Count(_local(received_at), limit, hours, calendar)
    due = count.result()
    check_in_range(due, "due")
    count.steps.append(DueStep(due, "due", f"Hẹn trả kết quả: {due:%H:%M} {day_text(due)}."))
    return Promise(due, tuple(count.steps), confirmed=limit.confirmed and limit.unit is not LimitUnit.UNKNOWN)


def restart(completed_at: datetime, limit: TimeLimit, hours: OfficeHours, calendar: WorkCalendar) -> Promise:
    """A new full term from the return of the complete dossier (NĐ 61 Điều 19.4); raises as `promise`."""
    fresh = promise(completed_at, limit, hours, calendar)
    at = to_vietnam(completed_at)
    step = DueStep(
        at, "restarted", f"Hồ sơ bổ sung đầy đủ lúc {at:%H:%M} {day_text(at)}: thời hạn được tính lại từ đầu."
    )
    return Promise(fresh.due, (step, *fresh.steps), fresh.confirmed)


def extend(due: datetime, limit: TimeLimit, hours: OfficeHours, calendar: WorkCalendar) -> Promise:
    """The new date after an apology: `limit` counted from the old promised time, whose day is not counted.

    The caller allows it once per dossier (NĐ 61 Điều 19.9). Raises as `promise`.
    """
    later = promise(due, limit, hours, calendar)
    at = to_vietnam(due)
    step = DueStep(at, "extended", f"Gia hạn {limit.text}, tính từ lịch hẹn cũ {at:%H:%M} {day_text(at)}.")
    return Promise(later.due, (step, *later.steps[1:]), later.confirmed)


def apology_by(due: datetime, hours: OfficeHours, calendar: WorkCalendar) -> datetime:
    """The last moment for the letter of apology: one working day before the promised day, end of the last session."""
    return at_clock(next_working_day(_local(due).date(), calendar, step=-1), hours.closing)


class _DayOff(NamedTuple):
    day: date
    info: DayInfo


class _Count:
    """One count: the rules of the module, writing down each step."""

    def __init__(self, received: datetime, limit: TimeLimit, hours: OfficeHours, calendar: WorkCalendar) -> None:
        self.received, self.limit, self.hours, self.calendar = received, limit, hours, calendar
        self.steps: list[DueStep] = []

    def result(self) -> datetime:
        self._note(self.received, "received", f"Nhận hồ sơ lúc {self.received:%H:%M} {day_text(self.received)}.")
        self._flag_limit()
        match self.limit.unit:
            case LimitUnit.SAME_DAY:
                return self._same_day()
            case LimitUnit.HOURS:
                return self._minutes(self.received, int(self.limit.amount * 60), self.limit.text)
            case LimitUnit.WORKING_DAYS | LimitUnit.UNKNOWN:
                return self._working_days(self.limit.amount)
            case LimitUnit.HALF_DAYS:
                return self._working_days(self.limit.amount / 2)
            case LimitUnit.CALENDAR_DAYS | LimitUnit.MONTHS:
                return self._by_date()
            case LimitUnit.BY_PLAN:
                raise InvalidInput("limit-by-plan", field="due")

    def _flag_limit(self) -> None:
        if self.limit.unit is LimitUnit.UNKNOWN:
            text = f"Cổng dịch vụ công chỉ ghi “{self.limit.amount_text}”, không rõ đơn vị: tạm tính là ngày làm việc."
            self._note(self.received, "unit-unknown", text, amount=self.limit.amount_text)
        elif not self.limit.confirmed:
            text = f"Thời hạn {self.limit.text} chưa được đơn vị xác nhận."
            self._note(self.received, "limit-unconfirmed", text, limit=self.limit.text)

    def _same_day(self) -> datetime:
        day, moment = self.received.date(), self.received.time()
        if not self.calendar.is_working(day):
            return at_clock(self._next_after(day), self.hours.closing)
        if moment <= self.hours.cutoff:
            text = f"Nhận không sau {self.hours.cutoff:%H:%M}: trả kết quả trong ngày."
            self._note(self.received, "same-day", text)
            return at_clock(day, self.hours.closing)
        text = f"Nhận sau {self.hours.cutoff:%H:%M}: trả kết quả vào ngày làm việc tiếp theo."
        self._note(self.received, "after-cutoff", text, cutoff=f"{self.hours.cutoff:%H:%M}")
        return at_clock(self._next_after(day), self.hours.closing)

    def _working_days(self, amount: Fraction) -> datetime:
        whole, half = divmod(amount, 1)
        half_minutes = -(-self.hours.minutes // 2)
        if not whole:
            return self._minutes(self.received, half_minutes, "nửa ngày làm việc")
        self._note_receipt_day()
        day = self.received.date()
        for _ in range(int(whole)):
            day = self._next_after(day)
        text = f"Đếm {int(whole)} ngày làm việc: đến hết {day_text(day)}."
        self._note(at_clock(day, self.hours.closing), "counted", text, days=str(int(whole)))
        if half:
            return self._minutes(at_clock(self._next_after(day), time.min), half_minutes, "nửa ngày làm việc còn lại")
        return at_clock(day, self.hours.closing)

    def _by_date(self) -> datetime:
        self._note_receipt_day()
        start, amount = self.received.date(), int(self.limit.amount)
        if self.limit.unit is LimitUnit.MONTHS:
            end, text = _months_later(start, amount), f"Đếm {amount} tháng"
        else:
            end, text = start + timedelta(days=amount), f"Đếm {amount} ngày liên tục, kể cả ngày nghỉ"
        check_in_range(end, "due")
        at = at_clock(end, self.hours.closing)
        self._note(at, "counted", f"{text}: ngày cuối là {day_text(end)}.", days=str((end - start).days))
        if self.calendar.is_working(end):
            return at
        self._note(at, "ends-on-day-off", "Ngày cuối là ngày nghỉ: chuyển sang ngày làm việc tiếp theo.")
        return at_clock(self._next_after(end - timedelta(days=1)), self.hours.closing)

    def _minutes(self, start: datetime, minutes: int, what: str) -> datetime:
        due = add_working_minutes(start, minutes, self.hours, self.calendar)
        if not self.calendar.is_working(start.date()):
            self._skip(self._days_off(start.date(), due.date()))
        elif start.time() > self.hours.closing or start.date() != due.date():
            self._skip(self._days_off(start.date() + timedelta(days=1), due.date()))
        text = f"Chỉ tính giờ trong buổi làm việc: {what} ({minutes // 60} giờ {minutes % 60:02d} phút)."
        self._note(due, "session-time", text, minutes=str(minutes))
        return due

    def _note_receipt_day(self) -> None:
        text = f"Không tính ngày nhận hồ sơ ({day_text(self.received)})."
        self._note(self.received, "receipt-day-not-counted", text)

    def _next_after(self, day: date) -> date:
        """The next working day; the days off between are told."""
        found = next_working_day(day, self.calendar)
        self._skip(self._days_off(day + timedelta(days=1), found))
        if self.calendar.kind(found).kind is DayKind.MAKE_UP:
            text = f"{day_text(found)} là ngày làm việc: {self.calendar.kind(found).name or 'ngày làm bù'}."
            self._note(at_clock(found, self.hours.opening), "make-up-day", text, day=found.isoformat())
        return found

    def _days_off(self, first: date, end: date) -> list[_DayOff]:
        days = [first + timedelta(days=n) for n in range((end - first).days)]
        return [_DayOff(day, self.calendar.kind(day)) for day in days if not self.calendar.is_working(day)]

    def _skip(self, days: list[_DayOff]) -> None:
        for day, info in days:
            name = "ngày nghỉ hằng tuần" if info.kind is DayKind.WEEKEND else info.name
            text = f"Bỏ qua {day_text(day)}: {name or 'ngày nghỉ'}."
            parameters = {"day": day.isoformat(), "name": info.name, "kind": info.kind.value, "source": info.source}
            self._note(at_clock(day, time.min), "day-off", text, **parameters)

    def _note(self, at: datetime, code: str, text: str, **parameters: str) -> None:
        # A day off is told by its midnight, which may lie before what was told last: steps never go back.
        told_at = max(at, self.steps[-1].at) if self.steps else at
        self.steps.append(DueStep(told_at, code, text, tuple(parameters.items())))


def _local(instant: datetime) -> datetime:
    """On the Vietnamese clock, in whole minutes as slips show them."""
    if instant.tzinfo is None:
        raise InvalidInput("date-not-aware", field="received_at")
    check_in_range(instant, "received_at")
    local = to_vietnam(instant).replace(second=0, microsecond=0)
    check_in_range(local, "received_at")
    return local


def _months_later(start: date, months: int) -> date:
    """Same day number, or the month's last where it has no such day (Bộ luật Dân sự 2015 Điều 147-148)."""
    years, month0 = divmod(start.month - 1 + months, 12)
    year, month = start.year + years, month0 + 1
    return date(year, month, min(start.day, months_of_year.monthrange(year, month)[1]))
