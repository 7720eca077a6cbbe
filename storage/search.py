"""The one search box: dossiers by number, slip, person's number, phone, procedure code or name.

A text is read in stages, each a list of its own, one behind the other: what is meant exactly (numbers), names with the
marks typed, names without. Within a stage the newest come first; in a page of names those that match better come
first. `Cursor.key` is the stage, `Cursor.id` where it goes on.
"""

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from commune_desk.domain.text import match_rank
from commune_desk.ports import Cursor, DossierLine, Page
from storage import lists
from storage.engine import Raw
from storage.kinds import from_seconds
from storage.lists import LINE, NAMED, Selection, Surroundings
from storage.people import people_by_number
from storage.read_indexes import LISTED_AT
from storage.search_query import Query
from storage.search_tables import DOSSIER_OF_HIT, dossier_of

_BY_NUMBER, _EXACT, _LOOSE = range(3)
_BEYOND = (1 << 63) - 1
_MOST_DIRECT = 200
_TAIL_DAYS = 60
_BLOCK = 2_000
_MOST_BLOCKS = 20
_NO_MATCH = 9
_HITS = "SELECT rowid FROM dossier_search WHERE dossier_search MATCH ? AND rowid < ? ORDER BY rowid DESC LIMIT ?"


def search(raw: Raw, query: Query, chosen: Selection, around: Surroundings, after: Cursor | None, limit: int) -> Page:
    """The next `limit` hits behind `after` that `chosen` lets through.

    A narrow selection over a common name ends a page early rather than late (after 40,000 names looked at): `after`
    tells that there is more.
    """
    if query.is_empty:
        return Page([], None)
    if query.procedure:
        narrowed = replace(
            chosen, also=(*chosen.also, "dossier.procedure = ?"), parameters=(*chosen.parameters, query.procedure)
        )
        found, following = lists.page(raw, narrowed, around, after, limit)
        return Page([line._replace(matched="procedure") for line in found], following)
    stage, place = (_BY_NUMBER, 0) if after is None else after
    found = []
    if stage == _BY_NUMBER:
        direct = _direct(raw, query, chosen, around)
        found = direct[place : place + limit]
        if place + limit < len(direct):
            return Page(found, Cursor(_BY_NUMBER, place + limit))
        stage, place = _EXACT, _BEYOND
    for expression in _expressions(query)[stage - _EXACT :]:
        more, place = _Names(raw, query, chosen, around).page(expression, place, limit - len(found))
        found += more
        if place:
            return Page(found, Cursor(stage, place))
        stage, place = stage + 1, _BEYOND
    return Page(found, None)


def count(raw: Raw, query: Query, chosen: Selection, around: Surroundings) -> int:
    """How many hits all pages have together."""
    if query.procedure:
        also, parameters = (*chosen.also, "dossier.procedure = ?"), (*chosen.parameters, query.procedure)
        return lists.count(raw, replace(chosen, also=also, parameters=parameters))
    if not query.loose:
        return len(_direct(raw, query, chosen, around))
    if chosen.is_everything:
        row = raw.execute("SELECT count(*) FROM dossier_search WHERE dossier_search MATCH ?", (query.loose,)).fetchone()
        return int(row[0])
    condition, parameters = chosen.condition()
    found = raw.execute(
        f"SELECT count(*) FROM dossier_search AS hit CROSS JOIN dossier ON dossier.id = {DOSSIER_OF_HIT}"  # noqa: S608
        f" WHERE hit.dossier_search MATCH ? AND {condition}",
        (query.loose, *parameters),
    )
    return int(found.fetchone()[0])


# ------------------------------------------------------------------ names
def _expressions(query: Query) -> list[str]:
    """What the stages of names ask; '' asks nothing."""
    if query.exact and query.loose:
        return [query.exact, f"({query.loose}) NOT ({query.exact})"]
    return ["", query.loose]


