"""A desk of its own for every test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.storage.desks import Desk, new_desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A founded desk, closed at the end."""
    made = new_desk(tmp_path)
    yield made
    made.file.close()
