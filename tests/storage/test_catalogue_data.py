"""The data files that ship with the program."""

import json
import re
from datetime import date
from pathlib import Path

import pytest

from commune_desk.domain.catalogue_format import procedure_to_json
from commune_desk.domain.due import LimitUnit
from commune_desk.domain.errors import Refused, StorageTrouble
from commune_desk.domain.fees import Council, PerPage
from commune_desk.domain.guidance import Outcome
from commune_desk.domain.ids import Origin, RecordId
from commune_desk.domain.records import ProcedureVersion
from storage.catalogue_data import bundled_catalogue, bundled_exemptions, procedure_from_record, read_catalogue_file

TODAY = date(2026, 11, 23)
GENERATOR_CODES = re.findall(
    r"[0-9.]+",
    "2.000815 2.000884 2.000635 1.004873 1.001193 1.000656 1.000894 2.001035 1.012817 1.012753 "
    "1.001776 1.001699 2.000751 1.001612 1.001570 1.013225 1.010832 1.010833 2.000528 1.004859 "
    "1.004772 1.003583 1.004441 1.003596 2.002096 1.010736 2.001255 1.008603 ",
)


def test_more_than_105_procedures_and_every_code_of_the_practice_generator() -> None:
    """The practice desk draws from all its codes."""
    assert len(bundled_catalogue()) > 105
    for code in GENERATOR_CODES:
        assert bundled_catalogue().get(code, date(2025, 7, 1)).cases


def test_rows_as_the_domain_reference_has_them() -> None:
    """A sample of each kind of cell, checked by hand against domain.md section 4."""
    get = bundled_catalogue().get
    copies = get("2.000815", TODAY)
    assert copies.cases[0].limit.unit is LimitUnit.SAME_DAY
    assert copies.cases[0].fee == PerPage(2000, 1000, 3, 200_000)
    marital = get("1.004873", TODAY).cases[0]
    assert (marital.limit.unit, marital.limit.amount, marital.limit.confirmed) == (LimitUnit.UNKNOWN, 3, False)
    assert marital.fee == Council()
    assert [case.limit.text for case in get("1.013274", TODAY).cases] == ["5 ngày làm việc", "1 ngày"]
    assert not get("1.001776", TODAY).cases[0].limit.confirmed
    assert [case.limit.amount for case in get("1.013978", TODAY).cases] == [17, 27]
    assert not get("1.004222", TODAY).through_one_stop


def test_no_abbreviation_or_doubt_mark_reaches_a_reader() -> None:
    """GTTT, [K], lv and HĐND-as-zero are the reference's shorthand, not words for a slip."""
    for procedure in bundled_catalogue().all_versions():
        texts = [procedure.name, *(case.name for case in procedure.cases)]
        texts += [paper.name for case in procedure.cases for paper in case.components]
        assert not [text for text in texts if re.search(r"GTTT|\[|\blv\b|QSDĐ|GCN|\?$", text)]


def test_every_case_has_papers_and_guidance_leads_somewhere() -> None:
    """A checklist is never empty, and a question never sends a citizen to an unknown code."""
    catalogue = bundled_catalogue()
    with_questions = 0
    for procedure in catalogue.all_versions():
        assert all(case.components for case in procedure.cases)
        with_questions += bool(procedure.guidance)
        for question in procedure.guidance:
            assert len(question.answers) >= 2
            for answer in question.answers:
                if answer.outcome is Outcome.OTHER_PROCEDURE:
                    assert catalogue.versions(answer.procedure)
    assert with_questions >= 12


def test_exemptions_are_there_and_unconfirmed() -> None:
    """Grounds of exemption are provincial law: nobody has confirmed them for this office."""
    assert {one.code for one in bundled_exemptions()} >= {"ho-ngheo", "nguoi-co-cong", "tre-em", "nguoi-khuyet-tat"}
    assert not any(one.confirmed for one in bundled_exemptions())


def test_a_file_from_outside_is_read_with_or_without_a_byte_order_mark(tmp_path: Path) -> None:
    """Notepad writes one."""
    path = tmp_path / "danh-muc.json"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps({"procedures": []}).encode())
    assert read_catalogue_file(path).problems == ()


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"{", b"[" * 100_000, b'{"procedures": NaN}', b"PK\x03\x04"])
def test_a_file_that_is_no_catalogue_is_a_problem_not_a_crash(tmp_path: Path, content: bytes) -> None:
    """An administrator may pick the wrong file."""
    path = tmp_path / "x.json"
    path.write_bytes(content)
    assert read_catalogue_file(path).problems


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    """The USB stick was pulled."""
    with pytest.raises(Refused) as refused:
        read_catalogue_file(tmp_path / "none.json")
    assert refused.value.code == "file-unreadable"


@pytest.mark.parametrize("whole", [True, False])
def test_a_version_kept_as_a_record_comes_back(*, whole: bool) -> None:
    """What an administrator imported must be there after a restart, as a file of one or as the bare object."""
    original = bundled_catalogue().get("1.004873", TODAY)
    data = procedure_to_json(original)
    if not whole:
        data = json.dumps(json.loads(data)["procedures"][0])
    record = ProcedureVersion(RecordId(Origin(1, 2), 1, 0), original.code, original.version, original.valid_from, data)
    assert procedure_from_record(record) == original


@pytest.mark.parametrize("data", ["", "[]", "{}", '{"procedures": []}', "7"])
def test_a_broken_record_is_trouble_with_a_name(data: str) -> None:
    """A record changed behind the journal's back must not become an empty procedure."""
    record = ProcedureVersion(RecordId(Origin(1, 2), 1, 0), "1.004873", "x", TODAY, data)
    with pytest.raises(StorageTrouble) as trouble:
        procedure_from_record(record)
    assert trouble.value.code == "procedure-record-broken"
