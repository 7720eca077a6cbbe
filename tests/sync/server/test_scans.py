"""Scans in a folder and in a bucket: a scan of 20 MB over a line up for seconds ends only if every byte kept counts."""

import itertools
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import pytest

from commune_desk.device_key import verify
from commune_desk.domain.errors import DatabaseDamaged, NotFound, Refused, ServerBusy
from commune_desk.scan_hash import LEAF_BYTES, leaf_hash, leaves_of, root_of, scan_root
from commune_desk.sync_ports import scan_receipt_message
from sync.server.ports import ServerScans
from sync.server.scan_bucket import BucketScans
from sync.server.scan_seal import plain_size, span_of, stored_size
from sync.server.scan_store import LARGEST_BYTES, PART_LIFE_MS, FolderScans, Vault
from tests.sync.server.stores import COMMUNE, KEY, NOW_MS, OTHER, Author

_nonces = itertools.count(1)
_BUCKET = "scans"


class Scans(ServerScans, Protocol):
    """Both kinds."""

    def sweep(self) -> int:
        """Old parts."""


@dataclass
class Place:
    """A store of scans, and its files as a thief would see them."""

    scans: Scans
    files: Any
    overwrite: Any
    clock: dict[str, int] = field(default_factory=dict)


def _vault(clock: dict[str, int]) -> Vault:
    return Vault(KEY, Author().key, lambda size: next(_nonces).to_bytes(size, "big"), lambda: clock["now"])


@pytest.fixture(scope="session")
def bucket_server() -> Iterator[str]:
    """moto's S3 over real HTTP."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from moto.server import ThreadedMotoServer

        server = ThreadedMotoServer(port=0, verbose=False)
        server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


def _client(url: str) -> Any:  # noqa: ANN401  no stubs
    import boto3
    from botocore.config import Config

    keys = {"aws_access_key_id": "test", "aws_secret_access_key": "test", "region_name": "us-east-1"}
    config = Config(retries={"max_attempts": 1}, connect_timeout=2, read_timeout=5)
    return boto3.client("s3", endpoint_url=url, config=config, **keys)


@pytest.fixture(params=["folder", "bucket"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """Of each kind, empty."""
    clock = {"now": NOW_MS}
    if request.param == "folder":
        yield Place(
            FolderScans(tmp_path, _vault(clock)),
            lambda: {str(path): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()},
            lambda name, data: Path(name).write_bytes(data),
            clock,
        )
        return
    client = _client(request.getfixturevalue("bucket_server"))
    bucket = f"{_BUCKET}-{next(_nonces)}"
    client.create_bucket(Bucket=bucket)

    def files() -> dict[str, bytes]:
        listed = client.list_objects_v2(Bucket=bucket).get("Contents", [])
        return {one["Key"]: client.get_object(Bucket=bucket, Key=one["Key"])["Body"].read() for one in listed}

    def overwrite(name: str, data: bytes) -> None:
        client.put_object(Bucket=bucket, Key=name, Body=data)

    yield Place(BucketScans(client, bucket, _vault(clock)), files, overwrite, clock)
    client.close()


def _scan(size: int) -> bytes:
    return bytes((number * 7 + number // 256) % 256 for number in range(size))


def test_sizes_and_places_follow_from_arithmetic() -> None:
    """A wrong sum here reads somebody else's leaf."""
    for plain in (1, LEAF_BYTES - 1, LEAF_BYTES, LEAF_BYTES + 1, 5 * LEAF_BYTES):
        assert plain_size(stored_size(plain)) == plain
    assert span_of(0, 1, 10) == (0, stored_size(10), 0)
    assert span_of(LEAF_BYTES, 5, LEAF_BYTES + 3) == (stored_size(LEAF_BYTES), stored_size(LEAF_BYTES + 3), 0)


def test_the_root_binds_bytes_order_and_size() -> None:
    """Two scans under one name would show a citizen another's paper."""
    data = _scan(3 * LEAF_BYTES)
    swapped = data[LEAF_BYTES : 2 * LEAF_BYTES] + data[:LEAF_BYTES] + data[2 * LEAF_BYTES :]
    leaves = [leaf_hash(leaf) for leaf in leaves_of(data)]
    names = {
        scan_root(data),
        scan_root(swapped),
        scan_root(data[:-1]),
        root_of(leaves, 5),
        leaf_hash(data),
        scan_root(b""),
    }
    assert len(names) == 6


