"""Answers with the fewest bytes of headers, and refusals by name."""

from typing import Final

import msgspec
from starlette.responses import Response

from commune_desk.domain.errors import DeskError, NotAllowedNow, NotFound
from sync.wire.enrolment import Refusal

RETRY_S: Final = 5


def bare(body: bytes = b"", status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """`body` with its length and nothing else."""
    made = Response(body, status_code=status)
    made.raw_headers = [(b"content-length", b"%d" % len(body))]
    made.raw_headers += [(name.encode(), value.encode()) for name, value in (headers or {}).items()]
    return made


def busy() -> Response:
    """Come back in a few seconds."""
    return bare(status=503, headers={"retry-after": str(RETRY_S)})


def refusal(error: DeskError) -> Response:
    """404, 403 or 422 with the error's code."""
    status = 404 if isinstance(error, NotFound) else 403 if isinstance(error, NotAllowedNow) else 422
    return bare(msgspec.json.encode(Refusal(error.code)), status)
