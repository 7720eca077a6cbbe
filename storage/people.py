"""Earlier applicants, the papers held of them, and open dossiers of the same person."""

from typing import Any

from commune_desk.domain.ids import RecordId
from commune_desk.domain.records import State
from commune_desk.domain.text import fold, match_rank
from commune_desk.ports import DossierLine, HeldPaper, PersonLine
from storage.engine import Raw
from storage.kinds import PERSON
from storage.lists import LINE, NAMED, Surroundings, instant
from storage.origins import Origins
from storage.read_indexes import HAS_PHONE, PHONE_NUMBER, place
from storage.search_query import Query, is_whole_phone, looks_like_phone
from storage.search_tables import DOSSIER_OF_HIT

_MOST = 50
_PHONE_LENGTH = 10
_HITS_PER_PERSON = 8
_ENDS = ", ".join(str(place(state)) for state in State if state.is_end)
_PERSON = ", ".join(f"person.{name}" for name in PERSON.columns)


def people_by_number(raw: Raw, digits: str, what: str) -> list[int]:
    """Row keys of at most 50 people whose number (old number, tax code) or phone begins with `digits`.

    `what` is 'number' or 'phone'. Whole ones come first.
    """
    if what == "phone":
        return _by_phone(raw, digits) if looks_like_phone(digits) else []
    found: dict[int, None] = {}
    for name in ("number", "old_number", "tax_code"):
        # Beyond the digits and letters of any number: the end of the range that begins with these.
        for row in raw.execute(
            f"SELECT id FROM person INDEXED BY person_{name} WHERE {name} <> '' AND {name} >= ? AND {name} < ?"  # noqa: S608
            f" ORDER BY {name} LIMIT ?",
            (digits, f"{digits}~", _MOST),
        ).fetchall():
            found[row[0]] = None
    return list(found)


def _by_phone(raw: Raw, digits: str) -> list[int]:
    """A phone's beginning is a range of whole phones: ten digits in Viet Nam, eleven where one was kept."""
    missing = 0 if is_whole_phone(digits) else _PHONE_LENGTH - len(digits)
    first = int(digits) * 10**missing
    rows = raw.execute(
        f"SELECT id FROM person INDEXED BY person_phone WHERE {HAS_PHONE} AND {PHONE_NUMBER} BETWEEN ? AND ?"  # noqa: S608
        f" ORDER BY {PHONE_NUMBER} LIMIT ?",
        (first, first + 10**missing - 1, _MOST),
    )
    return [row[0] for row in rows.fetchall()]


def people(raw: Raw, query: Query, origins: Origins, limit: int) -> list[PersonLine]:
    """Earlier applicants a text means: by number and phone the whole ones first, by name the latest first."""
    if query.loose:
        return _people_by_name(raw, query, origins, limit)
    if not query.digits:
        return []
    found = [key for what in ("number", "phone") for key in people_by_number(raw, query.digits, what)]
    return [_person_line(raw, key, origins) for key in list(dict.fromkeys(found))[:limit]]


def _people_by_name(raw: Raw, query: Query, origins: Origins, limit: int) -> list[PersonLine]:
    """The latest applicants of that name; with marks typed, those who bear them before those who do not."""
    ranks: dict[int, int] = {}
    for expression in filter(None, (query.exact, query.loose)):
        for key, name in raw.execute(
            f"SELECT person.id, person.name FROM (SELECT rowid FROM dossier_search WHERE dossier_search MATCH ?"  # noqa: S608
            f" ORDER BY rowid DESC LIMIT ?) AS hit CROSS JOIN dossier ON dossier.id = {DOSSIER_OF_HIT}"
            " CROSS JOIN person ON person.id = dossier.applicant",
            (expression, limit * _HITS_PER_PERSON),
        ).fetchall():
            rank = match_rank(query.name, name)
            if rank is not None:
                ranks.setdefault(key, rank)
    best = sorted(ranks, key=lambda key: ranks[key])[:limit]
    return [_person_line(raw, key, origins) for key in best]


def _person_line(raw: Raw, key: int, origins: Origins) -> PersonLine:
    row = raw.execute(f"SELECT {_PERSON} FROM person WHERE id = ?", (key,)).fetchone()  # noqa: S608
    dossiers, last = raw.execute(
        "SELECT count(*), max(received_at) FROM dossier INDEXED BY dossier_applicant WHERE applicant = ?", (key,)
    ).fetchone()
    return PersonLine(PERSON.record(row, origins), dossiers, instant(last))


def papers_held(raw: Raw, person: RecordId, origins: Origins) -> list[HeldPaper]:
    """Papers handed in with that person's dossiers, each name once, the latest first."""
    rows = raw.execute(
        "SELECT paper.name, dossier.official_number, dossier.number, dossier.provisional_number, dossier.received_at"
        " FROM dossier INDEXED BY dossier_applicant CROSS JOIN paper ON paper.dossier = dossier.id"
        " WHERE dossier.applicant = ? AND paper.is_missing = 0 AND paper.originals + paper.copies > 0"
        " ORDER BY dossier.received_at DESC, dossier.id DESC, paper.id",
        (origins.pack(person),),
    )
    held: dict[str, HeldPaper] = {}
    for name, official, number, provisional, received in rows.fetchall():
        held.setdefault(fold(name), HeldPaper(name, official or number or provisional, instant(received)))
    return list(held.values())


def open_dossiers_of(raw: Raw, persons: list[int], procedure: str, around: Surroundings) -> list[DossierLine]:
    """Dossiers of these people and that procedure that have not come to an end, newest first."""
    rows: list[Any] = []
    for person in persons:
        rows += raw.execute(
            f"SELECT {LINE} FROM dossier INDEXED BY dossier_applicant{NAMED}"  # noqa: S608  constants of ours
            f" WHERE dossier.applicant = ? AND dossier.procedure = ? AND dossier.state NOT IN ({_ENDS})",
            (person, procedure),
        ).fetchall()
    return [around.line(row) for row in sorted(rows, key=lambda row: row[0], reverse=True)]


def same_people(raw: Raw, number: str, name: str, birth: str, query: Query) -> list[int]:
    """Row keys of people with that number; where there is none, of that name (marks aside) and born the same day."""
    same: dict[int, None] = {}
    if number:
        for column in ("number", "old_number", "tax_code"):
            found = raw.execute(
                f"SELECT id FROM person INDEXED BY person_{column} WHERE {column} <> '' AND {column} = ?",  # noqa: S608  constants of ours
                (number,),
            )
            same.update((row[0], None) for row in found.fetchall())
    if not same and name and birth and query.loose:
        found = raw.execute(
            f"SELECT DISTINCT person.id, person.name FROM dossier_search AS hit"  # noqa: S608
            f" CROSS JOIN dossier ON dossier.id = {DOSSIER_OF_HIT} CROSS JOIN person ON person.id = dossier.applicant"
            " WHERE hit.dossier_search MATCH ? AND person.birth = ?",
            (query.loose, birth),
        )
        same.update((key, None) for key, other in found.fetchall() if fold(other) == fold(name))
    return list(same)
