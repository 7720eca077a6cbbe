"""What the sync page says, without a window."""

from dataclasses import replace

import pytest

from commune_desk.domain.ids import Origin, RecordId
from commune_desk.sync_ports import SyncStatus
from commune_desk.sync_views import DayProof
from tests.ui.sync_status.parts import CARD, LANES, NOW, connected, ms, worries
from ui import tokens
from ui.sync_status.state import size_words, span_words, speed_words
from ui.sync_status.told import Seen, day_words, problems_of, short_line, sync_state

DOSSIER = RecordId(Origin(1, 2), 3, 0)
ALL_THERE = DayProof(31, 31, 0, ms(9, 42))


def test_all_dossiers_of_today_are_told_with_the_last_proof() -> None:
    """The sentence of the issue, from receipts."""
    assert day_words(ALL_THERE, NOW)[2] == "Cả 31 hồ sơ hôm nay đã đến tỉnh, bằng chứng cuối 09:42"
    assert day_words(replace(ALL_THERE, at_province=27), NOW)[2] == "Còn 4 trong 31 hồ sơ hôm nay chờ gửi"


def test_a_day_with_trouble_is_never_told_as_done() -> None:
    """A refused dossier that has its receipt still waits for a person."""
    tint, _icon, words = day_words(replace(ALL_THERE, in_trouble=2), NOW)

    assert tint is tokens.State.LATE
    assert words.startswith("2 hồ sơ")


def test_what_blocks_a_citizen_stands_first() -> None:
    """A refused dossier with a running promise before cards, scans and curiosities."""
    told = problems_of(Seen(NOW, connected(), stuck=worries(DOSSIER), cards=[CARD]))

    assert [one.key for one in told] == ["refused-1", "merge-cards", "scan-1", "fault-1"]
    assert "Số 6001 đã cấp cho xã khác" in told[0].explanation
    assert told[0].what == DOSSIER


def test_no_line_says_since_when_and_when_it_is_tried_again() -> None:
    """A clerk must not wonder whether the PC still tries."""
    status = replace(connected(LANES), state="no-line", no_line_since_ms=ms(8, 57), next_try_ms=ms(9, 47))
    state = sync_state(Seen(NOW, status))

    assert state.headline == "Không có đường truyền từ 08:57"
    assert "09:47" in state.explanation


def test_a_wrong_clock_is_a_note_and_not_a_stop() -> None:
    """No PC clock stops a sync, but the dates on slips come from it."""
    state = sync_state(Seen(NOW, replace(connected(), clock_off_ms=-312_000)))

    assert [(fact.value, fact.warns) for fact in state.facts if fact.label == "Đồng hồ máy này"] == [
        ("chậm 5 phút", True)
    ]
    assert state.headline == "Đã nối với tỉnh"


def test_an_empty_lane_is_not_shown_and_a_lane_without_line_has_no_forecast() -> None:
    """A forecast nobody can keep is worse than none."""
    lanes = (LANES[0], LANES[1]._replace(count=0) if hasattr(LANES[1], "_replace") else replace(LANES[1], count=0))
    state = sync_state(Seen(NOW, connected((replace(lanes[0], forecast_s=None), lanes[1]))))

    assert [(lane.key, lane.forecast) for lane in state.lanes] == [("records", "khi có mạng")]


@pytest.mark.parametrize(
    ("status", "worries_", "words"),
    [
        (SyncStatus(), 0, "Chưa nối với tỉnh"),
        (connected(), 0, "Đã đến tỉnh · 09:42"),
        (connected(LANES), 0, "3 chờ gửi"),
        (connected(LANES), 2, "2 việc cần xử lý"),
        (replace(connected(LANES), state="no-line"), 0, "Mất mạng · 3 chờ gửi"),
        (replace(connected(), state="paused", paused_until_ms=ms(17, 0)), 0, "Tạm dừng đến 17:00"),
    ],
)
def test_the_strip_says_one_short_thing(status: SyncStatus, worries_: int, words: str) -> None:
    """Under every screen, all day: the most urgent of all."""
    assert short_line(status, NOW, worries_)[2] == words


def test_sizes_speeds_and_spans_as_a_person_says_them() -> None:
    """Vietnamese commas, no false precision."""
    assert [size_words(size) for size in (312, 4_200, 15_200_000)] == ["312 byte", "4,2 kB", "15,2 MB"]
    assert [speed_words(rate) for rate in (None, 8_000.0, 250_000.0)] == ["", "64 kbit/s", "2,0 Mbit/s"]
    assert [span_words(seconds) for seconds in (3, 55, 1860, 7 * 3600)] == [
        "vài giây", "khoảng 60 giây", "khoảng 31 phút", "khoảng 7 giờ",
    ]  # fmt: skip
