"""The form under the clerk's hands: its states, what is known for it, and how it is shown."""

import time
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from PySide6.QtCore import QObject, Signal

from commune_desk.domain.fees import FeeResult, Unstated
from commune_desk.domain.procedures import Case, Procedure
from commune_desk.domain.vietnam_time import VN
from commune_desk.usecases.reception_input import Reception
from ui.reception import state as form
from ui.reception.autosave import Autosave
from ui.reception.judge import Verdict, charge, judge, money_of
from ui.reception.shown import Known, shown, with_notice
from ui.reception.state import ReceptionState
from ui.reception.undo import History
from ui.reception.view import ReceptionView

EVERYTHING = frozenset({"procedure", *form.TEXT_FIELDS})


class Editor(QObject):
    """Every change goes through `put`: one step of undo, one draft, one look at the screen."""

    changed = Signal()

    def __init__(self, view: ReceptionView, autosave: Autosave, parent: QObject) -> None:
        super().__init__(parent)
        self._view, self._autosave = view, autosave
        self._history = History(ReceptionState())
        self._left: frozenset[str] = frozenset()
        self._said: tuple[str, str] | None = None
        self._seen: dict[tuple[str, str], Procedure] = {}
        self.today: date = datetime.now(VN).date()
        self.known = Known()
        self.busy = False

    @property
    def state(self) -> ReceptionState:
        """The form as it is."""
        return self._history.now

    def put(self, state: ReceptionState, what: str = "") -> None:
        """The form after something named `what` (typing on in one field is one step)."""
        if state == self.state:
            return
        self._history.record(state, what, time.monotonic())
        self._moved()

    def type_in(self, field: str, text: str) -> None:
        """A field was typed in: its problem goes until it is left again."""
        self._left -= {field}
        self.put(form.with_text(self.state, field, text), field)

    def begin(self, state: ReceptionState, draft_key: str = "") -> None:
        """Another form, with a history and a draft of its own."""
        self._history = History(state)
        self._left, self._said = frozenset(), None
        self.known = Known(numbers=self.known.numbers, exemptions=self.known.exemptions)
        self._autosave.begin(draft_key, state)
        self._follow()
        self.refresh()
        self.changed.emit()

    def undo(self) -> None:
        """Ctrl+Z."""
        if self._history.undo() is not None:
            self._moved()

    def redo(self) -> None:
        """Ctrl+Shift+Z."""
        if self._history.redo() is not None:
            self._moved()

    def mark(self) -> tuple[ReceptionState, int]:
        """A place for `rewind`."""
        return self._history.mark()

    def rewind(self, mark: tuple[ReceptionState, int]) -> None:
        """As if nothing had been typed since `mark`."""
        self._history.rewind(mark)
        self._moved()

    def learn(self, **values: Any) -> None:  # noqa: ANN401  fields of Known
        """Answers of the desk."""
        self.known = replace(self.known, **values)
        self.refresh()

    def remember_procedure(self, procedure: Procedure) -> None:
        """A procedure that may be on the form; undo may come back to it."""
        self._seen[procedure.code, procedure.version] = procedure
        self._follow()

    def left(self, field: str) -> None:
        """A field was left: now its problem may be shown."""
        if field == "birth":
            self._tidy_birth()
        empty = field in form.TEXT_FIELDS and not str(getattr(self.state, field)).strip()
        if not empty and field not in self._left:
            self._left |= {field}
            self.refresh()

    def demand_all(self) -> Verdict:
        """Show every problem (F9)."""
        self._left = EVERYTHING
        self.refresh()
        return self.verdict()

    def demand(self, field: str) -> None:
        """Show the problem of one field."""
        self._left |= {field}
        self.refresh()

    def accept_duplicate(self) -> None:
        """The clerk saw the open dossier of the same person and goes on."""
        self.put(replace(self.state, duplicate_accepted=True))

    def say(self, level: str, text: str) -> None:
        """Another notice until the next change."""
        self._said = (level, text)
        self.refresh()

    def verdict(self) -> Verdict:
        """The form judged."""
        return judge(self.state, self.today)

    def fee(self) -> FeeResult:
        """What it costs."""
        case = self.known.case
        return charge(self.state, case.fee if case else Unstated(), self.known.exemptions)

    def reception(self) -> Reception:
        """What the use case takes; raises InvalidInput."""
        money = money_of(self.state, self.fee(), self.known.exemptions)
        return form.to_reception(self.state, money, draft_key=self._autosave.key, today=self.today)

    def set_busy(self, *, busy: bool) -> None:
        """A reception is being written."""
        self.busy = busy
        self.refresh()

    def refresh(self) -> None:
        """Show the form as it is."""
        fee = self.fee() if self.state.procedure else FeeResult(None, "")
        now = shown(self.state, self.known, self.verdict(), fee, left=self._left, busy=self.busy)
        self._view.show_state(with_notice(now, *self._said) if self._said else now)

    def _moved(self) -> None:
        self._said = None
        self._autosave.note(self.state)
        self._follow()
        self.refresh()
        self.changed.emit()

    def _follow(self) -> None:
        """The procedure and case known are those of the form."""
        state = self.state
        procedure = self._seen.get((state.procedure, state.version))
        case = _case(procedure, state.case)
        if (procedure, case) != (self.known.procedure, self.known.case):
            self.known = replace(self.known, procedure=procedure, case=case, promise=None, needs_date=False)

    def _tidy_birth(self) -> None:
        problem = self.verdict().problem("birth")
        if problem is None and self.state.birth.strip():
            text = form.birth_text(self.state.birth, self.today)
            self.put(replace(self.state, birth=text), "birth")


def _case(procedure: Procedure | None, name: str) -> Case | None:
    return next((case for case in procedure.cases if case.name == name), None) if procedure else None
