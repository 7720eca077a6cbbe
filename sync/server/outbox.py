"""What the province says of its own accord (verdicts, ticks of the portal): noted with its cause, said once, later.

A note is written in the transaction that finds the cause. Saying it is a second transaction; a worker that dies between
the two leaves a claim, and whoever takes the claim over looks first whether it was said.
"""

from collections.abc import Callable
from typing import Any, Final, NamedTuple

import msgspec
from sqlalchemy import Connection, Engine, select, text, update

from commune_desk.domain.ids import Origin, RecordId
from commune_desk.domain.records import PortalTick, Record, Verdict
from sync.server.communes import commune_row
from sync.server.database import reading, writing
from sync.server.ports import Scribe, Spoken, Told
from sync.server.tables import SAYING

VERDICT: Final = "verdict-given"
TICK: Final = "portal-told"
ACTIONS: Final = (VERDICT, TICK)
_CLAIM_MS: Final = 60_000
_ANY: Final = RecordId(Origin(0, 0), 0, 0)
_NOTE: Final = text(
    "INSERT INTO saying (commune, kind, about, record) VALUES (:commune, :kind, :about, :record) ON CONFLICT DO NOTHING"
)


class _Kind(NamedTuple):
    made: Callable[[dict[str, Any]], Record]
    about: Callable[[Told], str]


_KINDS: Final = {
    VERDICT: _Kind(
        lambda values: Verdict(_ANY, **values),
        lambda told: entry_text(str(told.values["entry_origin"]), told.values["entry_n"]),
    ),
    TICK: _Kind(
        lambda values: PortalTick(_ANY, **values | {"dossier": RecordId.parse(values["dossier"])}),
        lambda told: told.values["dossier"].text if isinstance(told.values["dossier"], RecordId) else "",
    ),
}


def entry_text(origin: str, n: object) -> str:
    """An entry as the outbox names it."""
    return f"{origin}.{n}"


def note(connection: Connection, commune: int, kind: str, about: str, values: dict[str, object]) -> None:
    """To be said later; noted twice it is said once."""
    record = msgspec.msgpack.encode(values)
    connection.execute(_NOTE, {"commune": commune, "kind": kind, "about": about, "record": record})


class Outbox:
    """Says what was noted."""

    def __init__(self, engine: Engine, voice: Spoken, scribe: Scribe) -> None:
        self._engine = engine
        self._voice = voice
        self._scribe = scribe

    def say_noted(self, commune: str, now_ms: int) -> int:
        """How many were said. Raises ServerBusy; what was not said then is said the next time."""
        query = select(SAYING).where(SAYING.c.said_at.is_(None)).order_by(SAYING.c.about)
        with reading(self._engine) as connection:
            id_ = commune_row(connection, commune).id
            waiting = connection.execute(query.where(SAYING.c.commune == id_)).all()
        count = 0
        for row in waiting:
            if self._claim(row, now_ms):
                kind = _KINDS[row.kind]
                if row.claimed_at is None or not self._was_said(commune, row.kind, row.about):
                    record = kind.made(msgspec.msgpack.decode(row.record))
                    self._voice.say(commune, row.kind, [record], now_ms)
                    count += 1
                self._settle(row, now_ms)
        return count

    def _claim(self, row: Any, now_ms: int) -> bool:  # noqa: ANN401  a row of SQLAlchemy
        """Whether this worker may say it: nobody else does, or whoever did has been silent for a minute."""
        if row.claimed_at is not None and now_ms - row.claimed_at < _CLAIM_MS:
            return False
        is_same = SAYING.c.claimed_at.is_(None) if row.claimed_at is None else SAYING.c.claimed_at == row.claimed_at
        with writing(self._engine) as connection:
            change = update(SAYING).where(*_named(row), is_same).values(claimed_at=now_ms)
            return connection.execute(change).rowcount == 1

    def _settle(self, row: Any, now_ms: int) -> None:  # noqa: ANN401  a row of SQLAlchemy
        with writing(self._engine) as connection:
            connection.execute(update(SAYING).where(*_named(row)).values(said_at=now_ms))

    def _was_said(self, commune: str, kind: str, about: str) -> bool:
        rows = self._voice.said(commune, kind)
        return any(_KINDS[kind].about(told) == about for row in rows for told in self._scribe.read(row.entry))


def _named(row: Any) -> tuple[Any, ...]:  # noqa: ANN401  a row of SQLAlchemy
    return SAYING.c.commune == row.commune, SAYING.c.kind == row.kind, SAYING.c.about == row.about
