"""What happens to a card between the scanner and the field, and what of it can be undone with certainty.

The scanner types. On the way UniKey or Windows' own Telex/VNI may turn key sequences into marked
letters, Caps Lock may swap the case, a wrong code page may tear UTF-8 apart, and a scanner without
Unicode drops letters. A tool that replaces letters deletes first: a burst recorded key by key holds
backspaces then (U+0008), and no scanner sends one; that is proof. Without it the text itself is judged:
spellings no Vietnamese word has, and digits that became marks (VNI) in an address.
"""

import re
import unicodedata

from commune_desk.domain.errors import InvalidInput
from commune_desk.domain.text import TONES

BACKSPACE = "\b"
_ENDS = " \t\r\n\0\ufeff\u200b\x03\x04"
_AIM_PREFIX = re.compile(r"\][A-Za-z][0-9]")
_BURST = re.compile(r"[\s\ufeff]*(?:\][A-Za-z][0-9])?[0-9]{12}\|")
_TORN = re.compile("[\ufffd?\x00-\x1f\x7f-\x9f\ue000-\uf8ff]")
_MOJIBAKE = re.compile("[ÃÂÄÅÆá»ºƒ]{1,2}[\u0080-\u00bfŒœŠšŸŽžƒˆ˜–—‘’‚“”„†‡•…‰‹›€™]")
_WORD = re.compile(r"[^\W\d_]+")
_NOT_IN_NAMES = re.compile(r"[^\w\s'’ʼ.,()\-]|[\d_]")
_VOWELS = frozenset("aeiouy")
_MARKED_VOWELS = frozenset("ăâêôơư")

# What Telex makes of words of other peoples of Viet Nam: Ksor, Kar, Sor, Dor, Sar, Loong. Hardly anybody
# bears these spellings themselves.
_MADE_BY_TELEX = frozenset(
    ("kỏ", "kả", "kó", "ká", "kọ", "kạ", "kõ", "kã", "ksỏ", "sỏ", "dỏ", "lỏ", "sả", "lả", "dả", "rả", "lông")
)
# What VNI makes of Khu1 … Khu7, and in capitals of block names: NO2, OCT5, HUD3.
_MADE_BY_VNI = frozenset(("khú", "khù", "khủ", "khũ", "khụ", "khư"))
_BLOCK_MADE_BY_VNI = re.compile(r"[ÓÒỎÕỌÔƠ]CT|N[ÓÒỎÕỌÔƠ]|H[ÚÙỦŨỤƯ]D|T[ÓÒỎÕỌÔƠ]")
# One group of vowels and a final; h, k, l for Đạ Tẻh, Đắk Lắk and their like.
_TONED_SHAPE = re.compile(r"[^aeiouy]*[aeiouy]+(c|ch|h|k|l|m|n|ng|nh|p|t)?")
_HORNED_CLUSTER = re.compile(r"ư[aieoy]\w")
_SHORT_TONE_AFTER_APOSTROPHE = re.compile(r"['’ʼ]\w*[aeiouy]$")
_CODE_WITH_MARK = re.compile(r"(?=\w*\d)(?=\w*[^\W\d_])\w+")
# A tone key pressed twice writes itself, 0 takes the tone away: A11 -> A1, A10 -> A (VNI).
_CODE_AFTER_VOWEL = re.compile(r"\w*[aeiouy][a-z]{0,3}\d+|[aeou]", re.IGNORECASE)
_HOUSE_WITH_STROKE = re.compile(r"\b(\d+Đ|Đ\d+)\b")
_WORD_THEN_NUMBER = re.compile(r"[^\W\d_]{2,}\d+")
_PLACES_WITH_ONE_LETTER = re.compile(
    r"(?<!\w)(Ô (?=Môn|Chợ|Cách|Quý|Lâm|Đống|Cầu|Diên|Tà|Mễ|Tân)|Ê (?=Ban|Đê))", re.IGNORECASE
)


def looks_like_card_burst(text: str) -> bool:
    """Whether typed text begins like a card (12 digits and `|`); cheap enough for every key."""
    return _BURST.match(text) is not None


def repair(text: str) -> str:
    """The payload as the card holds it: endings, byte order mark, torn UTF-8 and Caps Lock undone.

    Raises InvalidInput, field `card`: `card-garbled`, or `typing-tool-changed-card` when the burst holds
    a backspace or a field shows what only a typing tool leaves.
    """
    if BACKSPACE in text:
        raise _changed()
    payload = _AIM_PREFIX.sub("", text.strip(_ENDS), count=1).strip(_ENDS)
    payload = unicodedata.normalize("NFC", _join_torn_utf8(payload))
    if _TORN.search(payload) or _MOJIBAKE.search(payload):
        raise _garbled()
    return _undo_caps_lock(payload)


def _join_torn_utf8(text: str) -> str:
    """UTF-8 read as Latin-1 or windows-1252, put together again; other text as it is.

    A Vietnamese text is never valid UTF-8 by accident: its letters are not followed by the symbols
    that continuation bytes look like.
    """
    if text.isascii():
        return text
    try:
        return b"".join(_byte(c) for c in text).decode("utf-8")
    except UnicodeError:
        return text


