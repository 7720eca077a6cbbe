"""A scan on this PC is whole and right, or it is on its way and known to be: whatever the disk or the line does."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commune_desk.device_key import DeviceKey
from commune_desk.domain.errors import DatabaseDamaged, DiskFull, InvalidInput, NotFound, Refused
from commune_desk.domain.ids import RecordId
from commune_desk.domain.records import Scan
from commune_desk.scan_hash import LEAF_BYTES, scan_root
from commune_desk.sync_ports import ScanReceipt, scan_receipt_message
from storage import scan_files
from storage.engine import raw_of
from storage.replica import DeskReplica
from storage.scan_rows import ScanRows
from storage.scans import DeskScans
from tests.storage.desks import Desk, new_desk, received

TWO_AND_A_BIT = 2 * LEAF_BYTES + 777


def page(size: int = TWO_AND_A_BIT, seed: int = 1) -> bytes:
    """Bytes of a made-up scan."""
    return Random(seed).randbytes(size)  # noqa: S311  a story needs no secrets


@dataclass
class Office:
    """A desk with a dossier that records name scans of."""

    desk: Desk
    dossier: RecordId
    seeds: Iterator[int] = field(default_factory=count)

    @property
    def scans(self) -> DeskScans:
        return self.desk.file.scans

    @property
    def folder(self) -> Path:
        return self.desk.file.path.with_name("scans")

    def refer(self, data: bytes, *, role: str = "", size: int = 0) -> bytes:
        """A record that names it, as a colleague's desk would send."""
        root = scan_root(data)
        with self.desk.file.work("scan.attach", self.desk.actor) as work:
            work.add(Scan(work.new_id(), self.dossier, None, "CT01", root, size or len(data), "image/png", 1, role))
        return root

    def files(self) -> list[Path]:
        return sorted(one for one in self.folder.rglob("*") if one.is_file())


@pytest.fixture
def office(desk: Desk) -> Office:
    return Office(desk, received(desk).id)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    made = new_desk(tmp_path_factory.mktemp("shared"))
    yield Office(made, received(made).id)
    made.file.close()


# ------------------------------------------------------------------ putting and reading
def test_a_scan_is_kept_once_and_read_as_it_was(office: Office, tmp_path: Path) -> None:
    """The same sheet scanned into two dossiers must not lie there twice, whether it comes as bytes or as a file."""
    data = page()
    source = tmp_path / "a.png"
    source.write_bytes(data)
    kept = office.scans.put(source)
    assert kept == office.scans.put(data) == (scan_root(data), len(data))
    assert len(office.files()) == 1
    assert office.scans.read(kept.root, 0, len(data)) == data
    assert office.scans.read(kept.root, LEAF_BYTES - 3, 10) == data[LEAF_BYTES - 3 : LEAF_BYTES + 7]
    assert office.scans.read(kept.root, len(data), 10) == b""


def test_a_thief_of_the_folder_reads_nothing(office: Office) -> None:
    """Neither bytes nor names tell what was scanned, and nobody else on the PC may open the files."""
    kept = office.scans.put(b"Giay khai sinh " * 3000)
    (file,) = office.files()
    assert b"khai sinh" not in file.read_bytes()
    assert kept.root.hex() not in str(file)
    assert os.name == "nt" or file.stat().st_mode & 0o777 == 0o600


def test_what_cannot_be_a_scan_is_refused_before_it_is_read(office: Office, tmp_path: Path) -> None:
    """A 300 MB video dragged in must not fill memory; an empty file and a folder are no scans."""
    huge, empty = tmp_path / "huge", tmp_path / "empty"
    with huge.open("wb") as file:
        file.truncate(300 << 20)
    empty.touch()
    for source, code in ((huge, "scan-too-large"), (empty, "scan-empty"), (tmp_path, "file-unreadable")):
        with pytest.raises(InvalidInput) as refused:
            office.scans.put(source)
        assert refused.value.code == code
    assert not office.folder.exists()


