"""How scans lie at the server: sealed leaf by leaf, named by a keyed hash, one commune's apart from another's.

A record is nonce (12) ‖ AES-256-GCM(leaf) ‖ tag (16), the nonce random; the root and the leaf's number are what it is
bound to. Records stand one behind the other, so that sizes and places follow from arithmetic. The key and the file's
name are made from the server's key and the commune: nobody who sees the files learns which scan is which, and the same
scan in two communes lies twice.
"""

from collections.abc import Callable, Iterator
from hashlib import blake2b
from typing import Final, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from commune_desk.domain.errors import DatabaseDamaged
from commune_desk.scan_hash import LEAF_BYTES

_NONCE: Final = 12
_TAG: Final = 16
EXTRA_BYTES: Final = _NONCE + _TAG
RECORD_BYTES: Final = LEAF_BYTES + EXTRA_BYTES
_KEY_BYTES: Final = 32

Randomness = Callable[[int], bytes]
"""So many random bytes; os.urandom in earnest."""


class Span(NamedTuple):
    """Bytes [first, last) of a file of records; the first `skip` plain ones in it were not asked for."""

    first: int
    last: int
    skip: int


def plain_size(stored: int) -> int:
    """How many bytes a file of `stored` bytes holds; a record too short to hold any counts nothing."""
    whole, rest = divmod(stored, RECORD_BYTES)
    return whole * LEAF_BYTES + max(0, rest - EXTRA_BYTES)


def stored_size(plain: int) -> int:
    """How many bytes so many plain ones take."""
    return plain + -(-plain // LEAF_BYTES) * EXTRA_BYTES


def span_of(offset: int, length: int, size: int) -> Span:
    """Where in a whole scan of `size` bytes the records lie that hold [offset, offset + length)."""
    last = min(size, offset + length)
    first_leaf, last_leaf = offset // LEAF_BYTES, -(-last // LEAF_BYTES)
    return Span(first_leaf * RECORD_BYTES, min(last_leaf * RECORD_BYTES, stored_size(size)), offset % LEAF_BYTES)


class ScanSeal:
    """Seals and opens leaves of one scan of one commune."""

    def __init__(self, cipher: AESGCM, root: bytes, randomness: Randomness) -> None:
        self._cipher = cipher
        self._root = root
        self._randomness = randomness

    def sealed(self, leaf: bytes, number: int) -> bytes:
        """The record of leaf `number`."""
        nonce = self._randomness(_NONCE)
        return nonce + self._cipher.encrypt(nonce, leaf, self._bound(number))

    def opened(self, record: bytes, number: int) -> bytes:
        """The leaf; raises DatabaseDamaged('scan-damaged')."""
        try:
            return self._cipher.decrypt(record[:_NONCE], record[_NONCE:], self._bound(number))
        except (InvalidTag, ValueError) as error:
            raise DatabaseDamaged("scan-damaged") from error

    def leaves(self, records: bytes, first_number: int) -> Iterator[bytes]:
        """The leaves of records that stand one behind the other; raises DatabaseDamaged('scan-damaged')."""
        for place, first in enumerate(range(0, len(records), RECORD_BYTES)):
            yield self.opened(records[first : first + RECORD_BYTES], first_number + place)

    def _bound(self, number: int) -> bytes:
        return self._root + number.to_bytes(8, "big")


class CommuneSeals:
    """Makes the seals and names of every commune from the server's 32-byte key."""

    def __init__(self, server_key: bytes, randomness: Randomness) -> None:
        self._key = server_key
        self._randomness = randomness

    def seal(self, commune: str, root: bytes) -> ScanSeal:
        """For that scan of that commune."""
        return ScanSeal(AESGCM(self._derived(b"scan", commune)), root, self._randomness)

    def folder(self, commune: str) -> str:
        """The commune's folder or prefix: 16 hexadecimal digits."""
        return blake2b(b"folder", key=self._derived(b"name", commune), digest_size=8).hexdigest()

    def name(self, commune: str, root: bytes) -> str:
        """The scan's name in it: 64 hexadecimal digits."""
        return blake2b(root, key=self._derived(b"name", commune), digest_size=32).hexdigest()

    def _derived(self, purpose: bytes, commune: str) -> bytes:
        info = b"commune-desk scans 1 " + purpose + b" " + commune.encode()
        return HKDF(hashes.SHA256(), _KEY_BYTES, None, info).derive(self._key)
