"""The body of a journal entry: what it changed, as bytes.

    body     = 0x00 msgpack | 0x01 zstd(msgpack, dictionary 1)         first byte names the dictionary, for ever
             | 0x81 seq zstd(msgpack, dictionary 1 ‖ msgpack of the entry stored as seq, 5 bytes big-endian)
    msgpack  = [origins, [change, …]]                                  both grow at the end only
    origins  = [random | [device, random], …]                          others than the entry's own; own device left out
    change   = [0, kind, k, {field: value}]                            a record made
             | [1, kind, ref, {field: value}, {field: entry}]          fields written, and whose value each replaced
             | [2, ref, {field: value}]                                a step of a dossier
             | [3, name, number]                                       a series of the desk counted up
    ref      = k (this entry) | [back, k] (same origin, `back` entries ago) | [origin, n, k]
    entry    = back | [origin, n]

References are relative to the entry, so the canonical bytes and their hash are the same at every desk. A change, field
or kind of a newer program is passed over here and stays in the bytes.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple

import msgspec
import zstandard

from commune_desk.domain.dossier_life import Step
from commune_desk.domain.ids import EntryId, Origin, RecordId
from storage.kinds import BY_NUMBER, STEP, Kind, Value

DICTIONARY: Final = 1
LEANING: Final = 0x80 | DICTIONARY
WORTH_LEANING_BYTES: Final = 400
_SEQ_BYTES: Final = 5
_DATA = Path(__file__).parent / "data"
_LEVEL: Final = 9
_LARGEST: Final = 64 << 20
_SHORT: Final = 2
_FULL: Final = 3


@dataclass(frozen=True, slots=True)
class Added:
    """A record made; `values` the written fields that hold something."""

    kind: Kind
    id: RecordId
    values: dict[str, Any]

    @property
    def dossier(self) -> RecordId | None:
        """The dossier it hangs on, if it is of such a kind."""
        found = self.values.get("dossier")
        return found if isinstance(found, RecordId) else None


@dataclass(frozen=True, slots=True)
class Written:
    """Fields of a record written; `seen` the writer each field's author saw where that was not the maker."""

    kind: Kind
    id: RecordId
    values: dict[str, Any]
    seen: dict[str, EntryId]


@dataclass(frozen=True, slots=True)
class Stepped:
    """A step taken with a dossier."""

    id: RecordId
    step: Step


@dataclass(frozen=True, slots=True)
class Counted:
    """A series of the entry's device stands at `number` now."""

    name: str
    number: int


Change = Added | Written | Stepped | Counted


class EntryRefs(NamedTuple):
    """Ids relative to the entry `of`; `others` grows while writing."""

    of: EntryId
    others: list[Origin]

    def write(self, id_: RecordId) -> object:
        """See the module: k, [back, k] or [origin, n, k]."""
        if id_.origin != self.of.origin:
            return [self._place(id_.origin), id_.n, id_.k]
        return id_.k if id_.n == self.of.n else [self.of.n - id_.n, id_.k]

    def read(self, value: Value) -> RecordId:
        """The id; raises IndexError or ValueError for a malformed one."""
        if isinstance(value, int):
            return RecordId(self.of.origin, self.of.n, value)
        if len(value) == _SHORT:
            return RecordId(self.of.origin, self.of.n - value[0], value[1])
        place, n, k = value
        return RecordId(self.others[place], n, k)

    def write_entry(self, entry: EntryId) -> object:
        """See the module: back or [origin, n]."""
        if entry.origin == self.of.origin:
            return self.of.n - entry.n
        return [self._place(entry.origin), entry.n]

    def read_entry(self, value: Value) -> EntryId:
        """The entry."""
        if isinstance(value, int):
            return EntryId(self.of.origin, self.of.n - value)
        return EntryId(self.others[value[0]], value[1])

    def _place(self, origin: Origin) -> int:
        if origin not in self.others:
            self.others.append(origin)
        return self.others.index(origin)


def encode(of: EntryId, changes: list[Change]) -> bytes:
    """The canonical, uncompressed body of entry `of`."""
    refs = EntryRefs(of, [])
    written = [_write(change, refs) for change in changes]
    device = of.origin.device
    others = [other.random if other.device == device else [other.device, other.random] for other in refs.others]
    return msgspec.msgpack.encode([others, written])


def _write(change: Change, refs: EntryRefs) -> list[object]:
    match change:
        case Added(kind, id_, values):
            return [0, kind.number, id_.k, _numbered(kind, values, refs)]
        case Written(kind, id_, values, seen):
            replaced = {kind.by_name[name][0]: refs.write_entry(entry) for name, entry in seen.items()}
            fields = _numbered(kind, values, refs)
            return [1, kind.number, refs.write(id_), fields, *([replaced] if replaced else [])]
        case Stepped(id_, step):
            return [2, refs.write(id_), STEP.to_wire(step, refs)]
        case Counted(name, number):
            return [3, name, number]


def _numbered(kind: Kind, values: dict[str, Any], refs: EntryRefs) -> dict[int, Any]:
    found: dict[int, Any] = {}
    for name, value in values.items():
        number, write = kind.by_name[name]
        found[number] = value if write is None else write(value, refs)
    return found


