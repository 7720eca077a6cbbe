"""What the sync page shows, as plain values; `ui.sync_status.told` makes them of what the desk knows. No Qt."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from commune_desk.domain.vietnam_time import to_vietnam
from commune_desk.domain.wording import date_vi
from commune_desk.i18n import _, ngettext
from ui import tokens

KB, MB, GB = 1000, 1000**2, 1000**3
MINUTE_S, HOUR_S = 60, 3600
A_WEEK_H = 7 * 24


class Fact(NamedTuple):
    """One labelled value of the head; `warns` where it needs a look."""

    label: str
    value: str
    hint: str = ""
    warns: bool = False


class LaneLine(NamedTuple):
    """One lane: what waits there, in words."""

    key: str
    name: str
    waiting: str
    size: str
    forecast: str


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that needs a person. `rank`: 0 stops a citizen's dossier … 9 can wait; `deed` is the button's word."""

    key: str
    rank: int
    tint: tokens.State
    icon: str
    title: str
    explanation: str
    deed: str
    what: object = None


@dataclass(frozen=True, slots=True)
class SyncState:
    """The page of one moment."""

    is_enrolled: bool
    tint: tokens.State
    icon: str
    headline: str
    explanation: str
    facts: tuple[Fact, ...] = ()
    lanes: tuple[LaneLine, ...] = ()
    problems: tuple[Problem, ...] = ()
    is_busy: bool = False
    is_paused: bool = False
    done: int = 0
    total: int = 0


def sorted_problems(problems: list[Problem]) -> tuple[Problem, ...]:
    """What stops a citizen first; the order within a rank stays."""
    return tuple(sorted(problems, key=lambda one: one.rank))


# ------------------------------------------------------------------ words of sizes and times
def size_words(size_bytes: int) -> str:
    """`312 byte`, `4,2 kB`, `1,5 MB`: decimal, as lines are sold."""
    for unit, name in ((GB, "GB"), (MB, "MB"), (KB, "kB")):
        if size_bytes >= unit:
            amount = size_bytes / unit
            return f"{amount:.0f} {name}" if amount >= 100 else f"{amount:.1f} {name}".replace(".", ",")
    return _("{count} byte").format(count=size_bytes)


def speed_words(bytes_per_s: float | None) -> str:
    """`64 kbit/s`; '' where nothing was measured."""
    if not bytes_per_s:
        return ""
    kbit = bytes_per_s * 8 / KB
    return f"{kbit / KB:.1f} Mbit/s".replace(".", ",") if kbit >= KB else f"{max(1, round(kbit))} kbit/s"


def span_words(seconds: float) -> str:
    """How long something takes, rounded as a person would say it."""
    if seconds < 10:
        return _("vài giây")
    if seconds < 90:
        return _("khoảng {count} giây").format(count=round(seconds / 10) * 10)
    if seconds < 90 * MINUTE_S:
        return _("khoảng {count} phút").format(count=round(seconds / MINUTE_S))
    if seconds < 48 * HOUR_S:
        return _("khoảng {count} giờ").format(count=round(seconds / HOUR_S))
    return _("khoảng {count} ngày").format(count=round(seconds / HOUR_S / 24))


def moment_words(at: datetime | None, now: datetime) -> str:
    """`09:42` today, `09:42 22/11/2026` before; both aware. '' for none."""
    if at is None:
        return ""
    local, today = to_vietnam(at), to_vietnam(now).date()
    return f"{local:%H:%M}" if local.date() == today else f"{local:%H:%M} {date_vi(local.date())}"


def ago_words(at: datetime | None, now: datetime) -> str:
    """`vừa xong`, `12 phút trước`; '' for none or long ago, where the date says enough."""
    if at is None:
        return ""
    passed = now - at
    if passed < timedelta(seconds=90):
        return _("vừa xong")
    minutes = round(passed.total_seconds() / MINUTE_S)
    if minutes < 90:
        return ngettext("{count} phút trước", "{count} phút trước", minutes).format(count=minutes)
    hours = round(minutes / 60)
    if hours < A_WEEK_H:
        days = hours // 24
        if days >= 2:
            return ngettext("{count} ngày trước", "{count} ngày trước", days).format(count=days)
        return ngettext("{count} giờ trước", "{count} giờ trước", hours).format(count=hours)
    return ""
