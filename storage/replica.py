"""A desk's database as a replica: what the exchange asks of it (`sync_ports.Replica`), joined from its parts."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from time import monotonic

from sqlalchemy import Connection

from commune_desk import entries
from commune_desk.domain.ids import EntryId
from commune_desk.ports import Changes
from commune_desk.sync_ports import START, Batch, PageRows, Place, Run, Taken
from storage.delivery import Marks
from storage.desk_file import DeskFile
from storage.engine import raw_of
from storage.intake import KeyOf, Plan, Prover
from storage.mending import Mender
from storage.peers import peer_id
from storage.placing import place_runs, unplace_after
from storage.replica_memories import note_fault
from storage.replica_peers import PeerView
from storage.reread import read_again
from storage.sync_tables import PROVINCE
from storage.taking import Stretch, Taker
from storage.trusted_keys import key_finder


class DeskReplica(PeerView):
    """See `sync_ports.Replica`. Called on the sync thread only; what is written goes through the desk's writer, behind
    whatever a clerk does.

    `servers` are the raw public keys pinned at enrolment, by the peer's name; `key_of` the public key of a device of
    this commune (None: not known), by default those the province published, the pinned ones and the desk's own.
    """

    def __init__(
        self,
        file: DeskFile,
        servers: Mapping[str, bytes] | None = None,
        *,
        key_of: KeyOf | None = None,
        stopwatch: Callable[[], float] = monotonic,
    ) -> None:
        super().__init__(file)
        self._key_of = key_of
        self._taker = Taker(file, stopwatch)
        self._marks: dict[str, Marks] = {}
        for name, public in (servers or {}).items():
            self.pin(name, public)
        self._bulk(read_again)

    # -------------------------------------------------------------- where peers stand
    def place(self, peer: str) -> Place:
        """How far that peer's order is held here; START for a peer never met."""
        with self._file.read() as connection:
            number = peer_id(raw_of(connection), peer)
            if number is None:
                return START
            return self._marks_of(peer, number).place(self._file.journal(connection), self._file.origins)

    def _marks_of(self, peer: str, number: int) -> Marks:
        return self._marks.setdefault(peer, Marks(peer, number))

    def sums(self, peer: str, ranges: Sequence[tuple[int, int]]) -> list[int]:
        """Sum of marks of each range [low, high) of places of the peer's order, computed from the rows as they are."""
        number = self._number(peer)
        with self._file.read() as connection:
            marks = self._marks_of(peer, number)
            return marks.sums(self._file.journal(connection), self._file.origins, ranges)

    def move_place(self, peer: str, place: Place) -> None:
        """The peer began a new epoch: its order is held up to `place` only; what stood behind has no place now."""
        number = self._number(peer)
        self._bulk(lambda session: unplace_after(session, peer, number, place))
        self._marks_of(peer, number).forget()

    # -------------------------------------------------------------- taking
    def take_page(self, peer: str, page: PageRows, *, is_order: bool) -> Taken:
        """Store and fold a stretch of the peer's order, see `sync_ports.Replica`; one that does not follow the place
        held is passed over whole.
        """
        number = self._number(peer)
        with self._file.read() as connection:
            query = "SELECT epoch, seq FROM peer WHERE id = ?"
            epoch, seq = raw_of(connection).execute(query, (number,)).fetchone()
            if page.first_seq > seq + 1 or (seq and epoch != page.epoch):
                return Taken()
            rows = [(page.first_seq + i, row) for i, row in enumerate(page.rows) if page.first_seq + i > seq]
            is_trusted = is_order and bool(self._province)
            plan = self._plan(connection, rows, page.heads, is_trusted=is_trusted)
        return self._take(plan, Stretch(peer, number, page.epoch, is_order))

    def take_batch(self, batch: Batch) -> Taken:
        """Entries without a place: from a stick, or from a desk to a hub."""
        with self._file.read() as connection:
            plan = self._plan(connection, [(0, entry) for entry in batch.entries], batch.heads, is_trusted=False)
        return self._take(plan, Stretch("", 0, 0, is_order=False))

    def _plan(
        self,
        connection: Connection,
        rows: Iterable[tuple[int, entries.Entry | EntryId]],
        heads: Sequence[entries.SignedHead],
        *,
        is_trusted: bool,
    ) -> Plan:
        raw = raw_of(connection)
        key_of = self._key_of or key_finder(raw, self._file.origins, self._file.device)
        return Prover(self._file.journal(connection), key_of, is_trusted=is_trusted).plan(rows, heads)

    def _take(self, plan: Plan, at: Stretch) -> Taken:
        changes = self._taker.take(plan, at)
        return Taken(self._taker.new, plan.known, changes, tuple(plan.refused))

    def take_runs(self, epoch: int, runs: Sequence[Run]) -> int:
        """The province's order, passed on by a hub: as far as the entries are held here. The place reached."""
        number = self._number(PROVINCE)
        return self._bulk(lambda session: place_runs(session, number, epoch, runs))

    # -------------------------------------------------------------- repair
    def mend(self, peer: str, page: PageRows) -> Taken:
        """Compare a stretch the digests disagree about with what is stored; what verifies replaces what does not."""
        number = self._number(peer)
        with self._file.read() as connection:
            key_of = self._key_of or key_finder(raw_of(connection), self._file.origins, self._file.device)
        mender = Mender(key_of, self._file.device.device, peer, number)
        found = self._bulk(lambda session: mender.mend(session, page))
        self._marks_of(peer, number).forget()
        if found.faults:
            self._write(lambda raw: note_fault(raw, "peer-row-wrong", found.faults, self._now_ms()))
        at = Stretch(peer, number, page.epoch, is_order=peer == PROVINCE)
        with self._file.read() as connection:
            rows = [(page.first_seq + i, row) for i, row in enumerate(page.rows)]
            lacking = [(seq, row) for seq, row in rows if isinstance(row, entries.Entry) and row.id in found.lacking]
            plan = self._plan(connection, lacking, page.heads, is_trusted=at.is_order and bool(self._province))
        taken = self._take(plan, at)
        changes = Changes(
            taken.changes.dossiers | found.dossiers, taken.changes.people, taken.changes.kinds | found.kinds
        )
        return Taken(taken.new + found.replaced, taken.known, changes, taken.refused)
