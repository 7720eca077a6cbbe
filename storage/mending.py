"""Repair: of two rows that disagree the one that a signed head proves stands; nothing is papered over."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from commune_desk import entries
from commune_desk.device_key import verify
from commune_desk.domain.ids import EntryId, Origin, RecordId
from commune_desk.entries import SignedHead, head_message
from commune_desk.sync_ports import PageRows
from storage.delivery import hash_before, proven_hash
from storage.engine import Raw, raw_of
from storage.intake import KeyOf
from storage.journal import Entry, Journal
from storage.origins import N_BITS
from storage.refold import Arrived, Refolder
from storage.session import Session
from storage.sync_tables import PROVINCE

_FAR: Final = 100_000


@dataclass(slots=True)
class Mended:
    """What a repair did: rows put in the place of wrong ones, entries the desk never had (to be taken as new), and how
    many of the peer's rows are themselves the wrong ones."""

    replaced: int = 0
    lacking: set[EntryId] = field(default_factory=set)
    faults: int = 0
    dossiers: frozenset[RecordId] = frozenset()
    kinds: frozenset[str] = frozenset()


class Mender:
    """Compares a stretch of a peer's order with what is stored."""

    def __init__(self, key_of: KeyOf, device: int, peer: str, number: int) -> None:
        self._key_of = key_of
        self._device = device
        self._is_order = peer == PROVINCE
        self._number = number

    def mend(self, session: Session, page: PageRows) -> Mended:
        """Inside the caller's transaction; entries that are new altogether are only named."""
        raw, journal = raw_of(session.connection), session.journal
        found = Mended()
        given = {row.id: row for row in page.rows if isinstance(row, entries.Entry)}
        heads = {(head.origin, head.n): head for head in page.heads}
        touched: list[Entry] = []
        moved: dict[int, int | None] = {}
        for seq, row in enumerate(page.rows, page.first_seq):
            id_ = row.id if isinstance(row, entries.Entry) else row
            packed = (journal.origins.intern(raw, id_.origin) << N_BITS) | id_.n
            if isinstance(row, entries.Entry):
                self._entry(session, row, given, heads, found)
            self._place(raw, seq, packed, moved)
            entry = self._sound(journal, packed)
            if entry is not None:
                touched.append(entry)
                raw.execute("DELETE FROM journal_touched WHERE entry = ?", (packed,))
        again = Refolder(raw, journal.origins, journal).settle(
            touched, Arrived(set(), moved), late=self._stepped(journal, touched) if found.replaced or moved else ()
        )
        found.dossiers = frozenset(journal.origins.unpack(key) for key in again)
        found.kinds = frozenset({"Dossier"} if again else ())
        return found

    def _stepped(self, journal: Journal, touched: list[Entry]) -> set[int]:
        return Refolder(journal.raw, journal.origins, journal).subjects(touched)[0]

    def _sound(self, journal: Journal, packed: int) -> Entry | None:
        if proven_hash(journal, packed) is None:
            return None
        return journal.get(journal.origins.unpack_entry(packed))

    def _place(self, raw: Raw, seq: int, packed: int, moved: dict[int, int | None]) -> None:
        """The peer alone says what stands where in its own order."""
        if self._is_order:
            row = raw.execute("SELECT entry FROM delivery WHERE seq = ?", (seq,)).fetchone()
            if row is None or row[0] != packed:
                for entry in (packed, *((row[0],) if row else ())):
                    before = raw.execute("SELECT seq FROM delivery WHERE entry = ?", (entry,)).fetchone()
                    moved.setdefault(entry, before[0] if before else None)
                raw.execute("DELETE FROM delivery WHERE entry = ?", (packed,))
                raw.execute("INSERT OR REPLACE INTO delivery (seq, entry) VALUES (?, ?)", (seq, packed))
        else:
            query = "INSERT OR REPLACE INTO peer_delivery (peer, seq, entry) VALUES (?, ?, ?)"
            raw.execute(query, (self._number, seq, packed))
        touched = 0 if self._is_order else self._number
        raw.execute("DELETE FROM delivery_touched WHERE peer = ? AND seq = ?", (touched, seq))

    # -------------------------------------------------------------- one entry
    def _entry(
        self,
        session: Session,
        row: entries.Entry,
        given: Mapping[EntryId, entries.Entry],
        heads: Mapping[tuple[Origin, int], SignedHead],
        found: Mended,
    ) -> None:
        journal = session.journal
        packed = journal.origins.pack_entry(row.id)
        n, _ = journal.head(row.id.origin)
        if row.id.n > n:
            found.lacking.add(row.id)
            return
        stored = proven_hash(journal, packed)
        previous = self._previous(journal, packed)
        hash_ = None if previous is None else row.chained(previous)
        if stored is not None and stored == hash_:
            return
        if hash_ is not None and self._is_proven(journal, row, hash_, given, heads):
            _put(journal, session, row, hash_)
            found.replaced += 1
        else:
            found.faults += 1

    def _previous(self, journal: Journal, packed: int) -> bytes | None:
        return hash_before(journal.raw, packed)

    def _is_proven(
        self,
        journal: Journal,
        row: entries.Entry,
        hash_: bytes,
        given: Mapping[EntryId, entries.Entry],
        heads: Mapping[tuple[Origin, int], SignedHead],
    ) -> bool:
        """Whether the chain goes on from the row to a head its device signed, or to the end of this desk's own."""
        origin, n = row.id
        for _ in range(_FAR):
            if self._is_headed(journal, origin, n, hash_, heads):
                return True
            n += 1
            following = given.get(EntryId(origin, n)) or _get(journal, EntryId(origin, n))
            if following is None:
                return False
            hash_ = following.chained(hash_)
        return False

    def _is_headed(
        self, journal: Journal, origin: Origin, n: int, hash_: bytes, heads: Mapping[tuple[Origin, int], SignedHead]
    ) -> bool:
        number = journal.origins.number(origin)
        signatures = []
        if (origin, n) in heads:
            signatures.append(heads[origin, n].signature)
        for table in ("signed_head", "journal_head"):
            query = f"SELECT signature FROM {table} WHERE origin = ? AND n = ?"  # noqa: S608  our own table names
            signatures += [row[0] for row in journal.raw.execute(query, (number, n)).fetchall()]
        key = self._key_of(origin.device)
        if key and any(verify(key, head_message(origin, n, hash_), signature) for signature in signatures):
            return True
        if origin.device != self._device or n != journal.head(origin)[0]:
            return False
        return journal.head(origin)[1] == hash_


