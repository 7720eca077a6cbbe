"""What comes from others: proven before it is stored, stored and folded in pieces so short that a clerk never waits."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, NamedTuple

from sqlcipher3 import dbapi2

from commune_desk import entries
from commune_desk.device_key import verify
from commune_desk.domain.ids import EntryId, Origin
from commune_desk.entries import SignedHead, head_message
from commune_desk.sync_ports import RefusedEntry
from storage.journal import Entry, Journal
from storage.origins import N_BITS

POISON: Final = (
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    OverflowError,
    dbapi2.IntegrityError,
    dbapi2.InterfaceError,
    dbapi2.ProgrammingError,
)
"""What folding an entry that only pretends to be one of ours may raise."""

KeyOf = Callable[[int], bytes | None]


class Planned(NamedTuple):
    """A row of a page or batch: its place (0: none), its entry where it is to be stored (its hash proven)."""

    seq: int
    id: EntryId
    entry: Entry | None


@dataclass(slots=True)
class Plan:
    """What is to be stored in which order, what was refused, and the heads that proved right."""

    rows: list[Planned] = field(default_factory=list)
    refused: list[RefusedEntry] = field(default_factory=list)
    heads: list[SignedHead] = field(default_factory=list)
    known: int = 0


class Poison(Exception):
    """An entry that cannot be folded."""

    def __init__(self, entry: EntryId) -> None:
        super().__init__()
        self.entry = entry


class Prover:
    """Chains rows to what is held and judges the heads; reads only."""

    def __init__(self, journal: Journal, key_of: KeyOf, *, is_trusted: bool) -> None:
        self._journal = journal
        self._key_of = key_of
        self._is_trusted = is_trusted
        self._last: dict[Origin, tuple[int, bytes]] = {}
        self._hash: dict[EntryId, bytes] = {}
        self._blocked: dict[Origin, tuple[int, str]] = {}
        self._good: dict[Origin, int] = {}

    def plan(self, rows: Iterable[tuple[int, entries.Entry | EntryId]], heads: Sequence[SignedHead]) -> Plan:
        """Which rows may be stored. A hole, a chain or signature that is wrong stops its own origin, nothing else."""
        plan = Plan()
        chained = [(seq, row, self._chained(row)) for seq, row in rows]
        self._judge(heads, plan)
        for seq, row, entry in chained:
            id_ = row.id if isinstance(row, entries.Entry) else row
            code = self._refusal(id_) if isinstance(row, entries.Entry) else ""
            if code and not self._is_held(id_):
                plan.refused.append(RefusedEntry(id_, code))
            plan.known += not code and entry is None
            plan.rows.append(Planned(seq, id_, None if code else entry))
        return plan

    def _chained(self, row: entries.Entry | EntryId) -> Entry | None:
        """The entry with its hash where it is the next of its origin."""
        if not isinstance(row, entries.Entry):
            return None
        origin = row.id.origin
        n, previous = self._head(origin)
        if row.id.n <= n or origin in self._blocked:
            return None
        if row.id.n != n + 1:
            self._blocked[origin] = (n, "journal-hole")
            return None
        hash_ = row.chained(previous)
        if row.hash and row.hash != hash_:
            self._blocked[origin] = (n, "journal-chain")
            return None
        self._last[origin] = (row.id.n, hash_)
        self._hash[row.id] = hash_
        return replace(Entry.of(row), hash=hash_)

    def _head(self, origin: Origin) -> tuple[int, bytes]:
        found = self._last.get(origin)
        if found is None:
            found = self._last[origin] = self._journal.head(origin)
            self._good[origin] = found[0]
        return found

    def _is_held(self, id_: EntryId) -> bool:
        return id_.n <= self._journal.head(id_.origin)[0]

    def _judge(self, heads: Sequence[SignedHead], plan: Plan) -> None:
        for head in sorted(heads, key=lambda one: one.n):
            origin = head.origin
            self._head(origin)
            hash_ = self._hash.get(EntryId(origin, head.n)) or self._stored_hash(origin, head.n)
            if hash_ is None or (origin in self._blocked and self._blocked[origin][0] < head.n):
                continue
            key = self._key_of(origin.device)
            if key is None:
                if not self._is_trusted:
                    self._blocked.setdefault(origin, (self._good[origin], "not-enrolled"))
            elif verify(key, head_message(origin, head.n, hash_), head.signature):
                self._good[origin] = max(self._good[origin], head.n)
                plan.heads.append(SignedHead(origin, head.n, hash_, head.signature))
            else:
                self._blocked[origin] = (self._good[origin], "head-signature")

    def _stored_hash(self, origin: Origin, n: int) -> bytes | None:
        number = self._journal.origins.number(origin)
        if number is None:
            return None
        query = "SELECT hash FROM journal WHERE entry = ?"
        row = self._journal.raw.execute(query, ((number << N_BITS) | n,)).fetchone()
        return None if row is None else bytes(row[0])

    def _refusal(self, id_: EntryId) -> str:
        last_good, code = self._blocked.get(id_.origin, (id_.n, ""))
        if id_.n > last_good:
            return code
        return "" if self._is_trusted or id_.n <= self._good.get(id_.origin, 0) else "head-missing"
