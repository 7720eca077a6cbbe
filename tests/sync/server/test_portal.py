"""The gateway to the national portal over real HTTP: each dossier told at last, each tick true and said once."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from sqlalchemy import select

from commune_desk.domain.dossier_life import StepKind
from commune_desk.province import JournalScribe
from sync.server.database import reading
from sync.server.figures import Figures
from sync.server.outbox import TICK, Outbox
from sync.server.portal import Access, HttpPortal, PortalQueue
from sync.server.portal_calls import DOSSIER_CALL, PROGRESS_CALL
from sync.server.portal_stand_in import StandInPortal
from sync.server.projection import Projection
from sync.server.serve import Server as HttpServer
from sync.server.serve import listen
from sync.server.tables import PORTAL_CALL
from sync.server.voice import Voice
from tests.commune_desk.timed_desks import TimedDesk
from tests.sync.server.stores import COMMUNE, NOW_MS, Author, Server
from tests.sync.server.test_projection import send

_WEEK_MS = 7 * 24 * 3600 * 1000


@dataclass
class Gateway:
    """The province's side and the portal's."""

    server: Server
    stand_in: StandInPortal
    queue: PortalQueue
    voice: Voice
    now_ms: int = NOW_MS

    def read(self) -> None:
        Projection(self.server.engine, self.server.store, JournalScribe(), is_portal_fed=True).read_all(COMMUNE)

    def work(self) -> int:
        """One round of the background thread."""
        taken = self.queue.work(self.now_ms)
        Outbox(self.server.engine, self.voice, JournalScribe()).say_noted(COMMUNE, self.now_ms)
        return taken

    def work_for_a_week(self) -> None:
        for _ in range(50):
            self.work()
            self.now_ms += _WEEK_MS // 50

    def ticks(self) -> list[object]:
        rows = self.voice.said(COMMUNE, TICK)
        return [told.values for row in rows for told in JournalScribe().read(row.entry)]

    def waiting(self) -> list[str]:
        query = select(PORTAL_CALL.c.call).where(PORTAL_CALL.c.done_at.is_(None))
        with reading(self.server.engine) as connection:
            return sorted(connection.execute(query).scalars())


@pytest.fixture
def gateway(server: Server) -> Iterator[Gateway]:
    """A portal that answers on a real socket."""
    stand_in = StandInPortal("tinh", "mat-khau")
    http = HttpServer(stand_in.app, listen("127.0.0.1", 0), None)
    http.start()
    portal = HttpPortal(Access(f"http://127.0.0.1:{http.port}", "000.00.01.H22", "tinh", "mat-khau"))
    voice = Voice(server.store, Author().key, JournalScribe(), 1)
    yield Gateway(server, stand_in, PortalQueue(server.engine, portal), voice)
    portal.close()
    http.stop()


def test_a_dossier_its_progress_and_the_tick(gateway: Gateway, timed: TimedDesk) -> None:
    """What the portal shows the citizen is what the desk knows; the desk learns that it does."""
    dossier = timed.receive().dossier
    send(gateway.server, timed)
    gateway.read()
    assert gateway.waiting() == [PROGRESS_CALL, DOSSIER_CALL]
    assert gateway.ticks() == []
    gateway.work()
    gateway.work()
    number = dossier.shown_number
    record = gateway.stand_in.dossiers[number]
    assert (record["ChuHoSo"], record["TrangThaiHoSo"], record["MaTTHC"]) == ("Nguyễn Thị Hoa", "2", "1.001193")
    assert record["NgayTiepNhan"].startswith("20261123")
    assert [line["TrangThai"] for line in gateway.stand_in.progress[number]] == ["2"]
    (tick,) = gateway.ticks()
    assert isinstance(tick, dict)
    assert (tick["dossier"], tick["reference"]) == (dossier.id, f"QG-{number}")
    timed.step(dossier, StepKind.FINISH)
    send(gateway.server, timed)
    gateway.read()
    gateway.work_for_a_week()
    assert gateway.stand_in.dossiers[number]["TrangThaiHoSo"] == "9"
    assert [line["TrangThai"] for line in gateway.stand_in.progress[number]] == ["2", "9"]
    assert len(gateway.ticks()) == 1
    assert gateway.waiting() == []
    assert Figures(gateway.server.engine).overview(NOW_MS)[0].portal_waiting == 0


@pytest.mark.parametrize("faults", [["down"] * 3, ["rubbish"] * 2, ["forget"], ["deaf"], ["deaf", "down", "deaf"]])
def test_whatever_the_portal_does_each_dossier_gets_there(
    gateway: Gateway, timed: TimedDesk, faults: list[str]
) -> None:
    """Refused connections, lost answers, sessions over: told again, later and later, and never ticked before."""
    dossiers = [timed.receive().dossier for _ in range(2)]
    send(gateway.server, timed)
    gateway.read()
    gateway.stand_in.faults = list(faults)
    assert gateway.queue.work(gateway.now_ms, limit=1) in {0, 1}
    if faults[0] != "forget":
        assert gateway.ticks() == []
        assert gateway.queue.work(gateway.now_ms + 1, limit=1) in {0, 1}
    gateway.work_for_a_week()
    assert set(gateway.stand_in.dossiers) == {dossier.shown_number for dossier in dossiers}
    assert [len(lines) for lines in gateway.stand_in.progress.values()] == [1, 1]
    assert len(gateway.ticks()) == 2
    assert gateway.waiting() == []


def test_a_portal_away_for_long_costs_few_calls(gateway: Gateway, timed: TimedDesk) -> None:
    """Ten thousand dossiers must not be tried every minute; nothing is given up either."""
    timed.receive()
    send(gateway.server, timed)
    gateway.read()
    gateway.stand_in.faults = ["down"] * 1000
    for _ in range(600):
        gateway.work()
        gateway.now_ms += 60_000
    assert gateway.stand_in.calls < 20
    gateway.stand_in.faults = []
    gateway.work_for_a_week()
    assert gateway.waiting() == []


def test_only_the_newest_whole_dossier_waits_but_every_line_of_progress(gateway: Gateway, timed: TimedDesk) -> None:
    """After a week without the portal the citizen sees every step, and the portal is told the whole once."""
    dossier = timed.receive().dossier
    for kind in (StepKind.ASSIGN, StepKind.FINISH, StepKind.RETURN_RESULT):
        more = {"unit": "Tư pháp"} if kind is StepKind.ASSIGN else {}
        timed.step(dossier, kind, **more)
    send(gateway.server, timed)
    gateway.read()
    assert gateway.waiting() == [PROGRESS_CALL] * 4 + [DOSSIER_CALL]
    gateway.work_for_a_week()
    lines = gateway.stand_in.progress[dossier.shown_number]
    assert [line["TrangThai"] for line in lines] == ["2", "4", "9", "10"]
    assert gateway.stand_in.calls == 5


def test_a_portal_that_is_not_there_raises_nothing(server: Server, timed: TimedDesk) -> None:
    """The background thread lives on; the password shows in no repr that a log might hold."""
    access = Access("http://127.0.0.1:9", "000", "tinh", "mat-khau")
    assert "mat-khau" not in repr(access)
    timed.receive()
    send(server, timed)
    Projection(server.engine, server.store, JournalScribe(), is_portal_fed=True).read_all(COMMUNE)
    portal = HttpPortal(access)
    assert PortalQueue(server.engine, portal).work(NOW_MS) == 0
    assert Figures(server.engine).overview(NOW_MS)[0].portal_waiting == 2
    portal.close()
