"""The home screen's lanes: every count and the first lines of each, inside one snapshot."""

from datetime import datetime

from commune_desk.domain.ids import Origin, RecordId
from commune_desk.domain.records import State
from commune_desk.ports import LANES, DossierLine, Filter, Home
from storage.clock_floor import from_ms
from storage.engine import Raw
from storage.lists import Surroundings, count, page, selection
from storage.origins import K_BITS

FIRST = 5
_MOST_NEW = 20_000
_NO_RECORD = RecordId(Origin(0, 0), 0, 0)


class DossierCount:
    """How many dossiers there are, counted once and then kept up by the entries that came since.

    SQLite keeps no row count: at a million dossiers counting takes longer than all the rest of home together.
    """

    def __init__(self) -> None:
        self._known = (0, 0)

    def count(self, raw: Raw) -> int:
        """As the caller's transaction sees it."""
        seq = int(raw.execute("SELECT ifnull(max(seq), 0) FROM journal").fetchone()[0])
        known_seq, known = self._known
        if not known_seq or seq < known_seq or seq - known_seq > _MOST_NEW:
            known = int(raw.execute("SELECT count(*) FROM dossier").fetchone()[0])
        elif seq > known_seq:
            # An entry's key is its records' key without the last bits: dossiers it made lie in one range.
            new = raw.execute(
                f"SELECT count(*) FROM journal CROSS JOIN dossier ON dossier.id >= journal.entry << {K_BITS}"  # noqa: S608
                f" AND dossier.id < (journal.entry + 1) << {K_BITS} WHERE journal.seq > ?",
                (known_seq,),
            )
            known += int(new.fetchone()[0])
        self._known = (seq, known)
        return known


def home(raw: Raw, around: Surroundings, all_dossiers: DossierCount, now: datetime) -> Home:
    """The lanes as of `now`, read in the caller's transaction.

    A line of the lane 'drafts' stands for a draft: its `number` is the draft's key, its `applicant` the draft's title,
    its `received_at` when it was saved; its `id` is no record's.
    """
    counts, first = {}, {}
    for lane in LANES:
        if lane == "drafts":
            continue
        chosen = selection(Filter(lane=lane), around, now)
        counts[lane] = all_dossiers.count(raw) if chosen.is_everything else count(raw, chosen)
        first[lane] = page(raw, chosen, around, None, FIRST).rows if counts[lane] else []
    counts["drafts"] = int(raw.execute("SELECT count(*) FROM local_draft").fetchone()[0])
    first["drafts"] = _drafts(raw)
    return Home(counts, first, now)


def _drafts(raw: Raw) -> list[DossierLine]:
    query = "SELECT key, saved_at_ms, title FROM local_draft ORDER BY saved_at_ms DESC, key LIMIT ?"
    return [
        DossierLine(_NO_RECORD, key, False, title, "", "", State.REGISTERED, from_ms(saved), None, None, "", "", "")  # noqa: FBT003
        for key, saved, title in raw.execute(query, (FIRST,))
    ]