def test_a_full_disk_leaves_nothing_behind(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """A scan that did not fit is not half there: the next try begins cleanly."""

    def full(_file: object) -> None:
        raise OSError(28, "no space")

    with monkeypatch.context() as patch:
        patch.setattr(scan_files, "_flush", full)
        with pytest.raises(DiskFull):
            office.scans.put(page())
    assert office.files() == []
    assert office.scans.state(scan_root(page())) is None
    office.scans.put(page())
    assert len(office.files()) == 1


# ------------------------------------------------------------------ coming in
@given(cuts=st.lists(st.integers(1, TWO_AND_A_BIT), max_size=6), overlap=st.integers(0, 40_000))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_it_arrives_in_whatever_pieces(shared: Office, cuts: list[int], overlap: int) -> None:
    """The line cuts at any byte and repeats what came: the end is the scan."""
    data = page(seed=next(shared.seeds))
    root = shared.refer(data)
    have = 0
    for end in sorted({*cuts, len(data)}):
        first = max(0, have - overlap)
        have = shared.scans.append(root, len(data), first, data[first:end])
        assert have == end
    assert shared.scans.read(root, 0, len(data)) == data


def test_what_came_survives_a_restart(office: Office) -> None:
    """A 20 MB scan over a line that is up a minute at a time must not begin again each morning."""
    data = page()
    root = office.refer(data)
    office.scans.append(root, len(data), 0, data[:20_001])
    office.desk.reopen()
    state = office.scans.state(root)
    assert state is not None
    assert state.have == 20_001
    assert office.scans.append(root, len(data), 20_001, data[20_001:]) == len(data)
    assert office.scans.read(root, 0, len(data)) == data


@pytest.mark.parametrize("moment", ["grow", "finish", "keep"])
@pytest.mark.parametrize("is_done", [True, False], ids=["after", "before"])
def test_power_loss_at_any_moment_of_a_piece(
    office: Office,
    monkeypatch: pytest.MonkeyPatch,
    moment: str,
    is_done: bool,  # noqa: FBT001
) -> None:
    """The file is flushed, then the row written: whatever was done last, the scan goes on from the old or new state."""
    data = page()
    root = office.refer(data)
    office.scans.append(root, len(data), 0, data[:20_000])
    owner = ScanRows if moment == "keep" else scan_files.ScanFiles
    real = getattr(owner, moment)

    def power(*given: object) -> None:
        if is_done:
            real(*given)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(owner, moment, power)
        with pytest.raises(KeyboardInterrupt):
            office.scans.append(root, len(data), 20_000, data[20_000:])
    office.desk.reopen()
    state = office.scans.state(root)
    assert state is not None
    assert state.have in (20_000, len(data))
    have = office.scans.append(root, len(data), 0, data[:1])
    assert office.scans.append(root, len(data), have, data[have:]) == len(data)
    assert office.scans.read(root, 0, len(data)) == data


def test_a_wrong_whole_begins_again(office: Office) -> None:
    """Who sends other bytes under a name cannot leave them here, nor stop the right ones."""
    data = page()
    root = office.refer(data)
    with pytest.raises(Refused) as refused:
        office.scans.append(root, len(data), 0, page(seed=2))
    assert refused.value.code == "scan-root"
    assert office.files() == []
    assert office.scans.append(root, len(data), 0, data) == len(data)


def test_holes_and_impossible_sizes_are_refused(office: Office) -> None:
    """A length bomb or a hole must not touch the disk."""
    data = page()
    root = office.refer(data)
    for size, offset, code in (
        (len(data), 5, "scan-offset"),
        (len(data), -1, "scan-offset"),
        (1 << 60, 0, "scan-too-large"),
        (0, 0, "scan-too-large"),
        (-5, 0, "scan-too-large"),
    ):
        with pytest.raises(Refused) as refused:
            office.scans.append(root, size, offset, b"x")
        assert refused.value.code == code
    assert office.files() == []


# ------------------------------------------------------------------ the disk
def test_a_missing_file_is_wanted_again(office: Office) -> None:
    """A restored desk has rows without files: the check says so, and the bytes come from the province."""
    data = page()
    root = office.refer(data)
    office.scans.put(data)
    office.files()[0].unlink()
    assert office.scans.check() == [(root, "scan-missing")]
    assert office.scans.check() == []
    (wanted,) = office.scans.to_fetch(9)
    assert (wanted.root, wanted.have, wanted.is_wanted) == (root, 0, True)
    with pytest.raises(NotFound):
        office.scans.read(root, 0, 1)


def test_a_damaged_file_is_mended_leaf_by_leaf(office: Office) -> None:
    """One bad sector costs the leaves behind it, not the scan, and a wrong leaf is refused as it comes."""
    data = page()
    root = office.refer(data)
    office.scans.put(data)
    (file,) = office.files()
    stored = bytearray(file.read_bytes())
    stored[LEAF_BYTES + 100] ^= 1
    file.write_bytes(stored)
    with pytest.raises(DatabaseDamaged):
        office.scans.read(root, 0, len(data))
    state = office.scans.state(root)
    assert state is not None
    assert (state.have, state.is_wanted) == (LEAF_BYTES, True)
    with pytest.raises(Refused):
        office.scans.append(root, len(data), LEAF_BYTES, page(LEAF_BYTES, seed=3))
    assert office.scans.append(root, len(data), LEAF_BYTES, data[LEAF_BYTES:]) == len(data)
    assert office.scans.check(thorough=True) == []
    assert len(office.files()) == 1


def test_a_thorough_check_finds_a_changed_byte(office: Office) -> None:
    """What the length does not show, the seal does."""
    data = page()
    office.refer(data)
    office.scans.put(data)
    (file,) = office.files()
    stored = bytearray(file.read_bytes())
    stored[-1] ^= 1
    file.write_bytes(stored)
    assert office.scans.check() == []
    assert [one.code for one in office.scans.check(thorough=True)] == ["scan-damaged"]


# ------------------------------------------------------------------ what travels
def test_urgent_then_small_first_and_only_what_a_record_names(office: Office) -> None:
    """The province sees previews within seconds; a scan whose dossier was never saved goes nowhere."""
    sizes = {seed: page(1000 * seed, seed) for seed in (3, 1, 2, 4, 5)}
    for seed, data in sizes.items():
        if seed != 5:
            office.refer(data)
        office.scans.put(data, urgency=1 if seed == 4 else 3)
    sent = [one.size for one in office.scans.to_send("province", 9)]
    assert sent == [4000, 1000, 2000, 3000]


def test_what_a_clerk_waits_for_is_fetched_first(office: Office) -> None:
    """Then previews, then small before large."""
    roots = [office.refer(page(size, size), role=role) for size, role in ((500, ""), (900, "preview"), (800, ""))]
    office.scans.want(roots[2])
    assert [one.root for one in office.scans.to_fetch(9)] == [roots[2], roots[1], roots[0]]
    with pytest.raises(NotFound):
        office.scans.want(bytes(32))


def test_only_the_pinned_server_confirms(office: Office) -> None:
    """A tick must not come from whoever answers on the line."""
    data, server, other = page(), DeviceKey.generate(), DeviceKey.generate()
    root = office.refer(data)
    office.scans.put(data)
    DeskReplica(office.desk.file, {"province": server.public})
    forged = _receipt(other, root, len(data), server.public)
    office.scans.take_scan_receipts("province", [_receipt(other, root, len(data)), forged])
    assert office.scans.to_send("province", 9)
    office.scans.take_scan_receipts("province", [_receipt(server, root, len(data))])
    assert office.scans.to_send("province", 9) == []
    assert office.scans.to_send("hub:1", 9)
    with office.desk.file.read() as connection:
        faults = raw_of(connection).execute("SELECT code, count FROM sync_fault").fetchall()
    assert faults == [("scan-receipt", 2)]


def _receipt(signer: DeviceKey, root: bytes, size: int, server: bytes = b"") -> ScanReceipt:
    unsigned = ScanReceipt(server or signer.public, root, size, 1, b"")
    return unsigned._replace(signature=signer.sign(scan_receipt_message(unsigned)))
