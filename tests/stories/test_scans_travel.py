"""A scan attached at one desk is at the province, proved, and at the other desk, byte for byte, and travels once."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from random import Random

import pytest

from commune_desk.build import practice_desk
from commune_desk.desk_sync import enrol_desk, exchange_once
from commune_desk.domain.ids import RecordId
from commune_desk.domain.records import Scan
from commune_desk.paths import Profile
from commune_desk.province import PRACTICE_COMMUNE, PracticeProvince, start_practice_province
from commune_desk.usecases.receive_dossier import receive_dossier
from storage.signed_desk import SignedDesk
from storage.sync_reads import FileSyncReads
from sync.client.peers import PROVINCE
from sync.server.registry import DESK
from tests.commune_desk.timed_desks import reception

PAGE = Random(7).randbytes(150_001)  # noqa: S311  a story needs no secrets


@pytest.fixture
def province(tmp_path: Path) -> Iterator[PracticeProvince]:
    made = start_practice_province(tmp_path / "province")
    yield made
    made.stop()


@pytest.fixture
def desks(tmp_path: Path, province: PracticeProvince) -> Iterator[tuple[SignedDesk, SignedDesk]]:
    """Two desks of the commune, both known to the province."""
    with ExitStack() as stack:
        made = []
        for name in ("one", "two"):
            desk = practice_desk(Profile(tmp_path / name))
            stack.callback(desk.file.close)
            ticket = province.province.enroller.invite(PRACTICE_COMMUNE, name, DESK)
            enrol_desk(desk, province.url, ticket)
            made.append(desk)
        yield made[0], made[1]


def attached(desk: SignedDesk, dossier: RecordId, data: bytes, urgency: int = 3) -> Scan:
    kept = desk.scans.put(data, urgency=urgency)
    with desk.work("scan.attach") as work:
        scan = Scan(work.new_id(), dossier, None, "CT01", kept.root, kept.size, "image/png", 1)
        work.add(scan)
    return scan


def once(desk: SignedDesk) -> int:
    """Exchange all there is: how many bytes of scans went, both ways."""
    return exchange_once(desk, lambda _waiting, _size: None)["scan_bytes"]


def test_a_scan_goes_to_the_province_and_to_the_other_desk(desks: tuple[SignedDesk, SignedDesk]) -> None:
    """And not one byte of it goes a second time."""
    one, two = desks
    scan = attached(one, receive_dossier(one, reception()).dossier.id, PAGE)

    assert once(one) == len(PAGE)
    (told,) = FileSyncReads(one.file).scan_ticks(scan.dossier)
    assert told.ticks.province is not None
    assert once(two) == len(PAGE)
    assert two.scans.read(scan.root, 0, len(PAGE)) == PAGE
    assert (once(one), once(two)) == (0, 0)


def test_the_same_sheet_at_both_desks_travels_once(desks: tuple[SignedDesk, SignedDesk]) -> None:
    """A form everybody attaches must not be paid for by the line again."""
    for desk in desks:
        attached(desk, receive_dossier(desk, reception()).dossier.id, PAGE)
    assert [once(desk) for desk in desks] == [len(PAGE), 0]
    assert desks[1].file.scans.to_send(PROVINCE, 9) == []


def test_a_file_lost_from_the_disk_comes_back(desks: tuple[SignedDesk, SignedDesk]) -> None:
    """A desk restored from a backup has the records and none of the files."""
    one, _ = desks
    scan = attached(one, receive_dossier(one, reception()).dossier.id, PAGE)
    once(one)
    for file in one.file.path.with_name("scans").rglob("*"):
        if file.is_file():
            file.unlink()
    assert once(one) == len(PAGE)
    assert one.scans.read(scan.root, 0, len(PAGE)) == PAGE
