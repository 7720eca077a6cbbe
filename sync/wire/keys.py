"""Keys of one request, and signatures over heads and receipts.

HKDF-SHA256 (RFC 5869) of the X25519 secret that device and server share, bound to the device and the request's
counter: a request recorded on the line opens nothing else and cannot be sent again.
"""

import re
from hashlib import blake2b
from hmac import compare_digest
from typing import Final, NamedTuple

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from commune_desk.device_key import verify
from commune_desk.entries import SignedHead, head_message
from commune_desk.sync_ports import Receipt, ScanReceipt, receipt_message, scan_receipt_message

_KEY_BYTES: Final = 32
_MARK: Final = b"commune-desk exchange 1"
_MAC_BYTES: Final = 16
_TOKEN: Final = re.compile(r"d ([0-9a-f]{1,8})\.([0-9a-f]{1,16})\.[0-9a-f]{32}")


class RequestKeys(NamedTuple):
    """32 bytes each: for what goes up in the request and what comes down in its answer."""

    up: bytes
    down: bytes


def request_keys(shared: bytes, device: int, counter: int) -> RequestKeys:
    """The keys of request `counter` of `device`; `shared` is `DeviceKey.agree` of either side with the other."""
    info = _MARK + device.to_bytes(4, "big") + counter.to_bytes(8, "big")
    both = HKDF(hashes.SHA256(), 2 * _KEY_BYTES, None, info).derive(shared)
    return RequestKeys(both[:_KEY_BYTES], both[_KEY_BYTES:])


def is_head_true(head: SignedHead, public: bytes) -> bool:
    """Whether the device with that raw public key signed this head (its hash filled in by who checks)."""
    return verify(public, head_message(head.origin, head.n, head.hash), head.signature)


def is_receipt_true(receipt: Receipt) -> bool:
    """Whether the server it names signed it (its hash filled in); whether that server is trusted is the caller's."""
    return verify(receipt.server, receipt_message(receipt), receipt.signature)


def is_scan_receipt_true(receipt: ScanReceipt) -> bool:
    """Whether the server it names signed it."""
    return verify(receipt.server, scan_receipt_message(receipt), receipt.signature)


class ScanCall(NamedTuple):
    """One call about a scan: `method` PUT or GET, `root` its 32 bytes, `offset` where it goes on, `size` of the whole
    scan (0 in a GET).
    """

    method: str
    root: bytes
    offset: int
    size: int = 0


def scan_token(shared: bytes, device: int, counter: int, call: ScanCall) -> str:
    """The Authorization header of a call about a scan, `d <device>.<counter>.<mac>`; `counter` picks the key only.

    A token seen again opens nothing new: bytes are named by their content and TLS stands below.
    """
    key = request_keys(shared, device, counter).up
    text = b"commune-desk scan 1\n%s\n%s\n%d\n%d" % (call.method.encode(), call.root, call.offset, call.size)
    mac = blake2b(text, key=key, digest_size=_MAC_BYTES).hexdigest()
    return f"d {device:x}.{counter:x}.{mac}"


def scan_caller(token: str) -> tuple[int, int] | None:
    """Device and counter a token names, for looking its key up; None for a text that is none."""
    found = _TOKEN.fullmatch(token)
    return None if found is None else (int(found[1], 16), int(found[2], 16))


def check_scan_token(token: str, shared: bytes, call: ScanCall) -> bool:
    """Whether the device that shares the secret made this token for this very call."""
    caller = scan_caller(token)
    return caller is not None and compare_digest(token, scan_token(shared, *caller, call))
