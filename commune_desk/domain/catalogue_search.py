"""Finding a procedure by any words of its name, code, field or everyday keywords, with or without tone marks.

A few hundred procedures are few: every query looks at all of them, over texts folded once.
"""

import unicodedata
from collections.abc import Sequence
from math import log1p
from typing import TYPE_CHECKING, NamedTuple

from commune_desk.domain.text import fold

if TYPE_CHECKING:
    from commune_desk.domain.procedures import Procedure

_SHORTEST_INITIALS = 3
_SHORTEST_CODE = 3
_MOST_WORDS = 12
_MOST_LETTERS = 200


class ProcedureHit(NamedTuple):
    """A found procedure (its newest version) and where its words were: 'code', 'name', 'keyword', 'field' or ''."""

    procedure: "Procedure"
    matched: str


class _Entry(NamedTuple):
    procedure: "Procedure"
    marked: str
    name: str
    words: tuple[str, ...]
    keywords: tuple[str, ...]
    field_words: tuple[str, ...]
    initials: str
    code: str


class SearchIndex:
    """Folded texts of one version per procedure."""

    def __init__(self, procedures: Sequence["Procedure"]) -> None:
        ordered = sorted(procedures, key=lambda one: (-one.weight, one.code))
        self._entries = [_entry(procedure) for procedure in ordered]

    def search(self, query: str, limit: int) -> list[ProcedureHit]:
        """Best first; see `Catalogue.search`."""
        text = unicodedata.normalize("NFC", query[:_MOST_LETTERS]).casefold().strip()
        tokens = text.split()[:_MOST_WORDS]
        if not tokens:
            return [ProcedureHit(entry.procedure, "") for entry in self._entries[:limit]]
        wanted = [word for token in tokens for word in _words_of(token)]
        folded = " ".join(wanted)
        found = []
        for place, entry in enumerate(self._entries):
            ranked = _rank(entry, wanted)
            if ranked is not None:
                score = ranked[0] + _phrase_score(entry, text, folded) + log1p(entry.procedure.weight)
                found.append((-score, place, ProcedureHit(entry.procedure, ranked[1])))
        return [hit for _, _, hit in sorted(found, key=lambda one: one[:2])[:limit]]


def _phrase_score(entry: _Entry, text: str, folded: str) -> float:
    """More for the words side by side, more again with the same marks, most where they are nearly the whole name."""
    score = 6.0 * (text in entry.marked)
    if folded in entry.name:
        score += 3.0 + 2.0 * len(folded) / len(entry.name)
    return score


def _rank(entry: _Entry, wanted: Sequence[str]) -> tuple[float, str] | None:
    """How well every word is found and where the best of them was; None when one is missing."""
    total, best, where = 0.0, -1.0, ""
    for word in wanted:
        score, matched = _word_score(entry, word)
        if not score:
            return None
        total += score
        if score > best:
            best, where = score, matched
    return total / max(len(wanted), 1), where


def _word_score(entry: _Entry, word: str) -> tuple[float, str]:
    if len(word) >= _SHORTEST_CODE and word[-1].isdigit() and word.upper() in entry.code:
        return (9.0 if entry.code.startswith(word.upper()) else 6.0), "code"
    for words, weight, matched in (
        (entry.words, 3.0, "name"),
        (entry.keywords, 2.5, "keyword"),
        (entry.field_words, 1.0, "field"),
    ):
        if word in words:
            return weight, matched
        if any(one.startswith(word) for one in words):
            return weight * 0.7, matched
    if len(word) >= _SHORTEST_INITIALS and word in entry.initials:
        return 0.6, "name"
    return 0.0, ""


def _words_of(token: str) -> list[str]:
    """A token as it is searched: a code stays whole, other words are folded."""
    if any(letter.isdigit() for letter in token):
        return [token.strip(".,;")]
    return fold(token).split()


def _entry(procedure: "Procedure") -> _Entry:
    words = tuple(fold(procedure.name).split())
    keywords = " | ".join(procedure.keywords)
    return _Entry(
        procedure=procedure,
        marked=unicodedata.normalize("NFC", f"{procedure.name} | {procedure.field} | {keywords}").casefold(),
        name=" ".join(words),
        words=words,
        keywords=tuple(fold(keywords).split()),
        field_words=tuple(fold(procedure.field).split()),
        initials="".join(word[0] for word in words),
        code=procedure.code.upper(),
    )
