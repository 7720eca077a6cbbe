"""What happens when two people wrote without having seen each other's writing: the rules of sync.md 4.3. Pure.

The later writing by the hybrid clock stands; every desk decides alike in whatever order the two arrive. Two writings of
one field are concurrent when neither author had seen the other's. `TABLE` says, kind by kind, what follows.
"""

from collections.abc import Mapping
from enum import Enum
from typing import NamedTuple

from commune_desk.domain.ids import EntryId


class Rule(Enum):
    """What becomes of concurrent writings."""

    CARD = "card"
    """The later stands for now; a person sees both, by field group, and chooses."""
    LAST = "last"
    """The later stands; the other stays in the history."""
    UNION = "union"
    """Records made side by side all stay."""
    NEVER = "never"
    """Written once: numbers, sealed slips, what the province said."""


class KindRule(NamedTuple):
    """Of one kind of record: the rule of its written fields, and for CARD its fields by group."""

    rule: Rule
    groups: Mapping[str, tuple[str, ...]] = {}


TABLE: Mapping[str, KindRule] = {
    "Person": KindRule(
        Rule.CARD,
        {
            "identity": ("name", "number", "birth"),
            "contact": ("address", "phone", "email"),
            "old_number": ("old_number",),
            "tax_code": ("tax_code",),
            "sex": ("sex",),
        },
    ),
    "Dossier": KindRule(
        Rule.CARD,
        {
            "summary": ("summary",),
            "notes": ("note",),
            "number.official": ("official_number",),
            "delivery_address": ("delivery", "delivery_address"),
            "representative": ("representative", "representative_number", "authorisation"),
        },
    ),
    "Paper": KindRule(Rule.LAST),
    "PrintedSlip": KindRule(Rule.NEVER),
    "SlipCopy": KindRule(Rule.UNION),
    "Lease": KindRule(Rule.LAST),
    "NumberUse": KindRule(Rule.NEVER),
    "Office": KindRule(Rule.LAST),
    "Post": KindRule(Rule.LAST),
    "Staff": KindRule(Rule.LAST),
    "Holding": KindRule(Rule.LAST),
    "ProcedureVersion": KindRule(Rule.UNION),
    "CalendarDay": KindRule(Rule.UNION),
    "Vote": KindRule(Rule.UNION),
    "DeskKey": KindRule(Rule.NEVER),
    "Scan": KindRule(Rule.UNION),
    "Verdict": KindRule(Rule.NEVER),
    "PortalTick": KindRule(Rule.NEVER),
    "MergeChoice": KindRule(Rule.LAST),
    "UnitName": KindRule(Rule.UNION),
}
"""Steps of a dossier are in no row: they are events, folded in the province's order by `dossier_life.apply_step`."""


CARDED: Mapping[str, frozenset[str]] = {
    record: frozenset(field for fields in rule.groups.values() for field in fields) for record, rule in TABLE.items()
}
"""Per kind of record the fields whose concurrent change is shown to a person."""


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


def group_of(record: str, field: str) -> str:
    """The field group whose concurrent change a person must look at; '' for a field that merges silently."""
    groups = TABLE[record].groups if record in TABLE else {}
    return next((name for name, fields in groups.items() if field in fields), "")


def needs_card(record: str, field: str, verdict: Verdict) -> bool:
    """Whether a person must look: a concurrent change of a field of some group."""
    return verdict.is_concurrent and field in CARDED.get(record, ())


def unresolved(writings: Mapping[EntryId, Writing], settled: frozenset[EntryId]) -> list[EntryId]:
    """Of all writings of one field those that stand against each other: none of them was seen by another's author, and
    none was settled; latest first, so that the first one stands. Fewer than two: nothing to choose.
    """
    seen = {one.seen for one in writings.values()}
    open_ = [entry for entry in writings if entry not in seen]
    ordered = sorted(open_, key=lambda entry: _order(writings[entry]), reverse=True)
    return [entry for place, entry in enumerate(ordered) if not place or entry not in settled]
