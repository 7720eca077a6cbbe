"""The machine's part of the key: 32 random bytes that a stolen disk does not carry.

They live in the operating system's keyring (Windows Credential Manager, protected by DPAPI; Secret Service on Linux).
Where there is none, a 0600 file stands in, and `doctor` says so by `kind_of`. `keyring` is imported when first used:
it costs start-up time. Its backend is always named, never guessed: a frozen program without its metadata would
otherwise fall silently to a backend that keeps nothing, or to a readable file (probe.md 7).
"""

import base64
import logging
import os
import queue
import re
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol, TypeVar

from commune_desk.domain.errors import KeyTrouble
from storage.atomic_file import file_trouble, write_atomically

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SECRET_BYTES = 32
KEYRING_SILENT = "keyring-silent"
Kind = Literal["keyring", "file", "none"]

_log = logging.getLogger("desk.storage")
_T = TypeVar("_T")
_PROBE_S = 1.5
_ASK_S = 30.0
_USER = "machine-secret"


class MachineSecrets(Protocol):
    """Keeps one secret per desk on this machine. All may raise KeyTrouble('keyring-silent') or StorageTrouble."""

    def get(self, desk_id: str) -> bytes | None:
        """The secret, None when this machine has none for that desk."""

    def set(self, desk_id: str, secret: bytes) -> None:
        """Keep it, replacing an earlier one; on return it can be read back."""

    def delete(self, desk_id: str) -> None:
        """Forget it; nothing happens when there is none."""

    def kind_of(self, desk_id: str) -> Kind:
        """Where that desk's secret is."""


class FileSecrets:
    """A file per desk, 0600, in a directory of its own: protects against other users of the PC, not against a thief
    of the disk."""

    kind: Kind = "file"

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def get(self, desk_id: str) -> bytes | None:
        """See `MachineSecrets`; a file of another length counts as none."""
        try:
            secret = self._path(desk_id).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise file_trouble(error) from error
        return secret if len(secret) == SECRET_BYTES else None

    def set(self, desk_id: str, secret: bytes) -> None:
        """See `MachineSecrets`."""
        try:
            self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise file_trouble(error) from error
        write_atomically(self._path(desk_id), secret)

    def delete(self, desk_id: str) -> None:
        """See `MachineSecrets`."""
        try:
            self._path(desk_id).unlink(missing_ok=True)
        except OSError as error:
            raise file_trouble(error) from error

    def kind_of(self, desk_id: str) -> Kind:
        """See `MachineSecrets`."""
        return "none" if self.get(desk_id) is None else "file"

    def _path(self, desk_id: str) -> Path:
        if not re.fullmatch(r"[0-9a-f]{1,64}", desk_id):
            raise ValueError("a desk id is hexadecimal")
        return self._directory / f"{desk_id}.secret"


class KeyringSecrets:
    """The keyring of the operating system; `wait_s` bounds every question to it (it may ask the person to unlock)."""

    kind: Kind = "keyring"

    def __init__(self, backend: "KeyringBackend | None" = None, *, wait_s: float = _ASK_S) -> None:
        self._backend = backend
        self._wait_s = wait_s

    def is_available(self) -> bool:
        """Whether this machine has a keyring that keeps secrets; answers at once, at worst after 1.5 s."""
        if self._backend is not None:
            return keeps_secrets(self._backend)
        if not _may_have_keyring():
            return False
        try:
            self._backend = _within(_PROBE_S, _system_backend)
        except KeyTrouble:
            return False
        return self._backend is not None

    def get(self, desk_id: str) -> bytes | None:
        """See `MachineSecrets`; an entry that is not 32 bytes counts as none."""
        text = self._ask(lambda backend: backend.get_password(_service(desk_id), _USER))
        if text is None:
            return None
        try:
            secret = base64.b64decode(text, validate=True)
        except ValueError:
            return None
        return secret if len(secret) == SECRET_BYTES else None

    def set(self, desk_id: str, secret: bytes) -> None:
        """See `MachineSecrets`."""
        text = base64.b64encode(secret).decode()
        self._ask(lambda backend: backend.set_password(_service(desk_id), _USER, text))
        if self.get(desk_id) != secret:
            raise KeyTrouble(KEYRING_SILENT)

    def delete(self, desk_id: str) -> None:
        """See `MachineSecrets`."""
        if self.get(desk_id) is not None:
            self._ask(lambda backend: backend.delete_password(_service(desk_id), _USER))

    def kind_of(self, desk_id: str) -> Kind:
        """See `MachineSecrets`."""
        return "none" if self.get(desk_id) is None else "keyring"

    def _ask(self, question: "Callable[[KeyringBackend], _T]") -> _T:
        if not self.is_available() or self._backend is None:
            raise KeyTrouble(KEYRING_SILENT)
        backend = self._backend
        return _within(self._wait_s, lambda: question(backend))


