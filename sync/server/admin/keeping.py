"""The administrator's password, sessions, lock-out and the audit of what was done.

The password is kept as Argon2id (RFC 9106). A session is a signed cookie, so that any worker knows it; form tokens are
derived from it. Instants are milliseconds since 1970 UTC.
"""

import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from hashlib import blake2b
from hmac import compare_digest
from typing import Final, NamedTuple

import msgspec
from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from sqlalchemy import BigInteger, Column, Engine, Integer, MetaData, Table, Text, insert, select

from commune_desk.domain.errors import InvalidInput
from sync.server.database import reading, writing
from sync.server.migrations import read_meta, write_meta

SESSION_MS: Final = 8 * 3600 * 1000
FREE_TRIES: Final = 5
LOCK_MS: Final = 15 * 60 * 1000
LEAST_PASSWORD: Final = 12
_SALT: Final = 16
_MAC: Final = 24
_TABLES: Final = MetaData()
AUDIT: Final = Table(
    "audit",
    _TABLES,
    Column("id", Integer, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("address", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("what", Text, nullable=False),
)
"""Every administrator's action; nothing is ever deleted here."""


class AuditLine(NamedTuple):
    """One action: when, from which address, which, about what."""

    at_ms: int
    address: str
    action: str
    what: str


class _Tries(msgspec.Struct, frozen=True):
    failed: int = 0
    until_ms: int = 0


class Keeping:
    """`secret` (32 bytes) signs sessions; it is derived from the server's key."""

    def __init__(self, engine: Engine, secret: bytes, clock: Callable[[], int]) -> None:
        self._engine = engine
        self._secret = secret
        self._clock = clock
        with writing(engine) as connection:
            _TABLES.create_all(connection)

    # -------------------------------------------------------------- the password
    def set_password(self, password: str) -> None:
        """Replace it; raises InvalidInput('password-short'). Sessions made before end."""
        if len(password) < LEAST_PASSWORD:
            raise InvalidInput("password-short", field="password", least=LEAST_PASSWORD)
        hashed = Argon2id(salt=os.urandom(_SALT), length=32, iterations=3, lanes=1, memory_cost=64 * 1024)
        with writing(self._engine) as connection:
            write_meta(connection, "admin-password", hashed.derive_phc_encoded(password.encode()))
            write_meta(connection, "admin-tries", "{}")

    @property
    def has_password(self) -> bool:
        """Whether anybody can sign in yet."""
        return self._meta("admin-password") is not None

    def locked_until(self) -> int:
        """0, or until when nobody may try."""
        until = self._tries().until_ms
        return until if until > self._clock() else 0

    def sign_in(self, password: str) -> str | None:
        """A session's cookie, None for a wrong password or while locked. Tries are counted before the hash is made."""
        kept = self._meta("admin-password")
        if kept is None or not self._count_try():
            return None
        try:
            Argon2id.verify_phc_encoded(password.encode(), kept)
        except InvalidKey:
            return None
        with writing(self._engine) as connection:
            write_meta(connection, "admin-tries", "{}")
        body = f"{self._clock() + SESSION_MS:x}.{os.urandom(16).hex()}.{self._generation(kept)}"
        return f"{body}.{self._mac('session', body)}"

    def _count_try(self) -> bool:
        now = self._clock()
        with writing(self._engine) as connection:
            tries = msgspec.json.decode(read_meta(connection, "admin-tries") or "{}", type=_Tries)
            if tries.until_ms > now:
                return False
            failed = tries.failed + 1
            until = now + LOCK_MS if failed >= FREE_TRIES else 0
            write_meta(connection, "admin-tries", msgspec.json.encode(_Tries(failed % FREE_TRIES, until)).decode())
        return True

    def _tries(self) -> _Tries:
        return msgspec.json.decode(self._meta("admin-tries") or "{}", type=_Tries)

    # -------------------------------------------------------------- sessions and forms
    def is_session(self, cookie: str) -> bool:
        """Whether it was made here, has not ended and the password is still the same."""
        body, _, mac = cookie.rpartition(".")
        if not compare_digest(mac.encode(), self._mac("session", body).encode()):
            return False
        until, _, rest = body.partition(".")
        return int(until, 16) > self._clock() and rest.rpartition(".")[2] == self._generation(
            self._meta("admin-password") or ""
        )

    def form_token(self, cookie: str) -> str:
        """What every form of the session carries (against forged requests)."""
        return self._mac("form", cookie)

    def is_form(self, cookie: str, token: str) -> bool:
        """Whether the form came from this session's page."""
        return compare_digest(token.encode(), self.form_token(cookie).encode())

    def _mac(self, purpose: str, text: str) -> str:
        return blake2b(f"{purpose}\n{text}".encode(), key=self._secret, digest_size=_MAC).hexdigest()

    def _generation(self, kept: str) -> str:
        return blake2b(kept.encode(), key=self._secret, digest_size=8).hexdigest()

    def _meta(self, name: str) -> str | None:
        with reading(self._engine) as connection:
            return read_meta(connection, name)

    # -------------------------------------------------------------- audit
    def note(self, address: str, action: str, what: str) -> None:
        """Write an action down."""
        with writing(self._engine) as connection:
            connection.execute(insert(AUDIT).values(at=self._clock(), address=address, action=action, what=what))

    def noted(self, limit: int = 200) -> list[AuditLine]:
        """Newest first."""
        query = select(AUDIT.c.at, AUDIT.c.address, AUDIT.c.action, AUDIT.c.what).order_by(AUDIT.c.id.desc())
        with reading(self._engine) as connection:
            return [AuditLine(*row) for row in connection.execute(query.limit(limit))]


def sealed_text(data: bytes) -> str:
    """Bytes as a form field."""
    return urlsafe_b64encode(data).decode()


def opened_text(text: str) -> bytes:
    """Back; raises ValueError."""
    return urlsafe_b64decode(text)
