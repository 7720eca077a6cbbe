"""Derivation, sealing and tuning."""

import pytest

from storage.key_wrapping import Argon2Work, derive, password_key, seal, tune, unseal

CHEAP = Argon2Work(iterations=1, memory_kib=64)


def test_purposes_give_different_keys() -> None:
    """The scan key must not open the database."""
    assert len({derive(bytes(32), purpose) for purpose in ("scans", "names", "slot")}) == 3
    assert derive(bytes(32), "scans") == derive(bytes(32), "scans")


def test_the_slot_key_needs_password_salt_work_and_machine() -> None:
    """Each ingredient counts."""
    keys = {
        password_key("a", bytes(16), CHEAP, bytes(32)),
        password_key("b", bytes(16), CHEAP, bytes(32)),
        password_key("a", b"1" * 16, CHEAP, bytes(32)),
        password_key("a", bytes(16), Argon2Work(2, 64), bytes(32)),
        password_key("a", bytes(16), CHEAP, b"1" * 32),
    }

    assert len(keys) == 5


def test_sealed_text_opens_only_where_it_was_sealed() -> None:
    """A slot copied to another desk or place is dead."""
    sealed = seal(bytes(32), b"plain", "slot|desk|1")

    assert unseal(bytes(32), sealed, "slot|desk|1") == b"plain"
    assert unseal(bytes(32), sealed, "slot|desk|2") is None
    assert unseal(b"1" * 32, sealed, "slot|desk|1") is None
    assert unseal(bytes(32), b"", "slot|desk|1") is None


@pytest.mark.parametrize(
    ("s_per_mib_round", "expected"),
    [
        (0.5 / 64 / 5, Argon2Work(5, 64 * 1024)),
        (1e-9, Argon2Work(10, 64 * 1024)),
        (0.5 / 32 / 3.5, Argon2Work(3, 32 * 1024)),
        (1.0, Argon2Work(2, 19 * 1024)),
    ],
)
def test_tuning_spends_the_time_and_keeps_the_floor(s_per_mib_round: float, expected: Argon2Work) -> None:
    """A slow PC gets less memory, never less than OWASP's least."""
    assert tune(0.5, lambda work: s_per_mib_round * work.memory_kib / 1024 * work.iterations) == expected


def test_tuning_on_this_pc() -> None:
    """The real clock gives something usable."""
    work = tune(0.05)

    assert work.memory_kib >= 19 * 1024
    assert work.iterations >= 2
