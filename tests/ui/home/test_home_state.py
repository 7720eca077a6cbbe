"""What home says, without a window."""

from datetime import date, datetime, timedelta

import pytest

from commune_desk.domain.ids import Origin, RecordId
from commune_desk.domain.records import State
from commune_desk.domain.vietnam_time import VN
from commune_desk.ports import LANES, DossierLine, Home
from ui.home.state import empty_words, home_state, neighbour

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=VN)
PROVISIONAL = False


def _line(state: State = State.IN_PROCESS, due_at: datetime | None = None) -> DossierLine:
    id_ = RecordId(Origin(1, 2), 3, 0)
    return DossierLine(id_, "H37.099.01-261123-6001", PROVISIONAL, "Lê Mai", "2.000815", "Chứng thực bản sao", state,
                       NOW, due_at, None, "", "", "")  # fmt: skip


def _days(first: date, last: date) -> int:
    return (last - first).days


def _home(**lines: list[DossierLine]) -> Home:
    first = {lane: lines.get(lane.replace("-", "_"), []) for lane in LANES}
    return Home({lane: len(rows) for lane, rows in first.items()}, first, NOW)


def test_every_lane_shows_the_count_of_its_own_snapshot() -> None:
    """A tile that says 1 over a list of none destroys trust (OpenCRVS #12103)."""
    state = home_state(_home(due_today=[_line(due_at=NOW + timedelta(hours=8))]), _days)

    assert [(lane.count, len(lane.lines)) for lane in state.lanes] == [(1, 1), *[(0, 0)] * 6]
    assert state.lane("due-today").lines[0].look.word == "hôm nay, 17:00"


def test_a_draft_is_shown_by_its_title() -> None:
    """A draft's line carries the title where a dossier has its applicant, and its key as number."""
    state = home_state(_home(drafts=[_line()._replace(number="key-1", applicant="Bản của bà Mai")]), _days)

    line = state.lane("drafts").lines[0]
    assert line.number == "Bản của bà Mai"
    assert line.line.number == "key-1"


def test_a_lane_tells_how_many_lines_are_not_shown() -> None:
    """The first five of nine are not all of them."""
    home = _home(overdue=[_line(due_at=NOW - timedelta(days=3))])
    state = home_state(Home({**home.counts, "overdue": 9}, home.first, NOW), _days)

    assert state.lane("overdue").more == 8


@pytest.mark.parametrize("lane", LANES)
def test_an_empty_lane_says_why_and_what_next(lane: str) -> None:
    """An empty place without words looks like a fault."""
    state = home_state(_home(unsent=[_line()]), _days)

    sentence, explanation, step = empty_words(state.lane(lane), is_new=False)

    assert sentence
    assert explanation
    assert step


def test_a_new_desk_is_told_how_to_begin() -> None:
    """On the first day every lane says the same useful thing."""
    state = home_state(_home(), _days)

    assert state.is_new
    assert "F2" in empty_words(state.lane("overdue"), is_new=state.is_new)[1]


@pytest.mark.parametrize(
    ("at", "way", "there"),
    [(0, "right", 1), (1, "right", None), (0, "left", 0), (0, "up", 0), (0, "down", 2), (7, "down", 7), (6, "up", 4)],
)
def test_arrows_walk_the_grid(at: int, way: str, there: int | None) -> None:
    """Right of the grid are the lines; the other edges hold."""
    assert neighbour(at, way, 8) == there
