"""`keys.json` on disk: what it holds, how it is read, proven and written.

    {"format": 1, "mac": "<hex>", "content": {...}}

`mac` is HMAC-SHA256 under the machine secret over format and content as written, so that nothing in the file (slots,
counters of wrong tries) can be edited. Nothing personal stands in clear: names are sealed under the machine secret.

`keys.json.bak` is a twin of the same version, written right after it: with one of the two damaged the desk still
opens. It is not the version before, because that one would let a removed person or an old password back in. Both
together replaced by older copies are accepted: who can do that and has the keyring can also guess without this program.
"""

import hmac
import re
import secrets
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import msgspec

from commune_desk.domain.errors import DatabaseDamaged, DatabaseTooNew, DeskError, KeyringLost, WrongKey
from storage.atomic_file import exclusive, file_trouble, write_atomically
from storage.key_wrapping import Argon2Work, derive
from storage.machine_secret import SECRET_BYTES, MachineSecrets
from storage.sign_in_guard import SignInState

FORMAT = 1
MISSING = "key-file-missing"
DAMAGED = "key-file-damaged"
FOREIGN_SECRET = "machine-secret-foreign"  # noqa: S105  a code
FOREIGN_KEY = "key-of-another-desk"
_LIMIT_BYTES = 4_000_000
_HEX = re.compile(r"[0-9a-f]{1,64}")


@dataclass(frozen=True, slots=True)
class Slot:
    """The data key wrapped for one person; `label` is an HMAC of the folded user name, `names` both names sealed."""

    id: str
    label: str
    names: bytes
    work: Argon2Work
    salt: bytes
    wrapped: bytes
    set_on: date
    must_change: bool = False


@dataclass(frozen=True, slots=True)
class RecoverySlot:
    """The data key wrapped under the secret of one set of printed shares; `share_set` is its SLIP-39 identifier."""

    share_set: int
    wrapped: bytes


@dataclass(frozen=True, slots=True)
class Content:
    """Everything in the file. `secret_check` tells a foreign machine secret from damage, `key_check` a foreign data
    key; neither leads back to a key. `guard` is keyed by label, names that do not exist included."""

    desk_id: str
    secret_check: str
    key_check: str
    slots: tuple[Slot, ...] = ()
    guard: dict[str, SignInState] = field(default_factory=dict)
    recovery: RecoverySlot | None = None
    escrow: bytes | None = None


class Proven(NamedTuple):
    """Content whose MAC was right, and the machine secret that proved it (never print it)."""

    content: Content
    machine_secret: bytes

    def __repr__(self) -> str:
        return "Proven(…)"


class _Envelope(msgspec.Struct, frozen=True):
    format: int
    mac: str
    content: msgspec.Raw


class _Version(msgspec.Struct, frozen=True):
    format: int


