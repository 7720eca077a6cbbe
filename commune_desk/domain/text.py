"""Vietnamese text: one form in storage, another for search, a third for sorting (domain.md 6.1-6.5).

Storage keeps NFC (TCVN 6909:2001) with the tone where the paper has it; search and sorting fold it away.
"""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

# Circumflex, breve and horn make another letter; the five tones do not.
TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"

_SPACES = dict.fromkeys([0xA0, 0x2007, 0x202F, 0x3000, 0x9, 0xA, 0xB, 0xC, 0xD, 0x85], " ")
_UNSEEN = dict.fromkeys(
    [0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF]
    + [*range(0xD800, 0xE000)]  # half a character of a broken paste: nothing can store it
    + [c for c in (*range(0x20), *range(0x7F, 0xA0)) if c not in _SPACES]
)
_CLEAN = {**_UNSEEN, **_SPACES}
_ETH = {0xD0: "Đ", 0xF0: "đ"}
_NORDIC = frozenset("þÞæÆ")
_SORT_CODE = {letter: chr(ord("A") + i) for i, letter in enumerate(ALPHABET)}


def nfc(text: str) -> str:
    """One line of text as stored: composed, spaces single, nothing invisible, Đ for a mistaken Ð.

    Ð (U+00D0) looks like Đ (U+0110) and comes from converted files; beside þ or æ it is a Nordic
    name's own letter and stays.
    """
    composed = unicodedata.normalize("NFC", text.translate(_CLEAN))
    if ("Ð" in composed or "ð" in composed) and not _NORDIC.intersection(composed):
        composed = composed.translate(_ETH)
    return " ".join(composed.split())


class _FoldTable(dict[int, str]):
    """`str.translate` table; letters beyond the Latin blocks are folded when met."""

    def __missing__(self, code: int) -> str:
        return _fold_character(chr(code))


def _fold_character(character: str) -> str:
    decomposed = unicodedata.normalize("NFKD", character.casefold()).casefold()
    kept = []
    for c in unicodedata.normalize("NFKD", decomposed):
        if c in "đð":
            kept.append("d")
        elif c.isalnum():
            kept.append(c)
        elif not unicodedata.category(c).startswith("M") and ord(c) not in _UNSEEN:
            kept.append(" ")
    return "".join(kept)


_FOLD = _FoldTable(
    {code: _fold_character(chr(code)) for code in (*range(0x250), *range(0x300, 0x370), *range(0x1E00, 0x1F00))}
)


def fold(text: str) -> str:
    """Search form: lower case, bare letters and digits, single spaces. `Đường Lê` -> `duong le`.

    Composed and decomposed text, old and new tone places give the same; folding twice changes nothing.
    """
    return " ".join(text.translate(_FOLD).split())


def has_marks(text: str) -> bool:
    """Whether any letter carries a tone or vowel mark, or is đ: the searcher typed marks."""
    if text.isascii():
        return False
    return any(c in "đĐ" or unicodedata.combining(c) != 0 for c in unicodedata.normalize("NFD", text))


_A, _E, _Y = "aàảãáạ", "eèẻẽéẹ", "yỳỷỹýỵ"
_O, _U = "oòỏõóọ", "uùủũúụ"
_LATE_TONE = re.compile(
    rf"o[{_A[1:]}{_E[1:]}](?!\w)|(?<!q)u[{_Y[1:]}](?!\w)|(?<=q)[{_U[1:]}][{_A}{_E}{_O}{_Y}]",
    re.IGNORECASE,
)


def fold_tone_position(text: str) -> str:
    """NFC text with every tone of open oa, oe, uy on the first vowel: hoà -> hòa, thuý -> thúy.

    After q, u is no vowel: qúy -> quý. For comparing only; printing keeps what the paper has.
    """
    return _LATE_TONE.sub(_move_tone, unicodedata.normalize("NFC", text))


def _move_tone(match: re.Match[str]) -> str:
    first, second = (unicodedata.normalize("NFD", c) for c in match.group())
    if len(first) > 1 and len(second) > 1:
        return match.group()
    moved = first[0] + second[1:] + second[0] + first[1:]
    return unicodedata.normalize("NFC", moved)


class Word(NamedTuple):
    """A word as search compares it: vowel marks kept, tones apart, so their place does not matter."""

    letters: str
    tones: str
    bare: str


@lru_cache(maxsize=4096)
def words_of(text: str) -> tuple[Word, ...]:
    """The words of a text in order, split where `fold` puts spaces."""
    spaced = "".join(c if _FOLD[ord(c)] != " " else " " for c in unicodedata.normalize("NFC", text))
    return tuple(word for piece in spaced.split() if (word := _word(piece)).bare)


def _word(piece: str) -> Word:
    decomposed = unicodedata.normalize("NFD", piece.casefold().replace("ð", "đ"))
    tones = "".join(TONES[c] for c in decomposed if c in TONES)
    letters = unicodedata.normalize("NFC", "".join(c for c in decomposed if c not in TONES))
    return Word(letters, tones, fold(piece).replace(" ", ""))


def match_rank(query: str, text: str) -> int | None:
    """How well every word of `query` begins some word of `text`; lower is better, None is no match.

    0: the same marks and the same word order (wherever the tone sits: hoà = hòa);
    1: the same letters with their vowel marks, tones or order aside; 2: bare letters;
    3: the query is initials (`nvm`, Nguyễn Văn Mẫu). An empty query is 0: it asks for nothing.
    """
    asked, there = words_of(query), words_of(text)
    if not all(any(w.bare.startswith(q.bare) for w in there) for q in asked):
        return 3 if _are_initials(asked, there) else None
    if _in_order(asked, there):
        return 0
    if all(any(w.letters.startswith(q.letters) for w in there) for q in asked):
        return 1
    return 2


def _in_order(asked: tuple[Word, ...], there: tuple[Word, ...]) -> bool:
    rest = iter(there)
    return all(any(w.letters.startswith(q.letters) and w.tones == q.tones for w in rest) for q in asked)


def _are_initials(asked: tuple[Word, ...], there: tuple[Word, ...]) -> bool:
    if len(asked) != 1 or len(asked[0].bare) < 2:  # noqa: PLR2004 - one letter is a prefix, not initials
        return False
    return "".join(w.bare[0] for w in there).startswith(asked[0].bare)


@lru_cache(maxsize=4096)
def name_sort_key(name: str) -> str:
    """ASCII key that sorts names as Vietnamese lists do: by tên, then họ, then đệm (domain.md 6.4-6.5).

    Within a word all letters are compared first (a ă â … y), then tones (ngang huyền hỏi ngã sắc
    nặng). Compare the keys as bytes. Names that differ in case or punctuation only share a key.
    """
    words = nfc(name).split()
    if not words:
        return ""
    ordered = [words[-1], *words[:1], *words[1:-1]] if len(words) > 1 else words
    return "".join(_sort_word(word) for word in ordered)


def _sort_word(word: str) -> str:
    _, tones, _ = key = _word(word)
    # A decomposed foreign letter (ö) sorts as its base; one outside the alphabet after z.
    letters = "".join(_sort_letter(c) for c in key.letters)
    return f"{letters}!{tones or '0'}!"


def _sort_letter(letter: str) -> str:
    if letter in _SORT_CODE:
        return _SORT_CODE[letter]
    base = unicodedata.normalize("NFD", letter)[0]
    if base in _SORT_CODE:
        return _SORT_CODE[base]
    if base.isascii():
        return base if base.isdigit() else ""
    return f"~{ord(letter):06x}" if letter.isalnum() else ""
