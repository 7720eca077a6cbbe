"""Indexes of the read side: what lists, home and search need beyond the use cases' own look-ups in `storage.tables`.

Where a question concerns few dossiers its index holds only those (a partial index), so that home costs what is open and
not what was ever received. SQLite uses a partial index only for a query that repeats its condition word for word: the
conditions are the constants here.
"""

from sqlalchemy import Connection

from commune_desk.domain.records import State
from storage.engine import raw_of

LISTED_AT = "ifnull(dossier.received_at, ifnull(dossier.last_step_at, 0))"
"""SQL: what lists sort by, seconds: the reception, or the last step of what was never received."""

_PLACES = {state: place for place, state in enumerate(State)}


def place(state: State) -> int:
    """How a state is stored."""
    return _PLACES[state]


NOT_RETURNED = f"dossier.state <> {place(State.RETURNED)}"
HAS_DUE = (
    f"dossier.state IN ({place(State.RECEIVED)}, {place(State.IN_PROCESS)})"
    " AND dossier.paused_at IS NULL AND dossier.due_at IS NOT NULL"
)
"""SQL: the clock runs: received or in process and neither waiting for somebody outside nor paused."""
IS_PAUSED = "dossier.paused_at IS NOT NULL"
PHONE_NUMBER = "CAST(person.phone AS INTEGER)"
"""SQL: a phone as a number, half as long as its digits."""
HAS_PHONE = "person.phone <> ''"

# Columns of the condition stand behind the key: so a count reads the index alone.
_INDEXES = {
    "dossier_listed": f"dossier ({LISTED_AT})",
    "dossier_by_state": f"dossier (state, {LISTED_AT}) WHERE {NOT_RETURNED}",
    "dossier_due": f"dossier (due_at, state, paused_at) WHERE {HAS_DUE}",
    "dossier_paused": f"dossier ({LISTED_AT}, state, paused_at) WHERE {IS_PAUSED}",
    "person_phone": f"person ({PHONE_NUMBER}) WHERE {HAS_PHONE}",
}


def create(connection: Connection) -> None:
    """Make them on an empty database."""
    raw = raw_of(connection)
    for name, definition in _INDEXES.items():
        # An index's own expressions may not name their table.
        bare = definition.replace("dossier.", "").replace("person.", "")
        raw.execute(f"CREATE INDEX {name} ON {bare}")
