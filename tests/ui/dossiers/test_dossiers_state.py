"""How lines, deadlines and filters are told, without a window."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commune_desk.domain.ids import Origin, RecordId
from commune_desk.domain.records import State
from commune_desk.domain.text import fold
from commune_desk.domain.vietnam_time import VN
from commune_desk.ports import DossierLine, Filter
from ui import tokens
from ui.dossiers.filters import date_choices, empty_words, filter_words, without
from ui.dossiers.state import count_words, due_look, spans, state_look

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=VN)
PROVISIONAL = False


def _line(state: State = State.IN_PROCESS, due: datetime | None = None, done: datetime | None = None) -> DossierLine:
    id_ = RecordId(Origin(1, 2), 3, 0)
    return DossierLine(id_, "n", PROVISIONAL, "a", "p", "", state, NOW, due, done, "", "", "")


def _days(first: date, last: date) -> int:
    """Monday to Friday, no holidays."""
    return sum((first + timedelta(days=n)).weekday() < 5 for n in range(1, (last - first).days + 1))


@pytest.mark.parametrize(
    ("due", "word", "tint"),
    [
        (NOW + timedelta(hours=8), "hôm nay, 17:00", tokens.State.SOON),
        (NOW - timedelta(hours=1), "quá giờ hẹn 08:00", tokens.State.LATE),
        (NOW - timedelta(days=3), "quá hạn 1 ngày làm việc", tokens.State.LATE),
        (NOW + timedelta(days=2), "còn 2 ngày làm việc", tokens.State.SOON),
        (NOW + timedelta(days=7), "còn 5 ngày làm việc", tokens.State.OK),
    ],
)
def test_a_deadline_is_counted_in_working_days(due: datetime, word: str, tint: tokens.State) -> None:
    """From Friday to Monday one working day passed, not three."""
    look = due_look(_line(due=due), NOW, _days)

    assert (look.word, look.tint) == (word, tint)


def test_a_finished_dossier_is_judged_by_when_it_was_finished() -> None:
    """A result that waits to be fetched is not late because today is later than its promise."""
    due = NOW - timedelta(days=5)

    assert due_look(_line(State.FINISHED, due, due - timedelta(hours=1)), NOW, _days).tint is tokens.State.OK
    assert due_look(_line(State.RETURNED, due, due + timedelta(hours=1)), NOW, _days).tint is tokens.State.LATE


def test_waiting_for_papers_shows_no_countdown() -> None:
    """The clock stands while the citizen completes the dossier (NĐ 61 Điều 19.4)."""
    assert due_look(_line(State.SUPPLEMENT), NOW, _days).word == "ngừng tính hạn"


@pytest.mark.parametrize("state", State)
def test_every_state_has_colour_word_and_icon(state: State) -> None:
    """Never colour alone."""
    look = state_look(state)

    assert look.word
    assert look.icon


@pytest.mark.parametrize(
    ("query", "text", "marked"),
    [
        ("duong", "Nguyễn Thị Đường", ["Đường"]),
        ("DUONG van", "Trần Văn Dương", ["Văn", "Dương"]),
        ("6004", "H37.099.01-261120-6004", ["6004"]),
        ("an", "Trần Văn An", ["An"]),
        ("", "Trần", []),
    ],
)
def test_marks_what_matched(query: str, text: str, marked: list[str]) -> None:
    """Without marks finds with marks; a name's middle is not its beginning."""
    assert [text[at : at + length] for at, length in spans(query, text)] == marked


@given(st.text(max_size=20), st.text(max_size=40))
def test_marks_lie_inside_the_text(query: str, text: str) -> None:
    """Whatever is typed or pasted, no mark is painted outside the words."""
    for at, length in spans(query, text):
        assert at >= 0
        assert at + length <= len(text)
        assert length > 0


@given(st.sampled_from(["Nguyễn Văn Ước", "Đỗ Thị Ỷ", "Lê Hoàng Mai"]))
def test_a_name_marks_itself_without_its_tones(name: str) -> None:
    """Every word of a folded name is found in the name."""
    assert len(spans(fold(name), name)) == len(name.split())


def test_each_narrowing_can_be_taken_away() -> None:
    """A chip's cross removes its own condition and nothing else."""
    full = Filter(
        "mai", frozenset({State.IN_PROCESS, State.FINISHED}), "overdue", "2.000815", "h", NOW.date(), NOW.date()
    )

    told = filter_words(full, "Bà Lan", "Chứng thực")
    assert [what for what, _words in told] == ["states", "holder", "procedure", "dates"]
    rest = full
    for what, _words in told:
        rest = without(rest, what)
    assert without(rest, "lane") == Filter("mai")


def test_last_month_ends_on_its_last_day() -> None:
    """March 1st asks for the whole of February."""
    _words, first, last = date_choices(date(2026, 3, 1))[4]

    assert (first, last) == (date(2026, 2, 1), date(2026, 2, 28))


def test_no_hit_suggests_something() -> None:
    """With a filter on, the filter may be the reason; without, the words are."""
    shown = Filter(text="zzz")

    assert "Ctrl+0" in empty_words(replace(shown, lane="overdue"))[1]
    assert "zzz" in empty_words(shown)[0]


def test_thousands_are_parted() -> None:
    """Read at a glance."""
    assert count_words(1284) == "1.284 hồ sơ"
