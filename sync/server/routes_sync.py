"""POST /v1/sync and /v1/bundle: bodies go to a thread as they come, answers have the fewest headers."""

from collections.abc import AsyncIterator, Iterable, Iterator
from typing import Final

import anyio
from anyio import from_thread, to_thread
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from commune_desk.domain.errors import DeskError, ServerBusy
from sync.server.doors import Doors, ExchangeDoor
from sync.server.replies import bare, busy, refusal

AT_ONCE: Final = 64
"""Exchanges under way in one process; more are told to come back."""
HELD_BYTES: Final = 1 << 18
"""Of an answer, before it goes out in pieces without a length."""
MOST_REQUEST: Final = 64 << 20
MOST_BUNDLE: Final = 64 << 20


class SyncRoute:
    """The exchange's call."""

    def __init__(self, door: ExchangeDoor) -> None:
        self._door = door
        self._limit = anyio.CapacityLimiter(AT_ONCE)

    async def __call__(self, request: Request) -> Response:
        """The answer once its beginning is there; 503 where too many are under way."""
        if self._limit.available_tokens < 1:
            return busy()
        answer = Pieces(self._door(_arriving(request.stream())), self._limit)
        try:
            held = await answer.up_to(HELD_BYTES)
        except ServerBusy:
            return busy()
        except DeskError as error:
            return refusal(error)
        return bare(b"".join(held)) if answer.is_whole else Streamed(held, answer)


def _arriving(body: AsyncIterator[bytes]) -> Iterator[bytes]:
    """In a worker's thread: the body as it comes. A cut ends it early; the stream itself tells (no END)."""

    async def following() -> bytes | None:
        return await anext(body, None)

    taken = 0
    while taken <= MOST_REQUEST:
        try:
            chunk = from_thread.run(following)
        except ClientDisconnect:
            return
        if chunk is None:
            return
        if chunk:
            taken += len(chunk)
            yield chunk


class Pieces:
    """An answer made in a thread, piece by piece."""

    def __init__(self, pieces: Iterator[bytes], limit: anyio.CapacityLimiter) -> None:
        self._pieces = pieces
        self._limit = limit
        self.is_whole = False

    async def up_to(self, most: int) -> list[bytes]:
        """The next pieces until they hold `most` bytes."""
        return await to_thread.run_sync(self._some, most, limiter=self._limit, abandon_on_cancel=False)

    def _some(self, most: int) -> list[bytes]:
        held: list[bytes] = []
        while most > 0:
            piece = next(self._pieces, None)
            if piece is None:
                self.is_whole = True
                break
            held.append(piece)
            most -= len(piece)
        return held


class Streamed(Response):
    """A long answer, in chunks."""

    def __init__(self, first: Iterable[bytes], rest: Pieces) -> None:
        super().__init__()
        self.raw_headers = []
        self._first = b"".join(first)
        self._rest = rest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002  ASGI's signature
        """See ASGI."""
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": self._first, "more_body": True})
        while not self._rest.is_whole:
            held = await self._rest.up_to(HELD_BYTES)
            await send({"type": "http.response.body", "body": b"".join(held), "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def whole_body(request: Request, most: int) -> bytes | None:
    """The body, None where it is larger than `most` bytes."""
    held = bytearray()
    async for chunk in request.stream():
        held += chunk
        if len(held) > most:
            return None
    return bytes(held)


class BundleRoute:
    """A courier's file by HTTP."""

    def __init__(self, doors: Doors) -> None:
        self._doors = doors

    async def __call__(self, request: Request) -> Response:
        """The file that goes back."""
        data = await whole_body(request, MOST_BUNDLE)
        if data is None or self._doors.bundle is None:
            return Response(status_code=413)
        try:
            return bare(await to_thread.run_sync(self._doors.bundle.take, data))
        except ServerBusy:
            return busy()
        except DeskError as error:
            return refusal(error)
