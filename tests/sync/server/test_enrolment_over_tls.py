"""Enrolment through real sockets and TLS: the one moment when trust is made must not be taken by anybody else."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commune_desk.device_key import DeviceKey
from commune_desk.domain.errors import InvalidInput, NotAllowedNow, Refused
from commune_desk.province import PracticeProvince, start_practice_province
from sync.client.enrol import enrol, read_enrolment
from sync.wire.enrolment import LETTERS, Ticket, parse_ticket
from sync.wire.keys import ScanCall, check_scan_token, scan_caller, scan_token


@pytest.fixture
def running(tmp_path: Path) -> Iterator[PracticeProvince]:
    province = start_practice_province(tmp_path / "province")
    yield province
    province.stop()


def test_a_desk_enrols_once_and_again_when_the_answer_was_lost(running: PracticeProvince) -> None:
    key = DeviceKey.generate()
    first = enrol(running.url, running.ticket, key, "0.1", is_practice=True)
    assert read_enrolment(first.text) == first
    assert enrol(running.url, running.ticket, key, "0.1", is_practice=True) == first
    said = [row.entry.action for row in running.province.store.rows("H37.099", 0, 1 << 20)]
    assert said == ["desk-enrolled"]
    with pytest.raises(Refused, match="enrol-code-used"):
        enrol(running.url, running.ticket, DeviceKey.generate(), "0.1", is_practice=True)


def test_a_real_desk_stays_out_of_practice(running: PracticeProvince) -> None:
    with pytest.raises(NotAllowedNow, match="enrol-practice"):
        enrol(running.url, running.ticket, DeviceKey.generate(), "0.1", is_practice=False)


def test_another_server_is_not_believed(running: PracticeProvince) -> None:
    """Whoever stands at the address: without the authorities on the ticket the code never leaves the desk."""
    other = Ticket(running.ticket.code, "0" * 15)
    with pytest.raises(Refused, match="enrol-pin"):
        enrol(running.url, other, DeviceKey.generate(), "0.1", is_practice=True)
    assert enrol(running.url, running.ticket, DeviceKey.generate(), "0.1", is_practice=True).commune == "H37.099"


@given(st.text(LETTERS, min_size=16, max_size=16), st.text(LETTERS, min_size=15, max_size=15), st.integers(0, 30))
def test_a_ticket_is_read_as_typed_and_most_slips_are_seen(code: str, pin: str, at: int) -> None:
    ticket = Ticket(code, pin)
    assert parse_ticket(f"https://p:1/#{ticket.text.lower()}") == ticket
    with pytest.raises(InvalidInput):
        parse_ticket(ticket.text.replace("-", "")[:at])


@given(st.text(max_size=60))
def test_no_text_breaks_the_reading_of_tokens(text: str) -> None:
    call = ScanCall("PUT", bytes(32), 0, 1)
    assert scan_caller(text) is None
    assert not check_scan_token(text, bytes(32), call)


def test_a_token_is_for_one_call_only() -> None:
    call = ScanCall("PUT", bytes(32), 5, 10)
    token = scan_token(bytes(32), 7, 9, call)
    assert check_scan_token(token, bytes(32), call)
    assert not check_scan_token(token, bytes(32), call._replace(offset=6))
    assert not check_scan_token(token, b"1" * 32, call)
