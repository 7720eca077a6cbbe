"""What an administrator publishes: a catalogue, days of the calendar, posts and people; said in every commune's order.

The file is JSON, read whole or not at all:

    {"procedures": [...]}                                             see commune_desk.domain.catalogue_format
    {"days": [{"day", "is_working", "name", "source"}]}
    {"posts": [{"name", "rights", "phone"}], "people": [{"user_name", "display_name"}]}
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final, NamedTuple

import msgspec

from commune_desk.domain.catalogue_format import LARGEST_FILE, procedure_to_json, read_catalogue_bytes
from commune_desk.domain.errors import InvalidInput
from commune_desk.domain.ids import Origin, RecordId
from commune_desk.domain.records import CalendarDay, Post, ProcedureVersion, Record, Staff
from sync.server.ports import Scribe, Spoken

CATALOGUE: Final = "catalogue-published"
CALENDAR: Final = "calendar-published"
PEOPLE: Final = "people-published"
ACTIONS: Final = (CATALOGUE, CALENDAR, PEOPLE)
ENTRY_BYTES: Final = 200_000
"""Of records in one entry, so that every entry travels over any line."""

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=300)]


class _Day(msgspec.Struct, forbid_unknown_fields=True):
    day: date
    is_working: bool
    name: Name
    source: str = ""


class _Post(msgspec.Struct, forbid_unknown_fields=True):
    name: Name
    rights: str
    phone: str = ""


class _Person(msgspec.Struct, forbid_unknown_fields=True):
    user_name: Name
    display_name: Name


class _File(msgspec.Struct, forbid_unknown_fields=True):
    days: list[_Day] = []
    posts: list[_Post] = []
    people: list[_Person] = []


class Difference(NamedTuple):
    """One line of the preview: `mark` 'new', 'changed' or 'same'."""

    mark: str
    key: str
    name: str
    detail: str


class Published(NamedTuple):
    """Something said before, in how many communes."""

    at_ms: int
    action: str
    records: int
    communes: int


@dataclass(frozen=True, slots=True)
class Draft:
    """A file read and sound: the action it becomes and its records."""

    action: str
    records: Sequence[Record]


def read_draft(data: bytes) -> Draft:
    """What the file holds. Raises InvalidInput('publish-invalid', reason=…) naming the first bad place."""
    if len(data) > LARGEST_FILE:
        raise InvalidInput("publish-invalid", reason="too-long")
    if b'"procedures"' in data:
        return _catalogue(data)
    try:
        read = msgspec.json.decode(data, type=_File)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise InvalidInput("publish-invalid", reason=str(error)[:200]) from error
    if read.days:
        return Draft(CALENDAR, [CalendarDay(_id(), d.day, d.is_working, d.name, d.source) for d in read.days])
    posts: list[Record] = [Post(_id(), one.name, one.rights, one.phone) for one in read.posts]
    people: list[Record] = [Staff(_id(), one.user_name, one.display_name) for one in read.people]
    if not posts and not people:
        raise InvalidInput("publish-invalid", reason="empty")
    return Draft(PEOPLE, [*posts, *people])


def _catalogue(data: bytes) -> Draft:
    reading = read_catalogue_bytes(data)
    if reading.problems or not reading.procedures:
        first = reading.problems[0] if reading.problems else None
        reason = "empty" if first is None else f"{first.row} {first.field}: {first.code}".strip()
        raise InvalidInput("publish-invalid", reason=reason)
    return Draft(
        CATALOGUE,
        [
            ProcedureVersion(_id(), one.code, one.version, one.valid_from, procedure_to_json(one))
            for one in reading.procedures
        ],
    )


def _id() -> RecordId:
    return RecordId(Origin(0, 0), 0, 0)


class Publisher:
    """Says drafts in communes' orders and tells what was said."""

    def __init__(self, voice: Spoken, scribe: Scribe, communes: Callable[[], list[str]]) -> None:
        self._voice = voice
        self._scribe = scribe
        self._communes = communes

    def differences(self, draft: Draft) -> list[Difference]:
        """The draft beside what was published before, new and changed first."""
        before = self._known(draft.action)
        found = [_difference(record, before) for record in draft.records]
        return sorted(found, key=lambda one: (("new", "changed", "same").index(one.mark), one.key))

    def publish(self, draft: Draft, now_ms: int) -> int:
        """Say in every commune what is not the same there; how many entries. Done again after a fault, it goes on."""
        said = 0
        for commune in self._communes():
            before = self._known(draft.action, commune)
            lacking = [one for one in draft.records if _difference(one, before).mark != "same"]
            for piece in _pieces(lacking):
                self._voice.say(commune, draft.action, piece, now_ms)
                said += 1
        return said

    def history(self) -> list[Published]:
        """Newest first; what was said within one minute in several communes is one publication."""
        found: dict[tuple[int, str], list[tuple[str, int]]] = {}
        for commune in self._communes():
            for action in ACTIONS:
                for row in self._voice.said(commune, action):
                    key = (row.entry.wall_ms, action)
                    found.setdefault(key, []).append((commune, len(self._scribe.read(row.entry))))
        lines = [_published(key, said) for key, said in found.items()]
        return sorted(lines, reverse=True)

    def _known(self, action: str, commune: str | None = None) -> dict[str, str]:
        known: dict[str, str] = {}
        for code in self._communes()[:1] if commune is None else [commune]:
            for row in self._voice.said(code, action):
                for told in self._scribe.read(row.entry):
                    known[_key(told.kind, told.values)] = _detail(told.kind, told.values)
        return known


def _published(key: tuple[int, str], said: list[tuple[str, int]]) -> Published:
    communes = {commune for commune, _ in said}
    return Published(*key, sum(many for _, many in said) // len(communes), len(communes))


def _values(record: Record) -> dict[str, object]:
    return {name: getattr(record, name) for name in record.__dataclass_fields__ if name != "id"}


def _difference(record: Record, before: dict[str, str]) -> Difference:
    kind, values = type(record).__name__, _values(record)
    key, detail = _key(kind, values), _detail(kind, values)
    mark = "new" if key not in before else "same" if before[key] == detail else "changed"
    return Difference(mark, key, _title(kind, values), "" if kind == "ProcedureVersion" else detail)


def _title(kind: str, values: Mapping[str, object]) -> str:
    if kind == "ProcedureVersion":
        try:
            return str(msgspec.json.decode(str(values["data"]))["procedures"][0]["name"])
        except (msgspec.MsgspecError, KeyError, IndexError, TypeError):
            return ""
    return str(values.get("display_name") or values.get("name") or "")


_KEYS: Final = {
    "ProcedureVersion": ("code", "version"),
    "CalendarDay": ("day",),
    "Post": ("name",),
    "Staff": ("user_name",),
}


def _key(kind: str, values: Mapping[str, object]) -> str:
    return " · ".join(str(values.get(name, "")) for name in _KEYS.get(kind, ()))


def _detail(kind: str, values: Mapping[str, object]) -> str:
    if kind == "ProcedureVersion":
        return str(values.get("data", ""))
    told = [(name, values.get(name)) for name in ("is_working", "rights", "phone", "display_name", "source")]
    return " · ".join(str(value) for _, value in told if value not in (None, "", False))


def _pieces(records: Sequence[Record]) -> list[list[Record]]:
    pieces: list[list[Record]] = []
    room = 0
    for record in records:
        size = len(str(_values(record)).encode())
        if not pieces or size > room:
            pieces.append([])
            room = ENTRY_BYTES
        pieces[-1].append(record)
        room -= size
    return pieces
