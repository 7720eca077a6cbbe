"""What an administrator keeps: the office, posts and people, the calendar, the catalogue."""

from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from commune_desk.domain.catalogue_format import procedure_to_json, read_catalogue_bytes
from commune_desk.domain.catalogue_rows import CatalogueProblem
from commune_desk.domain.dossier_life import Right
from commune_desk.domain.errors import AlreadyThere, InvalidInput, NotAllowedNow
from commune_desk.domain.ids import RecordId
from commune_desk.domain.procedures import Procedure
from commune_desk.domain.records import CalendarDay, Holding, Office, Post, ProcedureVersion, Staff
from commune_desk.domain.text import fold, nfc
from commune_desk.domain.vietnam_time import to_vietnam
from commune_desk.domain.working_time import OfficeHours
from commune_desk.ports import Desk, Work
from commune_desk.usecases.reception_input import clean_line
from commune_desk.usecases.rights import require, rights_of

CALENDAR_YEARS = range(2000, 2101)


def save_office(desk: Desk, office: Office) -> None:
    """Change the office's words, hours and form set; its id stays. Raises InvalidInput('office-field-missing', field)
    or InvalidInput('sessions-invalid')."""
    require(desk, Right.ADMINISTER)
    texts = {f.name: getattr(office, f.name) for f in fields(office) if isinstance(getattr(office, f.name), str)}
    cleaned: dict[str, Any] = {name: clean_line(text, name) for name, text in texts.items()}
    for name in ("parent_agency", "agency", "place", "agency_code", "desk_code"):
        if not cleaned[name]:
            raise InvalidInput("office-field-missing", field=name)
    OfficeHours.parse(cleaned["sessions"], cleaned["same_day_cutoff"])
    with desk.work("office.change") as work:
        work.put(replace(office, **cleaned))


def add_post(desk: Desk, name: str, rights: frozenset[Right], phone: str = "") -> Post:
    """A new post with its rights."""
    require(desk, Right.ADMINISTER)
    with desk.work("post.add") as work:
        post = Post(work.new_id(), _name(name), _words(rights), clean_line(phone, "phone"))
        work.add(post)
    return post


def change_post(desk: Desk, post: Post, rights: frozenset[Right]) -> None:
    """Change a post's name, phone or rights; the last administrator post keeps its right."""
    require(desk, Right.ADMINISTER)
    with desk.work("post.change") as work:
        if Right.ADMINISTER not in rights and not _others_administer(work, post.id):
            raise NotAllowedNow("last-administrator")
        work.put(replace(post, name=_name(post.name), rights=_words(rights)))


def add_staff(desk: Desk, user_name: str, display_name: str) -> Staff:
    """A named person of this commune; signing in on a PC needs a key slot there too. Raises AlreadyThere."""
    require(desk, Right.ADMINISTER)
    with desk.work("staff.add") as work:
        return _new_staff(work, user_name, display_name)


def add_colleague(desk: Desk, user_name: str, display_name: str, post: RecordId) -> Staff:
    """`add_staff` and a spell on `post` from today (Viet Nam's day), in one entry."""
    require(desk, Right.ADMINISTER)
    today = to_vietnam(desk.now()).date()
    with desk.work("staff.add") as work:
        work.get(Post, post)
        staff = _new_staff(work, user_name, display_name)
        work.add(Holding(work.new_id(), staff.id, post, today))
    return staff


def check_user_name(desk: Desk, user_name: str) -> None:
    """Raise AlreadyThere('user-name-taken') if somebody of the staff, also of former staff, signs in by that name."""
    if any(fold(staff.user_name) == fold(user_name) for staff in desk.reads.all_of(Staff)):
        raise AlreadyThere("user-name-taken")


def deactivate_staff(desk: Desk, staff: RecordId) -> None:
    """Take a person off the staff and end their spells today; what they did keeps their name.

    Raises NotAllowedNow('last-administrator').
    """
    require(desk, Right.ADMINISTER)
    today = to_vietnam(desk.now()).date()
    with desk.work("staff.leave") as work:
        found = work.get(Staff, staff)
        spells = [one for one in work.all_of(Holding) if one.staff == staff and one.until is None]
        if not _administer_without(work, staff):
            raise NotAllowedNow("last-administrator")
        for spell in spells:
            work.put(replace(spell, until=max(today, spell.since)))
        work.put(replace(found, is_active=False))


