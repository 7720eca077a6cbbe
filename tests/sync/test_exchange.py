"""The exchange over a line in one process: converges, loses nothing, whatever is cut, altered, repeated or restored."""

import copy
from dataclasses import replace
from random import Random

import pytest

from commune_desk.domain.ids import EntryId, Origin
from commune_desk.entries import Entry, SignedHead
from commune_desk.sync_ports import Batch, Place, RefusedEntry, Taken
from sync.client.engine import Asked, Exchange
from sync.client.pace import Plan
from sync.client.peers import PeerMemory, Remarks
from sync.server.answer import ServerParts
from sync.server.exchange import ServerExchange
from sync.wire import frames
from sync.wire.frames import FrameReader, FrameWriter
from sync.wire.keys import request_keys
from sync.wire.messages import Hello, Notice, ScanOffer, decode
from sync.wire.small import encode_hello
from tests.sync.loopback import SERVER, SMALL, Commune, Desk, Line, commune
from tests.sync.memory_replica import COMMUNE, NOW_MS, MemoryReplica, MemoryStore, device_key


def flipped(at: int) -> Line:
    """One bit of the request at that byte is wrong."""
    return Line(alter_up=lambda data: data[:at] + bytes((data[at] ^ 1,)) + data[at + 1 :] if at < len(data) else data)


# ------------------------------------------------------------------ the plain case
def test_what_two_desks_write_is_everywhere_and_once() -> None:
    """The goal of all of it."""
    here = commune()
    here.a.replica.write(30)
    here.b.replica.write(20)
    here.settle()
    assert here.is_equal()
    assert len(here.store.of(COMMUNE).rows) == 50


def test_one_change_takes_one_round_trip_and_few_bytes_and_nothing_to_say_hardly_any() -> None:
    """On a kept connection about 150 bytes of headers and TLS records come on top: 350 and 250 with them."""
    here = commune()
    here.a.replica.write(5)
    here.settle()
    here.a.replica.write(1)
    result = here.a.exchange(here.store)
    assert (result.sent, result.acked, result.has_more) == (1, 1, False)
    assert here.a.replica.place("province") == here.store.end(COMMUNE)
    assert result.bytes_up + result.bytes_down < 260
    idle = here.a.exchange(here.store)
    assert not idle.has_more
    assert idle.bytes_up + idle.bytes_down < 70


def test_receipts_are_kept_and_true() -> None:
    """A tick is a proof: the replica checks each signature over its own hash."""
    here = commune()
    here.a.replica.write(4)
    here.settle()
    assert here.a.replica.faults == 0
    assert here.a.replica.receipts[-1].n == 4


def test_large_journals_travel_in_parts_and_pages_end_where_a_signed_head_stands() -> None:
    """A page may be smaller than what another desk signed at once; it grows until somebody vouches for its end."""
    here = commune(SMALL)
    here.a.replica.write(400, b"x" * 40)
    here.a.plan = Plan()
    here.a.settle(here.store)
    here.b.settle(here.store)
    assert here.b.replica.rows.keys() == here.a.replica.rows.keys()


def test_clock_is_told_and_never_a_reason_to_refuse() -> None:
    """Old PCs have dead batteries: six years off exchange like others and learn the true time."""
    here = commune()
    here.a.replica.write(1)
    wrong = NOW_MS - 6 * 365 * 86_400_000
    asking = Exchange(here.a.replica, here.a.peer, here.a.memory, Asked(Plan(), wrong))
    answering = ServerExchange(ServerParts(here.store, SERVER), NOW_MS)
    for chunk in asking.request():
        answering.feed(chunk)
    for chunk in answering.answer():
        asking.feed(chunk)
    result = asking.outcome()
    assert (result.acked, result.offset_ms) == (1, NOW_MS - wrong)


# ------------------------------------------------------------------ cuts
def prepared(plan: Plan) -> Commune:
    """Both sides have something to say, more than one part each way."""
    here = commune(plan)
    here.a.replica.write(25, b"a few words ")
    here.a.settle(here.store)
    here.b.replica.write(12, b"others ")
    return here


