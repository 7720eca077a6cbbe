"""A dossier's history as the journal tells it."""

from datetime import timedelta
from pathlib import Path

import pytest

from commune_desk.domain.dossier_life import Right, StepKind
from commune_desk.domain.errors import NotFound
from commune_desk.domain.ids import RecordId
from commune_desk.domain.records import Dossier, Paper, Post, PrintedSlip, SlipCopy, Staff
from commune_desk.ports import Actor
from tests.storage.read_desk import NOW, read_desk


def test_who_what_when_and_what_it_was_before(tmp_path: Path) -> None:
    """The clerk sees the value before, which no entry holds: it is found by replaying the earlier ones."""
    with read_desk(tmp_path) as desk:
        staff, post = desk.reads.all_of(Staff)[0], desk.reads.all_of(Post)[0]
        actor = Actor(staff.id, post.id, "", "", frozenset(Right))
        dossier = desk.dossier("Nguyễn Văn A", note="đầu")
        with desk.file.work("dossier.correct", actor) as work:
            now = work.get(Dossier, dossier.id)
            work.put(Dossier(**{f: getattr(now, f) for f in Dossier.__slots__} | {"note": "giữa", "sets": 2}))
        desk.change(dossier, note="cuối")
        desk.step(dossier, StepKind.NOTE, NOW + timedelta(hours=1), reason="gọi điện")

        received, corrected, again, noted = desk.reads.dossier(dossier.id).timeline
        assert received.step is not None
        assert (received.step.kind, received.changed) == (StepKind.RECEIVE, ())
        assert (corrected.person, corrected.post, corrected.action) == (
            "Quản Trị Viên",
            "Quản trị máy",
            "dossier.correct",
        )
        assert set(corrected.changed) == {("dossier.note", "đầu", "giữa"), ("dossier.sets", "1", "2")}
        assert again.changed == (("dossier.note", "giữa", "cuối"),)
        assert noted.at == NOW + timedelta(hours=1)
        assert noted.step is not None
        assert noted.step.reason == "gọi điện"


def test_the_applicants_changes_belong_to_it_only_since_it_was_made(tmp_path: Path) -> None:
    """What happened to a person years before is not this dossier's history; what happens meanwhile is."""
    with read_desk(tmp_path) as desk:
        person = desk.person("Trần Thị B", phone="0901111111")
        desk.change(person, phone="0902222222")
        dossier = desk.dossier(person)
        desk.change(person, phone="0903333333")

        items = desk.reads.dossier(dossier.id).timeline
        assert [item.changed for item in items] == [(), (("person.phone", "0902222222", "0903333333"),)]


def test_papers_and_slips_that_came_later(tmp_path: Path) -> None:
    """Slips show what was printed, which only the journal keeps; another dossier's papers are not told here."""
    with read_desk(tmp_path) as desk:
        dossier, other = desk.dossier("A"), desk.dossier("B")
        with desk.file.work("dossier.supplement", None) as work:
            paper = Paper(work.new_id(), dossier.id, "01", "Tờ khai", originals=1)
            work.add(paper)
            work.add(Paper(work.new_id(), other.id, "01", "Của người khác", originals=1))
            slip = PrintedSlip(work.new_id(), dossier.id, "supplement", "1", NOW, b'{"a":1}')
            work.add(slip)
            work.add(SlipCopy(work.new_id(), slip.id, 0, NOW))
        desk.change(paper, originals=0, copies=2)

        view = desk.reads.dossier(dossier.id)
        assert [item.changed for item in view.timeline[1:]] == [
            (("paper", "", "Tờ khai"), ("printed_slip", "", "supplement"), ("slip_copy", "", "0")),
            (("paper.originals", "1", "0"), ("paper.copies", "0", "2")),
        ]
        assert [(one.data, copies) for one, copies in view.slips] == [(b'{"a":1}', 1)]
        assert [one.name for one in view.papers] == ["Tờ khai"]


def test_an_unknown_dossier_is_not_found(tmp_path: Path) -> None:
    """A list may still show what a rebuild took away."""
    with read_desk(tmp_path) as desk:
        known = desk.dossier("A").id
        with pytest.raises(NotFound):
            desk.reads.dossier(RecordId(known.origin, 9999, 0))
