"""The composition root: every adapter is constructed here and nowhere else."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from commune_desk.domain.dossier_life import Right
from commune_desk.domain.errors import AlreadyThere, NotAllowedNow, NotFound
from commune_desk.domain.passwords import ADMINISTRATOR_POLICY, is_too_old
from commune_desk.domain.records import Holding, Post, Staff
from commune_desk.domain.text import fold
from commune_desk.domain.vietnam_time import VN
from commune_desk.paths import Profile
from commune_desk.ports import Actor, Reads
from commune_desk.usecases.rights import rights_of
from storage.desk_file import DeskFile, create_desk_file, open_desk_file
from storage.founding import Block, Foundation, found_desk
from storage.key_slots import KeyFile, OpenedKey, SlotPerson
from storage.key_wrapping import Argon2Work
from storage.machine_secret import FileSecrets, MachineSecrets, best_secrets
from storage.reads import FileReads
from storage.recovery import RecoveryShare, make_shares, recover
from storage.signed_desk import PasswordDue, SignedDesk
from storage.slot_sealing import NewPerson

PRACTICE_USER = "taphuan"
PRACTICE_NAME = "Nguyễn Thị Tập Huấn"
PRACTICE_PASSWORD = "Tap-huan-1"  # noqa: S105  a practice desk holds invented citizens only; one click signs in
PRACTICE_FOUNDATION = Foundation(
    parent_agency="Ủy ban nhân dân xã Mẫu Sơn",
    agency="Trung tâm Phục vụ hành chính công xã Mẫu Sơn",
    place="Mẫu Sơn",
    agency_code="H37.099.01",
    desk_code="01",
    user_name=PRACTICE_USER,
    display_name=PRACTICE_NAME,
    deciding_body="UBND xã Mẫu Sơn",
    phone="02053 000 000",
    is_practice=True,
)
PRACTICE_BLOCK = (6001, 6999)
LIGHT_ARGON2 = Argon2Work(1, 8 * 1024)


@dataclass(frozen=True, slots=True)
class NewDesk:
    """A desk to be founded, and its first administrator's password."""

    foundation: Foundation
    password: str


class Doors:
    """The ways into one profile: who may sign in, signing in, founding a desk, recovering one."""

    def __init__(
        self, profile: Profile, *, secrets: MachineSecrets | None = None, argon2: Argon2Work | None = None
    ) -> None:
        self.profile = profile
        self.secrets = secrets or best_secrets(profile.secrets)
        self.key_file = KeyFile(profile.keys, self.secrets, work=argon2)

    def exists(self) -> bool:
        """Whether a desk was founded here."""
        return self.key_file.exists()

    def secret_kind(self) -> str:
        """Where the machine's part of the key lies: 'keyring', 'file' or 'none'."""
        return self.secrets.kind_of(self.key_file.content_for_recovery().desk_id) if self.exists() else "none"

    def people(self) -> list[SlotPerson]:
        """Who can sign in on this PC; raises KeyringLost, DatabaseDamaged."""
        return self.key_file.people()

    def found(self, new: NewDesk, block: Block | None = None) -> SignedDesk:
        """Create key file, database and founding entry; sign the administrator in. Raises AlreadyThere."""
        if self.exists() or self.profile.database.exists():
            raise AlreadyThere("desk-exists")
        self.profile.make()
        foundation = new.foundation
        opened = self.key_file.create(NewPerson(foundation.user_name, foundation.display_name, new.password))
        file = create_desk_file(self.profile.database, opened.data_key)
        found_desk(file, foundation, datetime.now(VN), block)
        return _signed(file, opened)

    def sign_in(self, user_name: str, password: str) -> SignedDesk:
        """Open the desk for this person. Raises InvalidInput('wrong-password'), NotAllowedNow, KeyTrouble, Trouble."""
        opened = self.key_file.unlock(user_name, password)
        return self.open_with(opened)

    def open_with(self, opened: OpenedKey) -> SignedDesk:
        """Open the database with an unlocked key and find the person's post."""
        file = open_desk_file(self.profile.database, opened.data_key)
        try:
            return _signed(file, opened)
        except NotAllowedNow:
            file.close()
            raise

    def shares(self, user_name: str, password: str) -> list[RecoveryShare]:
        """New recovery shares, two of three restore; earlier ones lose their power."""
        return make_shares(self.key_file, self.key_file.unlock(user_name, password))

    def recover(self, shares: list[str], person: NewPerson) -> SignedDesk:
        """Open the desk with two shares and give `person` a new password."""
        opened = recover(self.key_file, shares, person)
        desk = self.open_with(opened)
        if desk.actor.display_name != opened.display_name:
            # With the machine secret lost nobody could read the name before: the slot gets it now.
            named = NewPerson(person.user_name, desk.actor.display_name, person.password)
            self.key_file.readmit(self.key_file.content_for_recovery(), opened.data_key, named)
        return desk


