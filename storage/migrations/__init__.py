"""Numbered migrations. A database carries (major, minor): a newer minor only added, a newer major is refused."""

from pathlib import Path

from storage.engine import Engines

CURRENT = (1, 0)


def bring_up_to_date(path: Path, key: bytes, engines: Engines) -> None:
    """Nothing yet."""
