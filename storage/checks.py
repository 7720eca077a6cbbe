"""Is the desk sound? Each finding is a code with parameters; nobody's data is in one."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from sqlalchemy import Connection
from sqlcipher3 import dbapi2

from storage.chain import check_chain
from storage.desk_file import DeskFile
from storage.engine import Raw, raw_of
from storage.heads import bad_heads
from storage.rebuild import rebuild_check

WAL_LIMIT_BYTES = 64 << 20
FREE_LIMIT_BYTES = 500 << 20
FREE_FAULT_BYTES = 50 << 20
_LINKS = (
    ("dossier", "applicant", "person"),
    ("paper", "dossier", "dossier"),
    ("printed_slip", "dossier", "dossier"),
    ("slip_copy", "slip", "printed_slip"),
    ("number_use", "lease", "lease"),
    ("holding", "staff", "staff"),
    ("holding", "post", "post"),
)


class Level(Enum):
    """How bad it is."""

    OK = "ok"
    WARNING = "warning"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the doctor."""

    code: str
    level: Level
    parameters: dict[str, str | int] = field(default_factory=dict)


def quick_checks(file: DeskFile) -> list[Finding]:
    """A second or less also on a large desk: pages, heads, disk, log, cards."""
    with file.read() as connection:
        raw = raw_of(connection)
        return [*_pages(raw, "quick_check"), *_heads(raw, file), *_cards(raw), *_disk(file.path)]


def thorough_checks(file: DeskFile) -> list[Finding]:
    """Everything: every page's authentication, the whole chain, links between records, the rebuilt records."""
    with file.read() as connection:
        raw = raw_of(connection)
        found = [*_authentic(raw), *_pages(raw, "integrity_check"), *_chain(connection, file), *_heads(raw, file)]
        found += [*_links(raw), *_doubles(raw), *_search(raw), *_cards(raw), *_disk(file.path)]
    return [*found, *_rebuilt(file)]


def _rebuilt(file: DeskFile) -> Iterator[Finding]:
    differences = rebuild_check(file)
    if not differences:
        yield Finding("records-equal-journal", Level.OK)
    for one in differences:
        parameters: dict[str, str | int] = {"table": one.table, "id": one.id, "field": one.field, "why": one.why}
        yield Finding("record-differs", Level.FAULT, parameters)


def _authentic(raw: Raw) -> Iterator[Finding]:
    bad = len(raw.execute("PRAGMA cipher_integrity_check").fetchall())
    yield Finding("pages-authentic", Level.OK) if not bad else Finding("pages-altered", Level.FAULT, {"count": bad})


def _pages(raw: Raw, pragma: str) -> Iterator[Finding]:
    try:
        lines = [row[0] for row in raw.execute(f"PRAGMA {pragma}(10)").fetchall()]
    except dbapi2.DatabaseError:
        lines = ["unreadable"]
    if lines == ["ok"]:
        yield Finding("database-sound", Level.OK)
    else:
        yield Finding("database-unsound", Level.FAULT, {"count": len(lines)})


def _chain(connection: Connection, file: DeskFile) -> Iterator[Finding]:
    report = check_chain(file.journal(connection))
    if not report.breaks:
        yield Finding("journal-whole", Level.OK, {"entries": report.entries})
    for one in report.breaks:
        entry = "" if one.entry is None else f"{one.entry.origin.text}.{one.entry.n}"
        yield Finding("journal-broken", Level.FAULT, {"entry": entry, "why": one.why})


def _heads(raw: Raw, file: DeskFile) -> Iterator[Finding]:
    bad = bad_heads(raw, file.origins)
    if not bad:
        yield Finding("signatures-right", Level.OK)
    for one in bad:
        yield Finding("signature-wrong", Level.FAULT, {"entry": f"{one.origin.text}.{one.n}", "why": one.why})


def _links(raw: Raw) -> Iterator[Finding]:
    broken = 0
    for table, column, target in _LINKS:
        query = f"SELECT count(*) FROM {table} a WHERE NOT EXISTS (SELECT 1 FROM {target} b WHERE b.id = a.{column})"  # noqa: S608
        count = int(raw.execute(query).fetchone()[0])
        broken += count
        if count:
            yield Finding("links-broken", Level.FAULT, {"table": table, "field": column, "count": count})
    if not broken:
        yield Finding("links-whole", Level.OK)


def _doubles(raw: Raw) -> Iterator[Finding]:
    query = "SELECT count(*) FROM (SELECT 1 FROM number_use GROUP BY lease, day, n HAVING count(*) > 1)"
    count = int(raw.execute(query).fetchone()[0])
    yield Finding("numbers-unique", Level.OK) if not count else Finding("numbers-twice", Level.FAULT, {"count": count})


def _search(raw: Raw) -> Iterator[Finding]:
    query = "SELECT (SELECT count(*) FROM dossier), (SELECT count(*) FROM dossier_search)"
    records, indexed = raw.execute(query).fetchone()
    if records == indexed:
        yield Finding("search-complete", Level.OK, {"count": records})
    else:
        yield Finding("search-incomplete", Level.WARNING, {"records": records, "indexed": indexed})


def _cards(raw: Raw) -> Iterator[Finding]:
    query = "SELECT (SELECT count(*) FROM did_not_apply), (SELECT count(*) FROM merge_card)"
    for code, count in zip(("changes-set-aside", "merges-to-decide"), raw.execute(query).fetchone(), strict=True):
        if count:
            yield Finding(code, Level.WARNING, {"count": count})


def _disk(path: Path) -> Iterator[Finding]:
    log = path.with_name(path.name + "-wal")
    size = log.stat().st_size if log.exists() else 0
    if size > WAL_LIMIT_BYTES:
        yield Finding("log-large", Level.WARNING, {"bytes": size})
    free = shutil.disk_usage(path.parent).free
    level = Level.FAULT if free < FREE_FAULT_BYTES else Level.WARNING if free < FREE_LIMIT_BYTES else Level.OK
    yield Finding("disk-room" if level is Level.OK else "disk-nearly-full", level, {"free_mib": free >> 20})
