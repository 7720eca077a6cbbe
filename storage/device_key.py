"""The Ed25519 key of this desk: signs slips and journal heads (RFC 8032).

The private half is kept inside the encrypted database, as 32 raw bytes.
"""

from dataclasses import dataclass, field
from hashlib import sha256
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

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
