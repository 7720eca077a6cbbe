"""Sign-in: the data key of this desk, wrapped once per person in the key file.

A slot opens with HKDF(Argon2id(password) ‖ machine secret): a stolen disk lacks the machine secret, a stolen running
PC lacks the password. Rights are the callers' matter: who holds an `OpenedKey` could wrap the key for anybody.
"""

import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from hashlib import sha256
from math import ceil
from pathlib import Path
from typing import NamedTuple

from commune_desk.domain.errors import AlreadyThere, InvalidInput, NotAllowedNow
from commune_desk.domain.vietnam_time import to_vietnam
from storage.key_file import Content, KeyStore, Proven, Slot, key_check, require_key, secret_check
from storage.key_wrapping import KEY_BYTES, Argon2Work
from storage.machine_secret import MachineSecrets
from storage.sign_in_guard import (
    GuardPolicy,
    Moment,
    SignInState,
    after_failure,
    decide,
    locked_until,
    moment_now,
    tries_left,
)
from storage.slot_sealing import (
    Names,
    NewPerson,
    SlotKind,
    decoy_slot,
    label_of,
    make_slot,
    names_in,
    slot_of,
    unwrap,
)

_UNKNOWN_NAMES_KEPT = 32


@dataclass(frozen=True, slots=True)
class OpenedKey:
    """A signed-in person's way into the data. `data_key` is the raw 256-bit SQLCipher key; never log or keep it.

    `failed_before`: wrong tries before this sign-in, for the journal. `password_set_on` is a Vietnamese day.
    """

    data_key: bytes = field(repr=False)
    desk_id: str
    slot_id: str
    user_name: str = field(repr=False)
    display_name: str = field(repr=False)
    must_change: bool = False
    failed_before: int = 0
    password_set_on: date = date.min


@dataclass(frozen=True, slots=True)
class SlotPerson:
    """Somebody who can sign in here, for the list on the sign-in screen; `locked_until` is aware, UTC."""

    slot_id: str
    user_name: str = field(repr=False)
    display_name: str = field(repr=False)
    is_locked: bool
    locked_until: datetime | None


class _Attempt(NamedTuple):
    """What a try at a password needs after it was written down."""

    proven: Proven
    label: str
    slot: Slot | None
    failed_before: int
    state: SignInState


