"""Numbers on the wire are for ever."""

import json
from enum import Enum
from pathlib import Path
from typing import get_args, get_type_hints

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from commune_desk.domain.dossier_life import Step
from commune_desk.domain.ids import EntryId, Origin, RecordId
from commune_desk.domain.records import Record
from storage.codec import Added, Change, Counted, Press, Stepped, Written, decode, encode
from storage.kinds import BY_NUMBER, KINDS, STEP, Kind

GOLDEN = Path(__file__).parent / "golden" / "kinds.json"
ORIGINS = st.builds(Origin, st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1))
OF = EntryId(Origin(7, 9), 12)


def frozen(kind: Kind) -> dict[str, object]:
    hints = get_type_hints(kind.cls)
    enums = {
        one.name: [member.name for member in part]
        for one in kind.written
        for part in (hints[one.name], *get_args(hints[one.name]))
        if isinstance(part, type) and issubclass(part, Enum)
    }
    fields = {str(one.number): [one.name, repr(one.codec.nothing)] for one in kind.written}
    return {"kind": kind.cls.__name__, "fields": fields, "enumerations": enums}


def test_numbers_are_those_of_the_golden_file() -> None:
    """Adding a field or a member at the end changes the file by one line; anything else breaks old journals."""
    now = {str(kind.number): frozen(kind) for kind in (*BY_NUMBER.values(), STEP)}

    assert now == json.loads(GOLDEN.read_text("utf-8"))


def test_every_record_has_a_kind_and_a_number_of_its_own() -> None:
    assert set(KINDS) == set(get_args(Record))
    assert len(BY_NUMBER) == len(KINDS)
    for kind in KINDS.values():
        assert len(kind.by_number) == len(kind.written)


IDS = st.builds(RecordId, st.one_of(st.just(OF.origin), ORIGINS), st.integers(1, 12), st.integers(0, 4095))


@given(st.lists(IDS, min_size=1, max_size=5), st.text(), st.integers(0, 2**40))
def test_changes_come_back_from_the_body(ids: list[RecordId], text: str, number: int) -> None:
    """Ids of this entry, of earlier ones and of other desks; any text."""
    made = RecordId(*OF, 3)
    dossier = KINDS[next(kind.cls for kind in KINDS.values() if kind.table == "dossier")]
    changes: list[Change] = [Added(dossier, made, {"applicant": ids[0], "note": text})]
    for id_ in ids:
        seen = {"note": EntryId(id_.origin, id_.n)}
        changes.append(Written(dossier, id_, {"note": text, "applicant": id_}, seen))
    changes.append(Counted(text, number))
    body = encode(OF, changes)

    assert decode(OF, body) == changes
    assert Press().spread(Press().squeeze(body)) == body


def test_what_a_newer_program_wrote_is_passed_over_and_kept() -> None:
    """An old desk folds what it knows; the bytes and so the hash stay as they are."""

    body = msgspec.msgpack.encode([[], [[0, 1, 0, {1: "Lan", 99: "x"}], [0, 999, 1, {}], [77, 1]]])

    assert decode(OF, body) == [Added(BY_NUMBER[1], RecordId(*OF, 0), {"name": "Lan"})]


@given(st.binary(max_size=60))
def test_no_bytes_break_the_reader(noise: bytes) -> None:
    """Damage is a ValueError, never anything else."""
    for read in (lambda: decode(OF, noise), lambda: Press().spread(noise)):
        try:
            read()
        except ValueError:
            continue


def test_steps_use_the_same_numbers() -> None:
    assert STEP.cls is Step
    assert Stepped.__slots__ == ("id", "step")
