"""Enrolment at the server: tickets for administrators, the call of a desk, and taking trust away again.

Whatever changes here is also said in the commune's order, so that every desk checks slips and heads of the new one and
every hub learns of a revocation by the way entries travel anyway.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from commune_desk.device_key import DeviceKey, key_id
from commune_desk.domain.errors import InvalidInput, NotAllowedNow, Refused
from commune_desk.domain.ids import Origin, RecordId
from commune_desk.domain.records import DeskKey, Verdict
from sync.server.ports import Device, Spoken
from sync.server.registry import Invitation, Registry
from sync.wire.enrolment import EnrolAnswer, EnrolRequest, Ticket, fingerprint

DESK_ENROLLED: Final = "desk-enrolled"
DESK_REVOKED: Final = "desk-revoked"
REVOKED_DEVICE: Final = "device-revoked"
"""Code of the Verdict that revokes; `entry_origin`: the device's 8 hexadecimal digits and 8 zeros, `entry_n` 0."""
_MOST_NAME: Final = 100


@dataclass(frozen=True, slots=True)
class Enroller:
    """`roots`: the authorities desks pin (DER); `clock` gives milliseconds since 1970 UTC."""

    registry: Registry
    voice: Spoken
    key: DeviceKey
    roots: list[bytes]
    clock: Callable[[], int]
    is_practice: bool = False

    def invite(self, commune: str, name: str, role: str) -> Ticket:
        """A ticket for one device of that commune, good for 24 hours; raises InvalidInput, NotFound."""
        name = name.strip()
        if not name or len(name) > _MOST_NAME:
            raise InvalidInput("name-invalid", field="name")
        code = self.registry.make_code(Invitation(commune, name, role), self.clock())
        return Ticket(code, fingerprint(self.roots))

    def enrol(self, asked: EnrolRequest) -> EnrolAnswer:
        """Make the device known. Raises Refused('enrol-signature' and those of `Registry.use_code`), NotAllowedNow."""
        if asked.is_practice != self.is_practice:
            raise NotAllowedNow("enrol-practice")
        if not asked.is_true:
            raise Refused("enrol-signature")
        made = self.registry.use_code(asked.code, asked.public, asked.exchange_public, self.clock())
        self._say_key(made)
        courier = self.registry.courier_key(made.commune)
        names = {one.code: one.name for one in self.registry.communes()}
        return EnrolAnswer(
            server=self.key.public,
            server_exchange=self.key.exchange_public,
            commune=made.commune,
            commune_name=names.get(made.commune, ""),
            desk_name=made.name,
            role=made.role,
            roots=self.roots,
            courier_id=courier.id,
            courier_key=courier.secret,
            is_practice=self.is_practice,
            now_ms=self.clock(),
        )

    def revoke(self, number: int) -> Device:
        """Trust the device no longer; raises NotFound('device-unknown'). Said again it changes nothing."""
        gone = self.registry.revoke(number, self.clock())
        origin = Origin(number, 0).text
        if not self._was_said(gone.commune, DESK_REVOKED, origin.encode()):
            verdict = Verdict(_first(), origin, 0, REVOKED_DEVICE, gone.name)
            self.voice.say(gone.commune, DESK_REVOKED, [verdict], self.clock())
        return gone

    def _say_key(self, device: Device) -> None:
        if not self._was_said(device.commune, DESK_ENROLLED, device.public):
            record = DeskKey(_first(), key_id(device.public), device.public, device.name, device.exchange_public)
            self.voice.say(device.commune, DESK_ENROLLED, [record], self.clock())

    def _was_said(self, commune: str, action: str, named: bytes) -> bool:
        return any(named in row.entry.body for row in self.voice.said(commune, action))


def _first() -> RecordId:
    """The voice fills in origin and n."""
    return RecordId(Origin(0, 0), 0, 0)
