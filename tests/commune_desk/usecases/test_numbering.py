"""Numbers are final on paper: no two desks may give the same, and every gap must be explained."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commune_desk.domain.dossier_life import Right
from commune_desk.domain.errors import AlreadyThere, InvalidInput, NotAllowedNow
from commune_desk.domain.records import State
from commune_desk.usecases import numbering
from commune_desk.usecases.receive_dossier import guide_incomplete
from storage.rebuild import rebuild_check
from tests.commune_desk.timed_desks import AGENCY, MONDAY, PAPER, TimedDesk, reception, timed_desk
from tests.commune_desk.usecases.test_receive_dossier import MISSING

DAYS = (date(2026, 1, 1), date(2026, 12, 31))


@pytest.fixture
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TimedDesk]:
    """A desk that may give three numbers a day."""
    made = timed_desk(tmp_path_factory.mktemp("small") / "desk", block=(7, 9))
    yield made
    made.desk.file.close()


def test_a_used_up_block_gives_a_provisional_number_and_tomorrow_begins_anew(small: TimedDesk) -> None:
    """The queue does not stop; the paper says plainly that the number is provisional."""
    numbers = [small.receive().dossier for _ in range(4)]
    assert [one.number for one in numbers] == [*(f"{AGENCY}-261123-{n:04d}" for n in (7, 8, 9)), ""]
    assert numbers[3].shown_number == "TẠM-01-261123-0001"
    state = numbering.number_state(small.desk)
    assert (state.next_text, state.left_today, state.used_today, state.returned) == ("", 0, 3, ())
    small.go(MONDAY + timedelta(days=2))
    assert small.receive().dossier.number == f"{AGENCY}-261125-0007"
    state = numbering.number_state(small.desk)
    assert (state.next_text, state.left_today) == (f"{AGENCY}-261125-0008", 2)


def test_every_number_of_a_used_day_is_used_voided_or_returned(small: TimedDesk) -> None:
    """The province asks about each: the ledger answers for whole days, and only for days with a number."""
    first = small.receive().dossier
    small.receive()
    lease = small.desk.reads.leases()[0]
    uses = {use.n: use for use in small.desk.reads.number_uses(lease.id)}
    with pytest.raises(InvalidInput, match="reason-missing"):
        numbering.void_number(small.desk, uses[7].id, " ")
    with pytest.raises(NotAllowedNow, match="right-missing"):
        numbering.void_number(small.acting(Right.RECEIVE), uses[7].id, "In hỏng")
    numbering.void_number(small.desk, uses[7].id, "In hỏng")
    small.go(MONDAY + timedelta(days=9))
    small.receive()
    state = numbering.number_state(small.desk)
    assert [(use.n, use.void_reason) for use in state.voided] == [(7, "In hỏng")]
    assert state.returned == ((MONDAY.date(), 9, 9),)
    used = {use.n for use in small.desk.reads.number_uses(lease.id) if use.day == MONDAY.date()}
    returned = {n for day, low, high in state.returned for n in range(low, high + 1) if day == MONDAY.date()}
    assert used | returned == set(range(lease.first, lease.last + 1))
    assert not used & returned
    assert small.desk.reads.find_number(first.number) == first.id


def test_a_second_block_takes_over(small: TimedDesk) -> None:
    """An office grows: the ledger speaks of the block the next number comes from and counts them all."""
    numbering.add_lease(small.desk, agency=AGENCY, first=20, last=21, days=DAYS, granted_by="Sở Nội vụ")
    assert numbering.number_state(small.desk).left_today == 5
    numbers = [small.receive().dossier.number[-4:] for _ in range(4)]
    assert numbers == ["0007", "0008", "0009", "0020"]
    state = numbering.number_state(small.desk)
    assert (state.next_text[-4:], state.left_today, state.used_today) == ("0021", 1, 4)
    assert state.lease is not None
    assert state.lease.first == 20


def test_a_block_granted_again_on_the_same_day_goes_on(small: TimedDesk) -> None:
    """Given back at nine and granted again at ten: number 7 is on a citizen's slip already."""
    small.receive()
    lease = small.desk.reads.leases()[0]
    with pytest.raises(InvalidInput, match="reason-missing"):
        numbering.end_lease(small.desk, lease.id, "")
    numbering.end_lease(small.desk, lease.id, "Trả tỉnh")
    assert small.receive().dossier.number == ""
    numbering.add_lease(small.desk, agency=AGENCY, first=7, last=9, days=DAYS, granted_by="Sở Nội vụ")
    assert numbering.number_state(small.desk).next_text[-4:] == "0008"
    assert small.receive().dossier.number[-4:] == "0008"


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"first": 0}, InvalidInput),
        ({"first": 31}, InvalidInput),
        ({"days": (DAYS[1], DAYS[0])}, InvalidInput),
        ({"agency": "  "}, InvalidInput),
        ({"agency": "H" * 60}, InvalidInput),
        ({"first": 9}, AlreadyThere),
        ({"first": 9, "agency": f" {AGENCY} "}, AlreadyThere),
    ],
)
def test_a_wrong_block_is_refused(small: TimedDesk, changes: dict[str, object], error: type[Exception]) -> None:
    """Above all one that overlaps a block in use."""
    asked: dict[str, object] = {"agency": AGENCY, "first": 20, "last": 30, "days": DAYS, "granted_by": "Sở"}
    with pytest.raises(error):
        numbering.add_lease(small.desk, **(asked | changes))  # type: ignore[arg-type]
    assert len(small.desk.reads.leases()) == 1