class KeyStore:
    """Reads and writes the key file and its twin."""

    def __init__(self, path: Path, secrets_: MachineSecrets) -> None:
        self._path = path
        self._twin = path.with_name(path.name + ".bak")
        self._secrets = secrets_

    def exists(self) -> bool:
        """Whether this desk was ever set up here."""
        return self._path.exists() or self._twin.exists()

    def alone(self) -> AbstractContextManager[None]:
        """Hold while loading, changing and saving; raises DatabaseBusy('key-file-busy') after some seconds."""
        return exclusive(self._path.with_name(self._path.name + ".lock"))

    def load(self) -> Proven:
        """The file, or its twin when the file is damaged or gone.

        Raises DatabaseDamaged('key-file-missing' | 'key-file-damaged'), DatabaseTooNew, KeyringLost, KeyTrouble.
        """
        try:
            return self._prove(self._path)
        except (DatabaseDamaged, KeyringLost) as error:
            return self._prove_twin(error)

    def load_unproven(self) -> Content:
        """The content when no machine secret can prove it: recovery alone may use it, whose slots prove themselves.

        Raises DatabaseDamaged, DatabaseTooNew.
        """
        try:
            return _content(_envelope(_read(self._path)))
        except DatabaseDamaged as error:
            try:
                return _content(_envelope(_read(self._twin)))
            except DatabaseDamaged:
                raise error from None

    def save(self, content: Content, machine_secret: bytes) -> None:
        """Write file and twin, each atomically; killed in between, either is whole. Raises StorageTrouble."""
        body = msgspec.json.encode(content)
        envelope = _Envelope(FORMAT, _mac(machine_secret, FORMAT, body), msgspec.Raw(body))
        data = msgspec.json.encode(envelope)
        write_atomically(self._path, data)
        write_atomically(self._twin, data)

    def surviving_secret(self, content: Content) -> bytes | None:
        """This machine's secret if it is the one the file was made with."""
        secret = self._secrets.get(content.desk_id)
        fits = secret is not None and hmac.compare_digest(secret_check(secret, content.desk_id), content.secret_check)
        return secret if fits else None

    def new_secret(self, desk_id: str) -> bytes:
        """A fresh machine secret, already kept."""
        secret = secrets.token_bytes(SECRET_BYTES)
        self._secrets.set(desk_id, secret)
        return secret

    def _prove_twin(self, trouble: DeskError) -> Proven:
        try:
            return self._prove(self._twin)
        except (DatabaseDamaged, KeyringLost):
            raise trouble from None

    def _prove(self, path: Path) -> Proven:
        envelope = _envelope(_read(path))
        content = _content(envelope)
        secret = self._secrets.get(content.desk_id)
        if secret is None:
            raise KeyringLost
        if hmac.compare_digest(_mac(secret, envelope.format, bytes(envelope.content)), envelope.mac):
            return Proven(content, secret)
        if not hmac.compare_digest(secret_check(secret, content.desk_id), content.secret_check):
            raise KeyringLost(FOREIGN_SECRET)
        raise DatabaseDamaged(DAMAGED)


def secret_check(machine_secret: bytes, desk_id: str) -> str:
    """Tells whether a machine secret is the one of this file."""
    return _keyed(derive(machine_secret, "secret-check"), desk_id.encode())[:16]


def key_check(data_key: bytes, desk_id: str) -> str:
    """Tells whether a data key is the one of this desk."""
    return _keyed(derive(data_key, "key-check"), desk_id.encode())[:32]


def require_key(content: Content, desk_id: str, data_key: bytes) -> None:
    """Raise WrongKey('key-of-another-desk') unless this is the desk's own data key."""
    known = content.desk_id == desk_id and hmac.compare_digest(key_check(data_key, desk_id), content.key_check)
    if not known:
        raise WrongKey(FOREIGN_KEY)


def _keyed(key: bytes, message: bytes) -> str:
    return hmac.new(key, message, sha256).hexdigest()


def _mac(machine_secret: bytes, format_: int, body: bytes) -> str:
    return _keyed(derive(machine_secret, "key-file-mac"), b"%d\n" % format_ + body)


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > _LIMIT_BYTES:
            raise DatabaseDamaged(DAMAGED)
        return path.read_bytes()
    except FileNotFoundError:
        raise DatabaseDamaged(MISSING) from None
    except OSError as error:
        raise file_trouble(error) from error


def _envelope(data: bytes) -> _Envelope:
    try:
        version = msgspec.json.decode(data, type=_Version).format
        if version > FORMAT:
            raise DatabaseTooNew(found=version, known=FORMAT)
        if version != FORMAT:
            raise DatabaseDamaged(DAMAGED)
        envelope = msgspec.json.decode(data, type=_Envelope)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise DatabaseDamaged(DAMAGED) from None
    if not envelope.mac.isascii():  # hmac.compare_digest takes no other letters
        raise DatabaseDamaged(DAMAGED)
    return envelope


def _content(envelope: _Envelope) -> Content:
    try:
        content = msgspec.json.decode(envelope.content, type=Content)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise DatabaseDamaged(DAMAGED) from None
    if not all(_HEX.fullmatch(text) for text in (content.desk_id, content.secret_check, content.key_check)):
        raise DatabaseDamaged(DAMAGED)
    return content
