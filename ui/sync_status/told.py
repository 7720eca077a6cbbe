"""From what the desk knows of the sync to what the page shows: pure functions, no Qt."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from commune_desk.domain.vietnam_time import VN
from commune_desk.i18n import N_, _, ngettext
from commune_desk.sync_ports import Lane, SyncStatus
from commune_desk.sync_views import DayProof, MergeCard, StuckRecord
from ui import tokens
from ui.sync_status.state import (
    Fact,
    LaneLine,
    Problem,
    SyncState,
    ago_words,
    moment_words,
    size_words,
    sorted_problems,
    span_words,
    speed_words,
)
from ui.tick_words import trouble_sentence

CLOCK_FINE_MS = 120_000
"""A clock less than two minutes off is not worth a clerk's look."""

CURIOUS = 6
"""Problems of this rank and after need no deed at the counter: the strip does not call for them."""

LANES: Mapping[str, str] = {
    "records": N_("Hồ sơ và việc đã làm"),
    "previews": N_("Ảnh xem nhanh"),
    "scans-waited": N_("Bản quét đang có người chờ"),
    "scans": N_("Bản quét khác"),
    "scans-archive": N_("Bản quét lưu trữ"),
    "downloads": N_("Tải về: hồ sơ của bàn khác"),
    "scan-downloads": N_("Tải về: bản quét"),
    "catalogue": N_("Danh mục, lịch nghỉ, cán bộ"),
    "updates": N_("Bản cập nhật phần mềm"),
}


@dataclass(frozen=True, slots=True)
class Seen:
    """Everything read for one look at the page."""

    now: datetime
    status: SyncStatus
    day: DayProof | None = None
    stuck: Sequence[StuckRecord] = ()
    cards: Sequence[MergeCard] = field(default=())


def sync_state(seen: Seen) -> SyncState:
    """The page of one moment."""
    status = seen.status
    if status.state == "not-enrolled":
        return SyncState(is_enrolled=False, tint=tokens.State.NEUTRAL, icon="landmark", headline="", explanation="")
    tint, icon, headline = _HEADS.get(status.state, _connected)(seen)
    return SyncState(
        is_enrolled=True,
        tint=tint,
        icon=icon,
        headline=headline,
        explanation=_explanation(seen),
        facts=_facts(seen),
        lanes=tuple(_lane(lane) for lane in status.lanes if lane.count),
        problems=problems_of(seen),
        is_busy=status.state == "busy",
        is_paused=status.state == "paused",
        done=status.done_bytes,
        total=status.total_bytes,
    )


def short_line(status: SyncStatus, now: datetime, worries: int) -> tuple[tokens.State, str, str]:
    """(colour, icon, one short sentence) for the strip at the foot of every screen."""
    waiting = sum(lane.count for lane in status.lanes if lane.name == "records")
    if status.state == "not-enrolled":
        return tokens.State.NEUTRAL, "hard-drive", _("Chưa nối với tỉnh")
    if worries:
        told = ngettext("{count} việc cần xử lý", "{count} việc cần xử lý", worries)
        return tokens.State.LATE, "triangle-alert", told.format(count=worries)
    if status.state == "paused":
        return tokens.State.SOON, "pause", _("Tạm dừng đến {time}").format(time=_at(status.paused_until_ms, now))
    if status.state in ("no-line", "refused"):
        return tokens.State.SOON, "wifi-off", _("Mất mạng · {count} chờ gửi").format(count=waiting)
    if waiting:
        return tokens.State.INFO, "send", _("{count} chờ gửi").format(count=waiting)
    proof = _at(status.last_proof_ms, now)
    words = _("Đã đến tỉnh · {time}").format(time=proof) if proof else _("Đã gửi hết")
    return tokens.State.OK, "circle-check", words


