"""Records what both sides of a released protocol version say: `python -m tests.sync.record_streams`, once a version.

A recording is never made again for a version that desks in the field speak.
"""

import copy
from pathlib import Path
from typing import Final

import msgspec

from sync.client.pace import Plan
from sync.wire.messages import VERSION
from tests.sync.loopback import SMALL, Commune, commune

FOLDER: Final = Path(__file__).parent / "recorded"
PLANS: Final = {"whole": Plan(), "parts": SMALL}


class Recording(msgspec.Struct, frozen=True):
    """A desk sends 30 entries, its colleague fetches them and sends 3; then the first one fetches those."""

    name: str
    requests: list[bytes]
    answers: list[bytes]


def scenario(plan: Plan) -> Commune:
    """The same entries every time: keys, counters and times are fixed."""
    here = commune(plan)
    here.a.replica.write(30, b"\x92\x01\xa5entry")
    here.b.replica.write(3, b"\x92\x02\xa5other")
    return here


def record(name: str, plan: Plan) -> Recording:
    """Play it and write down the bytes."""
    here = scenario(plan)
    requests, answers = [], []
    for desk in (here.a, here.b, here.a):
        desk.exchange(here.store)
        requests.append(desk.last_request)
        answers.append(desk.last_answer)
    assert copy.copy(here).is_equal()
    return Recording(name, requests, answers)


def recordings() -> list[tuple[int, Recording]]:
    """Every version ever recorded."""
    found = []
    for path in sorted(FOLDER.glob("v*.msgpack")):
        for one in msgspec.msgpack.decode(path.read_bytes(), type=list[Recording]):
            found.append((int(path.stem[1:]), one))
    return found


if __name__ == "__main__":
    made = [record(name, plan) for name, plan in PLANS.items()]
    (FOLDER / f"v{VERSION}.msgpack").write_bytes(msgspec.msgpack.encode(made))
