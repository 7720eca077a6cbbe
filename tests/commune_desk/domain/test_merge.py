"""The laws of merging one field: every desk decides alike, in whatever order and however often things arrive."""

from dataclasses import fields
from functools import reduce
from itertools import permutations
from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from commune_desk.domain.ids import EntryId, Origin
from commune_desk.domain.merge import CARDED, TABLE, Rule, Writing, decide, needs_card, unresolved
from commune_desk.domain.records import Record

ENTRIES = st.builds(EntryId, st.builds(Origin, st.integers(0, 3), st.integers(0, 3)), st.integers(1, 5))


def one_per_entry(writings: list[Writing]) -> list[Writing]:
    return list({writing.entry: writing for writing in writings}.values())


WRITINGS = st.lists(st.builds(Writing, st.integers(0, 6), ENTRIES, st.none() | ENTRIES), min_size=1, max_size=5)


@given(WRITINGS)
def test_order_of_arrival_does_not_matter(writings: list[Writing]) -> None:
    """Commutative and associative."""
    ends = {reduce(lambda a, b: decide(a, b).kept, order) for order in permutations(one_per_entry(writings))}

    assert len(ends) == 1


@given(WRITINGS)
def test_arriving_twice_changes_nothing(writings: list[Writing]) -> None:
    """Idempotent, and never concurrent with itself."""
    for writing in writings:
        assert decide(writing, writing).kept == writing
        assert not decide(writing, writing).is_concurrent


@given(WRITINGS)
def test_both_desks_see_the_same_concurrency(writings: list[Writing]) -> None:
    for a in writings:
        for b in writings:
            assert decide(a, b).is_concurrent == decide(b, a).is_concurrent


def test_only_concurrent_changes_of_grouped_fields_ask_a_person() -> None:
    """An overlapping edit is shown; one whose author had seen the other is an ordinary correction."""
    a, b = (EntryId(Origin(n, 1), 1) for n in (1, 2))
    blind = decide(Writing(1, a), Writing(2, b))
    seeing = decide(Writing(1, a), Writing(2, b, seen=a))

    assert needs_card("Person", "name", blind)
    assert needs_card("Dossier", "note", blind)
    assert not needs_card("Paper", "copies", blind)
    assert not needs_card("Person", "name", seeing)


def test_every_kind_has_a_rule_and_every_group_fields_of_its_kind() -> None:
    """A kind added later must say how it merges."""
    classes = {one.__name__: one for one in get_args(Record)}

    assert TABLE.keys() == classes.keys()
    for name, rule in TABLE.items():
        assert bool(rule.groups) == (rule.rule is Rule.CARD)
        written = {one.name for one in fields(classes[name]) if not one.metadata.get("folded")}
        assert CARDED[name] <= written


@given(WRITINGS)
def test_what_stands_against_each_other_is_told_alike_in_any_order(writings: list[Writing]) -> None:
    """Cards are equal at every desk; the value that stands comes first."""
    some = one_per_entry(writings)
    told = {tuple(unresolved({one.entry: one for one in order}, frozenset())) for order in permutations(some)}

    assert len(told) == 1


def test_a_writing_somebody_built_on_is_no_side_any_more() -> None:
    """A was corrected by B, who had seen it; C had seen neither: B and C stand against each other."""
    a, b, c = (EntryId(Origin(n, 1), 1) for n in (1, 2, 3))
    writings = {a: Writing(1, a), b: Writing(3, b, seen=a), c: Writing(2, c)}

    assert unresolved(writings, frozenset()) == [b, c]
    assert unresolved(writings, frozenset({c})) == [b]
