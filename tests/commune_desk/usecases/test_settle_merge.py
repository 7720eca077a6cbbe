"""Two clerks corrected the same citizen on two PCs with the line down: a person chooses, and may think again."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from commune_desk.domain.errors import NotFound, Refused
from commune_desk.domain.ids import RecordId
from commune_desk.domain.records import Dossier, Person
from commune_desk.usecases.settle_merge import SettleMerge
from storage.merge_cards import MergeReader
from tests.commune_desk.timed_desks import TimedDesk, timed_desk


@dataclass
class Pair:
    """Two desks of a commune and a dossier both have."""

    one: TimedDesk
    two: TimedDesk
    person: RecordId
    dossier: RecordId

    def send(self) -> None:
        """All entries both ways."""
        for giver, taker in ((self.one, self.two), (self.two, self.one)):
            with giver.desk.file.read() as connection:
                entries = list(giver.desk.file.journal(connection).entries())
            with taker.desk.file.bulk() as session:
                for entry in entries:
                    session.receive(entry)

    def cards(self, timed: TimedDesk) -> SettleMerge:
        return SettleMerge(timed.desk, MergeReader(timed.desk.file))

    def write(self, timed: TimedDesk, **values: str) -> None:
        with timed.desk.work("person.correct") as work:
            work.put(replace(work.get(Person, self.person), **values))

    def now(self, timed: TimedDesk) -> Person:
        with timed.desk.work("look") as work:
            return work.get(Person, self.person)


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    one = timed_desk(tmp_path / "one")
    two = timed_desk(tmp_path / "two", (501, 900), desk_code="02")
    received = one.receive()
    made = Pair(one, two, received.dossier.applicant, received.dossier.id)
    made.send()
    yield made
    one.desk.file.close()
    two.desk.file.close()


def test_overlapping_edits_make_one_card_a_group_with_who_when_and_what(pair: Pair) -> None:
    """Identity on both sides, the phone on one side only: one card, not three."""
    pair.write(pair.one, name="Nguyễn Thị Hòa", birth="1990-05-18")
    pair.write(pair.two, name="Nguyễn Thị Hoà Bình", birth="1990-05-19", phone="0912345678")
    pair.send()

    (card,) = pair.cards(pair.one).open_cards()
    assert [card] == pair.cards(pair.two).open_cards()
    assert (card.record_kind, card.group) == ("Person", "identity")
    assert card.dossier == pair.dossier
    assert {(one.field, one.left, one.right) for one in card.values} in (
        {("name", "Nguyễn Thị Hòa", "Nguyễn Thị Hoà Bình"), ("birth", "1990-05-18", "1990-05-19")},
        {("name", "Nguyễn Thị Hoà Bình", "Nguyễn Thị Hòa"), ("birth", "1990-05-19", "1990-05-18")},
    )
    assert card.left.person == card.right.person == "Trần Thị Lan"
    assert card.left.seen == card.right.seen == "Nguyễn Thị Hoa"
    assert card.left.is_kept > card.right.is_kept


def test_edits_that_do_not_overlap_or_agree_merge_silently(pair: Pair) -> None:
    """Nobody is asked what nobody disagrees about."""
    pair.write(pair.one, name="Nguyễn Thị Hòa", address="Ấp 4")
    pair.write(pair.two, name="Nguyễn Thị Hòa", phone="0912345678")
    pair.send()

    assert pair.cards(pair.one).open_cards() == []
    assert pair.now(pair.one) == pair.now(pair.two)
    assert (pair.now(pair.one).address, pair.now(pair.one).phone) == ("Ấp 4", "0912345678")


@pytest.mark.parametrize("side", ["left", "right"])
def test_the_choice_stands_at_both_desks_and_can_be_taken_back(pair: Pair, side: str) -> None:
    """Both desks show the same value, and no card, until it is undone."""
    pair.write(pair.one, name="Nguyễn Thị Một")
    pair.write(pair.two, name="Nguyễn Thị Hai")
    pair.send()
    (card,) = pair.cards(pair.one).open_cards()
    before = pair.now(pair.one).name
    chosen = card.values[0].left if side == "left" else card.values[0].right

    pair.cards(pair.one).decide(card.key, side)
    pair.send()

    for timed in (pair.one, pair.two):
        assert pair.now(timed).name == chosen
        assert pair.cards(timed).open_cards() == []
        (decided,) = pair.cards(timed).decided_cards()
        assert (decided.kept, decided.person) == (side, "Trần Thị Lan")
    pair.cards(pair.two).undo(decided.card.key)
    pair.send()
    assert pair.now(pair.one).name == pair.now(pair.two).name == before
    assert len(pair.cards(pair.one).open_cards()) == len(pair.cards(pair.two).open_cards()) == 1


def test_after_thirty_days_a_choice_is_for_good(pair: Pair) -> None:
    """The register was printed long ago."""
    pair.write(pair.one, name="Nguyễn Thị Một")
    pair.write(pair.two, name="Nguyễn Thị Hai")
    pair.send()
    (card,) = pair.cards(pair.one).open_cards()
    pair.cards(pair.one).decide(card.key, "right")
    (decided,) = pair.cards(pair.one).decided_cards()
    pair.one.go(pair.one.at + timedelta(days=31))

    assert pair.cards(pair.one).decided_cards() == []
    with pytest.raises(Refused, match="merge-undo-too-late"):
        pair.cards(pair.one).undo(decided.card.key)
    with pytest.raises(NotFound, match="merge-card-gone"):
        pair.cards(pair.one).decide(card.key, "left")


def test_notes_written_side_by_side_are_shown_too(pair: Pair) -> None:
    """A note is what the next colleague relies on."""
    for timed, note in ((pair.one, "Gọi trước khi đến"), (pair.two, "Chờ bản gốc")):
        with timed.desk.work("dossier.correct") as work:
            work.put(replace(work.get(Dossier, pair.dossier), note=note))
    pair.send()

    (card,) = pair.cards(pair.two).open_cards()
    assert (card.record_kind, card.group, card.dossier) == ("Dossier", "notes", pair.dossier)
