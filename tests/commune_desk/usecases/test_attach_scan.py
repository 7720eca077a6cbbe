"""What the scanner wrote becomes part of the dossier, once, told by its content, by whoever may."""

from pathlib import Path

import pytest

from commune_desk.domain.dossier_life import Right
from commune_desk.domain.errors import AlreadyThere, DeskError, InvalidInput, NotAllowedNow, NotFound
from commune_desk.domain.records import Dossier
from commune_desk.usecases.attach_scan import ScanElsewhere, attach_scan, file_ending, media_of, open_scan
from storage.rebuild import rebuild_check
from tests.commune_desk.timed_desks import TimedDesk

PDF = b"%PDF-1.4\n1 0 obj <</Type /Pages>>\n<</Type /Page>>\n<</Type/Page /X 1>>\n" + bytes(40_000)


@pytest.fixture
def dossier(timed: TimedDesk) -> Dossier:
    return timed.receive().dossier


def test_a_file_becomes_part_of_the_dossier(timed: TimedDesk, dossier: Dossier, tmp_path: Path) -> None:
    """One entry that says so, its bytes back as they were, and the records still follow from the journal."""
    file = tmp_path / "x.bin"
    file.write_bytes(PDF)
    paper = timed.desk.reads.dossier(dossier.id).papers[0]
    made = attach_scan(timed.desk, dossier.id, paper.id, file, "  Tờ  khai ")
    assert dossier.id in made.changes.dossiers
    (scan,) = timed.desk.reads.scans_of(dossier.id)
    assert (scan.name, scan.media, scan.pages, scan.size, scan.paper) == (
        "Tờ khai", "application/pdf", 2, len(PDF), paper.id,
    )  # fmt: skip
    assert file_ending(scan) == ".pdf"
    assert open_scan(timed.desk, scan) == PDF
    assert "scan.attach" in [one.action for one in timed.desk.reads.dossier(dossier.id).timeline]
    assert rebuild_check(timed.desk.file) == []


def test_the_same_file_twice_is_refused_and_elsewhere_stored_once(timed: TimedDesk, dossier: Dossier) -> None:
    """A double click must not send a scan twice; another dossier may hold the same sheet."""
    attach_scan(timed.desk, dossier.id, None, PDF, "A")
    with pytest.raises(AlreadyThere, match="scan-attached-already"):
        attach_scan(timed.desk, dossier.id, None, PDF, "B")
    other = timed.receive().dossier
    assert attach_scan(timed.desk, other.id, None, PDF, "A").scan.root == timed.desk.reads.scans_of(dossier.id)[0].root
    files = [one for one in timed.desk.file.path.with_name("scans").rglob("*") if one.is_file()]
    assert len(files) == 1


def test_what_is_no_scan_is_refused(timed: TimedDesk, dossier: Dossier, tmp_path: Path) -> None:
    """A program by the name of a picture, nothing at all, a folder, no name: the dossier stays as it was."""
    cases: list[tuple[bytes | Path, str, str]] = [
        (b"MZ" + bytes(99), "A", "scan-type-unknown"),
        (b"", "A", "scan-empty"),
        (tmp_path, "A", "file-unreadable"),
        (tmp_path / "none", "A", "file-unreadable"),
        (PDF, "  ", "scan-name-missing"),
        (PDF, "x" * 201, "text-too-long"),
    ]
    for data, name, code in cases:
        with pytest.raises(InvalidInput) as refused:
            attach_scan(timed.desk, dossier.id, None, data, name)
        assert refused.value.code == code
    assert timed.desk.reads.scans_of(dossier.id) == []
    for beginning, media in ((b"\xff\xd8\xff\xe0", "image/jpeg"), (b"II*\0", "image/tiff"), (b"MM\0*", "image/tiff")):
        assert media_of(beginning) == media


def test_only_who_receives_or_processes_may(timed: TimedDesk, dossier: Dossier) -> None:
    """An inspector looks and changes nothing."""
    with pytest.raises(NotAllowedNow, match="right-missing"):
        attach_scan(timed.acting(Right.INSPECT), dossier.id, None, PDF, "A")
    attach_scan(timed.acting(Right.PROCESS), dossier.id, None, PDF, "A")


def test_another_dossiers_paper_is_refused(timed: TimedDesk, dossier: Dossier) -> None:
    """Or a scan would show up where nobody looks for it."""
    paper = timed.desk.reads.dossier(timed.receive().dossier.id).papers[0]
    with pytest.raises(NotFound):
        attach_scan(timed.desk, dossier.id, paper.id, PDF, "A")


def test_what_is_not_here_is_asked_for(timed: TimedDesk, dossier: Dossier) -> None:
    """The clerk reads that it is coming, and it comes before all others."""
    scan = attach_scan(timed.desk, dossier.id, None, PDF, "A").scan
    for file in timed.desk.file.path.with_name("scans").rglob("*"):
        if file.is_file():
            file.unlink()
    with pytest.raises(ScanElsewhere) as told:
        open_scan(timed.desk, scan)
    assert isinstance(told.value, DeskError)
    assert told.value.code == "scan-not-here"
    (wanted,) = timed.desk.file.scans.to_fetch(9)
    assert (wanted.root, wanted.is_wanted) == (scan.root, True)
