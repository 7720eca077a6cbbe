"""The catalogue file: strict reading of its JSON into procedures, and back.

A file an administrator imports is read whole or not at all: every bad row is named with its place and reason, and
nothing of a file with a problem is applied. Any JSON value gets an answer here, never a crash.

    {"procedures": [{"code", "name", "field", "version", "valid_from", "components": [...], "cases": [...], ...}]}

`components` of a procedure are the papers of each case that names none of its own. Keys a row may leave out have the
defaults of the dataclasses; keys nobody knows are problems, because a misspelt key must not pass for a default.
"""

import json
from collections.abc import Iterable
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import date
from enum import Enum
from fractions import Fraction
from typing import Any

from commune_desk.domain.catalogue_rows import CatalogueProblem, Row
from commune_desk.domain.due import LimitUnit, TimeLimit
from commune_desk.domain.errors import InvalidInput
from commune_desk.domain.fees import MOST_DONG, RULE_KINDS, Exemption, FeeRule
from commune_desk.domain.guidance import Answer, Outcome, Question
from commune_desk.domain.procedures import Case, Component, Procedure

LARGEST_FILE = 20_000_000
"""Bytes; the whole national catalogue is smaller."""

_MOST_COPIES = 99
_FEE_NUMBERS = ("dong", "later_dong", "later_from", "cap_dong")
_KIND_OF_RULE: dict[type, str] = {rule: kind for kind, rule in RULE_KINDS.items()}


@dataclass(frozen=True, slots=True)
class CatalogueReading:
    """What a file held: all its procedures, or none of them and every problem."""

    procedures: tuple[Procedure, ...]
    problems: tuple[CatalogueProblem, ...]


def read_catalogue(value: object) -> CatalogueReading:
    """Read parsed JSON (any value); one that holds a problem gives no procedure."""
    problems: list[CatalogueProblem] = []
    top = Row(value, "", problems)
    procedures = [_procedure(row) for row in top.rows("procedures", required=True)]
    top.close()
    seen: set[tuple[str, str]] = set()
    for number, one in enumerate(procedures):
        key = (one.code, one.version) if one else ("", "")
        if one and key in seen:
            problems.append(CatalogueProblem(f"procedures[{number}]", "version", "version-twice"))
        seen.add(key)
    whole = () if problems else tuple(one for one in procedures if one is not None)
    return CatalogueReading(whole, tuple(problems))


def read_catalogue_bytes(data: bytes) -> CatalogueReading:
    """Read a catalogue file's bytes (UTF-8, with or without a byte order mark); any bytes get an answer."""
    if len(data) > LARGEST_FILE:
        return CatalogueReading((), (CatalogueProblem("", "", "too-long"),))
    try:
        return read_catalogue(json.loads(data.decode("utf-8-sig")))
    except (ValueError, RecursionError):
        return CatalogueReading((), (CatalogueProblem("", "", "not-json"),))


def read_exemptions(value: object) -> tuple[Exemption, ...]:
    """Grounds of exemption from parsed JSON; raises InvalidInput('catalogue-broken') naming the first bad place."""
    problems: list[CatalogueProblem] = []
    top = Row(value, "", problems)
    found = [_exemption(row) for row in top.rows("exemptions", required=True)]
    top.close()
    if problems:
        raise InvalidInput("catalogue-broken", field=problems[0].row, reason=problems[0].code)
    return tuple(one for one in found if one is not None)


def write_catalogue(procedures: Iterable[Procedure]) -> dict[str, object]:
    """JSON data that `read_catalogue` reads back to equal procedures."""
    return {"procedures": [_plain(procedure) for procedure in procedures]}


def procedure_to_json(procedure: Procedure) -> str:
    """The text a ProcedureVersion record keeps: a catalogue file of this one procedure."""
    return json.dumps(write_catalogue([procedure]), ensure_ascii=False, separators=(",", ":"))


