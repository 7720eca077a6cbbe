"""A stand-in for the national portal, as far as public code shows how it talks: for tests and for practice.

It keeps what it is told in memory, is as strict as it may be, and can be told to fail.
"""

import re
from typing import Any, Final

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from sync.server.portal_calls import DOSSIER_CALL, PROGRESS_CALL

_TIME: Final = re.compile(r"\d{14}")
_STATES: Final = frozenset(str(state) for state in range(1, 11))
_DOSSIER_TEXTS: Final = ("MaHoSo", "MaTTHC", "ChuHoSo", "LoaiDoiTuong", "KenhThucHien", "DonViXuLy")
_PROGRESS_TEXTS: Final = ("MaHoSo", "NoiDungXuLy", "PhongBanXuLy")
OK, EXISTS, MALFORMED, UNKNOWN, NO_SESSION, WRONG_USER = "00", "01", "02", "03", "98", "99"


class StandInPortal:
    """`faults` are taken one a call: 'down' (503), 'rubbish' (no JSON), 'forget' (the session is over), 'deaf' (it
    takes the call, but its answer is lost).
    """

    def __init__(self, user: str, password: str) -> None:
        self._login = {"username": user, "password": password}
        self._sessions: set[str] = set()
        self.dossiers: dict[str, dict[str, Any]] = {}
        self.progress: dict[str, list[dict[str, Any]]] = {}
        self.faults: list[str] = []
        self.calls = 0
        self.app = Starlette(
            routes=[
                Route("/mapi/login", self._log_in, methods=["POST"]),
                Route("/mapi/g", self._take, methods=["POST"]),
            ]
        )

    @property
    def access(self) -> dict[str, str]:
        """`user` and `password` it lets in."""
        return {"user": self._login["username"], "password": self._login["password"]}

    async def _log_in(self, request: Request) -> Response:
        if await request.json() != self._login:
            return JSONResponse({"error_code": WRONG_USER})
        session = f"session-{len(self._sessions) + 1}"
        self._sessions.add(session)
        return JSONResponse({"error_code": OK, "session": session})

    async def _take(self, request: Request) -> Response:
        self.calls += 1
        said = await request.json()
        fault = self.faults.pop(0) if self.faults else ""
        if fault == "forget":
            self._sessions.clear()
        if fault in {"down", "rubbish"}:
            return PlainTextResponse("<html>", status_code=503 if fault == "down" else 200)
        code = self._judge(said)
        if fault == "deaf":
            return PlainTextResponse("", status_code=504)
        reference = f"QG-{said['data'][0].get('MaHoSo')}" if code == OK else ""
        return JSONResponse({"error_code": code, "reference": reference})

    def _judge(self, said: dict[str, Any]) -> str:
        if said.get("session") not in self._sessions:
            return NO_SESSION
        kinds = {DOSSIER_CALL: self._keep_dossier, PROGRESS_CALL: self._keep_progress}
        keep = kinds.get(str(said.get("service")))
        data = said.get("data")
        if keep is None or not said.get("madonvi") or not isinstance(data, list) or len(data) != 1:
            return MALFORMED
        return keep(data[0], said)

    def _keep_dossier(self, record: dict[str, Any], said: dict[str, Any]) -> str:
        times = [record.get(name, "") for name in ("NgayTiepNhan", "NgayHenTra", "NgayTra", "NgayKetThucXuLy")]
        is_whole = all(record.get(name) for name in _DOSSIER_TEXTS) and record.get("TrangThaiHoSo") in _STATES
        if not is_whole or not times[0] or any(one and not _TIME.fullmatch(one) for one in times):
            return MALFORMED
        is_known = record["MaHoSo"] in self.dossiers
        if is_known != (said.get("isUpdating") == "True"):
            return EXISTS if is_known else UNKNOWN
        self.dossiers[record["MaHoSo"]] = record
        return OK

    def _keep_progress(self, record: dict[str, Any], _: dict[str, Any]) -> str:
        is_whole = all(record.get(name) for name in _PROGRESS_TEXTS) and record.get("TrangThai") in _STATES
        if not is_whole or not _TIME.fullmatch(record.get("ThoiDiemXuLy", "")):
            return MALFORMED
        if record["MaHoSo"] not in self.dossiers:
            return UNKNOWN
        lines = self.progress.setdefault(record["MaHoSo"], [])
        if record not in lines:
            lines.append(record)
        return OK
