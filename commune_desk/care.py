"""The doctor's rounds: findings about this PC and about an open desk. Nobody's data is in one."""

from datetime import timedelta

from commune_desk.domain.errors import ClockTrouble, DeskError
from commune_desk.domain.wording import date_vi
from commune_desk.paths import Profile
from commune_desk.usecases.numbering import number_state
from storage.backup import backups_in, made_at
from storage.checks import Finding, Level, quick_checks, thorough_checks
from storage.key_slots import KeyFile
from storage.signed_desk import SignedDesk

BACKUP_AGE_DAYS = 3


def machine_findings(key_file: KeyFile, secret_kind: str) -> list[Finding]:
    """What can be told without a password: keys, machine secret, printers."""
    from printing.press import printers

    if not key_file.exists():
        return [Finding("no-desk", Level.WARNING)]
    found = [*_keys(key_file), _secret(secret_kind)]
    count = len(printers())
    found.append(Finding("printers", Level.OK, {"count": count}) if count else Finding("no-printers", Level.WARNING))
    return found


def _keys(key_file: KeyFile) -> list[Finding]:
    try:
        return [Finding("key-file-readable", Level.OK, {"count": len(key_file.people())})]
    except DeskError:
        return [Finding("key-file-unreadable", Level.FAULT)]


def _secret(kind: str) -> Finding:
    levels = {"keyring": ("secret-in-keyring", Level.OK), "file": ("secret-in-file", Level.WARNING)}
    return Finding(*levels.get(kind, ("secret-missing", Level.FAULT)))


def desk_findings(desk: SignedDesk, profile: Profile, *, thorough: bool) -> list[Finding]:
    """The database, the journal, the scans, the clock, the backups and the numbers of an open desk."""
    found = thorough_checks(desk.file) if thorough else quick_checks(desk.file)
    return [*found, _scans(desk, thorough=thorough), _backup(desk, profile), *_clock_and_numbers(desk)]


def _scans(desk: SignedDesk, *, thorough: bool) -> Finding:
    """Scans that are gone or damaged on the disk are wanted from the province from then on."""
    lost = len(desk.file.scans.check(thorough=thorough))
    return Finding("scans-lost", Level.WARNING, {"count": lost}) if lost else Finding("scans-whole", Level.OK)


def _backup(desk: SignedDesk, profile: Profile) -> Finding:
    newest = next(iter(backups_in(profile.backups)), None)
    if newest is None:
        return Finding("backup-none", Level.WARNING)
    at = made_at(newest)
    is_old = desk.file.clock.reading() - at > timedelta(days=BACKUP_AGE_DAYS)
    parameters: dict[str, str | int] = {"made_at": f"{at:%H:%M} {date_vi(at)}"}
    return Finding("backup-old" if is_old else "backup-fresh", Level.WARNING if is_old else Level.OK, parameters)


def _clock_and_numbers(desk: SignedDesk) -> list[Finding]:
    try:
        now = desk.now()
    except ClockTrouble:
        return [Finding("clock-jumped", Level.FAULT)]
    clock = Finding("clock-believed", Level.OK, {"clock": f"{now:%H:%M} {date_vi(now)}"})
    state = number_state(desk)
    if state.lease is None:
        return [clock, Finding("no-lease", Level.WARNING)]
    return [clock, Finding("numbers-left", Level.OK, {"count": state.left_today})]
