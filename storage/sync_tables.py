"""Tables of the exchange: what peers hold, in which order the province placed entries, who vouches for what.

They are of this PC: nothing here travels, and a restored backup simply knows less. Triggers note every change of a
stored entry or place made by whatever SQL, so that the digests of the next exchange are those of the rows as they are.
"""

from typing import Final

from sqlalchemy import BLOB, Column, Connection, Index, Integer, Table, Text

from storage.engine import raw_of
from storage.tables import metadata

PROVINCE: Final = "province"

peer = Table(
    "peer",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("public_key", BLOB, nullable=False, comment="raw Ed25519 key pinned at enrolment; empty: none yet"),
    Column("epoch", Integer, nullable=False),
    Column("seq", Integer, nullable=False, comment="its order is held up to here"),
)
peer_head = Table(
    "peer_head",
    metadata,
    Column("peer", Integer, primary_key=True),
    Column("origin", Integer, primary_key=True),
    Column("n", Integer, nullable=False, comment="the peer holds the origin up to here"),
    sqlite_with_rowid=False,
)
delivery = Table(
    "delivery",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False, comment="the province's order of the commune"),
    Column("entry", Integer, nullable=False),
    Index("delivery_entry", "entry"),
)
peer_delivery = Table(
    "peer_delivery",
    metadata,
    Column("peer", Integer, primary_key=True),
    Column("seq", Integer, primary_key=True, comment="a hub's own order"),
    Column("entry", Integer, nullable=False),
    sqlite_with_rowid=False,
)
signed_head = Table(
    "signed_head",
    metadata,
    Column("origin", Integer, primary_key=True),
    Column("n", Integer, primary_key=True),
    Column("hash", BLOB, nullable=False),
    Column("signature", BLOB, nullable=False, comment="of another device: what is passed on is passed on with it"),
    sqlite_with_rowid=False,
)
place_time = Table(
    "place_time",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False, comment="places after the row before, up to here"),
    Column("at_ms", Integer, nullable=False, comment="when the province told them"),
)
unsent_dossier = Table(
    "unsent_dossier",
    metadata,
    Column("dossier", Integer, primary_key=True, autoincrement=False),
    Column("last_seq", Integer, nullable=False, comment="its latest entry of which the province has given no proof"),
    Index("unsent_dossier_last", "last_seq"),
)
receipt = Table(
    "receipt",
    metadata,
    Column("server", BLOB, primary_key=True),
    Column("origin", Integer, primary_key=True),
    Column("is_safe", Integer, primary_key=True),
    Column("n", Integer, nullable=False),
    Column("hash", BLOB, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("at_ms", Integer, nullable=False),
    Column("signature", BLOB, nullable=False),
    sqlite_with_rowid=False,
)
partial_pack = Table(
    "partial_pack",
    metadata,
    Column("peer", Integer, primary_key=True),
    Column("key", BLOB, nullable=False),
    Column("last_seq", Integer, nullable=False),
    Column("data", BLOB, nullable=False),
)
sync_number = Table(
    "sync_number",
    metadata,
    Column("name", Text, primary_key=True, comment="'counter' of requests, 'clock_offset_ms' of the province"),
    Column("value", Integer, nullable=False),
    sqlite_with_rowid=False,
)
refused_entry = Table(
    "refused_entry",
    metadata,
    Column("origin", Text, primary_key=True),
    Column("n", Integer, primary_key=True),
    Column("code", Text, nullable=False),
    Column("at_ms", Integer, nullable=False),
    sqlite_with_rowid=False,
)
sync_fault = Table(
    "sync_fault",
    metadata,
    Column("code", Text, primary_key=True),
    Column("count", Integer, nullable=False),
    Column("at_ms", Integer, nullable=False),
    sqlite_with_rowid=False,
)
not_understood = Table(
    "not_understood",
    metadata,
    Column("entry", Integer, primary_key=True, autoincrement=False, comment="folded again by a newer program"),
    Column("program", Integer, nullable=False, comment="how much the program that met it understood"),
    Column("is_folded", Integer, nullable=False, comment="0: none of its changes could be folded"),
)
journal_touched = Table(
    "journal_touched",
    metadata,
    Column("entry", Integer, primary_key=True, autoincrement=False),
)
delivery_touched = Table(
    "delivery_touched",
    metadata,
    Column("peer", Integer, primary_key=True, comment="0: the province's order"),
    Column("seq", Integer, primary_key=True),
    sqlite_with_rowid=False,
)

# ------------------------------------------------------------------ scans
scan_file = Table(
    "scan_file",
    metadata,
    Column("root", BLOB, primary_key=True),
    Column("size", Integer, nullable=False),
    Column("have", Integer, nullable=False),
    Column("urgency", Integer, nullable=False),
    Column("is_wanted", Integer, nullable=False),
    Column("leaves", BLOB, nullable=False, comment="hashes of the pieces held, one behind the other"),
    Column("added_ms", Integer, nullable=False),
    Column("tail", BLOB, nullable=False, comment="bytes that came behind the last whole leaf"),
    sqlite_with_rowid=False,
)
scan_peer = Table(
    "scan_peer",
    metadata,
    Column("root", BLOB, primary_key=True),
    Column("peer", Text, primary_key=True),
    Column("server", BLOB, nullable=False),
    Column("size", Integer, nullable=False),
    Column("at_ms", Integer, nullable=False),
    Column("signature", BLOB, nullable=False),
    sqlite_with_rowid=False,
)

_TRIGGERS: Final = (
    "CREATE TRIGGER journal_changed AFTER UPDATE ON journal BEGIN"
    " INSERT OR IGNORE INTO journal_touched (entry) VALUES (old.entry), (new.entry); END",
    "CREATE TRIGGER journal_removed AFTER DELETE ON journal BEGIN"
    " INSERT OR IGNORE INTO journal_touched (entry) VALUES (old.entry); END",
    # INSERT OR REPLACE fires no DELETE trigger: an entry that has a place already was replaced.
    "CREATE TRIGGER journal_replaced AFTER INSERT ON journal"
    " WHEN EXISTS (SELECT 1 FROM delivery WHERE entry = new.entry) BEGIN"
    " INSERT OR IGNORE INTO journal_touched (entry) VALUES (new.entry); END",
    "CREATE TRIGGER delivery_changed AFTER UPDATE ON delivery BEGIN"
    " INSERT OR IGNORE INTO delivery_touched (peer, seq) VALUES (0, old.seq), (0, new.seq); END",
    "CREATE TRIGGER delivery_removed AFTER DELETE ON delivery BEGIN"
    " INSERT OR IGNORE INTO delivery_touched (peer, seq) VALUES (0, old.seq); END",
    "CREATE TRIGGER delivery_replaced AFTER INSERT ON delivery"
    " WHEN new.seq <= (SELECT seq FROM peer WHERE name = 'province') BEGIN"
    " INSERT OR IGNORE INTO delivery_touched (peer, seq) VALUES (0, new.seq); END",
    "CREATE TRIGGER peer_delivery_changed AFTER UPDATE ON peer_delivery BEGIN"
    " INSERT OR IGNORE INTO delivery_touched (peer, seq) VALUES (old.peer, old.seq), (new.peer, new.seq); END",
    "CREATE TRIGGER peer_delivery_removed AFTER DELETE ON peer_delivery BEGIN"
    " INSERT OR IGNORE INTO delivery_touched (peer, seq) VALUES (old.peer, old.seq); END",
)


def create_triggers(connection: Connection) -> None:
    """Make them on a database that has the tables."""
    for statement in _TRIGGERS:
        raw_of(connection).execute(statement)
