"""A province in a few lines, and desks that exchange with it through their replicas."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from commune_desk.device_key import DeviceKey
from commune_desk.domain.ids import EntryId, Origin
from commune_desk.entries import Entry, SignedHead
from commune_desk.sync_ports import Batch, PageRows, Place, Receipt, Taken, digest_of, mark_of, receipt_message
from storage.replica import DeskReplica
from tests.storage.desks import Desk, new_desk

BIG = 1 << 30


class Province:
    """Keeps entries in the order they come; hands them out without hashes, as the wire does."""

    def __init__(self) -> None:
        self.key = DeviceKey.generate()
        self.epoch = 1
        self.rows: list[Entry] = []
        self.heads: dict[Origin, SignedHead] = {}
        self.keys: dict[int, bytes] = {self.key.device: self.key.public}

    def held(self) -> dict[Origin, int]:
        return {one.id.origin: one.id.n for one in self.rows}

    def take(self, batch: Batch) -> list[Receipt]:
        held = self.held()
        last = {one.id.origin: one.hash for one in self.rows}
        for entry in batch.entries:
            origin = entry.id.origin
            if entry.id.n == held.get(origin, 0) + 1:
                hash_ = entry.chained(last.get(origin, bytes(16)))
                self.rows.append(replace(entry, hash=hash_))
                held[origin], last[origin] = entry.id.n, hash_
        receipts = []
        for head in batch.heads:
            self.heads[head.origin] = head
            receipts.append(self.receipt(head))
        return receipts

    def receipt(self, head: SignedHead, at_ms: int = 1_795_400_000_000) -> Receipt:
        one = Receipt(self.key.public, head.origin, head.n, head.hash, len(self.rows), at_ms, False, b"")  # noqa: FBT003
        return one._replace(signature=self.key.sign(receipt_message(one)))

    def page(self, place: Place, limit: int = BIG, known: Sequence[int] = ()) -> PageRows:
        """Rows after a place; entries of the devices `known` as bare ids."""
        rows = self.rows[place.seq : place.seq + limit]
        given = [one.id if one.id.origin.device in known else bare(one) for one in rows]
        return PageRows(self.epoch, place.seq + 1, given, list(self.heads.values()))

    def digest(self, seq: int) -> bytes:
        return digest_of(sum(mark_of(i, one.id, one.hash) for i, one in enumerate(self.rows[:seq], 1)))


def bare(entry: Entry) -> Entry:
    """As it comes off the wire."""
    return replace(entry, seq=0, hash=b"")


class Node:
    """A desk with its replica."""

    def __init__(self, folder: Path, province: Province) -> None:
        folder.mkdir()
        self.province = province
        self.desk: Desk = new_desk(folder)
        self.key = self.desk.file.device
        province.keys[self.key.device] = self.key.public
        self.replica = self.open()

    def open(self) -> DeskReplica:
        self.replica = DeskReplica(
            self.desk.file, {"province": self.province.key.public}, key_of=self.province.keys.get, stopwatch=lambda: 0.0
        )
        return self.replica

    def push(self, limit: int = BIG) -> int:
        batch = self.replica.missing_at("province", limit)
        receipts = self.province.take(batch)
        self.replica.note_heads("province", self.province.held(), is_whole=True)
        self.replica.take_receipts(receipts)
        return len(batch.entries)

    def pull(self, limit: int = BIG) -> Taken:
        place = self.replica.place("province")
        page = self.province.page(place, limit, [self.key.device])
        return self.replica.take_page("province", page, is_order=True)

    def sync(self) -> None:
        while self.push():
            pass
        while self.replica.place("province").seq < len(self.province.rows):
            self.pull()
        self.repair()

    def repair(self) -> None:
        """As the last question of a repair: the rows themselves."""
        place = self.replica.place("province")
        if place.digest != self.province.digest(place.seq):
            self.replica.mend("province", self.province.page(Place(1, 0, b""), place.seq))

    def give(self, other: "Node", known: dict[Origin, int] | None = None) -> Taken:
        """Straight to another desk, as a stick does."""
        self.replica.note_heads("stick", known or {}, is_whole=True)
        batch = self.replica.missing_at("stick", BIG)
        return other.replica.take_batch(Batch([bare(one) for one in batch.entries], batch.heads))

    def folded(self) -> dict[str, object]:
        """Everything all desks must agree on, by ids that mean the same everywhere."""
        return folded(self.desk)


def folded(desk: Desk) -> dict[str, object]:
    from storage.engine import raw_of
    from storage.kinds import BY_NUMBER

    origins = desk.file.origins
    with desk.file.read() as connection:
        raw = raw_of(connection)
        found: dict[str, object] = {}
        for kind in BY_NUMBER.values():
            rows = raw.execute(f"SELECT {', '.join(kind.columns)} FROM {kind.table}").fetchall()  # noqa: S608  # noqa: S608
            found[kind.table] = sorted((kind.record(row, origins) for row in rows), key=lambda one: one.id)
        rows = raw.execute("SELECT entry, place, code FROM did_not_apply").fetchall()
        found["did_not_apply"] = sorted((origins.unpack_entry(entry), place, code) for entry, place, code in rows)
        rows = raw.execute("SELECT record, field, kept_entry, other_entry FROM merge_card").fetchall()
        found["merge_card"] = sorted(
            (origins.unpack(record), field, origins.unpack_entry(kept), origins.unpack_entry(other))
            for record, field, kept, other in rows
        )
    return found


def entry_ids(desk: Desk) -> list[EntryId]:
    with desk.file.read() as connection:
        return [one.id for one in desk.file.journal(connection).entries()]
