"""The QR of the citizen card: what the scanner typed becomes a card, or is refused; never a guess.

Payload (domain.md 5.1): UTF-8 fields between `|`: number, old CMND, name, birth ddMMyyyy, Nam/Nữ, address,
date of issue; the card of 2024 adds an unknown field, father, mother and another unknown one.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from commune_desk.domain import scanner_repair
from commune_desk.domain.errors import InvalidInput
from commune_desk.domain.personal_id import Sex, check_personal_id
from commune_desk.domain.text import nfc
from commune_desk.domain.wording import FIRST_YEAR, LAST_YEAR, Birth

SEXES: dict[str, Sex] = {"Nam": "male", "Nữ": "female"}
SEX_VI = {sex: word for word, sex in SEXES.items()}
FEWEST_FIELDS, MOST_FIELDS = 6, 11


@dataclass(frozen=True, slots=True)
class CitizenCard:
    """A card as read. `warnings` are codes to show beside it: a number that does not fit sex, year or
    place (`IdWarning`), `address-uncertain` and `card-without-marks` (`scanner_repair.doubts`).
    """

    number: str
    old_number: str
    name: str
    birth_date: date | None
    birth_year: int
    sex: Sex
    address: str
    issued_on: date | None
    father: str = ""
    mother: str = ""
    warnings: tuple[str, ...] = ()

    @property
    def birth_text(self) -> str:
        """ISO date, or the bare year where the card knows no more."""
        return Birth(self.birth_year, self.birth_date).text


class _Fields(NamedTuple):
    number: str
    old_number: str
    name: str
    birth: str
    sex: str
    address: str
    issued: str = ""
    unknown: str = ""
    father: str = ""
    mother: str = ""
    guardian: str = ""


def parse_card(payload: str, *, today: date | None = None) -> CitizenCard:
    """The card in a scanned text; with `today`, births and issues after it are refused too.

    Raises InvalidInput, field `card`: `card-garbled` (not a whole card), `card-number`, `card-name`,
    `card-birth`, `card-sex`, `card-issued`, and `typing-tool-changed-card` (UniKey was on).
    """
    fields = _split(scanner_repair.repair(payload))
    if not re.fullmatch(r"[0-9]{12}", fields.number):
        raise _refused("card-number")
    if not re.fullmatch(r"([0-9]{9}|[0-9]{12})?", fields.old_number):
        raise _refused("card-number")
    if not fields.name:
        raise _refused("card-name")
    if fields.sex not in SEXES:
        raise _refused("card-sex")
    for name in (fields.name, fields.father, fields.mother):
        scanner_repair.check_name(name)
    scanner_repair.check_address(fields.address)
    sex = SEXES[fields.sex]
    birth = _birth(fields.birth, today)
    return CitizenCard(
        number=fields.number,
        old_number=fields.old_number,
        name=fields.name,
        birth_date=birth.date,
        birth_year=birth.year,
        sex=sex,
        address=fields.address,
        issued_on=_issued(fields.issued, birth, today),
        father=fields.father,
        mother=fields.mother,
        warnings=(
            *(w.value for w in check_personal_id(fields.number, birth_year=birth.year, sex=sex)),
            *scanner_repair.doubts(fields.name, fields.address),
        ),
    )


def _split(text: str) -> _Fields:
    parts = [nfc(part) for part in text.split("|")]
    if not FEWEST_FIELDS <= len(parts) <= MOST_FIELDS:
        raise _refused("card-garbled")
    return _Fields(*parts)


def _birth(text: str, today: date | None) -> Birth:
    birth = _birth_written(text)
    if not FIRST_YEAR <= birth.year <= LAST_YEAR:
        raise _refused("card-birth")
    if today and (birth.year > today.year or (birth.date and birth.date > today)):
        raise _refused("card-birth")
    return birth


def _birth_written(text: str) -> Birth:
    if re.fullmatch(r"[0-9]{4}", text):
        return Birth(int(text), None)
    if not re.fullmatch(r"[0-9]{8}", text):
        raise _refused("card-birth")
    day, month, year = int(text[:2]), int(text[2:4]), int(text[4:])
    if month == 0 or (day == 0 and month <= 12):  # noqa: PLR2004 - months
        return Birth(year, None)
    return Birth(year, _day(text, "card-birth"))


def _issued(text: str, birth: Birth, today: date | None) -> date | None:
    if not text:
        return None
    issued = _day(text, "card-issued")
    before_birth = issued < birth.date if birth.date else issued.year < birth.year
    if before_birth or (today and issued > today):
        raise _refused("card-issued")
    return issued


def _day(text: str, code: str) -> date:
    try:
        if not re.fullmatch(r"[0-9]{8}", text):
            raise _refused(code)
        return date(int(text[4:]), int(text[2:4]), int(text[:2]))
    except ValueError:
        raise _refused(code) from None


def _refused(code: str) -> InvalidInput:
    return InvalidInput(code, field="card")
