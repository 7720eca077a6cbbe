"""Communes, devices and their enrolment, courier keys, and what the administrator's page and /metrics ask.

Every method is one short transaction. Instants are milliseconds since 1970 UTC. Raises ServerBusy throughout.
"""

from collections.abc import Callable
from hashlib import sha256
from typing import Final, NamedTuple

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import Connection, Engine, insert, select, update

from commune_desk.device_key import key_id
from commune_desk.domain.errors import AlreadyThere, NotFound, Refused
from sync.server.communes import commune_row, device_of, is_missing
from sync.server.database import reading, writing
from sync.server.ports import Device
from sync.server.tables import COMMUNE, COURIER_KEY, DEVICE, EPOCH, INVITATION

CODE_LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: no I, L, O, U to mistake."""
CODE_LENGTH: Final = 16
CODE_LIFE_MS: Final = 24 * 3600 * 1000
DESK: Final = "desk"
HUB: Final = "hub"
PROVINCE: Final = "province"
_NONCE: Final = 12
_KEY_BYTES: Final = 32

Randomness = Callable[[int], bytes]
"""So many random bytes; os.urandom in earnest."""


class Commune(NamedTuple):
    """A commune of the province."""

    code: str
    name: str


class Invitation(NamedTuple):
    """What a code of enrolment is for."""

    commune: str
    name: str
    role: str


class CourierKey(NamedTuple):
    """A key for sticks of one commune: `id` stands on the file, `secret` has 32 bytes."""

    id: int
    secret: bytes


class Registry:
    """Who belongs to the province. `server_key` (32 bytes, secret) seals the courier keys."""

    def __init__(self, engine: Engine, server_key: bytes, randomness: Randomness) -> None:
        self._engine = engine
        self._seal = HKDF(hashes.SHA256(), _KEY_BYTES, None, b"commune-desk courier keys 1").derive(server_key)
        self._randomness = randomness

    # -------------------------------------------------------------- communes
    def add_commune(self, code: str, name: str, now_ms: int) -> None:
        """A new commune with an empty order and its first courier key; raises AlreadyThere('commune-there')."""
        with writing(self._engine) as connection:
            if not is_missing(connection, code):
                raise AlreadyThere("commune-there")
            values = {"code": code, "name": name, "epoch": 1, "seq": 0, "marks": 0, "safe_seq": 0}
            made = connection.execute(insert(COMMUNE).values(values).returning(COMMUNE.c.id)).scalar_one()
            connection.execute(insert(EPOCH).values(commune=made, epoch=1, seq=0))
            self._new_courier_key(connection, made, now_ms)

    def communes(self) -> list[Commune]:
        """By code."""
        query = select(COMMUNE.c.code, COMMUNE.c.name).order_by(COMMUNE.c.code)
        with reading(self._engine) as connection:
            return [Commune(*row) for row in connection.execute(query)]

    # -------------------------------------------------------------- enrolment
    def make_code(self, invitation: Invitation, now_ms: int) -> str:
        """A code of 16 letters and digits, good once and for 24 hours; only its hash is kept. Raises NotFound."""
        code = "".join(CODE_LETTERS[byte % len(CODE_LETTERS)] for byte in self._randomness(CODE_LENGTH))
        values = {"code_hash": _hashed(code), "name": invitation.name, "role": invitation.role, "made_at": now_ms}
        with writing(self._engine) as connection:
            commune = commune_row(connection, invitation.commune).id
            connection.execute(insert(INVITATION).values(**values, commune=commune))
        return code

    def use_code(self, code: str, public: bytes, exchange_public: bytes, now_ms: int) -> Device:
        """Enrol the device with these raw 32-byte public keys; the same device may ask again (its answer was lost).

        Raises Refused('enrol-code-unknown' | 'enrol-code-old' | 'enrol-code-used'), AlreadyThere('device-there').
        """
        number = int(key_id(public), 16)
        with writing(self._engine) as connection:
            query = select(INVITATION).where(INVITATION.c.code_hash == _hashed(code)).with_for_update()
            found = connection.execute(query).one_or_none()
            if found is None:
                raise Refused("enrol-code-unknown")
            there = device_of(connection, number)
            if found.used_by == number and there is not None and there.public == public:
                return there
            if found.used_by is not None:
                raise Refused("enrol-code-used")
            if not 0 <= now_ms - found.made_at <= CODE_LIFE_MS:
                raise Refused("enrol-code-old")
            if there is not None:
                raise AlreadyThere("device-there")
            connection.execute(
                update(INVITATION).where(INVITATION.c.code_hash == found.code_hash).values(used_by=number)
            )
            keys = {"public": public, "exchange_public": exchange_public}
            named = {"commune": found.commune, "name": found.name, "role": found.role}
            connection.execute(insert(DEVICE).values(number=number, **keys, **named, enrolled_at=now_ms, counter=0))
            made = device_of(connection, number)
        if made is None:
            raise NotFound("device-unknown")
        return made

    def set_province(self, public: bytes, exchange_public: bytes, name: str, now_ms: int) -> None:
        """The province's own device, known in every commune; said again it changes nothing."""
        number = int(key_id(public), 16)
        with writing(self._engine) as connection:
            if device_of(connection, number) is None:
                keys = {"public": public, "exchange_public": exchange_public}
                named = {"name": name, "role": PROVINCE, "enrolled_at": now_ms, "counter": 0}
                connection.execute(insert(DEVICE).values(number=number, **keys, **named))

    def revoke(self, device: int, now_ms: int) -> Device:
        """Trust it no longer from this place of the order on; its commune gets a new courier key.

        Raises NotFound('device-unknown'). Said again it changes nothing.
        """
        with writing(self._engine) as connection:
            found = device_of(connection, device)
            if found is None or found.role == PROVINCE:
                raise NotFound("device-unknown")
            if found.revoked_at_ms is None:
                commune = commune_row(connection, found.commune, is_locked=True)
                change = {"revoked_at": now_ms, "revoked_seq": commune.seq}
                connection.execute(update(DEVICE).where(DEVICE.c.number == device).values(change))
                counted = {"revoked": commune.revoked + 1}
                connection.execute(update(COMMUNE).where(COMMUNE.c.id == commune.id).values(counted))
                self._new_courier_key(connection, commune.id, now_ms)
                found = found._replace(revoked_at_ms=now_ms, revoked_seq=commune.seq)
        return found

    # -------------------------------------------------------------- courier keys
    def courier_key(self, commune: str) -> CourierKey:
        """The newest of the commune; raises NotFound('commune-unknown')."""
        return self.courier_keys(commune)[0]

    def courier_keys(self, commune: str) -> list[CourierKey]:
        """All of the commune, newest first: a stick may be old. Raises NotFound('commune-unknown')."""
        with reading(self._engine) as connection:
            id_ = commune_row(connection, commune).id
            query = select(COURIER_KEY).where(COURIER_KEY.c.commune == id_).order_by(COURIER_KEY.c.id.desc())
            rows = connection.execute(query).all()
        return [CourierKey(row.id, self._opened(row.commune, row.sealed)) for row in rows]

    def renew_courier_key(self, commune: str, now_ms: int) -> None:
        """From now on another one; raises NotFound('commune-unknown')."""
        with writing(self._engine) as connection:
            self._new_courier_key(connection, commune_row(connection, commune).id, now_ms)

    def _new_courier_key(self, connection: Connection, commune: int, now_ms: int) -> None:
        nonce = self._randomness(_NONCE)
        secret = self._randomness(_KEY_BYTES)
        sealed = nonce + AESGCM(self._seal).encrypt(nonce, secret, b"%d" % commune)
        connection.execute(insert(COURIER_KEY).values(commune=commune, made_at=now_ms, sealed=sealed))

    def _opened(self, commune: int, sealed: bytes) -> bytes:
        return AESGCM(self._seal).decrypt(sealed[:_NONCE], sealed[_NONCE:], b"%d" % commune)


def _hashed(code: str) -> bytes:
    plain = "".join(letter for letter in code.upper() if letter in CODE_LETTERS)
    return sha256(b"commune-desk enrolment code 1" + plain.encode()).digest()
