"""The province's order without its entries: places told by a hub, places taken back by a restored province."""

from collections.abc import Iterable, Sequence

from commune_desk.sync_ports import Place, Run
from storage.engine import raw_of
from storage.journal import Entry
from storage.origins import N_BITS
from storage.refold import Arrived, Refolder
from storage.session import Session
from storage.sync_tables import PROVINCE
from storage.unsent import note_proven, recount_unsent


def place_runs(session: Session, number: int, epoch: int, runs: Sequence[Run]) -> int:
    """Give the entries of these runs their places behind the last one held, as far as they are here without a gap.

    `number` is the province's. Runs of an epoch other than the one held say nothing. The last place held then.
    """
    raw = raw_of(session.connection)
    held_epoch, seq = raw.execute("SELECT epoch, seq FROM peer WHERE id = ?", (number,)).fetchone()
    if seq and held_epoch != epoch:
        return int(seq)
    origins = session.journal.origins
    placed: dict[int, int | None] = {}
    rows = ((run.seq + i, run.origin, run.n + i) for run in sorted(runs) for i in range(run.length))
    for place, origin, n in rows:
        if place <= seq:
            continue
        packed = (origins.number(origin) or 0) << N_BITS | n
        here = raw.execute("SELECT 1 FROM journal WHERE entry = ?", (packed,)).fetchone()
        if place != seq + 1 or here is None:
            break
        raw.execute("INSERT OR REPLACE INTO delivery (seq, entry) VALUES (?, ?)", (place, packed))
        placed[packed] = None
        seq = place
    raw.execute("UPDATE peer SET epoch = ?, seq = ? WHERE id = ?", (epoch, seq, number))
    entries = _entries(session, placed)
    note_proven(raw, [entry.seq for entry in entries])
    Refolder(raw, origins, session.journal).settle(entries, Arrived(set(), placed))
    return int(seq)


def unplace_after(session: Session, peer: str, number: int, place: Place) -> None:
    """The peer stands at `place` of a new epoch: places behind it are gone, their entries wait to be placed anew."""
    raw = raw_of(session.connection)
    if peer != PROVINCE:
        raw.execute("DELETE FROM peer_delivery WHERE peer = ? AND seq > ?", (number, place.seq))
        raw.execute("DELETE FROM delivery_touched WHERE peer = ? AND seq > ?", (number, place.seq))
    else:
        rows = raw.execute("SELECT entry, seq FROM delivery WHERE seq > ?", (place.seq,)).fetchall()
        raw.execute("DELETE FROM delivery WHERE seq > ?", (place.seq,))
        raw.execute("DELETE FROM delivery_touched WHERE peer = 0 AND seq > ?", (place.seq,))
        raw.execute("DELETE FROM place_time WHERE seq > ?", (place.seq,))
        # What the lost part of the province had acknowledged is not there any more.
        raw.execute(
            "DELETE FROM receipt WHERE seq > ? AND server = (SELECT public_key FROM peer WHERE id = ?)",
            (place.seq, number),
        )
        entries = _entries(session, [row[0] for row in rows])
        recount_unsent(raw)
        refolder = Refolder(raw, session.journal.origins, session.journal)
        refolder.settle(entries, Arrived(set(), dict(rows)))
    raw.execute("UPDATE peer SET epoch = ?, seq = min(seq, ?) WHERE id = ?", (place.epoch, place.seq, number))


def _entries(session: Session, packed: Iterable[int]) -> list[Entry]:
    journal = session.journal
    found = (journal.get(journal.origins.unpack_entry(one)) for one in packed)
    return [entry for entry in found if entry is not None]
