"""What a restored database does before anybody works with it: its numbers may have been given after the backup."""

from dataclasses import replace

from sqlalchemy import text

from storage.session import Session

ENDED = "restored"
SERIES_GAP = 500
"""Local series jump so far: a receipt number given between backup and loss must not be given again."""


def drop_leases(session: Session) -> int:
    """End every lease and jump every series of this device, as one journal entry: how many leases ended."""
    with session.work("desk.restored", None) as work:
        open_leases = [lease for lease in work.leases() if not lease.ended]
        for lease in open_leases:
            work.put(replace(lease, ended=ENDED))
        work.jump_series(SERIES_GAP)
    session.connection.execute(text("UPDATE desk SET restored = 0"))
    return len(open_leases)
