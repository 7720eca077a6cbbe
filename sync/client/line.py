"""The line to one server: one kept HTTP/1.1 connection through `requests`, with an adapter of our own.

Headers are what HTTP needs and no more; time-outs are of progress, never of the whole; every error of sockets, TLS and
HTTP becomes a DeskError here and nowhere else.
"""

import socket
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPSConnectionPool
from urllib3.exceptions import HTTPError
from urllib3.util import SKIP_HEADER

from commune_desk.domain.errors import (
    InvalidInput,
    LineCut,
    NetworkTrouble,
    NoLine,
    Refused,
    ServerBusy,
    ServerNotTrusted,
    Stopped,
)
from sync.client.tls import LEAST_RECORD, MOST_RECORD, CountedSocket, LineConnection, Tls

CONNECT_S: Final = 30.0
STALL_S: Final = 60.0
_READ_BYTES: Final = 64 << 10
_MEASURABLE_BYTES: Final = 4 << 10
_MEASURABLE_S: Final = 0.001
_NEWEST_SHARE: Final = 0.5
_SLOWER: Final = 4
"""A line so many times slower than measured still lives."""
_TAKEN: Final = frozenset({200, 201, 204, 206, 409, 416})
_BUSY: Final = frozenset({429, 503})
_SERVER_FAULT: Final = 500


class Reply(NamedTuple):
    """An answer whose body went to `take`; names of headers in lower case."""

    status: int
    headers: Mapping[str, str]


class Body:
    """A request body of known length in bytes, given piece by piece."""

    def __init__(self, pieces: Iterable[bytes], length: int) -> None:
        self._pieces = pieces
        self._length = length

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._pieces)


class _Adapter(HTTPAdapter):
    """One pool of one connection, secured by our own TLS; nothing of the machine's settings."""

    def __init__(self, pool: HTTPSConnectionPool) -> None:
        super().__init__(max_retries=0)
        self._pool = pool

    def get_connection_with_tls_context(self, *_request: Any, **_options: Any) -> HTTPSConnectionPool:  # noqa: ANN401
        return self._pool

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:  # noqa: ANN401
        """`Tls` does."""

    def close(self) -> None:
        self._pool.close()
        super().close()


class Line:
    """See the module. One thread calls; `abort` may come from any other.

    `url` 'https://host[:port]'; `roots` DER of the pinned CAs (the one in use and the spare); `clock` seconds
    that never go back. Raises InvalidInput('server-url-invalid') for another kind of address.
    """

    def __init__(
        self, url: str, roots: Sequence[bytes], clock: Callable[[], float], *, stall_s: float = STALL_S
    ) -> None:
        host, port = _address(url)
        self.url = url.rstrip("/")
        self.rate: float | None = None
        """Goodput of the last requests in bytes per second, None before a measurement."""
        self.round_trip_s: float | None = None
        """From the last small request to its answer."""
        self._clock = clock
        self._stall_s = stall_s
        self._is_stopped = False
        self._is_warm = False
        self.was_kept = False
        """The last call went over a connection that stood before: a cut may only mean that it had been let go."""
        self.tls = Tls(roots)
        pool = HTTPSConnectionPool(host, port, maxsize=1, block=True)
        pool.ConnectionCls = partial(LineConnection, tls=self.tls)  # type: ignore[assignment]
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.headers.clear()
        self._session.mount("https://", _Adapter(pool))

    @property
    def wire(self) -> tuple[int, int]:
        """Bytes up and down since the line was made, TLS and headers included."""
        return self.tls.wire

    def call(
        self,
        method: str,
        path: str,
        body: bytes | Body | None = None,
        take: Callable[[bytes], object] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """One request; the answer's body goes to `take` piece by piece as it comes.

        What `take` raises passes through and ends the connection. Raises NoLine, LineCut, ServerNotTrusted,
        ServerBusy, NetworkTrouble('server-fault', status), Refused('server-refused', status), Stopped after `abort`.
        """
        self.was_kept = self._is_warm
        before, begun = sum(self.wire), self._clock()
        try:
            reply = self._call(method, path, body, take, headers or {})
        except (OSError, HTTPError, requests.RequestException) as error:
            self._ended_badly()
            raise self._named(error) from error
        except BaseException:
            self._ended_badly()
            raise
        self._is_warm = True
        self._measure(sum(self.wire) - before, self._clock() - begun)
        return reply

    def abort(self) -> None:
        """From any thread: the call under way ends at once with Stopped, and so does every later one."""
        self._is_stopped = True
        tcp = self.tls.current
        if tcp is not None:
            try:
                tcp.shutdown(socket.SHUT_RDWR)
            except OSError:
                return

    def hang_up(self) -> None:
        """Close the connection; the next call makes a new one, resuming the session."""
        self._is_warm = False
        if self.tls.connection is not None:
            self.tls.connection.close()

    def close(self) -> None:
        """For good."""
        self._is_warm = False
        self._session.close()

    # -------------------------------------------------------------- one request
    def _call(
        self,
        method: str,
        path: str,
        body: bytes | Body | None,
        take: Callable[[bytes], object] | None,
        headers: Mapping[str, str],
    ) -> Reply:
        if self._is_stopped:
            raise Stopped
        trimmed = {"User-Agent": SKIP_HEADER, "Accept-Encoding": SKIP_HEADER, **headers}
        answer = self._session.request(
            method,
            self.url + path,
            data=body,
            headers=trimmed,
            stream=True,
            timeout=(CONNECT_S, self._stall_s),
            allow_redirects=False,
        )
        with answer:
            if answer.status_code not in _TAKEN:
                raise _refusal(answer.status_code)
            while data := answer.raw.read1(_READ_BYTES):
                if take is not None:
                    take(data)
            return Reply(answer.status_code, {name.lower(): value for name, value in answer.headers.items()})

    def _ended_badly(self) -> None:
        """The next connection sends smaller records: what a cut costs is the one under way."""
        self.hang_up()
        self.tls.record_bytes = max(LEAST_RECORD, self.tls.record_bytes // 2)

    def _measure(self, wire: int, seconds: float) -> None:
        if wire < _MEASURABLE_BYTES:
            self.round_trip_s = seconds
            return
        self.tls.record_bytes = min(MOST_RECORD, self.tls.record_bytes * 2)
        seen = wire / max(seconds, _MEASURABLE_S)
        self.rate = seen if self.rate is None else self.rate + _NEWEST_SHARE * (seen - self.rate)
        self.tls.slowest = max(CountedSocket.slowest, self.rate / _SLOWER)
        if self.tls.current is not None:
            self.tls.current.slowest = self.tls.slowest

    def _named(self, error: Exception) -> Exception:
        if self._is_stopped:
            return Stopped()
        if isinstance(error, requests.exceptions.SSLError) and "CERTIFICATE_VERIFY_FAILED" in str(error):
            return ServerNotTrusted()
        if isinstance(error, requests.exceptions.ConnectTimeout) or "NewConnectionError" in repr(error):
            return NoLine()
        return LineCut()


def _refusal(status: int) -> Exception:
    if status in _BUSY:
        return ServerBusy()
    if status >= _SERVER_FAULT:
        return NetworkTrouble("server-fault", status=status)
    return Refused("server-refused", status=status)


def _address(url: str) -> tuple[str, int]:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port or 443
    except ValueError:
        host, port = None, 0
        parts = urlsplit("")
    if parts.scheme != "https" or not host:
        raise InvalidInput("server-url-invalid", field="url")
    return host, port
