"""Identities made at the desk, never by the database or the server."""

from typing import NamedTuple, Self

_ORIGIN_DIGITS = 16


class Origin(NamedTuple):
    """One opening of one desk's database: device (32 bit) and a random number (32 bit).

    Drawn anew at the first write after each opening, so that a restored backup or a cloned disk
    never numbers two entries alike (sync.md 4.2).
    """

    device: int
    random: int

    @property
    def text(self) -> str:
        """16 hexadecimal digits."""
        return f"{self.device:08x}{self.random:08x}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """The origin written by `text`; raises ValueError."""
        if len(text) != _ORIGIN_DIGITS:
            raise ValueError(text)
        return cls(int(text[:8], 16), int(text[8:], 16))


class RecordId(NamedTuple):
    """The k-th record (from 0) that entry n (from 1) of an origin made."""

    origin: Origin
    n: int
    k: int

    @property
    def text(self) -> str:
        """`origin.n.k`, as shown in the command line and in logs."""
        return f"{self.origin.text}.{self.n}.{self.k}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """The id written by `text`; raises ValueError."""
        origin, n, k = text.split(".")
        return cls(Origin.parse(origin), int(n), int(k))


class EntryId(NamedTuple):
    """The n-th journal entry (from 1, without holes) of an origin."""

    origin: Origin
    n: int
