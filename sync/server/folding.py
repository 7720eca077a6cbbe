"""A dossier as the server folds it: written fields by hybrid clock, steps in the order of the commune."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime
from enum import Enum
from typing import Any, Final

import msgspec

from commune_desk.domain.dossier_life import Step, apply_step
from commune_desk.domain.errors import NotAllowedNow
from commune_desk.domain.ids import EntryId, RecordId
from commune_desk.domain.records import Dossier, State

_FOLDED: Final = [one.name for one in fields(Dossier) if one.metadata.get("folded")]
Stamp = tuple[int, int, int, int]
"""Hybrid clock, device, random, n of the writing entry: what stands is what was written last."""


class Fields(msgspec.Struct):
    """Written fields of one record with the stamp of their writer."""

    written: dict[str, tuple[Stamp, Any]] = {}

    def merge(self, values: Mapping[str, object], stamp: Stamp) -> None:
        """Take what is newer than what stands."""
        for name, value in values.items():
            held = self.written.get(name)
            if held is None or stamp >= tuple(held[0]):
                self.written[name] = (stamp, plain(value))

    def get(self, name: str, otherwise: Any = "") -> Any:  # noqa: ANN401  whatever the record holds
        """The field's value."""
        held = self.written.get(name)
        return otherwise if held is None or held[1] is None else held[1]


class DossierFold(Fields):
    """A dossier: its written fields, and those that only steps change."""

    folded: dict[str, Any] = {}

    def step(self, values: Mapping[str, Any]) -> bool:
        """Fold one step; whether the state machine took it."""
        id_ = RecordId.parse("0" * 16 + ".0.0")
        held = self.folded | {"state": State(self.folded.get("state", State.REGISTERED))}
        before = Dossier(id_, id_, procedure="", version="", case="", **held)
        try:
            after = apply_step(before, Step(**values))
        except (NotAllowedNow, TypeError):
            return False
        self.folded = {name: plain(getattr(after, name)) for name in _FOLDED}
        return True

    @property
    def state(self) -> State:
        """Where it stands in its life."""
        return State(self.folded.get("state", State.REGISTERED))

    @property
    def number(self) -> str:
        """The number it is known by."""
        given = self.folded.get("number", "")
        return str(self.get("official_number") or given or self.get("provisional_number"))

    def instant_ms(self, name: str) -> int | None:
        """A folded instant, milliseconds since 1970 UTC."""
        found = self.folded.get(name)
        return int(found.timestamp() * 1000) if isinstance(found, datetime) else None


def stamp_of(hlc: int, entry: EntryId) -> Stamp:
    """The stamp of an entry's writings."""
    return hlc, *entry.origin, entry.n


def plain(value: object) -> object:
    """A value as msgpack keeps it: ids as texts, enumerations by value, days as ISO dates."""
    if isinstance(value, RecordId):
        return value.text
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    return value


def packed(fold: Fields) -> bytes:
    """As a row keeps it."""
    return msgspec.msgpack.encode(fold)


def dossier_of(data: bytes | None) -> DossierFold:
    """A dossier read back, a new one for None."""
    return DossierFold() if data is None else msgspec.msgpack.decode(bytes(data), type=DossierFold)


def fields_of(data: bytes | None) -> Fields:
    """Another record read back."""
    return Fields() if data is None else msgspec.msgpack.decode(bytes(data), type=Fields)
