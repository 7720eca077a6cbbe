"""The cryptography of the key file, and nothing else: stretch a password, derive, seal, unseal.

Argon2id (RFC 9106), HKDF-SHA256 (RFC 5869), AES-256-GCM (NIST SP 800-38D), all from `cryptography`.
"""

import os
import time
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
SALT_BYTES = 16
_NONCE_BYTES = 12
_INFO = b"commune-desk/1/"

# The lowest cost taken, however old the PC: OWASP's m=19 MiB, t=2.
_MEMORIES_KIB = (64 * 1024, 32 * 1024, 19 * 1024)
_LEAST_ITERATIONS = 3
_MOST_ITERATIONS = 10


@dataclass(frozen=True, slots=True)
class Argon2Work:
    """How hard a password is stretched; stored with every slot, so that it may grow. Default: about 0.2 s in 2024."""

    iterations: int = 3
    memory_kib: int = 64 * 1024
    lanes: int = 1


def tune(target_s: float, measure: Callable[[Argon2Work], float] | None = None) -> Argon2Work:
    """The hardest work that one sign-in on this PC does in about `target_s` seconds.

    64 MiB with at least 3 rounds where the PC can, less memory where it cannot; never below 19 MiB and 2 rounds.
    """
    seconds_for = measure or _seconds_for
    for memory_kib in _MEMORIES_KIB:
        one_round_s = max(seconds_for(Argon2Work(iterations=1, memory_kib=memory_kib)), 1e-6)
        iterations = int(target_s / one_round_s)
        if iterations >= _LEAST_ITERATIONS:
            return Argon2Work(iterations=min(iterations, _MOST_ITERATIONS), memory_kib=memory_kib)
    return Argon2Work(iterations=2, memory_kib=_MEMORIES_KIB[-1])


def _seconds_for(work: Argon2Work) -> float:
    start_s = time.perf_counter()
    _stretch("measure", bytes(SALT_BYTES), work)
    return time.perf_counter() - start_s


def _stretch(password: str, salt: bytes, work: Argon2Work) -> bytes:
    # NFC: one Vietnamese keyboard sends composed letters, another combining marks; it is the same password.
    typed = unicodedata.normalize("NFC", password).encode()
    return Argon2id(
        salt=salt, length=KEY_BYTES, iterations=work.iterations, lanes=work.lanes, memory_cost=work.memory_kib
    ).derive(typed)


def derive(key: bytes, purpose: str) -> bytes:
    """A 256-bit key for one purpose (a short constant name) from a strong key; different purposes tell nothing of
    one another. The scan files' key is `derive(data_key, "scans")`."""
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=_INFO + purpose.encode()).derive(key)


def password_key(password: str, salt: bytes, work: Argon2Work, machine_secret: bytes) -> bytes:
    """The wrapping key of a slot: HKDF(Argon2id(password) ‖ machine secret). Slow by design, see `Argon2Work`."""
    return derive(_stretch(password, salt, work) + machine_secret, "slot")


def seal(key: bytes, plain: bytes, context: str) -> bytes:
    """Nonce and AES-256-GCM ciphertext; `context` (slot, desk) is authenticated, not hidden."""
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, _INFO + context.encode())


def unseal(key: bytes, sealed: bytes, context: str) -> bytes | None:
    """What was sealed, or None when key, text or context are not the ones it was sealed with."""
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], _INFO + context.encode())
    except (InvalidTag, ValueError):
        return None
