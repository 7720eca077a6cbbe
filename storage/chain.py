"""Walking the whole journal: is every entry there, unaltered, in its place?"""

from dataclasses import dataclass

from sqlcipher3 import dbapi2

from commune_desk.domain.ids import EntryId, Origin
from commune_desk.entries import NO_HASH
from storage.journal import Journal


@dataclass(frozen=True, slots=True)
class Break:
    """Where a chain breaks; `why` is 'hole', 'hash' or 'unreadable' (then `entry` is the last good one, or None)."""

    entry: EntryId | None
    why: str


@dataclass(frozen=True, slots=True)
class ChainReport:
    """How many entries were read and where chains break (the first break of each origin)."""

    entries: int
    breaks: tuple[Break, ...]


def check_chain(journal: Journal) -> ChainReport:
    """Read every entry once, in the order this desk applied them."""
    heads: dict[Origin, tuple[int, bytes]] = {}
    broken: dict[Origin | None, Break] = {}
    count, last = 0, None
    try:
        for entry in journal.entries():
            n, previous = heads.get(entry.id.origin, (0, NO_HASH))
            if entry.id.n != n + 1:
                broken.setdefault(entry.id.origin, Break(entry.id, "hole"))
            elif entry.chained(previous) != entry.hash:
                broken.setdefault(entry.id.origin, Break(entry.id, "hash"))
            heads[entry.id.origin] = (entry.id.n, entry.hash)
            count, last = count + 1, entry.id
    except (ValueError, KeyError, dbapi2.Error):
        broken[None] = Break(last, "unreadable")
    return ChainReport(count, tuple(broken.values()))
