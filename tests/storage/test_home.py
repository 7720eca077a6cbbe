"""Home: counts that stay right while dossiers come, drafts among the lanes."""

from pathlib import Path

from commune_desk.ports import Draft
from tests.storage.read_desk import NOW, read_desk


def test_the_count_of_all_follows_new_entries(tmp_path: Path) -> None:
    """It is kept up from the journal instead of counted: it must never drift from the table."""
    with read_desk(tmp_path) as desk:
        reads = desk.reads
        assert reads.home(NOW).counts["unsent"] == 0
        for expected in (1, 2, 3):
            dossier = desk.dossier("A")
            desk.change(dossier, note="x")
            assert reads.home(NOW).counts["unsent"] == expected
        with desk.file.bulk() as session:
            for _ in range(3):
                with session.work("nothing", None):
                    pass
        assert reads.home(NOW).counts["unsent"] == desk.reads.home(NOW).counts["unsent"] == 3


def test_drafts_are_shown_newest_first(tmp_path: Path) -> None:
    """A draft is no dossier: its key stands where the number would."""
    with read_desk(tmp_path) as desk:
        desk.file.local.save_draft(Draft("k1", NOW.replace(hour=8), "Nguyễn Văn A", b"x"))
        desk.file.local.save_draft(Draft("k2", NOW, "", b"y"))

        home = desk.reads.home(NOW)
        assert home.counts["drafts"] == 2
        assert [(line.number, line.applicant) for line in home.first["drafts"]] == [("k2", ""), ("k1", "Nguyễn Văn A")]
