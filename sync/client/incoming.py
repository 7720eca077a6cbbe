"""Rows of an answer on their way into the replica."""

from collections.abc import Sequence
from typing import Final

from commune_desk.domain.ids import EntryId
from commune_desk.entries import Entry, SignedHead
from commune_desk.sync_ports import PageRows, Replica, Taken
from sync.client.peers import PeerKeys
from sync.wire.messages import Ack, Hello, Mend, Part, decode
from sync.wire.numbers import Malformed
from sync.wire.pack import DamagedPack, unpack
from sync.wire.pages import Gatherer, last_entry, open_small
from sync.wire.small import decode_heads

_KEPT_EVERY: Final = 32 << 10
"""Bytes of a pack between two times it is written down."""


class Incoming:
    """Packs whole and in parts, the HEADS behind them, rows of the repair."""

    def __init__(self, replica: Replica, peer: PeerKeys, hello: Hello) -> None:
        self._replica, self._peer, self._hello = replica, peer, hello
        self._ack: Ack | None = None
        self._next_seq = 0
        self._rows: list[Entry | EntryId] | None = None
        self._mend: tuple[Mend, list[Entry | EntryId]] | None = None
        partial = replica.partial(peer.name)
        self._gatherer = Gatherer() if partial is None else Gatherer(*partial)
        self._kept = self._gatherer.have
        self.is_partial = partial is not None
        """A pack is not whole yet."""
        self.has_moved = False
        """More is held than before the exchange."""
        self.lacking_until = 0
        """Up to this place rows must come whole: a bare id named an entry that is not here."""
        self.taken: list[Taken] = []

    def begin(self, ack: Ack, own: Sequence[EntryId]) -> None:
        """The peer says where it stands; `own` entries of the request follow there."""
        self._ack = ack
        self._next_seq = ack.place.seq + 1
        if own:
            self._take(own, ())

    def take_ops(self, payload: bytes) -> None:
        """A whole pack."""
        self.flush(())
        if self._ack is None:
            raise Malformed
        self._rows = open_small(payload, self._hello.device, self._ack.now_ms)

    def take_part(self, payload: bytes) -> None:
        """A piece of one; a pack that is none is forgotten, so that it comes again from its start."""
        self.flush(())
        try:
            self._gather(decode(payload, Part))
        except (Malformed, DamagedPack):
            self._forget()
            raise

    def _gather(self, part: Part) -> None:
        whole = self._gatherer.take(part)
        self.is_partial = whole is None
        if whole is None:
            if self._gatherer.have - self._kept >= _KEPT_EVERY:
                self.keep_partial()
            return
        rows = unpack(whole)
        if part.last_seq != self._next_seq + len(rows) - 1:
            raise Malformed
        self._rows = rows

    def take_mend(self, payload: bytes) -> None:
        """Rows the repair asked for."""
        self.flush(())
        mend = decode(payload, Mend)
        self._mend = (mend, unpack(mend.pack))

    def take_heads(self, payload: bytes) -> None:
        """What vouches for the rows before."""
        rows = self._mend[1] if self._mend else self._rows or []
        self.flush(decode_heads(payload, last_entry(rows)))

    def flush(self, heads: Sequence[SignedHead]) -> None:
        """Rows wait for the HEADS behind them; without any they are taken as they are."""
        rows, mend = self._rows, self._mend
        self._rows = self._mend = None
        if rows is not None:
            self._take(rows, heads)
        if mend is not None:
            page = PageRows(mend[0].epoch, mend[0].first_seq, mend[1], heads)
            self.taken.append(self._replica.mend(self._peer.name, page))

    def _take(self, rows: Sequence[Entry | EntryId], heads: Sequence[SignedHead]) -> None:
        if self._ack is None:
            raise Malformed
        page = PageRows(self._ack.place.epoch, self._next_seq, rows, heads)
        name = self._peer.name
        before = self._replica.place(name).seq
        self.taken.append(self._replica.take_page(name, page, is_order=self._peer.is_order))
        self._next_seq = page.last_seq + 1
        reached = self._replica.place(name).seq
        self.has_moved = self.has_moved or reached > before
        if reached < page.last_seq and not self._hello.is_lost and any(isinstance(row, EntryId) for row in rows):
            self.lacking_until = page.last_seq
            self.has_moved = True
        if self._gatherer.have:
            self._forget()

    def _forget(self) -> None:
        self._gatherer = Gatherer()
        self._replica.keep_partial(self._peer.name, b"", 0, b"")
        self._kept = 0
        self.is_partial = False

    def keep_partial(self) -> None:
        """Write down what came of a pack that is not whole."""
        if self.is_partial and self._gatherer.have != self._kept:
            gathered = self._gatherer
            self._replica.keep_partial(self._peer.name, gathered.key, gathered.last_seq, gathered.data)
            self._kept = gathered.have
            self.has_moved = True
