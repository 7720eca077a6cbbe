"""The verbs that ask nothing of a desk, and the table of all."""

import argparse
from collections.abc import Callable
from datetime import datetime

from commune_desk.cli import care_verbs, courier_verbs, dossier_verbs, province_verbs, scan_verbs, sync_verbs
from commune_desk.cli.instants import parse_instant
from commune_desk.cli.output import DONE, Answer
from commune_desk.domain.citizen_card import parse_card
from commune_desk.domain.due import LimitUnit, TimeLimit
from commune_desk.domain.errors import InvalidInput
from commune_desk.domain.vietnam_time import VN
from commune_desk.domain.wording import moment_vi
from commune_desk.paths import Profile
from commune_desk.ports import Rules

MOST_PRACTICE_DOSSIERS = 2_000_000


def card(given: argparse.Namespace, _profile: Profile) -> Answer:
    """A card payload parsed, or refused."""
    read = parse_card(given.text, today=datetime.now(VN).date())
    value = {
        "number": read.number,
        "old_number": read.old_number,
        "name": read.name,
        "birth_date": read.birth_text,
        "sex": read.sex,
        "address": read.address,
        "issued_on": read.issued_on.isoformat() if read.issued_on else None,
        "warnings": list(read.warnings),
    }
    return Answer(value, [f"{name}: {text}" for name, text in value.items() if text])


def due(given: argparse.Namespace, profile: Profile) -> Answer:
    """The promised time and its steps, by this profile's rules where it has a desk, else by the bundled ones."""
    from storage.rules import DeskRules

    received = parse_instant(given.received, "received")
    rules: Rules = DeskRules(None, [], [])
    if profile.keys.exists() and given.password_file:
        with dossier_verbs.signed_in(given, profile) as desk:
            rules = desk.rules
    promise = rules.promise(received, _limit(given, rules, received))
    value = {
        "due": promise.due.isoformat(),
        "steps": [{"at": step.at.isoformat(), "code": step.code, "text": step.text} for step in promise.steps],
        "confirmed": promise.confirmed,
    }
    return Answer(value, [moment_vi(promise.due), *(f"- {step.text}" for step in promise.steps)])


def _limit(given: argparse.Namespace, rules: Rules, received: datetime) -> TimeLimit:
    if given.working_days is not None:
        return TimeLimit.of(given.working_days, LimitUnit.WORKING_DAYS)
    procedure = rules.catalogue.get(given.procedure, received.date())
    return (procedure.case(given.case) if given.case else procedure.cases[0]).limit


def demo(given: argparse.Namespace, profile: Profile) -> Answer:
    """A practice desk with invented dossiers; prints its password."""
    from commune_desk.build import PRACTICE_PASSWORD, PRACTICE_USER
    from commune_desk.practice.filling import fill_practice_desk

    if not 0 <= given.dossiers <= MOST_PRACTICE_DOSSIERS:
        raise InvalidInput("count-out-of-range", field="dossiers")
    made = fill_practice_desk(profile, dossiers=given.dossiers, seed=given.seed)
    value = {"user": PRACTICE_USER, "password": PRACTICE_PASSWORD, "dossiers": made, "profile": str(profile.folder)}
    return Answer(value, [f"{name}: {text}" for name, text in value.items()], DONE)


VERBS: dict[str, Callable[[argparse.Namespace, Profile], Answer]] = {
    "card": card,
    "due": due,
    "demo": demo,
    "number": dossier_verbs.number,
    "receive": dossier_verbs.receive,
    "find": dossier_verbs.find,
    "show": dossier_verbs.show,
    "act": dossier_verbs.act,
    "print": dossier_verbs.print_form,
    "check-slip": dossier_verbs.check_slip,
    "backup": care_verbs.backup,
    "restore": care_verbs.restore,
    "doctor": care_verbs.doctor,
    "rebuild-check": care_verbs.rebuild_check,
    "sync": sync_verbs.sync,
    "enrol": sync_verbs.enrol,
    "ticks": sync_verbs.ticks,
    "scan": scan_verbs.scan,
    "courier": courier_verbs.courier,
    "province": province_verbs.province,
}
