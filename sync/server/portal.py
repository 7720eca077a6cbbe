"""The gateway to the national portal: a queue that is worked off with patience, answers that become ticks at the desks.

The portal's way of talking (a session by login, one service name a call, `error_code` "0" or "00" for taken) is known
from public code of provincial systems, not from its specification: it must be confirmed before the first real call.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple, Protocol

import msgspec
import requests
from sqlalchemy import Connection, Engine, Row, delete, func, select, update

from sync.server.database import reading, writing
from sync.server.outbox import TICK, note
from sync.server.portal_calls import DOSSIER_CALL, PROGRESS_CALL
from sync.server.tables import PORTAL_CALL

TAKEN: Final = frozenset({"0", "00"})
SILENT: Final = "silent"
"""No answer, or none that can be read."""
SESSION_OVER: Final = frozenset({"98", "401"})
_TIMEOUT_S: Final = (5.0, 20.0)
_LARGEST_ANSWER: Final = 1 << 20
_CLAIM_MS: Final = 60_000
_FIRST_WAIT_MS: Final = 15_000
_LONGEST_WAIT_MS: Final = 6 * 3600 * 1000
_DOUBLINGS: Final = 20


class PortalAnswer(NamedTuple):
    """The portal's code ("0", "00": taken) and its name for the dossier."""

    code: str
    reference: str = ""

    @property
    def is_taken(self) -> bool:
        """The portal has it."""
        return self.code in TAKEN


class Portal(Protocol):
    """The national portal, or a stand-in for it."""

    def send(self, call: str, record: Mapping[str, Any], *, is_update: bool) -> PortalAnswer:
        """Tell it; never raises for what the line or the portal does: code SILENT then."""


class Access(NamedTuple):
    """Where the portal is and as whom the province speaks to it; `password` is secret."""

    url: str
    agency: str
    user: str
    password: str

    def __repr__(self) -> str:
        return f"Access({self.url!r}, {self.agency!r})"


class HttpPortal:
    """Fulfils `Portal` over HTTP; one thread."""

    def __init__(self, access: Access) -> None:
        self._access = access
        self._line = requests.Session()
        self._line.trust_env = False
        self._session = ""

    def send(self, call: str, record: Mapping[str, Any], *, is_update: bool) -> PortalAnswer:
        """See the port; logs in when there is no session or it is over."""
        answer = self._told(call, record, is_update=is_update) if self._session else {"error_code": "98"}
        if _code(answer) in SESSION_OVER:
            self._session = str(self._login().get("session") or "")
            answer = self._told(call, record, is_update=is_update) if self._session else {}
        return PortalAnswer(_code(answer), str(answer.get("reference") or record.get("MaHoSo") or "")[:100])

    def close(self) -> None:
        """Give the connection back."""
        self._line.close()

    def _login(self) -> dict[str, Any]:
        return self._post("mapi/login", {"username": self._access.user, "password": self._access.password})

    def _told(self, call: str, record: Mapping[str, Any], *, is_update: bool) -> dict[str, Any]:
        said: dict[str, Any] = {"session": self._session, "madonvi": self._access.agency, "service": call}
        if call == DOSSIER_CALL:
            said["isUpdating"] = "True" if is_update else "False"
        return self._post("mapi/g", said | {"data": [record]})

    def _post(self, path: str, said: Mapping[str, Any]) -> dict[str, Any]:
        try:
            url = f"{self._access.url.rstrip('/')}/{path}"
            with self._line.post(url, json=said, timeout=_TIMEOUT_S, stream=True, allow_redirects=False) as answer:
                data = answer.raw.read(_LARGEST_ANSWER, decode_content=True)
            found = msgspec.json.decode(data)
        except (requests.RequestException, OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}


def _code(answer: Mapping[str, Any]) -> str:
    code = answer.get("error_code")
    return str(code)[:20] if code is not None else SILENT


