"""Where a desk keeps its files; nothing outside its profile folder."""

import errno
import os
import sys
from dataclasses import dataclass
from pathlib import Path

from commune_desk.domain.errors import DiskFull, ReadOnly


@dataclass(frozen=True, slots=True)
class Profile:
    """One folder with everything of one desk; a practice desk and a real one never share it."""

    folder: Path

    @property
    def database(self) -> Path:
        """The SQLCipher file."""
        return self.folder / "desk.db"

    @property
    def keys(self) -> Path:
        """The key slots."""
        return self.folder / "keys.json"

    @property
    def secrets(self) -> Path:
        """Machine secret where no keyring exists."""
        return self.folder / "secrets"

    @property
    def backups(self) -> Path:
        """Verified backups."""
        return self.folder / "backups"

    @property
    def prints(self) -> Path:
        """PDFs a person asked for; emptied whenever the desk is opened."""
        return self.folder / "prints"

    @property
    def logs(self) -> Path:
        """Rotating logs without personal data."""
        return self.folder / "logs"

    @property
    def window(self) -> Path:
        """Sizes of windows and columns."""
        return self.folder / "window.ini"

    def make(self) -> "Profile":
        """Create the folder, readable by its owner only; raises DiskFull, ReadOnly."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise DiskFull if error.errno == errno.ENOSPC else ReadOnly from error
        return self


def data_home() -> Path:
    """The folder for program data: shared by this PC's Windows users, the user's own elsewhere."""
    if sys.platform == "win32":
        return Path(os.environ.get("PROGRAMDATA", "C:/ProgramData")) / "CommuneDesk"
    return Path(os.environ.get("XDG_DATA_HOME", Path.home() / ".local" / "share")) / "commune-desk"


def real_profile() -> Profile:
    """Where the commune's real desk lives on this PC."""
    return Profile(data_home() / "desk")


def practice_profile() -> Profile:
    """Where the practice desk lives: its own database and key."""
    return Profile(data_home() / "practice")
