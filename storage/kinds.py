"""Every kind of record with its number, its field numbers and how its values look in a row and on the wire.

A number once used is never given to anything else: kinds keep theirs, and a field's number is its position in the list
below. New fields go to the end; a field that goes leaves `-` behind. `tests/storage/golden/kinds.json` guards it.

Wire values: text, integers, bytes as they are; days since 1970-01-01; instants as seconds since 1970 UTC; enumerations
by position; ids as `refs` writes them. A field that holds its type's nothing ('' 0 None False, first of an enumeration)
is left out.
"""

from collections.abc import Callable
from dataclasses import MISSING, dataclass, fields, replace
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from functools import cache
from operator import attrgetter
from typing import Any, Final, Protocol, TypeVar, get_args, get_type_hints

from commune_desk.domain import records
from commune_desk.domain.dossier_life import Step
from commune_desk.domain.ids import RecordId
from commune_desk.domain.records import Record
from commune_desk.domain.vietnam_time import VN
from storage.origins import Origins

R = TypeVar("R")
Value = Any
"""A field's value or a record of some kind: which type is known only at run time."""
_DAY_ZERO: Final = date(1970, 1, 1).toordinal()
_INSTANT_ZERO: Final = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND: Final = timedelta(seconds=1)


class Refs(Protocol):
    """Writes and reads ids relative to one journal entry."""

    def write(self, id_: RecordId) -> object:
        """The id as the entry's body holds it."""

    def read(self, value: Value) -> RecordId:
        """The id a body value stands for."""


@dataclass(frozen=True, slots=True)
class Codec:
    """One type of field: `None` where a value is stored as it is."""

    sql: str
    nothing: object
    to_row: Callable[[Any, Origins], Any] | None = None
    from_row: Callable[[Any, Origins], Any] | None = None
    to_wire: Callable[[Any, Refs], Any] | None = None
    from_wire: Callable[[Any, Refs], Any] | None = None


def to_seconds(instant: datetime) -> int:
    """Seconds since 1970 UTC of an aware instant; fractions are dropped."""
    return (instant - _INSTANT_ZERO) // _SECOND


def from_seconds(seconds: int) -> datetime:
    """The instant on Viet Nam's clock."""
    return (_INSTANT_ZERO + timedelta(seconds=seconds)).astimezone(VN)


def to_days(day: date) -> int:
    """Days since 1970-01-01."""
    return day.toordinal() - _DAY_ZERO


def from_days(days: int) -> date:
    """The day so many days after 1970-01-01."""
    return date.fromordinal(days + _DAY_ZERO)


def _id_from_text(text: str) -> RecordId | None:
    try:
        id_ = RecordId.parse(text)
    except ValueError:
        return None
    return id_ if id_.text == text else None


def _text_to_row(text: str, origins: Origins) -> int | str:
    id_ = _id_from_text(text)
    packed = -1 if id_ is None else origins.pack(id_)
    return text if packed < 0 else packed


def _text_to_wire(text: str, refs: Refs) -> object:
    id_ = _id_from_text(text)
    return text if id_ is None else [refs.write(id_)]


def _when_there(convert: Callable[[Any], Any]) -> Callable[[Any, object], Any]:
    return lambda value, _: None if value is None else convert(value)


_TEXT = Codec("TEXT", "")
_ID_TEXT = Codec(
    "",
    "",
    _text_to_row,
    lambda value, origins: origins.unpack(value).text if isinstance(value, int) else value,
    _text_to_wire,
    lambda value, refs: refs.read(value[0]).text if isinstance(value, list) else value,
)
_ID = Codec(
    "INTEGER",
    None,
    lambda value, origins: None if value is None else origins.pack(value),
    lambda value, origins: None if value is None else origins.unpack(value),
    lambda value, refs: None if value is None else refs.write(value),
    lambda value, refs: None if value is None else refs.read(value),
)
_INSTANT = Codec("INTEGER", None, *[_when_there(to_seconds), _when_there(from_seconds)] * 2)
_DAY = Codec("INTEGER", None, *[_when_there(to_days), _when_there(from_days)] * 2)
_FLAG = Codec("INTEGER", False, lambda value, _: int(value), lambda value, _: bool(value))  # noqa: FBT003
_PLAIN = {str: _TEXT, int: Codec("INTEGER", 0), bytes: Codec("BLOB", b""), bool: _FLAG, RecordId: _ID}
_PLAIN |= {datetime: _INSTANT, date: _DAY}


