"""Chaining entries that came without hashes to what is held, and proving them by signed heads."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from commune_desk.domain.ids import Origin
from commune_desk.entries import NO_HASH, Entry, SignedHead
from commune_desk.sync_ports import RefusedEntry
from sync.wire.keys import is_head_true

KeyOf = Callable[[int], bytes | None]


@dataclass(frozen=True, slots=True)
class Chained:
    """Entries that follow what is held, with their hashes; heads that are true; what does not belong, by name.

    `known` counts entries that are held already. An entry behind a refused one of its origin is refused like it.
    """

    entries: list[Entry]
    heads: list[SignedHead]
    refused: list[RefusedEntry]
    known: int


def chained(
    entries: Sequence[Entry], heads: Sequence[SignedHead], held: Mapping[Origin, tuple[int, bytes]], key_of: KeyOf
) -> Chained:
    """Follow the chains from `held` (n and hash of each origin's last entry) through `entries`.

    A head counts where its origin's chain reaches it exactly; its signature is checked against the raw public key that
    `key_of` gives for its device. Entries no head vouches for are in the result all the same: see `proved`.
    """
    tails = dict(held)
    hashes: dict[tuple[Origin, int], bytes] = {(origin, n): hash_ for origin, (n, hash_) in held.items()}
    found: list[Entry] = []
    refused: list[RefusedEntry] = []
    known = 0
    for entry in entries:
        n, hash_ = tails.get(entry.id.origin, (0, NO_HASH))
        if entry.id.n <= n:
            known += 1
        elif entry.id.n != n + 1:
            refused.append(RefusedEntry(entry.id, "journal-hole"))
        else:
            following = entry.chained(hash_)
            tails[entry.id.origin] = (entry.id.n, following)
            hashes[entry.id.origin, entry.id.n] = following
            found.append(replace(entry, hash=following))
    return Chained(found, _true(heads, hashes, key_of), refused, known)


def _true(heads: Sequence[SignedHead], hashes: Mapping[tuple[Origin, int], bytes], key_of: KeyOf) -> list[SignedHead]:
    found = []
    for head in heads:
        hash_ = hashes.get((head.origin, head.n))
        public = key_of(head.origin.device)
        if hash_ is None or public is None:
            continue
        whole = SignedHead(head.origin, head.n, hash_, head.signature)
        if is_head_true(whole, public):
            found.append(whole)
    return found


def proved(given: Chained, key_of: KeyOf) -> Chained:
    """Only the entries a true head vouches for; the others refused: 'not-enrolled' where nobody knows the device."""
    reach: dict[Origin, int] = {}
    for head in given.heads:
        reach[head.origin] = max(head.n, reach.get(head.origin, 0))
    entries = [one for one in given.entries if one.id.n <= reach.get(one.id.origin, 0)]
    unproved = [one for one in given.entries if one.id.n > reach.get(one.id.origin, 0)]
    codes = {
        one.id.origin.device: "head-signature" if key_of(one.id.origin.device) else "not-enrolled" for one in unproved
    }
    refused = [*given.refused, *(RefusedEntry(one.id, codes[one.id.origin.device]) for one in unproved)]
    return Chained(entries, given.heads, refused, given.known)
