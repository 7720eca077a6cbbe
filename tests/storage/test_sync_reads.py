"""Ticks stand on proofs that can be checked again; what is stuck is named."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from commune_desk.device_key import DeviceKey
from commune_desk.domain.dossier_life import Step, StepKind
from commune_desk.domain.ids import EntryId, Origin, RecordId
from commune_desk.domain.records import Dossier, PortalTick, State, Verdict
from commune_desk.entries import NO_HASH, Entry
from commune_desk.ports import Filter
from commune_desk.sync_ports import Receipt, receipt_message
from storage.codec import Added, encode
from storage.kinds import KINDS
from storage.reads import FileReads
from storage.rebuild import rebuild_check
from storage.sync_reads import FileSyncReads
from tests.storage.desks import MONDAY, received
from tests.storage.exchange import Node, Province

NOW = MONDAY + timedelta(hours=1)


@pytest.fixture
def province() -> Province:
    return Province()


@pytest.fixture
def nodes(tmp_path: Path, province: Province) -> Iterator[list[Node]]:
    made = [Node(tmp_path / name, province) for name in ("a", "b")]
    yield made
    for one in made:
        one.desk.file.close()


def said_by(province: Province, *changes: tuple[type, dict[str, object]]) -> Entry:
    """An entry of the province's own device, put at the end of the order."""
    origin = Origin(province.key.device, 7)
    own = [one for one in province.rows if one.id.origin == origin]
    of = EntryId(origin, len(own) + 1)
    body = encode(of, [Added(KINDS[kind], RecordId(*of, k), values) for k, (kind, values) in enumerate(changes)])
    entry = Entry(of, (1_795_400_000_000 + of.n) << 16, 1_795_400_000_000, 420, None, None, "province.say", body)
    chained = Entry(**{**vars(entry), "hash": entry.chained(own[-1].hash if own else NO_HASH)})
    province.rows.append(chained)
    return chained


def test_no_tick_before_its_proof_and_each_after(nodes: list[Node], province: Province) -> None:
    a, _ = nodes
    dossier = received(a.desk).id
    reads = FileSyncReads(a.desk.file)
    before = reads.ticks([dossier])[dossier]
    assert (before.entries, before.waiting, before.province, before.second) == (1, 1, None, None)
    assert FileReads(a.desk.file).count(Filter(lane="unsent")) == 1
    a.push()
    after = reads.ticks([dossier])[dossier]
    assert after.province is not None
    assert (after.waiting, after.second, after.portal) == (0, None, None)
    assert FileReads(a.desk.file).count(Filter(lane="unsent")) == 0
    assert reads.verify(after.province)
    assert reads.proofs(dossier) == [after.province]
    assert reads.day(NOW) == (reads.day(NOW).__class__)(1, 1, 0, after.province.at_ms)
    said_by(province, (PortalTick, {"dossier": dossier, "reference": "H37-1", "at": NOW}))
    a.pull()

    portal = reads.ticks([dossier])[dossier].portal
    assert portal is not None
    assert (portal.place, portal.reference) == ("portal", "H37-1")


def test_a_proof_of_an_altered_entry_is_no_proof_any_more(nodes: list[Node]) -> None:
    a, _ = nodes
    dossier = received(a.desk).id
    a.push()
    reads = FileSyncReads(a.desk.file)
    proof = reads.ticks([dossier])[dossier].province
    with a.desk.file.engines.write() as connection:
        connection.exec_driver_sql("UPDATE journal SET wall_drift_ms = 5 WHERE seq = 2")

    assert proof is not None
    assert not reads.verify(proof)


def test_forged_receipts_give_no_tick(nodes: list[Node], province: Province) -> None:
    """An unknown server, a wrong signature, a hash that is not ours: dropped and counted."""
    a, _ = nodes
    dossier = received(a.desk).id
    head = a.replica.missing_at("province", 1 << 30).heads[0]
    stranger = DeviceKey.generate()
    honest = province.receipt(head)
    foreign = honest._replace(server=stranger.public)
    foreign = foreign._replace(signature=stranger.sign(receipt_message(foreign)))
    other: Receipt = province.receipt(head._replace(hash=bytes(16)))
    a.replica.take_receipts([honest._replace(n=head.n + 5), foreign, other])

    assert FileSyncReads(a.desk.file).ticks([dossier])[dossier].province is None
    stuck = FileSyncReads(a.desk.file).stuck()
    assert [(one.kind, one.code) for one in stuck] == [("fault", "receipt-not-genuine")]


@pytest.mark.parametrize("first", ["verdict", "entry"])
def test_a_verdict_sets_the_steps_of_its_entry_aside_everywhere(
    nodes: list[Node], province: Province, first: str
) -> None:
    """Whether it comes behind the entry, as from the province, or a stick brings the entry later."""
    a, b = nodes
    dossier = received(a.desk)
    for one in (a, b):
        one.sync()
    with a.desk.file.work("dossier.step", a.desk.actor) as work:
        work.step(work.get(Dossier, dossier.id), Step(StepKind.FINISH, MONDAY, State.RECEIVED))
    head = a.replica.missing_at("province", 1 << 30).heads[-1]
    words = {"entry_origin": head.origin.text, "entry_n": head.n, "code": "number-twice", "words": "Số đã cấp"}
    if first == "entry":
        a.push()
        said_by(province, (Verdict, words))
    else:
        said_by(province, (Verdict, words))
        b.pull()
        a.push()
    for one in (a, b, a):
        one.sync()
    reads = FileSyncReads(b.desk.file)

    assert a.folded() == b.folded()
    for one in (a, b):
        with one.desk.file.work("look", None) as work:
            assert work.get(Dossier, dossier.id).state is State.RECEIVED
        assert rebuild_check(one.desk.file) == []
    assert reads.ticks([dossier.id])[dossier.id].trouble == "number-twice"
    assert [(one.kind, one.code, one.reason, one.dossier) for one in reads.stuck()] == [
        ("refused", "number-twice", "Số đã cấp", dossier.id)
    ]


def test_a_verdict_of_a_colleague_is_none(nodes: list[Node]) -> None:
    """Only the province judges."""
    a, _ = nodes
    dossier = received(a.desk)
    with a.desk.file.work("dossier.judge", a.desk.actor) as work:
        work.add(Verdict(work.new_id(), dossier.id.origin.text, dossier.id.n, "number-twice"))

    assert FileSyncReads(a.desk.file).stuck() == []
    assert FileSyncReads(a.desk.file).ticks([dossier.id])[dossier.id].trouble == ""