def _procedure(row: Row) -> Procedure | None:
    shared = [_component(one) for one in row.rows("components")]
    values: dict[str, Any] = {name: row.text(name, required=True) for name in ("code", "name", "field", "version")}
    values |= {name: row.text(name) for name in ("agency", "level", "result_name", "result_code", "note", "source")}
    values |= {
        "valid_from": row.day("valid_from", required=True),
        "valid_to": row.day("valid_to"),
        "legal_basis": row.texts("legal_basis"),
        "keywords": row.texts("keywords"),
        "confirmed": row.flag("confirmed", default=True),
        "through_one_stop": row.flag("through_one_stop", default=True),
        "weight": row.number("weight"),
        "guidance": tuple(_question(one) for one in row.rows("guidance")),
        "cases": tuple(_case(one, shared) for one in row.rows("cases", required=True)),
    }
    return row.build(lambda: Procedure(**values))


def _case(row: Row, shared: list[Component | None]) -> Case | None:
    own = [_component(one) for one in row.rows("components")] if row.has("components") else shared
    codes = [one.code for one in own if one]
    if len(set(codes)) != len(codes):
        row.note("components", "component-twice")
    values: dict[str, Any] = {
        "name": row.text("name", required=True),
        "limit": _limit(row.row("limit")),
        "components": tuple(own),
        "fee": _fee(row.row("fee")),
        "fee_text": row.text("fee_text"),
        "note": row.text("note"),
    }
    return row.build(lambda: Case(**values))


def _component(row: Row) -> Component | None:
    values: dict[str, Any] = {
        "code": row.text("code", required=True),
        "name": row.text("name", required=True),
        "originals": row.count("originals", _MOST_COPIES) or 0,
        "copies": row.count("copies", _MOST_COPIES) or 0,
        "required": row.flag("required", default=True),
        "replaced_by_data": row.day("replaced_by_data"),
        "fallback": row.text("fallback"),
        "form": row.text("form"),
        "confirmed": row.flag("confirmed", default=True),
    }
    return row.build(lambda: Component(**values))


def _limit(row: Row) -> TimeLimit | None:
    unit = row.word("unit", LimitUnit)
    amount = row.text("amount") or "0"
    confirmed = row.flag("confirmed", default=True)
    return row.build(lambda: TimeLimit.of(amount, unit or LimitUnit.UNKNOWN, confirmed=confirmed))


def _fee(row: Row) -> FeeRule | None:
    kind = row.text("kind", required=True)
    make = RULE_KINDS.get(kind)
    values: dict[str, Any] = {name: row.count(name, MOST_DONG) for name in _FEE_NUMBERS if row.has(name)}
    if row.has("unit"):
        values["unit"] = row.text("unit")
    if make is None:
        row.note("kind", "unknown-word")
        return None
    known = {field.name: field.default is MISSING for field in fields(make)}
    for name in values.keys() - known.keys():
        row.note(name, "unknown-field")
    for name, is_required in known.items():
        if is_required and values.get(name) is None:
            row.note(name, "missing")
    return row.build(lambda: make(**values))


def _question(row: Row) -> Question | None:
    text, source = row.text("text", required=True), row.text("source")
    confirmed = row.flag("confirmed", default=False)
    answers: Any = tuple(_answer(one) for one in row.rows("answers", required=True))
    return row.build(lambda: Question(text, answers, source, confirmed))


def _answer(row: Row) -> Answer | None:
    text, detail, procedure = row.text("text", required=True), row.text("detail"), row.text("procedure")
    outcome = row.word("outcome", Outcome, Outcome.CONTINUE) or Outcome.CONTINUE
    if outcome is not Outcome.CONTINUE and not detail:
        row.note("detail", "missing")
    if (outcome is Outcome.OTHER_PROCEDURE) != bool(procedure):
        row.note("procedure", "missing" if not procedure else "unknown-field")
    return row.build(lambda: Answer(text, outcome, detail, procedure))


def _exemption(row: Row) -> Exemption | None:
    code, name = row.text("code", required=True), row.text("name", required=True)
    covered, source = row.texts("fields"), row.text("source")
    confirmed = row.flag("confirmed", default=False)
    return row.build(lambda: Exemption(code, name, covered, source, confirmed))


def _plain(value: object) -> object:
    """A dataclass as JSON data, fields at their default left out."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if not is_dataclass(value) or isinstance(value, type):
        return value
    kind = _KIND_OF_RULE.get(type(value))
    values: dict[str, object] = {} if kind is None else {"kind": kind}
    for field in fields(value):
        found = getattr(value, field.name)
        if field.default is MISSING or found != field.default:
            values[field.name] = _plain(found)
    return values
