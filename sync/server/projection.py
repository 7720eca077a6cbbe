"""Reading what entries mean, behind the order: figures, numbers used twice, clocks ahead, what the portal is to know.

Each commune has a cursor of its own. A stretch of entries and the cursor are one transaction: killed anywhere it goes
on where it was, and two workers never read the same stretch twice.
"""

from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Connection, Engine, insert, select, text, update

from commune_desk.domain.ids import RecordId
from commune_desk.entries import Entry
from commune_desk.i18n import _
from sync.server.communes import commune_row
from sync.server.database import reading, writing
from sync.server.folding import DossierFold, Fields, dossier_of, fields_of, packed, stamp_of
from sync.server.outbox import VERDICT, entry_text, note
from sync.server.portal_calls import queue_calls
from sync.server.ports import Scribe, StoredRow, Told
from sync.server.rows import place_key, seq_of
from sync.server.store import SqlStore
from sync.server.tables import AHEAD, ARRIVAL, DOSSIER, KNOWN_RECORD, NUMBER, PROJECTED

NUMBER_TWICE: Final = "number-twice"
AHEAD_MS: Final = 24 * 3600 * 1000
_STRETCH_BYTES: Final = 64 << 10
_COUNTER_BITS: Final = 16
_KNOWN_KINDS: Final = frozenset({"Person", "Staff"})
_DOSSIER: Final = text(
    "INSERT INTO dossier (commune, id, number, procedure, state, received_at, due_at, finished_at, fold)"
    " VALUES (:commune, :id, :number, :procedure, :state, :received_at, :due_at, :finished_at, :fold)"
    " ON CONFLICT (commune, id) DO UPDATE SET number = excluded.number, procedure = excluded.procedure,"
    " state = excluded.state, received_at = excluded.received_at, due_at = excluded.due_at,"
    " finished_at = excluded.finished_at, fold = excluded.fold"
)
_RECORD: Final = text(
    "INSERT INTO known_record (commune, id, fields) VALUES (:commune, :id, :fields)"
    " ON CONFLICT (commune, id) DO UPDATE SET fields = excluded.fields"
)
_NUMBER: Final = text(
    "INSERT INTO official_number (number, commune, dossier, seq) VALUES (:number, :commune, :dossier, :seq)"
    " ON CONFLICT DO NOTHING"
)


class Projection:
    """Reads on; `is_portal_fed`: queue calls for the national portal."""

    def __init__(self, engine: Engine, store: SqlStore, scribe: Scribe, *, is_portal_fed: bool = False) -> None:
        self._engine = engine
        self._store = store
        self._scribe = scribe
        self._is_portal_fed = is_portal_fed

    def read_on(self, commune: str) -> int:
        """The next stretch of the commune's order: how many entries; 0 when nothing is left or another worker reads it.

        Raises ServerBusy, NotFound('commune-unknown'), DatabaseDamaged('entry-damaged').
        """
        with reading(self._engine) as connection:
            id_ = commune_row(connection, commune).id
            done = connection.execute(select(PROJECTED.c.seq).where(PROJECTED.c.commune == id_)).scalar() or 0
        rows = self._store.rows(commune, done, _STRETCH_BYTES)
        if not rows:
            return 0
        read = [(row, self._told(row.entry)) for row in rows]
        with writing(self._engine) as connection:
            if _cursor(connection, id_) != done:
                return 0
            stretch = _Stretch(connection, id_, is_portal_fed=self._is_portal_fed)
            arrivals = _arrivals(connection, id_, rows)
            for row, told in read:
                stretch.take(row, told, arrivals[row.seq])
            stretch.keep()
            change = update(PROJECTED).where(PROJECTED.c.commune == id_)
            connection.execute(change.values(seq=rows[-1].seq))
        return len(rows)

    def read_all(self, commune: str) -> int:
        """Everything there is now: how many entries."""
        total = 0
        while count := self.read_on(commune):
            total += count
        return total

    def _told(self, entry: Entry) -> list[Told]:
        """What it changed; an entry whose body is none means nothing and stops nobody."""
        try:
            return self._scribe.read(entry)
        except ValueError:
            return []


def _cursor(connection: Connection, commune: int) -> int:
    """Where reading stands, locked until commit."""
    query = select(PROJECTED.c.seq).where(PROJECTED.c.commune == commune)
    found = connection.execute(query.with_for_update()).scalar()
    if found is None:
        connection.execute(insert(PROJECTED).values(commune=commune, epoch=0, seq=0))
        return 0
    return int(found)


def _arrivals(connection: Connection, commune: int, rows: list[StoredRow]) -> dict[int, int]:
    """When each row came, by the server's clock."""
    places = ARRIVAL.c.place
    first = place_key(commune, rows[0].seq)
    query = select(ARRIVAL).where(places >= first, places < place_key(commune + 1, 0)).order_by(places)
    upto = rows[-1].seq
    found: dict[int, int] = {}
    seq = rows[0].seq
    for arrival in connection.execute(query):
        while seq <= min(seq_of(arrival.place), upto):
            found[seq] = arrival.at
            seq += 1
        if seq > upto:
            break
    return found


