"""The signed text of a slip's QR: any desk that knows the signer's key checks it without a network.

    CD1|<dossier number>|<received yyMMddHHmm>|<due yyMMddHHmm or ''>|<procedure code>|<name hash>|<key id>|<signature>

Times are Viet Nam's clock to the minute. The name appears only as the first 10 hexadecimal digits of SHA-256 over
number and name: enough to compare with the name printed beside it, too little to carry personal data about. The
signature is Ed25519 over the text before its last bar, base64url without padding. ASCII except for the letters of a
provisional number.
"""

import base64
import binascii
import hashlib
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from commune_desk.domain.vietnam_time import VN, to_vietnam

VERSION = "CD1"
LONGEST_SEAL = 400
_SIGNATURE_BYTES = 64
_FIELDS = 8
_STAMP = re.compile(r"[0-9]{10}")
_KEY_ID = re.compile(r"[0-9a-f]{8}")
_NAME_HASH = re.compile(r"[0-9a-f]{10}")


@dataclass(frozen=True, slots=True)
class SlipFacts:
    """What the seal attests; instants are aware and cut to the minute, `due_at` None where none was promised."""

    number: str
    received_at: datetime
    due_at: datetime | None
    procedure: str
    name_hash: str


class SealVerdict(Enum):
    """What a scanned text is worth."""

    GENUINE = "genuine"
    ALTERED = "altered"
    UNKNOWN_KEY = "unknown-key"
    NOT_A_SLIP = "not-a-slip"


@dataclass(frozen=True, slots=True)
class SealCheck:
    """`facts` is None only for NOT_A_SLIP; unless the verdict is GENUINE they are a claim, not a fact."""

    verdict: SealVerdict
    facts: SlipFacts | None = None
    key_id: str = ""


def name_hash(number: str, name: str) -> str:
    """10 hexadecimal digits of the name, salted with the dossier number; case, form and spacing do not matter."""
    folded = " ".join(unicodedata.normalize("NFC", name).casefold().split())
    return hashlib.sha256(f"{number}|{folded}".encode()).hexdigest()[:10]


def sealed_text(facts: SlipFacts, key_id: str, sign: Callable[[bytes], bytes]) -> str:
    """The QR text; `key_id` is 8 hexadecimal digits, `sign` makes an Ed25519 signature of 64 bytes.

    Raises ValueError if a field holds a bar or the key id is malformed: such a seal could not be read back.
    """
    body = _body(facts, key_id)
    if _parsed(body.split("|")) is None:
        raise ValueError("these facts cannot be sealed")
    signature = base64.urlsafe_b64encode(sign(body.encode())).rstrip(b"=").decode()
    return f"{body}|{signature}"


def open_seal(text: str, verify: Callable[[str, bytes, bytes], bool | None]) -> SealCheck:
    """What `text` is worth; never raises. `verify(key_id, message, signature)` answers None for an unknown key."""
    parts = text.strip().split("|") if len(text) <= LONGEST_SEAL else []
    facts = _parsed(parts[:-1]) if len(parts) == _FIELDS else None
    if facts is None:
        return SealCheck(SealVerdict.NOT_A_SLIP)
    key_id = parts[-2]
    signature = _signature(parts[-1])
    if signature is None:
        return SealCheck(SealVerdict.ALTERED, facts, key_id)
    known = verify(key_id, "|".join(parts[:-1]).encode(), signature)
    if known is None:
        return SealCheck(SealVerdict.UNKNOWN_KEY, facts, key_id)
    return SealCheck(SealVerdict.GENUINE if known else SealVerdict.ALTERED, facts, key_id)


def _body(facts: SlipFacts, key_id: str) -> str:
    due = _stamp(facts.due_at) if facts.due_at else ""
    return "|".join((VERSION, facts.number, _stamp(facts.received_at), due, facts.procedure, facts.name_hash, key_id))


def _stamp(instant: datetime) -> str:
    return to_vietnam(instant).strftime("%y%m%d%H%M")


def _parsed(parts: list[str]) -> SlipFacts | None:
    if len(parts) != _FIELDS - 1 or parts[0] != VERSION:
        return None
    _version, number, received, due, procedure, hash_, key_id = parts
    if not number or not _encodable(number + procedure):
        return None
    if not (_NAME_HASH.fullmatch(hash_) and _KEY_ID.fullmatch(key_id)):
        return None
    received_at, due_at = _instant(received), _instant(due)
    if received_at is None or (due and due_at is None):
        return None
    return SlipFacts(number, received_at, due_at, procedure, hash_)


def _encodable(text: str) -> bool:
    """Whether UTF-8 can carry it: a lone surrogate from a broken keyboard driver cannot be hashed."""
    return not any("\ud800" <= letter <= "\udfff" for letter in text)


def _instant(stamp: str) -> datetime | None:
    if not _STAMP.fullmatch(stamp):
        return None
    try:
        return datetime.strptime(f"20{stamp}", "%Y%m%d%H%M").replace(tzinfo=VN)
    except ValueError:
        return None


def _signature(text: str) -> bytes | None:
    """The 64 bytes, or None; only the one canonical spelling counts, so that no second text verifies."""
    try:
        raw = base64.b64decode(text.encode("ascii") + b"==", altchars=b"-_", validate=True)
    except (binascii.Error, UnicodeEncodeError, ValueError):
        return None
    if len(raw) != _SIGNATURE_BYTES or base64.urlsafe_b64encode(raw).rstrip(b"=").decode() != text:
        return None
    return raw
