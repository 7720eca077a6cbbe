"""GET /v1/ca and POST /v1/enrol. Guessing codes is slowed down by address; a code has 80 bits besides."""

from collections import OrderedDict
from collections.abc import Callable
from typing import Final

import msgspec
from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response

from commune_desk.domain.errors import DeskError, ServerBusy
from sync.server.enrol import Enroller
from sync.server.replies import bare, busy, refusal
from sync.server.routes_sync import whole_body
from sync.wire.enrolment import MOST_BYTES, Authorities, EnrolRequest

TRIES: Final = 20
WINDOW_MS: Final = 600_000
_ADDRESSES: Final = 10_000


class Rate:
    """At most `TRIES` in `WINDOW_MS` for each address, in this process; memory is bounded."""

    def __init__(self, clock: Callable[[], int], tries: int = TRIES) -> None:
        self._clock = clock
        self._tries = tries
        self._seen: OrderedDict[str, tuple[int, int]] = OrderedDict()

    def allows(self, address: str) -> bool:
        """Count one more try."""
        now = self._clock()
        since, count = self._seen.pop(address, (now, 0))
        if now - since > WINDOW_MS:
            since, count = now, 0
        self._seen[address] = (since, count + 1)
        while len(self._seen) > _ADDRESSES:
            self._seen.popitem(last=False)
        return count < self._tries


class EnrolRoute:
    """A desk's request."""

    def __init__(self, enroller: Enroller) -> None:
        self._enroller = enroller
        self._rate = Rate(enroller.clock)

    async def authorities(self, request: Request) -> Response:  # noqa: ARG002  the framework's signature
        """The certificates a desk compares with its ticket."""
        return bare(msgspec.json.encode(Authorities(self._enroller.roots)))

    async def __call__(self, request: Request) -> Response:
        """200 and the answer, 422/403 and a code, 429 after too many tries, 400 for a body that is none."""
        if not self._rate.allows(request.client.host if request.client else ""):
            return bare(status=429, headers={"retry-after": str(WINDOW_MS // 1000)})
        body = await whole_body(request, MOST_BYTES)
        if body is None:
            return bare(status=413)
        try:
            asked = msgspec.json.decode(body, type=EnrolRequest)
        except (msgspec.MsgspecError, ValueError, RecursionError):
            return bare(status=400)
        try:
            return bare(msgspec.json.encode(await to_thread.run_sync(self._enroller.enrol, asked)))
        except ServerBusy:
            return busy()
        except DeskError as error:
            return refusal(error)
