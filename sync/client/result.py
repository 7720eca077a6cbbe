"""What came of one exchange."""

from dataclasses import dataclass

from commune_desk.ports import Changes
from commune_desk.sync_ports import RefusedEntry
from sync.wire.messages import Notice, ScanHeld


@dataclass(frozen=True, slots=True)
class ExchangeResult:
    """`sent` entries went up, of which the peer confirmed `acked` by a signed receipt or by its heads; `taken` new ones
    came down. Bytes are those of the two bodies, instants milliseconds since 1970 UTC.
    """

    is_whole: bool
    """The answer came to its end."""
    is_answered: bool
    """The peer said where it stands (not only why it will not talk)."""
    has_more_up: bool
    has_more_down: bool
    is_mending: bool
    """The replicas disagree; the next exchange looks closer."""
    sent: int
    acked: int
    taken: int
    changes: Changes
    refused: tuple[RefusedEntry, ...]
    """Entries the peer did not take."""
    refused_here: tuple[RefusedEntry, ...]
    """Entries of the peer this replica did not take."""
    notices: tuple[Notice, ...]
    digest_agrees: bool | None
    server_ms: int | None
    offset_ms: int | None
    """The peer's clock minus this PC's, too large by at most the time the request took."""
    retry_after_s: float | None
    scans: tuple[ScanHeld, ...]
    bytes_up: int
    bytes_down: int

    @property
    def has_more(self) -> bool:
        """Whether the next exchange is worth making at once."""
        return self.has_more_up or self.has_more_down or self.is_mending

    def said(self, code: str) -> Notice | None:
        """The notice with that code, if the peer gave one."""
        return next((one for one in self.notices if one.code == code), None)
