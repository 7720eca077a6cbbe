"""The exchange on a stick, joined: what a desk writes and reads, and how the province answers a file with a file."""

import os
import secrets
import time
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Final

from commune_desk.device_key import key_id
from commune_desk.domain.errors import DeskError, NotFound, Refused, Stopped
from commune_desk.domain.records import DeskKey
from commune_desk.province import Province, now_ms
from commune_desk.sync_ports import Brought, PageRows, ScanReceipt, ScanState, ScanStore, Wrote
from storage.atomic_file import file_trouble
from storage.replica import DeskReplica
from storage.signed_desk import SignedDesk
from sync.client.courier import CourierReader, Summary, outgoing, receipt_groups, row_group
from sync.client.courier_file import (
    HEADER_BYTES,
    MAGIC,
    NONCE_BYTES,
    DamagedCourier,
    Frame,
    Sealing,
    read_segments,
    write_segments,
)
from sync.client.enrol import Enrolment
from sync.client.peers import PROVINCE
from sync.server.ports import ServerScans
from sync.server.relay import Standing, StoreReplica
from sync.server.taking import signed_receipts
from sync.server.upstream import Upstream

ENDING: Final = ".cdcf"
_ROWS_BYTES: Final = 256 << 10
_NAME_BYTES: Final = 4
Progress = Callable[[int, int], None]
IsCancelled = Callable[[], bool]


def new_name() -> str:
    """A name that tells nothing: `chuyen-tay-1a2b3c4d.cdcf`."""
    return f"chuyen-tay-{secrets.token_hex(_NAME_BYTES)}{ENDING}"


class DeskCourier:
    """Fulfils `sync_ports.CourierControl` for a signed-in desk; `enrolment` gives what it keeps of the province."""

    def __init__(self, desk: SignedDesk, enrolment: Callable[[], Enrolment | None]) -> None:
        self._desk = desk
        self._enrolment = enrolment

    def write(self, folder: Path, progress: Progress, is_cancelled: IsCancelled) -> Wrote:
        """See the port; raises NotFound('not-enrolled'), StorageTrouble, Stopped. A file half written is removed."""
        enrolment = self._enrolled()
        file, summary = self._desk.file, Summary()
        sealing = Sealing(enrolment.courier_id, enrolment.courier_key, file.device, secrets.token_bytes(NONCE_BYTES))
        replica = self._replica(enrolment)
        total = max(1, replica.waiting_at(PROVINCE))
        groups = outgoing(replica, file.scans, file.device.device, summary)
        target = folder / new_name()

        def told(size: int) -> None:
            if is_cancelled():
                raise Stopped
            progress(size, max(size, total))

        size = save(target, write_segments(sealing, groups), told)
        return Wrote(target, summary.entries, summary.scans, 0, size)

    def read(self, file: Path, progress: Progress, is_cancelled: IsCancelled) -> Brought:
        """See the port; raises DamagedCourier, NotFound('not-enrolled'), Stopped, StorageTrouble."""
        enrolment = self._enrolled()
        keys = {one.key_id: one.public_key for one in self._desk.reads.all_of(DeskKey)}
        keys |= {key_id(enrolment.server): enrolment.server}
        reader = CourierReader(self._replica(enrolment), self._desk.file.scans)
        try:
            with file.open("rb") as opened:
                total, lost = file.stat().st_size, list[int]()
                courier_keys = {enrolment.courier_id: enrolment.courier_key}
                for segment in read_segments(opened, courier_keys, lambda one: keys.get(f"{one:08x}"), lost):
                    if is_cancelled():
                        raise Stopped
                    _take(reader, segment)
                    progress(opened.tell(), total)
        except OSError as error:
            raise file_trouble(error) from error
        found = reader.summary
        return Brought(found.entries, found.known, len(found.refused) + len(lost), found.scans, found.receipts)

    def _enrolled(self) -> Enrolment:
        enrolment = self._enrolment()
        if enrolment is None:
            raise NotFound("not-enrolled")
        return enrolment

    def _replica(self, enrolment: Enrolment) -> DeskReplica:
        return DeskReplica(self._desk.file, {PROVINCE: enrolment.server})


def _take(reader: CourierReader, segment: object) -> None:
    try:
        reader.take(segment)  # type: ignore[arg-type]
    except (ValueError, Refused):
        # A segment its sealed writer filled with nonsense: what else the file holds still counts.
        reader.summary.lost += 1


