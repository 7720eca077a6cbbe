"""The line itself: few bytes, pinned roots, cuts named, nothing waited for longer than it makes sense."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from commune_desk.domain.errors import (
    DeskError,
    InvalidInput,
    LineCut,
    NetworkTrouble,
    NoLine,
    Refused,
    ServerBusy,
    ServerNotTrusted,
    Stopped,
)
from sync.client.line import Body, Line
from tests.lines.proxy import Manners, Proxy
from tests.lines.tls_server import Authority, authority, leaf_file, serving

SEEN: list[tuple[dict[str, str], int]] = []


async def _echo(request: Request) -> Response:
    body = await request.body()
    SEEN.append((dict(request.headers), len(body)))
    return Response(body)


async def _status(request: Request) -> Response:
    return Response(status_code=int(request.path_params["code"]))


async def _drip(_request: Request) -> Response:
    async def pieces():  # type: ignore[no-untyped-def]  # noqa: ANN202
        import asyncio

        for number in range(10):
            yield bytes([number]) * 1000
            await asyncio.sleep(0.02)

    return StreamingResponse(pieces())


@pytest.fixture(scope="module")
def ca() -> Authority:
    return authority()


@pytest.fixture(scope="module")
def port(ca: Authority, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    app = Starlette(
        routes=[
            Route("/echo", _echo, methods=["POST", "PUT"]),
            Route("/status/{code}", _status),
            Route("/drip", _drip),
        ]
    )
    with serving(app, leaf_file(ca, tmp_path_factory.mktemp("leaf"))) as found:
        yield found


@pytest.fixture
def line_to(ca: Authority) -> Iterator[Callable[..., Line]]:
    made: list[Line] = []

    def make(port: int, **options: float) -> Line:
        made.append(Line(f"https://127.0.0.1:{port}", (authority().root, ca.root), time.monotonic, **options))
        return made[-1]

    yield make
    for one in made:
        one.close()


def test_a_small_request_costs_few_bytes_and_a_new_connection_resumes(port: int, line_to: Callable[..., Line]) -> None:
    """Every idle exchange of 1,280 desks pays for its headers and handshakes."""
    line, got = line_to(port), bytearray()
    SEEN.clear()
    assert line.call("POST", "/echo", b"x" * 70, got.extend).status == 200
    assert bytes(got) == b"x" * 70
    headers, _ = SEEN[-1]
    assert set(headers) == {"host", "content-length"}
    cold = sum(line.wire)
    line.call("POST", "/echo", b"x" * 70)
    kept = sum(line.wire) - cold
    line.hang_up()
    line.call("POST", "/echo", b"x" * 70)
    resumed = sum(line.wire) - cold - kept
    assert (line.tls.handshakes, line.tls.resumed) == (2, 1)
    assert kept < 330
    assert resumed < cold


def test_the_count_is_what_crosses_the_wire(port: int, line_to: Callable[..., Line]) -> None:
    """The figures of the README rest on it."""
    with Proxy(("127.0.0.1", port)) as proxy:
        line = line_to(proxy.port)
        line.call("POST", "/echo", Body([b"a" * 5000, b"b" * 100_000], 105_000))
        assert line.wire == (proxy.up, proxy.down)


def test_an_answer_is_given_out_as_it_comes(port: int, line_to: Callable[..., Line]) -> None:
    """What arrived before a cut must have been handed on by then."""
    times: list[float] = []
    line_to(port).call("GET", "/drip", take=lambda _data: times.append(time.monotonic()))
    assert len(times) >= 5
    assert times[-1] - times[0] > 0.1


def test_a_server_of_another_authority_hears_nothing(tmp_path: Path, line_to: Callable[..., Line]) -> None:
    """A hotel's portal or a stranger's PC in between must be named, and told nothing."""
    SEEN.clear()
    app = Starlette(routes=[Route("/echo", _echo, methods=["POST"])])
    with serving(app, leaf_file(authority(), tmp_path)) as stranger, pytest.raises(ServerNotTrusted):
        line_to(stranger).call("POST", "/echo", b"secret")
    assert not SEEN


def test_the_name_is_checked(ca: Authority, tmp_path: Path, line_to: Callable[..., Line]) -> None:
    """A certificate of the same authority for another address is another server."""
    app = Starlette(routes=[Route("/echo", _echo, methods=["POST"])])
    with serving(app, leaf_file(ca, tmp_path, "127.0.0.9")) as other, pytest.raises(ServerNotTrusted):
        line_to(other).call("POST", "/echo", b"")


def test_a_wrong_clock_stops_nothing(ca: Authority, tmp_path: Path, line_to: Callable[..., Line]) -> None:
    """Dead clock batteries: by this PC's clock the certificate is over, and the desk still syncs and says so."""
    app = Starlette(routes=[Route("/echo", _echo, methods=["POST"])])
    with serving(app, leaf_file(ca, tmp_path, until_days=-5)) as old:
        line = line_to(old)
        assert line.call("POST", "/echo", b"x").status == 200
        assert line.tls.is_clock_doubted


