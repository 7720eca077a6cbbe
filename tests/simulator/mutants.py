# ruff: noqa: ANN401  mutants stand in for functions of any signature
"""Planted bugs: each is a way others lost data (sync.md 3.8). The simulator must catch every one of them.

A mutant replaces one product function while the block runs. A simulator that lets one live tests nothing of what that
function is for.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import msgspec

from commune_desk.domain.ids import Origin
from commune_desk.entries import NO_HASH
from storage import clock_floor, desk_file, intake, refold, replica, session
from sync.client import answer, engine
from sync.server import appending, reading
from sync.wire import chaining


@contextmanager
def replaced(owner: Any, name: str, mutant: Any) -> Iterator[None]:
    """`owner.name` is `mutant` while the block runs."""
    kept = owner.__dict__[name]
    setattr(owner, name, mutant)
    try:
        yield
    finally:
        setattr(owner, name, kept)


@contextmanager
def no_idempotence() -> Iterator[None]:
    """The server gives an entry it holds a second place."""
    whole = appending._Numbering.number

    def number(self: Any, given: Any) -> None:
        for head in self.heads.values():
            head.n = 0 if any(one.id.n == 1 for one in given.entries) else head.n
        whole(self, given)

    with replaced(appending._Numbering, "number", number), replaced(chaining, "chained", _chained_forgetfully):
        yield


def _chained_forgetfully(entries: Any, heads: Any, held: Any, key_of: Any) -> Any:
    return chaining.Chained([replace(one, hash=b"x" * 16) for one in entries], list(heads), [], 0)


@contextmanager
def arrival_order() -> Iterator[None]:
    """Steps stand in the order they arrived at each desk."""
    with replaced(refold.Refolder, "settle", lambda *_args, **_more: set()):
        yield


@contextmanager
def cursor_before_apply() -> Iterator[None]:
    """The place is moved in a transaction of its own before the rows are taken."""
    whole = replica.DeskReplica.take_page

    def take_page(self: Any, peer: str, page: Any, *, is_order: bool) -> Any:
        number = self._number(peer)
        values = (page.epoch, page.last_seq, number)
        self._write(lambda raw: raw.execute("UPDATE peer SET epoch = ?, seq = max(seq, ?) WHERE id = ?", values))
        return whole(self, peer, page, is_order=is_order)

    with replaced(replica.DeskReplica, "take_page", take_page):
        yield


@contextmanager
def commit_gap() -> Iterator[None]:
    """A place becomes visible before one that is smaller: the naive serial number (sync.md 3.7)."""
    whole = reading.RowReader.rows

    def rows(self: Any, code: str, after_seq: int, limit_bytes: int, upto_seq: int | None) -> Any:
        found = whole(self, code, after_seq, limit_bytes, upto_seq)
        return [found[-1]._replace(seq=found[0].seq)] if len(found) == 2 else found

    with replaced(reading.RowReader, "rows", rows):
        yield


@contextmanager
def wall_clock() -> Iterator[None]:
    """The PC's wall clock decides which of two writings stands."""

    def tick(self: Any, wall_ms: int | None) -> int:
        self.last = (wall_ms or 0) << clock_floor.COUNTER_BITS
        return int(self.last)

    with replaced(clock_floor.HybridClock, "tick", tick):
        yield


@contextmanager
def accepted_gaps() -> Iterator[None]:
    """A desk takes what comes although entries before it are missing."""

    def chained(self: Any, row: Any) -> Any:
        if not isinstance(row, intake.entries.Entry):
            return None
        n, previous = self._head(row.id.origin)
        if row.id.n <= n:
            return None
        hash_ = row.chained(previous)
        self._last[row.id.origin] = (row.id.n, hash_)
        self._hash[row.id] = hash_
        return replace(intake.Entry.of(row), hash=hash_)

    skipping = _every_third_row_lost()
    with replaced(intake.Prover, "_chained", chained), skipping:
        yield


@contextmanager
def _every_third_row_lost() -> Iterator[None]:
    whole = reading.RowReader.rows

    def rows(self: Any, code: str, after_seq: int, limit_bytes: int, upto_seq: int | None) -> Any:
        found = whole(self, code, after_seq, limit_bytes, upto_seq)
        return found[1:] if len(found) > 2 and found[0].seq % 3 == 0 else found

    with replaced(reading.RowReader, "rows", rows):
        yield


@contextmanager
def origin_reuse() -> Iterator[None]:
    """A restored database goes on numbering where its backup stood."""

    def new_origin(self: Any) -> Any:
        origin = Origin(self._writing.device, 1)
        self._writing.origins.intern(self._raw, origin)
        n, hash_ = self.journal.head(origin)
        self.head = session.Head(origin, n, hash_ if n else NO_HASH)
        return self.head

    with replaced(session.Session, "_new_origin", new_origin):
        yield


@contextmanager
def ignored_epoch() -> Iterator[None]:
    """A desk does not hear that the server was restored: it goes on from its place and repeats nothing."""
    whole = answer.decode_ack

    def decode_ack(payload: bytes, hello: Any) -> Any:
        ack = whole(payload, hello)
        if not hello.place.epoch or ack.place[:2] == hello.place[:2]:
            return ack
        return msgspec.structs.replace(ack, place=hello.place, heads={}, is_whole=False, is_equal=True)

    with replaced(answer, "decode_ack", decode_ack):
        yield


@contextmanager
def reused_leases() -> Iterator[None]:
    """A restored desk gives numbers it gave before."""
    with replaced(desk_file, "drop_leases", lambda _session: 0):
        yield


@contextmanager
def marked_before_answered() -> Iterator[None]:
    """Entries count as held by the server as soon as they are sent."""
    whole = engine.Exchange.request

    def request(self: Any) -> Iterator[bytes]:
        yield from whole(self)
        heads = {one.id.origin: one.id.n for one in self._answer._batch.entries}
        if heads:
            self._replica.note_heads(self._peer.name, heads, is_whole=False)
            self._memory.upload = None

    with replaced(engine.Exchange, "request", request):
        yield


@contextmanager
def receipts_of_hope() -> Iterator[None]:
    """The server signs for what it was sent instead of what it stored."""
    whole = answer.Answer.sent

    def sent(self: Any, batch: Any) -> None:
        whole(self, batch)
        self._confirmed.update({one.id.origin: one.id.n for one in batch.entries})
        self._replica.note_heads(self._peer.name, dict(self._confirmed), is_whole=False)

    with replaced(answer.Answer, "sent", sent):
        yield


MUTANTS: dict[str, Callable[[], Any]] = {
    one.__name__: one
    for one in (
        no_idempotence,
        arrival_order,
        cursor_before_apply,
        commit_gap,
        wall_clock,
        accepted_gaps,
        origin_reuse,
        ignored_epoch,
        reused_leases,
        marked_before_answered,
        receipts_of_hope,
    )
}
"""The ten of sync.md 3.8, and one of our own."""
