"""Enrolment, revocation, courier keys and the figures of the page: whoever gets in here gets a commune's data."""

import pytest
from sqlalchemy import select

from commune_desk.device_key import DeviceKey
from commune_desk.domain.errors import AlreadyThere, NotFound, Refused
from commune_desk.sync_ports import Place
from sync.server.database import reading
from sync.server.figures import Figures
from sync.server.ports import Contact
from sync.server.registry import CODE_LIFE_MS, DESK, HUB, PROVINCE, Commune, Invitation
from sync.server.tables import COURIER_KEY, INVITATION
from tests.sync.server.stores import COMMUNE, NOW_MS, OTHER, Author, Server

_INVITED = Invitation(COMMUNE, "Máy quầy 2", DESK)


def _use(server: Server, code: str, key: DeviceKey, at: int = NOW_MS) -> None:
    server.registry.use_code(code, key.public, key.exchange_public, at)


def test_a_code_enrols_one_device_once(server: Server) -> None:
    """The line may lose the answer: the same PC asks again and gets in, another one with the same paper does not."""
    code = server.registry.make_code(_INVITED, NOW_MS)
    mine, other = Author().key, Author().key
    device = server.registry.use_code(code.lower(), mine.public, mine.exchange_public, NOW_MS + CODE_LIFE_MS)
    assert (device.number, device.commune, device.name, device.role) == (mine.device, COMMUNE, "Máy quầy 2", DESK)
    assert server.registry.use_code(code, mine.public, mine.exchange_public, NOW_MS + 2 * CODE_LIFE_MS) == device
    assert server.store.device(mine.device) == device
    with pytest.raises(Refused) as refused:
        _use(server, code, other)
    assert refused.value.code == "enrol-code-used"
    assert server.store.device(other.device) is None


def test_codes_that_do_not_open(server: Server) -> None:
    """Old, invented and doubled ones are told apart: the clerk must know whether to type again or ask the province."""
    code = server.registry.make_code(_INVITED, NOW_MS)
    key = Author().key
    for wrong, at, why in (
        (code, NOW_MS + CODE_LIFE_MS + 1, "enrol-code-old"),
        ("0" * 16, NOW_MS, "enrol-code-unknown"),
        ("", NOW_MS, "enrol-code-unknown"),
    ):
        with pytest.raises(Refused) as refused:
            _use(server, wrong, key, at)
        assert refused.value.code == why
    _use(server, code, key)
    again = server.registry.make_code(_INVITED._replace(commune=OTHER), NOW_MS)
    with pytest.raises(AlreadyThere):
        _use(server, again, key)
    with pytest.raises(NotFound):
        server.registry.make_code(_INVITED._replace(commune="99999"), NOW_MS)


def test_no_code_and_no_courier_key_lies_open_in_the_database(server: Server) -> None:
    """Whoever steals a backup of the server may neither enrol a PC nor read a stick."""
    code = server.registry.make_code(_INVITED, NOW_MS)
    secret = server.registry.courier_key(COMMUNE).secret
    with reading(server.engine) as connection:
        rows = [*connection.execute(select(INVITATION)), *connection.execute(select(COURIER_KEY))]
    kept = b"".join(bytes(value) for row in rows for value in row if isinstance(value, bytes | memoryview))
    assert len(secret) == 32
    assert code.encode() not in kept
    assert secret not in kept


def test_the_province_is_known_everywhere_and_others_only_at_home(server: Server) -> None:
    """Entries of the province verify in every commune; a desk's never in another's."""
    key = Author().key
    server.registry.set_province(key.public, key.exchange_public, "Tỉnh", NOW_MS)
    server.registry.set_province(key.public, key.exchange_public, "Tỉnh", NOW_MS)
    desk = server.enrol(Author())
    assert {device.number for device in server.store.devices(COMMUNE)} == {key.device, desk.key.device}
    assert [(device.number, device.role, device.commune) for device in server.store.devices(OTHER)] == [
        (key.device, PROVINCE, "")
    ]
    with pytest.raises(NotFound):
        server.registry.revoke(key.device, NOW_MS)


def test_revoking_brings_a_new_courier_key_once(server: Server) -> None:
    """The stolen PC knows the old one; sticks under way are still read with it."""
    desk = server.enrol(Author())
    before, elsewhere = server.registry.courier_key(COMMUNE), server.registry.courier_key(OTHER)
    first = server.registry.revoke(desk.key.device, NOW_MS)
    assert server.registry.revoke(desk.key.device, NOW_MS + 9) == first
    keys = server.registry.courier_keys(COMMUNE)
    assert len(keys) == 2
    assert keys[1] == before
    assert keys[0].secret != before.secret
    assert server.registry.courier_key(OTHER) == elsewhere
    server.registry.renew_courier_key(OTHER, NOW_MS)
    assert server.registry.courier_key(OTHER).id > elsewhere.id


def test_communes_are_made_once(server: Server) -> None:
    """A second founding would start a second order under the same code."""
    assert server.registry.communes() == [Commune(COMMUNE, "Xã Một"), Commune(OTHER, "Xã Hai")]
    with pytest.raises(AlreadyThere):
        server.registry.add_commune(COMMUNE, "Xã Ba", NOW_MS)


def test_the_page_sees_desks_and_communes(server: Server) -> None:
    """What an administrator does next is decided on these lines: who is behind, whose clock is off, who was revoked."""
    desk, hub = server.enrol(Author()), server.enrol(Author(), role=HUB)
    server.store.append(COMMUNE, desk.key.device, desk.write(10), [], NOW_MS)
    place = Place(1, 4, bytes(8))
    server.store.note_contact(desk.key.device, Contact(NOW_MS, NOW_MS - 7000, "1.2", 6, 9000, place))
    server.registry.revoke(hub.key.device, NOW_MS + 1)
    lines = {line.number: line for line in Figures(server.engine).desks(COMMUNE)}
    seen = lines[desk.key.device]
    assert (seen.behind, seen.clock_off_ms, seen.version, seen.waiting, seen.rate) == (6, -7000, "1.2", 6, 9000)
    assert (lines[hub.key.device].behind, lines[hub.key.device].revoked_at_ms) == (None, NOW_MS + 1)
    assert len(Figures(server.engine).desks()) == 2
    first, second = Figures(server.engine).overview(NOW_MS)
    assert (first.code, first.desks, first.revoked, first.waiting, first.entries) == (COMMUNE, 2, 1, 6, 10)
    assert (first.last_contact_ms, first.unread) == (NOW_MS, 10)
    assert (second.code, second.desks, second.last_contact_ms, second.open) == (OTHER, 0, None, 0)
