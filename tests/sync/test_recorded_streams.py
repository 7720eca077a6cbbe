"""Old and new programs talk: what a released version said is understood today, by both sides."""

import pytest

from commune_desk.domain.ids import EntryId
from sync.client.engine import Asked, Exchange
from sync.server.answer import ServerParts
from sync.server.exchange import ServerExchange
from tests.sync.loopback import SERVER
from tests.sync.memory_replica import COMMUNE, NOW_MS
from tests.sync.record_streams import PLANS, Recording, recordings, scenario

ALL = recordings()


def test_this_version_was_recorded() -> None:
    """Otherwise the tests below prove nothing."""
    assert {version for version, _ in ALL} >= {1}
    assert len(ALL) >= len(PLANS)


@pytest.mark.parametrize(("version", "recorded"), ALL, ids=lambda one: getattr(one, "name", str(one)))
def test_server_of_today_takes_what_an_old_desk_sent(version: int, recorded: Recording) -> None:
    """Byte for byte as it came then; `version` names the recording."""
    assert version >= 1
    here = scenario(PLANS[recorded.name])
    for request in recorded.requests:
        answering = ServerExchange(ServerParts(here.store, SERVER), NOW_MS)
        answering.feed(request)
        assert b"".join(answering.answer())
    expected = set(here.a.replica.rows) | set(here.b.replica.rows)
    assert {row.id for row in here.store.of(COMMUNE).rows if row} == expected
    assert not here.store.refusals


@pytest.mark.parametrize(("version", "recorded"), ALL, ids=lambda one: getattr(one, "name", str(one)))
def test_desk_of_today_takes_what_an_old_server_answered(version: int, recorded: Recording) -> None:
    """The colleague's desk gets the thirty entries from the recorded answer, and both get their receipts."""
    assert version >= 1
    here = scenario(PLANS[recorded.name])
    for desk, answer in zip((here.a, here.b, here.a), recorded.answers, strict=True):
        asking = Exchange(desk.replica, desk.peer, desk.memory, Asked(desk.plan, NOW_MS))
        assert b"".join(asking.request())
        asking.feed(answer)
        assert asking.outcome().is_whole
    wanted: set[EntryId] = set(here.a.replica.rows)
    assert set(here.b.replica.rows) == wanted
    assert len(wanted) == 33
    assert here.a.replica.faults == here.b.replica.faults == 0
    assert here.a.replica.receipts
    assert here.a.replica.place("province") == here.b.replica.place("province")
