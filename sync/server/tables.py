"""The server's tables, the same on SQLite (SQLCipher) and PostgreSQL.

A commune's order is `entry`: `place` = commune id << 40 | seq. `marks` is the running sum of marks (sync_ports.mark_of)
up to and with that row, as a signed 64-bit number, so that the digest at any place is one look-up. Instants are
milliseconds since 1970 UTC.
"""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
)

SEQ_BITS: Final = 40
METADATA: Final = MetaData()

META: Final = Table(
    "meta",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)
"""Facts of the whole store: schema, incarnation."""

COMMUNE: Final = Table(
    "commune",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("code", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("epoch", BigInteger, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("marks", BigInteger, nullable=False),
    Column("safe_seq", BigInteger, nullable=False),
    Column("revoked", Integer, nullable=False, server_default="0"),
    Column("damaged", Integer, nullable=False, server_default="0"),
)
"""One row a commune: whoever gives places holds its lock until commit.

`revoked` devices and `damaged` rows are counted here, so that where there are none nobody has to look.
"""

EPOCH: Final = Table(
    "epoch",
    METADATA,
    Column("commune", Integer, primary_key=True),
    Column("epoch", BigInteger, primary_key=True),
    Column("seq", BigInteger, nullable=False),
)
"""Where each epoch begins: its order is that of the epoch before up to `seq`."""

ORIGIN: Final = Table(
    "origin",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("commune", Integer, nullable=False),
    Column("device", BigInteger, nullable=False),
    Column("random", BigInteger, nullable=False),
    Column("n", BigInteger, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("seq", BigInteger, nullable=False),
    UniqueConstraint("commune", "device", "random"),
)
"""Each origin with its head."""

ENTRY: Final = Table(
    "entry",
    METADATA,
    Column("place", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("origin", Integer, nullable=False),
    Column("n", BigInteger, nullable=False),
    Column("marks", BigInteger, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("body", LargeBinary, nullable=False),
    UniqueConstraint("origin", "n"),
)
"""`body`: form byte and the entry's other fields, see `sync.server.rows`."""

ARRIVAL: Final = Table(
    "arrival",
    METADATA,
    Column("place", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("carrier", BigInteger, nullable=False),
    Column("at", BigInteger, nullable=False),
)
"""When the entries up to `place` (and after the arrival before) came, and who brought them."""

DAMAGE: Final = Table(
    "damage",
    METADATA,
    Column("commune", Integer, primary_key=True),
    Column("seq", BigInteger, primary_key=True),
    Column("delta", BigInteger, nullable=False),
)
"""Rows found changed since they were stored; `delta` makes the digests tell it until they are mended."""

SIGNED_HEAD: Final = Table(
    "signed_head",
    METADATA,
    Column("origin", Integer, primary_key=True),
    Column("n", BigInteger, primary_key=True),
    Column("hash", LargeBinary, nullable=False),
    Column("signature", LargeBinary, nullable=False),
)

PASSED_RUN: Final = Table(
    "passed_run",
    METADATA,
    Column("commune", Integer, primary_key=True),
    Column("epoch", BigInteger, primary_key=True),
    Column("seq", BigInteger, primary_key=True),
    Column("device", BigInteger, nullable=False),
    Column("random", BigInteger, nullable=False),
    Column("n", BigInteger, nullable=False),
    Column("length", BigInteger, nullable=False),
)
"""At a hub: the province's order."""

DEVICE: Final = Table(
    "device",
    METADATA,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("commune", Integer),
    Column("public", LargeBinary, nullable=False),
    Column("exchange_public", LargeBinary, nullable=False),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("enrolled_at", BigInteger, nullable=False),
    Column("counter", BigInteger, nullable=False),
    Column("revoked_at", BigInteger),
    Column("revoked_seq", BigInteger),
)
"""Desks, hubs and, without a commune, the province's own device."""

CONTACT: Final = Table(
    "contact",
    METADATA,
    Column("device", BigInteger, primary_key=True, autoincrement=False),
    Column("at", BigInteger, nullable=False),
    Column("clock", BigInteger, nullable=False),
    Column("version", Text, nullable=False),
    Column("waiting", BigInteger, nullable=False),
    Column("rate", BigInteger, nullable=False),
    Column("epoch", BigInteger, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("state_digest", LargeBinary, nullable=False),
)

REFUSAL: Final = Table(
    "refusal",
    METADATA,
    Column("commune", Integer, primary_key=True),
    Column("device", BigInteger, primary_key=True),
    Column("random", BigInteger, primary_key=True),
    Column("n", BigInteger, primary_key=True),
    Column("code", Text, nullable=False),
    Column("carrier", BigInteger, nullable=False),
    Column("at", BigInteger, nullable=False),
)
"""Entries not taken, by name; asked for again and again they stay one row."""

INVITATION: Final = Table(
    "invitation",
    METADATA,
    Column("code_hash", LargeBinary, primary_key=True),
    Column("commune", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("used_by", BigInteger),
)
"""One-time codes of enrolment, as SHA-256."""

COURIER_KEY: Final = Table(
    "courier_key",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("commune", Integer, nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)

PART: Final = Table(
    "part",
    METADATA,
    Column("device", BigInteger, primary_key=True),
    Column("key", LargeBinary, primary_key=True),
    Column("total", Integer, nullable=False),
    Column("held", Integer, nullable=False),
    Column("at", BigInteger, nullable=False),
)
"""Packs that came in part, with how many bytes of them are held."""

PART_PIECE: Final = Table(
    "part_piece",
    METADATA,
    Column("device", BigInteger, primary_key=True),
    Column("key", LargeBinary, primary_key=True),
    Column("first", Integer, primary_key=True),
    Column("data", LargeBinary, nullable=False),
)

# ------------------------------------------------------------------ what the projection knows
PROJECTED: Final = Table(
    "projected",
    METADATA,
    Column("commune", Integer, primary_key=True),
    Column("epoch", BigInteger, nullable=False),
    Column("seq", BigInteger, nullable=False),
)
"""How far the order of a commune was read for its meaning."""

DOSSIER: Final = Table(
    "dossier",
    METADATA,
    Column("commune", Integer, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("number", Text, nullable=False),
    Column("procedure", Text, nullable=False),
    Column("state", SmallInteger, nullable=False),
    Column("received_at", BigInteger),
    Column("due_at", BigInteger),
    Column("finished_at", BigInteger),
    Column("fold", LargeBinary, nullable=False),
    Index("dossier_number", "commune", "number"),
    Index("dossier_due", "commune", "state", "due_at"),
)
"""Dossiers as they stand: `fold` is what the next step needs to know."""

NUMBER: Final = Table(
    "official_number",
    METADATA,
    Column("number", Text, primary_key=True),
    Column("commune", Integer, nullable=False),
    Column("dossier", Text, nullable=False),
    Column("seq", BigInteger, nullable=False),
)
"""The first dossier that bears each official number."""

KNOWN_RECORD: Final = Table(
    "known_record",
    METADATA,
    Column("commune", Integer, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("fields", LargeBinary, nullable=False),
)
"""Applicants and staff as the portal must be told of them."""

SAYING: Final = Table(
    "saying",
    METADATA,
    Column("commune", Integer, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("about", Text, primary_key=True),
    Column("record", LargeBinary, nullable=False),
    Column("claimed_at", BigInteger),
    Column("said_at", BigInteger),
)
"""What the province will say of its own accord, each once: `about` an entry or a dossier."""

AHEAD: Final = Table(
    "clock_ahead",
    METADATA,
    Column("commune", Integer, primary_key=True),
    Column("seq", BigInteger, primary_key=True),
    Column("device", BigInteger, nullable=False),
    Column("ahead_ms", BigInteger, nullable=False),
)
"""Entries stamped more than a day ahead of the server's time."""

PORTAL_CALL: Final = Table(
    "portal_call",
    METADATA,
    Column("commune", Integer, primary_key=True),
    Column("dossier", Text, primary_key=True),
    Column("seq", BigInteger, primary_key=True),
    Column("call", Text, primary_key=True),
    Column("payload", LargeBinary, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("next_at", BigInteger, nullable=False),
    Column("answer", Text, nullable=False),
    Column("done_at", BigInteger),
    Index("portal_call_waiting", "done_at", "next_at"),
)
"""What the national portal is to be told, until it answered."""

# ------------------------------------------------------------------ at a hub: what is known of the province
UPSTREAM: Final = Table(
    "upstream",
    METADATA,
    Column("commune", Integer, primary_key=True),
    Column("peer", Text, primary_key=True),
    Column("epoch", BigInteger, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("marks", BigInteger, nullable=False),
    Column("partial_key", LargeBinary, nullable=False),
    Column("partial_seq", BigInteger, nullable=False),
    Column("partial", LargeBinary, nullable=False),
)
"""How far this store holds a peer's order, and the bytes of an answer's pack cut on its way."""

UPSTREAM_HEAD: Final = Table(
    "upstream_head",
    METADATA,
    Column("commune", Integer, primary_key=True),
    Column("peer", Text, primary_key=True),
    Column("device", BigInteger, primary_key=True),
    Column("random", BigInteger, primary_key=True),
    Column("n", BigInteger, nullable=False),
)

UPSTREAM_RECEIPT: Final = Table(
    "upstream_receipt",
    METADATA,
    Column("commune", Integer, primary_key=True),
    Column("device", BigInteger, primary_key=True),
    Column("random", BigInteger, primary_key=True),
    Column("server", LargeBinary, nullable=False),
    Column("n", BigInteger, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("is_safe", Integer, nullable=False),
    Column("signature", LargeBinary, nullable=False),
)
"""The province's latest receipt of each origin, for passing on."""
