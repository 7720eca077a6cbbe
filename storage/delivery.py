"""The places of entries in a peer's order, and the digests over them, computed from the rows as they are.

Marks are kept in memory, one for each place, read whole once after opening. Whatever SQL changes, adds or takes away an
entry that has a place, or a place, leaves a note (triggers in `storage.sync_tables`), and the mark of what was touched
is computed again from the row: the body is chained to the entry before it, and a row that does not verify gives a mark
no sound replica has. Besides, each exchange verifies one further slice of the journal, bodies against hashes. What is
not found at once, therefore, is only damage that went round SQLite, which SQLCipher's page authentication catches when
the page is read, and the slices in their turn.
"""

from array import array
from collections.abc import Sequence
from typing import Final

from commune_desk.domain.ids import EntryId
from commune_desk.entries import NO_HASH
from commune_desk.sync_ports import Place, digest_of, mark_of
from storage.engine import Raw
from storage.journal import Journal
from storage.origins import N_BITS, Origins
from storage.sync_tables import PROVINCE

_SLICE: Final = 64
_BROKEN: Final = b"this row does not verify"


class Marks:
    """The marks of one peer's order, fresh for whoever asks inside a snapshot."""

    def __init__(self, peer: str, number: int) -> None:
        self._table = (
            "delivery" if peer == PROVINCE else f"(SELECT seq, entry FROM peer_delivery WHERE peer = {number})"  # noqa: S608
        )
        self._touched = 0 if peer == PROVINCE else number
        self._number = number
        self._marks = array("Q")
        self._sum = 0
        self._turn = 0
        self._bad: set[int] = set()

    def forget(self) -> None:
        """Read everything again at the next question (places were taken away)."""
        self._marks, self._sum = array("Q"), 0

    def place(self, journal: Journal, origins: Origins) -> Place:
        """How far the order is held, with the digest of the rows as they are."""
        epoch, seq = journal.raw.execute("SELECT epoch, seq FROM peer WHERE id = ?", (self._number,)).fetchone()
        self._refresh(journal, origins, seq)
        return Place(epoch, seq, digest_of(self._sum))

    def sums(self, journal: Journal, origins: Origins, ranges: Sequence[tuple[int, int]]) -> list[int]:
        """The sum of marks of each range [low, high) of places."""
        seq = journal.raw.execute("SELECT seq FROM peer WHERE id = ?", (self._number,)).fetchone()[0]
        self._refresh(journal, origins, seq)
        return [sum(self._marks[max(0, low - 1) : max(0, high - 1)]) % (1 << 64) for low, high in ranges]

    def _refresh(self, journal: Journal, origins: Origins, seq: int) -> None:
        if seq < len(self._marks):
            self.forget()
        self._read_on(journal.raw, origins, seq)
        self._verify_slice(journal)
        for place in self._touched_places(journal.raw):
            if 1 <= place <= seq:
                self._put(place, self._mark_as_it_is(journal, origins, place))

    def _read_on(self, raw: Raw, origins: Origins, seq: int) -> None:
        known = len(self._marks)
        if known >= seq:
            return
        self._marks.extend([0] * (seq - known))
        rows = raw.execute(
            f"SELECT place.seq, place.entry, journal.hash FROM {self._table} AS place"  # noqa: S608  our own names
            " JOIN journal ON journal.entry = place.entry WHERE place.seq > ? AND place.seq <= ?",
            (known, seq),
        )
        names = dict(origins.known())
        for place, entry, hash_ in rows:
            id_ = EntryId(names[entry >> N_BITS], entry & ((1 << N_BITS) - 1))
            self._put(place, mark_of(place, id_, hash_))

    def _put(self, place: int, mark: int) -> None:
        self._sum += mark - self._marks[place - 1]
        self._marks[place - 1] = mark

    def _touched_places(self, raw: Raw) -> set[int]:
        query = "SELECT seq FROM delivery_touched WHERE peer = ?"
        found = {row[0] for row in raw.execute(query, (self._touched,)).fetchall()}
        entries = {row[0] for row in raw.execute("SELECT entry FROM journal_touched").fetchall()} | self._bad
        for entry in entries:
            found.update(
                row[0]
                for row in raw.execute(f"SELECT seq FROM {self._table} WHERE entry = ?", (entry,))  # noqa: S608
            )
        return found

    def _mark_as_it_is(self, journal: Journal, origins: Origins, place: int) -> int:
        query = f"SELECT entry FROM {self._table} WHERE seq = ?"  # noqa: S608  our own names
        row = journal.raw.execute(query, (place,)).fetchone()
        if row is None:
            return 0
        hash_ = proven_hash(journal, row[0])
        return mark_of(place, origins.unpack_entry(row[0]), hash_ or _BROKEN)

    def _verify_slice(self, journal: Journal) -> None:
        """The next rows of the journal, bodies against hashes."""
        query = "SELECT seq, entry FROM journal WHERE seq > ? ORDER BY seq LIMIT ?"
        rows = journal.raw.execute(query, (self._turn, _SLICE)).fetchall()
        self._turn = rows[-1][0] if len(rows) == _SLICE else 0
        for _, entry in rows:
            if proven_hash(journal, entry) is None:
                self._bad.add(entry)
            else:
                self._bad.discard(entry)


def proven_hash(journal: Journal, packed: int) -> bytes | None:
    """The hash of a stored entry if its body and the entry before it make it; None for a row that is gone or wrong."""
    row = journal.raw.execute("SELECT hash FROM journal WHERE entry = ?", (packed,)).fetchone()
    previous = hash_before(journal.raw, packed)
    if row is None or previous is None:
        return None
    try:
        entry = journal.get(journal.origins.unpack_entry(packed))
        proven = None if entry is None else entry.chained(previous)
    except (ValueError, KeyError):
        return None
    return bytes(row[0]) if proven == row[0] else None


def hash_before(raw: Raw, packed: int) -> bytes | None:
    """The stored hash of the entry before; None when that is not here."""
    if packed & ((1 << N_BITS) - 1) == 1:
        return NO_HASH
    row = raw.execute("SELECT hash FROM journal WHERE entry = ?", (packed - 1,)).fetchone()
    return None if row is None else bytes(row[0])
