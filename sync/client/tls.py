"""TLS to one server whose roots are pinned: resumed sessions, small records, bytes counted as they cross the wire.

TLS 1.3 only (RFC 8446), the server's name checked, proxies of the machine ignored. A certificate refused for its dates
alone is looked at again without them: old PCs have dead clock batteries, and a clock must not stop a sync
(sync.md 0.8); who the server is, its keys and frames still prove.
"""

import socket
import ssl
from collections.abc import Sequence
from typing import Any, Final

from urllib3.connection import HTTPSConnection
from urllib3.util.ssltransport import SSLTransport

_NO_CHECK_TIME: Final = 0x200000
"""X509_V_FLAG_NO_CHECK_TIME of OpenSSL, which `ssl` does not name."""
_DATE_ERRORS: Final = frozenset({9, 10})
"""X509_V_ERR_CERT_NOT_YET_VALID, X509_V_ERR_CERT_HAS_EXPIRED."""
_UNSENT_BYTES: Final = 16 << 10
LEAST_RECORD: Final = 512
MOST_RECORD: Final = 16 << 10
FIRST_RECORD: Final = 4 << 10


class CountedSocket(socket.socket):
    """A TCP socket that counts, and whose time-out is one of progress: each piece sent or received begins it anew."""

    up = 0
    down = 0
    slowest = 1000.0
    """Bytes a second that a line still makes: what was sent last may lie in buffers on the way for so long."""
    _unanswered = 0
    _is_heard = False

    def sendall(self, data: Any, flags: int = 0) -> None:  # noqa: ANN401  as socket.socket has it
        """All of `data`; TimeoutError only when not one byte left in the time-out."""
        if self._is_heard and len(data):
            self._unanswered, self._is_heard = 0, False
        with memoryview(data) as view:
            done = 0
            while done < len(view):
                sent = self.send(view[done:], flags)
                done += sent
                self.up += sent
                self._unanswered += sent

    def recv(self, size: int, flags: int = 0) -> bytes:
        """As socket.socket has it; an answer has the time that what was sent before it may take."""
        patience = self.gettimeout()
        if patience is not None and self._unanswered:
            self.settimeout(patience + self._unanswered / self.slowest)
        try:
            data = super().recv(size, flags)
        finally:
            self.settimeout(patience)
        self._is_heard = True
        self.down += len(data)
        return data


class TlsStream(SSLTransport):
    """TLS over a counted socket. Each piece given becomes a record (with the headers before it), a large one several of
    `record_bytes`: of what is sealed by itself a cut costs at most what was under way.
    """

    socket: CountedSocket

    def __init__(self, tcp: CountedSocket, tls: "Tls", name: str) -> None:
        self._held = bytearray()
        self._record = tls.record_bytes
        super().__init__(tcp, tls.resuming(), name)  # type: ignore[arg-type]  # it asks for wrap_bio alone

    def sendall(self, data: bytes, flags: int = 0) -> None:
        """Keep little things until there is more of them or an answer is read."""
        del flags
        self._held += data
        while len(self._held) >= LEAST_RECORD:
            self._write(self._record if len(data) > self._record else MOST_RECORD)

    def read(self, len: int = 1024, buffer: Any = None) -> Any:  # noqa: ANN401  as SSLTransport has it
        """What came; first everything kept leaves."""
        if self._held:
            self._write(self._record)
        return super().read(len, buffer)

    def _write(self, most: int) -> None:
        record = bytes(self._held[:most])
        del self._held[:most]
        super().sendall(record)


class Tls:
    """How connections to one server are secured, and what is remembered from one to the next; `roots` are DER."""

    def __init__(self, roots: Sequence[bytes]) -> None:
        self._roots = b"".join(roots)
        self._context = _context(self._roots)
        self._session: ssl.SSLSession | None = None
        self.is_clock_doubted = False
        """The server's certificate holds, except for its dates by this PC's clock."""
        self.record_bytes = FIRST_RECORD
        self.current: CountedSocket | None = None
        self.connection: LineConnection | None = None
        self.slowest = CountedSocket.slowest
        self.handshakes = 0
        self.resumed = 0
        self._up = 0
        self._down = 0

    @property
    def wire(self) -> tuple[int, int]:
        """Bytes sent and received by TCP over all connections so far, handshakes included."""
        one = self.current
        return (self._up + one.up, self._down + one.down) if one else (self._up, self._down)

    def begin(self, tcp: CountedSocket) -> None:
        """A new connection stands."""
        self.end()
        self.current = tcp

    def end(self) -> None:
        """The connection is gone."""
        if self.current is not None:
            self._up, self._down = self.wire
        self.current = None

    def resuming(self) -> "_Resuming":
        """What SSLTransport takes for a context."""
        return _Resuming(self._context, self._session)

    def secured(self, stream: TlsStream) -> None:
        """A handshake ended well."""
        self.handshakes += 1
        self.resumed += bool(stream.sslobj.session_reused)

    def keep_session(self, stream: TlsStream) -> None:
        """The next connection takes up this session (its ticket came with the first answer)."""
        session = stream.sslobj.session
        if session is not None and session.has_ticket:
            self._session = session

    def forgive_dates(self, error: ssl.SSLCertVerificationError) -> bool:
        """Whether to try again without looking at dates."""
        if self.is_clock_doubted or error.verify_code not in _DATE_ERRORS:
            return False
        self.is_clock_doubted = True
        self._session = None
        self._context = _context(self._roots)
        self._context.verify_flags |= _NO_CHECK_TIME
        return True


class _Resuming:
    """The one method SSLTransport asks of a context, with the session to take up."""

    def __init__(self, context: ssl.SSLContext, session: ssl.SSLSession | None) -> None:
        self._context, self._session = context, session

    def wrap_bio(self, incoming: ssl.MemoryBIO, outgoing: ssl.MemoryBIO, *, server_hostname: str) -> ssl.SSLObject:
        """A client's side of TLS."""
        return self._context.wrap_bio(incoming, outgoing, server_hostname=server_hostname, session=self._session)


def _context(roots: bytes) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.load_verify_locations(cadata=roots)
    return context


class LineConnection(HTTPSConnection):
    """An HTTP/1.1 connection of urllib3 over a `TlsStream`."""

    def __init__(self, *arguments: Any, tls: Tls, **options: Any) -> None:  # noqa: ANN401  as urllib3 has it
        super().__init__(*arguments, **options)
        self._tls = tls
        tls.connection = self

    def connect(self) -> None:
        """TCP and TLS; once more without dates where only they are wrong."""
        try:
            self._secure()
        except ssl.SSLCertVerificationError as error:
            if not self._tls.forgive_dates(error):
                raise
            self._secure()
        self.is_verified = True

    def _secure(self) -> None:
        plain = self._new_conn()
        timeout = plain.gettimeout()
        tcp = CountedSocket(fileno=plain.detach())
        tcp.settimeout(timeout)
        tcp.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if hasattr(socket, "TCP_NOTSENT_LOWAT"):
            # What is kept unsent in the kernel is lost with the connection and hides whether the line moves.
            tcp.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, _UNSENT_BYTES)
        tcp.slowest = self._tls.slowest
        self._tls.begin(tcp)
        try:
            stream = TlsStream(tcp, self._tls, self.host)
        except BaseException:
            tcp.close()
            self._tls.end()
            raise
        self._tls.secured(stream)
        self.sock = stream

    def close(self) -> None:
        """Remember the session for the next one."""
        if isinstance(self.sock, TlsStream):
            self._tls.keep_session(self.sock)
            self._tls.end()
        super().close()
