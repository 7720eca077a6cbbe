"""What an administrator does to keys, backups and this PC, over an open desk. Fulfils `ui.administration.care.Care`."""

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

from commune_desk.build import Doors
from commune_desk.care import desk_findings, machine_findings
from commune_desk.domain.dossier_life import Right
from commune_desk.domain.errors import DeskError, InvalidInput, NoSlot, NotAllowedNow, NotFound
from commune_desk.domain.passwords import ADMINISTRATOR_POLICY, PasswordPolicy, fold_user_name, problems
from commune_desk.domain.records import CalendarDay, Staff, State
from commune_desk.domain.vietnam_time import to_vietnam
from commune_desk.paths import Profile
from commune_desk.ports import DossierLine, Filter
from commune_desk.usecases import administration
from commune_desk.usecases.rights import require
from storage.backup import back_up, backups_in, made_at, test_restore
from storage.checks import Level
from storage.holiday_calendar import desk_exceptions, vietnam_calendar
from storage.key_slots import OpenedKey
from storage.signed_desk import SignedDesk
from storage.slot_sealing import NewPerson
from ui.administration.care import BackupLine, CalendarLine, DoctorLine, NewColleague, PersonOnPc
from ui.findings import finding_sentence

_WORST_FIRST = (Level.FAULT, Level.WARNING, Level.OK)
_PAGE = 500
_MOST_PAGES = 40
"""Open dossiers of a commune are a few hundred; beyond 20,000 the newest are looked at."""


