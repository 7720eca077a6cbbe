"""Pieces of packs: a line cut every few kilobytes must get through, and no desk may fill the server."""

from sync.server.parts import KEPT_BYTES, KEPT_MS
from sync.wire.messages import Part
from tests.sync.server.stores import NOW_MS, Server

_KEY, _OTHER = b"k" * 8, b"o" * 8


def _part(key: bytes, offset: int, data: bytes, total: int = 10_000) -> Part:
    return Part(key=key, total=total, offset=offset, last_seq=0, data=data)


def test_pieces_join_whatever_comes_twice_or_too_early(server: Server) -> None:
    """Answers are lost: the desk sends from where it believes the server stands, which may be before or behind."""
    keep = server.store.keep_part
    assert keep(1, _part(_KEY, 0, b""), NOW_MS) == 0
    assert keep(1, _part(_KEY, 0, b"abcd"), NOW_MS) == 4
    assert keep(1, _part(_KEY, 9, b"late"), NOW_MS) == 4
    assert keep(1, _part(_KEY, 2, b"cdef"), NOW_MS) == 6
    assert keep(1, _part(_KEY, 0, b"abc"), NOW_MS) == 6
    assert keep(1, _part(_KEY, 0, b""), NOW_MS) == 6
    assert keep(2, _part(_KEY, 0, b"zz"), NOW_MS) == 2
    assert server.store.part_of(1, _KEY) == b"abcdef"
    server.store.forget_part(1, _KEY)
    assert server.store.part_of(1, _KEY) == b""
    assert server.store.part_of(2, _KEY) == b"zz"


def test_a_device_keeps_four_mebibytes_the_newest(server: Server) -> None:
    """A hostile desk that begins packs without end pushes out its own, nobody else's."""
    half = bytes(KEPT_BYTES // 2)
    server.store.keep_part(2, _part(_KEY, 0, b"mine"), NOW_MS)
    for number in range(4):
        server.store.keep_part(1, _part(b"%08d" % number, 0, half), NOW_MS + number)
    held = [len(server.store.part_of(1, b"%08d" % number)) for number in range(4)]
    assert held == [0, 0, len(half), len(half)]
    assert server.store.keep_part(1, _part(b"%08d" % 3, len(half), half + b"x"), NOW_MS) == len(half)
    assert server.store.part_of(2, _KEY) == b"mine"


def test_packs_of_last_week_are_forgotten(server: Server) -> None:
    """A desk that packs anew after a change never asks for the old pack again."""
    server.store.keep_part(1, _part(_KEY, 0, b"old"), NOW_MS)
    server.store.keep_part(1, _part(_OTHER, 0, b"new"), NOW_MS + KEPT_MS + 1)
    assert (server.store.part_of(1, _KEY), server.store.part_of(1, _OTHER)) == (b"", b"new")
