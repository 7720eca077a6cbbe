"""An old database opens in a new program, with a copy made before."""

from contextlib import closing
from pathlib import Path

from sqlalchemy import insert

from commune_desk.device_key import DeviceKey
from storage import read_indexes, search_tables
from storage.desk_file import create_desk_file, open_desk_file
from storage.engine import Engines, Raw, connect
from storage.migrations import CURRENT, MIGRATIONS, m0001_initial
from storage.tables import desk
from tests.storage.desks import KEY


def old_database(path: Path) -> None:
    """As version 1.0 made it."""
    engines = Engines(path, KEY)
    key = DeviceKey.generate()
    with engines.write() as connection:
        m0001_initial.run(connection)
        search_tables.create(connection)
        read_indexes.create(connection)
        row = {"id": 1, "schema_major": 1, "schema_minor": 0, "device": key.device, "private_key": key.private}
        row |= {"public_key": key.public, "clock_hlc": 0, "clock_wall_ms": 0, "restored": 0}
        connection.execute(insert(desk).values(row))
    engines.close()


def schema(raw: Raw) -> set[tuple[str, str]]:
    rows = raw.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    return {(name, " ".join(sql.replace(" IF NOT EXISTS", "").split())) for name, sql in rows}


def test_0001_and_0002_bring_an_old_database_to_the_tables_of_today(tmp_path: Path) -> None:
    """The frozen first schema plus every migration is what a new database has."""
    old_database(tmp_path / "old.db")
    open_desk_file(tmp_path / "old.db", KEY).close()
    create_desk_file(tmp_path / "new.db", KEY).close()
    with closing(connect(tmp_path / "old.db", KEY)) as old, closing(connect(tmp_path / "new.db", KEY)) as new:
        assert schema(old) == schema(new)
        assert tuple(old.execute("SELECT schema_major, schema_minor FROM desk").fetchone()) == tuple(CURRENT)


def test_a_verified_copy_is_made_before(tmp_path: Path) -> None:
    """Whatever a migration breaks, yesterday's file is there, under the same key."""
    old_database(tmp_path / "old.db")
    open_desk_file(tmp_path / "old.db", KEY).close()
    with closing(connect(tmp_path / "old.db.before-1.0", KEY)) as copy:
        assert copy.execute("SELECT schema_minor FROM desk").fetchone()[0] == 0


def test_migrations_are_in_order_and_each_has_a_name_of_its_own() -> None:
    assert [migration.to for migration in MIGRATIONS] == sorted({migration.to for migration in MIGRATIONS})
