"""What the page and the strip read, on a reader thread. No Qt.

The PC's clock as it is, not `desk.now()`: a clock that jumped stops numbers and dates, never the look at the sync.
"""

from dataclasses import replace
from datetime import datetime

from commune_desk.i18n import _
from commune_desk.sync_ports import SyncStatus
from ui import tokens
from ui.clock import wall_clock
from ui.context import ScreenContext
from ui.sync_status.state import SyncState
from ui.sync_status.told import CURIOUS, Seen, problems_of, short_line, sync_state

Line = tuple[tokens.State, str, str]
"""Colour, icon, sentence."""


def look(context: ScreenContext) -> SyncState:
    """Everything the page shows."""
    now, reads = wall_clock(), context.sync_reads
    return sync_state(replace(_worries(context, now), day=reads.day(now) if reads is not None else None))


def _worries(context: ScreenContext, now: datetime) -> Seen:
    """Status of the worker, what is stuck and which cards are open."""
    reads, cards = context.sync_reads, context.merge_cards
    return Seen(
        now=now,
        status=context.sync.status() if context.sync is not None else SyncStatus(),
        stuck=reads.stuck() if reads is not None else (),
        cards=cards.open_cards() if cards is not None else (),
    )


def strip_line(context: ScreenContext) -> Line:
    """The sentence under every screen. Without a worker: how many dossiers are on this PC only."""
    if context.sync is None:
        count = context.desk.reads.home(wall_clock()).counts["unsent"]
        words = _("{count} việc chưa gửi").format(count=count) if count else _("Đã gửi hết")
        return tokens.State.NEUTRAL, "send" if count else "circle-check", words
    seen = _worries(context, wall_clock())
    worries = [one for one in problems_of(seen) if one.rank < CURIOUS]
    return short_line(seen.status, seen.now, len(worries))
