"""The home screen's lanes: every count and the first lines of each, inside one snapshot."""

from datetime import datetime

from commune_desk.domain.ids import Origin, RecordId
from commune_desk.domain.records import State
from commune_desk.ports import LANES, DossierLine, Filter, Home
from storage.clock_floor import from_ms
from storage.engine import Raw
from storage.lists import Surroundings, count, page, selection

FIRST = 5
_NO_RECORD = RecordId(Origin(0, 0), 0, 0)


def home(raw: Raw, around: Surroundings, now: datetime) -> Home:
    """The lanes as of `now`, read in the caller's transaction.

    A line of the lane 'drafts' stands for a draft: its `number` is the draft's key, its `applicant` the draft's title,
    its `received_at` when it was saved; its `id` is no record's.
    """
    counts, first = {}, {}
    for lane in LANES:
        if lane == "drafts":
            continue
        chosen = selection(Filter(lane=lane), around, now)
        counts[lane] = count(raw, chosen)
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
