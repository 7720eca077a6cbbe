"""Numbers that name a citizen: personal identification number, old identity card, passport; and phones.

The 12 digits are PPP C YY SSSSSS: province or country of birth registration, century and sex, year,
serial; there is no check digit (domain.md 5.2). Messages and errors never hold a digit of them.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum
from typing import Literal

from commune_desk.domain.errors import InvalidInput
from commune_desk.domain.text import nfc

Sex = Literal["male", "female"]
Kind = Literal["cccd", "cmnd", "passport"]

# The 63 provinces before 1 July 2025; their codes stay valid for life (domain.md 5.3).
_CODES = (
    "001 002 004 006 008 010 011 012 014 015 017 019 020 022 024 025 026 027 030 031 033 "
    "034 035 036 037 038 040 042 044 045 046 048 049 051 052 054 056 058 060 062 064 066 "
    "067 068 070 072 074 075 077 079 080 082 083 084 086 087 089 091 092 093 094 095 096"
)
BIRTH_CODES = frozenset(_CODES.split())
LAST_PROVINCE_CODE = "096"
_SHAPES: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("cccd", re.compile(r"[0-9]{12}")),
    ("cmnd", re.compile(r"[0-9]{9}")),
    ("passport", re.compile(r"[A-Z][0-9]{7,8}")),
)


class IdWarning(Enum):
    """What in a number does not fit; never a reason to refuse: corrected people keep old numbers."""

    SEX = "sex-mismatch"
    BIRTH_YEAR = "birth-year-mismatch"
    PROVINCE = "unknown-province"
    FOREIGN = "foreign-birth-place"


@dataclass(frozen=True, slots=True)
class PersonalId:
    """`cccd`: 12 digits (a 12-digit CMND equals it); `cmnd`: 9 digits; `passport`: letter, 7-8 digits."""

    kind: Kind
    text: str


def parse_personal_id(text: str) -> PersonalId:
    """The number a person typed; spaces, dots and dashes are dropped, ASCII digits only.

    Raises InvalidInput, field `number`: `personal-id-empty`, `personal-id-characters`,
    `personal-id-length` with parameter `length`.
    """
    compact = re.sub(r"[ .\-]", "", nfc(text)).upper()
    if not compact:
        raise InvalidInput("personal-id-empty", field="number")
    for kind, shape in _SHAPES:
        if shape.fullmatch(compact):
            return PersonalId(kind, compact)
    if re.fullmatch(r"[A-Z]?[0-9]+", compact):
        raise InvalidInput("personal-id-length", field="number", length=len(compact))
    raise InvalidInput("personal-id-characters", field="number")


def check_personal_id(
    number: str,
    *,
    birth_year: int | None = None,
    sex: Sex | None = None,
    known_codes: Collection[str] = BIRTH_CODES,
) -> tuple[IdWarning, ...]:
    """What in a 12-digit number contradicts sex and birth year, or is unknown; other numbers: nothing."""
    if not re.fullmatch(r"[0-9]{12}", number):
        return ()
    warnings = []
    if sex is not None and sex != sex_of(number):
        warnings.append(IdWarning.SEX)
    if birth_year is not None and birth_year != birth_year_of(number):
        warnings.append(IdWarning.BIRTH_YEAR)
    code = number[:3]
    if code not in known_codes:
        warnings.append(IdWarning.FOREIGN if code > LAST_PROVINCE_CODE else IdWarning.PROVINCE)
    return tuple(warnings)


def sex_of(number: str) -> Sex:
    """The sex in a 12-digit number: even male, odd female."""
    return "female" if int(number[3]) % 2 else "male"


def birth_year_of(number: str) -> int:
    """The birth year in a 12-digit number: 1900 + 100 for every two steps of the fourth digit."""
    return 1900 + 100 * (int(number[3]) // 2) + int(number[4:6])


def mask(number: str) -> str:
    """The number for a screen others may see: ends shown, at least half hidden. `001••••••001`."""
    shown = len(number) // 4
    return number[:shown] + "•" * (len(number) - 2 * shown) + number[len(number) - shown :]


_MOBILE = re.compile(r"0[35789][0-9]{8}")
_LANDLINE = re.compile(r"02[0-9]{9}")
_TWO_DIGIT_AREAS = ("024", "028")


def parse_phone(text: str) -> str:
    """National form of a Vietnamese number (`0912345678`); +84, 84, spaces, dots, brackets accepted.

    Raises InvalidInput, field `phone`: `phone-characters`, `phone-number` (no such mobile or landline).
    """
    compact = re.sub(r"[ .\-()/]", "", nfc(text))
    if not re.fullmatch(r"\+?[0-9]+", compact):
        raise InvalidInput("phone-characters", field="phone")
    national = re.sub(r"^(\+84|0084|84(?=[0-9]{9,10}$))0?", "0", compact)
    if not (_MOBILE.fullmatch(national) or _LANDLINE.fullmatch(national)):
        raise InvalidInput("phone-number", field="phone")
    return national


def format_phone(phone: str) -> str:
    """`0912 345 678`, `024 3825 1234`, `0203 382 5123`; anything else as it is."""
    if _MOBILE.fullmatch(phone):
        return f"{phone[:4]} {phone[4:7]} {phone[7:]}"
    if _LANDLINE.fullmatch(phone):
        area = 3 if phone.startswith(_TWO_DIGIT_AREAS) else 4
        return f"{phone[:area]} {phone[area:-4]} {phone[-4:]}"
    return phone