def assign_post(desk: Desk, staff: RecordId, post: RecordId, since: date) -> Holding:
    """Let a person hold a post from a day on."""
    require(desk, Right.ADMINISTER)
    with desk.work("post.assign") as work:
        work.get(Staff, staff)
        work.get(Post, post)
        holding = Holding(work.new_id(), staff, post, since)
        work.add(holding)
    return holding


def end_holding(desk: Desk, holding: RecordId, until: date) -> None:
    """Close a person's spell on a post; nothing that belongs to the post moves."""
    require(desk, Right.ADMINISTER)
    with desk.work("post.leave") as work:
        found = work.get(Holding, holding)
        if until < found.since:
            raise InvalidInput("date-before-start", field="until")
        if not _others_administer(work, None, but=holding):
            raise NotAllowedNow("last-administrator")
        work.put(replace(found, until=until))


def set_calendar_day(desk: Desk, day: CalendarDay) -> None:
    """A day off or a make-up working day with its source; a second word about a day replaces the first.

    `day.id` is ignored. Promised times already given do not move.
    """
    require(desk, Right.ADMINISTER)
    if day.day.year not in CALENDAR_YEARS:
        raise InvalidInput("date-out-of-range", field="day")
    day = replace(day, name=clean_line(day.name, "name"), source=clean_line(day.source, "source"))
    if not day.name or not day.source:
        raise InvalidInput("calendar-source-missing", field="source")
    with desk.work("calendar.change") as work:
        known = next((one for one in work.all_of(CalendarDay) if one.day == day.day), None)
        if known is None:
            work.add(replace(day, id=work.new_id()))
        else:
            work.put(replace(day, id=known.id))


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did: nothing at all where there is a problem."""

    added: int
    problems: tuple[CatalogueProblem, ...]


def import_catalogue(desk: Desk, data: bytes) -> ImportResult:
    """Read a catalogue file and add its versions, all or none; rows that are here already are passed over."""
    require(desk, Right.ADMINISTER)
    read = read_catalogue_bytes(data)
    if read.problems:
        return ImportResult(0, read.problems)
    with desk.work("catalogue.import") as work:
        known = {(one.code, one.version) for one in work.all_of(ProcedureVersion)}
        fresh = [one for one in read.procedures if (one.code, one.version) not in known]
        for procedure in fresh:
            work.add(_version(work, procedure))
    return ImportResult(len(fresh), ())


def save_procedure(desk: Desk, procedure: Procedure) -> ProcedureVersion:
    """A new version of a procedure as edited on the screen; earlier versions stay for their dossiers."""
    require(desk, Right.ADMINISTER)
    with desk.work("catalogue.change") as work:
        if any((one.code, one.version) == (procedure.code, procedure.version) for one in work.all_of(ProcedureVersion)):
            raise AlreadyThere("procedure-version-taken")
        version = _version(work, procedure)
        work.add(version)
    return version


def _version(work: Work, procedure: Procedure) -> ProcedureVersion:
    return ProcedureVersion(
        work.new_id(), procedure.code, procedure.version, procedure.valid_from, procedure_to_json(procedure)
    )


def _others_administer(work: Work, post: RecordId | None, but: RecordId | None = None) -> bool:
    posts = {one.id for one in work.all_of(Post) if Right.ADMINISTER in rights_of(one.rights) and one.id != post}
    return any(one.post in posts and one.until is None and one.id != but for one in work.all_of(Holding))


def _administer_without(work: Work, staff: RecordId) -> bool:
    active = {one.id for one in work.all_of(Staff) if one.is_active and one.id != staff}
    posts = {one.id for one in work.all_of(Post) if Right.ADMINISTER in rights_of(one.rights)}
    return any(one.post in posts and one.until is None and one.staff in active for one in work.all_of(Holding))


def _new_staff(work: Work, user_name: str, display_name: str) -> Staff:
    user = _name(user_name)
    if any(fold(staff.user_name) == fold(user) for staff in work.all_of(Staff)):
        raise AlreadyThere("user-name-taken")
    staff = Staff(work.new_id(), user, _name(display_name))
    work.add(staff)
    return staff


def _words(rights: frozenset[Right]) -> str:
    return " ".join(sorted(right.value for right in rights))


def _name(text: str) -> str:
    name = nfc(text).strip()
    if not 1 <= len(name) <= 100:  # noqa: PLR2004  fits a slip's line
        raise InvalidInput("name-missing", field="name")
    return name
