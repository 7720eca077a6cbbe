"""What the form lacks, what F9 does and which notice stands above the bar: pure functions. No Qt."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import partial
from typing import NamedTuple

from commune_desk.domain import fees
from commune_desk.domain.errors import DeskError, InvalidInput
from commune_desk.domain.fees import Exemption, FeeResult, FeeRule
from commune_desk.domain.organisations import parse_tax_code
from commune_desk.domain.personal_id import Sex, check_personal_id, parse_personal_id, parse_phone
from commune_desk.domain.records import Delivery, Payment
from commune_desk.domain.wording import parse_birth
from commune_desk.usecases.reception_input import LONGEST_LINE, LONGEST_TEXT, Money
from ui.reception import checklist
from ui.reception.state import ReceptionState, whole


class Problem(NamedTuple):
    """Why a field cannot be used: the error with its code."""

    field: str
    error: DeskError


class Act(Enum):
    """What F9 does now."""

    RECEIVE = "receive"
    GUIDE = "guide"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The form judged: problems in the order of the fields, warnings by field, what F9 would do."""

    problems: tuple[Problem, ...]
    warnings: tuple[tuple[str, str], ...]
    act: Act
    unmarked: tuple[int, ...]

    def problem(self, field: str) -> DeskError | None:
        """The problem of that field."""
        return next((one.error for one in self.problems if one.field == field), None)


def judge(state: ReceptionState, today: date) -> Verdict:
    """Check everything that needs no database."""
    problems = tuple(_problems(state, today))
    act = Act.GUIDE if checklist.missing(state.papers) else Act.RECEIVE
    return Verdict(problems, _warnings(state, today), act, checklist.unmarked(state.papers))


def charge(state: ReceptionState, rule: FeeRule, exemptions: Sequence[Exemption]) -> FeeResult:
    """The fee by the rule, or as typed; amount None where it must be typed or cannot be read."""
    if state.fee.strip():
        try:
            return FeeResult(whole(state.fee, "fee"), "")
        except InvalidInput:
            return FeeResult(None, "")
    exemption = next((one for one in exemptions if one.code == state.exemption), None)
    try:
        return fees.fee(rule, whole(state.copies, "copies"), whole(state.pages, "pages"), exemption)
    except InvalidInput:
        return FeeResult(None, "")


def money_of(state: ReceptionState, result: FeeResult, exemptions: Sequence[Exemption]) -> Money:
    """The fee as the use case takes it; nothing is paid where nothing is to be paid."""
    name = next((one.name for one in exemptions if one.code == state.exemption), "")
    payment = Payment(state.payment) if result.amount_dong else Payment.NONE
    return Money(result.amount_dong, name, payment)


def _problems(state: ReceptionState, today: date) -> list[Problem]:
    found: list[Problem] = []
    if not state.procedure:
        found.append(Problem("procedure", InvalidInput("procedure-missing", field="procedure")))
    for field, check in _checks(state, today):
        try:
            check()
        except InvalidInput as error:
            found.append(Problem(field, error))
    return found


def _checks(state: ReceptionState, today: date) -> list[tuple[str, Callable[[], object]]]:
    checks: list[tuple[str, Callable[[], object]]] = [*_person_checks(state, today)]
    checks.append(("sets", partial(_between, state.sets, "sets", 99, "sets-out-of-range")))
    for field in ("copies", "pages"):
        checks.append((field, partial(_between, getattr(state, field), field, 10_000)))
    if state.fee.strip():
        checks.append(("fee", partial(_between, state.fee, "fee", fees.MOST_DONG, least=0)))
    if state.delivery == Delivery.POST.value and not (state.delivery_address.strip() or state.address.strip()):
        checks.append(("delivery_address", _no_address))
    for field in ("address", "email", "representative", "authorisation", "delivery_address", "summary"):
        checks.append((field, partial(_short, getattr(state, field), field, LONGEST_LINE)))
    checks.append(("note", partial(_short, state.note, "note", LONGEST_TEXT)))
    return checks


def _person_checks(state: ReceptionState, today: date) -> list[tuple[str, Callable[[], object]]]:
    checks: list[tuple[str, Callable[[], object]]] = []
    if state.is_organisation:
        checks.append(("tax_code", partial(_tax_code, state.tax_code)))
    else:
        checks.append(("number", partial(parse_personal_id, state.number)))
    checks.append(("name", partial(_filled, state.name)))
    if state.birth.strip() and not state.is_organisation:
        checks.append(("birth", partial(parse_birth, state.birth, today=today)))
    if state.phone.strip():
        checks.append(("phone", partial(parse_phone, state.phone)))
    if state.representative_number.strip():
        checks.append(("representative_number", partial(parse_personal_id, state.representative_number)))
    return checks


def _warnings(state: ReceptionState, today: date) -> tuple[tuple[str, str], ...]:
    """(field, code) of what does not fit and stops nobody."""
    if state.is_organisation:
        return _tax_warning(state.tax_code)
    try:
        number = parse_personal_id(state.number)
    except InvalidInput:
        return ()
    sexes: dict[str, Sex] = {"male": "male", "female": "female"}
    codes = check_personal_id(number.text, birth_year=_year(state.birth, today), sex=sexes.get(state.sex))
    return tuple(("number", warning.value) for warning in codes)


def _tax_warning(text: str) -> tuple[tuple[str, str], ...]:
    try:
        code = parse_tax_code(text)
    except InvalidInput:
        return ()
    return tuple(("tax_code", warning.value) for warning in code.warnings)


def _year(typed: str, today: date) -> int | None:
    try:
        return parse_birth(typed, today=today).year if typed.strip() else None
    except InvalidInput:
        return None


def _tax_code(text: str) -> None:
    if not text.strip():
        raise InvalidInput("tax-code-missing", field="tax_code")
    parse_tax_code(text)


def _filled(name: str) -> None:
    if not name.strip():
        raise InvalidInput("name-missing", field="name")
    _short(name, "name", LONGEST_LINE)


def _short(text: str, field: str, longest: int) -> None:
    if len(text.strip()) > longest:
        raise InvalidInput("text-too-long", field=field, longest=longest)


def _between(text: str, field: str, most: int, code: str = "count-out-of-range", *, least: int = 1) -> None:
    try:
        count = whole(text, field)
    except InvalidInput:
        raise InvalidInput(code, field=field) from None
    if not least <= count <= most:
        raise InvalidInput(code, field=field)


def _no_address() -> None:
    raise InvalidInput("delivery-address-missing", field="delivery_address")
