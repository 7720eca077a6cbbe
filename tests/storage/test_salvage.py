"""A damaged database put right where it lies: what was saved works on, the damaged file is kept."""

from pathlib import Path

import pytest

from commune_desk.domain.errors import DatabaseBusy, DatabaseDamaged, NotFound
from storage.backup import back_up
from storage.checks import Level, thorough_checks
from storage.desk_file import open_desk_file
from storage.salvage import salvage_in_place
from tests.storage.desks import KEY, MONDAY, Desk, received


def damage(path: Path) -> None:
    """Zeros in a page near the end, as a dying disk leaves them."""
    pages = path.stat().st_size // 4096
    with path.open("r+b") as file:
        file.seek((pages - 12) * 4096 + 1000)
        file.write(b"\0" * 500)


def test_a_backup_and_the_readable_rest_take_the_place_of_the_damaged_file(desk: Desk, tmp_path: Path) -> None:
    """Nothing of the backup is lost, the desk opens again, and no number can be given twice."""
    for n in range(40):
        received(desk, "Đỗ Văn Hỏng", f"{n:04d}")
    backup = back_up(desk.file, tmp_path / "backups")
    for n in range(40, 120):
        received(desk, "Đỗ Văn Hỏng", f"{n:04d}")
    desk.file.close()
    path = desk.file.path
    damage(path)
    damaged = path.read_bytes()

    saved, aside = salvage_in_place(path, KEY, [backup.path], now=MONDAY)

    assert aside is not None
    assert aside.read_bytes() == damaged
    assert (saved.path, saved.backup, saved.dossiers >= 40) == (path, backup.path, True)
    assert not list(path.parent.glob("*.salvaged*"))
    file = open_desk_file(path, KEY)
    with file.work("look", None) as work:
        assert [lease.ended for lease in work.leases()] == ["restored"]
    assert [one.code for one in thorough_checks(file) if one.level is Level.FAULT] == []
    file.close()


def test_without_a_backup_the_old_block_is_not_used_on(desk: Desk) -> None:
    """The last numbers given may be among what was lost: from the old block none may be given again."""
    for n in range(120):
        received(desk, "Đỗ Văn Hỏng", f"{n:04d}")
    desk.file.close()
    damage(desk.file.path)

    saved, _aside = salvage_in_place(desk.file.path, KEY, now=MONDAY)

    assert (saved.backup, saved.entries > 1) == (None, True)
    file = open_desk_file(desk.file.path, KEY)
    with file.work("look", None) as work:
        assert [lease.ended for lease in work.leases()] == ["restored"]
    file.close()


def test_an_open_or_missing_database_is_left_alone(desk: Desk, tmp_path: Path) -> None:
    """Somebody still works at it; or there is nothing to save, and an empty desk must not look like an answer."""
    with pytest.raises(DatabaseBusy):
        salvage_in_place(desk.file.path, KEY)
    with pytest.raises(DatabaseDamaged, match="database-missing"):
        salvage_in_place(tmp_path / "none.db", KEY)


def test_an_empty_desk_never_takes_the_place_of_the_damaged_one(desk: Desk) -> None:
    """With the first pages gone nothing can be read: the file stays for whoever has better tools, or a backup."""
    received(desk)
    desk.file.close()
    path = desk.file.path
    with path.open("r+b") as file:
        file.seek(100)
        file.write(bytes(path.stat().st_size // 2))
    damaged = path.read_bytes()

    with pytest.raises(NotFound, match="nothing-to-salvage"):
        salvage_in_place(path, KEY)

    assert path.read_bytes() == damaged
    assert not list(path.parent.glob("*.salvaged*"))
