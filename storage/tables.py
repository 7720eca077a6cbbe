"""The schema of a desk's database in one sitting. Full-text tables are made by `storage.search_tables`.

Keys: a record's row key packs (origin, n, k), see `storage.origins`; `journal.entry` is the same without k. Instants
are seconds since 1970 UTC, days are days since 1970-01-01, enumerations their position, money whole đồng.
"""

from sqlalchemy import BLOB, Column, Index, Integer, MetaData, Table, Text
from sqlalchemy.types import UserDefinedType

from commune_desk.domain import records
from storage.kinds import KINDS, Kind

metadata = MetaData()


class IdText(UserDefinedType[int | str]):
    """A packed record id, or text where the value is none ('' mostly); BLOB affinity keeps both as they are."""

    cache_ok = True

    def get_col_spec(self, **_kw: object) -> str:
        """The column's SQL type."""
        return "BLOB"


_TYPES = {"INTEGER": Integer, "TEXT": Text, "BLOB": BLOB, "": IdText}


def _table_of(kind: Kind) -> Table:
    columns = [Column("id", Integer, primary_key=True, autoincrement=False)]
    for field in kind.stored:
        columns.append(Column(field.name, _TYPES[field.codec.sql], nullable=field.codec.nothing is None))
    return Table(kind.table, metadata, *columns)


RECORDS = {kind.cls: _table_of(kind) for kind in KINDS.values()}

# ------------------------------------------------------------------ the journal
origin = Table(
    "origin",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("device", Integer, nullable=False),
    Column("random", Integer, nullable=False),
    Index("origin_name", "device", "random", unique=True),
)
action = Table(
    "action",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
)
journal = Table(
    "journal",
    metadata,
    Column("seq", Integer, primary_key=True, comment="the order in which this desk applied entries"),
    Column("entry", Integer, nullable=False, unique=True),
    Column("hlc", Integer, nullable=False, comment="48 bits of milliseconds, 16 bits of counter"),
    Column("wall_drift_ms", Integer, nullable=False, comment="wall clock as read minus the milliseconds of hlc"),
    Column("offset_min", Integer, nullable=False),
    Column("staff", Integer),
    Column("post", Integer),
    Column("action", Integer, nullable=False),
    Column("body", BLOB, nullable=False),
    Column("hash", BLOB, nullable=False),
)
journal_subject = Table(
    "journal_subject",
    metadata,
    Column("record", Integer, primary_key=True),
    Column("seq", Integer, primary_key=True),
    sqlite_with_rowid=False,
)
journal_head = Table(
    "journal_head",
    metadata,
    Column("origin", Integer, primary_key=True, autoincrement=False),
    Column("n", Integer, nullable=False),
    Column("hash", BLOB, nullable=False),
    Column("public_key", BLOB, nullable=False),
    Column("signature", BLOB, nullable=False),
)
row_clock = Table(
    "row_clock",
    metadata,
    Column("record", Integer, primary_key=True, autoincrement=False),
    Column("clock", BLOB, nullable=False, comment="msgpack {field number: [hlc, entry]} of fields written again"),
)
did_not_apply = Table(
    "did_not_apply",
    metadata,
    Column("entry", Integer, primary_key=True),
    Column("place", Integer, primary_key=True, comment="which change of the entry"),
    Column("record", Integer, nullable=False),
    Column("code", Text, nullable=False),
    sqlite_with_rowid=False,
)
merge_card = Table(
    "merge_card",
    metadata,
    Column("record", Integer, primary_key=True),
    Column("field", Integer, primary_key=True),
    Column("kept_entry", Integer, primary_key=True),
    Column("other_entry", Integer, primary_key=True),
    sqlite_with_rowid=False,
)
series = Table(
    "series",
    metadata,
    Column("device", Integer, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("last", Integer, nullable=False),
    sqlite_with_rowid=False,
)

# ------------------------------------------------------------------ of this PC alone
desk = Table(
    "desk",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("schema_major", Integer, nullable=False),
    Column("schema_minor", Integer, nullable=False),
    Column("device", Integer, nullable=False),
    Column("private_key", BLOB, nullable=False),
    Column("public_key", BLOB, nullable=False),
    Column("clock_hlc", Integer, nullable=False, comment="highest hybrid clock met in foreign entries"),
    Column("clock_wall_ms", Integer, nullable=False, comment="wall clock last confirmed or seen at closing"),
    Column("restored", Integer, nullable=False, comment="1 until the leases of a restored backup are dropped"),
)
draft = Table(
    "local_draft",
    metadata,
    Column("key", Text, primary_key=True),
    Column("saved_at_ms", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("data", BLOB, nullable=False),
)
ballot = Table(
    "local_ballot",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("field", Text, nullable=False),
    Column("score", Integer, nullable=False),
    Column("reason", Text, nullable=False),
)
memory = Table("local_memory", metadata, Column("name", Text, primary_key=True), Column("value", Text, nullable=False))
saved_view = Table(
    "local_saved_view",
    metadata,
    Column("staff", Text, primary_key=True),
    Column("data", BLOB, nullable=False, comment="msgpack of the person's views in their order"),
)

# ------------------------------------------------------------------ what lists and use cases look up
_dossier = RECORDS[records.Dossier].c
_person = RECORDS[records.Person].c
Index("dossier_applicant", _dossier.applicant)
Index("dossier_number", _dossier.number, sqlite_where=_dossier.number != "")
Index("dossier_provisional", _dossier.provisional_number, sqlite_where=_dossier.provisional_number != "")
Index("dossier_official", _dossier.official_number, sqlite_where=_dossier.official_number != "")
Index("person_number", _person.number, sqlite_where=_person.number != "")
Index("person_old_number", _person.old_number, sqlite_where=_person.old_number != "")
Index("person_tax_code", _person.tax_code, sqlite_where=_person.tax_code != "")
Index("paper_dossier", RECORDS[records.Paper].c.dossier)
Index("printed_slip_dossier", RECORDS[records.PrintedSlip].c.dossier)
Index("slip_copy_slip", RECORDS[records.SlipCopy].c.slip)
Index("scan_dossier", RECORDS[records.Scan].c.dossier)
Index("scan_root", RECORDS[records.Scan].c.root)
Index("verdict_entry", RECORDS[records.Verdict].c.entry_origin, RECORDS[records.Verdict].c.entry_n)
Index("portal_tick_dossier", RECORDS[records.PortalTick].c.dossier)
Index("merge_choice_record", RECORDS[records.MergeChoice].c.record)
_use = RECORDS[records.NumberUse].c
Index("number_use_lease", _use.lease, _use.day, _use.n)
Index("number_use_dossier", _use.dossier)
