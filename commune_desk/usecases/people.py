"""Applicants: reused when they were here before, corrected with a trace, never doubled."""

from dataclasses import fields, replace

from commune_desk.domain.ids import RecordId
from commune_desk.domain.personal_id import parse_personal_id
from commune_desk.domain.records import Person
from commune_desk.ports import Work
from commune_desk.usecases.reception_input import Applicant

_KEPT_WHEN_EMPTY = ("phone", "email", "address", "old_number", "birth", "sex", "number_issued")
"""Fields nobody typed this time: the earlier value stays."""


def applicant_record(work: Work, applicant: Applicant) -> Person:
    """The person of a cleaned applicant: the known one with what is new, or a new record."""
    known = work.get(Person, applicant.known) if applicant.known else work.find_person(_key(applicant))
    if known is None:
        person = _as_person(applicant, work.new_id())
        work.add(person)
        return person
    typed = _as_person(applicant, known.id)
    merged = replace(typed, **{name: getattr(known, name) for name in _KEPT_WHEN_EMPTY if not getattr(typed, name)})
    if merged != known:
        work.put(merged)
    return merged


def corrected(person: Person, applicant: Applicant) -> Person:
    """`person` with every field as the cleaned applicant has it; the day a number was issued stays if none is given."""
    typed = _as_person(applicant, person.id)
    return replace(typed, number_issued=typed.number_issued or person.number_issued)


def _key(applicant: Applicant) -> str:
    return applicant.tax_code if applicant.is_organisation else applicant.number


def _as_person(applicant: Applicant, id_: RecordId) -> Person:
    kind = parse_personal_id(applicant.number).kind if applicant.number else ""
    shared = {f.name for f in fields(Person)} & {f.name for f in fields(Applicant)}
    return Person(id=id_, number_kind=kind, **{name: getattr(applicant, name) for name in shared})
