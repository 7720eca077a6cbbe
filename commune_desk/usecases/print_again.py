"""Print a stored slip: the first time as the original, later as a counted copy, always from the stored data."""

from commune_desk.domain.dossier_life import Right
from commune_desk.domain.ids import RecordId
from commune_desk.domain.records import PrintedSlip, SlipCopy
from commune_desk.domain.slips import Slip, copy_mark, marked, slip_from_json
from commune_desk.ports import Desk
from commune_desk.usecases.rights import require


def slip_of(slip: PrintedSlip) -> Slip:
    """The page data as it was made; raises InvalidInput('slip-data-unreadable')."""
    return slip_from_json(slip.data)


def print_again(desk: Desk, slip: RecordId) -> Slip:
    """The slip marked as the next copy; the printing is counted in the journal before the paper moves."""
    require(desk, Right.RECEIVE)
    with desk.work("slip.print-again") as work:
        kept = work.get(PrintedSlip, slip)
        copy = work.copies_of(slip) + 1
        work.add(SlipCopy(work.new_id(), slip, copy, desk.now()))
    return marked(slip_from_json(kept.data), copy_mark(copy))
