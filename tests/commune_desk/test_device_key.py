"""The signing key of a desk."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commune_desk.device_key import DeviceKey, key_id, verify

KEY = DeviceKey.from_private(bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"))
"""RFC 8032, 7.1, test 1."""


def test_rfc_8032_vector() -> None:
    """Any desk and the province must agree on the bytes."""
    assert KEY.public.hex() == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    assert KEY.sign(b"").hex().startswith("e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155")


@given(st.binary(max_size=200), st.integers(0, 63), st.integers(1, 255))
def test_a_changed_signature_or_message_does_not_verify(message: bytes, at: int, change: int) -> None:
    """A slip changed by one letter is a forgery."""
    signature = bytearray(KEY.sign(message))
    assert verify(KEY.public, message, bytes(signature))
    assert not verify(KEY.public, message + b"x", bytes(signature))
    signature[at] ^= change
    assert not verify(KEY.public, message, bytes(signature))


def test_malformed_input_is_just_not_verified() -> None:
    """A scanned QR may hold anything."""
    assert not verify(b"short", b"m", KEY.sign(b"m"))
    assert not verify(KEY.public, b"m", b"")
    with pytest.raises(ValueError, match="32"):
        DeviceKey.from_private(b"short")


def test_key_id_names_the_device_and_repr_hides_the_key() -> None:
    """The id is printed on slips; the private half is never shown."""
    made = DeviceKey.generate()

    assert made.key_id == key_id(made.public) == f"{made.device:08x}"
    assert DeviceKey.from_private(made.private) == made
    assert repr(made.private) not in repr(made)
