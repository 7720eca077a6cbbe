"""One slot: a person's names sealed, the data key wrapped under password and machine secret."""

import hmac
import secrets
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import NamedTuple

import msgspec

from commune_desk.domain.errors import DatabaseDamaged, InvalidInput, NoSlot
from commune_desk.domain.passwords import fold_user_name
from storage.key_file import DAMAGED, Content, Proven, Slot
from storage.key_wrapping import SALT_BYTES, Argon2Work, derive, password_key, seal, unseal

_NAMES_BLOCK = 128


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Somebody to be given a slot."""

    user_name: str = field(repr=False)
    display_name: str = field(repr=False)
    password: str = field(repr=False)


class Names(NamedTuple):
    """What is sealed in a slot."""

    user_name: str
    display_name: str


@dataclass(frozen=True, slots=True)
class SlotKind:
    """How a slot is made: its work, the (Vietnamese) day, and whether the password is a temporary one."""

    work: Argon2Work
    set_on: date
    must_change: bool


def make_slot(proven: Proven, data_key: bytes, person: NewPerson, kind: SlotKind) -> Slot:
    """`data_key` wrapped for `person`; slow by `kind.work`. Raises InvalidInput('user-name-empty')."""
    if not fold_user_name(person.user_name):
        raise InvalidInput("user-name-empty", field="user-name")
    # A new id at every wrapping: an old slot spliced into the file fits nowhere.
    id_, salt = secrets.token_hex(8), secrets.token_bytes(SALT_BYTES)
    key = password_key(person.password, salt, kind.work, proven.machine_secret)
    names = msgspec.json.encode((person.user_name, person.display_name))
    padded = names.ljust(-(-len(names) // _NAMES_BLOCK) * _NAMES_BLOCK)  # the file must not tell their length
    return Slot(
        id=id_,
        label=label_of(proven, person.user_name),
        names=seal(derive(proven.machine_secret, "names"), padded, _context(proven.content, id_, "names")),
        work=kind.work,
        salt=salt,
        wrapped=seal(key, data_key, _context(proven.content, id_, "slot")),
        set_on=kind.set_on,
        must_change=kind.must_change,
    )


def unwrap(proven: Proven, slot: Slot, password: str) -> bytes | None:
    """The data key, None for a wrong password; slow by the slot's work."""
    key = password_key(password, slot.salt, slot.work, proven.machine_secret)
    return unseal(key, slot.wrapped, _context(proven.content, slot.id, "slot"))


def decoy_slot(proven: Proven, label: str, work: Argon2Work) -> Slot:
    """What a name without a slot is tried against: the same work, never opens, the same salt for the same name."""
    salt = sha256(label.encode()).digest()[:SALT_BYTES]
    slots = proven.content.slots
    return Slot("", label, b"", slots[0].work if slots else work, salt, bytes(60), date.min)


def names_in(proven: Proven, slot: Slot) -> Names:
    """The names sealed in a slot."""
    key = derive(proven.machine_secret, "names")
    plain = unseal(key, slot.names, _context(proven.content, slot.id, "names"))
    if plain is None:
        raise DatabaseDamaged(DAMAGED)
    return msgspec.json.decode(plain, type=Names)


def slot_of(proven: Proven, user_name: str) -> Slot:
    """That person's slot; raises NoSlot."""
    label = label_of(proven, user_name)
    for slot in proven.content.slots:
        if slot.label == label:
            return slot
    raise NoSlot


def label_of(proven: Proven, user_name: str) -> str:
    """The name's HMAC under the machine secret: names nobody on a stolen disk."""
    key = derive(proven.machine_secret, "user-label")
    return hmac.new(key, fold_user_name(user_name).encode(), sha256).hexdigest()[:32]


def _context(content: Content, slot_id: str, what: str) -> str:
    return f"{what}|{content.desk_id}|{slot_id}"
