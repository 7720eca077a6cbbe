"""Makes `sync/wire/book-N.msgpack` and `dictionary-N.zdict`, what both sides of an exchange know beforehand.

    python -m tests.benchmarks.train_book [number]        asks for the corpus generator; about a minute

Trained on seeds that nothing is measured on: the corpus by SEEDS, a practice desk by PRACTICE. A book once released is
never made again under its number: old packs need it for ever.
"""

import re
import sys
from collections import Counter
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Final

import msgspec
import zstandard

from commune_desk import usecases
from commune_desk.domain.dossier_life import Step, StepKind
from commune_desk.domain.ids import EntryId, Origin, RecordId
from commune_desk.domain.records import Dossier, Paper, Person, State
from commune_desk.domain.vietnam_time import VN
from commune_desk.entries import Entry
from storage.codec import Change, Stepped, Written, encode
from storage.kinds import KINDS, to_seconds
from sync.wire import book
from sync.wire.bodies import BodyWriter, OriginTable
from sync.wire.pack import plain_of
from sync.wire.shapes import Shape, encode_shape
from tests.benchmarks.corpus import corpus
from tests.benchmarks.past_desk import fill, new_file

SEEDS: Final = (101, 102, 103, 104)
PRACTICE: Final = 909
_DOSSIERS: Final = 1500
_CHANGED: Final = 600
_PRACTISED: Final = 700
_DICTIONARY_BYTES: Final = 32 << 10
_SIZES: Final = (1, 1, 1, 1, 2, 3, 5, 8, 20, 60)
_SELDOM: Final = 5
_SHORT: Final = 4
_TEMPLATES: Final = 400
_AT: Final = datetime(2026, 11, 23, 9, 30, 7, tzinfo=VN)
_SAMPLES: Final = {str: "x", int: 1, bool: True, type(None): 1}
_FOLDER: Final = Path(book.__file__).parent


def practice_entries(count: int, seed: int) -> list[Entry]:
    """The journal of a desk on which `count` invented dossiers were received and worked."""
    with TemporaryDirectory() as folder:
        file, desk = new_file(Path(folder) / "desk.db")
        try:
            fill(file, desk, count, seed)
            with file.read() as connection:
                return list(file.journal(connection).entries())
        finally:
            file.close()


def groups() -> list[list[Entry]]:
    """Journals to learn from."""
    found = [practice_entries(_PRACTISED, PRACTICE)]
    for seed in SEEDS:
        made = corpus(_DOSSIERS, _CHANGED, seed)
        found += [made.entries, made.changes]
    return found


def actions_used() -> list[str]:
    """Every action the use cases write."""
    sources = Path(usecases.__file__).parent.glob("*.py")
    named = {action for one in sources for action in re.findall(r'\.work\("([a-z.-]+)"', one.read_text("utf-8"))}
    return sorted(named | {f"dossier.{kind.value}" for kind in StepKind})


def corrections() -> list[Entry]:
    """Each field of a person, dossier or paper written alone, each step alone: of an own record, of another session's,
    after a value of the maker or of somebody later.
    """
    own, other = Origin(1, 2), Origin(1, 3)
    of, later = EntryId(own, 900), EntryId(other, 905)
    found: list[list[Change]] = []
    for target in (RecordId(own, 800, 1), RecordId(other, 800, 1)):
        for kind in (KINDS[Person], KINDS[Dossier], KINDS[Paper]):
            for field in kind.written:
                sample = _SAMPLES.get(type(field.codec.nothing), field.codec.nothing)
                if sample == 1 and field.codec.to_wire is not None:
                    continue
                values = {field.name: sample}
                found += [[Written(kind, target, values, {})], [Written(kind, target, values, {field.name: later})]]
        for step in StepKind:
            told = Step(step, _AT, State.IN_PROCESS)
            found += [[Stepped(target, told)], [Stepped(target, replace(told, reason="x"))]]
            found += [[Stepped(target, replace(told, due_at=_AT.replace(minute=0, second=0)))]]
            found += [[Stepped(target, replace(told, staff=RecordId(other, 1, 0).text))]]
    wall_ms = to_seconds(_AT) * 1000
    return [
        Entry(of, wall_ms << 16, wall_ms, 420, None, None, action, encode(of, changes))
        for changes in found
        for action in actions_used()
    ]


def contents(journals: list[list[Entry]]) -> bytes:
    """Shapes, short templates and actions, the usual ones first."""
    shapes: Counter[Shape] = Counter()
    templates: Counter[tuple[tuple[int, ...], tuple[Shape, ...]]] = Counter()
    actions: Counter[str] = Counter()
    for journal in journals:
        writer = BodyWriter(OriginTable(), book.EMPTY)
        for one in journal:
            writer.add(one.id.origin, one.wall_ms // 1000, one.body)
            actions[one.action] += 1
        for forms, numbers in writer.templates:
            named = tuple([writer.new_shapes[number] for number in numbers if number >= 0])
            shapes.update(named)
            templates[(forms, named)] += 0 < len(named) <= _SHORT
    usual = [shape for shape, count in shapes.most_common() if count >= _SELDOM]
    number = {shape: at for at, shape in enumerate(usual)}
    short = [
        (forms, [number[shape] for shape in named])
        for (forms, named), count in templates.most_common(_TEMPLATES)
        if count >= _SELDOM and number.keys() >= set(named)
    ]
    return msgspec.msgpack.encode(
        [[encode_shape(one) for one in usual], short, [one for one, _ in actions.most_common()]]
    )


def samples(journals: list[list[Entry]], known: book.Book) -> list[bytes | bytearray | memoryview]:
    """What zstd gets to squeeze, of packs of many sizes."""
    drawn = Random(1)  # noqa: S311  the same samples at every run
    found: list[bytes | bytearray | memoryview] = []
    for journal in journals:
        for size in _SIZES:
            for _ in range(min(300, 4000 // size)):
                start = drawn.randrange(len(journal))
                columns = plain_of(journal[start : start + size], known)
                found += [bytes(columns.plain)] if columns else []
    return found


def main(number: int) -> None:
    """Write both files."""
    journals = groups()
    encoded = contents([*journals, corrections()])
    known = book.Book(number, b"", encoded)
    trained = zstandard.train_dictionary(_DICTIONARY_BYTES, samples(journals, known), level=19)
    (_FOLDER / f"book-{number}.msgpack").write_bytes(encoded)
    (_FOLDER / f"dictionary-{number}.zdict").write_bytes(trained.as_bytes())
    sys.stdout.write(
        f"{len(known.shapes)} shapes, {len(known.templates)} templates, {len(encoded)} + {len(trained)} bytes\n"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
