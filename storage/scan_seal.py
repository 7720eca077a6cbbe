"""How scans lie on this PC: sealed leaf by leaf under a key of their own, named by a keyed hash.

A record is nonce (12) ‖ AES-256-GCM(leaf) ‖ tag (16), the nonce random; root and number of the leaf are what it is
bound to. Records stand one behind the other, so that places follow from arithmetic. Both keys are made from the desk's
data key by HKDF-SHA256, which is not kept: whoever has the folder alone learns sizes only, not even whether a scan
that he has himself is among them.
"""

import os
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
_EXTRA: Final = _NONCE + _TAG
RECORD_BYTES: Final = LEAF_BYTES + _EXTRA
_KEY_BYTES: Final = 32


def stored_size(plain: int) -> int:
    """How many bytes so many plain ones take."""
    return plain + leaf_count(plain) * _EXTRA


def leaf_count(plain: int) -> int:
    """How many leaves so many bytes have."""
    return -(-plain // LEAF_BYTES)


class Place(NamedTuple):
    """Leaf `number` of the scan `root`."""

    root: bytes
    number: int


class ScanSeals:
    """Seals, opens and names scans; `data_key` is the desk's, 32 bytes, and not kept."""

    def __init__(self, data_key: bytes) -> None:
        self._cipher = AESGCM(_derived(data_key, b"leaf"))
        self._name_key = _derived(data_key, b"name")

    def name(self, root: bytes) -> str:
        """The scan's file name: 64 hexadecimal digits."""
        return blake2b(root, key=self._name_key, digest_size=32).hexdigest()

    def sealed(self, place: Place, leaf: bytes) -> bytes:
        """The record of a leaf."""
        nonce = os.urandom(_NONCE)
        return nonce + self._cipher.encrypt(nonce, leaf, _bound(place))

    def opened(self, place: Place, record: bytes) -> bytes:
        """The leaf; raises DatabaseDamaged('scan-damaged')."""
        try:
            return self._cipher.decrypt(record[:_NONCE], record[_NONCE:], _bound(place))
        except (InvalidTag, ValueError) as error:
            raise DatabaseDamaged("scan-damaged") from error


def _bound(place: Place) -> bytes:
    return place.root + place.number.to_bytes(8, "big")


def _derived(data_key: bytes, purpose: bytes) -> bytes:
    return HKDF(hashes.SHA256(), _KEY_BYTES, None, b"commune-desk scans of a desk 1 " + purpose).derive(data_key)
