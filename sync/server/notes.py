"""What the store notes beside the order: contacts, refusals, how far the backup reaches, a hub's copy of the order."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Connection, Engine, delete, select, text, tuple_, update

from commune_desk.domain.ids import EntryId, Origin
from commune_desk.sync_ports import Run
from sync.server.communes import commune_row
from sync.server.database import reading, writing
from sync.server.ports import Contact
from sync.server.tables import COMMUNE, PASSED_RUN, REFUSAL

REFUSALS_KEPT: Final = 2000
"""Per commune; what was refused before is forgotten."""
_CONTACT: Final = text(
    "INSERT INTO contact (device, at, clock, version, waiting, rate, epoch, seq, digest, state_digest)"
    " VALUES (:device, :at, :clock, :version, :waiting, :rate, :epoch, :seq, :digest, :state_digest)"
    " ON CONFLICT (device) DO UPDATE SET at = excluded.at, clock = excluded.clock, version = excluded.version,"
    " waiting = excluded.waiting, rate = excluded.rate, epoch = excluded.epoch, seq = excluded.seq,"
    " digest = excluded.digest, state_digest = excluded.state_digest"
)
_REFUSED: Final = text(
    "INSERT INTO refusal (commune, device, random, n, code, carrier, at)"
    " VALUES (:commune, :device, :random, :n, :code, :carrier, :at)"
    " ON CONFLICT (commune, device, random, n) DO UPDATE"
    " SET code = excluded.code, carrier = excluded.carrier, at = excluded.at"
)
_RUN: Final = text(
    "INSERT INTO passed_run (commune, epoch, seq, device, random, n, length)"
    " VALUES (:commune, :epoch, :seq, :device, :random, :n, :length) ON CONFLICT DO NOTHING"
)


class StoreNotes:
    """The part of `SqlStore` that gives no places; every method is one short transaction and raises ServerBusy."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def note_contact(self, device: int, contact: Contact) -> None:
        """See the port."""
        place = {"epoch": contact.place.epoch, "seq": contact.place.seq, "digest": contact.place.digest}
        said = {"version": contact.version, "waiting": contact.waiting, "rate": contact.rate}
        times = {"at": contact.at_ms, "clock": contact.clock_ms, "state_digest": contact.state_digest}
        with writing(self._engine) as connection:
            connection.execute(_CONTACT, {"device": device} | place | said | times)

    def note_refusals(self, commune: str, device: int, refused: Sequence[tuple[EntryId, str]], now_ms: int) -> None:
        """See the port; the last 2,000 of a commune are kept."""
        if not refused:
            return
        with writing(self._engine) as connection:
            id_ = commune_row(connection, commune).id
            rows = [
                {"commune": id_, "device": entry.origin.device, "random": entry.origin.random, "n": entry.n}
                | {"code": code, "carrier": device, "at": now_ms}
                for entry, code in refused[-REFUSALS_KEPT:]
            ]
            connection.execute(_REFUSED, rows)
            _forget_old_refusals(connection, id_)

    def safe_seq(self, commune: str) -> int:
        """See the port."""
        with reading(self._engine) as connection:
            return int(commune_row(connection, commune).safe_seq)

    def mark_safe(self, commune: str, seq: int) -> None:
        """The off-site backup holds the order up to `seq`; it never goes back."""
        with writing(self._engine) as connection:
            earlier = (COMMUNE.c.code == commune, COMMUNE.c.safe_seq < seq, COMMUNE.c.seq >= seq)
            connection.execute(update(COMMUNE).where(*earlier).values(safe_seq=seq))

    # -------------------------------------------------------------- a hub's copy of the province's order
    def runs(self, commune: str, epoch: int, after_seq: int, limit: int) -> list[Run]:
        """See the port."""
        table = PASSED_RUN.c
        with reading(self._engine) as connection:
            id_ = commune_row(connection, commune).id
            newer = (table.commune == id_, table.epoch == epoch, table.seq + table.length - 1 > after_seq)
            rows = connection.execute(select(PASSED_RUN).where(*newer).order_by(table.seq).limit(limit)).all()
        return [Run(row.seq, Origin(row.device, row.random), row.n, row.length) for row in rows]

    def keep_runs(self, commune: str, epoch: int, runs: Sequence[Run]) -> None:
        """At a hub: what the province said of its order; said again it changes nothing."""
        with writing(self._engine) as connection:
            id_ = commune_row(connection, commune).id
            values = [
                {"commune": id_, "epoch": epoch, "seq": run.seq, "device": run.origin.device}
                | {"random": run.origin.random, "n": run.n, "length": run.length}
                for run in runs
            ]
            if values:
                connection.execute(_RUN, values)


def _forget_old_refusals(connection: Connection, commune: int) -> None:
    table = REFUSAL.c
    old = (
        select(table.device, table.random, table.n)
        .where(table.commune == commune)
        .order_by(table.at.desc(), table.device, table.random, table.n)
        .offset(REFUSALS_KEPT)
        .limit(REFUSALS_KEPT)
    )
    rows = [tuple(row) for row in connection.execute(old)]
    if rows:
        named = tuple_(table.device, table.random, table.n).in_(rows)
        connection.execute(delete(REFUSAL).where(table.commune == commune, named))
