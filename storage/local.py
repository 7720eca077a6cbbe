"""What stays on this PC and never enters the journal: drafts, the ballot box, small memories, saved views."""

import secrets
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Any

import msgspec
from sqlalchemy import Connection, Table, delete, insert, select
from sqlalchemy.dialects.sqlite import insert as upsert

from commune_desk.domain.ids import RecordId
from commune_desk.ports import Draft, SavedView
from storage.clock_floor import from_ms, to_ms
from storage.tables import ballot, draft, memory, saved_view

Transaction = Callable[[], AbstractContextManager[Connection]]


class LocalTables:
    """`ports.LocalStore` on the desk's database: as encrypted and as durable as the records."""

    def __init__(self, write: Transaction, read: Transaction) -> None:
        self._write = write
        self._read = read

    def save_draft(self, draft_: Draft) -> None:
        """Keep or replace the draft of that key; on the disk when this returns."""
        row = {"key": draft_.key, "saved_at_ms": to_ms(draft_.saved_at), "title": draft_.title, "data": draft_.data}
        self._keep(draft, "key", row)

    def drafts(self) -> list[Draft]:
        """Newest first."""
        query = select(draft).order_by(draft.c.saved_at_ms.desc(), draft.c.key)
        with self._read() as connection:
            return [Draft(key, from_ms(ms), title, data) for key, ms, title, data in connection.execute(query)]

    def drop_draft(self, key: str) -> None:
        """Forget it."""
        with self._write() as connection:
            connection.execute(delete(draft).where(draft.c.key == key))

    def cast_vote(self, vote_field: str, score: int, reason: str) -> None:
        """Into the ballot box, at a random place: the order of rows tells nothing."""
        row = {"id": secrets.randbits(62), "field": vote_field, "score": score, "reason": reason}
        with self._write() as connection:
            connection.execute(insert(ballot).values(row))

    def take_votes(self, at_least: int) -> list[tuple[str, int, str]]:
        """Empty the box if it holds `at_least`; shuffled."""
        with self._write() as connection:
            query = select(ballot.c.field, ballot.c.score, ballot.c.reason)
            votes = [(field, score, reason) for field, score, reason in connection.execute(query)]
            if len(votes) < at_least:
                return []
            connection.execute(delete(ballot))
        secrets.SystemRandom().shuffle(votes)
        return votes

    def saved_views(self, staff: RecordId) -> list[SavedView]:
        """Of that person, in their order."""
        with self._read() as connection:
            data = connection.scalar(select(saved_view.c.data).where(saved_view.c.staff == staff.text))
        return [] if data is None else msgspec.msgpack.decode(data, type=list[SavedView])

    def save_views(self, staff: RecordId, views: Sequence[SavedView]) -> None:
        """Replace them."""
        self._keep(saved_view, "staff", {"staff": staff.text, "data": msgspec.msgpack.encode(list(views))})

    def remember(self, name: str, value: str) -> None:
        """A small local fact (last printer, window state)."""
        self._keep(memory, "name", {"name": name, "value": value})

    def recall(self, name: str) -> str:
        """'' if never remembered."""
        with self._read() as connection:
            return connection.scalar(select(memory.c.value).where(memory.c.name == name)) or ""

    def _keep(self, table: Table, key: str, row: dict[str, Any]) -> None:
        statement = upsert(table).values(row)
        with self._write() as connection:
            connection.execute(statement.on_conflict_do_update(index_elements=[key], set_=row))
