"""A commune without any line: a stick carries the day to the province and the answer back."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from commune_desk.build import practice_desk
from commune_desk.courier import DeskCourier
from commune_desk.desk_sync import enrol_desk, enrolment_of
from commune_desk.domain.errors import Refused, StorageTrouble
from commune_desk.paths import Profile
from commune_desk.province import PRACTICE_COMMUNE, PracticeProvince, start_practice_province
from commune_desk.province_courier import ProvinceCourier
from commune_desk.usecases.attach_scan import attach_scan
from commune_desk.usecases.receive_dossier import Received, receive_dossier
from storage.signed_desk import SignedDesk
from storage.sync_reads import FileSyncReads
from sync.server.registry import DESK
from tests.commune_desk.timed_desks import reception


@pytest.fixture
def province(tmp_path: Path) -> Iterator[PracticeProvince]:
    """Its own server; nobody calls it after enrolment."""
    made = start_practice_province(tmp_path / "province")
    yield made
    made.stop()


@pytest.fixture
def desks(tmp_path: Path, province: PracticeProvince) -> Iterator[tuple[SignedDesk, SignedDesk]]:
    """Two desks of one commune, enrolled while there was a line."""
    made = []
    for name in ("one", "two"):
        desk = practice_desk(Profile(tmp_path / name))
        ticket = province.province.enroller.invite(PRACTICE_COMMUNE, name, DESK)
        enrol_desk(desk, province.url, ticket)
        made.append(desk)
    yield made[0], made[1]
    for desk in made:
        desk.file.close()


def day(desk: SignedDesk, count: int = 3) -> list[Received]:
    return [receive_dossier(desk, reception()) for _ in range(count)]


def courier(desk: SignedDesk) -> DeskCourier:
    return DeskCourier(desk, lambda: enrolment_of(desk))


def write(desk: SignedDesk, stick: Path) -> Path:
    return courier(desk).write(stick, lambda _done, _total: None, lambda: False).file


def read(desk: SignedDesk, file: Path) -> tuple[int, ...]:
    return tuple(courier(desk).read(file, lambda _done, _total: None, lambda: False))


def test_a_day_goes_to_the_province_and_its_answer_comes_back(
    desks: tuple[SignedDesk, SignedDesk], province: PracticeProvince, tmp_path: Path
) -> None:
    """Twice, half, and by way of a colleague: entries once, ticks with the province's own signature."""
    one, two = desks
    received = day(one)
    scan = b"%PDF-1.4\n" + bytes(range(256)) * 700
    attach_scan(one, received[0].dossier.id, None, scan, "Giấy chứng sinh")
    stick = tmp_path / "stick"
    stick.mkdir()
    file = write(one, stick)
    assert [one.name for one in stick.iterdir()] == [file.name]
    data = file.read_bytes()
    assert "Nguyễn Thị Hoa".encode() not in data

    door = ProvinceCourier(province.province)
    door.take(data[: len(data) // 2])
    for _ in range(2):
        answer = stick / "answer.cdcf"
        answer.write_bytes(door.take(data))

    brought = read(one, answer)
    assert brought[2] == 0
    ticks = FileSyncReads(one.file).ticks([one.dossier.id for one in received])
    assert all(tick.province is not None and tick.waiting == 0 for tick in ticks.values())
    proofs = FileSyncReads(one.file).proofs(received[0].dossier.id)
    assert proofs
    assert all(FileSyncReads(one.file).verify(proof) for proof in proofs)
    assert province.province.scans.state(PRACTICE_COMMUNE, _root(one, received[0])).is_whole  # type: ignore[union-attr]

    assert read(two, answer)[0] > 0
    assert read(two, answer)[0] == 0
    assert read(two, file)[:3:2] == (0, 0)
    assert two.reads.dossier(received[1].dossier.id).dossier == one.reads.dossier(received[1].dossier.id).dossier


def _root(desk: SignedDesk, received: Received) -> bytes:
    return desk.reads.scans_of(received.dossier.id)[0].root


def test_a_strangers_file_is_refused_and_changes_nothing(
    desks: tuple[SignedDesk, SignedDesk], province: PracticeProvince, tmp_path: Path
) -> None:
    """Somebody's holiday pictures, renamed."""
    one, _ = desks
    bad = tmp_path / "bad.cdcf"
    bad.write_bytes(b"JFIF" * 100)

    with pytest.raises(Refused, match="courier-not-ours"):
        read(one, bad)
    with pytest.raises(Refused, match="courier-not-ours"):
        ProvinceCourier(province.province).take(bad.read_bytes())
    with pytest.raises(StorageTrouble):
        write(one, tmp_path / "no-such-stick")
