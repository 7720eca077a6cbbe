"""The three sheets that open a desk again: made to be printed at once, never stored."""

from collections.abc import Sequence
from datetime import datetime

from commune_desk.domain.records import Office
from commune_desk.domain.slips import PRACTICE, RecoverySheet
from commune_desk.usecases.slip_making import form_set_of, letterhead


def recovery_sheets(
    office: Office, shares: Sequence[tuple[int, tuple[str, ...]]], made_at: datetime
) -> list[RecoverySheet]:
    """One sheet per share (index from 1, words); any two restore the desk."""
    return [
        RecoverySheet(
            letterhead=letterhead(office),
            form_set=form_set_of(office),
            title="PHIẾU KHÔI PHỤC",
            made_at=made_at,
            marks=(PRACTICE,) if office.is_practice else (),
            share_index=index,
            share_count=len(shares),
            words=words,
            desk_name=office.desk_name,
        )
        for index, words in shares
    ]
