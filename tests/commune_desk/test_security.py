"""What a colleague or a thief must not get, on a practice desk with real files."""

import io
import logging
import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from commune_desk import logs
from commune_desk.build import PRACTICE_PASSWORD, PRACTICE_USER, practice_desk, practice_doors
from commune_desk.cli import main
from commune_desk.desk_care import DeskCare
from commune_desk.domain.errors import KeyTrouble
from commune_desk.domain.passwords import readable_password
from commune_desk.domain.records import Post, Staff
from commune_desk.paths import Profile
from storage.backup import backups_in
from storage.restore import restore
from ui.administration.care import NewColleague

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows has access lists, not modes")


@pytest.fixture
def profile(tmp_path: Path) -> Iterator[Profile]:
    """A desk with one backup, an inspector added after it, and a log; nothing open."""
    mask = os.umask(0o022)
    made = Profile(tmp_path / "desk")
    desk = practice_desk(made)
    logs.set_up(made.logs)
    logging.getLogger("desk.test").info("one line")
    care = DeskCare(desk, practice_doors(made), made)
    care.back_up_now()
    desk.file.close()
    yield made
    logs.set_up(None)
    os.umask(mask)


def add_inspector(profile: Profile) -> str:
    password = readable_password()
    doors = practice_doors(profile)
    desk = doors.sign_in(PRACTICE_USER, PRACTICE_PASSWORD)
    post = next(one for one in desk.reads.all_of(Post) if one.rights == "inspect")
    DeskCare(desk, doors, profile).add_person(NewColleague("tra", "Trần Thanh Tra", post.id, password))
    desk.file.close()
    return password


def open_to_others(folder: Path) -> list[str]:
    return [str(path) for path in (folder, *folder.rglob("*")) if stat.S_IMODE(path.stat().st_mode) & 0o077]


def run(profile: Profile, user: str, password: str, *words: str) -> int:
    given, sys.stdin = sys.stdin, io.TextIOWrapper(io.BytesIO(password.encode() + b"\n"))
    try:
        return main(["--profile", str(profile.folder), "--user", user, "--password-file", "-", *words])
    finally:
        sys.stdin = given


@POSIX
def test_nobody_else_on_the_pc_reads_a_file_of_the_profile(profile: Profile) -> None:
    """Backups, logs and the database put back from a backup lie in the same folder as the desk."""
    assert open_to_others(profile.folder) == []
    key = practice_doors(profile).key_file.unlock(PRACTICE_USER, PRACTICE_PASSWORD).data_key
    restore(backups_in(profile.backups)[0], profile.database, key)
    assert open_to_others(profile.folder) == []


@pytest.mark.parametrize("how", [(), ("--salvage",)])
def test_an_inspector_does_not_roll_a_sound_desk_back(profile: Profile, how: tuple[str, ...]) -> None:
    """Entries after the backup would be gone from the desk: an administrator's decision."""
    password = add_inspector(profile)
    assert run(profile, "tra", password, "restore", *how) == 2
    desk = practice_doors(profile).sign_in(PRACTICE_USER, PRACTICE_PASSWORD)
    assert "tra" in [one.user_name for one in desk.reads.all_of(Staff)]
    desk.file.close()


def test_anybody_of_the_desk_saves_a_database_that_does_not_open(profile: Profile) -> None:
    """A damaged file names no administrator, and the one there is may be ill."""
    password = add_inspector(profile)
    profile.database.write_bytes(b"\0" * 8192)
    assert run(profile, "tra", password, "restore") == 0


def test_a_copied_profile_without_the_machines_secret_stays_shut(profile: Profile) -> None:
    """A stolen disk with a keyring elsewhere: the right password alone opens nothing."""
    for path in profile.secrets.iterdir():
        path.unlink()
    with pytest.raises(KeyTrouble):
        practice_doors(profile).sign_in(PRACTICE_USER, PRACTICE_PASSWORD)


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="Linux tells a process its open files")
def test_a_closed_desk_leaves_no_handle_on_the_database(profile: Profile) -> None:
    """Ctrl+L closes the file: no key and no page may stay behind an idle window."""

    def handles() -> list[str]:
        links = [link for link in Path("/proc/self/fd").iterdir() if link.is_symlink()]
        return [str(link.readlink()) for link in links if str(profile.database) in os.path.realpath(link)]

    desk = practice_doors(profile).sign_in(PRACTICE_USER, PRACTICE_PASSWORD)
    assert handles()
    desk.file.close()
    assert handles() == []


def test_no_repr_shows_the_data_key(profile: Profile) -> None:
    """A trace tool or a careless log line prints reprs."""
    desk = practice_doors(profile).sign_in(PRACTICE_USER, PRACTICE_PASSWORD)
    key = desk.file.engines.key
    shown = "".join(
        repr(value)
        for thing in (desk, desk.file, desk.file.engines)
        for name, value in vars(thing).items()
        if name != "_key"
    )
    desk.file.close()
    assert repr(key) not in shown
    assert key.hex() not in shown
