"""A practice desk is filled through the desk's own verbs: whatever it holds could have been typed."""

from datetime import timedelta

from commune_desk.domain.records import State
from commune_desk.ports import Filter
from commune_desk.practice.filling import LOT, fill
from storage.rebuild import rebuild_check
from storage.signed_desk import SignedDesk

MANY = LOT + 40


def test_a_filled_desk_is_a_sound_desk(desk: SignedDesk) -> None:
    """More than a lot, all in the journal, no dossier from the future, progress told to the end."""
    told: list[tuple[int, int]] = []
    assert fill(desk, dossiers=MANY, seed=5, progress=lambda done, of: told.append((done, of))) == MANY
    assert told == [(LOT, MANY), (MANY, MANY)]
    assert desk.reads.count(Filter()) == MANY
    assert rebuild_check(desk.file) == []
    rows = desk.reads.dossiers(Filter(), limit=MANY).rows
    numbers = [row.number for row in rows]
    assert len(set(numbers)) == MANY
    now = desk.now() + timedelta(minutes=1)
    assert all(row.received_at is not None and row.received_at <= now for row in rows)
    states = {state for state in State if desk.reads.count(Filter(states=frozenset({state})))}
    assert {State.IN_PROCESS, State.RETURNED, State.SUPPLEMENT} <= states


def test_a_second_filling_adds(desk: SignedDesk) -> None:
    """The practice menu offers it again: numbers go on, nobody is lost."""
    fill(desk, dossiers=10, seed=1)
    fill(desk, dossiers=10, seed=2)
    assert desk.reads.count(Filter()) == 20
