"""No clock, however wrong, dates a slip silently, stops the journal or wins unseen."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commune_desk.domain.errors import ClockTrouble
from commune_desk.domain.vietnam_time import VN
from storage.clock_floor import ClockFloor, HybridClock, has_jumped
from tests.storage.desks import MONDAY, Desk, received


@pytest.mark.parametrize(
    ("reading", "jumped"),
    [
        (MONDAY - timedelta(minutes=9), False),
        (MONDAY - timedelta(minutes=11), True),
        (MONDAY - timedelta(days=3650), True),
        (MONDAY + timedelta(hours=47), False),
        (MONDAY + timedelta(hours=49), True),
        (MONDAY + timedelta(days=36500), True),
    ],
)
def test_what_counts_as_a_jump(reading: datetime, jumped: bool) -> None:  # noqa: FBT001  a table of cases
    assert has_jumped(MONDAY, reading) is jumped


def test_a_weekend_is_no_jump() -> None:
    """Friday evening to Monday morning is 62 hours: no desk should be asked every Monday."""
    friday = datetime(2026, 11, 20, 17, 0, tzinfo=VN)

    assert not has_jumped(friday, friday + timedelta(hours=62.5))
    assert has_jumped(friday, friday + timedelta(days=6))


def test_ten_years_back_asks_until_a_person_confirms(desk: Desk) -> None:
    """Also after closing: the floor is in the database, and confirming survives the next opening."""
    received(desk)
    desk.clock.at -= timedelta(days=3652)
    desk.reopen()
    with pytest.raises(ClockTrouble) as asked:
        desk.file.clock.now()

    assert asked.value.parameters["clock"] == "2016-11-23T08:00+07:00"
    desk.file.confirm_clock(desk.clock())
    assert desk.file.clock.now().year == 2016
    desk.reopen()
    assert desk.file.clock.now().year == 2016
    received(desk, "Lý Thị Sau", "0002")
    desk.reopen()
    assert desk.file.clock.now().year == 2016


def test_the_journal_goes_on_under_a_broken_clock_in_order(desk: Desk) -> None:
    """Entries keep the wall time as read; their order comes from the hybrid clock."""
    received(desk, number="0001")
    for n, days in enumerate((-4000, 9000), start=2):
        desk.clock.at = MONDAY + timedelta(days=days)
        received(desk, "Cao Thị Giờ", f"{n:04d}")
    with desk.file.read() as connection:
        found = list(desk.file.journal(connection).entries())

    assert [entry.at.year for entry in found[-3:]] == [2026, 2015, 2051]
    assert [entry.hlc for entry in found] == sorted({entry.hlc for entry in found})
    assert found[-1].hlc >> 16 < (MONDAY + timedelta(days=1)).timestamp() * 1000


@given(st.lists(st.one_of(st.none(), st.integers(0, 2**47)), min_size=1))
def test_the_hybrid_clock_never_stands_or_goes_back(walls: list[int | None]) -> None:
    clock = HybridClock(0)
    stamps = [clock.tick(wall) for wall in walls]

    assert stamps == sorted(set(stamps))
    clock.receive(2**60)
    assert clock.tick(1) > 2**60


def test_a_new_desk_has_no_floor() -> None:
    """The first reading is believed: there is nothing to compare it with."""
    floor = ClockFloor(lambda: MONDAY, None)

    assert floor.is_believed()
    assert floor.now() == MONDAY
    assert floor.last_seen == MONDAY
