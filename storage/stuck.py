"""What does not go on without a person: entries set aside by the province, steps that lost, things not taken."""

from commune_desk.domain.ids import EntryId
from commune_desk.sync_views import StuckRecord
from storage.clock_floor import COUNTER_BITS
from storage.codec import Added, Stepped, Written
from storage.engine import Raw
from storage.journal import Entry, Journal
from storage.kinds import DOSSIER
from storage.proofs import Proofs

_LINE = (
    "SELECT coalesce(nullif(official_number, ''), nullif(dossier.number, ''), provisional_number), person.name,"
    " due_at IS NOT NULL AND finished_at IS NULL FROM dossier JOIN person ON person.id = applicant WHERE dossier.id = ?"
)


def stuck_records(raw: Raw, journal: Journal, limit: int) -> list[StuckRecord]:
    """What a citizen waits for first, then the oldest."""
    found = [*_verdicts(raw, journal), *_lost_steps(raw, journal), *_not_taken(raw)]
    return sorted(found, key=lambda one: (not one.is_waited_for, one.at_ms, one.key))[:limit]


def _verdicts(raw: Raw, journal: Journal) -> list[StuckRecord]:
    found = []
    proofs = Proofs(raw, journal.origins)
    for packed, origin, n, code, words in raw.execute(
        "SELECT id, entry_origin, entry_n, code, words FROM verdict"
    ).fetchall():
        id_ = journal.origins.unpack(packed)
        if id_.origin.device != proofs.province_device:
            continue
        said = journal.get(EntryId(id_.origin, id_.n))
        target = journal.origins.packed_named(origin, n)
        entry = None if target is None else journal.get(journal.origins.unpack_entry(target))
        at_ms = said.wall_ms if said else 0
        found.append(_about(raw, journal, entry, StuckRecord(f"verdict:{id_.text}", "refused", code, words, at_ms)))
    return found


def _lost_steps(raw: Raw, journal: Journal) -> list[StuckRecord]:
    query = (
        "SELECT did.entry, did.place, did.record, did.code, journal.hlc, journal.wall_drift_ms"
        " FROM did_not_apply AS did JOIN journal ON journal.entry = did.entry"
        " WHERE did.code = 'step-not-allowed'"
    )
    found = []
    for packed, place, record, code, hlc, drift in raw.execute(query).fetchall():
        entry = journal.origins.unpack_entry(packed)
        key = f"step:{entry.origin.text}.{entry.n}.{place}"
        found.append(
            _of(raw, journal, record, StuckRecord(key, "not-applied", code, "", (hlc >> COUNTER_BITS) + drift))
        )
    return found


def _not_taken(raw: Raw) -> list[StuckRecord]:
    refused = raw.execute("SELECT origin, n, code, at_ms FROM refused_entry").fetchall()
    faults = raw.execute("SELECT code, at_ms FROM sync_fault").fetchall()
    found = [StuckRecord(f"entry:{origin}.{n}", "fault", code, "", at_ms) for origin, n, code, at_ms in refused]
    return found + [StuckRecord(f"fault:{code}", "fault", code, "", at_ms) for code, at_ms in faults]


def _about(raw: Raw, journal: Journal, entry: Entry | None, stuck: StuckRecord) -> StuckRecord:
    """With the first dossier the entry concerns."""
    for change in entry.readable if entry else ():
        dossier = None
        if isinstance(change, Stepped) or (isinstance(change, Added | Written) and change.kind is DOSSIER):
            dossier = change.id
        elif isinstance(change, Added):
            dossier = change.dossier
        if dossier is not None:
            return _of(raw, journal, journal.origins.pack(dossier), stuck)
    return stuck


def _of(raw: Raw, journal: Journal, record: int, stuck: StuckRecord) -> StuckRecord:
    row = raw.execute(_LINE, (record,)).fetchone()
    if row is None:
        return stuck
    number, name, waits = row
    return stuck._replace(
        dossier=journal.origins.unpack(record), number=number, applicant=name, is_waited_for=bool(waits)
    )
