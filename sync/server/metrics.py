"""GET /v1/metrics for Prometheus: counts by commune code, no personal data; and GET /v1/health."""

from anyio import to_thread
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from starlette.requests import Request
from starlette.responses import Response

from commune_desk.domain.errors import DeskError
from sync.server.doors import Doors
from sync.server.replies import bare, busy

_FIGURES = {
    "desks": "desks enrolled",
    "waiting": "entries desks said they still have to send",
    "entries": "entries in the order of the commune",
    "unread": "entries the projection has not read",
    "refused": "entries refused",
    "on_time": "dossiers finished on time",
    "late": "dossiers finished late",
    "overdue": "open dossiers past their promise",
    "portal_waiting": "calls waiting for the national portal",
    "clocks_ahead": "entries stamped more than a day ahead",
}


class _Collector:
    def __init__(self, doors: Doors) -> None:
        self._doors = doors

    def collect(self) -> list[Metric]:
        lines = [] if self._doors.figures is None else self._doors.figures.overview(self._doors.clock())
        families: list[Metric] = []
        for name, meaning in _FIGURES.items():
            family = GaugeMetricFamily(f"commune_desk_{name}", meaning, labels=["commune"])
            for line in lines:
                family.add_metric([line.code], float(getattr(line, name)))
            families.append(family)
        return families


class WatchRoutes:
    """For whoever watches the server."""

    def __init__(self, doors: Doors) -> None:
        self._doors = doors
        self._registry = CollectorRegistry(auto_describe=False)
        self._registry.register(_Collector(doors))

    async def metrics(self, request: Request) -> Response:  # noqa: ARG002  the framework's signature
        """The text format."""
        try:
            text = await to_thread.run_sync(generate_latest, self._registry)
        except DeskError:
            return busy()
        return Response(text, media_type="text/plain; version=0.0.4")

    async def health(self, request: Request) -> Response:  # noqa: ARG002  the framework's signature
        """200 when the store answers."""
        try:
            await to_thread.run_sync(self._doors.store.device, 0)
        except DeskError:
            return busy()
        return bare(b"ok\n")