def decode(of: EntryId, canonical: bytes) -> list[Change]:
    """The changes of entry `of`; raises ValueError for bytes that are no body."""
    try:
        others, written, *_ = msgspec.msgpack.decode(canonical)
        origins = [Origin(*one) if isinstance(one, list) else Origin(of.origin.device, one) for one in others]
        refs = EntryRefs(of, origins)
        changes = (_read(change, refs) for change in written)
        return [change for change in changes if change is not None]
    except (msgspec.MsgspecError, TypeError, IndexError, KeyError, OverflowError) as error:
        raise ValueError("not a journal body") from error


def survey(of: EntryId, canonical: bytes) -> tuple[list[Origin], bool]:
    """Origins a body names, and whether this program understands all of it; ([], False) for bytes that are no body."""
    try:
        others, written, *_ = msgspec.msgpack.decode(canonical)
        origins = [Origin(*one) if isinstance(one, list) else Origin(of.origin.device, one) for one in others]
        return origins, all(_understood(change) for change in written)
    except (msgspec.MsgspecError, ValueError, TypeError, IndexError, KeyError, AttributeError):
        return [], False


def _understood(change: list[Any]) -> bool:
    what = change[0]
    if what in (0, 1):
        kind = BY_NUMBER.get(change[1])
        return kind is not None and change[3].keys() <= kind.by_number.keys()
    if what == _SHORT:
        return bool(change[2].keys() <= STEP.by_number.keys())
    return bool(what == _FULL)


VOCABULARY: Final = sum(len(kind.by_number) for kind in (*BY_NUMBER.values(), STEP))
"""Grows with every kind and field this program learns."""


def _read(change: list[Any], refs: EntryRefs) -> Change | None:
    what, *rest = change
    if what == 0 and rest[0] in BY_NUMBER:
        kind = BY_NUMBER[rest[0]]
        return Added(kind, RecordId(refs.of.origin, refs.of.n, rest[1]), kind.from_wire(rest[2], refs))
    if what == 1 and rest[0] in BY_NUMBER:
        kind = BY_NUMBER[rest[0]]
        seen = rest[3] if len(rest) > _FULL else {}
        known = kind.by_number
        names = {known[number].name: refs.read_entry(at) for number, at in seen.items() if number in known}
        return Written(kind, refs.read(rest[1]), kind.from_wire(rest[2], refs), names)
    if what == _SHORT:
        values = STEP.from_wire(rest[1], refs)
        filled = {one.name: values.get(one.name, one.codec.nothing) for one in STEP.written}
        return Stepped(refs.read(rest[0]), Step(**filled))
    return Counted(rest[0], rest[1]) if what == _FULL else None


class Press:
    """Bodies in and out of their stored form. One per thread: zstandard contexts are not shared."""

    def __init__(self) -> None:
        found = _DATA / f"dictionary-{DICTIONARY}.zdict"
        self._raw = found.read_bytes()
        self._dictionary = zstandard.ZstdCompressionDict(self._raw)
        self._parameters = parameters = zstandard.ZstdCompressionParameters.from_level(
            _LEVEL,
            format=zstandard.FORMAT_ZSTD1_MAGICLESS,
            write_content_size=True,
            write_checksum=False,
            write_dict_id=False,
        )
        self._in = zstandard.ZstdCompressor(dict_data=self._dictionary, compression_params=parameters)
        self._out = zstandard.ZstdDecompressor(dict_data=self._dictionary, format=zstandard.FORMAT_ZSTD1_MAGICLESS)

    def squeeze_on(self, base: bytes, seq: int, canonical: bytes) -> bytes:
        """The stored form leaning on the canonical body of the entry stored as `seq`: later slips repeat the first."""
        dictionary = zstandard.ZstdCompressionDict(self._raw + base, dict_type=zstandard.DICT_TYPE_RAWCONTENT)
        squeezed = zstandard.ZstdCompressor(dict_data=dictionary, compression_params=self._parameters).compress(
            canonical
        )
        return bytes([LEANING]) + seq.to_bytes(_SEQ_BYTES, "big") + squeezed

    def spread_on(self, base: bytes, stored: bytes) -> bytes:
        """The canonical body of a leaning one; raises ValueError for damaged bytes."""
        dictionary = zstandard.ZstdCompressionDict(self._raw + base, dict_type=zstandard.DICT_TYPE_RAWCONTENT)
        out = zstandard.ZstdDecompressor(dict_data=dictionary, format=zstandard.FORMAT_ZSTD1_MAGICLESS)
        return _decompressed(out, stored[1 + _SEQ_BYTES :])

    def squeeze(self, canonical: bytes) -> bytes:
        """The stored form, never more than one byte longer."""
        squeezed = self._in.compress(canonical)
        return bytes([DICTIONARY]) + squeezed if len(squeezed) < len(canonical) else b"\0" + canonical

    def spread(self, stored: bytes) -> bytes:
        """The canonical body; raises ValueError for damaged bytes or a dictionary this program does not have."""
        if not stored or stored[0] not in (0, DICTIONARY):
            raise ValueError("a body of an unknown dictionary")
        if stored[0] == 0:
            return stored[1:]
        return _decompressed(self._out, stored[1:])


def leans_on(stored: bytes) -> int | None:
    """The seq of the entry a stored body leans on, None where it stands alone."""
    return int.from_bytes(stored[1 : 1 + _SEQ_BYTES], "big") if stored[:1] == bytes([LEANING]) else None


def _decompressed(out: zstandard.ZstdDecompressor, squeezed: bytes) -> bytes:
    try:
        return out.decompress(squeezed, max_output_size=_LARGEST)
    except zstandard.ZstdError as error:
        raise ValueError("a damaged body") from error
