"""What a desk and the province say to each other once: the ticket a person carries over, the request and its answer.

A ticket is 32 letters and digits in groups of four: the 16 of the one-time code, 15 (75 bits) of the fingerprint of the
province's certificate authorities, one to check the typing. So the very first contact is pinned already. In a QR code
it stands behind the address: `https://province.example:8443/#XXXX-XXXX-…`. Letters are Crockford's: no I, L, O, U.
"""

from hashlib import sha256
from typing import Annotated, Final, NamedTuple

import msgspec

from commune_desk.device_key import DeviceKey, verify
from commune_desk.domain.errors import InvalidInput

LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH: Final = 16
MOST_BYTES: Final = 16_384
"""Of a request, an answer, or the list of authorities."""
_FINGERPRINT_LENGTH: Final = 15
_GROUP: Final = 4
_ALIKE: Final = str.maketrans("ILOU", "110V")
_MARK: Final = b"commune-desk enrolment 1\n"

Key = Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)]
Short = Annotated[str, msgspec.Meta(max_length=200)]


class Ticket(NamedTuple):
    """What a person types or scans: the one-time code and the authorities' fingerprint."""

    code: str
    fingerprint: str

    @property
    def text(self) -> str:
        """Eight groups of four, the last letter checks the others."""
        plain = self.code + self.fingerprint
        plain += _check(plain)
        return "-".join(plain[at : at + _GROUP] for at in range(0, len(plain), _GROUP))


def parse_ticket(text: str) -> Ticket:
    """The ticket in what was typed or scanned (an address may stand before it, up to '#').

    Raises InvalidInput('enrol-code-garbled') for a slip of the finger.
    """
    typed = text.rpartition("#")[2].upper().translate(_ALIKE)
    plain = "".join(letter for letter in typed if letter not in " -.\t\r\n")
    if len(plain) != CODE_LENGTH + _FINGERPRINT_LENGTH + 1 or set(plain) - set(LETTERS):
        raise InvalidInput("enrol-code-garbled", field="code")
    if _check(plain[:-1]) != plain[-1]:
        raise InvalidInput("enrol-code-garbled", field="code")
    return Ticket(plain[:CODE_LENGTH], plain[CODE_LENGTH:-1])


def fingerprint(roots: list[bytes]) -> str:
    """15 letters of SHA-256 over the authorities' certificates (DER), in their order."""
    number = int.from_bytes(sha256(b"".join(sha256(root).digest() for root in roots)).digest(), "big")
    return "".join(LETTERS[number >> 5 * at & 31] for at in range(_FINGERPRINT_LENGTH))


def _check(plain: str) -> str:
    return LETTERS[sha256(plain.encode()).digest()[0] % len(LETTERS)]


# ------------------------------------------------------------------ over the line
class Authorities(msgspec.Struct, frozen=True):
    """Answer of GET /v1/ca: certificates (DER) of the authority in use and of the spare one."""

    roots: Annotated[list[bytes], msgspec.Meta(max_length=4)]


class EnrolRequest(msgspec.Struct, frozen=True):
    """Body of POST /v1/enrol; the signature shows that the device holds its key. `is_practice`: an invented desk."""

    code: Annotated[str, msgspec.Meta(max_length=CODE_LENGTH)]
    public: Key
    exchange_public: Key
    program: Short
    is_practice: bool
    signature: Annotated[bytes, msgspec.Meta(max_length=64)] = b""

    @property
    def message(self) -> bytes:
        """What the device signs."""
        return _MARK + msgspec.json.encode(msgspec.structs.replace(self, signature=b""))

    def signed(self, key: DeviceKey) -> "EnrolRequest":
        """With the device's signature."""
        return msgspec.structs.replace(self, signature=key.sign(self.message))

    @property
    def is_true(self) -> bool:
        """Whether the device named signed it."""
        return verify(self.public, self.message, self.signature)


class EnrolAnswer(msgspec.Struct, frozen=True):
    """Answer of POST /v1/enrol: the server's keys, the commune, the key for sticks, the server's time in ms."""

    server: Key
    server_exchange: Key
    commune: Short
    commune_name: Short
    desk_name: Short
    role: Short
    roots: Annotated[list[bytes], msgspec.Meta(max_length=4)]
    courier_id: int
    courier_key: Key
    is_practice: bool
    now_ms: int


class Refusal(msgspec.Struct, frozen=True):
    """Answer of any call that was refused, with its HTTP status: the error's code."""

    code: Short
