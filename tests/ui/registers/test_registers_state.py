"""What the registers tell, without a window."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commune_desk.domain.ids import RecordId
from commune_desk.domain.records import Lease, NumberUse
from ui import tokens
from ui.registers.state import VERDICTS, ledger_lines, seal_in, span_problem, spans, verdict_of

DAYS = st.dates(date(2001, 1, 1), date(2099, 12, 31))


@given(DAYS)
def test_quick_spans_are_valid_registers(today: date) -> None:
    """A register is of one year and never of days to come, on any day of any year."""
    for span in spans(today).values():
        assert span_problem(span.first, span.last) == ""
        assert span.last == today


def test_what_gives_no_register_is_said() -> None:
    """Missing, crossed and two-year spans each have their sentence."""
    first, last = date(2026, 1, 1), date(2026, 5, 1)
    assert span_problem(first, last) == ""
    wrong = {span_problem(None, last), span_problem(last, first), span_problem(date(2025, 12, 31), last)}
    assert len(wrong) == 3
    assert "" not in wrong


def test_the_ledger_tells_given_voided_and_returned_numbers() -> None:
    """Every gap has its reason (domain.md 2.1)."""
    ids = [RecordId(1, number, 0) for number in range(1, 5)]
    day, before = date(2026, 11, 23), date(2026, 11, 20)
    lease = Lease(ids[0], "H37.099.01", 1, 99, before, day, "Tỉnh")
    uses = [
        NumberUse(ids[1], ids[0], before, 1, ids[3], "In hỏng"),
        NumberUse(ids[2], ids[0], day, 1, ids[3]),
    ]
    lines = ledger_lines(lease, uses, ((before, 2, 99),))
    assert [line.kind for line in lines] == ["used", "void", "returned"]
    assert lines[0].text == "H37.099.01-261123-0001"
    assert lines[1].note == "In hỏng"
    assert "98" in lines[2].note
    assert lines[2].use is None


def test_every_verdict_differs_by_colour_word_and_icon() -> None:
    """A forged slip must not look like a good one in any way a person perceives."""
    looks = list(VERDICTS.values())
    for part in range(3):
        assert len({look[part] for look in looks}) == len(looks)
    assert VERDICTS["genuine"][0] is tokens.State.OK
    assert VERDICTS["altered"][0] is tokens.State.LATE


@pytest.mark.parametrize("known", [True, False])
def test_only_a_dossier_of_this_desk_can_be_opened(known: bool) -> None:  # noqa: FBT001
    """A genuine slip of another desk names a dossier that is not here."""
    check = {
        "verdict": "genuine",
        "number": "H37.099.01-261123-0001",
        "received": "2026-11-23T08:00:00+07:00",
        "due": None,
        "procedure": "2.000815",
        "known_here": known,
    }
    verdict = verdict_of(check)
    assert bool(verdict.number) is known
    assert dict(verdict.facts)["Tiếp nhận"] == "08:00 23/11/2026"
    assert "Hẹn trả" not in dict(verdict.facts)


def test_the_seal_is_found_among_other_codes() -> None:
    """A page bears the barcode of the dossier as well."""
    assert seal_in(["H37-1", "CD1|x"]) == "CD1|x"
    assert seal_in(["H37-1"]) == "H37-1"
    assert seal_in([]) == ""
