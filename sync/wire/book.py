"""What both sides know by number before a pack begins: a zstd dictionary, shapes of changes, actions.

A book once released is never changed: a better one gets the next number. `tests/benchmarks/train_book.py` makes them.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import local
from typing import Final

import msgspec
import zstandard

from sync.wire.bodies import Template
from sync.wire.shapes import Shape, decode_shape

_FOLDER: Final = Path(__file__).parent
_THOROUGH: Final = 19
_QUICK: Final = 9
_THOROUGH_UP_TO: Final = 512 << 10
_WINDOW: Final = 1 << 24


class Book:
    """One of them: a zstd dictionary and contents, msgpack [shapes, templates, actions]; number 0 is empty."""

    def __init__(self, number: int, dictionary: bytes, contents: bytes) -> None:
        shapes, templates, actions = msgspec.msgpack.decode(contents)
        self.number = number
        self.shapes: Sequence[Shape] = [decode_shape(one) for one in shapes]
        self.sizes: Sequence[int] = [len(one) for one in shapes]
        self.templates: Sequence[Template] = [(tuple(forms), tuple(numbers)) for forms, numbers in templates]
        self.actions: Sequence[str] = actions
        self.action_number: Mapping[str, int] = {one: at for at, one in enumerate(self.actions)}
        self.shape_number: Mapping[Shape, int] = {one: at for at, one in enumerate(self.shapes)}
        self.template_number: Mapping[Template, int] = {one: at for at, one in enumerate(self.templates)}
        self._dictionary = dictionary
        self._threads = local()

    def squeeze(self, plain: bytes, *, is_quick: bool = False) -> bytes:
        """One zstd frame without its magic number; `is_quick`: 1.4 times as fast, 5 % larger."""
        level = _QUICK if is_quick or len(plain) > _THOROUGH_UP_TO else _THOROUGH
        return self._compressor(level).compress(plain)

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
            dictionary = self._loaded()
            if dictionary is not None:
                dictionary.precompute_compress(level=level)
            found = zstandard.ZstdCompressor(dict_data=dictionary, compression_params=parameters)
            setattr(self._threads, name, found)
        return found

    def _loaded(self) -> zstandard.ZstdCompressionDict | None:
        return zstandard.ZstdCompressionDict(self._dictionary) if self._dictionary else None

    def spread(self, squeezed: bytes, limit: int) -> bytes:
        """The bytes of such a frame, at most `limit`; raises zstandard.ZstdError."""
        told = zstandard.get_frame_parameters(squeezed, format=zstandard.FORMAT_ZSTD1_MAGICLESS)
        if told.content_size > limit:
            raise zstandard.ZstdError("larger than it may be")
        out: zstandard.ZstdDecompressor | None = getattr(self._threads, "out", None)
        if out is None:
            out = self._threads.out = zstandard.ZstdDecompressor(
                dict_data=self._loaded(), format=zstandard.FORMAT_ZSTD1_MAGICLESS, max_window_size=_WINDOW
            )
        return out.decompress(squeezed, max_output_size=limit)


EMPTY: Final = Book(0, b"", msgspec.msgpack.encode([[], [], []]))


def _read_book(number: int) -> Book:
    dictionary, contents = _FOLDER / f"dictionary-{number}.zdict", _FOLDER / f"book-{number}.msgpack"
    return Book(number, dictionary.read_bytes(), contents.read_bytes())


_NUMBERS: Final = (1,)
BOOKS: Final[Mapping[int, Book]] = {0: EMPTY} | {number: _read_book(number) for number in _NUMBERS}
NEWEST: Final = max(BOOKS)
