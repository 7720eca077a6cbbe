"""Making a desk known to the province, seen from the desk: one ticket, two calls, both pinned by the ticket.

The first call fetches the province's authorities and is believed only because they match the fingerprint on the ticket;
the second is TLS 1.3 under exactly these, and carries the code signed by the desk's own key.
"""

import ssl
from collections.abc import Callable, Mapping
from http.client import HTTPException, HTTPSConnection
from typing import Final, TypeVar
from urllib.parse import urlsplit

import msgspec

from commune_desk.device_key import DeviceKey
from commune_desk.domain.errors import AlreadyThere, InvalidInput, NotAllowedNow, Refused, ServerBusy, Trouble
from sync.wire.enrolment import MOST_BYTES, Authorities, EnrolAnswer, EnrolRequest, Refusal, Ticket, fingerprint

TIMEOUT_S: Final = 30.0
_OK: Final = 200
_BUSY: Final = frozenset({429, 503})
_REFUSALS: Final[Mapping[str, Callable[[], Refused]]] = {
    "device-there": lambda: AlreadyThere("device-there"),
    "enrol-practice": lambda: NotAllowedNow("enrol-practice"),
    "enrol-code-unknown": lambda: Refused("enrol-code-unknown"),
    "enrol-code-old": lambda: Refused("enrol-code-old"),
    "enrol-code-used": lambda: Refused("enrol-code-used"),
}
T = TypeVar("T")


class Enrolment(msgspec.Struct, frozen=True):
    """What a desk keeps of its province: address, pinned authorities (DER), the server's raw public keys, the commune,
    and the key for sticks. Kept in the encrypted database as text.
    """

    url: str
    roots: tuple[bytes, ...]
    server: bytes
    server_exchange: bytes
    commune: str
    commune_name: str
    desk_name: str
    role: str
    courier_id: int
    courier_key: bytes
    is_practice: bool

    @property
    def text(self) -> str:
        """JSON, read back by `read_enrolment`."""
        return msgspec.json.encode(self).decode()

    def context(self) -> ssl.SSLContext:
        """TLS 1.3 with this province and nobody else."""
        return pinned_context(self.roots)

    def with_courier_key(self, id_: int, key: bytes) -> "Enrolment":
        """After the province changed the key for sticks."""
        return msgspec.structs.replace(self, courier_id=id_, courier_key=key)


def read_enrolment(text: str) -> Enrolment:
    """What `Enrolment.text` wrote; raises ValueError."""
    return msgspec.json.decode(text, type=Enrolment)


def pinned_context(roots: tuple[bytes, ...]) -> ssl.SSLContext:
    """TLS 1.3 under exactly these authorities (DER)."""
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    made.minimum_version = ssl.TLSVersion.TLSv1_3
    made.load_verify_locations(cadata=b"".join(roots))
    return made


def enrol(url: str, ticket: Ticket, key: DeviceKey, program: str, *, is_practice: bool) -> Enrolment:
    """Enrol this desk; seconds on a slow line. The same desk may ask again when the answer was lost.

    Raises InvalidInput('url-invalid'), Refused('enrol-pin' | 'enrol-code-unknown' | 'enrol-code-old' |
    'enrol-code-used'), NotAllowedNow('enrol-practice'), AlreadyThere('device-there'), ServerBusy, Trouble('no-line').
    """
    host, port = _address(url)
    roots = tuple(_call(_unpinned(), (host, port), "/v1/ca", None, Authorities).roots)
    if fingerprint(list(roots)) != ticket.fingerprint:
        raise Refused("enrol-pin")
    asked = EnrolRequest(ticket.code, key.public, key.exchange_public, program, is_practice).signed(key)
    said = _call(pinned_context(roots), (host, port), "/v1/enrol", msgspec.json.encode(asked), EnrolAnswer)
    if fingerprint(said.roots) != ticket.fingerprint:
        raise Refused("enrol-pin")
    named = (said.commune, said.commune_name, said.desk_name, said.role)
    keys = (said.courier_id, said.courier_key)
    origin = f"https://[{host}]:{port}" if ":" in host else f"https://{host}:{port}"
    return Enrolment(origin, roots, said.server, said.server_exchange, *named, *keys, said.is_practice)


def _address(url: str) -> tuple[str, int]:
    try:
        parts = urlsplit(url if "://" in url else f"https://{url}")
        host, port = parts.hostname, parts.port or 443
    except ValueError as error:
        raise InvalidInput("url-invalid", field="url") from error
    if parts.scheme != "https" or not host:
        raise InvalidInput("url-invalid", field="url")
    return host, port


def _unpinned() -> ssl.SSLContext:
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    made.minimum_version = ssl.TLSVersion.TLSv1_3
    # Nothing secret is sent, and what comes is believed only by the fingerprint on the ticket.
    made.check_hostname = False
    made.verify_mode = ssl.CERT_NONE
    return made


def _call(context: ssl.SSLContext, at: tuple[str, int], path: str, body: bytes | None, kind: type[T]) -> T:
    connection = HTTPSConnection(*at, timeout=TIMEOUT_S, context=context)
    try:
        connection.request("GET" if body is None else "POST", path, body)
        answer = connection.getresponse()
        status, data = answer.status, answer.read(MOST_BYTES + 1)
    except ssl.SSLCertVerificationError as error:
        raise Refused("enrol-pin") from error
    except (OSError, HTTPException) as error:
        raise Trouble("no-line") from error
    finally:
        connection.close()
    if status in _BUSY:
        raise ServerBusy
    try:
        if status == _OK and len(data) <= MOST_BYTES:
            return msgspec.json.decode(data, type=kind)
        code = msgspec.json.decode(data, type=Refusal).code
    except msgspec.MsgspecError as error:
        raise Trouble("no-line") from error
    raise _REFUSALS.get(code, lambda: Refused("enrol-refused"))()
