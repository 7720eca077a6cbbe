"""What both sides know by number before a pack begins: a zstd dictionary, shapes of changes, actions.

A book once released is never changed: a better one gets the next number. `tests/benchmarks/train_book.py` makes them.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import local
from typing import Final

import msgspec
import zstandard

from sync.wire.shapes import Shape, decode_shape

_FOLDER: Final = Path(__file__).parent
_THOROUGH: Final = 19
_QUICK: Final = 9
_THOROUGH_UP_TO: Final = 64 << 10


class Book:
    """One of them; number 0 is empty."""

    def __init__(self, number: int, dictionary: bytes, shapes: Sequence[Shape], actions: Sequence[str]) -> None:
        self.number = number
        self.shapes = shapes
        self.actions = actions
        self.action_number: Mapping[str, int] = {one: at for at, one in enumerate(actions)}
        self._dictionary = zstandard.ZstdCompressionDict(dictionary) if dictionary else None
        self._threads = local()

    def squeeze(self, plain: bytes) -> bytes:
        """One zstd frame without its magic number."""
        return self._compressor(_THOROUGH if len(plain) <= _THOROUGH_UP_TO else _QUICK).compress(plain)

    def _compressor(self, level: int) -> zstandard.ZstdCompressor:
        name = f"level_{level}"
        found: zstandard.ZstdCompressor | None = getattr(self._threads, name, None)
        if found is None:
            parameters = zstandard.ZstdCompressionParameters.from_level(
                level,
                format=zstandard.FORMAT_ZSTD1_MAGICLESS,
                write_content_size=True,
                write_checksum=False,
                write_dict_id=False,
            )
            found = zstandard.ZstdCompressor(dict_data=self._dictionary, compression_params=parameters)
            setattr(self._threads, name, found)
        return found

    def spread(self, squeezed: bytes, limit: int) -> bytes:
        """The bytes of such a frame, at most `limit`; raises zstandard.ZstdError."""
        out = zstandard.ZstdDecompressor(
            dict_data=self._dictionary, format=zstandard.FORMAT_ZSTD1_MAGICLESS, max_window_size=1 << 24
        )
        parameters = zstandard.get_frame_parameters(squeezed, format=zstandard.FORMAT_ZSTD1_MAGICLESS)
        if parameters.content_size > limit:
            raise zstandard.ZstdError("larger than it may be")
        return out.decompress(squeezed, max_output_size=limit)


def _read_book(number: int) -> Book:
    shapes, actions = msgspec.msgpack.decode((_FOLDER / f"book-{number}.msgpack").read_bytes())
    dictionary = (_FOLDER / f"dictionary-{number}.zdict").read_bytes()
    return Book(number, dictionary, [decode_shape(one) for one in shapes], actions)


_NUMBERS: Final[Sequence[int]] = ()
BOOKS: Final[Mapping[int, Book]] = {0: Book(0, b"", [], [])} | {number: _read_book(number) for number in _NUMBERS}
NEWEST: Final = max(BOOKS)