@pytest.mark.parametrize("pieces", [[40_000], [1, 16_383, 16_384, 7_232], [100] * 3 + [39_700], [16_400, 23_600]])
def test_pieces_of_any_length_make_the_whole(place: Place, pieces: list[int]) -> None:
    """The line is cut where it is cut, within a leaf or at its edge."""
    data, at = _scan(40_000), 0
    root = scan_root(data)
    assert place.scans.state(COMMUNE, root) is None
    for length in pieces:
        held = place.scans.append(COMMUNE, root, len(data), at, data[at : at + length])
        at += length
        assert held == at
        state = place.scans.state(COMMUNE, root)
        assert state is not None
        assert (state.have, state.size, state.is_whole) == (at, 40_000, at == 40_000)
    assert place.scans.read(COMMUNE, root, 0, 1 << 20) == data
    assert place.scans.read(COMMUNE, root, 16_380, 10) == data[16_380:16_390]
    assert place.scans.read(COMMUNE, root, 40_000, 5) == b""
    assert place.scans.append(COMMUNE, root, len(data), 0, data) == 40_000
    assert len(place.files()) == 1


def test_bytes_said_twice_or_too_early(place: Place) -> None:
    """After a lost answer the desk begins where it believes the server stands."""
    data = _scan(50_000)
    root = scan_root(data)
    place.scans.append(COMMUNE, root, 50_000, 0, data[:20_000])
    assert place.scans.append(COMMUNE, root, 50_000, 10_000, data[10_000:30_000]) == 30_000
    assert place.scans.append(COMMUNE, root, 50_000, 0, data[:5_000]) == 30_000
    with pytest.raises(Refused) as refused:
        place.scans.append(COMMUNE, root, 50_000, 30_001, data[30_001:])
    assert refused.value.code == "scan-offset"
    assert place.scans.append(COMMUNE, root, 50_000, 30_000, data[30_000:] + b"more than it said") == 50_000
    assert place.scans.read(COMMUNE, root, 0, 60_000) == data


def test_a_scan_that_is_not_what_it_is_named_starts_again(place: Place) -> None:
    """Bytes altered on their way are found at the end; what is right may then come in its place."""
    data = _scan(30_000)
    root = scan_root(data)
    with pytest.raises(Refused) as refused:
        place.scans.append(COMMUNE, root, 30_000, 0, data[:-1] + b"!")
    assert refused.value.code == "scan-root"
    assert place.scans.state(COMMUNE, root) is None
    assert place.files() == {}
    assert place.scans.append(COMMUNE, root, 30_000, 0, data) == 30_000


def test_a_wrong_size_blocks_nobody(place: Place) -> None:
    """A hostile desk that says another size for a scan of its commune can never end it, nor keep the true one out."""
    data = _scan(30_000)
    root = scan_root(data)
    place.scans.append(COMMUNE, root, 20_000, 0, data[:10_000])
    place.scans.append(COMMUNE, root, 30_000, 0, data[:15_000])
    state = place.scans.state(COMMUNE, root)
    assert state is not None
    assert (state.have, state.size) == (15_000, 30_000)
    place.scans.append(COMMUNE, root, 30_000, 15_000, data[15_000:])
    assert place.scans.read(COMMUNE, root, 0, 30_000) == data
    for size in (0, -1, LARGEST_BYTES + 1):
        with pytest.raises(Refused) as refused:
            place.scans.append(COMMUNE, scan_root(b"x"), size, 0, b"x")
        assert refused.value.code == "scan-too-large"


def test_another_commune_neither_reads_nor_learns_of_it(place: Place) -> None:
    """The same form scanned in two communes lies twice: asking by name tells nothing about the neighbours."""
    data = _scan(20_000)
    root = scan_root(data)
    place.scans.append(COMMUNE, root, 20_000, 0, data)
    assert place.scans.state(OTHER, root) is None
    assert place.scans.receipt(OTHER, root) is None
    with pytest.raises(NotFound):
        place.scans.read(OTHER, root, 0, 10)
    place.scans.append(OTHER, root, 20_000, 0, data)
    first, second = place.files().values()
    assert first != second
    for name, stored in place.files().items():
        assert root.hex() not in name
        assert COMMUNE not in name.rpartition("scans")[2]
        assert data[:64] not in stored


