"""Days, time limits and the way to a promised time, in the language of the screen. No Qt.

Papers take the domain's own Vietnamese sentences; here the same facts are said again for a screen in another language.
"""

from collections.abc import Mapping
from datetime import date, datetime

from commune_desk.domain.due import DueStep
from commune_desk.domain.vietnam_time import to_vietnam
from commune_desk.domain.wording import date_vi, weekday_vi
from commune_desk.domain.working_time import DayKind
from commune_desk.i18n import N_, _

# The words of `wording.weekday_vi` and of `wording.long_date`, for the catalogue.
WEEKDAYS = (
    N_("Thứ Hai"),
    N_("Thứ Ba"),
    N_("Thứ Tư"),
    N_("Thứ Năm"),
    N_("Thứ Sáu"),
    N_("Thứ Bảy"),
    N_("Chủ nhật"),
)
MONTHS = (
    N_("tháng 01"),
    N_("tháng 02"),
    N_("tháng 3"),
    N_("tháng 4"),
    N_("tháng 5"),
    N_("tháng 6"),
    N_("tháng 7"),
    N_("tháng 8"),
    N_("tháng 9"),
    N_("tháng 10"),
    N_("tháng 11"),
    N_("tháng 12"),
)
# The words of `TimeLimit.text`, for the catalogue.
LIMITS = (
    N_("1 giờ làm việc"),
    N_("1 buổi làm việc"),
    N_("1 ngày làm việc"),
    N_("1 ngày"),
    N_("1 tháng"),
    N_("1 ngày (chưa rõ đơn vị)"),
    N_("Trong ngày làm việc"),
    N_("Theo kế hoạch"),
    N_("Chưa rõ thời hạn"),
    N_("{count} giờ làm việc"),
    N_("{count} buổi làm việc"),
    N_("{count} ngày làm việc"),
    N_("{count} ngày"),
    N_("{count} tháng"),
    N_("{count} ngày (chưa rõ đơn vị)"),
)
# The sentences of domain.due and domain.due_by_hand by their codes; each names what its step carries.
STEPS: Mapping[str, str] = {
    "received": N_("Nhận hồ sơ lúc {clock} {day}."),
    "unit-unknown": N_("Cổng dịch vụ công chỉ ghi “{amount}”, không rõ đơn vị: tạm tính là ngày làm việc."),
    "limit-unconfirmed": N_("Thời hạn {limit} chưa được đơn vị xác nhận."),
    "same-day": N_("Nhận trước giờ chốt: trả kết quả trong ngày."),
    "after-cutoff": N_("Nhận sau {cutoff}: trả kết quả vào ngày làm việc tiếp theo."),
    "counted": N_("Đếm số ngày của thời hạn ({days}): đến hết {day}."),
    "ends-on-day-off": N_("Ngày cuối là ngày nghỉ: chuyển sang ngày làm việc tiếp theo."),
    "session-time": N_("Chỉ tính giờ trong buổi làm việc: {minutes} phút."),
    "receipt-day-not-counted": N_("Không tính ngày nhận hồ sơ ({day})."),
    "make-up-day": N_("{day} là ngày làm việc bù."),
    "day-off": N_("Bỏ qua {day}: ngày nghỉ. {name}"),
    "due": N_("Hẹn trả kết quả: {clock} {day}."),
    "restarted": N_("Hồ sơ bổ sung đầy đủ lúc {clock} {day}: thời hạn được tính lại từ đầu."),
    "extended": N_("Gia hạn, tính từ lịch hẹn cũ {clock} {day}."),
    "set-by-hand": N_("Ngày hẹn do người có thẩm quyền ấn định: {clock} {day}."),
}


def day_words(day: date) -> str:
    """`Thứ Hai 23/11/2026`."""
    return f"{_(weekday_vi(day))} {date_vi(day)}"


def moment_words(at: datetime) -> str:
    """`17:00 Thứ Năm 26/11/2026` on a Vietnamese clock; `at` must be aware."""
    local = to_vietnam(at)
    return f"{local:%H:%M} {day_words(local.date())}"


def long_day_words(day: date) -> str:
    """`Thứ Hai, ngày 23 tháng 11 năm 2026`."""
    told = _("{weekday}, ngày {day} {month} năm {year}")
    weekday, month = _(weekday_vi(day)), _(MONTHS[day.month - 1])
    return told.format(weekday=weekday, day=f"{day.day:02}", month=month, year=day.year)


def limit_words(text: str) -> str:
    """A stored or printed time limit (`3 ngày làm việc`); itself where it is none of `TimeLimit.text`."""
    whole = _(text)
    count, _space, unit = text.partition(" ")
    if whole != text or not count[:1].isdigit():
        return whole
    pattern = f"{{count}} {unit}"
    return _(pattern).replace("{count}", count)


def step_words(step: DueStep) -> str:
    """One reason on the way to a promised time: the domain's own sentence in Vietnamese, else its code's."""
    pattern = STEPS.get(step.code, "")
    told = _(pattern)
    if told == pattern:
        return step.text
    at = to_vietnam(step.at)
    facts = dict(step.parameters)
    if facts.get("kind") == DayKind.WEEKEND.value:
        facts["name"] = ""
    if "limit" in facts:
        facts["limit"] = limit_words(facts["limit"])
    day = date.fromisoformat(facts["day"]) if "day" in facts else at.date()
    return told.format_map(facts | {"clock": f"{at:%H:%M}", "day": day_words(day)}).strip()
