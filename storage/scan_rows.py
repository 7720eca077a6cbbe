"""What the database says of each scan: the table scan_file, one row at a time."""

from dataclasses import dataclass
from typing import Final

from commune_desk.sync_ports import ScanState
from storage.engine import raw_of
from storage.local import Transaction

ARCHIVE: Final = 5
_COLUMNS: Final = "size, have, urgency, is_wanted, leaves, added_ms, tail"


@dataclass(slots=True)
class ScanRow:
    """What the database says of one scan."""

    size: int
    have: int = 0
    urgency: int = ARCHIVE
    is_wanted: bool = False
    leaves: bytes = b""
    added_ms: int = 0
    tail: bytes = b""

    @property
    def is_whole(self) -> bool:
        """Every byte is here."""
        return self.have >= self.size

    def begin_again(self) -> None:
        """Nothing of it is here."""
        self.have, self.tail = 0, b""


class ScanRows:
    """Each call is a transaction of its own."""

    def __init__(self, write: Transaction, read: Transaction) -> None:
        self._write, self._read = write, read

    def get(self, root: bytes) -> ScanRow | None:
        """None when no byte of it was ever here."""
        with self._read() as connection:
            query = f"SELECT {_COLUMNS} FROM scan_file WHERE root = ?"  # noqa: S608  our own names
            found = raw_of(connection).execute(query, (root,)).fetchone()
        if found is None:
            return None
        size, have, urgency, is_wanted, leaves, added_ms, tail = found
        return ScanRow(size, have, urgency, bool(is_wanted), bytes(leaves), added_ms, bytes(tail))

    def referenced(self, root: bytes, largest: int) -> ScanRow | None:
        """An empty row where a record names the scan and its size is believable."""
        query = "SELECT min(size) FROM scan WHERE root = ? AND size BETWEEN 1 AND ?"
        with self._read() as connection:
            found = raw_of(connection).execute(query, (root, largest)).fetchone()[0]
        return None if found is None else ScanRow(found)

    def keep(self, root: bytes, row: ScanRow) -> None:
        """On the disk when this returns."""
        values = (row.size, row.have, row.urgency, int(row.is_wanted), row.leaves, row.added_ms, row.tail)
        with self._write() as connection:
            query = f"INSERT OR REPLACE INTO scan_file (root, {_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608
            raw_of(connection).execute(query, (root, *values))

    def states(self, query: str, parameters: tuple[object, ...]) -> list[ScanState]:
        """Of a query for root, size, have, urgency, is_wanted."""
        with self._read() as connection:
            rows = raw_of(connection).execute(query, parameters).fetchall()
        return [ScanState(bytes(root), size, have, urgency, bool(wanted)) for root, size, have, urgency, wanted in rows]
