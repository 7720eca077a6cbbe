"""The signed QR: what a desk without network says about a slip someone hands over."""

from datetime import datetime

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from commune_desk.domain.slip_seal import SealVerdict, SlipFacts, name_hash, open_seal, sealed_text
from commune_desk.domain.vietnam_time import VN

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
KEY_ID = "a1b2c3d4"
NUMBER = "H12.045.01-261122-0007"
FACTS = SlipFacts(
    NUMBER,
    datetime(2026, 11, 22, 8, 5, tzinfo=VN),
    datetime(2026, 11, 27, 17, 0, tzinfo=VN),
    "1.004884",
    name_hash(NUMBER, "Nguyễn Thị Phương Thảo"),
)
SEAL = sealed_text(FACTS, KEY_ID, KEY.sign)


def verify(key_id: str, message: bytes, signature: bytes) -> bool | None:
    if key_id != KEY_ID:
        return None
    try:
        KEY.public_key().verify(signature, message)
    except InvalidSignature:
        return False
    return True


def test_a_real_seal_is_genuine_and_gives_its_facts() -> None:
    """The whole purpose: number, times and procedure proved offline."""
    check = open_seal(SEAL, verify)

    assert check.verdict is SealVerdict.GENUINE
    assert check.facts == FACTS
    assert check.key_id == KEY_ID


def test_no_personal_data_but_the_number_stands_in_it() -> None:
    """Anyone's phone reads the QR; the citizen's name is not for them (an eavesdropper learns a salted hash)."""
    assert "Nguy" not in SEAL
    assert len(SEAL) < 200
    assert name_hash(NUMBER, "  nguyễn thị phương  THẢO") == FACTS.name_hash
    assert name_hash("H12.045.01-261122-0008", "Nguyễn Thị Phương Thảo") != FACTS.name_hash


@given(st.integers(0, len(SEAL) - 1), st.integers(0, 6))
def test_a_flipped_bit_is_never_genuine(at: int, bit: int) -> None:
    """A date moved by hand or a misread letter must not pass."""
    flipped = SEAL[:at] + chr(ord(SEAL[at]) ^ (1 << bit)) + SEAL[at + 1 :]

    assert open_seal(flipped, verify).verdict is not SealVerdict.GENUINE


@given(st.text(max_size=450))
def test_any_text_is_judged_without_a_crash(text: str) -> None:
    """Scanners send anything, also half surrogates and megabytes."""
    assert open_seal(text, verify).verdict is SealVerdict.NOT_A_SLIP


@given(st.lists(st.text(st.characters(), max_size=12), min_size=7, max_size=7))
def test_texts_that_look_like_seals_are_never_genuine(parts: list[str]) -> None:
    """The parser sees fields of any content behind the right first word."""
    assert open_seal("|".join(["CD1", *parts]), verify).verdict is not SealVerdict.GENUINE


def test_a_seal_of_another_commune_is_unknown_not_false() -> None:
    """The clerk is told to ask the other office, not to call the police."""
    assert open_seal(sealed_text(FACTS, "00000000", KEY.sign), verify).verdict is SealVerdict.UNKNOWN_KEY


def test_a_signature_by_another_key_is_an_alteration() -> None:
    """Somebody signed with a key of their own under our key's name."""
    forged = sealed_text(FACTS, KEY_ID, Ed25519PrivateKey.generate().sign)

    assert open_seal(forged, verify).verdict is SealVerdict.ALTERED


def test_facts_that_could_not_be_read_back_are_not_sealed() -> None:
    """A bar in a field would shift all others."""
    with pytest.raises(ValueError, match="cannot be sealed"):
        sealed_text(SlipFacts("a|b", FACTS.received_at, None, "", FACTS.name_hash), KEY_ID, KEY.sign)


def test_a_slip_without_a_promise_can_be_sealed() -> None:
    """Some procedures have no term."""
    facts = SlipFacts("TẠM-Q1-261122-0003", FACTS.received_at, None, "", FACTS.name_hash)

    assert open_seal(sealed_text(facts, KEY_ID, KEY.sign), verify).facts == facts
