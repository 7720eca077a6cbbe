"""How far dossiers have got and what proves it: `commune_desk.sync_views.SyncReads` on a desk's database.

An entry is at the province when a receipt signed by the pinned province covers it, or when the province told its place
in the order (its digest is compared at every exchange). A hub's receipt is the second copy in the commune.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from commune_desk.device_key import key_id
from commune_desk.domain.ids import EntryId, RecordId
from commune_desk.domain.vietnam_time import to_vietnam
from commune_desk.sync_views import DayProof, Proof, RecordTicks, ScanTicks, StuckRecord
from storage.clock_floor import COUNTER_BITS
from storage.desk_file import DeskFile
from storage.engine import Raw, raw_of
from storage.kinds import from_seconds
from storage.lists import midnight
from storage.origins import K_BITS, Origins
from storage.proofs import Proofs
from storage.stuck import stuck_records
from storage.sync_tables import PROVINCE

_ENTRIES: Final = (
    "SELECT journal.entry, journal.hlc, journal.wall_drift_ms, min(delivery.seq) FROM journal_subject AS subject"
    " JOIN journal ON journal.seq = subject.seq LEFT JOIN delivery ON delivery.entry = journal.entry"
    " WHERE subject.record = ? GROUP BY journal.entry ORDER BY journal.seq"
)
_OLD_IN_A_ROW: Final = 2_000


class FileSyncReads:
    """Each question is one snapshot, on a reader thread."""

    def __init__(self, file: DeskFile) -> None:
        self._file = file

    def ticks(self, dossiers: Sequence[RecordId]) -> dict[RecordId, RecordTicks]:
        """One page of the list at once; a dossier that is not here is left out."""
        with self._file.read() as connection:
            raw = raw_of(connection)
            teller = _Teller(raw, self._file.origins)
            told = ((one, teller.ticks(one)) for one in dossiers)
            return {one: ticks for one, ticks in told if ticks is not None}

    def scan_ticks(self, dossier: RecordId) -> list[ScanTicks]:
        """Its scans in the order of its papers."""
        with self._file.read() as connection:
            raw = raw_of(connection)
            return _Teller(raw, self._file.origins).scans(dossier)

    def proofs(self, dossier: RecordId) -> list[Proof]:
        """Every proof held of it, newest first."""
        with self._file.read() as connection:
            raw = raw_of(connection)
            teller = _Teller(raw, self._file.origins)
            found = {proof for row in teller.rows(dossier) for proof in teller.proofs.of(row[0], row[3])}
            found.update(teller.portal(dossier))
        return sorted(found, key=lambda one: (-one.at_ms, one.entry))

    def verify(self, proof: Proof) -> bool:
        """Compute the signature and the chain up to the entry once more."""
        with self._file.read() as connection:
            return Proofs(raw_of(connection), self._file.origins).verify(proof, self._file.journal(connection))

    def day(self, now: datetime) -> DayProof:
        """The day of `now` on a Vietnamese clock."""
        day = to_vietnam(now).date()
        first, end = midnight(day) * 1000, midnight(day + timedelta(days=1)) * 1000
        with self._file.read() as connection:
            raw = raw_of(connection)
            teller = _Teller(raw, self._file.origins)
            found = [teller.ticks(self._file.origins.unpack(key)) for key in _touched(raw, first, end)]
        ticks = [one for one in found if one is not None]
        proven = [one.province for one in ticks if one.province is not None]
        last = max((one.at_ms for one in proven), default=0)
        return DayProof(len(ticks), len(proven), sum(bool(one.trouble) for one in ticks), last)

    def stuck(self, limit: int = 200) -> list[StuckRecord]:
        """What a citizen waits for first, then the oldest."""
        with self._file.read() as connection:
            return stuck_records(raw_of(connection), self._file.journal(connection), limit)


def _touched(raw: Raw, first_ms: int, end_ms: int) -> list[int]:
    """Row keys of the dossiers with entries of that stretch of time."""
    seqs, old = [], 0
    for seq, hlc, drift in raw.execute("SELECT seq, hlc, wall_drift_ms FROM journal ORDER BY seq DESC"):
        wall = (hlc >> COUNTER_BITS) + drift
        old = old + 1 if wall < first_ms else 0
        if first_ms <= wall < end_ms:
            seqs.append(seq)
        if old > _OLD_IN_A_ROW:
            break
    if not seqs:
        return []
    wanted = set(seqs)
    query = (
        "SELECT subject.record, subject.seq FROM journal_subject AS subject"
        " JOIN dossier ON dossier.id = subject.record WHERE subject.seq >= ? ORDER BY subject.record"
    )
    return list(dict.fromkeys(record for record, seq in raw.execute(query, (min(seqs),)) if seq in wanted))


class _Teller:
    """Inside one snapshot."""

    def __init__(self, raw: Raw, origins: Origins) -> None:
        self._raw = raw
        self._origins = origins
        self.proofs = Proofs(raw, origins)

    def rows(self, dossier: RecordId) -> list[tuple[int, int, int, int | None]]:
        """(entry, hybrid clock, drift, place) of each entry of a dossier."""
        return list(self._raw.execute(_ENTRIES, (self._origins.pack(dossier),)).fetchall())

    def ticks(self, dossier: RecordId) -> RecordTicks | None:
        rows = self.rows(dossier)
        if not rows:
            return None
        _, hlc, drift, _ = rows[-1]
        proven = [self.proofs.of(row[0], row[3]) for row in rows]
        province = [self._best(found, "province") for found in proven]
        second = [self._best(found, "second") for found in proven]
        return RecordTicks(
            saved_ms=(hlc >> COUNTER_BITS) + drift,
            entries=len(rows),
            waiting=sum(one is None for one in province),
            second=_all(second),
            province=_all(province),
            portal=next(iter(self.portal(dossier)), None),
            trouble=self._trouble(dossier, [row[0] for row in rows]),
        )

    def _best(self, found: Sequence[Proof], place: str) -> Proof | None:
        return max((one for one in found if one.place == place), key=lambda one: (one.is_safe, one.at_ms), default=None)

    def portal(self, dossier: RecordId) -> list[Proof]:
        """What the province says of the national portal, the latest first."""
        query = "SELECT id, reference, at FROM portal_tick WHERE dossier = ? ORDER BY at DESC"
        found = []
        for packed, reference, at in self._raw.execute(query, (self._origins.pack(dossier),)).fetchall():
            id_ = self._origins.unpack(packed)
            if id_.origin.device == self.proofs.province_device:
                at_ms = int(from_seconds(at).timestamp()) * 1000
                found.append(Proof("portal", EntryId(id_.origin, id_.n), PROVINCE, at_ms, 0, reference))
        return found

    def _trouble(self, dossier: RecordId, entries: Sequence[int]) -> str:
        for packed in entries:
            entry = self._origins.unpack_entry(packed)
            code = self.proofs.verdict_on(entry)
            if code:
                return code
        query = (
            "SELECT 1 FROM merge_card JOIN dossier ON dossier.id = ? AND merge_card.record IN (dossier.id, applicant)"
            " WHERE NOT EXISTS (SELECT 1 FROM merge_choice WHERE record = merge_card.record AND undone = 0)"
        )
        return "merge-card" if self._raw.execute(query, (self._origins.pack(dossier),)).fetchone() else ""

    def scans(self, dossier: RecordId) -> list[ScanTicks]:
        query = (
            "SELECT scan.id, scan.root, scan.name, scan.size, scan_peer.server, scan_peer.at_ms, scan_file.added_ms"
            " FROM scan LEFT JOIN scan_file ON scan_file.root = scan.root"
            " LEFT JOIN scan_peer ON scan_peer.root = scan.root AND scan_peer.peer = 'province'"
            " WHERE scan.dossier = ? ORDER BY scan.paper, scan.id"
        )
        found = []
        for packed, root, name, size, server, at_ms, added_ms in self._raw.execute(
            query, (self._origins.pack(dossier),)
        ).fetchall():
            entry = self._origins.unpack_entry(packed >> K_BITS)
            proof = None if server is None else Proof("province", entry, key_id(server), at_ms)
            ticks = RecordTicks(added_ms or 0, 1, int(proof is None), province=proof, fraction=1.0 if proof else None)
            found.append(ScanTicks(bytes(root), name, size, ticks))
        return found


def _all(proofs: Sequence[Proof | None]) -> Proof | None:
    """The latest proof where there is one of everything."""
    there = [one for one in proofs if one is not None]
    return max(there, key=lambda one: one.at_ms) if len(there) == len(proofs) else None