def _get(journal: Journal, id_: EntryId) -> Entry | None:
    try:
        return journal.get(id_)
    except (ValueError, KeyError):
        return None


def _put(journal: Journal, session: Session, row: entries.Entry, hash_: bytes) -> None:
    """Write the row where it belongs in this desk's own order; what it made of the records is unchanged by that."""
    raw, origins = journal.raw, journal.origins
    packed = origins.pack_entry(row.id)
    at = raw.execute("SELECT seq FROM journal WHERE entry = ?", (packed,)).fetchone()
    seq = at[0] if at else _gap(raw, packed)
    raw.execute("DELETE FROM journal WHERE entry = ?", (packed,))
    session.meet(row)
    made, _ = journal.append_chained(replace(Entry.of(row), hash=hash_), hash_)
    raw.execute("UPDATE journal SET seq = ? WHERE seq = ?", (seq, made))


def _gap(raw: Raw, packed: int) -> int:
    """The place in this desk's order that the lost row left free between its neighbours of the same origin."""
    before = raw.execute("SELECT seq FROM journal WHERE entry = ?", (packed - 1,)).fetchone()
    query = (
        "SELECT min(subject.seq) FROM journal_subject AS subject WHERE subject.seq > ?"
        " AND NOT EXISTS (SELECT 1 FROM journal WHERE journal.seq = subject.seq)"
    )
    low = before[0] if before else 0
    orphan = raw.execute(query, (low,)).fetchone()[0]
    if orphan is not None:
        return int(orphan)
    free = low + 1
    while raw.execute("SELECT 1 FROM journal WHERE seq = ?", (free,)).fetchone():
        free += 1
    return free
