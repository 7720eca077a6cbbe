"""Everything of a desk in one folder, for its owner's eyes; practice and real never share."""

import stat
from pathlib import Path

import pytest

from commune_desk.domain.errors import ReadOnly
from commune_desk.paths import Profile, practice_profile, real_profile


def test_all_paths_lie_in_the_profile(tmp_path: Path) -> None:
    """`--profile DIR` promises a throw-away folder."""
    profile = Profile(tmp_path / "desk")
    names = ("database", "keys", "secrets", "backups", "prints", "logs", "window")
    paths = [getattr(profile, name) for name in names]
    assert len(set(paths)) == len(names)
    assert all(path.is_relative_to(profile.folder) for path in paths)


def test_the_folder_is_its_owners(tmp_path: Path) -> None:
    """Other users of the PC see no file names either."""
    made = Profile(tmp_path / "a" / "desk").make()
    assert stat.S_IMODE(made.folder.stat().st_mode) == 0o700
    assert made.make() == made


def test_a_folder_that_cannot_be_made_is_a_trouble_with_a_name(tmp_path: Path) -> None:
    """Not an OSError, which would read as a bug."""
    (tmp_path / "file").write_text("")
    with pytest.raises(ReadOnly):
        Profile(tmp_path / "file" / "desk").make()


def test_practice_and_real_are_apart(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A practice slip must never come from the real journal."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    real, practice = real_profile().folder, practice_profile().folder
    assert real != practice
    assert real.is_relative_to(tmp_path)
    assert not practice.is_relative_to(real)
    assert not real.is_relative_to(practice)
