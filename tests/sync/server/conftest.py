"""Every test of the store runs on both databases."""

from collections.abc import Iterator

import pytest

from tests.postgres import postgres, postgres_server  # noqa: F401  fixtures
from tests.sync.server.stores import Server, new_server, postgres_engine, sqlite_engine


@pytest.fixture(params=["sqlite", "postgres"])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A new store with two communes."""
    if request.param == "sqlite":
        engine = sqlite_engine(request.getfixturevalue("tmp_path"))
    else:
        engine = postgres_engine(request.getfixturevalue("postgres"))
    yield new_server(engine)
    engine.dispose()
