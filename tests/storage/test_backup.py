"""Backups that restore, and what a restored desk may not do again."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commune_desk.domain.errors import DatabaseBusy, DatabaseDamaged, WrongKey
from commune_desk.domain.records import Lease
from commune_desk.domain.vietnam_time import VN
from storage import backup as backups
from storage.checks import Level, thorough_checks
from storage.desk_file import open_desk_file
from storage.restore import restore
from storage.salvage import salvage
from tests.storage.desks import KEY, Desk, received


def test_a_restored_desk_has_its_records_a_new_origin_and_no_leases(desk: Desk, tmp_path: Path) -> None:
    """Numbers given after the backup are unknown to it: it may not give any until the province grants a new block."""
    before = received(desk, number="0001")
    with desk.file.work("receipt", desk.actor) as work:
        work.next_local("receipt/2026")
    (tmp_path / "keys.json").write_bytes(b"{}")
    made = backups.back_up(desk.file, tmp_path / "backups", key_file=tmp_path / "keys.json")
    lost = received(desk, "Tô Thị Mất", "0002")
    desk.file.close()
    restored = restore(made.path, desk.file.path, KEY)
    desk.reopen()

    assert backups.test_restore(made.path, KEY) == made.verified
    assert made.path.with_suffix(".keys.json").read_bytes() == b"{}"
    assert restored.aside is not None
    with desk.file.work("look", desk.actor) as work:
        assert work.find_dossier("H29.31.01-0001") == before
        assert work.find_dossier("H29.31.01-0002") is None
        assert [lease.ended for lease in work.all_of(Lease)] == ["restored"]
        assert work.next_local("receipt/2026") > 100
    after = received(desk, "Tô Thị Mới", "0003")
    assert after.id.origin not in (before.id.origin, lost.id.origin)
    assert [one.code for one in thorough_checks(desk.file) if one.level is Level.FAULT] == []
    aside = open_desk_file(restored.aside, KEY)
    with aside.work("look", None) as work:
        assert work.find_dossier("H29.31.01-0002") == lost
    aside.close()


def test_a_backup_under_another_name_is_as_good(desk: Desk, tmp_path: Path) -> None:
    """People rename what they carry on a stick; the name is no part of what makes a backup sound."""
    received(desk)
    made = backups.back_up(desk.file, tmp_path / "backups")
    renamed = made.path.replace(tmp_path / "bản sao (2).db")
    found = backups.test_restore(renamed, KEY)
    assert (found.sha256, found.dossiers) == (made.verified.sha256, 1)


def test_a_backup_that_rotted_is_refused_and_the_desk_stands(desk: Desk, tmp_path: Path) -> None:
    received(desk)
    made = backups.back_up(desk.file, tmp_path / "backups")
    with pytest.raises(DatabaseBusy):
        restore(made.path, desk.file.path, KEY)
    desk.file.close()
    with pytest.raises(WrongKey):
        restore(made.path, desk.file.path, bytes(32))
    with made.path.open("r+b") as file:
        file.seek(5000)
        file.write(b"\0" * 8)
    before = desk.file.path.read_bytes()
    with pytest.raises(DatabaseDamaged):
        restore(made.path, desk.file.path, KEY)

    assert desk.file.path.read_bytes() == before


def test_a_desk_destroyed_comes_back_from_its_backup(desk: Desk, tmp_path: Path) -> None:
    """Nothing of the first page is left: the newest sound backup is the ground."""
    received(desk)
    made = backups.back_up(desk.file, tmp_path / "backups")
    desk.file.close()
    desk.file.path.write_bytes(b"\0" * 8192)
    saved = salvage(desk.file.path, KEY, tmp_path / "saved.db", backups.backups_in(tmp_path / "backups"))

    assert (saved.backup, saved.dossiers) == (made.path, 1)


def test_what_came_after_the_backup_is_folded_in_from_the_damaged_file(desk: Desk, tmp_path: Path) -> None:
    received(desk, number="0001")
    made = backups.back_up(desk.file, tmp_path / "backups")
    received(desk, "Mai Thị Sau", "0002")
    desk.file.close()
    saved = salvage(desk.file.path, KEY, tmp_path / "saved.db", [made.path])

    assert (saved.entries_added, saved.entries_lost, saved.dossiers) == (1, 0, 2)


@given(st.lists(st.integers(0, 24 * 400), min_size=1, max_size=80))
def test_rotation_always_keeps_the_newest_and_never_too_many(hours: list[int]) -> None:
    start = datetime(2026, 1, 1, tzinfo=VN)
    moments = [start + timedelta(hours=hour) for hour in hours]
    kept = backups.kept(moments)

    assert max(moments) in kept
    assert len(kept) <= backups.DAYS_KEPT + backups.WEEKS_KEPT
    assert kept == backups.kept(kept)


def test_rotation_deletes_what_it_does_not_keep(tmp_path: Path) -> None:
    for day in range(1, 29):
        (tmp_path / f"desk-202602{day:02d}-070000.backup").write_bytes(b"")
    backups.rotate(tmp_path)

    assert len(backups.backups_in(tmp_path)) < 14
    assert backups.backups_in(tmp_path)[0].name == "desk-20260228-070000.backup"
