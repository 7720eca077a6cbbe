"""Keys of one request, and signatures over heads and receipts.

HKDF-SHA256 (RFC 5869) of the X25519 secret that device and server share, bound to the device and the request's
counter: a request recorded on the line opens nothing else and cannot be sent again.
"""

from typing import Final, NamedTuple

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from commune_desk.device_key import verify
from commune_desk.entries import SignedHead, head_message
from commune_desk.sync_ports import Receipt, ScanReceipt, receipt_message, scan_receipt_message

_KEY_BYTES: Final = 32
_MARK: Final = b"commune-desk exchange 1"


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
