"""Entries of one request on their way into the store."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from commune_desk.device_key import DeviceKey
from commune_desk.domain.errors import Refused
from commune_desk.domain.ids import EntryId, Origin
from commune_desk.entries import Entry, SignedHead
from commune_desk.sync_ports import Place, Receipt, RefusedEntry, receipt_message
from sync.server.admission import Admitted, Authors, admit
from sync.server.ports import Appended, Device, HeldHead, ServerStore

_NO_SIGNATURE: Final = b""


class Carried(NamedTuple):
    """Who carries, and when by the server's clock."""

    device: Device
    now_ms: int


class Taking:
    """What one request brings to its commune."""

    def __init__(self, store: ServerStore, by: Carried) -> None:
        self._store = store
        self._by = by
        self._commune = by.device.commune
        self.sent: list[EntryId] = []
        self.refused: list[RefusedEntry] = []
        self.is_in_order = True
        """Every entry sent so far was new and taken: they stand together, in the order sent."""
        self.began_at: int | None = None

    def take(self, entries: Sequence[Entry], heads: Sequence[SignedHead]) -> None:
        """Verify, then store in one short transaction; raises ServerBusy."""
        self.sent += [one.id for one in entries]
        given = self._admit(entries, heads)
        appended = None
        if given.entries or given.heads:
            try:
                appended = self._append(given)
            except Refused:
                # Somebody else carried entries of these origins here between the look at the heads and the lock.
                given = self._admit(entries, heads)
                appended = self._append_or_refuse(given)
        self.refused += given.refused
        self._note_order(len(entries), appended)

    def _admit(self, entries: Sequence[Entry], heads: Sequence[SignedHead]) -> Admitted:
        origins = sorted({one.id.origin for one in entries} | {one.origin for one in heads})
        devices = {one.number: one for one in self._store.devices(self._commune)}
        strangers = {one.device for one in origins} - devices.keys()
        foreign = frozenset(number for number in strangers if self._store.device(number) is not None)
        return admit(entries, heads, self._store.heads(self._commune, origins), Authors(devices, foreign))

    def _append(self, given: Admitted) -> Appended:
        return self._store.append(self._commune, self._by.device.number, given.entries, given.heads, self._by.now_ms)

    def _append_or_refuse(self, given: Admitted) -> Appended | None:
        try:
            return self._append(given)
        except Refused as error:
            code = "revoked" if error.code == "device-revoked" else "journal-hole"
            self.refused += [RefusedEntry(one.id, code) for one in given.entries]
            return None

    def _note_order(self, count: int, appended: Appended | None) -> None:
        if appended is None or appended.taken != count:
            self.is_in_order = False
            return
        began = appended.end.seq - appended.taken
        if self.began_at is None:
            self.began_at = began
        elif began != self.began_at + len(self.sent) - count:
            self.is_in_order = False

    def placed_behind(self, place: Place) -> int:
        """How many of the entries sent stand right behind `place`, in the order sent: all or none."""
        return len(self.sent) if self.sent and self.is_in_order and self.began_at == place.seq else 0

    def held(self) -> dict[Origin, HeldHead]:
        """What the store holds now of the origins sent."""
        origins = sorted({one.origin for one in self.sent})
        return self._store.heads(self._commune, origins) if origins else {}


def signed_receipts(key: DeviceKey, held: dict[Origin, HeldHead], at_ms: int, safe_seq: int) -> list[Receipt]:
    """The server vouches for what it holds of these origins."""
    found = []
    for origin, head in held.items():
        bare = Receipt(key.public, origin, head.n, head.hash, head.seq, at_ms, head.seq <= safe_seq, _NO_SIGNATURE)
        found.append(bare._replace(signature=key.sign(receipt_message(bare))))
    return found
