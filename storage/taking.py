"""Proven rows into the journal, the records and the order of places: short transactions on the writer, one by one."""

from collections.abc import Callable, Sequence
from functools import partial
from time import monotonic
from typing import Final, NamedTuple

from commune_desk.domain.ids import EntryId, RecordId
from commune_desk.ports import Changes
from storage.clock_floor import to_ms
from storage.codec import Added
from storage.desk_file import DeskFile
from storage.engine import raw_of
from storage.intake import POISON, Plan, Planned, Poison
from storage.journal import Entry
from storage.kinds import DOSSIER
from storage.origins import N_BITS
from storage.peers import keep_head, note_held
from storage.refold import Arrived, Refolder
from storage.session import Session
from storage.sync_tables import PROVINCE
from storage.unsent import note_proven, note_unsent

PIECE_S: Final = 0.016
"""A piece is sized so that the writer is busy about so long: a clerk's entry waits at most for one of them."""
_FIRST, _LEAST, _MOST = 32, 8, 512


class Stretch(NamedTuple):
    """Where rows belong: a peer, its number, the epoch of its order; `is_order`: the province's, which decides."""

    peer: str
    number: int
    epoch: int
    is_order: bool


class Taker:
    """Stores plans; one for each replica, for it learns how long a piece takes here."""

    def __init__(self, file: DeskFile, stopwatch: Callable[[], float] = monotonic) -> None:
        self._file = file
        self._stopwatch = stopwatch
        self._size = _FIRST
        self.dossiers: set[RecordId] = set()
        self.people: set[RecordId] = set()
        self.kinds: set[str] = set()
        self.new = 0

    def take(self, plan: Plan, at: Stretch) -> Changes:
        """Store the plan piece by piece; durable piece by piece, the place with its rows."""
        self.dossiers, self.people, self.kinds, self.new = set(), set(), set(), 0
        rows, start = plan.rows, 0
        while start < len(rows):
            piece = rows[start : start + self._size]
            start += len(piece)
            self._do(partial(self._piece, piece, plan, at, is_last=start >= len(rows)))
        if not rows and (plan.heads or plan.refused):
            self._do(partial(self._piece, [], plan, at, is_last=True))
        return Changes(frozenset(self.dossiers), frozenset(self.people), frozenset(self.kinds))

    def _do(self, job: Callable[[], float]) -> None:
        seconds = self._file.writer.submit(job, urgent=False).result()
        if seconds > PIECE_S:
            self._size = max(_LEAST, int(self._size * max(0.25, PIECE_S / seconds)))
        elif seconds < PIECE_S / 2:
            self._size = min(_MOST, self._size * 2)

    def _piece(self, rows: Sequence[Planned], plan: Plan, at: Stretch, *, is_last: bool) -> float:
        begun = self._stopwatch()
        unfolded: set[EntryId] = set()
        while True:
            try:
                with self._file.bulk() as session:
                    session.fold.unfolded |= unfolded
                    _Piece(self, session, at).store(rows, plan if is_last else None)
            except Poison as poison:
                if poison.entry in unfolded:
                    raise ValueError("an entry that cannot even be stored") from poison
                unfolded.add(poison.entry)
            else:
                return self._stopwatch() - begun

    def now_ms(self) -> int:
        """The PC clock as read, for notes about this PC alone."""
        return to_ms(self._file.clock.reading())


class _Piece:
    """One transaction."""

    def __init__(self, taker: Taker, session: Session, at: Stretch) -> None:
        self._taker = taker
        self._session = session
        self._raw = raw_of(session.connection)
        self._origins = session.journal.origins
        self._at = at
        self._new: list[tuple[int, Entry]] = []
        self._known: list[int] = []
        self._held: dict[int, int] = {}

    def store(self, rows: Sequence[Planned], plan: Plan | None) -> None:
        arrived = Arrived(set(), {})
        for row in rows:
            self._row(row, arrived)
        again = self._settle(arrived)
        if self._at.number:
            note_held(self._raw, self._at.number, self._held)
        placed = [row.seq for row in rows if row.seq]
        if placed:
            query = "UPDATE peer SET epoch = ?, seq = max(seq, ?) WHERE id = ?"
            self._raw.execute(query, (self._at.epoch, placed[-1], self._at.number))
        if plan is not None:
            self._end(plan, placed)
        if self._new:
            self._session.note_clock()
        self._taker.dossiers |= {self._origins.unpack(key) for key in again}
        self._taker.new += len(self._new)

    def _row(self, row: Planned, arrived: Arrived) -> None:
        number = self._origins.intern(self._raw, row.id.origin)
        packed = (number << N_BITS) | row.id.n
        self._held[number] = max(self._held.get(number, 0), row.id.n)
        # Somebody else (a stick) may have brought it since the page was looked through.
        if row.entry is not None and self._session.journal.head(row.id.origin)[0] < row.id.n:
            self._take(row.entry, packed, arrived)
        if row.seq:
            self._place(row, packed, arrived)

    def _take(self, entry: Entry, packed: int, arrived: Arrived) -> None:
        try:
            seq = self._session.take(entry)
        except POISON as error:
            raise Poison(entry.id) from error
        arrived.new.add(packed)
        self._new.append((seq, entry))
        fold = self._session.fold
        self._taker.dossiers |= fold.touched[0]
        self._taker.people |= fold.touched[1]
        self._taker.kinds |= fold.kinds
        if not self._at.is_order:
            note_unsent(self._raw, self._origins, fold.touched[0], seq)

    def _place(self, row: Planned, packed: int, arrived: Arrived) -> None:
        if self._at.is_order:
            before = self._raw.execute("SELECT seq FROM delivery WHERE entry = ?", (packed,)).fetchone()
            self._raw.execute("INSERT OR REPLACE INTO delivery (seq, entry) VALUES (?, ?)", (row.seq, packed))
            if packed not in arrived.new and before is None:
                arrived.replaced[packed] = None
        else:
            query = "INSERT OR REPLACE INTO peer_delivery (peer, seq, entry) VALUES (?, ?, ?)"
            self._raw.execute(query, (self._at.number, row.seq, packed))

    def _settle(self, arrived: Arrived) -> set[int]:
        entries = [entry for _, entry in self._new]
        if arrived.replaced:
            journal = self._session.journal
            found = (journal.get(self._origins.unpack_entry(packed)) for packed in arrived.replaced)
            placed = [entry for entry in found if entry is not None]
            note_proven(self._raw, [entry.seq for entry in placed])
            entries += placed
        late: set[int] = set()
        if self._session.fold.has_set_aside:
            changes = (change for _, entry in self._new for change in entry.readable)
            late = {self._origins.pack(one.id) for one in changes if isinstance(one, Added) and one.kind is DOSSIER}
        return Refolder(self._raw, self._origins, self._session.journal).settle(entries, arrived, late=late)

    def _end(self, plan: Plan, placed: list[int]) -> None:
        device = self._session.device
        for head in plan.heads:
            if head.origin.device != device:
                keep_head(self._raw, self._origins.intern(self._raw, head.origin), head)
        now = self._taker.now_ms()
        self._raw.executemany(
            "INSERT OR REPLACE INTO refused_entry (origin, n, code, at_ms) VALUES (?, ?, ?, ?)",
            [(one.entry.origin.text, one.entry.n, one.code, now) for one in plan.refused],
        )
        if placed and self._at.peer == PROVINCE:
            self._raw.execute("INSERT OR REPLACE INTO place_time (seq, at_ms) VALUES (?, ?)", (placed[-1], now))