def test_damage_on_the_disk_is_named(place: Place) -> None:
    """A scan that rotted is fetched again from the desk, not shown half grey."""
    data = _scan(40_000)
    root = scan_root(data)
    place.scans.append(COMMUNE, root, 40_000, 0, data)
    ((name, stored),) = place.files().items()
    place.overwrite(name, stored[:20_000] + bytes([stored[20_000] ^ 1]) + stored[20_001:])
    assert place.scans.read(COMMUNE, root, 0, 16_384) == data[:16_384]
    with pytest.raises(DatabaseDamaged):
        place.scans.read(COMMUNE, root, 16_384, 10)


def test_the_receipt_is_signed_and_stays_the_same(place: Place) -> None:
    """A tick rests on it: nothing before the whole is proved."""
    data = _scan(20_000)
    root = scan_root(data)
    place.scans.append(COMMUNE, root, 20_000, 0, data[:10_000])
    assert place.scans.receipt(COMMUNE, root) is None
    with pytest.raises(NotFound):
        place.scans.read(COMMUNE, root, 0, 10)
    place.scans.append(COMMUNE, root, 20_000, 10_000, data[10_000:])
    receipt = place.scans.receipt(COMMUNE, root)
    assert receipt is not None
    assert (receipt.root, receipt.size) == (root, 20_000)
    assert verify(receipt.server, scan_receipt_message(receipt), receipt.signature)
    assert place.scans.receipt(COMMUNE, root) == receipt


def test_parts_are_thrown_away_after_sixty_days(place: Place) -> None:
    """Not before: a commune may be without a line for weeks."""
    import time

    place.clock["now"] = int(time.time() * 1000)
    data = _scan(20_000)
    for number in range(2):
        place.scans.append(COMMUNE, scan_root(data[number:]), 20_000 - number, 0, data[number:10_000])
    place.scans.append(COMMUNE, scan_root(data[5:]), 19_995, 0, data[5:])
    place.clock["now"] += PART_LIFE_MS - 60_000
    assert place.scans.sweep() == 0
    place.clock["now"] += 120_000
    assert place.scans.sweep() == 2
    assert len(place.files()) == 1


@pytest.mark.parametrize("lost", [1, 20, 5_000])
def test_a_torn_last_leaf_is_asked_for_again(tmp_path: Path, lost: int) -> None:
    """Power goes while the last leaf is written anew: the state says what is truly there, and the scan ends."""
    scans = FolderScans(tmp_path, _vault({"now": NOW_MS}))
    data = _scan(40_000)
    root = scan_root(data)
    scans.append(COMMUNE, root, 40_000, 0, data[:25_000])
    (part,) = (path for path in tmp_path.rglob("*") if path.is_file())
    part.write_bytes(part.read_bytes()[:-lost])
    state = scans.state(COMMUNE, root)
    assert state is not None
    assert state.have == LEAF_BYTES
    assert scans.append(COMMUNE, root, 40_000, state.have, data[state.have :]) == 40_000
    assert scans.read(COMMUNE, root, 0, 40_000) == data


def test_killed_between_the_last_byte_and_the_proof(tmp_path: Path) -> None:
    """Every byte is there but nobody looked: the next request, however small, ends it."""
    scans = FolderScans(tmp_path, _vault({"now": NOW_MS}))
    data = _scan(20_000)
    root = scan_root(data)
    scans.append(COMMUNE, root, 20_000, 0, data)
    (whole,) = (path for path in tmp_path.rglob("*") if path.is_file())
    whole.rename(whole.with_name(f"{whole.name}.20000.part"))
    state = scans.state(COMMUNE, root)
    assert state is not None
    assert not state.is_whole
    assert scans.append(COMMUNE, root, 20_000, state.have, data[state.have :]) == 20_000
    assert scans.receipt(COMMUNE, root) is not None


def test_a_bucket_that_does_not_answer_is_a_busy_server() -> None:
    """The desk tries again later; nothing it sent is called lost or wrong."""
    client = _client("http://127.0.0.1:9")
    scans = BucketScans(client, _BUCKET, _vault({"now": NOW_MS}))
    with pytest.raises(ServerBusy):
        scans.append(COMMUNE, scan_root(b"x"), 1, 0, b"x")
    client.close()
