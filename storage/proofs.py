"""What vouches for an entry, read once for many questions of one snapshot."""

from commune_desk.device_key import key_id, verify
from commune_desk.domain.ids import EntryId
from commune_desk.sync_ports import Receipt, receipt_message
from commune_desk.sync_views import Proof
from storage import receipts
from storage.delivery import proven_hash
from storage.engine import Raw
from storage.journal import Journal
from storage.origins import N_BITS, Origins
from storage.sync_tables import PROVINCE


class Proofs:
    """Receipts of the pinned servers and the times the province told places."""

    def __init__(self, raw: Raw, origins: Origins) -> None:
        self._raw = raw
        self._origins = origins
        pinned = raw.execute("SELECT name, public_key FROM peer WHERE public_key <> x''").fetchall()
        self._receipts: list[tuple[str, Receipt]] = [
            (name, one) for name, key in pinned for one in receipts.held_of(raw, origins, bytes(key))
        ]
        self._of_origin: dict[int, list[tuple[str, Receipt]]] = {}
        for name, one in self._receipts:
            self._of_origin.setdefault(origins.number(one.origin) or 0, []).append((name, one))
        self.province_device = next((int(key_id(key), 16) for name, key in pinned if name == PROVINCE), None)
        self._has_verdicts = raw.execute("SELECT 1 FROM verdict LIMIT 1").fetchone() is not None

    def of(self, packed: int, place: int | None) -> list[Proof]:
        """Every proof of an entry (its key, and its place in the province's order)."""
        entry = self._origins.unpack_entry(packed)
        found = [
            Proof(
                "province" if name == PROVINCE else "second",
                entry,
                name,
                one.at_ms,
                one.seq,
                is_safe=one.is_safe,
            )
            for name, one in self._of_origin.get(packed >> N_BITS, ())
            if one.n >= entry.n
        ]
        if place is not None and self.province_device is not None:
            query = "SELECT at_ms FROM place_time WHERE seq >= ? ORDER BY seq LIMIT 1"
            row = self._raw.execute(query, (place,)).fetchone()
            if row is not None:
                found.append(Proof("province", entry, PROVINCE, row[0], place))
        return found

    def verdict_on(self, entry: EntryId) -> str:
        """The code of the province's verdict on an entry, '' for none."""
        if not self._has_verdicts:
            return ""
        query = "SELECT id, code FROM verdict WHERE entry_origin = ? AND entry_n = ? ORDER BY id"
        for packed, code in self._raw.execute(query, (entry.origin.text, entry.n)).fetchall():
            if self._origins.unpack(packed).origin.device == self.province_device:
                return str(code)
        return ""

    def verify(self, proof: Proof, journal: Journal) -> bool:
        """Whether the chain from the entry to what was signed, and the signature, are right now."""
        packed = self._origins.pack_entry(proof.entry)
        if proof.place == "portal":
            return proven_hash(journal, packed) is not None
        for name, one in self._of_origin.get(packed >> N_BITS, ()):
            if (name, one.at_ms, one.seq, one.is_safe) == (proof.signer, proof.at_ms, proof.number, proof.is_safe):
                return self._covers(one, proof.entry, journal)
        query = "SELECT seq FROM delivery WHERE entry = ?"
        row = self._raw.execute(query, (packed,)).fetchone()
        return row is not None and row[0] == proof.number and proven_hash(journal, packed) is not None

    def _covers(self, receipt: Receipt, entry: EntryId, journal: Journal) -> bool:
        if receipt.n < entry.n or not verify(receipt.server, receipt_message(receipt), receipt.signature):
            return False
        hash_ = None
        for n in range(entry.n, receipt.n + 1):
            hash_ = proven_hash(journal, self._origins.pack_entry(EntryId(entry.origin, n)))
            if hash_ is None:
                return False
        return hash_ == receipt.hash
