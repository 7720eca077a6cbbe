"""The province's side of the courier: a file comes in, the file that goes back comes out."""

import secrets
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import BinaryIO, Final

from commune_desk.courier import take_segment
from commune_desk.province import Province, now_ms
from commune_desk.sync_ports import PageRows, ScanReceipt, ScanState, ScanStore
from sync.client.courier import CourierReader, Summary, receipt_groups, row_group
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
from sync.server.ports import ServerScans
from sync.server.relay import Standing, StoreReplica
from sync.server.taking import signed_receipts
from sync.server.upstream import Upstream

_ROWS_BYTES: Final = 256 << 10


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
            take_segment(reader, segment)
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
        receipts = signed_receipts(self._province.key, heads, now_ms(), store.safe_seq(commune))
        place = store.place(commune, about.epoch if about else 0, about.seq if about else 0)
        after = place.seq
        while rows := store.rows(commune, after, _ROWS_BYTES):
            entries = [row.entry for row in rows]
            signed = store.signed_heads(commune, {one.id.origin: one.id.n for one in entries})
            yield row_group(PageRows(place.epoch, after + 1, entries, signed))
            after = rows[-1].seq
        yield from receipt_groups(place.epoch, receipts)
