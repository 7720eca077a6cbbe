"""Which of two writings of one field stands, and which need a person to look (sync.md 4.3). Pure.

The later one by the hybrid clock stands; every desk decides alike in whatever order the two arrive. Two writings are
concurrent when neither author had seen the other's. A concurrent change of a protected field always becomes a card.
"""

from typing import NamedTuple

from commune_desk.domain.ids import EntryId

PROTECTED = {"Person": frozenset({"name", "number", "birth"})}
"""Fields whose concurrent change is always shown to a person."""


class Writing(NamedTuple):
    """One entry's writing of a field: its hybrid clock, the entry, and whose value its author had seen."""

    hlc: int
    entry: EntryId
    seen: EntryId | None = None


class Verdict(NamedTuple):
    """The writing that stands, the other, and whether neither author had seen the other's."""

    kept: Writing
    other: Writing
    is_concurrent: bool


def decide(current: Writing, incoming: Writing) -> Verdict:
    """Compare two writings of one field; decide(a, b) keeps the same as decide(b, a)."""
    kept, other = sorted((current, incoming), key=_order, reverse=True)
    concurrent = current.entry not in (incoming.entry, incoming.seen) and incoming.entry != current.seen
    return Verdict(kept, other, concurrent)


def _order(writing: Writing) -> tuple[int, EntryId]:
    return writing.hlc, writing.entry


def needs_card(record: str, field: str, verdict: Verdict) -> bool:
    """Whether a person must look: a concurrent change of a protected field of that record class."""
    return verdict.is_concurrent and field in PROTECTED.get(record, frozenset())
