"""A promised day a person sets: procedures that run by plan, and corrections with a reason (domain.md 2.4-9)."""

from datetime import date, datetime

from commune_desk.domain.due import DueStep, Promise
from commune_desk.domain.errors import InvalidInput
from commune_desk.domain.vietnam_time import to_vietnam
from commune_desk.domain.working_time import OfficeHours, WorkCalendar, at_clock, check_in_range, day_text


def promise_by_hand(received_at: datetime, day: date, hours: OfficeHours, calendar: WorkCalendar) -> Promise:
    """The end of the last session of `day`, chosen by a person; the caller keeps the reason and who approved it.

    Raises InvalidInput: 'date-not-aware', 'date-out-of-range', 'due-before-receipt', 'due-on-day-off'.
    """
    if received_at.tzinfo is None:
        raise InvalidInput("date-not-aware", field="received_at")
    check_in_range(received_at, "received_at")
    check_in_range(day, "due")
    received, due = to_vietnam(received_at), at_clock(day, hours.closing)
    if due <= received:
        raise InvalidInput("due-before-receipt", field="due", day=day.isoformat())
    if not calendar.is_working(day):
        raise InvalidInput("due-on-day-off", field="due", day=day.isoformat())
    steps = (
        DueStep(received, "received", f"Nhận hồ sơ lúc {received:%H:%M} {day_text(received)}."),
        DueStep(due, "set-by-hand", f"Ngày hẹn do người có thẩm quyền ấn định: {due:%H:%M} {day_text(day)}."),
    )
    return Promise(due, steps)
