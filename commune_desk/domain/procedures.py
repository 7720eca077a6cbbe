"""Procedures (thủ tục hành chính): procedure -> case (trường hợp) -> components, in dated versions.

A dossier keeps the version it was received under; later versions never move it (domain.md 2.4-8).
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from commune_desk.domain.catalogue_search import ProcedureHit, SearchIndex
from commune_desk.domain.due import TimeLimit
from commune_desk.domain.errors import InvalidInput, NotFound
from commune_desk.domain.fees import FeeRule
from commune_desk.domain.guidance import Question

CODE_PATTERN = re.compile(r"[1-9]\.[0-9]{6}(\.([0-9]{3}\.[0-9]{2}\.[0-9]{2}\.)?H[0-9]{2})?")
"""A national procedure code, with or without a province's suffix (domain.md 2.2)."""


@dataclass(frozen=True, slots=True)
class Component:
    """A required or optional paper (thành phần hồ sơ).

    From `replaced_by_data` on it is looked up in a database instead; `fallback` says what to hand in when that fails.
    `form` is where the paper form is printed (Mẫu …).
    """

    code: str
    name: str
    originals: int = 0
    copies: int = 0
    required: bool = True
    replaced_by_data: date | None = None
    fallback: str = ""
    form: str = ""
    confirmed: bool = True

    def is_looked_up(self, on: date) -> bool:
        """Whether data replace the paper on that day."""
        return self.replaced_by_data is not None and self.replaced_by_data <= on


