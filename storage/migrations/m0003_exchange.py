"""1.2: the tables of the exchange, scans and words of the province; new columns of leases, papers and desk keys."""

from pathlib import Path

from sqlalchemy import Connection

_SQL = Path(__file__).with_name("schema_0003.sql")


def run(connection: Connection) -> None:
    """Add them; tables that grow a column are made anew and filled, so that they look like those of a new database."""
    for statement in _SQL.read_text("utf-8").split(";\n\n"):
        if statement.strip():
            connection.exec_driver_sql(statement)
