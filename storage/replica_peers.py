"""What a desk's replica knows of its peers and gives them."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from sqlalchemy import Connection

from commune_desk.domain.ids import Origin
from commune_desk.sync_ports import Batch, PageRows
from storage.engine import Raw, raw_of
from storage.journal import Entry, Journal
from storage.peers import Missing, held_by, note_held, peer_id, top_of
from storage.replica_memories import Memories
from storage.sync_tables import PROVINCE


class PeerView(Memories):
    """Base of `storage.replica.DeskReplica`."""

    def heads_at(self, peer: str) -> dict[Origin, int]:
        """What the peer is known to hold of origins that are not known there to their end."""
        with self._file.read() as connection:
            missing = self._missing(connection, peer)
            names = dict(self._file.origins.known())
            return {names[number]: held for number, (held, _) in missing.open_origins().items()}

    def note_heads(self, peer: str, heads: Mapping[Origin, int], *, is_whole: bool) -> None:
        """The peer says what it holds; a smaller n than before counts. `is_whole`: nothing else."""
        number = self._number(peer)

        def note(raw: Raw) -> None:
            if is_whole:
                raw.execute("DELETE FROM peer_head WHERE peer = ?", (number,))
            known = {self._file.origins.number(origin): n for origin, n in heads.items()}
            held = {one: min(n, top_of(raw, one)) for one, n in known.items() if one is not None}
            note_held(raw, number, held, may_fall=True)

        if is_whole or self._says_more(number, heads):
            self._write(note)

    def _says_more(self, number: int, heads: Mapping[Origin, int]) -> bool:
        with self._file.read() as connection:
            held = held_by(raw_of(connection), number)
        return any(held.get(self._file.origins.number(origin) or 0) != n for origin, n in heads.items())

    # -------------------------------------------------------------- giving
    def _missing(self, connection: Connection, peer: str) -> Missing:
        journal = self._file.journal(connection)
        return Missing(journal, self._file.origins, self._file.device, peer_id(journal.raw, peer))

    def missing_at(self, peer: str, limit_bytes: int) -> Batch:
        """Entries the peer lacks, in this desk's order, up to about `limit_bytes` of bodies but at least one."""
        with self._file.read() as connection:
            return self._missing(connection, peer).batch(limit_bytes)

    def waiting_at(self, peer: str) -> int:
        """How many entries the peer lacks."""
        with self._file.read() as connection:
            return self._missing(connection, peer).count()

    def rows_at(self, peer: str, low: int, high: int) -> list[PageRows]:
        """The entries at places [low, high) of the peer's order as they are here, see `sync_ports.Replica`."""
        with self._file.read() as connection:
            journal = self._file.journal(connection)
            raw = journal.raw
            row = raw.execute("SELECT id, epoch FROM peer WHERE name = ?", (peer,)).fetchone()
            if row is None:
                return []
            missing = Missing(journal, self._file.origins, self._file.device, None)
            pages = [PageRows(row[1], first, rows) for first, rows in self._stretches(journal, row[0], (low, high))]
            return [replace(page, heads=missing.heads_behind(page.rows)) for page in pages]

    def _stretches(self, journal: Journal, number: int, span: tuple[int, int]) -> Iterator[tuple[int, list[Entry]]]:
        table = "delivery" if number == self._province_number(journal.raw) else "peer_delivery"
        where = "seq >= ? AND seq < ?" + ("" if table == "delivery" else f" AND peer = {number}")
        query = f"SELECT seq, entry FROM {table} WHERE {where} ORDER BY seq"  # noqa: S608  our own names
        stretch: list[Entry] = []
        first = 0
        for seq, packed in journal.raw.execute(query, span).fetchall():
            try:
                entry = journal.get(journal.origins.unpack_entry(packed))
            except (ValueError, KeyError):
                entry = None
            if stretch and (entry is None or seq != first + len(stretch)):
                yield first, stretch
                stretch = []
            if entry is not None:
                first = first if stretch else seq
                stretch.append(entry)
        if stretch:
            yield first, stretch

    @staticmethod
    def _province_number(raw: Raw) -> int | None:
        return peer_id(raw, PROVINCE)
