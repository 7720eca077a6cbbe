"""What version 1 ever said, kept as bytes: every later program must go on reading it.

python -m tests.sync.wire.test_golden        records what is missing; never overwrites
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import msgspec
import pytest

from commune_desk.domain.ids import EntryId, Origin, RecordId
from commune_desk.entries import Entry, SignedHead
from commune_desk.sync_ports import Place, Receipt, Run
from sync.wire import frames, messages, small
from sync.wire.frames import FrameReader, FrameWriter
from sync.wire.keys import request_keys
from sync.wire.messages import Ack, Ask, Hello, Mend, Notice, Part, Partial, ScanHeld, ScanOffer, Sums
from sync.wire.pack import pack, unpack

GOLDEN: Final = Path(__file__).parent / "golden"
NOW: Final = 1_763_000_000_000
OWN: Final = Origin(0xA1B2C3D4, 0x11223344)
OTHER: Final = Origin(0xA1B2C3D4, 0x55667788)
HELLO: Final = Hello(
    OWN.device,
    NOW,
    Place(2, 70_000, b"digest-8"),
    NOW + 12,
    5793,
    4096,
    17,
    Partial(b"pack-key", 70_100, 5000),
    (1, 900),
    "0.9.0",
    b"state",
)
SHARED: Final = small.Shared(HELLO, b"S" * 32, EntryId(OWN, 41))


def _body(n: int) -> bytes:
    person = {1: f"Nguyễn Thị {n}", 3: f"0871850{n:05d}", 6: "1985-03-12", 8: f"Số {n}, Ấp Tân Thuận", 9: "0912345678"}
    told = [[0, 1, 0, person], [0, 2, 1, {1: 0, 2: "2.000815", 17: 2000}], [0, 3, 2, {1: 1, 2: "", 3: "Tờ khai", 8: 4}]]
    step = [2, 1, {1: 2, 2: NOW // 1000 + 60 * n, 3: 0, 5: 1_763_028_000, 7: [[0, 1, 0]]}]
    newer = [9, {77: [None, True, 1.5, {"a": b"\0\1"}]}]
    return msgspec.msgpack.encode([[OTHER.random], [*told, step, newer]])


def _entry(n: int, body: bytes) -> Entry:
    clock = NOW + 61_234 * n
    return Entry(
        EntryId(OWN, n), clock << 16 | n % 2, clock - n % 3, 420, RecordId(OTHER, 1, 0), None, "dossier.receive", body
    )


ROWS: Final[list[Entry | EntryId]] = [
    *[_entry(n, _body(n)) for n in range(1, 41)],
    EntryId(OTHER, 7),
    _entry(41, b"\xc1 no msgpack"),
]
RECEIPTS: Final = [
    Receipt(b"S" * 32, OWN, 41, b"", 70_041, NOW + 900, True, b"r" * 64),  # noqa: FBT003
    Receipt(b"H" * 32, OTHER, 7, b"", 70_002, NOW - 900, False, b"h" * 64),  # noqa: FBT003
]
HEADS_LAST: Final = EntryId(OWN, 41)
HEADS: Final = [SignedHead(OWN, 41, b"", b"o" * 64), SignedHead(OTHER, 7, b"", b"t" * 64)]
ACK: Final = Ack(Place(3, 60_000, b"restored"), NOW + 800, False, True, True, {OWN: 41, OTHER: 7}, 2)  # noqa: FBT003
KEY: Final = request_keys(b"shared" * 6, OWN.device, NOW).up


def _stream() -> bytes:
    writer = FrameWriter(KEY)
    writer.frame(frames.HELLO, small.encode_hello(HELLO))
    first = writer.seal()
    writer.frame(frames.OPS, pack(ROWS[-2:], Origin(OWN.device, 0), HELLO.now_ms))
    writer.frame(200, b"a newer program's")
    return first + writer.seal(last=True)


def _read_stream(data: bytes) -> object:
    reader = FrameReader(KEY)
    groups = reader.feed(data)
    reader.close()
    hello = small.decode_hello(groups[0][0][1])
    return hello, unpack(groups[1][0][1], Origin(OWN.device, 0), HELLO.now_ms), groups[1][1]


def _plain(message: msgspec.Struct) -> tuple[Any, Callable[[], bytes], Callable[[bytes], object]]:
    return message, lambda: messages.encode(message), lambda data: messages.decode(data, type(message))


CASES: Final[dict[str, tuple[Any, Callable[[], bytes], Callable[[bytes], object]]]] = {
    "hello": (HELLO, lambda: small.encode_hello(HELLO), small.decode_hello),
    "hello-first": (Hello(5, NOW), lambda: small.encode_hello(Hello(5, NOW)), small.decode_hello),
    "ops": (ROWS, lambda: pack(ROWS), unpack),
    "ops-bare": (
        [EntryId(OWN, 40), EntryId(OWN, 41)],
        lambda: pack([EntryId(OWN, 40), EntryId(OWN, 41)], OWN),
        lambda data: unpack(data, OWN),
    ),
    "ops-one": (
        [ROWS[0]],
        lambda: pack([ROWS[0]], Origin(OWN.device, 0), NOW),
        lambda data: unpack(data, Origin(OWN.device, 0), NOW),
    ),
    "part": _plain(Part(b"pack-key", 5003, 5000, 70_100, b"end")),
    "heads": (HEADS, lambda: small.encode_heads(HEADS, HEADS_LAST), lambda data: small.decode_heads(data, HEADS_LAST)),
    "ack": (ACK, lambda: small.encode_ack(ACK, HELLO), lambda data: small.decode_ack(data, HELLO)),
    "receipts": (
        RECEIPTS,
        lambda: small.encode_receipts(RECEIPTS, SHARED),
        lambda data: small.decode_receipts(data, SHARED),
    ),
    "runs": (
        (1, [Run(5, OWN, 1, 41)]),
        lambda: messages.encode_runs(1, [Run(5, OWN, 1, 41)]),
        messages.decode_runs,
    ),
    "scans-up": (
        [ScanOffer(b"R" * 32, 300_000)],
        lambda: messages.encode_offers([ScanOffer(b"R" * 32, 300_000)]),
        messages.decode_offers,
    ),
    "scans-down": (
        [ScanHeld(b"R" * 32, 300_000, 300_000, NOW, b"s" * 64)],
        lambda: messages.encode_held([ScanHeld(b"R" * 32, 300_000, 300_000, NOW, b"s" * 64)]),
        messages.decode_held,
    ),
    "notice": _plain(Notice("upgrade", [1, 3])),
    "ask": _plain(Ask(2, [(1, 65), (65, 129)], is_rows=True)),
    "sums": _plain(Sums.of(2, [(1, 65)], [2**63 + 1])),
    "mend": _plain(Mend(2, 65, b"a pack")),
    "stream": ((HELLO, ROWS[-2:], (200, b"a newer program's")), _stream, _read_stream),
}


@pytest.mark.parametrize("name", CASES)
def test_version_1_is_read_for_ever(name: str) -> None:
    """Bytes recorded when version 1 was made say today what they said then."""
    expected, _, read = CASES[name]
    assert read((GOLDEN / f"v1-{name}.bin").read_bytes()) == expected


def test_nothing_recorded_goes_unread() -> None:
    """A case left out here would leave its bytes unguarded."""
    assert {one.name for one in GOLDEN.iterdir()} == {f"v1-{name}.bin" for name in CASES}


def record() -> None:
    """Write the cases not written yet."""
    GOLDEN.mkdir(exist_ok=True)
    for name, (_, write, _) in CASES.items():
        path = GOLDEN / f"v1-{name}.bin"
        if not path.exists():
            path.write_bytes(write())


if __name__ == "__main__":
    record()
