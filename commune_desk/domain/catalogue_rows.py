"""Reading one JSON object of a catalogue file strictly, noting every problem with its place."""

from collections.abc import Callable, Iterator
from datetime import date
from enum import Enum
from typing import NamedTuple, TypeVar

from commune_desk.domain.errors import InvalidInput
from commune_desk.domain.text import nfc
from commune_desk.domain.working_time import check_in_range

T = TypeVar("T")
E = TypeVar("E", bound=Enum)

_LONGEST_TEXT = 4000
_MOST_ROWS = 5000


class CatalogueProblem(NamedTuple):
    """A bad value: the row (`procedures[3].cases[0]`), the field in it, and a code.

    Codes: 'not-an-object', 'not-a-list', 'not-a-text', 'not-a-number', 'not-a-day', 'not-a-flag', 'missing',
    'unknown-field', 'unknown-word', 'too-long', 'too-many', 'out-of-range', 'version-twice', and those of InvalidInput
    that TimeLimit and Procedure raise.
    """

    row: str
    field: str
    code: str


class Row:
    """One object of the file. Getters give a default after noting a problem, so that reading goes on to the end."""

    def __init__(self, value: object, place: str, problems: list[CatalogueProblem]) -> None:
        self._place = place
        self._problems = problems
        self._before = len(problems)
        self._used: set[str] = set()
        self._values: dict[object, object] = {}
        if isinstance(value, dict):
            self._values = dict(value)
        else:
            self.note("", "not-an-object")

    def note(self, field: str, code: str) -> None:
        """Write a problem of this row down."""
        self._problems.append(CatalogueProblem(self._place, field, code))

    def has(self, field: str) -> bool:
        """Whether the row names that key."""
        return field in self._values

    def text(self, field: str, *, required: bool = False) -> str:
        """A cleaned NFC text, '' when left out."""
        value = self._take(field, required=required)
        if value is None:
            return ""
        cleaned = self._clean(field, value)
        if required and not cleaned and isinstance(value, str):
            self.note(field, "missing")
        return cleaned

    def texts(self, field: str) -> tuple[str, ...]:
        """A list of texts, empty when left out."""
        return tuple(self._clean(field, one) for one in self._list(field, required=False))

    def day(self, field: str, *, required: bool = False) -> date | None:
        """An ISO date of 2000..2100, None when left out."""
        value = self._take(field, required=required)
        if value is None:
            return None
        try:
            found = date.fromisoformat(value if isinstance(value, str) else "")
            check_in_range(found)
        except (ValueError, InvalidInput):
            self.note(field, "not-a-day")
            return None
        return found

    def flag(self, field: str, *, default: bool) -> bool:
        """True or false."""
        value = self._take(field)
        if value is None or isinstance(value, bool):
            return default if value is None else value
        self.note(field, "not-a-flag")
        return default

    def count(self, field: str, most: int) -> int | None:
        """A whole number 0..most, None when left out."""
        value = self._take(field)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int):
            self.note(field, "not-a-number")
        elif not 0 <= value <= most:
            self.note(field, "out-of-range")
        else:
            return value
        return None

    def number(self, field: str, most: float = 100.0) -> float:
        """A number 0..most, 0.0 when left out."""
        value = self._take(field)
        if value is None:
            return 0.0
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.note(field, "not-a-number")
        elif not 0 <= value <= most:
            self.note(field, "out-of-range")
        else:
            return float(value)
        return 0.0

    def word(self, field: str, words: type[E], default: E | None = None) -> E | None:
        """A member of an enum by its value; required when there is no default."""
        text = self.text(field, required=default is None)
        if not text:
            return default
        for member in words:
            if member.value == text:
                return member
        self.note(field, "unknown-word")
        return default

    def rows(self, field: str, *, required: bool = False) -> Iterator["Row"]:
        """A list of objects; each must be read to its end before the next is taken, so that problems stay apart."""
        place = f"{self._place}.{field}" if self._place else field
        for number, one in enumerate(self._list(field, required=required)):
            yield Row(one, f"{place}[{number}]", self._problems)

    def row(self, field: str) -> "Row":
        """One object that must be there."""
        place = f"{self._place}.{field}" if self._place else field
        return Row(self._take(field, required=True), place, self._problems)

    def build(self, make: Callable[[], T]) -> T | None:
        """What `make` makes of the values read, None when this row or one inside it holds a problem."""
        self.close()
        if len(self._problems) > self._before:
            return None
        try:
            return make()
        except InvalidInput as wrong:
            self.note(wrong.field, wrong.code)
            return None

    def close(self) -> None:
        """Note every key that nobody asked for."""
        for key in self._values:
            if key not in self._used:
                self.note(str(key)[:40], "unknown-field")

    def _take(self, field: str, *, required: bool = False) -> object:
        self._used.add(field)
        value = self._values.get(field)
        if value is None and required:
            self.note(field, "missing")
        return value

    def _list(self, field: str, *, required: bool) -> list[object]:
        value = self._take(field, required=required)
        if value is None:
            return []
        if not isinstance(value, list):
            self.note(field, "not-a-list")
            return []
        if len(value) > _MOST_ROWS:
            self.note(field, "too-many")
            return []
        return value

    def _clean(self, field: str, value: object) -> str:
        if not isinstance(value, str) or any("\ud800" <= letter <= "\udfff" for letter in value):
            self.note(field, "not-a-text")
            return ""
        if len(value) > _LONGEST_TEXT:
            self.note(field, "too-long")
            return ""
        return nfc(value)