class PortalQueue:
    """Works off the calls that the projection queued; safe from several workers."""

    def __init__(self, engine: Engine, portal: Portal) -> None:
        self._engine = engine
        self._portal = portal

    def work(self, now_ms: int, limit: int = 20) -> int:
        """Make the calls that are due, at most `limit`: how many were taken. No transaction is open while it talks."""
        taken = 0
        for row in self._due(now_ms, limit):
            if self._claim(row, now_ms):
                taken += self._call(row, now_ms)
        return taken

    def _due(self, now_ms: int, limit: int) -> list[Row[Any]]:
        """Whole dossiers first: a line of progress of a dossier the portal does not know would be refused."""
        table = PORTAL_CALL.c
        known = PORTAL_CALL.alias()
        is_known = select(known.c.seq).where(
            known.c.commune == table.commune,
            known.c.dossier == table.dossier,
            known.c.call == DOSSIER_CALL,
            known.c.done_at.is_not(None),
        )
        query = (
            select(PORTAL_CALL)
            .where(table.done_at.is_(None), table.next_at <= now_ms)
            .where((table.call == DOSSIER_CALL) | is_known.exists())
            .order_by(table.call.desc(), table.seq)
            .limit(limit)
        )
        with reading(self._engine) as connection:
            return list(connection.execute(query))

    def _claim(self, row: Row[Any], now_ms: int) -> bool:
        same = (*_named(row), PORTAL_CALL.c.tries == row.tries, PORTAL_CALL.c.done_at.is_(None))
        with writing(self._engine) as connection:
            change = update(PORTAL_CALL).where(*same).values(tries=row.tries + 1, next_at=now_ms + _CLAIM_MS)
            return connection.execute(change).rowcount == 1

    def _call(self, row: Row[Any], now_ms: int) -> bool:
        record = msgspec.json.decode(bytes(row.payload))
        is_update = self._is_known(row)
        answer = self._portal.send(row.call, record, is_update=is_update)
        if row.call == DOSSIER_CALL and not answer.is_taken and answer.code != SILENT and not is_update:
            # Its answer to an earlier try may have been lost: then it knows the dossier already.
            answer = self._portal.send(row.call, record, is_update=True)
        with writing(self._engine) as connection:
            if answer.is_taken:
                _settle(connection, row, answer, now_ms)
            else:
                wait = min(_LONGEST_WAIT_MS, _FIRST_WAIT_MS << min(row.tries, _DOUBLINGS))
                change = update(PORTAL_CALL).where(*_named(row))
                connection.execute(change.values(next_at=now_ms + wait, answer=answer.code))
        return answer.is_taken

    def _is_known(self, row: Row[Any]) -> bool:
        table = PORTAL_CALL.c
        done = (table.commune == row.commune, table.dossier == row.dossier, table.done_at.is_not(None))
        with reading(self._engine) as connection:
            return bool(connection.execute(select(func.count()).select_from(PORTAL_CALL).where(*done)).scalar())


def _named(row: Row[Any]) -> tuple[Any, ...]:
    table = PORTAL_CALL.c
    return table.commune == row.commune, table.dossier == row.dossier, table.seq == row.seq, table.call == row.call


def _settle(connection: Connection, row: Row[Any], answer: PortalAnswer, now_ms: int) -> None:
    """Taken: the first time the desks get their tick. Of what was told one row stays: that the dossier is known."""
    if row.call == PROGRESS_CALL:
        connection.execute(delete(PORTAL_CALL).where(*_named(row)))
        return
    table = PORTAL_CALL.c
    earlier = (table.commune == row.commune, table.dossier == row.dossier, table.call == DOSSIER_CALL)
    connection.execute(delete(PORTAL_CALL).where(*earlier, table.done_at.is_not(None)))
    connection.execute(update(PORTAL_CALL).where(*_named(row)).values(done_at=now_ms, answer=answer.reference))
    at = datetime.fromtimestamp(now_ms / 1000, UTC)
    values: dict[str, object] = {"dossier": row.dossier, "reference": answer.reference, "at": at}
    note(connection, row.commune, TICK, row.dossier, values)
