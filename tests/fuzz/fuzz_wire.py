"""Coverage-guided fuzzing of everything that reads bytes from a line or a stick, by hand; needs atheris (libFuzzer).

    .venv/bin/pip install atheris
    .venv/bin/python -m tests.fuzz.fuzz_wire -max_total_time=600 -rss_limit_mb=600 CORPUS

CORPUS is a folder it keeps its findings in; tests/sync/wire/golden is a good beginning. The first byte chooses the
reader. Anything but the one refusal, or more memory than the limit, is a crash. The same readers are tried with
hypothesis in every check (tests/sync/wire).
"""

import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any, Final

from commune_desk.domain.errors import Refused
from commune_desk.domain.ids import EntryId, Origin
from commune_desk.sync_ports import Place
from sync.wire import messages, small
from sync.wire.frames import FrameReader
from sync.wire.messages import Ask, Held, Hello, Mend, Notice, Part, Sums
from sync.wire.pack import unpack

_HELLO: Final = Hello(1, 1_763_000_000_000, Place(1, 5, bytes(8)))
_SHARED: Final = small.Shared(_HELLO, bytes(32), EntryId(Origin(1, 2), 3))
_KINDS: Final = (Part, Held, Notice, Ask, Sums, Mend)
READERS: Final[list[Callable[[bytes], Any]]] = [
    unpack,
    lambda data: unpack(b"\1" + data),
    lambda data: unpack(b"\x41" + data),
    lambda data: FrameReader(bytes(32)).feed(data),
    small.decode_hello,
    lambda data: small.decode_ack(data, _HELLO),
    lambda data: small.decode_receipts(data, _SHARED),
    lambda data: small.decode_heads(data, _SHARED.last_sent),
    messages.decode_runs,
    messages.decode_offers,
    messages.decode_held,
    lambda data: [messages.decode(data[1:], _KINDS[data[0] % len(_KINDS)]) if data else None],
]


def try_one(data: bytes) -> None:
    """One input; whatever is not a Refused passes on and is a finding."""
    if not data:
        return
    try:
        READERS[data[0] % len(READERS)](data[1:])
    except Refused:
        return


def main() -> None:
    """Fuzz until told to stop."""
    atheris = import_module("atheris")
    atheris.instrument_all()
    atheris.Setup(sys.argv, try_one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
