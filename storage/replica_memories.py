"""What a desk's replica remembers beside the journal: pinned keys, receipts, a pack cut on its way, the counter."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from commune_desk.sync_ports import Place, Receipt, RefusedEntry
from storage import receipts
from storage.clock_floor import to_ms
from storage.desk_file import DeskFile
from storage.engine import Raw, raw_of
from storage.peers import meet, peer_id
from storage.session import Session
from storage.sync_tables import PROVINCE

T = TypeVar("T")


class Memories:
    """Base of `storage.replica.DeskReplica`; what is written goes through the desk's writer, behind the clerks."""

    def __init__(self, file: DeskFile) -> None:
        self._file = file
        with file.read() as connection:
            query = "SELECT public_key FROM peer WHERE name = 'province'"
            row = raw_of(connection).execute(query).fetchone()
        self._province = bytes(row[0]) if row else b""

    def pin(self, peer: str, public_key: bytes) -> None:
        """From now on `peer` is who holds that key (enrolment, a hub met anew)."""
        self._write(lambda raw: meet(raw, peer, public_key))
        if peer == PROVINCE:
            self._province = public_key

    # -------------------------------------------------------------- transactions
    def _write(self, job: Callable[[Raw], T]) -> T:
        def run() -> T:
            with self._file.write() as connection:
                return job(raw_of(connection))

        return self._file.writer.submit(run, urgent=False).result()

    def _number(self, peer: str) -> int:
        with self._file.read() as connection:
            found = peer_id(raw_of(connection), peer)
        return self._write(lambda raw: meet(raw, peer)) if found is None else found

    def _bulk(self, job: Callable[[Session], T]) -> T:
        def run() -> T:
            with self._file.bulk() as session:
                return job(session)

        return self._file.writer.submit(run, urgent=False).result()

    def _now_ms(self) -> int:
        return to_ms(self._file.clock.reading())

    # -------------------------------------------------------------- receipts
    def take_receipts(self, receipts_: Sequence[Receipt]) -> None:
        """Keep them; one of an unknown server key or with a wrong signature is dropped and counted as a fault."""
        with self._file.read() as connection:
            rows = raw_of(connection).execute("SELECT public_key FROM peer WHERE public_key <> x''").fetchall()
            # Off the line they come without the hash: a receipt proves what is held here, or nothing.
            whole = [receipts.with_hash(raw_of(connection), self._file.origins, one) for one in receipts_]
        good, bad = receipts.are_genuine(whole, {bytes(row[0]) for row in rows})

        def keep(raw: Raw) -> None:
            wrong = bad + sum(not receipts.keep(raw, self._file.origins, one, self._province) for one in good)
            if wrong:
                note_fault(raw, receipts.NOT_GENUINE, wrong, self._now_ms())

        if good or bad:
            self._write(keep)

    def receipts_for(self, place: Place) -> list[Receipt]:
        """The province's receipts held here, for passing on, of entries up to that place."""
        with self._file.read() as connection:
            found = receipts.held_of(raw_of(connection), self._file.origins, self._province)
        return [one for one in found if one.seq <= place.seq or not place.seq]

    # -------------------------------------------------------------- small memories
    def partial(self, peer: str) -> tuple[bytes, int, bytes] | None:
        """(key, last_seq, bytes so far) of an answer's pack cut on its way."""
        query = "SELECT key, last_seq, data FROM partial_pack WHERE peer = (SELECT id FROM peer WHERE name = ?)"
        with self._file.read() as connection:
            row = raw_of(connection).execute(query, (peer,)).fetchone()
        return None if row is None else (bytes(row[0]), int(row[1]), bytes(row[2]))

    def keep_partial(self, peer: str, key: bytes, last_seq: int, data: bytes) -> None:
        """Remember it (empty data: forget)."""
        if not data and self.partial(peer) is None:
            return
        number = self._number(peer)

        def keep(raw: Raw) -> None:
            raw.execute("DELETE FROM partial_pack WHERE peer = ?", (number,))
            if data:
                query = "INSERT INTO partial_pack (peer, key, last_seq, data) VALUES (?, ?, ?, ?)"
                raw.execute(query, (number, key, last_seq, data))

        self._write(keep)

    def note_refused(self, peer: str, refused: Sequence[RefusedEntry]) -> None:
        """The peer did not take these entries, for the reasons named; a hub's word is not the province's."""
        if peer != PROVINCE or not refused:
            return
        rows = [(one.entry.origin.text, one.entry.n, one.code, self._now_ms()) for one in refused]

        def keep(raw: Raw) -> None:
            query = "INSERT OR REPLACE INTO refused_entry (origin, n, code, at_ms) VALUES (?, ?, ?, ?)"
            raw.executemany(query, rows)

        self._write(keep)

    def next_counter(self, after: int = 0) -> int:
        """A request number never used before and greater than `after`, durable; it follows the clock, so that a
        restored backup repeats none.
        """

        def draw(raw: Raw) -> int:
            row = raw.execute("SELECT value FROM sync_number WHERE name = 'counter'").fetchone()
            number = max((row[0] if row else 0) + 1, self._now_ms(), after + 1)
            raw.execute("INSERT OR REPLACE INTO sync_number (name, value) VALUES ('counter', ?)", (number,))
            return int(number)

        return self._write(draw)


def note_fault(raw: Raw, code: str, count: int, at_ms: int) -> None:
    """Something wrong came in and was not taken."""
    raw.execute(
        "INSERT INTO sync_fault (code, count, at_ms) VALUES (?, ?, ?)"
        " ON CONFLICT (code) DO UPDATE SET count = count + excluded.count, at_ms = excluded.at_ms",
        (code, count, at_ms),
    )
