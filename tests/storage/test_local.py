"""What stays on this PC."""

from datetime import timedelta

from commune_desk.ports import Draft, Filter, SavedView
from tests.storage.desks import MONDAY, Desk


def test_drafts_come_back_newest_first_and_go(desk: Desk) -> None:
    local = desk.file.local
    for n in range(3):
        local.save_draft(Draft(str(n % 2), MONDAY + timedelta(seconds=n), f"t{n}", bytes([n])))
    desk.reopen()
    local = desk.file.local

    assert [(draft.title, draft.data) for draft in local.drafts()] == [("t2", b"\2"), ("t1", b"\1")]
    local.drop_draft("0")
    assert [draft.key for draft in local.drafts()] == ["1"]


def test_votes_leave_the_box_only_in_company(desk: Desk) -> None:
    """Fewer than asked for stay: two votes on a quiet day would name their citizens."""
    local = desk.file.local
    for score in (1, 2, 3):
        local.cast_vote("thai-do", score, "")

    assert local.take_votes(4) == []
    assert sorted(local.take_votes(3)) == [("thai-do", 1, ""), ("thai-do", 2, ""), ("thai-do", 3, "")]
    assert local.take_votes(1) == []


def test_views_and_memories_are_kept(desk: Desk) -> None:
    local = desk.file.local
    view = SavedView("Quá hạn", Filter(lane="overdue", received_from=MONDAY.date()), ("number",))
    local.save_views(desk.actor.staff, [view])
    local.remember("printer", "HP")

    assert local.saved_views(desk.actor.staff) == [view]
    assert local.saved_views(desk.actor.post) == []
    assert (local.recall("printer"), local.recall("none")) == ("HP", "")
