"""Catalogue files from outside: read whole or not at all, every problem named."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commune_desk.domain.catalogue_format import read_catalogue, read_exemptions, write_catalogue
from commune_desk.domain.errors import InvalidInput
from storage.catalogue_data import bundled_catalogue

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
KEYS = ["code", "name", "field", "version", "valid_from", "valid_to", "cases", "components", "guidance", "limit", "fee"]
KEYS += [
    "unit",
    "amount",
    "kind",
    "dong",
    "later_from",
    "answers",
    "outcome",
    "text",
    "weight",
    "confirmed",
    "keywords",
]
NEARLY = st.recursive(
    JSON | st.sampled_from(["1.001193", "2026-07-01", "working_days", "fixed", "per_page", "other-procedure"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=8),
    max_leaves=25,
)


def row(**changes: object) -> dict[str, Any]:
    case = {"name": "Thông thường", "limit": {"unit": "working_days", "amount": "3"}, "fee": {"kind": "free"}}
    base = {
        "code": "1.001193",
        "name": "Đăng ký khai sinh",
        "field": "Hộ tịch",
        "version": "a",
        "valid_from": "2026-07-01",
    }
    return {**base, "cases": [case], **changes}


def with_case(**changes: object) -> dict[str, Any]:
    return row(cases=[{**row()["cases"][0], **changes}])


def problems(*rows: object) -> list[tuple[str, ...]]:
    reading = read_catalogue({"procedures": list(rows)})
    assert reading.procedures == ()
    return [tuple(problem) for problem in reading.problems]


def test_a_good_row_is_read() -> None:
    """The smallest row an administrator may write."""
    reading = read_catalogue({"procedures": [row()]})
    assert reading.problems == ()
    assert reading.procedures[0].case("Thông thường").limit.text == "3 ngày làm việc"


@pytest.mark.parametrize(
    ("bad", "problem"),
    [
        (row(code="1.1"), ("procedures[0]", "code", "procedure-code-invalid")),
        (row(valid_from="31/12/2026"), ("procedures[0]", "valid_from", "not-a-day")),
        (row(valid_from="1900-01-01"), ("procedures[0]", "valid_from", "not-a-day")),
        (row(nmae="x"), ("procedures[0]", "nmae", "unknown-field")),
        (row(name=" \u200b"), ("procedures[0]", "name", "missing")),
        (row(name="\ud800"), ("procedures[0]", "name", "not-a-text")),
        (row(weight=float("nan")), ("procedures[0]", "weight", "out-of-range")),
        (row(cases=[]), ("procedures[0]", "cases", "procedure-without-case")),
        (row(confirmed="yes"), ("procedures[0]", "confirmed", "not-a-flag")),
        (with_case(limit={"unit": "weeks"}), ("procedures[0].cases[0].limit", "unit", "unknown-word")),
        (
            with_case(limit={"unit": "months", "amount": "9e9"}),
            ("procedures[0].cases[0].limit", "limit", "limit-invalid"),
        ),
        (with_case(fee={"kind": "fixed"}), ("procedures[0].cases[0].fee", "dong", "missing")),
        (with_case(fee={"kind": "free", "dong": 1}), ("procedures[0].cases[0].fee", "dong", "unknown-field")),
        (with_case(fee={"kind": "fixed", "dong": -1}), ("procedures[0].cases[0].fee", "dong", "out-of-range")),
        (
            with_case(components=[{"code": "1", "name": "A"}, {"code": "1", "name": "B"}]),
            ("procedures[0].cases[0]", "components", "component-twice"),
        ),
        (
            row(guidance=[{"text": "?", "answers": [{"text": "a", "outcome": "other-procedure", "detail": "d"}]}]),
            ("procedures[0].guidance[0].answers[0]", "procedure", "missing"),
        ),
    ],
)
def test_each_bad_value_is_named_with_its_place(bad: dict[str, object], problem: tuple[str, str, str]) -> None:
    """The administrator must find the cell."""
    assert problem in problems(bad)


def test_every_bad_row_is_told_and_no_good_one_is_applied() -> None:
    """All problems at once, and never half a file."""
    found = problems(row(), row(code="x", version="b"), row(version="c", valid_from=None), 7)
    assert {place for place, _, _ in found} == {"procedures[1]", "procedures[2]", "procedures[3]"}


def test_the_same_version_twice_is_a_problem() -> None:
    """Which one would win?"""
    assert problems(row(), row()) == [("procedures[1]", "version", "version-twice")]


def test_writing_and_reading_gives_equal_procedures() -> None:
    """Export, edit elsewhere, import: nothing is lost on the way, over the whole bundled catalogue."""
    bundled = bundled_catalogue().all_versions()
    reading = read_catalogue(json.loads(json.dumps(write_catalogue(bundled))))
    assert reading.problems == ()
    assert list(reading.procedures) == bundled


@given(JSON)
def test_any_json_is_answered(value: object) -> None:
    """No file may crash the import."""
    reading = read_catalogue(value)
    assert reading.problems or isinstance(value, dict)


@settings(max_examples=200)
@given(st.lists(NEARLY, max_size=3))
def test_nearly_right_json_is_answered(rows: list[object]) -> None:
    """Known keys with wrong contents reach the inner readers."""
    reading = read_catalogue({"procedures": rows})
    assert bool(reading.problems) != bool(reading.procedures) or not rows


def test_broken_exemptions_are_named() -> None:
    """Exemptions are data too."""
    with pytest.raises(InvalidInput) as refused:
        read_exemptions({"exemptions": [{"code": "x"}]})
    assert refused.value.parameters["reason"] == "missing"
