"""1.1: find the number taken for a dossier (to void it) without reading the ledger of the whole lease."""

from sqlalchemy import Connection


def run(connection: Connection) -> None:
    """Add the index."""
    connection.exec_driver_sql("CREATE INDEX IF NOT EXISTS number_use_dossier ON number_use (dossier)")