class FirstSecrets:
    """The keyring before the file: looks in both, so that a desk made without a keyring still opens when there is one
    later; never moves a secret by itself, because the keyring may be out of reach tomorrow."""

    def __init__(self, keyring: KeyringSecrets, file: FileSecrets) -> None:
        self._keyring = keyring
        self._file = file

    def get(self, desk_id: str) -> bytes | None:
        """See `MachineSecrets`. The file is asked first: it answers without waiting for anybody."""
        in_file = self._file.get(desk_id)
        if in_file is not None or not self._keyring.is_available():
            return in_file
        return self._keyring.get(desk_id)

    def set(self, desk_id: str, secret: bytes) -> None:
        """See `MachineSecrets`; into the file, with a warning in the log, when the keyring does not take it."""
        try:
            self._keyring.set(desk_id, secret)
        except KeyTrouble:
            _log.warning("no keyring took the machine secret; a protected file stands in")
            self._file.set(desk_id, secret)
        else:
            self._file.delete(desk_id)

    def delete(self, desk_id: str) -> None:
        """See `MachineSecrets`."""
        self._file.delete(desk_id)
        if self._keyring.is_available():
            self._keyring.delete(desk_id)

    def kind_of(self, desk_id: str) -> Kind:
        """See `MachineSecrets`."""
        if self._file.get(desk_id) is not None:
            return "file"
        return self._keyring.kind_of(desk_id) if self._keyring.is_available() else "none"


def best_secrets(fallback_dir: Path) -> MachineSecrets:
    """The keyring of this machine with the file in `fallback_dir` behind it. Opens nothing yet.

    A throw-away profile passes `FileSecrets(dir)` instead, so that it leaves nothing in a person's keyring.
    """
    return FirstSecrets(KeyringSecrets(), FileSecrets(fallback_dir))


def keeps_secrets(backend: "KeyringBackend") -> bool:
    """Whether a keyring backend is one of the two trusted ones (never fail, null, plain text, a chain of them)."""
    trusted = {
        ("keyring.backends.Windows", "WinVaultKeyring"),
        ("keyring.backends.SecretService", "Keyring"),
    }
    return (type(backend).__module__, type(backend).__qualname__) in trusted


def _service(desk_id: str) -> str:
    # One service per desk: Windows keeps one user name per target well, several by a work-around.
    return f"commune-desk/{desk_id}"


def _may_have_keyring() -> bool:
    if sys.platform == "win32":
        return True
    if os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
        return True
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    return bool(runtime) and (Path(runtime or "") / "bus").exists()


if sys.platform == "win32":

    def _system_backend() -> "KeyringBackend | None":
        from keyring.backends.Windows import WinVaultKeyring

        backend = WinVaultKeyring()
        # Not "enterprise": the secret must not roam with the profile to other machines.
        backend.persist = "local machine"
        return backend

else:

    def _system_backend() -> "KeyringBackend | None":
        from keyring.backends.SecretService import Keyring

        try:
            return Keyring() if Keyring.priority > 0 else None  # type: ignore[no-untyped-call]
        except (RuntimeError, OSError):
            return None


def _within(wait_s: float, question: Callable[[], _T]) -> _T:
    """The answer, or KeyTrouble('keyring-silent') when it fails or takes longer than `wait_s` seconds.

    The asking thread is a daemon: one that hangs in D-Bus is left behind and ends with the program.
    """
    answers: queue.SimpleQueue[tuple[_T] | None] = queue.SimpleQueue()

    def ask() -> None:
        try:
            answers.put((question(),))
        except BaseException as error:  # noqa: BLE001  any failure of a keyring backend is the same to the caller
            # The class only: a backend's message may quote what it was given.
            _log.warning("the keyring failed: %s", type(error).__name__)
            answers.put(None)

    threading.Thread(target=ask, name="keyring", daemon=True).start()
    try:
        answer = answers.get(timeout=wait_s)
    except queue.Empty:
        raise KeyTrouble(KEYRING_SILENT) from None
    if answer is None:
        raise KeyTrouble(KEYRING_SILENT)
    return answer[0]
