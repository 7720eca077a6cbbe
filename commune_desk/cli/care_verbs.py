"""Verbs that care for the desk: backup, restore, doctor, rebuild-check."""

import argparse
from typing import TYPE_CHECKING

from commune_desk.cli.dossier_verbs import password, signed_in
from commune_desk.cli.output import DONE, NOTHING, Answer
from commune_desk.domain.dossier_life import Right
from commune_desk.domain.errors import DatabaseDamaged, NotFound, WrongKey
from commune_desk.paths import Profile
from commune_desk.usecases.rights import require

if TYPE_CHECKING:
    from commune_desk.build import Doors
    from storage.key_slots import OpenedKey


def backup(given: argparse.Namespace, profile: Profile) -> Answer:
    """A verified backup; its path and what was counted in it."""
    from storage.backup import back_up

    with signed_in(given, profile) as desk:
        made = back_up(desk.file, given.to or profile.backups, key_file=profile.keys)
    value = {"path": str(made.path), "entries": made.verified.entries, "dossiers": made.verified.dossiers}
    return Answer(value, [f"{name}: {text}" for name, text in value.items()])


def restore(given: argparse.Namespace, profile: Profile) -> Answer:
    """Put a backup in the place of the database, or with --verify only try it; the former database is kept aside."""
    if given.salvage:
        return _salvage(given, profile)
    from commune_desk.build import doors_of, only_user
    from storage.backup import backups_in, test_restore
    from storage.restore import restore as put_back

    found = [given.backup] if given.backup else backups_in(profile.backups)[:1]
    if not found or not found[0].is_file():
        raise NotFound("no-backup")
    doors = doors_of(profile)
    opened = doors.key_file.unlock(given.user or only_user(doors), password(given))
    if given.verify:
        verified = test_restore(found[0], opened.data_key)
        value = {"verified": True, "path": str(found[0]), "entries": verified.entries, "dossiers": verified.dossiers}
    else:
        _require_administrator(doors, opened)
        restored = put_back(found[0], profile.database, opened.data_key)
        value = {
            "restored": True,
            "path": str(found[0]),
            "entries": restored.verified.entries,
            "dossiers": restored.verified.dossiers,
            "former": str(restored.aside) if restored.aside else None,
        }
    return Answer(value, [f"{name}: {text}" for name, text in value.items()])


def _require_administrator(doors: "Doors", opened: "OpenedKey") -> None:
    """A desk that opens is replaced by an administrator only. One that does not cannot say who is one: then, as in the
    window, everybody who can sign in may save it. Raises NotAllowedNow, StorageTrouble."""
    try:
        desk = doors.open_with(opened)
    except (DatabaseDamaged, WrongKey):  # the key was proven by its slot: a wrong key means a damaged first page
        return
    try:
        require(desk, Right.ADMINISTER)
    finally:
        desk.file.close()


def _salvage(given: argparse.Namespace, profile: Profile) -> Answer:
    """The newest sound backup and every entry still readable in the damaged file become the database."""
    from commune_desk.build import doors_of, only_user
    from storage.backup import backups_in
    from storage.salvage import salvage_in_place

    doors = doors_of(profile)
    opened = doors.key_file.unlock(given.user or only_user(doors), password(given))
    _require_administrator(doors, opened)
    backups = [given.backup] if given.backup else backups_in(profile.backups)
    saved, aside = salvage_in_place(profile.database, opened.data_key, backups)
    value = {
        "salvaged": True,
        "path": str(saved.backup) if saved.backup else None,
        "entries": saved.entries,
        "entries_added": saved.entries_added,
        "entries_lost": saved.entries_lost,
        "dossiers": saved.dossiers,
        "former": str(aside) if aside else None,
    }
    return Answer(value, [f"{name}: {text}" for name, text in value.items()])


def doctor(given: argparse.Namespace, profile: Profile) -> Answer:
    """One line per finding; exit 1 where something is at fault."""
    from commune_desk.build import Doors, practice_doors
    from commune_desk.care import desk_findings, machine_findings
    from printing.headless import ready
    from ui.findings import finding_sentence

    ready()
    doors = practice_doors(profile) if profile.secrets.exists() else Doors(profile)
    findings = machine_findings(doors.key_file, doors.secret_kind())
    if profile.keys.exists() and given.password_file:
        with signed_in(given, profile) as desk:
            findings += desk_findings(desk, profile, thorough=True)
    value = [
        {"code": one.code, "level": one.level.value, "message": finding_sentence(one.code, one.parameters)}
        for one in findings
    ]
    faults = any(row["level"] == "fault" for row in value)
    return Answer(value, [f"{row['level']:8}{row['message']}" for row in value], NOTHING if faults else DONE)


def rebuild_check(given: argparse.Namespace, profile: Profile) -> Answer:
    """Every record rebuilt from the journal and compared; exit 1 names each difference."""
    from storage.rebuild import rebuild_check as check

    with signed_in(given, profile) as desk:
        differences = check(desk.file)
    lines = [str(one) for one in differences]
    value = {"equal": not lines, "differences": lines}
    return Answer(value, lines or ["equal"], NOTHING if lines else DONE)
