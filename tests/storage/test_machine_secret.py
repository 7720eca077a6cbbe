"""Where the machine secret lives. The keyring is the library's: a dictionary here, named as its class."""

import os
import stat
import time
from pathlib import Path

import pytest
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as FailKeyring
from keyring.backends.null import Keyring as NullKeyring

from commune_desk.domain.errors import KeyTrouble
from storage.machine_secret import FileSecrets, FirstSecrets, KeyringSecrets, best_secrets, keeps_secrets

DESK, SECRET = "ab" * 16, bytes(range(32))


class Keyring(KeyringBackend):
    """Stands for the Secret Service."""

    priority = 1
    __module__ = "keyring.backends.SecretService"

    def __init__(self, delay_s: float = 0.0) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.kept: dict[tuple[str, str], str] = {}
        self.delay_s = delay_s

    def get_password(self, service: str, username: str) -> str | None:
        time.sleep(self.delay_s)
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


def test_file_keeps_and_forgets(tmp_path: Path) -> None:
    """The announced stand-in: private, whole, and honest about being a file."""
    store = FileSecrets(tmp_path / "machine")
    assert (store.get(DESK), store.kind_of(DESK)) == (None, "none")

    store.set(DESK, SECRET)

    assert (store.get(DESK), store.kind_of(DESK)) == (SECRET, "file")
    if os.name != "nt":
        assert stat.S_IMODE((tmp_path / "machine").stat().st_mode) == 0o700
    store.delete(DESK)
    store.delete(DESK)
    assert store.get(DESK) is None


def test_a_cut_secret_counts_as_none(tmp_path: Path) -> None:
    """Half a secret would derive wrong keys; lost is the truth."""
    store = FileSecrets(tmp_path)
    (tmp_path / f"{DESK}.secret").write_bytes(SECRET[:20])

    assert store.get(DESK) is None


def test_a_desk_id_is_no_path(tmp_path: Path) -> None:
    """The id comes from a file anybody can write."""
    with pytest.raises(ValueError, match="hexadecimal"):
        FileSecrets(tmp_path).get("../../etc/passwd")


def test_keyring_keeps_and_forgets() -> None:
    """One entry per desk, 32 bytes back."""
    store = KeyringSecrets(Keyring())
    store.set(DESK, SECRET)
    store.set("cd", bytes(32))

    assert (store.get(DESK), store.get("cd"), store.kind_of(DESK)) == (SECRET, bytes(32), "keyring")
    store.delete(DESK)
    store.delete(DESK)
    assert store.kind_of(DESK) == "none"


def test_backends_that_keep_nothing_are_refused() -> None:
    """A frozen program falls silently to `fail`; `null` says yes and forgets."""
    for backend in (FailKeyring(), NullKeyring()):  # type: ignore[no-untyped-call]
        assert not keeps_secrets(backend)
        with pytest.raises(KeyTrouble, match="keyring-silent"):
            KeyringSecrets(backend).set(DESK, SECRET)


def test_a_hanging_keyring_is_given_up() -> None:
    """A prompt behind another window must not freeze the desk for ever."""
    start_s = time.monotonic()
    with pytest.raises(KeyTrouble, match="keyring-silent"):
        KeyringSecrets(Keyring(delay_s=0.05), wait_s=0.01).get(DESK)

    assert time.monotonic() - start_s < 1


def test_without_d_bus_the_file_answers_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Headless Linux, or support over ssh: no waiting, the secret in the file, and doctor is told so."""
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    start_s = time.monotonic()
    store = best_secrets(tmp_path)
    store.set(DESK, SECRET)

    assert (store.get(DESK), store.kind_of(DESK)) == (SECRET, "file")
    assert time.monotonic() - start_s < 1


@pytest.mark.skipif(os.name == "nt", reason="D-Bus")
def test_a_dead_bus_falls_to_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The variable is set but nobody listens: as after a crashed session."""
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path}/nobody")
    store = best_secrets(tmp_path)
    store.set(DESK, SECRET)

    assert store.kind_of(DESK) == "file"


def test_a_desk_made_without_a_keyring_opens_when_there_is_one(tmp_path: Path) -> None:
    """First run over ssh, later at the screen: not 'keyring lost'."""
    FileSecrets(tmp_path).set(DESK, SECRET)
    store = FirstSecrets(KeyringSecrets(Keyring()), FileSecrets(tmp_path))

    assert (store.get(DESK), store.kind_of(DESK)) == (SECRET, "file")
    store.set(DESK, bytes(32))
    assert (store.get(DESK), store.kind_of(DESK)) == (bytes(32), "keyring")
    assert FileSecrets(tmp_path).get(DESK) is None
    store.delete(DESK)
    assert store.kind_of(DESK) == "none"
