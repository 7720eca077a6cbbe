"""A newer program understands what an older one only kept: entries noted so are folded again."""

from dataclasses import replace

from commune_desk.domain.errors import NotAllowedNow, NotFound
from storage.apply import Fold
from storage.codec import VOCABULARY, Added, Counted, Stepped, Written
from storage.engine import raw_of
from storage.journal import Entry
from storage.refold import Refolder
from storage.session import Session


def read_again(session: Session) -> int:
    """Fold what this program understands of entries that an older one did not: how many entries were noted."""
    raw = raw_of(session.connection)
    query = "SELECT entry FROM not_understood WHERE program < ? ORDER BY entry"
    noted = [row[0] for row in raw.execute(query, (VOCABULARY,)).fetchall()]
    journal, fold = session.journal, session.fold
    refolder = Refolder(raw, journal.origins, journal)
    for packed in noted:
        entry = journal.get(journal.origins.unpack_entry(packed))
        if entry is not None:
            fold.begin(entry.id, entry.hlc)
            _fold_again(fold, entry)
            fold.finish(entry.seq)
            for change in entry.readable:
                if isinstance(change, Stepped):
                    refolder.refold_dossier(journal.origins.pack(change.id))
    values = (VOCABULARY, VOCABULARY)
    raw.execute("UPDATE not_understood SET program = ?, is_folded = 1 WHERE program < ?", values)
    return len(noted)


def _fold_again(fold: Fold, entry: Entry) -> None:
    for place, change in enumerate(entry.readable):
        try:
            match change:
                case Added(kind, id_, values):
                    if not fold.has(kind, id_):
                        fold.apply(change)
                    else:
                        written = fold.last_writers(kind, id_)
                        fresh = {name: value for name, value in values.items() if name not in written}
                        fold.add(kind, replace(fold.get(kind, id_), **fresh))
                case Written() | Counted():
                    fold.apply(change)
                case Stepped():
                    continue
        except (NotAllowedNow, NotFound) as refusal:
            fold.set_aside(place, change, refusal.code)
