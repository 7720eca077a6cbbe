"""The name of a scan: BLAKE2b-256 over the hashes of its 16 KiB leaves, so that every leaf can be checked by itself.

leaf = BLAKE2b-256(bytes, person "cd scan leaf")
root = BLAKE2b-256(size as 8 bytes big-endian ‖ leaf ‖ leaf ‖ …, person "cd scan root")
"""

from collections.abc import Iterable, Iterator
from hashlib import blake2b
from typing import Final

LEAF_BYTES: Final = 16 * 1024
ROOT_BYTES: Final = 32
_SIZE_BYTES: Final = 8


def leaf_hash(leaf: bytes) -> bytes:
    """32 bytes; `leaf` is LEAF_BYTES long, or shorter at the end of the scan."""
    return blake2b(leaf, digest_size=ROOT_BYTES, person=b"cd scan leaf").digest()


def root_of(leaves: Iterable[bytes], size: int) -> bytes:
    """The 32-byte name of a scan of `size` bytes whose leaves have these hashes."""
    found = blake2b(size.to_bytes(_SIZE_BYTES, "big"), digest_size=ROOT_BYTES, person=b"cd scan root")
    for leaf in leaves:
        found.update(leaf)
    return found.digest()


def scan_root(data: bytes) -> bytes:
    """The 32-byte name of a whole scan."""
    return root_of((leaf_hash(leaf) for leaf in leaves_of(data)), len(data))


def leaves_of(data: bytes) -> Iterator[bytes]:
    """Its leaves in their order."""
    return (data[first : first + LEAF_BYTES] for first in range(0, len(data), LEAF_BYTES))