def test_a_desk_without_block_maps_its_numbers_later(tmp_path: Path) -> None:
    """Every number that was ever printed finds the dossier."""
    timed = timed_desk(tmp_path / "desk", block=None)
    try:
        state = numbering.number_state(timed.desk)
        assert (state.lease, state.left_today) == (None, 0)
        assert state.next_text.startswith("TẠM-01-261123-")
        dossier = timed.receive().dossier
        other = timed.receive().dossier
        guided = guide_incomplete(timed.desk, reception(papers=(PAPER, MISSING)), "").dossier
        with pytest.raises(NotAllowedNow, match="not-received-yet"):
            numbering.map_number(timed.desk, guided.id, "H29.31.01-261123-0003")
        for wrong in ("", "hai số", "7" * 51):
            with pytest.raises(InvalidInput, match="official-number-shape"):
                numbering.map_number(timed.desk, dossier.id, wrong)
        changes = numbering.map_number(timed.desk, dossier.id, "h29.31.01-261123-0099")
        assert changes.dossiers == {dossier.id}
        with pytest.raises(AlreadyThere, match="number-of-another-dossier"):
            numbering.map_number(timed.desk, other.id, "H29.31.01-261123-0099")
        for number in (dossier.shown_number, "H29.31.01-261123-0099"):
            assert timed.desk.reads.find_number(number) == dossier.id
        assert timed.desk.reads.dossier(dossier.id).dossier.shown_number == "H29.31.01-261123-0099"
        assert rebuild_check(timed.desk.file) == []
    finally:
        timed.desk.file.close()


def test_the_lease_is_the_administrators_matter(small: TimedDesk) -> None:
    """A clerk cannot grant numbers to the own desk."""
    clerk = small.acting(Right.RECEIVE, Right.RETURN, Right.INSPECT)
    lease = small.desk.reads.leases()[0]
    for verb in (
        lambda: numbering.add_lease(clerk, agency=AGENCY, first=20, last=30, days=DAYS, granted_by="Sở"),
        lambda: numbering.end_lease(clerk, lease.id, "Trả"),
    ):
        with pytest.raises(NotAllowedNow, match="right-missing"):
            verb()


BLOCKS = st.integers(1, 40).flatmap(
    lambda first: st.tuples(st.integers(0, 4), st.integers(0, 4)).map(
        lambda sizes: ((first, first + sizes[0]), (first + sizes[0] + 1, first + sizes[0] + 1 + sizes[1]))
    )
)


@settings(max_examples=15, deadline=None)
@given(blocks=BLOCKS, turns=st.lists(st.sampled_from(["a", "b", "night"]), max_size=14))
def test_two_desks_never_give_the_same_number(
    tmp_path_factory: pytest.TempPathFactory, blocks: tuple[tuple[int, int], tuple[int, int]], turns: list[str]
) -> None:
    """Whatever the order of citizens and days, numbers of both desks, official and provisional, are all different."""
    folder = tmp_path_factory.mktemp("two")
    codes = zip("ab", ("01", "02"), strict=True)
    desks = {
        name: timed_desk(folder / name, block, desk_code=code)
        for (name, code), block in zip(codes, blocks, strict=True)
    }
    try:
        given_: list[str] = []
        for turn in turns:
            if turn == "night":
                for one in desks.values():
                    one.go(one.at + timedelta(days=1))
            else:
                dossier = desks[turn].receive().dossier
                assert dossier.state is State.RECEIVED
                given_.append(dossier.shown_number)
        assert len(set(given_)) == len(given_)
        assert all(re.fullmatch(r"(H29\.31\.01|TẠM-0[12])-\d{6}-\d{4}", number) for number in given_)
    finally:
        for one in desks.values():
            one.desk.file.close()
