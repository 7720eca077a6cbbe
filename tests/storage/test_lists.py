"""Lists and lanes: order, pages, filters, and the edges of a day."""

from datetime import date, datetime, timedelta
from pathlib import Path

from commune_desk.domain.dossier_life import StepKind
from commune_desk.domain.records import Holding, State
from commune_desk.domain.vietnam_time import VN
from commune_desk.ports import LANES, Filter
from storage.engine import raw_of
from storage.lists import selection
from tests.storage.read_desk import NOW, ReadDesk, ids, read_desk


def all_ids(desk: ReadDesk, filter_: Filter, limit: int) -> list[object]:
    page = desk.reads.dossiers(filter_, limit=limit)
    seen: list[object] = [*ids(page.rows)]
    while page.after is not None:
        page = desk.reads.dossiers(filter_, page.after, limit)
        seen += ids(page.rows)
    return seen


def test_newest_first_also_where_many_came_in_one_second(tmp_path: Path) -> None:
    """Keyset pages lose rows at ties if the key is not unique."""
    with read_desk(tmp_path) as desk:
        made = [desk.dossier("A", received=NOW - timedelta(hours=hours // 3)).id for hours in (9, 9, 9, 9, 3, 3, 0)]

        for limit in (1, 2, 3, 7, 50):
            assert all_ids(desk, Filter(), limit) == made[::-1]
        assert desk.reads.count(Filter()) == 7


def test_the_edges_of_today(tmp_path: Path) -> None:
    """Vietnamese midnight separates today's promises, whatever zone the PC thinks it is in."""
    midnight = datetime(2026, 11, 23, tzinfo=VN)
    with read_desk(tmp_path) as desk:
        received = NOW - timedelta(days=9)
        yesterday, first, passed, last, tomorrow, in_two, in_three = (
            desk.dossier("A", received=received, due=due).id
            for due in (
                midnight - timedelta(seconds=1),
                midnight,
                NOW - timedelta(seconds=1),
                midnight + timedelta(days=1, seconds=-1),
                midnight + timedelta(days=1),
                midnight + timedelta(days=3, seconds=-1),
                midnight + timedelta(days=3),
            )
        )

        assert all_ids(desk, Filter(lane="due-today"), 2) == [first, passed, last]
        assert all_ids(desk, Filter(lane="overdue"), 2) == [yesterday, first, passed]
        assert all_ids(desk, Filter(lane="due-soon"), 1) == [tomorrow, in_two]
        assert in_three not in all_ids(desk, Filter(lane="due-soon"), 9)


def test_who_waits_is_not_overdue(tmp_path: Path) -> None:
    """While the citizen or a pause holds it up, the desk's clock stands; a finished one waits to be fetched."""
    with read_desk(tmp_path) as desk:
        late = [desk.dossier("A", received=NOW - timedelta(days=5), due=NOW - timedelta(days=1)) for _ in range(5)]
        desk.step(late[0], StepKind.ASK_SUPPLEMENT, reason="thiếu")
        desk.step(late[1], StepKind.ASK_FINANCIAL_DUTY, reason="thuế")
        desk.step(late[2], StepKind.PAUSE, reason="chờ")
        desk.step(late[3], StepKind.FINISH)

        assert all_ids(desk, Filter(lane="overdue"), 5) == [late[4].id]
        assert all_ids(desk, Filter(lane="waiting-citizen"), 2) == [late[2].id, late[1].id, late[0].id]
        assert all_ids(desk, Filter(lane="to-return"), 5) == [late[3].id]
        desk.step(late[2], StepKind.RESUME)
        assert all_ids(desk, Filter(lane="waiting-citizen"), 2) == [late[1].id, late[0].id]


def test_filters_narrow_together(tmp_path: Path) -> None:
    """Procedure, holder, state and days, each alone and all at once."""
    with read_desk(tmp_path) as desk:
        holder = desk.reads.all_of(Holding)[0].staff
        monday, tuesday = NOW, NOW + timedelta(days=1)
        one = desk.dossier("A", received=monday)
        two = desk.step(desk.dossier("B", received=tuesday), StepKind.ASSIGN, staff=holder.text)
        three = desk.dossier("C", received=tuesday, procedure="2.000815")

        assert all_ids(desk, Filter(procedure="2.000815"), 5) == [three.id]
        assert all_ids(desk, Filter(holder=holder.text), 5) == [two.id]
        assert all_ids(desk, Filter(holder="nobody"), 5) == []
        assert all_ids(desk, Filter(states=frozenset({State.RECEIVED})), 1) == [three.id, one.id]
        both = frozenset({State.RECEIVED, State.IN_PROCESS})
        assert all_ids(desk, Filter(states=both), 2) == [three.id, two.id, one.id]
        assert all_ids(desk, Filter(received_to=date(2026, 11, 23)), 5) == [one.id]
        day = date(2026, 11, 24)
        assert all_ids(desk, Filter(received_from=day, received_to=day, procedure="1.001193"), 5) == [two.id]
        assert desk.reads.dossiers(Filter(holder=holder.text)).rows[0].holder == "Quản Trị Viên"


def test_every_lane_counts_what_it_lists(tmp_path: Path) -> None:
    """A tile that says 3 and opens 2 rows is the fault OpenCRVS had."""
    with read_desk(tmp_path) as desk:
        for place in range(12):
            dossier = desk.dossier("A", received=NOW - timedelta(days=4), due=NOW + timedelta(hours=13 * (place - 6)))
            if place % 4 == 1:
                desk.step(dossier, StepKind.FINISH)
        home = desk.reads.home(NOW)

        for lane in LANES:
            rows = all_ids(desk, Filter(lane=lane), 50)
            assert (home.counts[lane], home.counts[lane]) == (len(rows), desk.reads.count(Filter(lane=lane)))
            assert ids(home.first[lane]) == rows[:5]


def test_every_query_goes_by_its_index(tmp_path: Path) -> None:
    """No plan sorts or scans the table: with a million dossiers that is the difference between 1 ms and seconds."""
    filters = [Filter(), *(Filter(lane=lane) for lane in LANES), *(Filter(states=frozenset({one})) for one in State)]
    with read_desk(tmp_path) as desk:
        around = desk.around
        with desk.file.read() as connection:
            raw = raw_of(connection)
            plans: list[str] = []
            raw.set_trace_callback(lambda query: plans.append(query) if query.startswith("SELECT dossier") else None)
            for filter_ in filters:
                desk.page(raw, selection(filter_, around))
            raw.set_trace_callback(None)
            assert plans
            for query in plans:
                plan = " ".join(row[3] for row in raw.execute(f"EXPLAIN QUERY PLAN {query}").fetchall())
                # Rows of one second are put in order of their ids: that is the last term, and few.
                assert "TEMP B-TREE" not in plan.replace("TEMP B-TREE FOR LAST TERM", ""), (query, plan)