def day_words(day: DayProof, now: datetime) -> tuple[tokens.State, str, str]:
    """(colour, icon, sentence) of today's dossiers for home and for this page."""
    left = day.dossiers - day.at_province
    proof = _at(day.last_proof_ms, now)
    if not day.dossiers:
        return tokens.State.NEUTRAL, "circle", _("Hôm nay chưa có hồ sơ nào.")
    if day.in_trouble:
        told = ngettext(
            "{count} hồ sơ hôm nay cần xử lý mới đến được tỉnh", "{count} hồ sơ hôm nay cần xử lý mới đến được tỉnh",
            day.in_trouble,
        )  # fmt: skip
        return tokens.State.LATE, "triangle-alert", told.format(count=day.in_trouble)
    if left:
        told = ngettext(
            "Còn {left} trong {all} hồ sơ hôm nay chờ gửi", "Còn {left} trong {all} hồ sơ hôm nay chờ gửi", left
        )
        return tokens.State.SOON, "send", told.format(left=left, all=day.dossiers)
    told = ngettext(
        "Hồ sơ hôm nay đã đến tỉnh, bằng chứng cuối {time}",
        "Cả {count} hồ sơ hôm nay đã đến tỉnh, bằng chứng cuối {time}",
        day.dossiers,
    )
    return tokens.State.OK, "circle-check", told.format(count=day.dossiers, time=proof)


# ------------------------------------------------------------------ the head
Head = tuple[tokens.State, str, str]


def _connected(_seen: Seen) -> Head:
    return tokens.State.OK, "wifi", _("Đã nối với tỉnh")


def _busy(_seen: Seen) -> Head:
    return tokens.State.INFO, "arrow-up-down", _("Đang gửi nhận với tỉnh")


def _no_line(seen: Seen) -> Head:
    since = _at(seen.status.no_line_since_ms, seen.now)
    return tokens.State.SOON, "wifi-off", _("Không có đường truyền từ {time}").format(time=since or _("lúc mở máy"))


def _paused(seen: Seen) -> Head:
    until = _at(seen.status.paused_until_ms, seen.now)
    return tokens.State.SOON, "pause", _("Tạm dừng gửi nhận đến {time}").format(time=until)


def _refused(_seen: Seen) -> Head:
    return tokens.State.LATE, "ban", _("Tỉnh không nhận bàn này")


_HEADS: Mapping[str, Callable[[Seen], Head]] = {
    "connected": _connected,
    "busy": _busy,
    "no-line": _no_line,
    "paused": _paused,
    "refused": _refused,
}


def _explanation(seen: Seen) -> str:
    status = seen.status
    parts = []
    if seen.day is not None and seen.day.dossiers:
        parts.append(f"{day_words(seen.day, seen.now)[2]}.")
    if status.state == "no-line":
        parts.append(_("Việc ở quầy vẫn làm bình thường và giữ an toàn ở máy này."))
        if status.next_try_ms:
            parts.append(_("Tự thử lại lúc {time}.").format(time=_at(status.next_try_ms, seen.now)))
    if status.code and status.state == "refused":
        parts.append(trouble_sentence(status.code))
    return " ".join(parts)


def _facts(seen: Seen) -> tuple[Fact, ...]:
    status, now = seen.status, seen.now
    contact, proof = _moment(status.last_contact_ms), _moment(status.last_proof_ms)
    off, known = status.clock_off_ms, status.clock_off_ms is not None
    is_off = off is not None and abs(off) > CLOCK_FINE_MS
    speed = speed_words(status.rate) or _("chưa đo được")
    return (
        Fact(_("Liên lạc lần cuối"), _with_ago(contact, now), status.url),
        Fact(_("Bằng chứng cuối"), _with_ago(proof, now), _("Biên nhận có chữ ký số của tỉnh")),
        Fact(_("Tốc độ đo được"), speed, _("Tính trên những gì thực sự đã đến nơi")),
        Fact(_("Đồng hồ máy này"), _clock(off) if known else _("chưa so được"), _clock_hint(off), warns=is_off),
    )


def _clock(off_ms: int | None) -> str:
    if off_ms is None or abs(off_ms) <= CLOCK_FINE_MS:
        return _("đúng")
    told = _("nhanh {span}") if off_ms > 0 else _("chậm {span}")
    return told.format(span=span_words(abs(off_ms) / 1000).removeprefix(_("khoảng") + " "))


