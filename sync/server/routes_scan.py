"""PUT and GET /v1/scan/<root>: bytes of scans, kept as they come; what arrived before a cut is not sent again."""

import re
from typing import Final

from anyio import to_thread
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from commune_desk.domain.errors import DeskError, Refused, ServerBusy
from sync.server.doors import Doors
from sync.server.ports import Device
from sync.server.replies import bare, busy, refusal
from sync.wire.keys import ScanCall, check_scan_token, scan_caller
from sync.wire.messages import ScanHeld, encode_held

PIECE: Final = 64 << 10
"""Bytes written at once; at a cut whatever came is written."""
MOST_SCAN: Final = 1 << 30
MOST_READ: Final = 4 << 20
_ROOT: Final = re.compile(r"[0-9a-f]{64}")
_RANGE: Final = re.compile(r"bytes=(\d{1,12})-(\d{0,12})")
_NUMBER: Final = re.compile(r"\d{1,12}")
_PARTIAL: Final = 206


class ScanRoute:
    """Both calls, each proven by the token of `sync.wire.keys.scan_token`."""

    def __init__(self, doors: Doors) -> None:
        self._doors = doors

    async def __call__(self, request: Request) -> Response:
        """204 and Upload-Offset (200 and the receipt when whole), or 206 and bytes; 401, 404, 409, 422 otherwise."""
        root = request.path_params["root"]
        call = _call(request, bytes.fromhex(root)) if _ROOT.fullmatch(root) else None
        if call is None:
            return bare(status=400)
        try:
            device = await to_thread.run_sync(self._caller, request.headers.get("authorization", ""), call)
            if device is None:
                return bare(status=401)
            return await (
                self._put(request, device, call) if call.method == "PUT" else self._get(request, device, call)
            )
        except ServerBusy:
            return busy()
        except DeskError as error:
            return refusal(error)

    def _caller(self, token: str, call: ScanCall) -> Device | None:
        named = scan_caller(token)
        device = None if named is None else self._doors.store.device(named[0])
        if device is None or device.revoked_at_ms is not None or not device.commune:
            return None
        shared = self._doors.key.agree(device.exchange_public)
        return device if check_scan_token(token, shared, call) else None

    async def _put(self, request: Request, device: Device, call: ScanCall) -> Response:
        if call.size > MOST_SCAN:
            return bare(status=413)
        offset, held = call.offset, bytearray()
        try:
            async for chunk in request.stream():
                held += chunk
                if offset + len(held) > call.size:
                    return bare(status=413)
                if len(held) >= PIECE:
                    offset = await self._append(device, call, offset, held)
        except ClientDisconnect:
            await self._append(device, call, offset, held)
            raise
        try:
            offset = await self._append(device, call, offset, held)
        except Refused as error:
            if error.code != "scan-offset":
                raise
            return await self._where(device, call)
        return await self._held(device, call, offset)

    async def _append(self, device: Device, call: ScanCall, offset: int, held: bytearray) -> int:
        if not held:
            return offset
        data = bytes(held)
        held.clear()
        arguments = (device.commune, call.root, call.size, offset, data)
        return await to_thread.run_sync(self._doors.scans.append, *arguments)

    async def _where(self, device: Device, call: ScanCall) -> Response:
        state = await to_thread.run_sync(self._doors.scans.state, device.commune, call.root)
        return bare(status=409, headers={"upload-offset": str(0 if state is None else state.have)})

    async def _held(self, device: Device, call: ScanCall, offset: int) -> Response:
        headers = {"upload-offset": str(offset)}
        receipt = await to_thread.run_sync(self._doors.scans.receipt, device.commune, call.root)
        if receipt is None:
            return bare(status=204, headers=headers)
        told = ScanHeld(call.root, offset, receipt.size, receipt.at_ms, receipt.signature)
        return bare(encode_held([told]), headers=headers)

    async def _get(self, request: Request, device: Device, call: ScanCall) -> Response:
        state = await to_thread.run_sync(self._doors.scans.state, device.commune, call.root)
        if state is None or not state.is_whole:
            return bare(status=404)
        found = _RANGE.fullmatch(request.headers.get("range", "bytes=0-"))
        last = int(found[2]) if found and found[2] else state.size - 1
        length = min(last + 1, state.size, call.offset + MOST_READ) - call.offset
        if length <= 0:
            return bare(status=416)
        data = await to_thread.run_sync(self._doors.scans.read, device.commune, call.root, call.offset, length)
        end = call.offset + len(data) - 1
        return bare(data, _PARTIAL, {"content-range": f"bytes {call.offset}-{end}/{state.size}"})


def _call(request: Request, root: bytes) -> ScanCall | None:
    if request.method == "PUT":
        numbers = [request.headers.get(name, "") for name in ("upload-offset", "upload-length")]
        if all(_NUMBER.fullmatch(number) for number in numbers):
            return ScanCall("PUT", root, *map(int, numbers))
        return None
    found = _RANGE.fullmatch(request.headers.get("range", "bytes=0-"))
    return None if found is None else ScanCall("GET", root, int(found[1]))