def save(target: Path, pieces: Iterator[bytes], told: Callable[[int], None]) -> int:
    """Write beside, flush to the stick, rename: its size. Raises StorageTrouble; what is half written is removed."""
    beside = target.with_suffix(".part")
    size = 0
    try:
        with beside.open("wb") as file:
            for piece in pieces:
                size += file.write(piece)
                told(size)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(target)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise file_trouble(error) from error
    except DeskError:
        beside.unlink(missing_ok=True)
        raise
    return size


# ------------------------------------------------------------------ at the province
class _CommuneScans:
    """The province's scans of one commune, as far as a stick needs them."""

    def __init__(self, scans: ServerScans, commune: str) -> None:
        self._scans, self._commune = scans, commune

    def state(self, root: bytes) -> ScanState | None:
        """See `sync_ports.ScanStore`."""
        return self._scans.state(self._commune, root)

    def to_send(self, peer: str, limit: int) -> list[ScanState]:  # noqa: ARG002  a stick back carries no scans
        """Nothing goes back by itself."""
        return []

    def to_fetch(self, limit: int) -> list[ScanState]:  # noqa: ARG002  the province asks nobody
        """Nothing is asked for."""
        return []

    def read(self, root: bytes, offset: int, length: int) -> bytes:
        """See `sync_ports.ScanStore`."""
        return self._scans.read(self._commune, root, offset, length)

    def append(self, root: bytes, size: int, offset: int, data: bytes) -> int:
        """See `sync_ports.ScanStore`."""
        return self._scans.append(self._commune, root, size, offset, data)

    def take_scan_receipts(self, peer: str, receipts: Sequence[ScanReceipt]) -> None:
        """The province gives receipts and gets none."""


class ProvinceCourier:
    """Fulfils `sync.server.doors.BundleDoor`: a file comes in, the file that goes back comes out."""

    def __init__(self, province: Province) -> None:
        self._province = province

    def take(self, data: bytes) -> bytes:
        """Raises DamagedCourier, ServerBusy."""
        return b"".join(self.answer(BytesIO(data))[1])

    def answer(self, file: BinaryIO) -> tuple[Summary, Iterator[bytes]]:
        """What the file brought, and the bytes of the file for the same commune: rows behind its writer's place and
        receipts. Raises DamagedCourier, ServerBusy.
        """
        commune, key = self._commune_of(file)
        province = self._province
        devices = {one.number: one.public for one in province.store.devices(commune)}
        standing = Standing(commune, province.key.device, province.key.public, now_ms)
        scans: ScanStore = _CommuneScans(province.scans, commune)
        reader = CourierReader(StoreReplica(province.store, Upstream(province.engine, commune), standing), scans)
        lost: list[int] = []
        for segment in read_segments(file, dict(province.registry.courier_keys(commune)), devices.get, lost):
            _take(reader, segment)
        reader.summary.lost += len(lost)
        newest = province.registry.courier_key(commune)
        # The writer may not have heard of a newer key yet: it is answered under the one it used.
        secret = dict(province.registry.courier_keys(commune))[key]
        id_ = newest.id if newest.id == key else key
        sealing = Sealing(id_, secret, province.key, secrets.token_bytes(NONCE_BYTES))
        return reader.summary, write_segments(sealing, self._groups(commune, reader.summary))

    def _commune_of(self, file: BinaryIO) -> tuple[str, int]:
        header = file.read(HEADER_BYTES)
        file.seek(0)
        if len(header) < HEADER_BYTES or not header.startswith(MAGIC):
            raise DamagedCourier("courier-not-ours")
        key = int.from_bytes(header[len(MAGIC) : len(MAGIC) + 4], "big")
        for commune in self._province.registry.communes():
            if any(one.id == key for one in self._province.registry.courier_keys(commune.code)):
                return commune.code, key
        raise DamagedCourier("courier-key")

    def _groups(self, commune: str, summary: Summary) -> Iterator[Sequence[Frame]]:
        store, about = self._province.store, summary.about
        heads = store.heads(commune)
        receipts = signed_receipts(self._province.key, heads, time.time_ns() // 1_000_000, store.safe_seq(commune))
        place = store.place(commune, about.epoch if about else 0, about.seq if about else 0)
        after = place.seq
        while rows := store.rows(commune, after, _ROWS_BYTES):
            entries = [row.entry for row in rows]
            signed = store.signed_heads(commune, {one.id.origin: one.id.n for one in entries})
            yield row_group(PageRows(place.epoch, after + 1, entries, signed))
            after = rows[-1].seq
        yield from receipt_groups(receipts)
