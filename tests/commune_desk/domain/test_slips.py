"""Slips as stored values: a reprint years later is painted from them, so nothing may be lost or guessed on the way."""

import json
from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commune_desk.domain.errors import InvalidInput
from commune_desk.domain.slips import (
    FORMS,
    PRACTICE,
    PREVIEW,
    copy_mark,
    form_of,
    law_number,
    marked,
    slip_from_json,
    slip_to_json,
)
from tests.printing.samples import all_slips

STORED = {name: slip for name, slip in all_slips().items() if name not in ("recovery", "trial")}


@pytest.mark.parametrize("name", STORED)
def test_every_form_comes_back_from_its_json_unchanged(name: str) -> None:
    """The words on a slip are never computed again; what was stored is what is reprinted."""
    slip = marked(STORED[name], PRACTICE)

    assert slip_from_json(slip_to_json(slip)) == slip


def test_samples_cover_every_form() -> None:
    """A form added without a sample would go unlooked at."""
    assert {form_of(slip).code for slip in STORED.values()} == set(FORMS)


def test_recovery_words_are_never_stored() -> None:
    """A share in the database would open the database."""
    with pytest.raises(InvalidInput) as refused:
        slip_to_json(all_slips()["recovery"])

    assert refused.value.code == "slip-not-storable"


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_other_bytes_are_refused(data: bytes) -> None:
    """A damaged row must give a sentence, not a crash."""
    with pytest.raises(InvalidInput):
        slip_from_json(data)


@given(st.data())
def test_a_wrong_field_is_refused_not_guessed(data: st.DataObject) -> None:
    """Type by type: a number for a name or a time without offset would print something nobody attested."""
    values = json.loads(slip_to_json(STORED["reception"]))
    field = data.draw(st.sampled_from(sorted(set(values) - {"due_at"})))
    wrong = data.draw(st.none() | st.floats(allow_nan=False) | st.just({"x": 1}) | st.just([[]]))
    values[field] = wrong

    with pytest.raises(InvalidInput):
        slip_from_json(json.dumps(values).encode())


def test_a_time_without_offset_is_refused() -> None:
    """Aware instants only: an hour off is a promise broken."""
    values = json.loads(slip_to_json(STORED["reception"]))
    values["received_at"] = "2026-11-22T08:05:00"

    with pytest.raises(InvalidInput):
        slip_from_json(json.dumps(values).encode())


def test_the_older_circular_has_six_forms_and_other_numbers() -> None:
    """TT 01/2018 knows no stop notice; its control slip is form 05 and its register form 06 (domain.md 1.10-1.11)."""
    older = {code: replace(slip, form_set="TT 01/2018") for code, slip in STORED.items()}

    assert not FORMS["stop"].exists_in("TT 01/2018")
    assert law_number(older["control"]) == "Mẫu số 05"
    assert law_number(older["register"]) == "Mẫu số 06"
    assert law_number(STORED["control"]) == "Mẫu số 06"
    assert FORMS["reception"].copies == 2


def test_a_second_reprint_replaces_the_first_mark_and_keeps_practice() -> None:
    """A practice slip stays one however often it is printed."""
    slip = marked(marked(marked(STORED["reception"], PRACTICE), copy_mark(1)), copy_mark(2))

    assert [mark.text for mark in slip.marks] == ["BẢN TẬP HUẤN – KHÔNG CÓ GIÁ TRỊ", "BẢN SAO – in lại lần 2"]
    assert PREVIEW.text == "BẢN XEM TRƯỚC"


def test_instants_keep_their_offset() -> None:
    """ISO with offset, so that a file read on another PC means the same instant."""
    values = json.loads(slip_to_json(STORED["reception"]))

    assert datetime.fromisoformat(values["due_at"]).utcoffset() is not None
