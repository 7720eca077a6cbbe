"""What the administration screen needs beyond the use cases: keys, backups, the doctor, the calendar by years.

Every call runs off the UI thread (it stretches passwords, copies files, reads the database) and raises DeskError.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, NamedTuple, Protocol

from commune_desk.domain.ids import RecordId
from commune_desk.ports import DossierLine

Level = Literal["ok", "warning", "fault"]


@dataclass(frozen=True, slots=True)
class PersonOnPc:
    """Somebody who can sign in on this PC; `locked_until` is aware."""

    user_name: str = field(repr=False)
    display_name: str = field(repr=False)
    is_locked: bool = False
    locked_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class NewColleague:
    """A person to be put on the staff, on a post, and on this PC with a password to be changed."""

    user_name: str = field(repr=False)
    display_name: str = field(repr=False)
    post: RecordId
    temporary_password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class BackupLine:
    """One backup: `dossiers` and `entries` as counted when it was verified, None where nobody wrote them down."""

    name: str
    made_at: datetime
    bytes: int
    dossiers: int | None = None
    entries: int | None = None


class DoctorLine(NamedTuple):
    """One finding in words."""

    level: Level
    code: str
    sentence: str


@dataclass(frozen=True, slots=True)
class CalendarLine:
    """A day that is not as the week says; `is_ours` where this desk entered it."""

    day: date
    is_working: bool
    name: str
    source: str
    is_ours: bool = False


class Care(Protocol):
    """Fulfilled by `commune_desk.desk_care.DeskCare`; those marked * need the right to administer."""

    def people_on_pc(self) -> Sequence[PersonOnPc]:
        """Everybody with a key slot here, by name."""

    def add_person(self, new: NewColleague) -> None:
        """* Staff, holding from today and key slot; all or nothing. Raises AlreadyThere('user-name-taken')."""

    def give_slot(self, user_name: str, display_name: str, temporary_password: str) -> None:
        """* Let somebody of the staff sign in on this PC too. Raises AlreadyThere('user-name-taken')."""

    def reset_password(self, user_name: str, temporary_password: str) -> None:
        """* A temporary password; also unlocks. Raises NoSlot."""

    def unlock_account(self, user_name: str) -> None:
        """* All tries back. Raises NoSlot."""

    def remove_person(self, user_name: str) -> None:
        """* Off the staff, spells ended today, key slot taken away. Raises NotAllowedNow('last-administrator' |
        'last-slot' | 'remove-yourself')."""

    def change_own_password(self, old: str, new: str) -> None:
        """Raises InvalidInput('wrong-password' | 'password-same' | 'password-too-weak')."""

    def make_recovery_shares(self, password: str) -> tuple[tuple[str, ...], ...]:
        """* Three sheets of words; earlier ones lose their power. `password` is the administrator's own."""

    def back_up_now(self) -> BackupLine:
        """A verified backup; old ones go by rotation."""

    def backups(self) -> Sequence[BackupLine]:
        """Newest first."""

    def test_restore(self, name: str) -> BackupLine:
        """Bring that backup up beside the desk and count it. Raises DatabaseDamaged('backup-not-verified')."""

    def doctor(self, *, thorough: bool) -> Sequence[DoctorLine]:
        """Findings, the worst first."""

    def confirm_clock(self) -> datetime:
        """* A person looked: the PC clock is right. Answers what it shows."""

    def calendar_year(self, year: int) -> Sequence[CalendarLine]:
        """Holidays, swapped and make-up days of a year: of the law, of the bundled tables, of this desk."""

    def due_on_days_off(self) -> Sequence[DossierLine]:
        """Open dossiers whose promised day is a day off by now."""
