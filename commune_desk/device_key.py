"""The key of a device: Ed25519 (RFC 8032) signs slips and journal heads; an X25519 key (RFC 7748) made from it agrees
on secrets with a server.

The private half is kept inside the encrypted database, as 32 raw bytes.
"""

from dataclasses import dataclass, field
from hashlib import sha256
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

RAW_BYTES = 32


@dataclass(frozen=True, slots=True)
class DeviceKey:
    """A signing key; `private` and `public` are raw 32-byte strings."""

    private: bytes = field(repr=False)
    public: bytes

    @classmethod
    def generate(cls) -> Self:
        """A new key from the operating system's randomness."""
        return cls.from_private(Ed25519PrivateKey.generate().private_bytes_raw())

    @classmethod
    def from_private(cls, private: bytes) -> Self:
        """The key whose raw private half was stored; raises ValueError for another length."""
        key = Ed25519PrivateKey.from_private_bytes(private)
        return cls(private, key.public_key().public_bytes_raw())

    @property
    def key_id(self) -> str:
        """Eight hexadecimal digits, see `key_id`."""
        return key_id(self.public)

    @property
    def device(self) -> int:
        """The 32-bit device number of this desk's origins; the number that `key_id` writes."""
        return int(self.key_id, 16)

    def sign(self, message: bytes) -> bytes:
        """64 bytes."""
        return Ed25519PrivateKey.from_private_bytes(self.private).sign(message)

    @property
    def exchange_public(self) -> bytes:
        """The raw 32-byte public half of the X25519 key that goes with this one."""
        return self._exchange().public_key().public_bytes_raw()

    def agree(self, other_exchange_public: bytes) -> bytes:
        """The 32-byte secret shared with the holder of that X25519 key; raises ValueError for a malformed key."""
        return self._exchange().exchange(X25519PublicKey.from_public_bytes(other_exchange_public))

    def _exchange(self) -> X25519PrivateKey:
        seed = HKDF(hashes.SHA256(), RAW_BYTES, None, b"commune-desk exchange key 1").derive(self.private)
        return X25519PrivateKey.from_private_bytes(seed)


def key_id(public: bytes) -> str:
    """Eight hexadecimal digits naming a public key: the start of its SHA-256."""
    return sha256(public).hexdigest()[:8]


def verify(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether `signature` over `message` was made by the key with that raw public half; False for malformed ones."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
