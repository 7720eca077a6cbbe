"""uvicorn around an application: TLS 1.3, no needless headers, in this thread or in one of its own."""

import socket
import ssl
import threading
from typing import Any, Final

import uvicorn
from starlette.types import ASGIApp

KEEP_ALIVE_S: Final = 75
_GRACE_S: Final = 5
_BACKLOG: Final = 512
_START_S: Final = 10.0


class Server(uvicorn.Server):
    """Listens on a socket opened before, so that its address is known at once."""

    def __init__(self, app: ASGIApp, listening: socket.socket, context: ssl.SSLContext | None) -> None:
        given: dict[str, Any] = {} if context is None else {"ssl_context_factory": lambda _config, _default: context}
        config = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            server_header=False,
            date_header=False,
            lifespan="off",
            timeout_keep_alive=KEEP_ALIVE_S,
            timeout_graceful_shutdown=_GRACE_S,
            **given,
        )
        super().__init__(config)
        self._listening = listening
        self._thread: threading.Thread | None = None
        self._started = threading.Event()

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._listening.getsockname()[1])

    def serve_here(self) -> None:
        """Until SIGTERM or SIGINT; open requests get five seconds."""
        self.run(sockets=[self._listening])

    def start(self) -> None:
        """In a thread of its own; returns when it answers. Raises TimeoutError."""
        self._thread = threading.Thread(target=self.serve_here, name="server", daemon=True)
        self._thread.start()
        if not self._started.wait(_START_S):
            raise TimeoutError("the server did not start")

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """See uvicorn."""
        await super().startup(sockets)
        self._started.set()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """See uvicorn; the signal is not raised again, so that the caller closes its store."""
        await super().shutdown(sockets)
        self._captured_signals.clear()

    def stop(self) -> None:
        """Returns when the thread has ended."""
        self.should_exit = True
        if self._thread is not None:
            self._thread.join()


def listen(host: str, port: int) -> socket.socket:
    """A listening socket (port 0: any free one); raises OSError where the port is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.create_server((host, port), family=family, backlog=_BACKLOG)
    made.set_inheritable(True)
    return made
