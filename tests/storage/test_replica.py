"""Two desks and a province exchange through their replicas and end equal, whatever comes twice, late or wrong."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from commune_desk.domain.dossier_life import Step, StepKind
from commune_desk.domain.records import Dossier, Person, State
from commune_desk.entries import Entry
from commune_desk.sync_ports import PageRows, Place
from storage.checks import Level, thorough_checks
from storage.rebuild import rebuild_check
from tests.storage.desks import MONDAY, received
from tests.storage.exchange import Node, Province, bare, entry_ids


@pytest.fixture
def province() -> Province:
    return Province()


@pytest.fixture
def nodes(tmp_path: Path, province: Province) -> Iterator[list[Node]]:
    made = [Node(tmp_path / name, province) for name in ("a", "b")]
    yield made
    for one in made:
        one.desk.file.close()


def step(node: Node, dossier: Dossier, kind: StepKind, at_h: int = 0) -> None:
    at = MONDAY + timedelta(hours=at_h)
    with node.desk.file.work("dossier.step", node.desk.actor) as work:
        now = work.get(Dossier, dossier.id)
        work.step(now, Step(kind, at, now.state, reason="vì"))


def rename(node: Node, dossier: Dossier, name: str) -> None:
    with node.desk.file.work("person.correct", node.desk.actor) as work:
        work.put(replace(work.get(Person, dossier.applicant), name=name))


def state(node: Node, dossier: Dossier) -> State:
    with node.desk.file.work("look", None) as work:
        return work.get(Dossier, dossier.id).state


def assert_sound(*nodes: Node) -> None:
    for one in nodes:
        assert rebuild_check(one.desk.file) == []
        assert [found for found in thorough_checks(one.desk.file) if found.level is Level.FAULT] == []
        place = one.replica.place("province")
        assert place.digest == one.province.digest(place.seq)


def test_what_one_desk_writes_comes_to_the_other(nodes: list[Node], province: Province) -> None:
    a, b = nodes
    for n in range(5):
        received(a.desk, number=f"{n:04d}")
    a.sync()
    b.sync()
    a.sync()

    assert a.folded() == b.folded()
    assert (a.replica.waiting_at("province"), b.replica.waiting_at("province")) == (0, 0)
    assert b.replica.place("province").seq == len(province.rows)
    assert_sound(a, b)


def test_the_provinces_order_decides_between_concurrent_steps(nodes: list[Node]) -> None:
    """Both end the dossier without seeing the other; who came first at the province wins, at both desks."""
    a, b = nodes
    dossier = received(a.desk)
    a.sync()
    b.sync()
    b.desk.clock.at = a.desk.clock.at - timedelta(minutes=30)
    step(a, dossier, StepKind.STOP)
    step(b, dossier, StepKind.FINISH)
    b.sync()
    a.sync()
    b.sync()

    assert state(a, dossier) is state(b, dossier) is State.FINISHED
    assert a.folded() == b.folded()
    assert len(a.folded()["did_not_apply"]) == 1  # type: ignore[arg-type]
    assert_sound(a, b)


def test_pages_twice_cut_and_out_of_place_change_nothing(nodes: list[Node], province: Province) -> None:
    a, b = nodes
    for n in range(4):
        received(a.desk, number=f"{n:04d}")
    a.sync()
    start = b.replica.place("province")
    page = province.page(start, 3)
    assert b.replica.take_page("province", page, is_order=True).new == 3
    assert b.replica.take_page("province", page, is_order=True).new == 0
    ahead = province.page(Place(1, 4, b""), 9)
    assert b.replica.take_page("province", ahead, is_order=True).new == 0
    foreign = replace(province.page(b.replica.place("province")), epoch=9)
    assert b.replica.take_page("province", foreign, is_order=True).new == 0
    b.sync()

    assert b.replica.place("province").seq == len(province.rows)
    assert_sound(b)


def test_an_altered_row_stops_its_own_origin_only(nodes: list[Node], province: Province) -> None:
    """Whoever carries entries can neither alter one nor cut the others off."""
    a, b = nodes
    received(a.desk)
    received(b.desk, number="0002")
    batch = a.replica.missing_at("stick", 1 << 30)
    forged = [replace(bare(one), action="forged") if i == 1 else bare(one) for i, one in enumerate(batch.entries)]
    taken = b.replica.take_batch(replace(batch, entries=forged))

    assert (taken.new, {one.code for one in taken.refused}) == (0, {"head-signature"})
    assert b.replica.take_batch(replace(batch, heads=())).refused[0].code == "head-missing"
    province.keys.pop(a.key.device)
    assert b.replica.take_batch(batch).refused[0].code == "not-enrolled"
    province.keys[a.key.device] = a.key.public
    assert b.replica.take_batch(batch).new == len(batch.entries)
    assert b.replica.take_batch(batch).new == 0
    assert_sound(b)


def test_a_stick_before_the_province_ends_the_same(nodes: list[Node]) -> None:
    a, b = nodes
    dossier = received(a.desk)
    a.give(b)
    rename(a, dossier, "Một")
    rename(b, dossier, "Hai")
    step(b, dossier, StepKind.ASSIGN)
    step(a, dossier, StepKind.FINISH)
    b.give(a)
    a.give(b)
    assert a.folded() == b.folded()
    for one in (b, a, b):
        one.sync()

    assert a.folded() == b.folded()
    assert_sound(a, b)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE journal SET hash = zeroblob(16) WHERE seq = 3",
        "UPDATE journal SET wall_drift_ms = wall_drift_ms + 1 WHERE seq = 3",
        "UPDATE journal SET body = x'0090' WHERE seq = 3",
        "DELETE FROM journal WHERE seq = 3",
        "DELETE FROM delivery WHERE seq = 3",
        "UPDATE delivery SET entry = (SELECT entry FROM delivery WHERE seq = 2) WHERE seq = 3",
        "INSERT OR REPLACE INTO delivery (seq, entry) SELECT 3, entry FROM delivery WHERE seq = 1",
    ],
)
def test_any_change_by_sql_shows_in_the_digest_and_is_mended(nodes: list[Node], province: Province, sql: str) -> None:
    """Found at the next exchange, found by the sums, repaired by the rows of the province, and then all is sound."""
    a, b = nodes
    for n in range(5):
        received(a.desk, number=f"{n:04d}")
    a.sync()
    b.sync()
    before = b.folded()
    b.replica.place("province")
    with b.desk.file.engines.write() as connection:
        connection.exec_driver_sql(sql)
    place = b.replica.place("province")
    assert place.digest != province.digest(place.seq)
    sums = b.replica.sums("province", [(1, 3), (3, 4), (4, place.seq + 1)])
    assert sum(sums) % (1 << 64) == int.from_bytes(place.digest, "big")
    rows = PageRows(1, 1, [bare(one) for one in province.rows], list(province.heads.values()))
    b.replica.mend("province", rows)

    assert b.folded() == before
    assert_sound(b)


def test_a_wrong_row_of_the_peer_replaces_nothing_and_is_named(nodes: list[Node], province: Province) -> None:
    a, b = nodes
    received(a.desk)
    a.sync()
    b.sync()
    rows: list[Entry] = [bare(one) for one in province.rows]
    rows[1] = replace(rows[1], action="forged")
    taken = b.replica.mend("province", PageRows(1, 1, rows, list(province.heads.values())))
    with b.desk.file.read() as connection:
        faults = connection.exec_driver_sql("SELECT code, count FROM sync_fault").all()

    assert taken.new == 0
    assert [tuple(one) for one in faults] == [("peer-row-wrong", 1)]
    assert_sound(b)


def test_a_restored_province_gets_back_what_it_lost(nodes: list[Node], province: Province) -> None:
    a, b = nodes
    for n in range(4):
        received(a.desk, number=f"{n:04d}")
    a.sync()
    b.sync()
    del province.rows[2:]
    province.epoch = 2
    for one in nodes:
        one.replica.move_place("province", Place(2, 2, province.digest(2)))
        one.replica.note_heads("province", province.held(), is_whole=True)
    received(b.desk, number="0009")
    assert a.replica.waiting_at("province") > 0
    for one in (b, a, b):
        one.sync()

    assert a.folded() == b.folded()
    assert set(entry_ids(a.desk)) == {one.id for one in province.rows}
    assert_sound(a, b)


def test_a_restored_desk_gets_back_what_it_lost(nodes: list[Node], province: Province, tmp_path: Path) -> None:
    """Its backup is older than what it had sent: that comes back by the place, and it writes under a new origin."""
    a, b = nodes
    received(a.desk, number="0001")
    a.sync()
    target = tmp_path / "backup.db"
    with a.desk.file.engines.outside_transactions() as raw:
        copy = a.desk.file.engines.twin(target)
        raw.backup(copy)
        copy.execute("UPDATE desk SET restored = 1")
        copy.close()
    counter = a.replica.next_counter()
    received(a.desk, number="0002")
    a.sync()
    before = set(entry_ids(a.desk))
    a.desk.file.close()
    target.replace(a.desk.file.path)
    a.desk.reopen()
    a.open()
    received(a.desk, number="0003")
    for one in (a, b, a):
        one.sync()

    assert before < set(entry_ids(a.desk))
    assert a.replica.next_counter() > counter
    assert a.folded() == b.folded()
    assert_sound(a, b)


def test_what_is_missing_comes_in_this_desks_order_whatever_the_lengths_of_its_origins(tmp_path: Path) -> None:
    """A later opening builds on an earlier, longer one: it must never travel before it."""
    node = Node(tmp_path / "node", Province())
    for count in (9, 3, 5):
        for _ in range(count):
            received(node.desk)
        node.desk.reopen()
    node.open()

    batch = node.replica.missing_at("province", 1 << 20)

    assert [one.seq for one in batch.entries] == sorted(one.seq for one in batch.entries)
    assert len(batch.entries) == 18
    node.desk.file.close()
