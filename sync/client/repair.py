"""Finding and mending what two replicas disagree about (sync.md 4.12): sums of ranges, then the rows themselves.

First the server says sums of the whole order; ranges that differ are cut and asked again; a block that differs is sent
up as it is here and asked for as it is there. Each side puts right what does not verify, so it does not matter whose
row was wrong, and where both verify the server's order stands.
"""

from collections.abc import Iterator
from typing import Final

from commune_desk.sync_ports import BLOCK, Place, Replica, digest_of
from sync.wire import frames
from sync.wire.frames import Frame
from sync.wire.messages import Ask, Sums, encode
from sync.wire.pages import mend_frames
from sync.wire.spans import Span, cut, width_for

_BLOCKS_AT_ONCE: Final = 8


class Repair:
    """Where the search stands; one for each peer."""

    def __init__(self) -> None:
        self.epoch = 0
        self._spans: list[Span] = []
        self._blocks: list[Span] = []

    @property
    def is_open(self) -> bool:
        """Something is to be asked in the next exchange."""
        return bool(self._spans or self._blocks)

    def forget(self) -> None:
        """The replicas agree, or the order began anew."""
        self._spans, self._blocks = [], []

    def questions(self, replica: Replica, peer: str) -> Iterator[Frame]:
        """What the next request says; the answer brings new SUMS and MEND."""
        if self._blocks:
            for low, high in self._blocks:
                for page in replica.rows_at(peer, low, high):
                    yield from mend_frames(page)
            yield frames.ASK, encode(Ask(self.epoch, self._blocks, is_rows=True))
        if self._spans:
            width = width_for(max(high - low for low, high in self._spans))
            smaller = [part for span in self._spans[:_BLOCKS_AT_ONCE] for part in cut(span, width)]
            yield frames.ASK, encode(Ask(self.epoch, smaller))
        self.forget()

    def compare(self, replica: Replica, peer: str, sums: Sums, place: Place) -> None:
        """The server's sums against ours: what differs is looked at closer next time."""
        theirs = sums.by_range
        ours = replica.sums(peer, list(theirs))
        self.epoch = sums.epoch
        differing = [span for span, sum_ in zip(theirs, ours, strict=True) if sum_ % (1 << 64) != theirs[span]]
        self._blocks = [span for span in differing if span[1] - span[0] <= BLOCK][:_BLOCKS_AT_ONCE]
        self._spans = [span for span in differing if span[1] - span[0] > BLOCK]
        is_all = theirs and min(theirs)[0] == 1 and max(theirs)[1] == place.seq + 1
        if is_all and not differing:
            replica.move_place(peer, Place(sums.epoch, place.seq, digest_of(sum(ours))))