class DeskCare:
    """Every method may take a second and is called off the UI thread; see `Care` for what each raises."""

    def __init__(self, desk: SignedDesk, doors: Doors, profile: Profile) -> None:
        self._desk = desk
        self._doors = doors
        self._profile = profile

    # ------------------------------------------------------------------ people
    def people_on_pc(self) -> list[PersonOnPc]:
        """Everybody with a key slot here."""
        return [
            PersonOnPc(one.user_name, one.display_name, one.is_locked, one.locked_until) for one in self._doors.people()
        ]

    def add_person(self, new: NewColleague) -> None:
        """The slot is made first: it alone gives nothing without the staff record, and is taken back if that fails."""
        require(self._desk, Right.ADMINISTER)
        self._check_free(new.user_name)
        self.give_slot(new.user_name, new.display_name, new.temporary_password)
        try:
            administration.add_colleague(self._desk, new.user_name, new.display_name, new.post)
        except DeskError:
            with suppress(DeskError):
                self._doors.key_file.remove_slot(self._opened(), new.user_name)
            raise

    def give_slot(self, user_name: str, display_name: str, temporary_password: str) -> None:
        """A key slot on this PC."""
        require(self._desk, Right.ADMINISTER)
        person = NewPerson(user_name.strip(), display_name.strip(), temporary_password)
        self._doors.key_file.add_slot(self._opened(), person)

    def reset_password(self, user_name: str, temporary_password: str) -> None:
        """A temporary password in the slot."""
        require(self._desk, Right.ADMINISTER)
        self._doors.key_file.reset_password(self._opened(), user_name, temporary_password)

    def unlock_account(self, user_name: str) -> None:
        """All tries back."""
        require(self._desk, Right.ADMINISTER)
        self._doors.key_file.unlock_account(self._opened(), user_name)

    def remove_person(self, user_name: str) -> None:
        """Staff first: a slot without a staff record opens nothing, so a stop in between leaves the door shut."""
        require(self._desk, Right.ADMINISTER)
        staff = self._staff(user_name)
        if staff is not None and staff.id == self._desk.actor.staff:
            raise NotAllowedNow("remove-yourself")
        if len(self._doors.people()) == 1 and self._has_slot(user_name):
            raise NotAllowedNow("last-slot")
        if staff is not None and staff.is_active:
            administration.deactivate_staff(self._desk, staff.id)
        with suppress(NoSlot):
            self._doors.key_file.remove_slot(self._opened(), user_name)

    def change_own_password(self, old: str, new: str) -> None:
        """By the rules of QCVN 12:2026/BCA."""
        user_name = self._own_user_name()
        policy = ADMINISTRATOR_POLICY if Right.ADMINISTER in self._desk.actor.rights else PasswordPolicy()
        if problems(new, user_name, policy):
            raise InvalidInput("password-too-weak", field="new-password")
        self._doors.key_file.change_password(user_name, old, new)

    def make_recovery_shares(self, password: str) -> tuple[tuple[str, ...], ...]:
        """Three times twenty words."""
        require(self._desk, Right.ADMINISTER)
        return tuple(share.words for share in self._doors.shares(self._own_user_name(), password))

    # ------------------------------------------------------------------ backups
    def back_up_now(self) -> BackupLine:
        """Into the profile's folder, the key file beside it."""
        made = back_up(self._desk.file, self._profile.backups, key_file=self._profile.keys)
        counted = made.verified
        return BackupLine(made.path.name, made_at(made.path), counted.bytes, counted.dossiers, counted.entries)

    def backups(self) -> list[BackupLine]:
        """What lies in the profile's folder."""
        return [_backup_line(path) for path in backups_in(self._profile.backups)]

    def test_restore(self, name: str) -> BackupLine:
        """In a folder of its own, removed again."""
        path = next((one for one in backups_in(self._profile.backups) if one.name == name), None)
        if path is None:
            raise NotFound("no-backup")
        counted = test_restore(path, self._desk.file.engines.key)
        return BackupLine(path.name, made_at(path), counted.bytes, counted.dossiers, counted.entries)

    # ------------------------------------------------------------------ this PC
    def doctor(self, *, thorough: bool) -> list[DoctorLine]:
        """About this PC and about the open desk."""
        found = machine_findings(self._doors.key_file, self._doors.secret_kind())
        found += desk_findings(self._desk, self._profile, thorough=thorough)
        found.sort(key=lambda one: _WORST_FIRST.index(one.level))
        return [DoctorLine(one.level.value, one.code, finding_sentence(one.code, one.parameters)) for one in found]

    def confirm_clock(self) -> datetime:
        """The PC clock becomes the floor."""
        require(self._desk, Right.ADMINISTER)
        moment = self._desk.file.clock.reading()
        self._desk.file.confirm_clock(moment)
        return moment

    # ------------------------------------------------------------------ calendar
    def calendar_year(self, year: int) -> list[CalendarLine]:
        """Weekends as the week has them are left out."""
        ours = desk_exceptions(self._desk.reads.all_of(CalendarDay))
        calendar = vietnam_calendar(ours)
        found = []
        for day in _days_of(year):
            info = calendar.kind(day)
            if info.source:
                found.append(CalendarLine(day, info.kind.is_working, info.name, info.source, day in ours))
        return found

    def due_on_days_off(self) -> list[DossierLine]:
        """Asked page by page, so that no long transaction holds the database."""
        calendar = vietnam_calendar(desk_exceptions(self._desk.reads.all_of(CalendarDay)))
        return [
            line
            for line in self._open_dossiers()
            if line.due_at is not None and not calendar.is_working(to_vietnam(line.due_at).date())
        ]

    def _open_dossiers(self) -> Iterator[DossierLine]:
        open_states = frozenset(state for state in State if not state.is_end and state is not State.FINISHED)
        after = None
        for _ in range(_MOST_PAGES):
            page = self._desk.reads.dossiers(Filter(states=open_states), after, _PAGE)
            yield from page.rows
            after = page.after
            if after is None:
                return

    # ------------------------------------------------------------------ parts
    def _opened(self) -> OpenedKey:
        """The way into the data that the signed-in session holds already."""
        desk_id = self._doors.key_file.content_for_recovery().desk_id
        return OpenedKey(self._desk.file.engines.key, desk_id, "", "", "")

    def _staff(self, user_name: str) -> Staff | None:
        wanted = fold_user_name(user_name)
        return next((one for one in self._desk.reads.all_of(Staff) if fold_user_name(one.user_name) == wanted), None)

    def _own_user_name(self) -> str:
        own = next((one for one in self._desk.reads.all_of(Staff) if one.id == self._desk.actor.staff), None)
        if own is None:
            raise NotAllowedNow("not-on-staff")
        return own.user_name

    def _has_slot(self, user_name: str) -> bool:
        wanted = fold_user_name(user_name)
        return any(fold_user_name(one.user_name) == wanted for one in self._doors.people())

    def _check_free(self, user_name: str) -> None:
        administration.check_user_name(self._desk, user_name)


def _days_of(year: int) -> Iterator[date]:
    day = date(year, 1, 1)
    while day.year == year:
        yield day
        day += timedelta(days=1)


def _backup_line(path: Path) -> BackupLine:
    line = BackupLine(path.name, made_at(path), path.stat().st_size)
    with suppress(OSError, ValueError, KeyError, TypeError):
        counted = json.loads(path.with_suffix(".json").read_bytes())
        return replace(line, dossiers=int(counted["dossiers"]), entries=int(counted["entries"]))
    return line


def codes_in_file(path: Path) -> list[str]:
    """QR and barcodes of a slip in a PDF or a picture; raises InvalidInput('slip-file-unreadable')."""
    from printing.reader import codes_in_image, codes_in_pdf

    return codes_in_pdf(path) if path.suffix.lower() == ".pdf" else codes_in_image(path)