def test_a_wrong_clock_excuses_no_stranger(tmp_path: Path, line_to: Callable[..., Line]) -> None:
    """Passing over dates must not pass over the authority."""
    app = Starlette(routes=[Route("/echo", _echo, methods=["POST"])])
    with serving(app, leaf_file(authority(), tmp_path, until_days=-5)) as old, pytest.raises(ServerNotTrusted):
        line_to(old).call("POST", "/echo", b"x")


@pytest.mark.parametrize(
    ("code", "error"), [(503, ServerBusy), (429, ServerBusy), (500, NetworkTrouble), (404, Refused), (302, Refused)]
)
def test_refusals_are_named(port: int, line_to: Callable[..., Line], code: int, error: type[DeskError]) -> None:
    """The back-off and the sentence depend on which it was."""
    with pytest.raises(error):
        line_to(port).call("GET", f"/status/{code}")


@pytest.mark.parametrize("url", ["http://127.0.0.1", "https://", "https://[", "127.0.0.1:1", "https://h:99999999"])
def test_only_https_addresses(ca: Authority, url: str) -> None:
    """A typed address must not send anything in the clear."""
    with pytest.raises(InvalidInput):
        Line(url, (ca.root,), time.monotonic)


def test_nobody_there(line_to: Callable[..., Line]) -> None:
    """No line is not a cut line: nothing was under way."""
    with Proxy(("127.0.0.1", 1)) as proxy:
        gone = proxy.port
    with pytest.raises(NoLine):
        line_to(gone).call("POST", "/echo", b"x")


def test_a_cut_is_named_and_records_get_smaller(port: int, line_to: Callable[..., Line]) -> None:
    """With a cut every 5 kB a record of 16 kB would never arrive."""
    with Proxy(("127.0.0.1", port), Manners(cut_every=20_000)) as proxy:
        line = line_to(proxy.port)
        for _ in range(6):
            with pytest.raises(LineCut):
                line.call("POST", "/echo", b"x" * 60_000)
        assert line.tls.record_bytes == 512


def test_a_line_that_stands_still_is_given_up(port: int, line_to: Callable[..., Line]) -> None:
    """Half-open connections never end by themselves."""
    with Proxy(("127.0.0.1", port)) as proxy:
        line = line_to(proxy.port, stall_s=0.2)
        line.call("POST", "/echo", b"x")
        proxy.manners.half_open = True
        with pytest.raises(LineCut):
            line.call("POST", "/echo", b"x")


def test_slow_is_not_still(port: int, line_to: Callable[..., Line]) -> None:
    """Time-outs are of progress: an exchange may take hours at 9.6 kbit/s."""
    with Proxy(("127.0.0.1", port), Manners(rate=30_000)) as proxy:
        line, got = line_to(proxy.port, stall_s=0.3), bytearray()
        line.call("POST", "/echo", b"x" * 30_000, got.extend)
        assert len(got) == 30_000
        assert line.rate is not None
        assert 10_000 < line.rate < 60_000


def test_abort_ends_a_call_at_once(port: int, line_to: Callable[..., Line]) -> None:
    """Closing the desk waits for no line."""
    with Proxy(("127.0.0.1", port), Manners(rate=2000)) as proxy:
        line = line_to(proxy.port)
        threading.Timer(0.3, line.abort).start()
        begun = time.monotonic()
        with pytest.raises(Stopped):
            line.call("POST", "/echo", b"x" * 60_000)
        assert time.monotonic() - begun < 2
        with pytest.raises(Stopped):
            line.call("POST", "/echo", b"x")
