"""What a desk takes survives whatever it does not understand, power cuts between pieces, and hubs."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from commune_desk.domain.ids import EntryId, Origin
from commune_desk.domain.records import UnitName
from commune_desk.entries import NO_HASH, Entry
from commune_desk.sync_ports import PageRows, Run, Taken
from storage import reread, taking
from storage.rebuild import rebuild_check
from tests.storage.desks import received
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


def say(province: Province, body: bytes) -> Entry:
    """An entry of the province with any body."""
    origin = Origin(province.key.device, 7)
    own = [one for one in province.rows if one.id.origin == origin]
    of = EntryId(origin, len(own) + 1)
    entry = Entry(of, (1_795_400_000_000 + of.n) << 16, 1_795_400_000_000, 420, None, None, "province.say", body)
    chained = replace(entry, hash=entry.chained(own[-1].hash if own else NO_HASH))
    province.rows.append(chained)
    return chained


@pytest.mark.parametrize(
    "body",
    [
        b"no body at all",
        b"",
        msgspec.msgpack.encode([[], [[0, 999, 0, {1: "newer"}]]]),
        msgspec.msgpack.encode([[], [[0, 20, 0, {1: "c", 99: 1}], [77, 1]]]),
        msgspec.msgpack.encode([[], [[0, 20, 0, {1: "c"}], [0, 20, 0, {1: "again"}]]]),
        msgspec.msgpack.encode([[], [[0, 20, 0, {1: 1 << 63}]]]),
        msgspec.msgpack.encode([[], [[0, 2, 0, {}]]]),
        msgspec.msgpack.encode([[], [[2, [1, 1], {1: 3}], [3, "x", 1]]]),
        msgspec.msgpack.encode([[], [[1, 20, [5, 1], {1: "c"}]]]),
    ],
)
def test_an_entry_nobody_here_can_fold_is_kept_and_blocks_nothing(
    nodes: list[Node], province: Province, body: bytes
) -> None:
    """Newer or hostile: its bytes and its hash stay as they are, what stands behind it is folded."""
    a, b = nodes
    odd = say(province, body)
    received(a.desk)
    for one in (a, b, a):
        one.sync()
    with b.desk.file.read() as connection:
        kept = b.desk.file.journal(connection).get(odd.id)

    assert kept is not None
    assert (kept.body, kept.hash) == (odd.body, odd.hash)
    assert set(entry_ids(b.desk)) == {one.id for one in province.rows}
    assert rebuild_check(b.desk.file) == []
    assert a.folded() == b.folded()


def test_a_newer_program_folds_what_an_older_one_kept(nodes: list[Node], province: Province) -> None:
    """As if this program had met the unit's kind before it knew it."""
    _, b = nodes
    say(province, msgspec.msgpack.encode([[], [[0, 20, 0, {1: "H37.99", 2: "Xã mới"}]]]))
    b.sync()
    with b.desk.file.engines.write() as connection:
        entry = "SELECT entry FROM journal WHERE action = (SELECT id FROM action WHERE name = 'province.say')"
        connection.exec_driver_sql(f"INSERT INTO not_understood SELECT entry, 1, 1 FROM ({entry})")  # noqa: S608
        connection.exec_driver_sql("DELETE FROM unit_name")
    b.open()
    with b.desk.file.work("look", None) as work:
        assert [one.name for one in work.all_of(UnitName)] == ["Xã mới"]
    with b.desk.file.bulk() as session:
        assert reread.read_again(session) == 0

    assert rebuild_check(b.desk.file) == []


def test_a_power_cut_between_pieces_loses_nothing(
    nodes: list[Node], province: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows and place are one transaction: the next page goes on where the last piece ended."""
    a, b = nodes
    for n in range(9):
        received(a.desk, number=f"{n:04d}")
    a.sync()
    monkeypatch.setattr(taking, "_FIRST", 4)
    monkeypatch.setattr(taking, "_MOST", 4)
    b.open()
    original, done = taking.Taker._piece, []

    def cut(self: taking.Taker, *args: object, **named: object) -> float:
        if len(done) == 1:
            raise KeyboardInterrupt
        done.append(1)
        return original(self, *args, **named)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(taking.Taker, "_piece", cut)
        with pytest.raises(KeyboardInterrupt):
            b.pull()
    assert b.replica.place("province").seq == 4
    assert b.replica.place("province").digest == province.digest(4)
    b.sync()

    assert set(entry_ids(b.desk)) == {one.id for one in province.rows}
    assert rebuild_check(b.desk.file) == []


def test_a_hub_passes_the_provinces_order_on(nodes: list[Node], province: Province) -> None:
    """Entries come in the hub's order, places in runs: as far as the entries are here."""
    a, b = nodes
    received(a.desk)
    a.sync()
    heads = list(province.heads.values())
    rows = [bare(one) for one in reversed(province.rows)]
    assert b.replica.take_page("hub:1", PageRows(5, 1, rows[1:], heads), is_order=False).refused != ()
    ordered = [bare(one) for one in province.rows]
    taken = b.replica.take_page("hub:2", PageRows(5, 1, ordered, heads), is_order=False)
    assert (taken.new, taken.refused) == (2, ())
    runs = [Run(1, province.rows[0].id.origin, 1, 2), Run(3, Origin(1, 1), 1, 4)]
    assert b.replica.take_runs(1, runs) == 2
    assert b.replica.take_runs(9, [Run(3, Origin(1, 1), 1, 4)]) == 2

    assert b.replica.place("province")[:2] == (1, 2)
    assert b.replica.place("province").digest == province.digest(2)
    assert b.replica.take_page("province", province.page(b.replica.place("province")), is_order=True) == Taken()
    assert rebuild_check(b.desk.file) == []


def test_requests_are_numbered_for_ever_and_a_cut_pack_is_kept(nodes: list[Node]) -> None:
    a, _ = nodes
    first = [a.replica.next_counter() for _ in range(3)]
    a.replica.keep_partial("province", b"k" * 8, 7, b"half")
    a.desk.reopen()
    a.open()

    assert a.replica.next_counter() > first[2] > first[1] > first[0]
    assert a.replica.partial("province") == (b"k" * 8, 7, b"half")
    a.replica.keep_partial("province", b"", 0, b"")
    assert a.replica.partial("province") is None


def test_a_peer_that_lost_entries_is_given_them_again(nodes: list[Node], province: Province) -> None:
    """A smaller n than before counts: the peer was restored."""
    a, b = nodes
    received(a.desk)
    for one in (a, b):
        one.sync()
    origin = province.rows[0].id.origin
    a.replica.note_heads("province", {origin: 1}, is_whole=False)
    assert a.replica.heads_at("province") == {origin: 1}
    assert [one.id.n for one in a.replica.missing_at("province", 1).entries] == [2]
    b.replica.note_heads("hub:1", {origin: 0}, is_whole=True)
    batch = b.replica.missing_at("hub:1", 1 << 30)

    assert {one.id.origin for one in batch.entries} == {origin, *b.replica.heads_at("hub:1")}
    assert {one.origin: one.n for one in batch.heads} == {one.id.origin: one.id.n for one in batch.entries}
