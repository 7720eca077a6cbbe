"""The routes of a server joined to one Starlette application; TLS and sockets are uvicorn's (`sync.server.serve`)."""

from collections.abc import Sequence

from starlette.applications import Starlette
from starlette.routing import BaseRoute, Route

from sync.server.doors import Doors
from sync.server.metrics import WatchRoutes
from sync.server.routes_enrol import EnrolRoute
from sync.server.routes_scan import ScanRoute
from sync.server.routes_sync import BundleRoute, SyncRoute


def make_app(doors: Doors, more: Sequence[BaseRoute] = ()) -> Starlette:
    """The application of a province, or of a hub (without enroller and pages); `more`: the administrator's pages."""
    watch = WatchRoutes(doors)
    routes: list[BaseRoute] = [
        Route("/v1/sync", SyncRoute(doors.exchange).__call__, methods=["POST"]),
        Route("/v1/scan/{root}", ScanRoute(doors).__call__, methods=["PUT", "GET"]),
        Route("/v1/health", watch.health),
        Route("/v1/metrics", watch.metrics),
    ]
    if doors.enroller is not None:
        enrol = EnrolRoute(doors.enroller)
        routes += [Route("/v1/ca", enrol.authorities), Route("/v1/enrol", enrol.__call__, methods=["POST"])]
    if doors.bundle is not None:
        routes.append(Route("/v1/bundle", BundleRoute(doors).__call__, methods=["POST"]))
    return Starlette(routes=[*routes, *more])