@cache
def _enum_codec(kind: type[Enum], *, optional: bool) -> Codec:
    members = list(kind)
    place = {member: index for index, member in enumerate(members)}

    def write(value: Enum | None, _: object) -> int | None:
        return None if value is None else place[value]

    def read(value: int | None, _: object) -> Enum | None:
        return None if value is None else members[value]

    return Codec("INTEGER", None if optional else members[0], write, read, write, read)


def _codec(hint: Value, *, holds_id_text: bool) -> Codec:
    optional = type(None) in get_args(hint)
    plain = next(part for part in get_args(hint) if part is not type(None)) if optional else hint
    if holds_id_text:
        return _ID_TEXT
    if issubclass(plain, Enum):
        return _enum_codec(plain, optional=optional)
    return replace(_PLAIN[plain], nothing=None) if optional else _PLAIN[plain]


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its number on the wire (0: folded, never travels) and its codec."""

    number: int
    name: str
    codec: Codec
    default: object


_ID_TEXTS = {("Dossier", "holder"), ("Dossier", "holder_post"), ("Step", "staff"), ("Step", "post")}
_ID_TEXTS |= {("MergeChoice", "record")}
"""Text fields that hold the text of a record id: stored as the id itself."""


class Kind:
    """How one record class is stored; `fields` in the class's order, without the id; `columns` quoted for SQL."""

    def __init__(self, number: int, cls: type[Any], numbered: str, *, only_in_journal: str = "") -> None:
        self.number = number
        self.cls = cls
        self.table = "".join(f"_{c.lower()}" if c.isupper() else c for c in cls.__name__).lstrip("_")
        self.only_in_journal = only_in_journal
        numbers = {name: place for place, name in enumerate(numbered.split(), start=1) if name != "-"}
        hints = get_type_hints(cls)
        self.fields = [
            Field(
                0 if one.metadata.get("folded") else numbers[one.name],
                one.name,
                _codec(hints[one.name], holds_id_text=(cls.__name__, one.name) in _ID_TEXTS),
                None if one.default is MISSING else one.default,
            )
            for one in fields(cls)
            if one.name != "id"
        ]
        self.by_number = {one.number: one for one in self.fields if one.number}
        self.by_name = {one.name: (one.number, one.codec.to_wire) for one in self.fields if one.number}
        self.folded = {one.name: one.default for one in self.fields if not one.number}
        self.written = [one for one in self.fields if one.number]
        self.stored = [one for one in self.fields if one.name != only_in_journal]
        self.columns = ["id", *(f'"{one.name}"' for one in self.stored)]
        self._stored = attrgetter(*(one.name for one in self.stored))
        self._writers = [(i, one.codec.to_row) for i, one in enumerate(self.stored, start=1) if one.codec.to_row]
        self._readers = [(i, one.codec.from_row) for i, one in enumerate(self.stored, start=1) if one.codec.from_row]
        self._instants = [one.name for one in self.fields if one.codec.to_row is _INSTANT.to_row]
        self._wire = [(one.number, one.name, one.codec.nothing, one.codec.to_wire) for one in self.written]

    def row(self, record: Value, origins: Origins) -> list[Any]:
        """The values of `columns`."""
        values = self._stored(record)
        row = [origins.pack(record.id), *(values if len(self.stored) > 1 else (values,))]
        for place, write in self._writers:
            row[place] = write(row[place], origins)
        return row

    def record(self, row: Value, origins: Origins) -> Value:
        """The record of a row; what only the journal holds is left at its type's nothing."""
        values = list(row)
        values[0] = origins.unpack(values[0])
        for place, read in self._readers:
            values[place] = read(values[place], origins)
        if self.only_in_journal:
            place = [one.name for one in self.fields].index(self.only_in_journal) + 1
            values.insert(place, self.fields[place - 1].codec.nothing)
        return self.cls(*values)

    def as_stored(self, record: Value) -> Value:
        """The record as it will be read back: instants without fractions of a second."""
        fractions = {name: value for name in self._instants if (value := getattr(record, name)) and value.microsecond}
        if not fractions:
            return record
        return replace(record, **{name: value.replace(microsecond=0) for name, value in fractions.items()})

    def to_wire(self, record: Value, refs: Refs) -> dict[int, Any]:
        """Written fields by number, without those that hold nothing."""
        found: dict[int, Any] = {}
        for number, name, nothing, write in self._wire:
            value = getattr(record, name)
            if value != nothing:
                found[number] = value if write is None else write(value, refs)
        return found

    def from_wire(self, values: dict[int, Any], refs: Refs) -> dict[str, Any]:
        """Field values by name; numbers of a newer program are passed over."""
        return {
            one.name: one.codec.from_wire(value, refs) if one.codec.from_wire else value
            for number, value in values.items()
            if (one := self.by_number.get(number)) is not None
        }

    def new(self, id_: RecordId, values: dict[str, Any]) -> Value:
        """A record as an entry made it: fields left out hold nothing, folded ones their beginning."""
        filled = {one.name: values.get(one.name, one.codec.nothing) for one in self.written}
        return self.cls(id=id_, **filled)


