"""The exchange on a stick: what a desk writes and reads. The province's side: `commune_desk.province_courier`."""

import os
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from commune_desk.device_key import key_id
from commune_desk.domain.errors import DeskError, NotFound, Refused, Stopped
from commune_desk.domain.records import DeskKey
from commune_desk.sync_ports import Brought, Wrote
from storage.atomic_file import file_trouble
from storage.replica import DeskReplica
from storage.signed_desk import SignedDesk
from sync.client.courier import CourierReader, Summary, outgoing
from sync.client.courier_file import NONCE_BYTES, ReadSegment, Sealing, read_segments, write_segments
from sync.client.enrol import Enrolment
from sync.client.peers import PROVINCE

ENDING: Final = ".cdcf"
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
                    take_segment(reader, segment)
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


def take_segment(reader: CourierReader, segment: ReadSegment) -> None:
    """Take it; one its sealed writer filled with nonsense is counted as lost."""
    try:
        reader.take(segment)
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
