"""Who is at the other end, and what is remembered between two exchanges with it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Self

from commune_desk.device_key import DeviceKey, key_id
from commune_desk.sync_ports import Batch
from sync.client.repair import Repair
from sync.wire.messages import ScanOffer
from sync.wire.pack import key_of

PROVINCE = "province"


@dataclass(frozen=True, slots=True)
class PeerKeys:
    """A pinned peer as one device sees it: `name` of the replica's memory, its raw Ed25519 public key, the X25519
    secret shared with it, the asking device. `is_order`: its order decides how steps fold (the province).
    """

    name: str
    server: bytes
    shared: bytes = field(repr=False)
    device: int
    is_order: bool = True

    @classmethod
    def of_province(cls, device: DeviceKey, server: bytes, exchange_public: bytes) -> Self:
        """The province, by the raw public halves pinned at enrolment."""
        return cls(PROVINCE, server, device.agree(exchange_public), device.device)

    @classmethod
    def of_hub(cls, device: DeviceKey, server: bytes, exchange_public: bytes) -> Self:
        """A hub of the commune."""
        return cls(f"hub:{key_id(server)}", server, device.agree(exchange_public), device.device, is_order=False)


@dataclass(slots=True)
class Upload:
    """A pack on its way up; `have` bytes of it are known to be there, None when a cut left that open."""

    batch: Batch
    data: bytes
    have: int | None = 0
    key: bytes = b""

    def __post_init__(self) -> None:
        self.key = key_of(self.data)


@dataclass(slots=True)
class PeerMemory:
    """What the asker remembers between exchanges with one peer, in memory: losing it costs a round trip, no entry."""

    repair: Repair = field(default_factory=Repair)
    upload: Upload | None = None
    spread: float = 3.0
    """Bytes of bodies to one byte of pack, as met so far."""
    whole_until: int = 0
    """Up to this place rows must come whole: this replica lacks entries of its own (it was restored)."""


@dataclass(frozen=True, slots=True)
class Remarks:
    """What else one exchange says: scans offered; for the administrator, when it changed, program and state digest."""

    offers: Sequence[ScanOffer] = ()
    program: str = ""
    state_digest: bytes = b""
