"""The province's own voice: entries of its device in a commune's order, chained and signed like a desk's."""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from commune_desk.device_key import DeviceKey
from commune_desk.domain.errors import ServerBusy
from commune_desk.domain.ids import EntryId, Origin
from commune_desk.domain.records import Record
from commune_desk.entries import NO_HASH, Entry, SignedHead, head_message
from sync.server.ports import Scribe, StoredRow
from sync.server.store import SqlStore

_COUNTER_BITS: Final = 16
_VIETNAM_MIN: Final = 7 * 60


class Voice:
    """Fulfils `sync.server.ports.Spoken`; safe from several threads.

    `random` (32 bits) is drawn anew at every start of every worker: each has an origin of its own, so that neither two
    workers nor a restored backup number two entries alike.
    """

    def __init__(self, store: SqlStore, key: DeviceKey, scribe: Scribe, random: int) -> None:
        self._store = store
        self._key = key
        self._scribe = scribe
        self._origin = Origin(key.device, random)
        self._lock = threading.Lock()
        self._last_hlc = 0

    def say(self, commune: str, action: str, records: Sequence[Record], now_ms: int) -> EntryId:
        """See the port; durable when it returns. Raises ServerBusy (after a second try), NotFound."""
        with self._lock:
            held = self._store.heads(commune, [self._origin]).get(self._origin)
            n, previous = (1, NO_HASH) if held is None else (held.n + 1, held.hash)
            self._last_hlc = max(self._last_hlc + 1, now_ms << _COUNTER_BITS)
            id_ = EntryId(self._origin, n)
            body = self._scribe.body(id_, records)
            entry = Entry(id_, self._last_hlc, now_ms, _VIETNAM_MIN, None, None, action, body)
            entry = replace(entry, hash=entry.chained(previous))
            signature = self._key.sign(head_message(self._origin, n, entry.hash))
            head = SignedHead(self._origin, n, entry.hash, signature)
            try:
                self._store.append(commune, self._key.device, [entry], [head], now_ms)
            except ServerBusy:
                # It may stand already (the line to the database broke at the commit): the same entry again is harmless.
                self._store.append(commune, self._key.device, [entry], [head], now_ms)
        return id_

    def said(self, commune: str, action: str) -> Iterator[StoredRow]:
        """See the port: of every start of this server, in the commune's order."""
        rows = self._store.rows_of_device(commune, self._key.device)
        return (row for row in rows if row.entry.action == action)
