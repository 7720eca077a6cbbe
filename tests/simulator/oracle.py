"""What must hold whatever happened: checked on the way, and after the quiet time."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import msgspec

from commune_desk.domain.ids import EntryId, RecordId
from commune_desk.sync_ports import START
from storage.codec import Written
from storage.engine import raw_of
from storage.journal import Journal
from storage.kinds import BY_NUMBER, Kind
from sync.wire.keys import is_receipt_true
from tests.simulator.desk_node import DeskNode
from tests.simulator.servers import COMMUNE
from tests.simulator.world import World


class Violation(AssertionError):
    """An invariant that does not hold."""


def check_ticks(world: World) -> int:
    """No tick lies: what a receipt of the province covers is at the province, byte for byte. How many were looked at.

    A desk cannot know of a restore before it talked to the restored server: until then its receipts tell of the past.
    """
    held = world.province.store.heads(COMMUNE)
    count = 0
    for desk, replica in zip(world.desks, world.replicas, strict=True):
        for receipt in replica.receipts_for(START):
            count += 1
            if not is_receipt_true(receipt):
                raise Violation(f"{desk.name} keeps a receipt nobody signed")
            if world.met.get(desk.name) != world.province.incarnation:
                continue
            head = held.get(receipt.origin)
            if head is None or head.n < receipt.n:
                raise Violation(f"{desk.name}: a tick without an entry, {receipt.origin.text} {receipt.n}")
    return count


def check_end(world: World) -> dict[str, int]:
    """After the quiet time: all equal, nothing lost or twice, numbers unique, digests alike; counts for the log."""
    province = world.province.entries()
    _same_entries(world, province)
    lost = [id_ for id_ in world.ever if id_ not in province and id_ not in world.forgotten]
    if lost:
        raise Violation(f"{len(lost)} entries are lost, first {lost[0]}")
    _same_places(world)
    _same_records(world)
    _no_writing_undone_unseen(world.desks[0])
    numbers = Counter(number for number in world.desks[0].numbers() if not number.startswith("TẠM"))
    twice = [number for number, count in numbers.items() if count > 1]
    if twice:
        raise Violation(f"numbers given twice: {twice}")
    waiting = [replica.waiting_at("province") for replica in world.replicas]
    if any(waiting):
        raise Violation(f"entries still wait: {waiting}")
    return {"entries": len(province), "forgotten": len(world.forgotten), "ticks": check_ticks(world)}


def _same_entries(world: World, province: dict[EntryId, Any]) -> None:
    hashes = {id_: entry.hash for id_, entry in province.items()}
    for name, entries in _replicas(world):
        other = {id_: entry.hash for id_, entry in entries.items()}
        if other != hashes:
            lacking, extra = hashes.keys() - other.keys(), other.keys() - hashes.keys()
            altered = [id_ for id_ in hashes.keys() & other.keys() if hashes[id_] != other[id_]]
            raise Violation(f"{name}: lacks {len(lacking)}, has {len(extra)} more, {len(altered)} differ")


def _replicas(world: World) -> Iterator[tuple[str, dict[EntryId, Any]]]:
    for desk in world.desks:
        yield desk.name, desk.entries()
    yield "hub", world.hub.entries()


def _same_places(world: World) -> None:
    end = world.province.store.end(COMMUNE)
    for desk, replica in zip(world.desks, world.replicas, strict=True):
        if replica.place("province") != end:
            raise Violation(f"{desk.name} stands at {replica.place('province')}, the province at {end}")


def _same_records(world: World) -> None:
    first, *others = [folded(desk) for desk in world.desks]
    for desk, other in zip(world.desks[1:], others, strict=True):
        for table, rows in first.items():
            if rows != other[table]:
                different = [key for key in rows.keys() | other[table].keys() if rows.get(key) != other[table].get(key)]
                key = sorted(different, key=str)[0]
                raise Violation(
                    f"{table} of {world.desks[0].name} and {desk.name} differ in {len(different)} rows, {key}: "
                    f"{rows.get(key)} against {other[table].get(key)}"
                )


def _no_writing_undone_unseen(desk: DeskNode) -> None:
    """What stands in a field is never a value whose successor's author had looked at it: no clock wins over that."""
    superseded: dict[tuple[Kind, RecordId, str], set[EntryId]] = {}
    with desk.file.read() as connection:
        journal = desk.file.journal(connection)
        for entry in journal.entries():
            for change in entry.changes:
                if isinstance(change, Written):
                    maker = EntryId(change.id.origin, change.id.n)
                    for name in change.values:
                        superseded.setdefault((change.kind, change.id, name), set()).add(change.seen.get(name, maker))
        for (kind, id_, name), gone in superseded.items():
            standing = _standing(journal, kind, id_, name)
            if standing in gone:
                raise Violation(f"{name} of {id_.text}: {standing} stands, and who wrote after it had seen it")


def _standing(journal: Journal, kind: Kind, id_: RecordId, name: str) -> EntryId:
    query = "SELECT clock FROM row_clock WHERE record = ?"
    row = journal.raw.execute(query, (journal.origins.pack(id_),)).fetchone()
    for number, (_, packed) in ({} if row is None else msgspec.msgpack.decode(row[0])).items():
        if number in kind.by_number and kind.by_number[number].name == name:
            return journal.origins.unpack_entry(packed)
    return EntryId(id_.origin, id_.n)


def folded(desk: DeskNode) -> dict[str, dict[Any, Any]]:
    """Every record and every note of the fold, by ids that mean the same at every desk."""
    found: dict[str, dict[Any, Any]] = {}
    origins = desk.file.origins
    with desk.file.read() as connection:
        raw = raw_of(connection)
        for kind in BY_NUMBER.values():
            query = f"SELECT {', '.join(kind.columns)} FROM {kind.table}"  # noqa: S608  our own names
            records = [kind.record(row, origins) for row in raw.execute(query).fetchall()]
            found[kind.table] = {record.id: record for record in records}
        rows = raw.execute("SELECT entry, place, record, code FROM did_not_apply").fetchall()
        found["did_not_apply"] = {(origins.unpack_entry(entry), place): code for entry, place, _, code in rows}
        rows = raw.execute("SELECT record, field, kept_entry, other_entry FROM merge_card").fetchall()
        cards = [
            (origins.unpack(record), field, origins.unpack_entry(kept), origins.unpack_entry(other))
            for record, field, kept, other in rows
        ]
        found["merge_card"] = dict.fromkeys(cards, True)
    return found
