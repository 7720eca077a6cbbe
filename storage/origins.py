"""Origins interned: every id of the database is one integer, and the 8 bytes of an origin are stored once."""

from commune_desk.domain.ids import EntryId, Origin, RecordId
from storage.engine import Raw

K_BITS = 12
N_BITS = 28
ENTRY_SHIFT = K_BITS + N_BITS
K_LIMIT = 1 << K_BITS
N_LIMIT = 1 << N_BITS
UNKNOWN = -1
"""Packed form of an id whose origin this desk never met: matches no row."""


class Origins:
    """The table `origin` in memory, shared by all threads: rows are only ever added."""

    def __init__(self) -> None:
        self._number: dict[Origin, int] = {}
        self._origin: dict[int, Origin] = {}

    def load(self, raw: Raw) -> None:
        """Learn what is stored; called after opening and when a row names an origin not met yet."""
        for number, device, random in raw.execute("SELECT id, device, random FROM origin"):
            self._learn(number, Origin(device, random))

    def intern(self, raw: Raw, origin: Origin) -> int:
        """The number of `origin`, stored now if it is new (inside the caller's transaction)."""
        number = self._number.get(origin)
        if number is None:
            number = len(self._number) + 1
            raw.execute("INSERT OR IGNORE INTO origin (id, device, random) VALUES (?, ?, ?)", (number, *origin))
            self._learn(number, origin)
        return number

    def forget(self, raw: Raw) -> None:
        """After a rollback: what was interned in it is not stored."""
        self._number, self._origin = {}, {}
        self.load(raw)

    def _learn(self, number: int, origin: Origin) -> None:
        self._number[origin] = number
        self._origin[number] = origin

    def known(self) -> list[tuple[int, Origin]]:
        """Every origin met so far, with its number."""
        return sorted(self._origin.items())

    def number(self, origin: Origin) -> int | None:
        """The stored number, None for an origin never met."""
        return self._number.get(origin)

    def pack(self, id_: RecordId) -> int:
        """The row key of `id_`; UNKNOWN where the origin was never met."""
        number = self._number.get(id_.origin)
        return UNKNOWN if number is None else (number << ENTRY_SHIFT) | (id_.n << K_BITS) | id_.k

    def unpack(self, packed: int) -> RecordId:
        """The id a row key stands for."""
        n = (packed >> K_BITS) & (N_LIMIT - 1)
        return RecordId(self._origin[packed >> ENTRY_SHIFT], n, packed & (K_LIMIT - 1))

    def pack_entry(self, id_: EntryId) -> int:
        """The key of a journal entry: the row key of its records without `k`."""
        number = self._number.get(id_.origin)
        return UNKNOWN if number is None else (number << N_BITS) | id_.n

    def unpack_entry(self, packed: int) -> EntryId:
        """The entry a key stands for."""
        return EntryId(self._origin[packed >> N_BITS], packed & (N_LIMIT - 1))

    def packed_named(self, origin: str, n: int) -> int | None:
        """The key of the entry written as `origin` (16 hexadecimal digits) and `n`; None for one never met."""
        try:
            packed = self.pack_entry(EntryId(Origin.parse(origin), n))
        except ValueError:
            return None
        return None if packed == UNKNOWN else packed