@dataclass(slots=True)
class _Stretch:
    """What a stretch of entries touches, read once and written once."""

    connection: Connection
    commune: int
    is_portal_fed: bool = field(kw_only=True)
    dossiers: dict[str, DossierFold] = field(default_factory=dict)
    records: dict[str, Fields] = field(default_factory=dict)
    changed: set[str] = field(default_factory=set)

    def take(self, row: StoredRow, told: list[Told], came_at: int) -> None:
        """Fold one entry, or leave it to a verdict."""
        self._look_at_clock(row, came_at)
        if any(self._is_number_twice(row, one) for one in told):
            return
        for one in told:
            if one.id is not None:
                self._fold(row, one, one.id)

    def _fold(self, row: StoredRow, told: Told, id_: RecordId) -> None:
        stamp = stamp_of(row.entry.hlc, row.entry.id)
        if told.kind in _KNOWN_KINDS:
            self._record(id_).merge(told.values, stamp)
            self.changed.add(id_.text)
        elif told.kind == "Dossier":
            dossier = self._dossier(id_)
            if told.verb == "stepped" and not dossier.step(told.values):
                return
            if told.verb != "stepped":
                dossier.merge(told.values, stamp)
            self.changed.add(id_.text)
            if self.is_portal_fed:
                self._tell_portal(row, told, id_.text)

    def _tell_portal(self, row: StoredRow, told: Told, id_: str) -> None:
        dossier = self.dossiers[id_]
        applicant = self._record_named(str(dossier.get("applicant")))
        staff = None if row.entry.staff is None else self._record(row.entry.staff)
        step = told.values if told.verb == "stepped" else None
        name = str(staff.get("display_name")) if staff else ""
        queue_calls(self.connection, (self.commune, id_, row.seq), (dossier, applicant), step, name)

    def keep(self) -> None:
        """Write what changed."""
        dossiers = [_dossier_row(self.commune, id_, one) for id_, one in self.dossiers.items() if id_ in self.changed]
        records = [
            {"commune": self.commune, "id": id_, "fields": packed(one)}
            for id_, one in self.records.items()
            if id_ in self.changed
        ]
        if dossiers:
            self.connection.execute(_DOSSIER, dossiers)
        if records:
            self.connection.execute(_RECORD, records)

    def _look_at_clock(self, row: StoredRow, came_at: int) -> None:
        ahead = (row.entry.hlc >> _COUNTER_BITS) - came_at
        if ahead > AHEAD_MS:
            values = {"commune": self.commune, "seq": row.seq, "device": row.entry.id.origin.device}
            self.connection.execute(insert(AHEAD).values(**values, ahead_ms=ahead))

    def _is_number_twice(self, row: StoredRow, told: Told) -> bool:
        """Claim the official number the change gives; whether another dossier bears it. A verdict is noted then."""
        number = str(told.values.get("number" if told.verb == "stepped" else "official_number") or "")
        if told.kind != "Dossier" or told.id is None or not number:
            return False
        if told.verb == "stepped" and getattr(told.values.get("kind"), "value", "") != "receive":
            return False
        mine = {"commune": self.commune, "dossier": told.id.text}
        self.connection.execute(_NUMBER, mine | {"number": number, "seq": row.seq})
        holder = self.connection.execute(select(NUMBER).where(NUMBER.c.number == number)).one()
        if (holder.commune, holder.dossier) == (self.commune, told.id.text):
            return False
        origin = row.entry.id.origin.text
        words = _("Số {number} đã cấp cho một hồ sơ khác trước đó. Hãy cấp số mới cho hồ sơ này và in lại giấy hẹn.")
        values: dict[str, object] = {"entry_origin": origin, "entry_n": row.entry.id.n, "code": NUMBER_TWICE}
        about = entry_text(origin, row.entry.id.n)
        note(self.connection, self.commune, VERDICT, about, values | {"words": words.format(number=number)})
        return True

    def _dossier(self, id_: RecordId) -> DossierFold:
        if id_.text not in self.dossiers:
            query = select(DOSSIER.c.fold).where(DOSSIER.c.commune == self.commune, DOSSIER.c.id == id_.text)
            self.dossiers[id_.text] = dossier_of(self.connection.execute(query).scalar())
        return self.dossiers[id_.text]

    def _record(self, id_: RecordId) -> Fields:
        return self._record_named(id_.text)

    def _record_named(self, id_: str) -> Fields:
        if id_ not in self.records:
            known = KNOWN_RECORD.c
            query = select(known.fields).where(known.commune == self.commune, known.id == id_)
            self.records[id_] = fields_of(self.connection.execute(query).scalar())
        return self.records[id_]


def _dossier_row(commune: int, id_: str, dossier: DossierFold) -> dict[str, Any]:
    return {
        "commune": commune,
        "id": id_,
        "number": dossier.number,
        "procedure": str(dossier.get("procedure")),
        "state": int(dossier.state),
        "received_at": dossier.instant_ms("received_at"),
        "due_at": dossier.instant_ms("due_at"),
        "finished_at": dossier.instant_ms("finished_at"),
        "fold": packed(dossier),
    }