class _Names:
    """One stage of a search by name."""

    def __init__(self, raw: Raw, query: Query, chosen: Selection, around: Surroundings) -> None:
        self._raw = raw
        self._query = query
        self._name = query.name
        self._chosen = chosen
        self._around = around

    def page(self, expression: str, below: int, limit: int) -> tuple[list[DossierLine], int]:
        """Up to `limit` lines under the hit `below`, the best first, and where to go on (0: nothing more)."""
        if not expression:
            return [], 0
        if limit <= 0:
            return [], below
        rows, end = (
            self._wide(expression, below, limit)
            if self._chosen.is_everything
            else self._narrow(expression, below, limit)
        )
        if self._needs_ranks(expression):
            rows = sorted(rows, key=lambda row: _rank(self._name, row[4]))
        return [self._around.line(row, "name") for row in rows], end

    def _needs_ranks(self, expression: str) -> bool:
        """Without marks all hits are alike, but for a single word: it may be meant as initials or as a name."""
        if not self._query.exact:
            return " " not in self._query.name
        return expression != self._query.exact

    def _wide(self, expression: str, below: int, limit: int) -> tuple[list[Any], int]:
        """Nothing narrows: the newest hits with their rows in one query."""
        rows = self._raw.execute(
            f"SELECT {LINE}, hit.rowid FROM ({_HITS}) AS hit"  # noqa: S608  constants of ours
            f" CROSS JOIN dossier ON dossier.id = {DOSSIER_OF_HIT}{NAMED}",
            (expression, below, limit),
        ).fetchall()
        return rows, rows[-1][-1] if len(rows) == limit else 0

    def _narrow(self, expression: str, below: int, limit: int) -> tuple[list[Any], int]:
        """Block by block of hits, newest first, those the selection lets through."""
        condition, parameters = self._chosen.condition()
        found: list[Any] = []
        for _ in range(_MOST_BLOCKS):
            hits = self._hits(expression, below)
            keys = json.dumps([dossier_of(hit) for hit in hits])
            found += self._raw.execute(
                f"SELECT {LINE}, wanted.key FROM json_each(?) AS wanted"  # noqa: S608  constants of ours
                f" CROSS JOIN dossier ON dossier.id = wanted.value{NAMED} WHERE {condition}"
                " ORDER BY wanted.key LIMIT ?",
                (keys, *parameters, limit - len(found)),
            ).fetchall()
            if len(found) == limit:
                return found, hits[found[-1][-1]]
            if len(hits) < _BLOCK:
                return found, 0
            below = hits[-1]
        return found, below

    def _hits(self, expression: str, below: int) -> list[int]:
        return [row[0] for row in self._raw.execute(_HITS, (expression, below, _BLOCK)).fetchall()]


def _rank(query: str, name: str) -> int:
    rank = match_rank(query, name)
    return _NO_MATCH if rank is None else rank


# ------------------------------------------------------------------ numbers
def _direct(raw: Raw, query: Query, chosen: Selection, around: Surroundings) -> list[DossierLine]:
    """Hits by any number, what was meant most likely first."""
    reasons: dict[int, str] = {}
    for matched, keys in (
        ("number", dossiers_by_number(raw, numbers_meant(raw, query))),
        ("person-number", _dossiers_of(raw, query.digits, "number")),
        ("phone", _dossiers_of(raw, query.digits, "phone")),
    ):
        for key in sorted(keys, reverse=True)[:_MOST_DIRECT]:
            reasons.setdefault(key, matched)
    if not reasons:
        return []
    condition, parameters = chosen.condition()
    rows = raw.execute(
        f"SELECT {LINE} FROM json_each(?) AS wanted CROSS JOIN dossier ON dossier.id = wanted.value{NAMED}"  # noqa: S608
        f" WHERE {condition} ORDER BY wanted.key",
        (json.dumps(list(reasons)), *parameters),
    )
    return [around.line(row, reasons[row[0]]) for row in rows.fetchall()]


def _dossiers_of(raw: Raw, digits: str, what: str) -> set[int]:
    if not digits:
        return set()
    people = people_by_number(raw, digits, what)
    query = "SELECT id FROM dossier WHERE applicant = ? ORDER BY id DESC LIMIT ?"
    return {row[0] for person in people for row in raw.execute(query, (person, _MOST_DIRECT)).fetchall()}


def dossiers_by_number(raw: Raw, numbers: Iterable[str]) -> set[int]:
    """Row keys of the dossiers that bear one of these numbers, whichever of their three it is."""
    found: set[int] = set()
    for name in ("number", "provisional_number", "official_number"):
        query = f"SELECT id FROM dossier INDEXED BY dossier_{name.partition('_')[0]} WHERE {name} <> '' AND {name} = ?"  # noqa: S608
        for number in numbers:
            found.update(row[0] for row in raw.execute(query, (number,)).fetchall())
    return found


def numbers_meant(raw: Raw, query: Query) -> list[str]:
    """Whole numbers a text may stand for: itself, or its tail under every agency and desk this database knows."""
    if query.number:
        return [query.number, *_completed(query.number)]
    if query.running is None:
        return []
    days = [query.day] if query.day else _last_days(raw)
    return [f"{series}-{day}-{query.running:04d}" for day in days for series in _series(raw)]


def _completed(number: str) -> list[str]:
    """A running number typed without its zeros: H12.045.01-261122-7."""
    head, _, n = number.rpartition("-")
    return [f"{head}-{int(n):04d}"] if head and n.isascii() and n.isdigit() and len(n) < 4 else []  # noqa: PLR2004


def _series(raw: Raw) -> list[str]:
    """What stands before the day in the numbers given here."""
    found = raw.execute("SELECT agency_code, desk_code FROM office").fetchall()
    agencies = {agency for agency, _ in found} | {row[0] for row in raw.execute("SELECT agency FROM lease").fetchall()}
    return sorted(agencies - {""}) + [f"{word}-{desk}" for _, desk in found for word in ("TẠM", "ĐK")]


def _last_days(raw: Raw) -> list[str]:
    """The days (yymmdd) before the last reception, which a bare running number is looked for in."""
    newest = raw.execute(
        f"SELECT {LISTED_AT} FROM dossier INDEXED BY dossier_listed ORDER BY {LISTED_AT} DESC LIMIT 1"  # noqa: S608
    ).fetchone()
    if newest is None:
        return []
    last = from_seconds(newest[0]).date()
    return [f"{last - timedelta(days=back):%y%m%d}" for back in range(_TAIL_DAYS)]