def _byte(character: str) -> bytes:
    if ord(character) < 0x100:  # noqa: PLR2004 - Latin-1
        return bytes([ord(character)])
    return character.encode("cp1252")


def _undo_caps_lock(payload: str) -> str:
    fields = payload.split("|")
    if len(fields) < 6 or fields[4] not in ("nAM", "nữ", "nỮ"):  # noqa: PLR2004 - up to the address
        return payload
    ascii_swapped = "".join(c.swapcase() if c.isascii() else c for c in payload)
    possible = {
        text
        for text in (ascii_swapped, payload.swapcase())
        if text.split("|")[4] in ("Nam", "Nữ") and _is_written_evenly(text)
    }
    if len(possible) != 1:
        raise _changed()
    return possible.pop()


def _is_written_evenly(payload: str) -> bool:
    """Names and addresses: each word in capitals, or with its first letter alone, or small."""
    words = [w for field in payload.split("|") for w in _WORD.findall(field)]
    return all(w[1:] in (w[1:].lower(), w[1:].upper()) for w in words) and all(
        w[0].isupper() for w in _WORD.findall(payload.split("|")[2])
    )


def check_name(name: str) -> None:
    """Refuse a name that no card holds: torn, with digits, or with a typing tool's spellings."""
    if _NOT_IN_NAMES.search(name):
        raise _garbled()
    for word in _WORD.findall(name):
        lower = word.lower()
        if _lost_letters(lower):
            raise _garbled()
        if _is_misspelt(lower) or lower in _MADE_BY_TELEX:
            raise _changed()
    _check_apostrophes(name)


def check_address(address: str) -> None:
    """Refuse an address with digits turned to marks (VNI), Telex spellings, or lost letters."""
    for code in _CODE_WITH_MARK.findall(address):
        usual = _HOUSE_WITH_STROKE.fullmatch(code) or _WORD_THEN_NUMBER.fullmatch(code)
        if not (code.isascii() or usual):
            raise _changed()
    plain = _HOUSE_WITH_STROKE.sub("", _PLACES_WITH_ONE_LETTER.sub("", address))
    for word in _WORD.findall(plain):
        lower = word.lower()
        if _lost_letters(lower) and not word.isupper() and len(word) > 2:  # noqa: PLR2004 - Tp, Tx
            raise _garbled()
        if _is_misspelt(lower) or lower in _MADE_BY_TELEX or lower in _MADE_BY_VNI:
            raise _changed()
        if _BLOCK_MADE_BY_VNI.fullmatch(word) or (len(word) == 1 and not word.isascii()):
            raise _changed()
    _check_apostrophes(address)


def doubts(name: str, address: str) -> tuple[str, ...]:
    """Warnings for a card that may be right: the clerk compares it with the card in the hand.

    `address-uncertain`: a house code such as A1, which VNI also makes of A11; or 12Đ, of 12D9.
    `card-without-marks`: no marked letter at all, as from a scanner that strips them.
    """
    found = []
    pieces = re.findall(r"\w+", address)
    if any(_CODE_AFTER_VOWEL.fullmatch(p) or _HOUSE_WITH_STROKE.fullmatch(p) for p in pieces):
        found.append("address-uncertain")
    if (name + address).isascii():
        found.append("card-without-marks")
    return tuple(found)


def _lost_letters(word: str) -> bool:
    """A word of two or more plain letters without a vowel, or `uyn` of a stripped `uyên`: `Trn`, `Nguyn`."""
    if not word.isascii():
        return False
    return (len(word) > 1 and not _VOWELS.intersection(word)) or word.endswith(("guyn", "huyn"))


def _is_misspelt(word: str) -> bool:
    """Two tones, a tone beside a marked vowel or on no syllable, ư before a vowel and more: nobody writes these."""
    if word.isascii():
        return False
    letters = [unicodedata.normalize("NFD", c) for c in word]
    toned = [c for c in letters if TONES.keys() & set(c)]
    if len(toned) > 1:
        return True
    toneless = "".join(unicodedata.normalize("NFC", "".join(m for m in c if m not in TONES)) for c in letters)
    base = "".join(c[0] for c in letters)
    if _HORNED_CLUSTER.search(toneless) or (toned and not _TONED_SHAPE.fullmatch(base)):
        return True
    return any(len(c) == 2 for c in toned) and bool(_MARKED_VOWELS.intersection(toneless))  # noqa: PLR2004


def _check_apostrophes(text: str) -> None:
    """M'gar, H'Der under Telex: an open syllable with a tone right after an apostrophe."""
    for piece in re.findall(r"['’ʼ][^\W\d_]+", text.lower()):
        bare = "".join(c for c in unicodedata.normalize("NFD", piece) if c not in TONES)
        toned = bare != unicodedata.normalize("NFD", piece)
        if toned and _SHORT_TONE_AFTER_APOSTROPHE.fullmatch(bare):
            raise _changed()


def _garbled() -> InvalidInput:
    return InvalidInput("card-garbled", field="card")


def _changed() -> InvalidInput:
    return InvalidInput("typing-tool-changed-card", field="card")
