"""Scans of the communes in S3-compatible storage: pieces as objects of their own, joined when all are there.

    <commune>/<name>                        whole: the same records as in a folder
    <commune>/<name>.<size>/<offset>        a piece so far

An object cannot grow, so every `append` is one object; pieces may overlap. See `scan_seal` for what is inside.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any, Final, NamedTuple

from botocore.exceptions import BotoCoreError, ClientError  # type: ignore[import-untyped]

from commune_desk.domain.errors import NotFound, Refused, ServerBusy
from commune_desk.scan_hash import LEAF_BYTES, leaf_hash, root_of
from commune_desk.sync_ports import ScanReceipt, ScanState
from sync.server.scan_seal import EXTRA_BYTES, RECORD_BYTES, CommuneSeals, ScanSeal, plain_size, span_of
from sync.server.scan_store import LARGEST_BYTES, PART_LIFE_MS, Vault, signed_receipt

_URGENCY: Final = 3
_IN_MEMORY_BYTES: Final = 8 << 20
_PIECES: Final = 1 << 40
"""Numbers of pieces are bound apart from those of leaves."""
_MISSING: Final = frozenset({"404", "NoSuchKey", "NotFound"})
_DELETED_AT_ONCE: Final = 1000
Client = Any
"""A boto3 S3 client, which has no type stubs."""


class _Piece(NamedTuple):
    size: int
    offset: int
    length: int
    key: str


class BucketScans:
    """Fulfils `sync.server.ports.ServerScans`; every method raises ServerBusy when the storage does not answer."""

    def __init__(self, client: Client, bucket: str, vault: Vault) -> None:
        self._client = client
        self._bucket = bucket
        self._vault = vault
        self._seals = CommuneSeals(vault.key, vault.randomness)

    def state(self, commune: str, root: bytes) -> ScanState | None:
        """See the port."""
        whole = self._key(commune, root)
        with _troubles_named():
            found = self._head(whole)
            if found is not None:
                size = plain_size(found["ContentLength"])
                return ScanState(root, size, size, _URGENCY)
            pieces = self._pieces(whole)
        if not pieces:
            return None
        have, size = max((_held(pieces, size), size) for size in {piece.size for piece in pieces})
        # Pieces with every byte were not proved yet: the last byte is asked for once more.
        return ScanState(root, size, min(have, size - 1), _URGENCY)

    def append(self, commune: str, root: bytes, size: int, offset: int, data: bytes) -> int:
        """See the port; also Refused('scan-too-large')."""
        if not 0 < size <= LARGEST_BYTES:
            raise Refused("scan-too-large")
        whole, seal = self._key(commune, root), self._seals.seal(commune, root)
        with _troubles_named():
            found = self._head(whole)
            if found is not None:
                return plain_size(found["ContentLength"])
            pieces = self._pieces(f"{whole}.{size}/")
            held = _held(pieces, size)
            if offset > held:
                raise Refused("scan-offset")
            fresh = data[held - offset : size - offset]
            if fresh:
                key = f"{whole}.{size}/{held:015d}"
                body = seal.sealed(fresh, _PIECES + held)
                self._client.put_object(Bucket=self._bucket, Key=key, Body=body)
                pieces.append(_Piece(size, held, len(fresh), key))
                held += len(fresh)
            if held == size:
                self._join(whole, pieces, _Scan(seal, root, size))
        return held

    def read(self, commune: str, root: bytes, offset: int, length: int) -> bytes:
        """See the port; also raises DatabaseDamaged('scan-damaged')."""
        whole = self._key(commune, root)
        with _troubles_named():
            found = self._head(whole)
            if found is None:
                raise NotFound("scan-missing")
            size = plain_size(found["ContentLength"])
            if not 0 <= offset < size or length <= 0:
                return b""
            span = span_of(offset, length, size)
            asked = f"bytes={span.first}-{span.last - 1}"
            records = self._body(whole, Range=asked)
        leaves = self._seals.seal(commune, root).leaves(records, span.first // RECORD_BYTES)
        return b"".join(leaves)[span.skip : span.skip + length]

    def receipt(self, commune: str, root: bytes) -> ScanReceipt | None:
        """See the port; `at_ms` is when the scan was whole."""
        with _troubles_named():
            found = self._head(self._key(commune, root))
        if found is None:
            return None
        at_ms = int(found["LastModified"].timestamp() * 1000)
        return signed_receipt(self._vault.signer, root, plain_size(found["ContentLength"]), at_ms)

    def sweep(self) -> int:
        """Throw away pieces nobody went on with for 60 days: how many."""
        oldest_ms = self._vault.now_ms() - PART_LIFE_MS
        with _troubles_named():
            listed = self._listed("")
            old = [
                one["Key"]
                for one in listed
                if one["Key"].count("/") > 1 and one["LastModified"].timestamp() * 1000 < oldest_ms
            ]
            self._delete(old)
        return len(old)

    # -------------------------------------------------------------- the bucket
    def _key(self, commune: str, root: bytes) -> str:
        return f"{self._seals.folder(commune)}/{self._seals.name(commune, root)}"

    def _head(self, key: str) -> dict[str, Any] | None:
        try:
            found: dict[str, Any] = self._client.head_object(Bucket=self._bucket, Key=key)
        except ClientError as error:
            if error.response["Error"]["Code"] in _MISSING:
                return None
            raise
        return found

    def _body(self, key: str, **asked: str) -> bytes:
        answer = self._client.get_object(Bucket=self._bucket, Key=key, **asked)
        with answer["Body"] as body:
            data: bytes = body.read()
        return data

    def _listed(self, prefix: str) -> Iterator[dict[str, Any]]:
        for page in self._client.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=prefix):
            yield from page.get("Contents", [])

    def _pieces(self, prefix: str) -> list[_Piece]:
        found = []
        for one in self._listed(prefix):
            scan, _, offset = one["Key"].rpartition("/")
            size = scan.rpartition(".")[2]
            if size.isdigit() and offset.isdigit():
                found.append(_Piece(int(size), int(offset), one["Size"] - EXTRA_BYTES, one["Key"]))
        return found

    def _delete(self, keys: list[str]) -> None:
        for first in range(0, len(keys), _DELETED_AT_ONCE):
            named = [{"Key": key} for key in keys[first : first + _DELETED_AT_ONCE]]
            self._client.delete_objects(Bucket=self._bucket, Delete={"Objects": named, "Quiet": True})

    def _join(self, whole: str, pieces: list[_Piece], scan: "_Scan") -> None:
        with tempfile.SpooledTemporaryFile(_IN_MEMORY_BYTES) as joined:
            is_true = scan.write(self._plain(pieces, scan), joined)
            if is_true:
                joined.seek(0)
                self._client.upload_fileobj(joined, self._bucket, whole)
        self._delete([piece.key for piece in pieces])
        if not is_true:
            raise Refused("scan-root")

    def _plain(self, pieces: list[_Piece], scan: "_Scan") -> Iterator[bytes]:
        at = 0
        for piece in sorted(pieces, key=lambda one: one.offset):
            if at < piece.offset + piece.length:
                data = scan.seal.opened(self._body(piece.key), _PIECES + piece.offset)
                yield data[at - piece.offset :]
                at = piece.offset + piece.length


class _Scan(NamedTuple):
    seal: ScanSeal
    root: bytes
    size: int

    def write(self, pieces: Iterator[bytes], file: IO[bytes]) -> bool:
        """Records of the whole into `file`; whether it is the scan it is named after."""
        hashes: list[bytes] = []
        pending = bytearray()
        for piece in pieces:
            pending += piece
            while len(pending) >= LEAF_BYTES:
                self._put(bytes(pending[:LEAF_BYTES]), hashes, file)
                del pending[:LEAF_BYTES]
        if pending:
            self._put(bytes(pending), hashes, file)
        return root_of(hashes, self.size) == self.root

    def _put(self, leaf: bytes, hashes: list[bytes], file: IO[bytes]) -> None:
        file.write(self.seal.sealed(leaf, len(hashes)))
        hashes.append(leaf_hash(leaf))


def _held(pieces: list[_Piece], size: int) -> int:
    """How many bytes of the scan of that size the pieces hold from its start on."""
    held = 0
    for piece in sorted(piece for piece in pieces if piece.size == size):
        if piece.offset <= held:
            held = max(held, piece.offset + piece.length)
    return held


@contextmanager
def _troubles_named() -> Iterator[None]:
    try:
        yield
    except (BotoCoreError, ClientError) as error:
        raise ServerBusy from error
