"""Keys of a request belong to one device, one server and one counter; signatures say what they cover."""

from commune_desk.device_key import DeviceKey
from commune_desk.domain.ids import Origin
from commune_desk.entries import SignedHead, head_message
from commune_desk.sync_ports import Receipt, ScanReceipt, receipt_message, scan_receipt_message
from sync.wire.keys import is_head_true, is_receipt_true, is_scan_receipt_true, request_keys

DESK = DeviceKey.from_private(bytes(range(32)))
SERVER = DeviceKey.from_private(bytes(range(1, 33)))


def test_both_sides_find_the_same_keys() -> None:
    """Each from its own private half; up and down differ, and so does every other request."""
    desk = request_keys(DESK.agree(SERVER.exchange_public), DESK.device, 7)
    assert desk == request_keys(SERVER.agree(DESK.exchange_public), DESK.device, 7)
    others = [request_keys(DESK.agree(SERVER.exchange_public), device, n) for device, n in ((DESK.device, 8), (1, 7))]
    assert len({*desk, *others[0], *others[1]}) == 6


def test_signatures_cover_what_they_say() -> None:
    """A head, a receipt or a scan's receipt with anything else in it is not true."""
    head = SignedHead(Origin(DESK.device, 2), 3, b"h" * 16, b"")
    head = head._replace(signature=DESK.sign(head_message(*head[:3])))
    assert is_head_true(head, DESK.public)
    assert not is_head_true(head._replace(n=4), DESK.public)
    assert not is_head_true(head, SERVER.public)
    receipt = Receipt(SERVER.public, head.origin, 3, head.hash, 9, 1_763_000_000_000, False, b"")  # noqa: FBT003
    receipt = receipt._replace(signature=SERVER.sign(receipt_message(receipt)))
    assert is_receipt_true(receipt)
    assert not is_receipt_true(receipt._replace(is_safe=True))
    scan = ScanReceipt(SERVER.public, b"r" * 32, 300_000, 1_763_000_000_000, b"")
    scan = scan._replace(signature=SERVER.sign(scan_receipt_message(scan)))
    assert is_scan_receipt_true(scan)
    assert not is_scan_receipt_true(scan._replace(size=1))
