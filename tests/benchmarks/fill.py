"""A desk file with any number of dossiers, kept under /tmp for the next run.

The first 10,000 go through the use cases; the others are copies of them, under other ids, numbers and later days, made
by SQL: names, states, sizes of rows and journal bodies stay what the use cases made. (The copies' hashes do not chain;
nothing here verifies them.)
"""

# ruff: noqa: S608  table and column names of our own schema
import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import storage.codec
from storage import search_tables
from storage.desk_file import DeskFile, open_desk_file
from storage.engine import Raw, connect
from storage.kinds import BY_NUMBER, from_seconds
from storage.origins import ENTRY_SHIFT, K_BITS, N_BITS
from tests.benchmarks.past_desk import KEY, UNTIL, fill, new_file

BASE = 10_000
_WEEK_S = 7 * 86_400
_FOUNDING = 1
_COPIED = {
    "person": (),
    "dossier": ("applicant",),
    "paper": ("dossier",),
    "printed_slip": ("dossier",),
    "slip_copy": ("slip",),
    "number_use": ("dossier",),
}
_INSTANTS = (
    *("received_at", "due_at", "finished_at", "returned_at", "paused_at", "last_step_at"),
    *("made_at", "printed_at"),
)


@dataclass(frozen=True, slots=True)
class Filled:
    """An open file, the moment its last day ends at, how many dossiers it holds and its bytes."""

    file: DeskFile
    now: datetime
    dossiers: int
    bytes: int


def filled(count: int, seed: int = 1, folder: Path = Path("/tmp")) -> Filled:  # noqa: S108  a cache between runs
    """Such a file, made if it is not there (about 3 ms a dossier up to 10,000, a tenth of that beyond)."""
    path = folder / f"commune-desk-bench-{count}-{seed}-{_schema_hash(folder)}.db"
    if not path.exists():
        growing = path.with_suffix(".growing")
        for left in folder.glob(f"{growing.name}*"):
            left.unlink()
        file, desk = new_file(growing)
        made = fill(file, desk, min(count, BASE), seed)
        file.close()
        _multiply(growing, -(-count // made) - 1)
        growing.rename(path)
    raw = connect(path, KEY, read_only=True)
    held, last = raw.execute("SELECT count(*), max(received_at) FROM dossier").fetchone()
    raw.close()
    now = max(from_seconds(last) + timedelta(hours=1), UNTIL)
    return Filled(open_desk_file(path, KEY, clock=lambda: now), now, held, path.stat().st_size)


def _schema_hash(folder: Path) -> str:
    """Of the schema this program makes and its journal's dictionary: an older file is not taken for a new one."""
    path = folder / "commune-desk-bench-schema.db"
    for left in folder.glob(f"{path.name}*"):
        left.unlink()
    file, _ = new_file(path)
    file.close()
    raw = connect(path, KEY, read_only=True)
    schema = repr(raw.execute("SELECT sql FROM sqlite_master ORDER BY name").fetchall())
    raw.close()
    path.unlink()
    dictionary = (storage.codec._DATA / f"dictionary-{storage.codec.DICTIONARY}.zdict").read_bytes()
    return hashlib.sha256(schema.encode() + dictionary).hexdigest()[:8]


def _multiply(path: Path, copies: int) -> None:
    raw = connect(path, KEY)
    raw.execute("PRAGMA synchronous = OFF")
    raw.execute("PRAGMA cache_size = -1000000")
    raw.create_function("later_number", 2, _later_number, deterministic=True)
    raw.create_function("other_digits", 3, _other_digits, deterministic=True)
    first, last = raw.execute("SELECT min(received_at), max(received_at) FROM dossier").fetchone()
    span_s = -(-(last - first + 1) // _WEEK_S) * _WEEK_S
    device = raw.execute("SELECT device FROM origin WHERE id = 1").fetchone()[0]
    names = raw.execute(
        "SELECT dossier.id, person.name FROM dossier JOIN person ON person.id = applicant ORDER BY dossier.id"
    ).fetchall()
    seqs = raw.execute("SELECT max(seq) FROM journal").fetchone()[0]
    for copy in range(1, copies + 1):
        raw.execute("BEGIN")
        raw.execute("INSERT INTO origin (id, device, random) VALUES (?, ?, ?)", (1 + copy, device, copy))
        _copy_records(raw, copy, span_s)
        _copy_journal(raw, copy, span_s, seqs)
        for pk, name in names:
            search_tables.put(raw, pk + (copy << ENTRY_SHIFT), name)
        raw.execute("COMMIT")
    raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    raw.close()


def _copy_records(raw: Raw, copy: int, span_s: int) -> None:
    shift, later_s = copy << ENTRY_SHIFT, copy * span_s
    first = (1 << ENTRY_SHIFT) | ((_FOUNDING + 1) << K_BITS)
    for kind in BY_NUMBER.values():
        if kind.table not in _COPIED:
            continue
        days = later_s // 86_400
        changed = {
            ("dossier", "number"): f"later_number(number, {days})",
            ("number_use", "day"): f"day + {days}",
            ("person", "number"): f"other_digits(number, {copy}, 6)",
            ("person", "phone"): f"other_digits(phone, {copy}, 7)",
        }
        for name in ("id", *_COPIED[kind.table]):
            changed[kind.table, name] = f"{name} + {shift}"
        for name in _INSTANTS:
            changed[kind.table, name] = f"{name} + {later_s}"
        values = [changed.get((kind.table, column.strip('"')), column) for column in kind.columns]
        raw.execute(
            f"INSERT INTO {kind.table} ({', '.join(kind.columns)}) SELECT {', '.join(values)} FROM {kind.table}"
            f" WHERE id BETWEEN {first} AND {(2 << ENTRY_SHIFT) - 1} ORDER BY id"
        )


def _copy_journal(raw: Raw, copy: int, span_s: int, seqs: int) -> None:
    raw.execute(
        "INSERT INTO journal (seq, entry, hlc, wall_drift_ms, offset_min, staff, post, action, body, hash)"
        f" SELECT seq + {copy * seqs}, entry + {copy << N_BITS}, hlc + {copy * span_s * 1000 << 16}, wall_drift_ms,"
        f" offset_min, staff, post, action, body, hash FROM journal WHERE seq BETWEEN 2 AND {seqs} ORDER BY seq"
    )
    raw.execute(
        "INSERT INTO journal_subject (record, seq)"
        f" SELECT record + {copy << ENTRY_SHIFT}, seq + {copy * seqs} FROM journal_subject"
        f" WHERE seq BETWEEN 2 AND {seqs} AND record < {2 << ENTRY_SHIFT} ORDER BY record, seq"
    )
    raw.execute(
        f"INSERT INTO row_clock (record, clock) SELECT record + {copy << ENTRY_SHIFT}, clock FROM row_clock"
        f" WHERE record < {2 << ENTRY_SHIFT}"
    )


def _later_number(number: str, days: int) -> str:
    if not number:
        return ""
    head, day, n = number.rsplit("-", 2)
    moved = datetime.strptime(day, "%y%m%d") + timedelta(days=days)  # noqa: DTZ007  a day, no instant
    return f"{head}-{moved:%y%m%d}-{n}"


def _other_digits(text: str, copy: int, digits: int) -> str:
    if not text:
        return ""
    return f"{text[:-digits]}{(int(text[-digits:]) + copy * 7_919) % 10**digits:0{digits}d}"
