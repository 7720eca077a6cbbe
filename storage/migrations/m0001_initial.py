"""The first schema, frozen as SQL: what databases of version 1.0 look like. New databases are made from `tables`."""

from pathlib import Path

from sqlalchemy import Connection

_SQL = Path(__file__).with_name("schema_0001.sql")


def run(connection: Connection) -> None:
    """Make the tables of version 1.0 in an empty database; `desk` stays empty."""
    for statement in _SQL.read_text("utf-8").split(";\n"):
        if statement.strip():
            connection.exec_driver_sql(statement)
