"""Choosing between two writings whose authors had not seen each other, and taking the choice back within 30 days."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Protocol

from commune_desk.domain.dossier_life import Right
from commune_desk.domain.errors import NotFound, Refused
from commune_desk.domain.ids import EntryId
from commune_desk.domain.records import MergeChoice, Record
from commune_desk.ports import Changes, Desk
from commune_desk.sync_views import DecidedCard, MergeCard
from commune_desk.usecases.rights import require

UNDO_DAYS = 30
LEFT, RIGHT = "left", "right"
_CHOSEN = {LEFT: "kept", RIGHT: "other"}


class Conflict(Protocol):
    """See `storage.merge_cards.Conflict`."""

    card: MergeCard
    record: Record
    kept: EntryId
    other: EntryId
    keeps: dict[str, Any]
    others: dict[str, Any]


class Conflicts(Protocol):
    """Where conflicts are read."""

    def conflicts(self) -> Sequence[Any]:
        """Open ones."""

    def settled(self) -> Sequence[tuple[Any, MergeChoice, str]]:
        """Settled ones with the choice and who made it."""


class SettleMerge:
    """Fulfils `sync_views.MergeCards`."""

    def __init__(self, desk: Desk, reader: Conflicts) -> None:
        self._desk = desk
        self._reader = reader

    def open_cards(self) -> list[MergeCard]:
        """Oldest first."""
        return [one.card for one in self._reader.conflicts()]

    def decided_cards(self) -> list[DecidedCard]:
        """Of the last 30 days, newest first."""
        now = self._desk.now()
        found = [
            DecidedCard(conflict.card, _side(choice), person, _ms(choice.at), _ms(choice.at + _TERM))
            for conflict, choice, person in self._reader.settled()
            if now - choice.at <= _TERM
        ]
        return sorted(found, key=lambda one: one.at_ms, reverse=True)

    def decide(self, key: str, side: str) -> Changes:
        """Keep 'left' or 'right' of the whole group. Raises NotFound('merge-card-gone')."""
        require(self._desk, Right.RECEIVE)
        conflict: Conflict | None = next((one for one in self._reader.conflicts() if one.card.key == key), None)
        if conflict is None or side not in _CHOSEN:
            raise NotFound("merge-card-gone")
        now = self._desk.now()
        with self._desk.work("merge.settle") as work:
            if side == RIGHT:
                current = work.get(type(conflict.record), conflict.record.id)
                work.put(replace(current, **conflict.others))
            work.add(
                MergeChoice(
                    work.new_id(),
                    conflict.record.id.text,
                    conflict.card.record_kind,
                    conflict.card.group,
                    _text(conflict.kept),
                    _text(conflict.other),
                    _CHOSEN[side],
                    now,
                )
            )
        return work.changes

    def undo(self, key: str) -> Changes:
        """Back to what stood before the choice. Raises Refused('merge-undo-too-late'), NotFound('merge-card-gone')."""
        require(self._desk, Right.RECEIVE)
        found = next((one for one in self._reader.settled() if one[0].card.key == key), None)
        if found is None:
            raise NotFound("merge-card-gone")
        conflict, choice, _ = found
        if self._desk.now() - choice.at > _TERM:
            raise Refused("merge-undo-too-late")
        with self._desk.work("merge.undo") as work:
            if choice.chosen == _CHOSEN[RIGHT]:
                current: Any = work.get(type(conflict.record), conflict.record.id)
                back = {
                    name: value
                    for name, value in self._before(conflict, choice).items()
                    if getattr(current, name) == conflict.others[name]
                }
                work.put(replace(current, **back))
            work.put(replace(choice, undone=True))
        return work.changes

    @staticmethod
    def _before(conflict: Conflict, choice: MergeChoice) -> dict[str, Any]:
        """Values of the side that stood when the choice was made."""
        values: dict[str, Any] = conflict.keeps
        return values if choice.chosen == _CHOSEN[RIGHT] else {}


_TERM = timedelta(days=UNDO_DAYS)


def _side(choice: MergeChoice) -> str:
    return LEFT if choice.chosen == _CHOSEN[LEFT] else RIGHT


def _ms(at: datetime) -> int:
    return round(at.timestamp() * 1000)


def _text(entry: EntryId) -> str:
    return f"{entry.origin.text}.{entry.n}"
