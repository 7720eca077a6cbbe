"""Provinces of birth numbers and of today: the 63 old, the 34 since 1 July 2025 (domain.md 5.3, 5.4).

The tables are dated data (`storage/data/places`); a new province's code may be an old partner's code
(24 is Bắc Ninh now, Bắc Giang before), so old and new are never compared by code.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar


@dataclass(frozen=True, slots=True)
class OldProvince:
    """A province before 1 July 2025: three-digit birth code, name, two-digit code of its successor."""

    code: str
    name: str
    successor: str


@dataclass(frozen=True, slots=True)
class Province:
    """A province since 1 July 2025; `kinds`: (in force from, tỉnh | thành phố), oldest first."""

    code: str
    name: str
    kinds: tuple[tuple[date, str], ...]

    def kind(self, on: date) -> str:
        """`tỉnh` or `thành phố` on a day; before the first date, as on it."""
        known = [kind for since, kind in self.kinds if since <= on]
        return known[-1] if known else self.kinds[0][1]


@dataclass(frozen=True)
class Places:
    """Both tables; built once from the data files."""

    old: tuple[OldProvince, ...]
    new: tuple[Province, ...]
    _old_by_code: dict[str, OldProvince] = field(init=False, repr=False, compare=False)
    _new_by_code: dict[str, Province] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_old_by_code", _by_code(self.old))
        object.__setattr__(self, "_new_by_code", _by_code(self.new))
        unknown = {o.successor for o in self.old} - self._new_by_code.keys()
        if unknown:
            raise ValueError(f"successors without a province: {sorted(unknown)}")

    def knows_birth_code(self, ppp: str) -> bool:
        """Whether the first three digits of a personal number are one of the 63 old provinces."""
        return ppp in self._old_by_code

    def birth_codes(self) -> frozenset[str]:
        """All known first three digits, for `check_personal_id`."""
        return frozenset(self._old_by_code)

    def province_name(self, code: str) -> str | None:
        """Name of an old province (three digits) or of one of today (two digits); None if unknown."""
        found = self._old_by_code.get(code) or self._new_by_code.get(code)
        return found.name if found else None

    def successor(self, old_code: str) -> Province | None:
        """The province of today that holds an old one; None for a code nobody knows."""
        old = self._old_by_code.get(old_code)
        return self._new_by_code[old.successor] if old else None


_P = TypeVar("_P", OldProvince, Province)


def _by_code(provinces: Iterable[_P]) -> dict[str, _P]:
    found: dict[str, _P] = {}
    for province in provinces:
        if found.setdefault(province.code, province) is not province:
            raise ValueError(f"two provinces of code {province.code}")
    return found
