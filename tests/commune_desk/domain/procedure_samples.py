"""Small procedures for tests."""

from dataclasses import replace
from datetime import date

from commune_desk.domain.due import LimitUnit, TimeLimit
from commune_desk.domain.fees import Council
from commune_desk.domain.procedures import Case, Component, Procedure

PAPER = Component("01", "Tờ khai", originals=1)
CASE = Case("Thông thường", TimeLimit.of(3, LimitUnit.WORKING_DAYS), (PAPER,), Council(), "HĐND")


def procedure(
    code: str = "1.004873", name: str = "Cấp Giấy xác nhận tình trạng hôn nhân", **changes: object
) -> Procedure:
    """A version of 2026-07 with one case."""
    base = Procedure(code, name, "Hộ tịch", "2026-07", date(2026, 7, 1), (CASE,))
    return replace(base, **changes)  # type: ignore[arg-type]
