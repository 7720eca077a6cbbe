"""A hub takes what desks bring, passes it on, and knows the province's order: nothing is lost between two roads."""

from pathlib import Path

import pytest

from commune_desk.device_key import DeviceKey
from commune_desk.entries import Entry
from commune_desk.sync_ports import Batch, PageRows, Receipt, digest_of, receipt_message
from sync.server.registry import HUB
from sync.server.relay import Standing, StoreReplica
from sync.server.upstream import Upstream
from tests.sync.server.stores import COMMUNE, NOW_MS, Author, Server, new_server, sqlite_engine

PROVINCE = DeviceKey.from_private(bytes(range(7, 39)))


class Relay:
    """A hub's store and the replica over it, beside the province's."""

    def __init__(self, folder: Path, province: Server) -> None:
        self.province = province
        self.hub = new_server(sqlite_engine(folder))
        self.device = self.hub.enrol(Author(), role=HUB).key.device
        standing = Standing(COMMUNE, self.device, PROVINCE.public, lambda: NOW_MS)
        self.replica = StoreReplica(self.hub.store, Upstream(self.hub.engine, COMMUNE), standing)

    def give(self, *authors: Author) -> None:
        """Desks bring ten entries each."""
        for author in authors:
            self.hub.store.append(COMMUNE, author.key.device, author.write(10), [author.head()], NOW_MS)

    def push(self, limit: int = 30) -> int:
        """To the province, until nothing is missing there; how many went."""
        sent, held = 0, dict(self.replica.heads_at("province"))
        while (batch := self.replica.missing_at("province", limit)).entries:
            self.province.store.append(COMMUNE, self.device, batch.entries, batch.heads, NOW_MS)
            sent += len(batch.entries)
            held |= {one.id.origin: one.id.n for one in batch.entries}
            self.replica.note_heads("province", held, is_whole=True)
        return sent

    def page(self) -> PageRows:
        """What the province has behind the hub's place."""
        place = self.replica.place("province")
        rows = self.province.store.rows(COMMUNE, place.seq, 1 << 20)
        end = self.province.store.end(COMMUNE)
        entries = [Entry(**{**row.entry.__dict__, "hash": b""}) for row in rows]
        heads = self.province.store.signed_heads(COMMUNE, {one.id.origin: one.id.n for one in entries})
        return PageRows(end.epoch, place.seq + 1, entries, heads)


@pytest.fixture
def relay(server: Server, tmp_path: Path) -> Relay:
    """Two desks known on both sides."""
    (tmp_path / "hub").mkdir()
    made = Relay(tmp_path / "hub", server)
    yield made  # type: ignore[misc]
    made.hub.engine.dispose()


def two(relay: Relay) -> tuple[Author, Author]:
    authors = Author(), Author()
    for author in authors:
        relay.hub.enrol(author)
        relay.province.enrol(author)
    return authors


def test_what_desks_brought_reaches_the_province_and_its_order_comes_back(relay: Relay) -> None:
    """In small batches, with heads exactly where a batch ends; the digests then agree."""
    authors = two(relay)
    relay.give(*authors)
    relay.give(*authors)

    assert relay.replica.waiting_at("province") == 40
    assert relay.push() == 40
    assert relay.replica.waiting_at("province") == 0
    taken = relay.replica.take_page("province", relay.page(), is_order=True)
    assert (taken.new, taken.known, taken.refused) == (0, 40, ())
    assert relay.replica.place("province") == relay.province.store.end(COMMUNE)
    epoch = relay.province.store.end(COMMUNE).epoch
    assert sum(run.length for run in relay.hub.store.runs(COMMUNE, epoch, 0, 100)) == 40
    assert digest_of(relay.replica.sums("province", [(1, 41)])[0]) == relay.replica.place("province").digest


def test_entries_of_a_desk_that_has_its_own_line_come_down(relay: Relay) -> None:
    """Desk 1 speaks with the province, desk 2 only with the hub: the hub hands them on."""
    author, _ = two(relay)
    relay.province.store.append(COMMUNE, author.key.device, author.write(10), [author.head()], NOW_MS)

    assert relay.replica.take_page("province", relay.page(), is_order=True).new == 10
    assert relay.hub.store.heads(COMMUNE)[author.origin].n == 10
    assert relay.replica.missing_at("province", 1000).entries


def test_what_no_head_vouches_for_is_refused_by_name(relay: Relay) -> None:
    """Whoever holds the stick could have written it."""
    author, _ = two(relay)
    stranger = Author()
    batch = Batch([*author.write(3), *stranger.write(2)], [stranger.head()])

    taken = relay.replica.take_batch(batch)

    assert taken.new == 0
    assert [one.code for one in taken.refused] == ["head-signature"] * 3 + ["not-enrolled"] * 2


def test_only_the_provinces_own_receipts_are_kept(relay: Relay) -> None:
    """A receipt is a promise of somebody one believes."""
    author, _ = two(relay)
    relay.give(author)
    other = DeviceKey.generate()
    for key in (PROVINCE, other):
        unsigned = Receipt(key.public, author.origin, 10, author.hash, 10, NOW_MS, is_safe=False, signature=b"")
        signed = unsigned._replace(signature=key.sign(receipt_message(unsigned)))
        relay.replica.take_receipts([signed._replace(hash=b"")])

    assert [one.server for one in relay.replica.receipts_for(relay.replica.place("province"))] == [PROVINCE.public]


def test_small_memories_last(relay: Relay) -> None:
    """A cut answer goes on at the byte; a request number is never used twice."""
    relay.replica.keep_partial("province", b"12345678", 9, b"half")

    assert relay.replica.partial("province") == (b"12345678", 9, b"half")
    relay.replica.keep_partial("province", b"", 0, b"")
    assert relay.replica.partial("province") is None
    first, second = relay.replica.next_counter(), relay.replica.next_counter()
    assert first < second < relay.replica.next_counter(after=second + 10)