_ALL = [
    Kind(
        1,
        records.Person,
        "name is_organisation number number_kind old_number birth sex address phone email tax_code number_issued",
    ),
    Kind(
        2,
        records.Dossier,
        "applicant procedure version case summary sets provisional_number official_number receiving_place"
        " deciding_body channel delivery delivery_address representative representative_number authorisation fee_dong"
        " fee_exemption payment receipt_number limit_text note",
    ),
    Kind(3, records.Paper, "dossier component name originals copies is_missing note pages"),
    Kind(4, records.PrintedSlip, "dossier form number made_at data", only_in_journal="data"),
    Kind(5, records.SlipCopy, "slip copy printed_at"),
    Kind(6, records.Lease, "agency first last valid_from valid_to granted_by ended desk"),
    Kind(7, records.NumberUse, "lease day n dossier void_reason"),
    Kind(
        8,
        records.Office,
        "parent_agency agency place agency_code desk_code desk_name form_set number_suffix register_volume"
        " deciding_body sessions same_day_cutoff is_practice idle_lock_min phone",
    ),
    Kind(9, records.Post, "name rights phone"),
    Kind(10, records.Staff, "user_name display_name is_active"),
    Kind(11, records.Holding, "staff post since until"),
    Kind(12, records.ProcedureVersion, "code version valid_from data"),
    Kind(13, records.CalendarDay, "day is_working name source"),
    Kind(14, records.Vote, "month field score reason"),
    Kind(15, records.DeskKey, "key_id public_key desk_name exchange_key"),
    Kind(16, records.Scan, "dossier paper name root size media pages role"),
    Kind(17, records.Verdict, "entry_origin entry_n code words"),
    Kind(18, records.PortalTick, "dossier reference at"),
    Kind(19, records.MergeChoice, "record kind_name field kept_entry other_entry chosen at undone"),
    Kind(20, records.UnitName, "code name parent valid_from successor"),
]
STEP = Kind(100, Step, "kind at seen reason due_at post staff unit number state approved_by")

KINDS: Final[dict[type[Any], Kind]] = {kind.cls: kind for kind in _ALL}
BY_NUMBER: Final[dict[int, Kind]] = {kind.number: kind for kind in _ALL}
DOSSIER: Final = KINDS[records.Dossier]
PERSON: Final = KINDS[records.Person]


def kind_of(record: Record) -> Kind:
    """The kind of a record."""
    return KINDS[type(record)]
