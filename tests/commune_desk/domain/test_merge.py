"""The laws of merging one field: every desk decides alike, in whatever order and however often things arrive."""

from functools import reduce
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from commune_desk.domain.ids import EntryId, Origin
from commune_desk.domain.merge import Writing, decide, needs_card

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


def test_only_concurrent_changes_of_protected_fields_ask_a_person() -> None:
    a, b = (EntryId(Origin(n, 1), 1) for n in (1, 2))
    blind = decide(Writing(1, a), Writing(2, b))
    seeing = decide(Writing(1, a), Writing(2, b, seen=a))

    assert needs_card("Person", "name", blind)
    assert not needs_card("Person", "phone", blind)
    assert not needs_card("Person", "name", seeing)
