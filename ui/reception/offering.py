"""Procedures and earlier people offered under the field that is typed in."""

from PySide6.QtCore import QObject

from commune_desk.domain.procedures import Case, Procedure
from commune_desk.domain.vietnam_time import to_vietnam
from commune_desk.domain.wording import birth_vi, date_vi
from commune_desk.i18n import _, ngettext
from commune_desk.ports import PersonLine
from ui.reception import state as form
from ui.reception.editor import Editor
from ui.reception.lookups import Found, Lookups
from ui.reception.offers import Offer
from ui.reception.person_pane import OFFERED
from ui.reception.view import ReceptionView
from ui.time_words import limit_words


class Offering(QObject):
    """Enter takes the best procedure, also when it was pressed before the answer came."""

    def __init__(self, view: ReceptionView, editor: Editor, lookups: Lookups, parent: QObject) -> None:
        super().__init__(parent)
        self._view, self._editor, self._lookups = view, editor, lookups
        self._found: list[Procedure] = []
        self._people: list[PersonLine] = []
        self._take_first = False
        line = view.procedure.line
        view.procedure.searched.connect(self._searched)
        view.procedure.case_chosen.connect(self._case_chosen)
        line.taken.connect(self._taken)
        line.escaped.connect(editor.refresh)
        line.moved.connect(self._moved)
        view.procedures.picked.connect(self._picked)
        lookups.procedures_came.connect(self._procedures)
        lookups.people_came.connect(self._people_came)
        view.person.typed.connect(self._person_typed)
        for offers in view.people.values():
            offers.picked.connect(self._person_picked)

    def _searched(self, text: str) -> None:
        self._take_first = False
        self._view.procedures.stale = True
        self._lookups.search(text)

    def _moved(self, _step: int) -> None:
        if not self._view.procedures.isVisible():
            line = self._view.procedure.line
            text = line.text() if line.text() != self._editor.state.procedure_name else ""
            self._lookups.search(text, soon=True)

    def _taken(self) -> None:
        line, offers = self._view.procedure.line, self._view.procedures
        if offers.stale:
            self._take_first = True
            self._lookups.search(line.text(), soon=True)
        elif not offers.isVisible() and self._editor.state.procedure:
            procedure = self._editor.known.procedure
            self._go_on(many_cases=procedure is not None and len(procedure.cases) > 1)
        elif not offers.isVisible():
            self._lookups.search(line.text(), soon=True)

    def _procedures(self, found: Found) -> None:
        self._found = found.procedures
        line, offers = self._view.procedure.line, self._view.procedures
        if not line.hasFocus():
            return
        offers.show_offers(
            [_procedure_offer(one) for one in found.procedures],
            spoken=_("Thủ tục tìm được"),
            first_current=True,
        )
        if not found.procedures:
            words = _("Không thủ tục nào có các chữ này. Thử ít chữ hơn, không dấu, hoặc mã thủ tục.")
            self._editor.say("error" if found.query.strip() else "hint", words)
        elif self._take_first:
            self._picked(0)
        self._take_first = False

    def _picked(self, at: int) -> None:
        procedure = self._found[at]
        self._view.procedures.close_offers()
        if not procedure.through_one_stop:
            self._editor.say(
                "warning",
                _("{name}: không nộp tại một cửa. Hướng dẫn người dân đến {agency}.").format(
                    name=procedure.name, agency=procedure.agency or _("cơ quan giải quyết")
                ),
            )
            return
        self._editor.remember_procedure(procedure)
        self._choose(procedure, procedure.cases[0])
        self._editor.refresh()
        self._go_on(many_cases=len(procedure.cases) > 1)

    def _choose(self, procedure: Procedure, case: Case) -> None:
        self._editor.put(form.with_procedure(self._editor.state, procedure, case, self._editor.today))

    def _go_on(self, *, many_cases: bool) -> None:
        state = self._editor.state
        if many_cases:
            self._view.focus_field("case")
        elif state.number or state.tax_code:
            self._view.focus_field("papers")
        else:
            self._view.focus_field("tax_code" if state.is_organisation else "number")

    def _case_chosen(self, name: str) -> None:
        procedure = self._editor.known.procedure
        if procedure is not None:
            self._choose(procedure, procedure.case(name))

    def _person_typed(self, field: str, text: str) -> None:
        if field in OFFERED:
            self._lookups.people(field, text)

    def _people_came(self, field: str, lines: list[PersonLine]) -> None:
        line = self._view.offered().get(field)
        if line is None or not line.hasFocus():
            return
        self._people = lines
        self._view.people[field].show_offers(
            [_person_offer(one) for one in lines], spoken=_("Người đã nộp hồ sơ trước đây"), first_current=False
        )

    def _person_picked(self, at: int) -> None:
        self._view.close_offers()
        self._editor.put(form.with_person(self._editor.state, self._people[at].person))
        self._view.focus_field("papers" if self._editor.state.papers else "phone")


def _procedure_offer(procedure: Procedure) -> Offer:
    limits = list(dict.fromkeys(limit_words(case.limit.text) for case in procedure.cases))
    days = (
        limits[0]
        if len(limits) == 1
        else _("{first} … ({count} trường hợp)").format(first=limits[0], count=len(procedure.cases))
    )
    tag = "" if procedure.through_one_stop else _("không qua một cửa")
    if procedure.through_one_stop and not procedure.confirmed:
        tag = _("chưa xác nhận")
    return Offer(procedure.name, f"{procedure.code} · {procedure.field} · {days}", tag)


def _person_offer(line: PersonLine) -> Offer:
    person = line.person
    number = person.tax_code if person.is_organisation else person.number
    born = birth_vi(person.birth) if person.birth else ""
    detail = " · ".join(part for part in (number, born, person.phone, person.address) if part)
    last = date_vi(to_vietnam(line.last_received).date()) if line.last_received else ""
    count = ngettext("{count} hồ sơ", "{count} hồ sơ", line.dossiers).format(count=line.dossiers)
    tag = count + (f", {last}" if last else "")
    return Offer(person.name, detail, tag)
