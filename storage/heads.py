"""Signed heads: the device key vouches for the chain up to its last entry, so that cutting the tail off shows."""

from dataclasses import dataclass

from commune_desk.device_key import DeviceKey, verify
from commune_desk.domain.ids import Origin
from commune_desk.entries import head_message
from storage.engine import Raw
from storage.journal import Journal
from storage.origins import N_BITS, Origins


def sign_heads(raw: Raw, journal: Journal, origins: Origins, key: DeviceKey) -> int:
    """Sign each head of this device's origins that is newer than its last signature: how many."""
    signed = dict(raw.execute("SELECT origin, n FROM journal_head").fetchall())
    made = 0
    for number, origin in origins.known():
        if origin.device != key.device:
            continue
        n, hash_ = journal.head(origin)
        if n <= signed.get(number, 0):
            continue
        signature = key.sign(head_message(origin, n, hash_))
        raw.execute(
            "INSERT OR REPLACE INTO journal_head (origin, n, hash, public_key, signature) VALUES (?, ?, ?, ?, ?)",
            (number, n, hash_, key.public, signature),
        )
        made += 1
    return made


@dataclass(frozen=True, slots=True)
class BadHead:
    """A signed head that does not agree with the journal; `why` is 'missing', 'hash' or 'signature'."""

    origin: Origin
    n: int
    why: str


def bad_heads(raw: Raw, origins: Origins) -> list[BadHead]:
    """Heads whose entry is gone, has another hash, or whose signature is not its device's."""
    found = []
    names = dict(origins.known())
    rows = raw.execute("SELECT origin, n, hash, public_key, signature FROM journal_head").fetchall()
    for number, n, hash_, public, signature in rows:
        origin = names[number]
        row = raw.execute("SELECT hash FROM journal WHERE entry = ?", ((number << N_BITS) | n,)).fetchone()
        if row is None:
            found.append(BadHead(origin, n, "missing"))
        elif row[0] != hash_:
            found.append(BadHead(origin, n, "hash"))
        elif not verify(public, head_message(origin, n, hash_), signature):
            found.append(BadHead(origin, n, "signature"))
    return found
