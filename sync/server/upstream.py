"""What a store remembers of the province it passes entries on to: place, heads, receipts, a partial answer."""

from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy import ColumnElement, Connection, Engine, delete, func, select, text

from commune_desk.domain.ids import Origin
from commune_desk.sync_ports import Place, Receipt, digest_of
from sync.server.communes import commune_row
from sync.server.database import reading, writing
from sync.server.rows import to_signed
from sync.server.tables import ORIGIN, UPSTREAM, UPSTREAM_HEAD, UPSTREAM_RECEIPT

_PLACE: Final = text(
    "INSERT INTO upstream (commune, peer, epoch, seq, marks, partial_key, partial_seq, partial)"
    " VALUES (:commune, :peer, :epoch, :seq, :marks, :empty, 0, :empty)"
    " ON CONFLICT (commune, peer) DO UPDATE SET epoch = excluded.epoch, seq = excluded.seq, marks = excluded.marks"
)
_HEAD: Final = text(
    "INSERT INTO upstream_head (commune, peer, device, random, n) VALUES (:commune, :peer, :device, :random, :n)"
    " ON CONFLICT (commune, peer, device, random) DO UPDATE SET n = excluded.n"
)
_RECEIPT: Final = text(
    "INSERT INTO upstream_receipt (commune, device, random, server, n, hash, seq, at, is_safe, signature)"
    " VALUES (:commune, :device, :random, :server, :n, :hash, :seq, :at, :is_safe, :signature)"
    " ON CONFLICT (commune, device, random) DO UPDATE SET server = excluded.server, n = excluded.n,"
    " hash = excluded.hash, seq = excluded.seq, at = excluded.at, is_safe = excluded.is_safe,"
    " signature = excluded.signature"
)


class Upstream:
    """One commune's memory of its peers; every method is one short transaction and raises ServerBusy."""

    def __init__(self, engine: Engine, commune: str) -> None:
        self._engine = engine
        self._commune = commune

    def place(self, peer: str) -> tuple[Place, int]:
        """The place and the sum of marks it stands for."""
        with reading(self._engine) as connection:
            row = connection.execute(select(UPSTREAM).where(*self._of(connection, peer))).one_or_none()
        if row is None:
            return Place(0, 0, digest_of(0)), 0
        return Place(row.epoch, row.seq, digest_of(row.marks)), row.marks

    def move(self, peer: str, epoch: int, seq: int, marks: int) -> None:
        """Remember another place."""
        with writing(self._engine) as connection:
            id_ = commune_row(connection, self._commune).id
            values = {"commune": id_, "peer": peer, "epoch": epoch, "seq": seq, "marks": to_signed(marks)}
            connection.execute(_PLACE, values | {"empty": b""})

    def heads(self, peer: str) -> dict[Origin, int]:
        """What the peer said it holds."""
        with reading(self._engine) as connection:
            id_ = commune_row(connection, self._commune).id
            named = (UPSTREAM_HEAD.c.commune == id_, UPSTREAM_HEAD.c.peer == peer)
            rows = connection.execute(select(UPSTREAM_HEAD).where(*named)).all()
        return {Origin(row.device, row.random): row.n for row in rows}

    def note_heads(self, peer: str, heads: Mapping[Origin, int], *, is_whole: bool) -> None:
        """See `Replica.note_heads`."""
        with writing(self._engine) as connection:
            id_ = commune_row(connection, self._commune).id
            if is_whole:
                named = (UPSTREAM_HEAD.c.commune == id_, UPSTREAM_HEAD.c.peer == peer)
                connection.execute(delete(UPSTREAM_HEAD).where(*named))
            rows = [
                {"commune": id_, "peer": peer, "device": origin.device, "random": origin.random, "n": n}
                for origin, n in heads.items()
            ]
            if rows:
                connection.execute(_HEAD, rows)

    def waiting(self, peer: str) -> int:
        """Entries of the commune the peer is not known to hold."""
        with reading(self._engine) as connection:
            id_ = commune_row(connection, self._commune).id
            total = connection.execute(select(func.sum(ORIGIN.c.n)).where(ORIGIN.c.commune == id_)).scalar() or 0
        return int(total) - sum(self.heads(peer).values())

    # -------------------------------------------------------------- receipts and partial answers
    def keep_receipts(self, receipts: Sequence[Receipt]) -> None:
        """The latest of each origin."""
        with writing(self._engine) as connection:
            id_ = commune_row(connection, self._commune).id
            rows = [
                {"commune": id_, "device": one.origin.device, "random": one.origin.random, "server": one.server}
                | {"n": one.n, "hash": one.hash, "seq": one.seq, "at": one.at_ms}
                | {"is_safe": int(one.is_safe), "signature": one.signature}
                for one in receipts
            ]
            if rows:
                connection.execute(_RECEIPT, rows)

    def forget_receipts(self, after_seq: int) -> None:
        """The province was restored: what it had signed for behind that place may be gone."""
        with writing(self._engine) as connection:
            id_ = commune_row(connection, self._commune).id
            gone = (UPSTREAM_RECEIPT.c.commune == id_, UPSTREAM_RECEIPT.c.seq > after_seq)
            connection.execute(delete(UPSTREAM_RECEIPT).where(*gone))

    def receipts(self) -> list[Receipt]:
        """Of every origin, for passing on."""
        with reading(self._engine) as connection:
            id_ = commune_row(connection, self._commune).id
            rows = connection.execute(select(UPSTREAM_RECEIPT).where(UPSTREAM_RECEIPT.c.commune == id_)).all()
        return [
            Receipt(
                bytes(row.server),
                Origin(row.device, row.random),
                row.n,
                bytes(row.hash),
                row.seq,
                row.at,
                bool(row.is_safe),
                bytes(row.signature),
            )
            for row in rows
        ]

    def partial(self, peer: str) -> tuple[bytes, int, bytes] | None:
        """See `Replica.partial`."""
        with reading(self._engine) as connection:
            row = connection.execute(select(UPSTREAM).where(*self._of(connection, peer))).one_or_none()
        if row is None or not row.partial:
            return None
        return bytes(row.partial_key), row.partial_seq, bytes(row.partial)

    def keep_partial(self, peer: str, key: bytes, last_seq: int, data: bytes) -> None:
        """See `Replica.keep_partial`."""
        place, marks = self.place(peer)
        self.move(peer, place.epoch, place.seq, marks)
        with writing(self._engine) as connection:
            values = {"partial_key": key, "partial_seq": last_seq, "partial": data}
            connection.execute(UPSTREAM.update().where(*self._of(connection, peer)).values(values))

    def _of(self, connection: Connection, peer: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
        id_ = commune_row(connection, self._commune).id
        return UPSTREAM.c.commune == id_, UPSTREAM.c.peer == peer
