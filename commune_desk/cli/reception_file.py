"""A reception written as JSON, for `commune-desk receive`.

    {"procedure": "1.001193", "case": "", "card": "<QR payload>"  or
     "applicant": {"name": …, "number": …, "birth": …, "sex": …, "address": …, "phone": …, "email": …, "tax_code": …},
     "papers": [{"name": …, "component": …, "originals": 1, "copies": 0, "missing": false, "note": ""}],
     "sets": 1, "summary": "", "channel": "counter|online|post", "delivery": "desk|post|online",
     "delivery_address": "", "fee": 8000, "payment": "|cash|transfer", "note": "",
     "representative": {"name": …, "number": …, "authorisation": …}, "duplicate_accepted": false,
     "due": "<ISO 8601, a promised time set by hand>", "due_reason": ""}

Without "papers" every required component of the case is taken as handed in.
"""

import json
import re
from dataclasses import replace
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Any, TypeVar

from commune_desk.cli.instants import parse_instant
from commune_desk.domain.citizen_card import SEX_VI, SEXES, parse_card
from commune_desk.domain.errors import InvalidInput
from commune_desk.domain.records import Channel, Delivery, Payment
from commune_desk.domain.text import nfc
from commune_desk.ports import Desk
from commune_desk.usecases.receive_dossier import find_case
from commune_desk.usecases.reception_input import Applicant, Money, PaperInput, Reception, Representative

E = TypeVar("E", bound=Enum)
LARGEST_FILE_BYTES = 1_000_000
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_APPLICANT_TEXTS = ("name", "number", "old_number", "birth", "sex", "address", "phone", "email", "tax_code")


def read_reception(path: Path, desk: Desk) -> Reception:
    """The reception a file describes; raises InvalidInput naming the field, NotFound for an unknown procedure."""
    data = _object(_read(path), "file")
    reception = Reception(
        applicant=_applicant(data, desk.now().date()),
        procedure=_text(data, "procedure"),
        case=_text(data, "case"),
        sets=_count(data, "sets", 1),
        summary=_text(data, "summary"),
        channel=_one_of(Channel, data, "channel", Channel.COUNTER),
        delivery=_one_of(Delivery, data, "delivery", Delivery.DESK),
        delivery_address=_text(data, "delivery_address"),
        representative=_representative(data),
        money=Money(
            _count(data, "fee", 0) if "fee" in data else None,
            _text(data, "exemption"),
            _one_of(Payment, data, "payment", Payment.NONE),
        ),
        note=_text(data, "note"),
        duplicate_accepted=data.get("duplicate_accepted") is True,
        due_by_hand=parse_instant(_text(data, "due"), "due") if _text(data, "due") else None,
        due_reason=_text(data, "due_reason"),
    )
    return _with_papers(reception, data, desk)


def _read(path: Path) -> object:
    try:
        raw = path.read_bytes()
    except OSError:
        raise InvalidInput("file-unreadable", field="file") from None
    if len(raw) > LARGEST_FILE_BYTES:
        raise InvalidInput("file-too-large", field="file")
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        raise InvalidInput("file-not-json", field="file") from None


def _applicant(data: dict[str, Any], today: date) -> Applicant:
    if "card" in data and "applicant" in data:
        raise InvalidInput("file-field-wrong", field="applicant")
    if "card" in data:
        return Applicant.from_card(parse_card(_text(data, "card"), today=today))
    given = _object(data.get("applicant"), "applicant")
    texts: dict[str, Any] = {name: _text(given, name) for name in _APPLICANT_TEXTS}
    texts["sex"] = SEXES.get(nfc(texts["sex"]), texts["sex"])
    if texts["sex"] and texts["sex"] not in SEX_VI:
        raise InvalidInput("file-field-wrong", field="sex")
    return Applicant(**texts, is_organisation=bool(texts["tax_code"]) and not texts["number"])


def _representative(data: dict[str, Any]) -> Representative:
    given = _object(data.get("representative", {}), "representative")
    return Representative(_text(given, "name"), _text(given, "number"), _text(given, "authorisation"))


def _with_papers(reception: Reception, data: dict[str, Any], desk: Desk) -> Reception:
    if "papers" in data:
        lines = data["papers"]
        if not isinstance(lines, list):
            raise InvalidInput("file-field-wrong", field="papers")
        return replace(reception, papers=tuple(_paper(_object(line, "papers"), n) for n, line in enumerate(lines, 1)))
    _, case = find_case(desk.rules, reception, desk.now())
    return replace(
        reception,
        papers=tuple(
            PaperInput(one.code, one.name, max(one.originals, int(one.copies == 0)), one.copies)
            for one in case.components
            if one.required
        ),
    )


def _paper(line: dict[str, Any], index: int) -> PaperInput:
    missing = line.get("missing") is True
    if not _text(line, "name").strip():
        raise InvalidInput("file-field-wrong", field="name")
    return PaperInput(
        component=_text(line, "component") or f"paper-{index}",
        name=_text(line, "name"),
        originals=_count(line, "originals", 0 if missing else 1),
        copies=_count(line, "copies", 0),
        is_missing=missing,
        note=_text(line, "note"),
    )


def _object(value: object, field: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise InvalidInput("file-field-wrong", field=field)
    return value


def _text(data: dict[str, Any], name: str) -> str:
    value = data.get(name, "")
    if not isinstance(value, str) or _LONE_SURROGATE.search(value):
        raise InvalidInput("file-field-wrong", field=name)
    return value


def _count(data: dict[str, Any], name: str, default: int) -> int:
    value = data.get(name, default)
    if not isinstance(value, int) or isinstance(value, bool):
        raise InvalidInput("file-field-wrong", field=name)
    return value


def _one_of(kind: type[E], data: dict[str, Any], name: str, default: E) -> E:
    try:
        return kind(data.get(name, default.value))
    except ValueError:
        raise InvalidInput("file-field-wrong", field=name) from None