@dataclass(frozen=True, slots=True)
class Case:
    """A case with its own time, papers and fee. `fee_text` is the fee as the source words it."""

    name: str
    limit: TimeLimit
    components: tuple[Component, ...]
    fee: FeeRule
    fee_text: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Procedure:
    """One version of a procedure, valid from `valid_from` up to and with `valid_to`.

    `weight` is its share of a desk's dossiers in percent, 0 where unknown; `keywords` are words people use for it.
    Raises InvalidInput('procedure-code-invalid' | 'procedure-without-case' | 'procedure-dates-crossed' |
    'case-name-twice').
    """

    code: str
    name: str
    field: str
    version: str
    valid_from: date
    cases: tuple[Case, ...]
    valid_to: date | None = None
    agency: str = ""
    level: str = ""
    legal_basis: tuple[str, ...] = ()
    result_name: str = ""
    result_code: str = ""
    guidance: tuple[Question, ...] = ()
    confirmed: bool = True
    through_one_stop: bool = True
    weight: float = 0.0
    keywords: tuple[str, ...] = ()
    note: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        if not CODE_PATTERN.fullmatch(self.code):
            raise InvalidInput("procedure-code-invalid", field="code", code_text=self.code[:40])
        if not self.cases:
            raise InvalidInput("procedure-without-case", field="cases")
        if self.valid_to is not None and self.valid_to < self.valid_from:
            raise InvalidInput("procedure-dates-crossed", field="valid_to")
        if len({case.name for case in self.cases}) != len(self.cases):
            raise InvalidInput("case-name-twice", field="cases")

    def is_valid(self, on: date) -> bool:
        """Whether this version is in force on that day."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)

    def case(self, name: str) -> Case:
        """The case of that name; raises NotFound('case-unknown')."""
        for case in self.cases:
            if case.name == name:
                return case
        raise NotFound("case-unknown", procedure=self.code, case=name[:60])


class Change(NamedTuple):
    """One difference between two versions; `case` and `component` are '' where they do not apply."""

    what: str
    """'name', 'case-added', 'case-removed', 'limit', 'fee', 'component-added', 'component-removed', 'component'."""
    case: str
    component: str
    before: str
    after: str


class Catalogue:
    """Every version of every procedure the desk knows; never changes.

    A later procedure with the same code and version takes the place of an earlier one, so that an administrator's
    edits override bundled data. Raises nothing by itself: procedures are valid already.
    """

    def __init__(self, procedures: Iterable[Procedure]) -> None:
        versions: dict[str, dict[str, Procedure]] = {}
        for procedure in procedures:
            versions.setdefault(procedure.code, {})[procedure.version] = procedure
        self._versions: Mapping[str, tuple[Procedure, ...]] = {
            code: tuple(sorted(found.values(), key=lambda one: (one.valid_from, one.version)))
            for code, found in versions.items()
        }
        self._index = SearchIndex([found[-1] for found in self._versions.values()])

    def __len__(self) -> int:
        return len(self._versions)

    def with_versions(self, added: Iterable[Procedure]) -> "Catalogue":
        """This catalogue and `added`, which win over the same code and version."""
        return Catalogue([*self.all_versions(), *added])

    def all_versions(self) -> list[Procedure]:
        """Every version, by code and date."""
        return [version for code in sorted(self._versions) for version in self._versions[code]]

    def current(self, on: date) -> list[Procedure]:
        """The version in force on that day of every procedure that has one, by code."""
        found = (self._in_force(code, on) for code in sorted(self._versions))
        return [procedure for procedure in found if procedure is not None]

    def versions(self, code: str) -> tuple[Procedure, ...]:
        """All versions of a code, oldest first; raises NotFound('procedure-unknown')."""
        found = self._versions.get(code)
        if found is None:
            raise NotFound("procedure-unknown", procedure=code[:40])
        return found

    def get(self, code: str, on: date) -> Procedure:
        """The version in force on that day, the newest where several are.

        Raises NotFound('procedure-unknown' | 'procedure-not-in-force').
        """
        self.versions(code)
        found = self._in_force(code, on)
        if found is None:
            raise NotFound("procedure-not-in-force", procedure=code, day=on.isoformat())
        return found

    def get_version(self, code: str, version: str) -> Procedure:
        """That version, in force or not; raises NotFound('procedure-unknown' | 'procedure-version-unknown')."""
        for procedure in self.versions(code):
            if procedure.version == version:
                return procedure
        raise NotFound("procedure-version-unknown", procedure=code, version=version[:40])

    def search(self, query: str, limit: int = 20) -> list[ProcedureHit]:
        """Newest versions whose name, code, field or keywords hold every word of `query`, best first.

        Words may lack tone marks; a query with marks puts names with those marks first. An empty query gives the
        commonest procedures.
        """
        return self._index.search(query, limit)

    def _in_force(self, code: str, on: date) -> Procedure | None:
        valid = [procedure for procedure in self._versions[code] if procedure.is_valid(on)]
        return valid[-1] if valid else None


def diff(old: Procedure, new: Procedure) -> list[Change]:
    """What a clerk must be told when `new` replaces `old`: name, cases, times, fees and papers."""
    changes = [Change("name", "", "", old.name, new.name)] if old.name != new.name else []
    before, after = ({case.name: case for case in version.cases} for version in (old, new))
    changes += [
        Change("case-removed", name, "", case.limit.text, "") for name, case in before.items() if name not in after
    ]
    for name, case in after.items():
        if name not in before:
            changes.append(Change("case-added", name, "", "", case.limit.text))
        else:
            changes += _case_changes(before[name], case)
    return changes


def _case_changes(old: Case, new: Case) -> list[Change]:
    changes = []
    if (old.limit.amount, old.limit.unit) != (new.limit.amount, new.limit.unit):
        changes.append(Change("limit", new.name, "", old.limit.text, new.limit.text))
    if old.fee != new.fee:
        changes.append(Change("fee", new.name, "", old.fee_text, new.fee_text))
    before, after = ({one.code: one for one in case.components} for case in (old, new))
    for code in before.keys() - after.keys():
        changes.append(Change("component-removed", new.name, code, before[code].name, ""))
    for code, component in after.items():
        if code not in before:
            changes.append(Change("component-added", new.name, code, "", component.name))
        elif component != before[code]:
            changes.append(Change("component", new.name, code, _paper_text(before[code]), _paper_text(component)))
    return changes


def _paper_text(component: Component) -> str:
    kind = "bắt buộc" if component.required else "nếu có"
    return f"{component.name} ({component.originals} bản chính, {component.copies} bản sao, {kind})"
