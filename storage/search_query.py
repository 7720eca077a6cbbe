"""What the one search box means: a number, a slip's QR text, a person's number, a phone, a procedure code or a name."""

import re
from dataclasses import dataclass

from commune_desk.domain.procedures import CODE_PATTERN
from commune_desk.domain.text import Word, has_marks, nfc, words_of
from storage.search_tables import bare_token, marked_token

_SLIP_PREFIX = "CD1|"
_LONGEST = 200
_TAIL = re.compile(r"(?:(?P<day>[0-9]{6})-)?(?P<n>[0-9]{1,6})")
_NUMBER = re.compile(r"[A-ZĐẠ0-9][A-ZĐẠ0-9.\-/]*[0-9]")
_FEWEST_DIGITS = 4
_PHONE_DIGITS = range(9, 12)
_PERSON_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Query:
    """Every reading of a text that is possible; an empty reading is none.

    `number` a whole dossier number in capitals; `day` (yymmdd) and `running` the tail of one; `digits` of a person's
    number or a phone, maybe only its beginning; `procedure` a code; `exact` and `loose` FTS5 expressions of a name, the
    one with the marks typed ('' where none were), the other without any; `name` the text the hits are ranked by.
    """

    number: str = ""
    day: str = ""
    running: int | None = None
    digits: str = ""
    procedure: str = ""
    exact: str = ""
    loose: str = ""
    name: str = ""

    @property
    def is_empty(self) -> bool:
        """Nothing in it can be looked for."""
        return self == Query()


def parse(text: str) -> Query:
    """Read a text as typed, scanned or pasted; raises nothing, whatever it holds."""
    typed = nfc(text[:_LONGEST])
    if typed.startswith(_SLIP_PREFIX):
        return Query(number=typed.removeprefix(_SLIP_PREFIX).split("|", 1)[0].strip().upper())
    if CODE_PATTERN.fullmatch(typed.upper()):
        return Query(procedure=typed.upper())
    digits = _digits(typed)
    tail = _TAIL.fullmatch(typed)
    if digits or tail:
        return Query(
            digits=digits if len(digits) >= _FEWEST_DIGITS else "",
            day=(tail["day"] or "") if tail else "",
            running=int(tail["n"]) if tail else None,
        )
    upper = typed.upper()
    if _NUMBER.fullmatch(upper) and any(letter.isdigit() for letter in upper):
        # A passport (C1234567) and a dossier number look alike: the one that is there is meant.
        return Query(number=upper, digits=upper)
    return _by_name(typed)


def _digits(typed: str) -> str:
    """The digits of a number or phone typed with spaces, dots, a country code; '' for anything else."""
    bare = re.sub(r"[ .()]", "", typed)
    if bare.startswith("+84"):
        bare = f"0{bare[3:]}"
    return bare if bare.isascii() and bare.isdigit() else ""


def _by_name(typed: str) -> Query:
    words = [word for word in words_of(typed) if bare_token(word)]
    if not words:
        return Query()
    loose = _all_of(words, [bare_token(word) for word in words])
    if not has_marks(typed):
        return Query(loose=loose, name=typed)
    return Query(exact=_exact(words), loose=loose, name=typed)


def _all_of(words: list[Word], begun: list[str]) -> str:
    """Every whole word, and the last one as a beginning: FTS5 syntax."""
    *whole, last = begun
    return " AND ".join([*(f'"{token}"' for token in whole if token), f'"{last}" *'] if words else [])


def _exact(words: list[Word]) -> str:
    """With the marks typed. A tone stands behind the letters of its word, so the last word is either done or begun."""
    *whole, last = words
    done = f'"{marked_token(last)}"'
    ending = done if last.tones else f'"{marked_token(last)}" *'
    return " AND ".join([*(f'"{marked_token(word)}"' for word in whole), ending])


def looks_like_phone(digits: str) -> bool:
    """Whether digits may be a phone or its beginning."""
    return digits.startswith("0") and len(digits) < _PERSON_DIGITS


def is_whole_phone(digits: str) -> bool:
    """Whether digits are as long as a Vietnamese phone number."""
    return len(digits) in _PHONE_DIGITS