class KeyFile:
    """Key slots of one desk. Every method that stretches a password takes about a second on an old PC: never call one
    on the UI thread. All raise what `KeyStore.load` and `save` raise."""

    def __init__(
        self,
        path: Path,
        secrets_: MachineSecrets,
        *,
        work: Argon2Work | None = None,
        guard: GuardPolicy | None = None,
        moment: Callable[[], Moment] = moment_now,
    ) -> None:
        self._store = KeyStore(path, secrets_)
        self._work = work or Argon2Work()
        self._guard = guard or GuardPolicy()
        self._moment = moment

    def exists(self) -> bool:
        """Whether this desk was ever set up here."""
        return self._store.exists()

    def create(self, person: NewPerson) -> OpenedKey:
        """A new desk with a new random data key and its first person. Raises AlreadyThere('key-file-exists')."""
        if self.exists():
            raise AlreadyThere("key-file-exists")
        desk_id, data_key = secrets.token_hex(16), secrets.token_bytes(KEY_BYTES)
        machine_secret = self._store.new_secret(desk_id)
        content = Content(desk_id, secret_check(machine_secret, desk_id), key_check(data_key, desk_id))
        slot = self._wrap(Proven(content, machine_secret), data_key, person, must_change=False)
        with self._store.alone():
            if self.exists():
                raise AlreadyThere("key-file-exists")
            self._store.save(replace(content, slots=(slot,)), machine_secret)
        return _opened(slot, data_key, desk_id, Names(person.user_name, person.display_name))

    def people(self) -> list[SlotPerson]:
        """Everybody with a slot, by display name; needs the machine secret, no password."""
        proven, now = self._store.load(), self._moment()
        found = []
        for slot in proven.content.slots:
            names = names_in(proven, slot)
            verdict = decide(proven.content.guard.get(slot.label, SignInState()), now, self._guard)
            until = locked_until(verdict, now)
            found.append(SlotPerson(slot.id, names.user_name, names.display_name, verdict.is_locked, until))
        return sorted(found, key=lambda person: person.display_name.casefold())

    def unlock(self, user_name: str, password: str) -> OpenedKey:
        """Sign in. The try is written down before it is made: pulling the plug gives no free guess.

        Raises InvalidInput('wrong-password', tries_left, wait_s), the same after the same work for a name without a
        slot; NotAllowedNow('sign-in-wait', wait_s) while a delay runs; NotAllowedNow('sign-in-locked', minutes) while
        the account is locked, also at the try that locks it.
        """
        attempt = self._begin(user_name)
        tried = attempt.slot or decoy_slot(attempt.proven, attempt.label, self._work)
        data_key = unwrap(attempt.proven, tried, password)
        if attempt.slot is None or data_key is None:
            raise self._wrong(attempt)
        with self._store.alone():
            proven = self._store.load()
            self._store.save(_with_guard(proven.content, attempt.label, None), proven.machine_secret)
        names = names_in(attempt.proven, attempt.slot)
        opened = _opened(attempt.slot, data_key, attempt.proven.content.desk_id, names)
        return replace(opened, failed_before=attempt.failed_before)

    def add_slot(self, opened: OpenedKey, person: NewPerson, *, must_change: bool = True) -> str:
        """Give a person a slot; returns its id. Raises AlreadyThere('user-name-taken'),
        InvalidInput('user-name-empty'), WrongKey when `opened` is of another desk."""
        slot = self._wrap(self._proven_for(opened), opened.data_key, person, must_change=must_change)
        with self._store.alone():
            content, machine_secret = self._proven_for(opened)
            if any(there.label == slot.label for there in content.slots):
                raise AlreadyThere("user-name-taken")
            guard = {label: state for label, state in content.guard.items() if label != slot.label}
            self._store.save(replace(content, slots=(*content.slots, slot), guard=guard), machine_secret)
        return slot.id

    def change_password(self, user_name: str, old: str, new: str) -> OpenedKey:
        """A person's own change; guarded like `unlock`. Raises InvalidInput('password-same') when nothing changes.

        The rules for a good password are `commune_desk.domain.passwords.problems`, asked before.
        """
        opened = self.unlock(user_name, old)
        if hmac.compare_digest(_password_digest(old), _password_digest(new)):
            raise InvalidInput("password-same", field="new-password")
        slot = self._rewrap(opened, user_name, new, must_change=False)
        return replace(opened, must_change=False, password_set_on=slot.set_on)

    def reset_password(self, opened: OpenedKey, user_name: str, temporary: str) -> None:
        """An administrator's: a temporary password, to be changed at the next sign-in; also unlocks. Raises NoSlot."""
        self._rewrap(opened, user_name, temporary, must_change=True)
        self.unlock_account(opened, user_name)

    def remove_slot(self, opened: OpenedKey, user_name: str) -> None:
        """Take a person's slot away, from the twin file too. Raises NoSlot, NotAllowedNow('last-slot')."""
        with self._store.alone():
            proven = self._proven_for(opened)
            gone = slot_of(proven, user_name)
            if len(proven.content.slots) == 1:
                raise NotAllowedNow("last-slot")
            left = tuple(slot for slot in proven.content.slots if slot.id != gone.id)
            self._store.save(replace(proven.content, slots=left), proven.machine_secret)

    def unlock_account(self, opened: OpenedKey, user_name: str) -> None:
        """Give a person all tries back. Raises NoSlot."""
        with self._store.alone():
            proven = self._proven_for(opened)
            label = slot_of(proven, user_name).label
            self._store.save(_with_guard(proven.content, label, None), proven.machine_secret)

    def keep_recovery(self, opened: OpenedKey, change: Callable[[Content], Content]) -> None:
        """Store a recovery or escrow slot made by `storage.recovery`; replaces the earlier one."""
        with self._store.alone():
            proven = self._proven_for(opened)
            self._store.save(change(proven.content), proven.machine_secret)

    def readmit(self, content: Content, data_key: bytes, person: NewPerson) -> OpenedKey:
        """Wrap a recovered data key for `person` (new, or known with a new password). Raises WrongKey.

        With this machine's secret still there all other slots stay. Otherwise a new secret is made, and others have to
        be given slots again: theirs needed the old one.
        """
        require_key(content, content.desk_id, data_key)
        with self._store.alone():
            old_secret = self._store.surviving_secret(content)
            machine_secret = old_secret or self._store.new_secret(content.desk_id)
            kept = content if old_secret else replace(content, slots=(), guard={})
            base = replace(kept, secret_check=secret_check(machine_secret, content.desk_id))
            slot = self._wrap(Proven(base, machine_secret), data_key, person, must_change=False)
            others = tuple(there for there in base.slots if there.label != slot.label)
            self._store.save(_with_guard(replace(base, slots=(*others, slot)), slot.label, None), machine_secret)
        return _opened(slot, data_key, content.desk_id, Names(person.user_name, person.display_name))

    def content_for_recovery(self) -> Content:
        """The file's content, not proven by any machine secret; see `KeyStore.load_unproven`."""
        return self._store.load_unproven()

    def _begin(self, user_name: str) -> _Attempt:
        with self._store.alone():
            proven, now = self._store.load(), self._moment()
            label = label_of(proven, user_name)
            verdict = decide(proven.content.guard.get(label, SignInState()), now, self._guard)
            if not verdict.may_try:
                self._store.save(_with_guard(proven.content, label, verdict.state), proven.machine_secret)
                raise _held(verdict.wait_s, is_locked=verdict.is_locked)
            state = after_failure(verdict.state, now, self._guard)
            self._store.save(_with_guard(proven.content, label, state), proven.machine_secret)
        slot = next((slot for slot in proven.content.slots if slot.label == label), None)
        return _Attempt(proven, label, slot, verdict.state.failures, state)

    def _wrong(self, attempt: _Attempt) -> InvalidInput | NotAllowedNow:
        left = tries_left(attempt.state, self._guard)
        if left == 0:
            return _held(attempt.state.hold_s, is_locked=True)
        wait_s = round(attempt.state.hold_s)
        return InvalidInput("wrong-password", field="password", tries_left=left, wait_s=wait_s)

    def _proven_for(self, opened: OpenedKey) -> Proven:
        proven = self._store.load()
        require_key(proven.content, opened.desk_id, opened.data_key)
        return proven

    def _rewrap(self, opened: OpenedKey, user_name: str, password: str, *, must_change: bool) -> Slot:
        before = self._proven_for(opened)
        names = names_in(before, slot_of(before, user_name))
        person = NewPerson(names.user_name, names.display_name, password)
        made = self._wrap(before, opened.data_key, person, must_change=must_change)
        with self._store.alone():
            proven = self._proven_for(opened)
            old = slot_of(proven, user_name)
            slots = tuple(made if slot.id == old.id else slot for slot in proven.content.slots)
            self._store.save(replace(proven.content, slots=slots), proven.machine_secret)
        return made

    def _wrap(self, proven: Proven, data_key: bytes, person: NewPerson, *, must_change: bool) -> Slot:
        today = to_vietnam(datetime.fromtimestamp(self._moment().wall_s, UTC)).date()
        return make_slot(proven, data_key, person, SlotKind(self._work, today, must_change))


def _opened(slot: Slot, data_key: bytes, desk_id: str, names: Names) -> OpenedKey:
    return OpenedKey(
        data_key,
        desk_id,
        slot.id,
        names.user_name,
        names.display_name,
        must_change=slot.must_change,
        password_set_on=slot.set_on,
    )


def _password_digest(password: str) -> bytes:
    return sha256(password.encode()).digest()


def _with_guard(content: Content, label: str, state: SignInState | None) -> Content:
    """The content with that name's state replaced (None: forgotten); of names without a slot only the latest stay."""
    known = {slot.label for slot in content.slots}
    guard = {there: kept for there, kept in content.guard.items() if there != label}
    if state is not None and state != SignInState():
        guard[label] = state
    unknown = [there for there in guard if there not in known]
    for there in unknown[:-_UNKNOWN_NAMES_KEPT]:
        del guard[there]
    return replace(content, guard=guard)


def _held(wait_s: float, *, is_locked: bool) -> NotAllowedNow:
    if is_locked:
        return NotAllowedNow("sign-in-locked", minutes=ceil(wait_s / 60))
    return NotAllowedNow("sign-in-wait", wait_s=ceil(wait_s))