@pytest.mark.parametrize("side", ["up", "down"])
@pytest.mark.parametrize("plan", [SMALL, Plan()])
def test_line_cut_at_every_byte(side: str, plan: Plan) -> None:
    """What was sealed and taken stays, the rest comes with the next exchange, nothing twice."""
    here = prepared(plan)
    store = copy.deepcopy(here.store)
    whole = copy.deepcopy(here).b.exchange(store)
    assert store.end(COMMUNE).seq > 25
    length = whole.bytes_up if side == "up" else whole.bytes_down
    step = max(1, length // 150)
    for at in range(0, length + 1, step):
        cut = copy.deepcopy(here)
        cut.b.exchange(cut.store, Line(up=at) if side == "up" else Line(down=at))
        cut.settle()
        assert cut.is_equal(), at


def test_line_cut_again_and_again_gets_on_at_the_byte() -> None:
    """Every 5 kB a cut, packs of many times that: it finishes, and hardly anything is sent twice."""
    here = commune(Plan(rate=1000, budget=16 << 10, part=512, pack=64 << 10))
    rng = Random(5)  # noqa: S311  a test's dice
    for _ in range(250):
        here.a.replica.write(1, rng.randbytes(150))
    smooth = copy.deepcopy(here)
    useful = smooth.a.exchange(smooth.store).bytes_up
    spent = exchanges = 0
    while here.a.replica.waiting_at("province"):
        spent += here.a.exchange(here.store, Line(up=5000)).bytes_up
        exchanges += 1
        assert exchanges < 60
    assert spent < 1.3 * useful
    spent = 0
    while here.b.replica.place("province") != here.store.end(COMMUNE):
        spent += here.b.exchange(here.store, Line(down=5000)).bytes_down
        exchanges += 1
        assert exchanges < 120
    assert spent < 1.3 * useful
    here.settle()
    assert here.is_equal()


def test_budget_of_a_slow_line_is_kept_by_the_answer() -> None:
    """A page larger than eight seconds of the line comes in several answers, going on at the byte."""
    here = commune()
    rng = Random(6)  # noqa: S311  a test's dice
    for _ in range(300):
        here.a.replica.write(1, rng.randbytes(60))
    here.a.settle(here.store)
    here.b.plan = SMALL
    answers = []
    while (result := here.b.exchange(here.store)).has_more_down:
        answers.append(result.bytes_down)
    assert len(answers) > 3
    assert max(answers) < SMALL.budget * 1.4
    assert here.is_equal()


# ------------------------------------------------------------------ altered, repeated, foreign
def test_altered_bits_are_never_taken() -> None:
    """Any bit of the request wrong: what was sealed before it counts, the rest comes again."""
    here = prepared(SMALL)
    length = copy.deepcopy(here).b.exchange(copy.deepcopy(here.store)).bytes_up
    for at in range(0, length, 7):
        here_again = copy.deepcopy(here)
        here_again.b.exchange(here_again.store, flipped(at))
        here_again.settle()
        assert here_again.is_equal(), at


def test_altered_answers_are_never_taken() -> None:
    """The same for the answer."""
    here = prepared(SMALL)
    length = copy.deepcopy(here).b.exchange(copy.deepcopy(here.store)).bytes_down
    for at in range(0, length, 7):
        again = copy.deepcopy(here)
        line = Line(alter_down=lambda data, at=at: data[:at] + bytes((data[at] ^ 8,)) + data[at + 1 :])  # type: ignore[misc]
        again.b.exchange(again.store, line)
        again.settle()
        assert again.is_equal(), at


def test_replayed_request_is_answered_by_the_last_counter_and_stores_nothing() -> None:
    """Somebody recorded a request; the desk whose counter fell back jumps over it."""
    here = commune()
    here.a.replica.write(2)
    here.a.exchange(here.store)
    before = copy.deepcopy(here.store.of(COMMUNE).rows)
    answering = ServerExchange(ServerParts(here.store, SERVER), NOW_MS)
    answering.feed(here.a.last_request)
    assert b"".join(answering.answer())
    assert here.store.of(COMMUNE).rows == before
    here.store.counters[here.a.replica.key.device] = 5000
    result = here.a.exchange(here.store)
    assert result.said("replayed") is not None
    assert result.has_more
    assert here.a.exchange(here.store).is_answered


def test_reordered_and_repeated_groups_are_refused() -> None:
    """The chain of tags: a part at another place, or twice, is no part."""
    here = commune(SMALL)
    rng = Random(4)  # noqa: S311  a test's dice
    for _ in range(20):
        here.a.replica.write(1, rng.randbytes(30))
    asking = Exchange(here.a.replica, here.a.peer, here.a.memory, Asked(SMALL, NOW_MS))
    groups = list(asking.request())
    assert len(groups) > 4
    for order in ([0, 2, 1, 3], [0, 1, 1, 2], [1, 0]):
        store = copy.deepcopy(here.store)
        answering = ServerExchange(ServerParts(store, SERVER), NOW_MS)
        for at in order:
            answering.feed(groups[at])
        b"".join(answering.answer())
        assert not store.of(COMMUNE).rows
        assert sum(map(len, store.parts.values())) <= 2 * SMALL.part


def test_device_never_enrolled_is_told_so_and_gets_nothing() -> None:
    """It shares no key with the server: the word comes in the open and changes nothing at the desk."""
    here = commune()
    stranger = Desk(MemoryReplica(device_key(99), {}, set()))
    stranger.replica.write(1)
    result = stranger.exchange(here.store)
    assert result.said("not-enrolled") is not None
    assert not result.is_answered
    assert not here.store.of(COMMUNE).rows
    assert stranger.replica.waiting_at("province") == 1


def test_revoked_device_is_told_so_and_its_earlier_entries_stay() -> None:
    """What it placed before goes on to the others; nothing new of it is taken, whoever carries it."""
    here = commune()
    here.a.replica.write(3)
    here.a.settle(here.store)
    here.b.settle(here.store)
    here.store.revoke(here.a.replica.key)
    here.a.replica.write(1)
    assert here.a.exchange(here.store).said("revoked") is not None
    here.b.replica.take_batch(here.a.replica.missing_at("province", 1 << 20))
    result = here.b.exchange(here.store)
    assert {one.code for one in result.refused} == {"revoked"}
    here.b.settle(here.store)
    assert len(here.store.of(COMMUNE).rows) == 3


def test_desk_of_another_commune_sees_and_changes_nothing_of_this_one() -> None:
    """Rights end at the commune: reading, writing in another's name, carrying its own there."""
    here = commune()
    here.a.replica.write(3)
    here.a.settle(here.store)
    foreign = Desk(MemoryReplica(device_key(50), dict(here.keys), {SERVER.public}))
    here.store.enrol(foreign.replica.key, "00002")
    foreign.replica.take_batch(Batch(list(here.a.replica.rows.values()), [here.a.replica.head()]))
    foreign.replica.write(1)
    result = foreign.exchange(here.store)
    assert {one.code for one in result.refused} == {"foreign-commune"}
    assert [row.id.origin.device for row in here.store.of("00002").rows if row] == [foreign.replica.key.device]
    assert len(here.store.of(COMMUNE).rows) == 3


def test_forged_head_and_altered_entry_are_refused_by_name_and_block_nothing_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A hostile enrolled desk writes in a colleague's name."""
    here = commune()
    here.a.replica.write(2)
    here.b.replica.write(1)
    victim = here.a.replica
    forged = [replace(one, body=b"forged") for one in victim.rows.values()]
    head = victim.head()
    false_head = SignedHead(head.origin, head.n, head.hash, here.b.replica.key.sign(b"something"))
    for lie in (Batch(list(victim.rows.values()), [false_head]), Batch(forged, [head])):
        store = copy.deepcopy(here.store)
        liar = copy.deepcopy(here.b)
        own = liar.replica.missing_at("province", 1 << 20)
        mixed = Batch([*lie.entries, *own.entries], [*lie.heads, *own.heads])
        monkeypatch.setattr(liar.replica, "missing_at", lambda *_, mixed=mixed: mixed)
        result = liar.exchange(store)
        assert set(result.refused) == {RefusedEntry(one.id, "head-signature") for one in lie.entries}
        assert [row.id.origin for row in store.of(COMMUNE).rows if row] == [here.b.replica.origin]
        assert store.refusals


def test_hole_is_refused_by_name_and_filled_by_the_next_exchange() -> None:
    """The desk believed more to be there than was: the answer says what is held, the desk goes back."""
    here = commune()
    here.a.replica.write(5)
    here.a.replica.note_heads("province", {here.a.replica.origin: 3}, is_whole=False)
    result = here.a.exchange(here.store)
    assert {one.code for one in result.refused} == {"journal-hole"}
    assert not here.a.replica.refusals
    here.settle()
    assert here.is_equal()


# ------------------------------------------------------------------ restores
def test_server_restored_from_last_night_gets_back_what_it_lost() -> None:
    """A new epoch: every desk goes back to where the server stands and sends again what it lacks."""
    here = commune()
    here.a.replica.write(5)
    here.b.replica.write(5)
    here.settle()
    backup = copy.deepcopy(here.store)
    here.a.replica.write(4)
    here.settle()
    here.b.replica.write(3)
    here.settle()
    here.store.restored(backup)
    here.b.replica.write(2)
    here.settle()
    assert here.is_equal()
    assert len(here.store.of(COMMUNE).rows) == 19


def test_entries_of_a_dead_desk_come_back_from_its_colleagues() -> None:
    """The server lost them, the desk that wrote them is gone: others hold them behind signed heads."""
    here = commune()
    here.b.settle(here.store)
    backup = copy.deepcopy(here.store)
    here.a.replica.write(4)
    here.settle()
    here.store.restored(backup)
    here.b.settle(here.store)
    assert {row.id for row in here.store.of(COMMUNE).rows if row} == set(here.a.replica.rows)


def test_desk_restored_from_a_backup_gets_back_what_it_wrote() -> None:
    """Its own entries came to it as bare ids before; now it asks for whole rows."""
    here = commune()
    here.a.replica.write(5)
    here.settle()
    backup = copy.deepcopy(here.a.replica)
    here.a.replica.write(6)
    here.settle()
    here.b.replica.write(2)
    here.settle()
    here.a.replica.restored(backup, 77)
    here.a.memory = PeerMemory()
    here.a.replica.write(1)
    here.settle()
    assert here.is_equal()
    assert len(here.store.of(COMMUNE).rows) == 14


# ------------------------------------------------------------------ repair
def spoil_body(rows: dict[EntryId, Entry], at: int) -> None:
    id_ = list(rows)[at]
    rows[id_] = replace(rows[id_], body=b"spoiled")


@pytest.mark.parametrize("count", [40, 1500])
@pytest.mark.parametrize(
    ("side", "what"),
    [("desk", "body"), ("desk", "missing"), ("desk", "order"), ("server", "body"), ("server", "missing")],
)
def test_any_single_divergence_is_mended_within_three_round_trips(side: str, what: str, count: int) -> None:
    """Found at the next exchange, whichever side is wrong; at most three more until both are right again."""
    here = commune()
    here.a.replica.write(count // 2)
    here.b.replica.write(count // 2)
    here.settle()
    at = count // 3
    before = [row for row in here.store.of(COMMUNE).rows if row]
    if side == "server":
        rows = here.store.of(COMMUNE).rows
        row = rows[at]
        assert row is not None
        rows[at] = replace(row, body=b"spoiled") if what == "body" else None
    elif what == "order":
        _, ids = here.a.replica.places["province"]
        ids[at], ids[at + 1] = ids[at + 1], ids[at]
    elif what == "body":
        spoil_body(here.a.replica.rows, at)
    else:
        del here.a.replica.rows[list(here.a.replica.rows)[at]]
    found = here.a.exchange(here.store)
    assert found.digest_agrees is False
    assert found.is_mending
    trips = 0
    while here.a.exchange(here.store).digest_agrees is False:
        trips += 1
        assert trips <= 3
    assert [row for row in here.store.of(COMMUNE).rows if row] == before
    assert here.a.replica.place("province") == here.store.end(COMMUNE)


def test_desk_cannot_put_a_wrong_row_over_a_right_one_by_the_repair(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hostile desk sends MEND: rows that verify stay; a row that does not follow the chain goes nowhere."""
    here = commune()
    here.a.replica.write(20)
    here.settle()
    before = copy.deepcopy(here.store.of(COMMUNE).rows)
    spoil_body(here.b.replica.rows, 4)
    monkeypatch.setattr(here.b.replica, "mend", lambda *_: Taken())
    for _ in range(4):
        here.b.exchange(here.store)
    assert here.store.of(COMMUNE).rows == before
    right = before[4]
    assert right is not None
    here.store.of(COMMUNE).rows[4] = damaged = replace(right, body=b"damaged too")
    for _ in range(4):
        here.b.exchange(here.store)
    assert here.store.of(COMMUNE).rows[4] == damaged


# ------------------------------------------------------------------ versions and garbage
def spoken(store: MemoryStore, data: bytes) -> bytes:
    answering = ServerExchange(ServerParts(store, SERVER), NOW_MS)
    answering.feed(data)
    return b"".join(answering.answer())


def test_unknown_version_is_told_which_versions_are_spoken() -> None:
    """A desk years ahead of its server says so to its clerk instead of failing."""
    here = commune()
    device = here.a.replica.key
    writer = FrameWriter(bytes(32))
    writer.frame(frames.HELLO, encode_hello(Hello(device.device, 1, version=9)) + b"something newer")
    answer = FrameReader(bytes(32)).feed(spoken(here.store, writer.seal(last=True)))
    assert decode(answer[0][0][1], Notice) == Notice("upgrade", [1, 1])


def test_unknown_frames_of_a_newer_program_are_passed_over() -> None:
    """Both sides."""
    here = commune()
    key = here.a.replica.key
    keys = request_keys(key.agree(SERVER.exchange_public), key.device, 1)
    writer = FrameWriter(keys.up)
    writer.frame(frames.HELLO, encode_hello(Hello(key.device, 1)))
    writer.frame(77, b"from the future")
    groups = FrameReader(keys.down).feed(spoken(here.store, writer.seal(last=True)))
    assert groups[0][0][0] == frames.ACK


def test_garbage_from_an_enrolled_desk_is_answered_and_stores_nothing() -> None:
    """Whatever is inside a sealed group, the server says 'damaged' and goes on serving."""
    here = commune()
    key = here.a.replica.key
    rng = Random(3)  # noqa: S311  a test's dice
    kinds = (frames.OPS, frames.PART, frames.HEADS, frames.SCANS, frames.ASK, frames.MEND, frames.ACK, frames.HELLO)
    for counter in range(1, 200):
        keys = request_keys(key.agree(SERVER.exchange_public), key.device, counter)
        writer = FrameWriter(keys.up)
        writer.frame(frames.HELLO, encode_hello(Hello(key.device, counter)))
        writer.frame(rng.choice(kinds), rng.randbytes(rng.randrange(60)))
        writer.frame(rng.choice(kinds), rng.randbytes(rng.randrange(60)))
        groups = FrameReader(keys.down).feed(spoken(here.store, writer.seal(last=True)))
        assert groups[0][0][0] == frames.ACK
    assert not here.store.of(COMMUNE).rows


def test_bytes_that_are_no_request_are_not_answered() -> None:
    """Nobody proved anything, so nothing is said."""
    here = commune()
    assert spoken(here.store, Random(1).randbytes(500)) == b""  # noqa: S311  a test's dice


def test_scans_offered_are_passed_over_where_there_is_no_store_for_them() -> None:
    """An offer never disturbs the records."""
    here = commune()
    here.a.remarks = Remarks(offers=[ScanOffer(bytes(32), 5)], program="1.0", state_digest=b"12345678")
    here.a.replica.write(1)
    assert here.a.exchange(here.store).acked == 1
    assert here.store.contacts[-1].version == "1.0"


# ------------------------------------------------------------------ anything in any order
@pytest.mark.parametrize("seed", range(12))
def test_anything_in_any_order_ends_equal(seed: int) -> None:
    """Writes, cuts, bits, restores of both sides: after a quiet time all hold the same and nothing is lost."""
    rng = Random(seed)  # noqa: S311  a test's dice
    here = commune(rng.choice([SMALL, Plan()]))
    written: set[EntryId] = set()
    store_backup = copy.deepcopy(here.store)
    for step in range(40):
        desk = rng.choice([here.a, here.b])
        what = rng.randrange(10)
        if what < 3:
            desk.replica.write(rng.randrange(1, 15), rng.randbytes(5))
        elif what < 8:
            line = Line(rng.choice([None, rng.randrange(900)]), rng.choice([None, rng.randrange(900)]))
            desk.exchange(here.store, line if rng.random() < 0.8 else flipped(rng.randrange(500)))
        elif what == 8 and rng.random() < 0.3:
            here.store.restored(store_backup)
        elif what == 9:
            desk.memory = PeerMemory()
            if rng.random() < 0.2:
                store_backup = copy.deepcopy(here.store)
        written |= set(desk.replica.rows)
        assert step < 40
    here.settle()
    assert here.is_equal()
    assert written <= {row.id for row in here.store.of(COMMUNE).rows if row}


def test_place_never_grows_by_an_answer_that_claims_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server (or who holds its key) that names a place the desk never reached is not believed."""
    here = commune()
    here.a.replica.write(2)
    here.settle()
    here.a.replica.move_place("province", Place(1, 1, bytes(8)))
    monkeypatch.setattr(here.store, "place", lambda *_: Place(1, 2, bytes(8)))
    result = here.a.exchange(here.store)
    assert not result.is_answered
    assert Origin(0, 0) not in here.a.replica.heads_at("province")
