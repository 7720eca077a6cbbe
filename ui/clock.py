"""The PC's clock as a watch on the wall: for words on a screen ("3 phút trước"), never for what is written down.

What is written takes `Desk.now()`, which refuses a clock that jumped; a look at the sync must work then too.
"""

from datetime import datetime

from commune_desk.domain.vietnam_time import VN


def wall_clock() -> datetime:
    """Now, aware, on a Vietnamese clock."""
    return datetime.now(VN)