def _signed(file: DeskFile, opened: OpenedKey) -> SignedDesk:
    reads = FileReads(file)
    named = [one for one in reads.all_of(Staff) if fold(one.user_name) == fold(opened.user_name)]
    # Another desk of the commune may have somebody of the same user name: the person entered here has the key here.
    here = [one for one in named if one.id.origin.device == file.device.device]
    staff = next(iter(here or named), None)
    if staff is None or not staff.is_active:
        raise NotAllowedNow("not-on-staff")
    today = datetime.now(VN).date()
    actor = actor_of(reads, staff, today)
    return SignedDesk(file, actor, password_due=_password_due(opened, actor, today))


def _password_due(opened: OpenedKey, actor: Actor, today: date) -> PasswordDue:
    """By QCVN 12:2026/BCA: change at the first sign-in, administrators every two months."""
    if opened.must_change:
        return "temporary"
    old = Right.ADMINISTER in actor.rights and is_too_old(opened.password_set_on, today, ADMINISTRATOR_POLICY)
    return "old" if old else ""


def actor_of(reads: Reads, staff: Staff, on: date) -> Actor:
    """The person on the post they hold that day, the one with most rights first; raises NotAllowedNow('no-post')."""
    posts = {post.id: post for post in reads.all_of(Post)}
    held = [
        posts[holding.post]
        for holding in reads.all_of(Holding)
        if holding.staff == staff.id and holding.since <= on and (holding.until is None or on <= holding.until)
    ]
    if not held:
        raise NotAllowedNow("no-post")
    post = max(held, key=lambda one: len(rights_of(one.rights)))
    return Actor(staff.id, post.id, staff.display_name, post.name, rights_of(post.rights))


def practice_doors(profile: Profile) -> Doors:
    """Doors of a practice desk: light key derivation, secrets in its own folder; it guards nothing real."""
    return Doors(profile, secrets=FileSecrets(profile.secrets), argon2=LIGHT_ARGON2)


def practice_desk(profile: Profile) -> SignedDesk:
    """The practice desk of that folder, founded if it is not there, with its invented clerk signed in."""
    doors = practice_doors(profile)
    if doors.exists():
        return doors.sign_in(PRACTICE_USER, PRACTICE_PASSWORD)
    today = datetime.now(VN).date()
    first, last = PRACTICE_BLOCK
    block = Block(first, last, today - timedelta(days=800), today + timedelta(days=800), "Bàn tập huấn")
    return doors.found(NewDesk(PRACTICE_FOUNDATION, PRACTICE_PASSWORD), block)


def real_doors(profile: Profile, *, secrets_in_profile: bool) -> Doors:
    """Doors of a real desk; a throw-away profile keeps the machine's secret in its own folder, not in the keyring."""
    return Doors(profile, secrets=FileSecrets(profile.secrets) if secrets_in_profile else None)


def doors_of(profile: Profile) -> Doors:
    """Doors of whatever desk lives in that folder; raises NotFound('desk-not-founded')."""
    doors = real_doors(profile, secrets_in_profile=profile.secrets.exists())
    if not doors.exists():
        raise NotFound("desk-not-founded")
    return doors


def only_user(doors: Doors) -> str:
    """The one person of this PC, the practice clerk where there are several; nobody gives ''."""
    names = [person.user_name for person in doors.people()]
    return names[0] if len(names) == 1 else PRACTICE_USER if PRACTICE_USER in names else ""
