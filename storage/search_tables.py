"""The full-text table of dossiers: the words of the applicant's name, nothing else; no text is kept in it.

FTS5 contentless, `detail=none`, `prefix='1 2 3'`, tokenizer `ascii`: its words come folded from here, so that it need
not know Vietnamese. Per dossier it holds, once each:

    duong dang         the bare words: they answer a query typed without marks
    đương1 đăng5       letters with their vowel marks, then the tones: they answer one typed with marks, wherever the
                       tone sits; only where they differ from the bare word
    ddv                the initials

Measured on 100,000 corpus names, encrypted: 58 bytes a dossier; `detail=column` with row keys as they are 115. Numbers,
phones and codes are found by ordinary indexes. The row key is squeezed because FTS5 stores differences of row keys: the
12 bits of k take 3 here.
"""

from collections.abc import Iterable

from sqlalchemy import Connection

from commune_desk.domain.records import Dossier, Person
from commune_desk.domain.text import Word, words_of
from storage.engine import Raw, raw_of
from storage.origins import K_BITS

_NARROW_BITS = 3
_NARROW = (1 << _NARROW_BITS) - 1
_K = (1 << K_BITS) - 1
_WIDE = 1 << 62
"""Added to the row key of a dossier that was made beyond the eighth record of its entry."""

DOSSIER_OF_HIT = (
    f"CASE WHEN hit.rowid < {_WIDE} THEN ((hit.rowid >> {_NARROW_BITS}) << {K_BITS}) | (hit.rowid & {_NARROW})"
    f" ELSE hit.rowid - {_WIDE} END"
)
"""SQL: the dossier's row key of a row of `dossier_search AS hit`."""


def create(connection: Connection) -> None:
    """Make the empty table."""
    raw_of(connection).execute(
        "CREATE VIRTUAL TABLE dossier_search USING fts5("
        "words, content='', contentless_delete=1, tokenize='ascii', prefix='1 2 3', detail=none)"
    )


def update(connection: Connection, dossier_pk: int, dossier: Dossier, person: Person) -> None:  # noqa: ARG001  the fold's call
    """Index a dossier, new or changed; its applicant's words replace the earlier ones."""
    put(raw_of(connection), dossier_pk, person.name)


def put(raw: Raw, dossier_pk: int, name: str) -> None:
    """The same for an applicant's name, on a driver connection."""
    row = (hit_key(dossier_pk), tokens(name))
    raw.execute("INSERT OR REPLACE INTO dossier_search (rowid, words) VALUES (?, ?)", row)


def rebuild(connection: Connection) -> int:
    """Make the table again from the records: how many dossiers it holds."""
    raw = raw_of(connection)
    raw.execute("DROP TABLE IF EXISTS dossier_search")
    create(connection)
    raw.create_function("search_tokens", 1, tokens, deterministic=True)
    raw.create_function("search_key", 1, hit_key, deterministic=True)
    raw.execute(
        "INSERT INTO dossier_search (rowid, words) SELECT search_key(dossier.id), search_tokens(person.name)"
        " FROM dossier JOIN person ON person.id = dossier.applicant ORDER BY dossier.id"
    )
    return int(raw.execute("SELECT count(*) FROM dossier").fetchone()[0])


def hit_key(dossier_pk: int) -> int:
    """The row key in `dossier_search`; `DOSSIER_OF_HIT` is its inverse."""
    k = dossier_pk & _K
    return (dossier_pk >> K_BITS << _NARROW_BITS) | k if k <= _NARROW else _WIDE | dossier_pk


def dossier_of(hit: int) -> int:
    """The dossier's row key of a row key here."""
    return hit - _WIDE if hit >= _WIDE else ((hit >> _NARROW_BITS) << K_BITS) | (hit & _NARROW)


def tokens(name: str) -> str:
    """Every word a name is found by, each once."""
    words = words_of(name)
    found = [bare_token(word) for word in words]
    found += [marked_token(word) for word in words]
    if len(words) > 1:
        found.append(_indexable(word.bare[0] for word in words))
    return " ".join(token for token in dict.fromkeys(found) if token)


def bare_token(word: Word) -> str:
    """`duong`."""
    return _indexable(word.bare)


def marked_token(word: Word) -> str:
    """`đương1`: the tone after the letters, so that its place in the word does not matter."""
    return (_indexable(word.letters) or bare_token(word)) + word.tones


def _indexable(letters: Iterable[str]) -> str:
    """What the tokenizer takes as one word: ASCII letters and digits, everything beyond ASCII, but no separator."""
    return "".join(letter for letter in letters if letter.isalnum())
