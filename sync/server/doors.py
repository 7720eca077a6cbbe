"""What the HTTP routes call; handed in by `commune_desk.province`."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from commune_desk.device_key import DeviceKey
from sync.server.enrol import Enroller
from sync.server.figures import Figures
from sync.server.ports import ServerScans, ServerStore

ExchangeDoor = Callable[[Iterable[bytes]], Iterator[bytes]]
"""One exchange: the request's bytes as they come, the answer's bytes as they are made. Runs in a thread."""


class BundleDoor(Protocol):
    """A courier's file brought by HTTP."""

    def take(self, data: bytes) -> bytes:
        """The file that goes back; raises Refused, ServerBusy."""


@dataclass(frozen=True, slots=True)
class Doors:
    """`clock` gives milliseconds since 1970 UTC; `bundle` None: no such call here; `enroller` None at a hub."""

    store: ServerStore
    scans: ServerScans
    key: DeviceKey
    exchange: ExchangeDoor
    clock: Callable[[], int]
    enroller: Enroller | None = None
    figures: Figures | None = None
    bundle: BundleDoor | None = None
