"""Make every record again from the journal alone, and compare: a record changed behind its back is found and named."""

import contextlib
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Final

from sqlalchemy import Connection

from commune_desk.device_key import DeviceKey
from commune_desk.domain.errors import Refused
from commune_desk.domain.ids import Origin
from storage.apply import Fold, apply_entry
from storage.codec import Press
from storage.desk_file import DeskFile, make_schema
from storage.engine import Engines, Raw, raw_of
from storage.journal import Entry, Journal
from storage.kinds import BY_NUMBER, Kind, Value
from storage.origins import Origins
from storage.refold import refold_everything

_KEY_BYTES: Final = 32
_FOLDS = {"row_clock": "record", "journal_subject": "record, seq", "series": "device, name"}
_FOLDS |= {"did_not_apply": "entry, place", "merge_card": "record, field, kept_entry, other_entry"}


@dataclass(frozen=True, slots=True)
class Difference:
    """Where the records and the journal disagree; `why` is 'changed', 'missing', 'extra', 'hash' or 'unreadable'.

    `id` is a record id text, an entry `origin.n` for table 'journal', '' for a whole table of bookkeeping.
    """

    table: str
    id: str
    field: str
    why: str


def rebuild_check(file: DeskFile) -> list[Difference]:
    """Every difference between the tables and what the journal makes of them; empty when all is well.

    The rebuilt records live for the while in a file beside the database, under a key nobody keeps.
    """
    beside = file.path.with_name(file.path.name + ".rebuild")
    _remove(beside)
    engines = Engines(beside, secrets.token_bytes(_KEY_BYTES), is_durable=False)
    try:
        with file.read() as source, engines.write() as target:
            make_schema(target, DeviceKey.generate())
            found = _replay(file, source, target)
            if not any(one.why == "unreadable" for one in found):
                found += _compared(raw_of(source), raw_of(target), file.origins)
        return found
    finally:
        engines.dispose()
        _remove(beside)


def _remove(path: Path) -> None:
    for suffix in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _replay(file: DeskFile, source: Connection, target: Connection) -> list[Difference]:
    raw = raw_of(target)
    for table in ("origin", "action", "peer", "delivery", "not_understood"):
        rows = raw_of(source).execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608  our own table names
        if rows:
            raw.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)  # noqa: S608
    origins = Origins()
    origins.load(raw)
    journal = Journal(raw, origins, Press())
    fold = Fold(target, origins, journal, indexes=False)
    query = "SELECT entry FROM not_understood WHERE is_folded = 0"
    fold.unfolded = {origins.unpack_entry(row[0]) for row in raw.execute(query).fetchall()}
    found: dict[Origin, Difference] = {}
    last = ""
    try:
        for entry in file.journal(source).entries():
            _replay_one(fold, journal, entry, found)
            last = f"{entry.id.origin.text}.{entry.id.n}"
    except (ValueError, KeyError, Refused):
        return [*found.values(), Difference("journal", last, "", "unreadable")]
    refold_everything(raw, origins, journal)
    return list(found.values())


def _replay_one(fold: Fold, journal: Journal, entry: Entry, found: dict[Origin, Difference]) -> None:
    origin = entry.id.origin
    if origin not in found:
        try:
            apply_entry(fold, journal, entry)
        except Refused as refusal:
            if refusal.code != "journal-chain":
                raise
            found[origin] = Difference("journal", f"{origin.text}.{entry.id.n}", "", "hash")
        else:
            return
    # Behind a broken link nothing of that origin proves itself: take it as it stands, the break is named.
    apply_entry(fold, journal, entry.unproven())


def _compared(source: Raw, target: Raw, origins: Origins) -> list[Difference]:
    found = []
    for kind in BY_NUMBER.values():
        found += list(_compared_kind(kind, source, target, origins))
    for table, key in _FOLDS.items():
        query = f"SELECT * FROM {table} ORDER BY {key}"  # noqa: S608  our own table names
        if any(a != b for a, b in zip_longest(source.execute(query), target.execute(query))):
            found.append(Difference(table, "", "", "changed"))
    return found


def _compared_kind(kind: Kind, source: Raw, target: Raw, origins: Origins) -> Iterator[Difference]:
    query = f"SELECT {', '.join(kind.columns)} FROM {kind.table} ORDER BY id"  # noqa: S608  our own names
    here: Iterator[Value] = iter(source.execute(query))
    there: Iterator[Value] = iter(target.execute(query))
    a: Value = next(here, None)
    b: Value = next(there, None)
    while a is not None or b is not None:
        if b is None or (a is not None and a[0] < b[0]):
            yield Difference(kind.table, _named(origins, a[0]), "", "extra")
            a = next(here, None)
        elif a is None or b[0] < a[0]:
            yield Difference(kind.table, _named(origins, b[0]), "", "missing")
            b = next(there, None)
        else:
            changed = [name for name, mine, theirs in zip(kind.columns, a, b, strict=True) if mine != theirs]
            for name in changed:
                yield Difference(kind.table, _named(origins, a[0]), name.strip('"'), "changed")
            a, b = next(here, None), next(there, None)


def _named(origins: Origins, packed: int) -> str:
    with contextlib.suppress(KeyError):
        return origins.unpack(packed).text
    return str(packed)
