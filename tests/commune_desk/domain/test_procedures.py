"""Versions of procedures: a dossier keeps the one it was received under."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from commune_desk.domain.due import LimitUnit, TimeLimit
from commune_desk.domain.errors import InvalidInput, NotFound
from commune_desk.domain.fees import Fixed
from commune_desk.domain.procedures import Catalogue, Component, diff
from tests.commune_desk.domain.procedure_samples import CASE, PAPER, procedure

OLD = procedure(version="2025-07", valid_from=date(2025, 7, 1), valid_to=date(2026, 6, 30))
NEW = procedure()


@pytest.mark.parametrize("code", ["1.004873", "1.000948.H38", "2.002402.000.00.00.H05"])
def test_national_and_provincial_codes_are_accepted(code: str) -> None:
    """Both suffix generations of domain.md 2.2 are in use."""
    assert procedure(code).code == code


@pytest.mark.parametrize(
    "code", ["", "0.004873", "1.00487", "1.0048733", "1.000948.X38", "1.000948.H3", "1.004873\n", "١.004873"]
)
def test_other_codes_are_refused(code: str) -> None:
    """A mistyped code would never match the central system's."""
    with pytest.raises(InvalidInput) as refused:
        procedure(code)
    assert refused.value.code == "procedure-code-invalid"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"cases": ()}, "procedure-without-case"),
        ({"cases": (CASE, CASE)}, "case-name-twice"),
        ({"valid_to": date(2026, 6, 30)}, "procedure-dates-crossed"),
    ],
)
def test_a_version_nobody_could_use_is_refused(changes: dict[str, Any], code: str) -> None:
    """No case, two cases a dossier could not tell apart, or no day in force."""
    with pytest.raises(InvalidInput) as refused:
        procedure(**changes)
    assert refused.value.code == code


def test_the_day_of_reception_chooses_the_version() -> None:
    """The last day of the old version and the first of the new one."""
    catalogue = Catalogue([NEW, OLD])
    assert catalogue.get(OLD.code, date(2026, 6, 30)) is OLD
    assert catalogue.get(OLD.code, date(2026, 7, 1)) is NEW
    assert catalogue.get_version(OLD.code, "2025-07") is OLD
    assert catalogue.current(date(2026, 1, 1)) == [OLD]


def test_an_edited_version_wins_and_the_old_catalogue_is_untouched() -> None:
    """An administrator's edit overrides bundled data."""
    catalogue = Catalogue([NEW])
    edited = replace(NEW, note="Sửa tại xã")
    assert catalogue.with_versions([edited]).get_version(NEW.code, NEW.version).note == "Sửa tại xã"
    assert catalogue.get_version(NEW.code, NEW.version).note == ""


@pytest.mark.parametrize(
    ("ask", "code"),
    [
        (lambda catalogue: catalogue.get("9.999999", date(2026, 8, 1)), "procedure-unknown"),
        (lambda catalogue: catalogue.get(OLD.code, date(2025, 6, 30)), "procedure-not-in-force"),
        (lambda catalogue: catalogue.get_version(OLD.code, "1999"), "procedure-version-unknown"),
        (lambda catalogue: catalogue.get_version(OLD.code, "2026-07").case("Không có"), "case-unknown"),
    ],
)
def test_what_is_not_there_is_named(ask: Callable[[Catalogue], object], code: str) -> None:
    """Each absence has its own sentence."""
    with pytest.raises(NotFound) as missing:
        ask(Catalogue([OLD, NEW]))
    assert missing.value.code == code


def test_diff_tells_days_fee_and_papers() -> None:
    """A clerk must be told what a new version changes."""
    changed = replace(
        CASE,
        limit=TimeLimit.of(2, LimitUnit.WORKING_DAYS),
        fee=Fixed(15000),
        fee_text="15.000 đ",
        components=(replace(PAPER, copies=1), Component("02", "Ảnh 3x4")),
    )
    new = replace(NEW, cases=(changed, replace(CASE, name="Cấp lại")))
    changes = {change.what: change for change in diff(NEW, new)}
    assert set(changes) == {"limit", "fee", "component", "component-added", "case-added"}
    assert (changes["limit"].before, changes["limit"].after) == ("3 ngày làm việc", "2 ngày làm việc")
    assert changes["fee"].after == "15.000 đ"
    assert {change.what for change in diff(new, NEW)} == {
        "limit",
        "fee",
        "component",
        "component-removed",
        "case-removed",
    }
    assert diff(NEW, NEW) == []


def test_a_paper_is_replaced_by_data_from_its_day_on() -> None:
    """QĐ 3458 replaces papers by look-ups from a date, with a fall-back to paper."""
    paper = replace(PAPER, replaced_by_data=date(2025, 12, 10))
    assert not paper.is_looked_up(date(2025, 12, 9))
    assert paper.is_looked_up(date(2025, 12, 10))
    assert not PAPER.is_looked_up(date(2026, 1, 1))
