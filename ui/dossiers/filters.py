"""What narrows the list, in words; and what to say where nothing is left. No Qt."""

from dataclasses import replace
from datetime import date, timedelta

from commune_desk.domain.wording import date_vi
from commune_desk.i18n import N_, _
from commune_desk.ports import Filter
from ui import words


def filter_words(shown: Filter, holder_name: str, procedure_name: str) -> list[tuple[str, str]]:
    """(what to clear, its words) of everything that narrows the list beside text and lane."""
    told = []
    if shown.states:
        names = sorted(words.state_label(state) for state in shown.states)
        more = f" +{len(names) - 1}" if len(names) > 1 else ""
        told.append(("states", names[0] + more))
    if shown.holder:
        told.append(("holder", _("Người giữ: {name}").format(name=holder_name or "…")))
    if shown.procedure:
        told.append(("procedure", procedure_name or shown.procedure))
    if shown.received_from or shown.received_to:
        told.append(("dates", _dates_words(shown.received_from, shown.received_to)))
    return told


def _dates_words(first: date | None, last: date | None) -> str:
    if first == last and first is not None:
        return _("Nhận ngày {date}").format(date=date_vi(first))
    if last is None and first is not None:
        return _("Nhận từ {date}").format(date=date_vi(first))
    if first is None and last is not None:
        return _("Nhận đến {date}").format(date=date_vi(last))
    if first is None or last is None:
        return ""
    begin = f"{first:%d/%m}" if first.year == last.year else date_vi(first)
    return _("Nhận {first} – {last}").format(first=begin, last=date_vi(last))


def without(shown: Filter, what: str) -> Filter:
    """The filter with one narrowing taken away."""
    match what:
        case "states":
            return replace(shown, states=frozenset())
        case "holder":
            return replace(shown, holder="")
        case "procedure":
            return replace(shown, procedure="")
        case "dates":
            return replace(shown, received_from=None, received_to=None)
        case _:
            return replace(shown, lane="")


def date_choices(today: date) -> list[tuple[str, date, date]]:
    """(words, first, last) of the spans a clerk asks for most."""
    month, year = today.replace(day=1), today.replace(month=1, day=1)
    before = month - timedelta(days=1)
    return [
        (_("Hôm nay"), today, today),
        (_("Hôm qua"), today - timedelta(days=1), today - timedelta(days=1)),
        (_("7 ngày qua"), today - timedelta(days=6), today),
        (_("Tháng này"), month, today),
        (_("Tháng trước"), before.replace(day=1), before),
        (_("Năm nay"), year, today),
    ]


def empty_words(shown: Filter) -> tuple[str, str]:
    """Why the list is empty, and what may help."""
    if shown.text and (shown.lane or filter_words(shown, "", "")):
        return (
            _("Không có hồ sơ nào khớp trong phần đang lọc."),
            _("Hãy bỏ bộ lọc (phím Ctrl+0) để tìm trong tất cả hồ sơ."),
        )
    if shown.text:
        return (
            _("Không tìm thấy hồ sơ nào khớp với “{text}”.").format(text=shown.text.strip()[:40]),
            _("Thử bớt chữ, hoặc tìm bằng số điện thoại, số căn cước, hay quét mã trên giấy hẹn."),
        )
    return lane_empty(shown.lane)


_LANE_EMPTY = {
    "due-today": (N_("Hôm nay không có hồ sơ nào đến hẹn."), N_("Có thể xem trước phần hai ngày làm việc tới.")),
    "overdue": (N_("Không có hồ sơ quá hạn."), N_("Mọi lời hẹn đều đang được giữ.")),
    "due-soon": (N_("Hai ngày làm việc tới chưa có hồ sơ đến hẹn."), N_("Có thể tiếp nhận hồ sơ mới.")),
    "waiting-citizen": (
        N_("Không có hồ sơ nào đang chờ công dân."),
        N_("Hồ sơ cần bổ sung giấy tờ hoặc nộp thuế, phí sẽ hiện ở đây."),
    ),
    "to-return": (
        N_("Không có kết quả nào chờ trả."),
        N_("Hồ sơ vào đây khi cán bộ xử lý bấm “Đã có kết quả”."),
    ),
    "unsent": (N_("Chưa có hồ sơ nào ở bàn này."), N_("Hồ sơ đã tiếp nhận mà chưa gửi đi sẽ hiện ở đây.")),
    "drafts": (N_("Không có bản nháp."), N_("Hồ sơ đang nhập dở được tự lưu và hiện ở đây.")),
}


def lane_empty(lane: str) -> tuple[str, str]:
    """Why a lane is empty and what is useful next."""
    told = _LANE_EMPTY.get(lane)
    if told is None:
        return _("Chưa có hồ sơ nào."), _("Bấm F2 để tiếp nhận hồ sơ đầu tiên.")
    return _(told[0]), _(told[1])
