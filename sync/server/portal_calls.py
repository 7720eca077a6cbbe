"""What the national portal is told of a dossier: its two calls, with the portal's field names (domain.md 2.3).

`DongBoHoSoMC` takes the whole dossier (a later one replaces it), `CapNhatTienDoHoSoMC` one line of its progress.
Instants are texts `yyyyMMddHHmmss` on Viet Nam's clock.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, delete, text

from commune_desk.domain.vietnam_time import VN
from sync.server.folding import DossierFold, Fields
from sync.server.tables import PORTAL_CALL

# Names of calls as public code of provincial systems has them (VietOpenCPS/opencps-v2, DVCQGIntegrationActionImpl).
DOSSIER_CALL: Final = "DongBoHoSoMC"
PROGRESS_CALL: Final = "CapNhatTienDoHoSoMC"
_CHANNELS: Final = {"counter": "1", "online": "2", "post": "3"}
_DELIVERIES: Final = {"desk": "0", "post": "1", "online": "2"}
_QUEUE: Final = text(
    "INSERT INTO portal_call (commune, dossier, seq, call, payload, tries, next_at, answer)"
    " VALUES (:commune, :dossier, :seq, :call, :payload, 0, 0, '') ON CONFLICT (commune, dossier, seq, call)"
    " DO UPDATE SET payload = excluded.payload"
)


def queue_calls(
    connection: Connection,
    where: tuple[int, str, int],
    records: tuple[DossierFold, Fields],
    step: Mapping[str, Any] | None,
    staff: str,
) -> None:
    """Queue what the portal must know after a change: nothing before the dossier was received under a number.

    `where` is (commune, dossier, seq), `records` the dossier and its applicant, `staff` the name of who acted. A whole
    dossier that still waits gives way to the newer one; lines of progress never do.
    """
    commune, id_, seq = where
    dossier, applicant = records
    if dossier.instant_ms("received_at") is None or not dossier.number:
        return
    table = PORTAL_CALL.c
    stale = (table.commune == commune, table.dossier == id_, table.call == DOSSIER_CALL, table.done_at.is_(None))
    connection.execute(delete(PORTAL_CALL).where(*stale))
    named = {"commune": commune, "dossier": id_, "seq": seq}
    payload = msgspec.json.encode(dossier_record(dossier, applicant))
    connection.execute(_QUEUE, named | {"call": DOSSIER_CALL, "payload": payload})
    if step is not None:
        payload = msgspec.json.encode(progress_record(dossier, step, staff))
        connection.execute(_QUEUE, named | {"call": PROGRESS_CALL, "payload": payload})


def dossier_record(dossier: DossierFold, applicant: Fields) -> dict[str, Any]:
    """The portal's record of the whole dossier."""
    return {
        "MaHoSo": dossier.number,
        "MaTTHC": str(dossier.get("procedure")),
        "ChuHoSo": str(applicant.get("name")),
        "LoaiDoiTuong": "1" if applicant.get("is_organisation", otherwise=False) else "0",
        "MaDoiTuong": str(applicant.get("tax_code") or applicant.get("number")),
        "Email": str(applicant.get("email")),
        "SoDienThoai": str(applicant.get("phone")),
        "TrichYeuHoSo": str(dossier.get("summary")),
        "NgayTiepNhan": _time(dossier.folded.get("received_at")),
        "NgayHenTra": _time(dossier.folded.get("due_at")),
        "TrangThaiHoSo": str(int(dossier.state)),
        "NgayTra": _time(dossier.folded.get("returned_at")),
        "NgayKetThucXuLy": _time(dossier.folded.get("finished_at")),
        "KenhThucHien": _CHANNELS.get(str(dossier.get("channel")), "1"),
        "HinhThuc": _DELIVERIES.get(str(dossier.get("delivery")), "0"),
        "DonViXuLy": str(dossier.get("deciding_body") or dossier.get("receiving_place")),
        "GhiChu": str(dossier.get("note")),
    }


def progress_record(dossier: DossierFold, step: Mapping[str, Any], staff: str) -> dict[str, Any]:
    """The portal's line for one step."""
    return {
        "MaHoSo": dossier.number,
        "NguoiXuLy": staff,
        "ThoiDiemXuLy": _time(step["at"]),
        "PhongBanXuLy": str(step.get("unit") or dossier.get("receiving_place")),
        "NoiDungXuLy": str(step.get("reason") or dossier.state.label),
        "TrangThai": str(int(dossier.state)),
        "NgayBatDau": _time(dossier.folded.get("received_at")),
        "NgayKetThucTheoQuyDinh": _time(dossier.folded.get("due_at")),
    }


def _time(instant: object) -> str:
    if not isinstance(instant, datetime):
        return ""
    aware = instant if instant.tzinfo else instant.replace(tzinfo=UTC)
    return aware.astimezone(VN).strftime("%Y%m%d%H%M%S")
