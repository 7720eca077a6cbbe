"""Which entries of a request may get a place: pure checks, done before the store's transaction begins.

An entry is taken when it follows the chain held of its origin and a signed head of its origin's own device, enrolled
in that commune and not revoked, vouches for it. Entries known already pass silently; all others are refused by name,
each origin for itself. Nothing is refused because of a clock.
"""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from commune_desk.domain.ids import EntryId, Origin
from commune_desk.entries import Entry, SignedHead
from commune_desk.sync_ports import RefusedEntry
from sync.server.ports import Device, HeldHead
from sync.wire.chaining import chained, proved

BODY_LIMIT: Final = 256 << 10
"""Bytes of one entry's body; a scan is never in it."""


class Authors(NamedTuple):
    """Devices of the commune by number, and the numbers of devices known to belong to another one."""

    devices: Mapping[int, Device]
    foreign: frozenset[int] = frozenset()

    def key_of(self, number: int) -> bytes | None:
        """The raw public key of a device whose entries may come."""
        found = self.devices.get(number)
        return None if found is None or found.revoked_at_ms is not None else found.public

    def refusal(self, entry: Entry, held: int) -> str:
        """Why nothing of this author is taken, or this entry not whatever vouches for it; '' where there is no reason.

        `held`: up to which entry its origin is held here.
        """
        number = entry.id.origin.device
        device = self.devices.get(number)
        if device is None:
            return "foreign-commune" if number in self.foreign else "not-enrolled"
        if entry.id.n <= held:
            return ""
        if device.revoked_at_ms is not None:
            return "revoked"
        return "entry-too-large" if len(entry.body) > BODY_LIMIT else ""


class Admitted(NamedTuple):
    """New entries with their hashes, in the sender's order, heads that are true, what is refused by name."""

    entries: list[Entry]
    heads: list[SignedHead]
    refused: list[RefusedEntry]
    known: int


def admit(
    entries: Sequence[Entry], heads: Sequence[SignedHead], held: Mapping[Origin, HeldHead], authors: Authors
) -> Admitted:
    """Sort a request's entries; `held`: last entries held, of the origins named at least."""
    refused: dict[EntryId, str] = {}
    stopped: set[Origin] = set()
    passed: list[Entry] = []
    for entry in entries:
        origin = entry.id.origin
        code = authors.refusal(entry, held[origin].n if origin in held else 0)
        if code:
            refused[entry.id] = code
            stopped.add(origin)
        elif origin in stopped:
            refused[entry.id] = "journal-hole"
        else:
            passed.append(entry)
    tails = {origin: (head.n, head.hash) for origin, head in held.items()}
    given = proved(chained(passed, heads, tails, authors.key_of), authors.key_of)
    claimed = {head.origin: head.n for head in sorted(heads)}
    for one in given.refused:
        is_unvouched = one.code == "head-signature" and one.entry.n > claimed.get(one.entry.origin, 0)
        refused[one.entry] = "head-missing" if is_unvouched else one.code
    return Admitted(given.entries, given.heads, [RefusedEntry(*item) for item in refused.items()], given.known)
