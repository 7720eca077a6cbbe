"""Whatever order entries come in, by whatever way, desks that hold the same end with the same records."""

import tempfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commune_desk.domain.dossier_life import RULES, Step, StepKind
from commune_desk.domain.errors import NotAllowedNow
from commune_desk.domain.records import Dossier, Person
from storage.rebuild import rebuild_check
from tests.storage.desks import MONDAY, received
from tests.storage.exchange import Node, Province

KINDS = (StepKind.ASSIGN, StepKind.ASK_SUPPLEMENT, StepKind.SUPPLEMENT_RECEIVED, StepKind.FINISH, StepKind.STOP)
WHO = st.integers(0, 2)
DEEDS = st.one_of(
    st.tuples(st.just("step"), WHO, st.sampled_from(KINDS)),
    st.tuples(st.just("name"), WHO, st.sampled_from(("Một", "Hai", "Ba"))),
    st.tuples(st.just("note"), WHO, st.text("ab", max_size=3)),
    st.tuples(st.just("push"), WHO, st.integers(1, 2000)),
    st.tuples(st.just("pull"), WHO, st.integers(1, 4)),
    st.tuples(st.just("stick"), WHO, WHO),
    st.tuples(st.just("clock"), WHO, st.integers(-90, 90)),
    st.tuples(st.just("receive"), WHO, st.integers(0, 9)),
)


def do(nodes: list[Node], dossiers: list[Dossier], deed: tuple[str, int, object]) -> None:
    what, who, value = deed
    node = nodes[who]
    if what == "push":
        node.push(int(str(value)))
    elif what == "pull":
        node.pull(int(str(value)))
    elif what == "stick":
        node.give(nodes[int(str(value))])
    elif what == "clock":
        node.desk.clock.at += timedelta(minutes=int(str(value)))
    else:
        write(node, dossiers, what, value)


def write(node: Node, dossiers: list[Dossier], what: str, value: object) -> None:
    if what == "receive":
        received(node.desk, number=f"{value}")
    elif what == "step":
        for dossier in dossiers:
            _step(node, dossier, StepKind(value))
    else:
        with node.desk.file.work("dossier.correct", node.desk.actor) as work:
            if what == "name":
                work.put(replace(work.get(Person, dossiers[0].applicant), name=str(value)))
            else:
                work.put(replace(work.get(Dossier, dossiers[0].id), note=str(value)))


def _step(node: Node, dossier: Dossier, kind: StepKind) -> None:
    try:
        with node.desk.file.work("dossier.step", node.desk.actor) as work:
            now = work.get(Dossier, dossier.id)
            work.step(now, Step(kind, MONDAY, now.state, reason="vì" if RULES[kind].needs_reason else ""))
    except NotAllowedNow:
        return


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(DEEDS, max_size=14))
def test_three_desks_end_equal(deeds: list[tuple[str, int, object]]) -> None:
    """Records, set-aside steps and merge cards; and every desk's records are the fold of its journal."""
    with tempfile.TemporaryDirectory() as folder:
        province = Province()
        nodes = [Node(Path(folder) / name, province) for name in "abc"]
        dossiers = [received(nodes[0].desk, number=number) for number in ("0001", "0002")]
        for node in (*nodes, *nodes):
            node.sync()
        for deed in deeds:
            do(nodes, dossiers, deed)
        for node in nodes:
            assert rebuild_check(node.desk.file) == []
        for node in (*nodes, *nodes):
            node.sync()
        folded = [node.folded() for node in nodes]
        for node in nodes:
            place = node.replica.place("province")
            assert place.digest == province.digest(place.seq)
            assert rebuild_check(node.desk.file) == []
            assert node.replica.waiting_at("province") == 0
            node.desk.file.close()
        assert folded[0] == folded[1] == folded[2]