def _clock_hint(off_ms: int | None) -> str:
    if off_ms is not None and abs(off_ms) > CLOCK_FINE_MS:
        return _("So với đồng hồ của tỉnh. Gửi nhận vẫn chạy; hãy chỉnh giờ của máy cho đúng ngày trên giấy hẹn.")
    return _("So với đồng hồ của tỉnh")


def _lane(lane: Lane) -> LaneLine:
    forecast = _("khi có mạng")
    if lane.forecast_s is not None:  # the heading says that it is a forecast
        forecast = span_words(lane.forecast_s).removeprefix(_("khoảng") + " ")
    count = f"{lane.count:,}".replace(",", ".")
    return LaneLine(lane.name, _(LANES.get(lane.name, lane.name)), count, size_words(lane.size_bytes), forecast)


def _with_ago(at: datetime | None, now: datetime) -> str:
    ago = ago_words(at, now)
    told = moment_words(at, now)
    return (f"{told} ({ago})" if ago else told) or _("chưa có")


def _at(at_ms: int, now: datetime) -> str:
    return moment_words(_moment(at_ms), now)


def _moment(at_ms: int) -> datetime | None:
    return datetime.fromtimestamp(at_ms / 1000, VN) if at_ms else None


# ------------------------------------------------------------------ what needs a person
def problems_of(seen: Seen) -> tuple[Problem, ...]:
    """Refusals, cards, scans and faults; what stops a citizen's dossier first."""
    found = [_stuck(one) for one in seen.stuck]
    if seen.cards:
        found.append(_cards(seen.cards))
    if seen.status.state == "no-line" and seen.status.code:
        found.append(_line_trouble(seen.status))
    return sorted_problems(found)


def _stuck(one: StuckRecord) -> Problem:
    rank, tint, icon, title, deed = _KINDS.get(one.kind, _KINDS["fault"])
    about = " – ".join(part for part in (one.number, one.applicant) if part)
    sentence = trouble_sentence(one.code)
    if one.reason:
        sentence = _("Tỉnh ghi: “{reason}”. {sentence}").format(reason=one.reason, sentence=sentence)
    return Problem(
        key=one.key,
        rank=rank - (1 if one.is_waited_for else 0),
        tint=tint,
        icon=icon,
        title=f"{_(title)}: {about}" if about else _(title),
        explanation=sentence,
        deed=_(deed) if one.dossier is not None else "",
        what=one.dossier,
    )


def _cards(cards: Sequence[MergeCard]) -> Problem:
    told = ngettext("{count} thẻ đối chiếu chờ chọn", "{count} thẻ đối chiếu chờ chọn", len(cards))
    return Problem(
        key="merge-cards",
        rank=4,
        tint=tokens.State.WAITING,
        icon="git-merge",
        title=told.format(count=len(cards)),
        explanation=_("Hai bàn cùng sửa một ô. Hồ sơ vẫn chạy với bản sửa sau; hãy chọn bản đúng."),
        deed=_("Chọn bản đúng"),
        what=cards[0],
    )


def _line_trouble(status: SyncStatus) -> Problem:
    return Problem(
        key="line",
        rank=6,
        tint=tokens.State.SOON,
        icon="wifi-off",
        title=_("Chưa gọi được máy chủ của tỉnh"),
        explanation=trouble_sentence(status.code),
        deed=_("Thử lại ngay"),
    )


_KINDS: Mapping[str, tuple[int, tokens.State, str, str, str]] = {
    "refused": (1, tokens.State.LATE, "triangle-alert", N_("Tỉnh chưa nhận"), N_("Mở hồ sơ")),
    "not-applied": (3, tokens.State.SOON, "git-merge", N_("Bước không áp dụng được"), N_("Mở hồ sơ")),
    "scan-failed": (5, tokens.State.SOON, "scan-line", N_("Bản quét chưa gửi được"), N_("Mở hồ sơ")),
    "fault": (7, tokens.State.NEUTRAL, "circle-alert", N_("Dữ liệu lạ không được nhận"), ""),
}
