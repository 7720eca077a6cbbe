"""The reception screen: joins the form, the scanner, the desk and the paper."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from commune_desk.domain.citizen_card import CitizenCard, parse_card
from commune_desk.domain.errors import DeskError, InvalidInput
from commune_desk.domain.ids import RecordId
from commune_desk.domain.procedures import Procedure
from commune_desk.domain.scanner_repair import looks_like_card_burst
from commune_desk.i18n import _
from ui.context import ScreenContext
from ui.kit.ask_card import Choice
from ui.reception import state as form
from ui.reception.autosave import Autosave
from ui.reception.checklist import next_open
from ui.reception.drafts import Drafts
from ui.reception.editor import Editor
from ui.reception.finish_flow import FinishFlow
from ui.reception.key_words import key_help
from ui.reception.lookups import Basics, Lookups, PersonKnown, PromiseFound
from ui.reception.offering import Offering
from ui.reception.papers_flow import PapersFlow
from ui.reception.scan_capture import ScanCapture
from ui.reception.sheet_flow import SheetFlow
from ui.reception.state import ReceptionState
from ui.reception.view import ReceptionView
from ui.screen import KeyHelp
from ui.words import sentence

REFRESH_MS = 60_000


class ReceptionScreen(QObject):
    """Fulfils ui.screen.Screen; `open` takes a dossier registered before or the key of a draft."""

    def __init__(self, context: ScreenContext) -> None:
        super().__init__()
        self._context = context
        self.view = ReceptionView()
        self.autosave = Autosave(context.background, context.desk.local, self)
        self.editor = Editor(self.view, self.autosave, self)
        self.lookups = Lookups(context.desk, context.background, self)
        self.sheets = SheetFlow(self.view, self.editor, self)
        self.finish = FinishFlow(context, self.view, self.editor, self.lookups, self)
        self.drafts = Drafts(context, self.view, self.editor, self.autosave, self)
        self.offering = Offering(self.view, self.editor, self.lookups, self)
        self.papers = PapersFlow(self.view, self.editor, self.sheets, self)
        self.scanner = ScanCapture(self.view)
        self._before_scan = self.editor.mark()
        self._minute = QTimer(self, interval=REFRESH_MS)
        self._acts()
        self._connect()
        self.editor.refresh()

    @property
    def widget(self) -> QWidget:
        """The view."""
        return self.view

    @property
    def title(self) -> str:
        """For the window's title."""
        return _("Tiếp nhận hồ sơ")

    @property
    def draft_key(self) -> str:
        """Under which the form is kept as a draft; '' where nothing is typed."""
        return "" if self.view.is_result or self.editor.state.is_empty else self.autosave.key

    def key_help(self) -> Sequence[KeyHelp]:
        """The keys of this screen."""
        return key_help(is_result=self.view.is_result)

    def on_shown(self) -> None:
        """Fresh numbers; the keyboard in the procedure line of an empty form; drafts offered."""
        self.scanner.start()
        self._minute.start()
        self.lookups.ask_basics()
        if self.view.is_result:
            self.view.result.next_button.setFocus()
        elif self.editor.state.is_empty and not self.editor.state.procedure:
            self.view.focus_field("procedure")
            self.lookups.search("", soon=True)
            self.drafts.offer()

    def on_hidden(self) -> None:
        """Save what is being typed; let scans pass."""
        self.scanner.stop()
        self._minute.stop()
        self.autosave.save_now()

    def may_leave(self) -> bool:
        """Always: nothing typed is lost by leaving."""
        return True

    def open(self, what: object) -> None:
        """A RecordId (complete a registered dossier) or a draft's key; None leaves the form as it is."""
        self.view.show_form()
        if isinstance(what, RecordId):
            self.drafts.open_dossier(what)
        elif isinstance(what, str) and what:
            self.drafts.open_draft(what)

    def next_citizen(self) -> None:
        """F2: an empty form; what was typed on this one stays as a draft."""
        if not self.view.is_result:
            self.autosave.save_now()
        self.view.show_form()
        self.editor.begin(ReceptionState())
        self.view.person.open_representative(opened=False)
        self.lookups.ask_basics()
        self.view.focus_field("procedure")
        self.lookups.search("", soon=True)

    def _connect(self) -> None:
        view = self.view
        view.key_pressed.connect(self._key)
        view.escaped.connect(self._escape)
        for pane in (view.person, view.options):
            pane.typed.connect(self._typed)
            pane.left.connect(self.editor.left)
        view.person.organisation_pressed.connect(partial(self._key, "organisation"))
        view.person.representative_pressed.connect(partial(self._key, "representative"))
        view.procedure.guidance_pressed.connect(self.sheets.guide)
        view.bar.due_pressed.connect(self.sheets.explain_due)
        view.bar.refuse_pressed.connect(partial(self._key, "refuse"))
        view.bar.primary_pressed.connect(partial(self._key, "primary"))
        view.result.next_pressed.connect(self.next_citizen)
        self.scanner.touched.connect(self._scan_may_begin)
        self.scanner.began.connect(self._scan_began)
        self.scanner.scanned.connect(self._scanned)
        self.editor.changed.connect(self._follow)
        self.lookups.basics_came.connect(self._basics)
        self.lookups.procedure_came.connect(self._procedure_came)
        self.lookups.procedure_gone.connect(self._procedure_gone)
        self.lookups.promise_came.connect(self._promise)
        self.lookups.person_came.connect(self._person)
        self.sheets.refusal_ready.connect(self.finish.refuse)
        self.finish.date_wanted.connect(self.sheets.explain_due)
        self.finish.refusal_wanted.connect(self.sheets.refuse)
        self.finish.taken.connect(self.autosave.forget)
        self.autosave.saved.connect(self.drafts.show_saved)
        self.autosave.failed.connect(self._context.messages.show_error)
        self._minute.timeout.connect(self._look_again)

    def _key(self, name: str) -> None:
        if self.sheets.is_open or self.editor.busy:
            return
        acts = self._result_keys if self.view.is_result else self._form_keys
        act = acts.get(name)
        if act is not None:
            act()

    def _acts(self) -> None:
        focus = self.view.focus_field
        self._result_keys: dict[str, Callable[[], None]] = {
            "next": self.next_citizen,
            "print": self.finish.print_again,
            "open": self.finish.open_dossier,
        }
        self._form_keys: dict[str, Callable[[], None]] = {
            "primary": self.finish.finish,
            "refuse": self.finish.ask_refusal,
            "due": self.sheets.explain_due,
            "next": self.next_citizen,
            "papers": partial(focus, "papers"),
            "procedure": partial(focus, "procedure"),
            "guidance": self.sheets.guide,
            "organisation": self._switch_kind,
            "representative": self._switch_representative,
            "open": self.finish.open_duplicate,
            "undo": self.editor.undo,
            "redo": self.editor.redo,
        }

    def _typed(self, field: str, text: str) -> None:
        if looks_like_card_burst(text) and text.count("|") >= 5:
            self._scanned(text)
            self.editor.refresh()
            return
        self.editor.type_in(field, text)

    def _scan_may_begin(self) -> None:
        self._before_scan = self.editor.mark()

    def _scan_began(self) -> None:
        self.view.close_offers()
        self.editor.rewind(self._before_scan)

    def _scanned(self, payload: str) -> None:
        if self.view.is_result:
            self.next_citizen()
        try:
            card = parse_card(payload, today=self.editor.today)
        except InvalidInput as error:
            self._context.messages.say("warning", sentence(error))
            self.editor.say("error", sentence(error))
            return
        self._take_card(card)

    def _take_card(self, card: CitizenCard) -> None:
        self.view.close_offers()
        self.editor.put(form.with_card(self.editor.state, card), "card")
        self.editor.learn(card_warnings=card.warnings)
        for field in ("number", "birth"):
            self.editor.demand(field)
        if self.editor.state.papers:
            self.view.focus_field("papers")
            self.view.papers.table.go_to(next_open(self.editor.state.papers, -1))
        elif not self.editor.state.procedure:
            self.view.focus_field("procedure")
        else:
            self.view.focus_field("phone")

    def _follow(self) -> None:
        """The desk is asked what the form needs to know now."""
        state, known = self.editor.state, self.editor.known
        if state.procedure and known.procedure is None:
            self.lookups.ask_procedure(state.procedure, self.editor.today)
        elif known.case is not None and known.promise is None and not known.needs_date:
            self.lookups.ask_promise((state.procedure, state.case), known.case)
        self.lookups.ask_person(state)

    def _procedure_came(self, procedure: Procedure) -> None:
        state = self.editor.state
        if state.procedure == procedure.code and state.version != procedure.version:
            self.editor.remember_procedure(procedure)
            case = next((one for one in procedure.cases if one.name == state.case), procedure.cases[0])
            self.editor.put(form.with_procedure(state, procedure, case, self.editor.today))
        else:
            self.editor.remember_procedure(procedure)
            self.editor.refresh()
            self._follow()

    def _procedure_gone(self, error: DeskError) -> None:
        self.editor.put(form.without_procedure(self.editor.state))
        self._context.messages.show_error(error)

    def _basics(self, basics: Basics) -> None:
        self.editor.today = form.today_of(basics.now)
        self.finish.printer = basics.printer
        self.finish.used = basics.used_text
        self.editor.learn(numbers=basics.numbers, exemptions=basics.exemptions)

    def _promise(self, found: PromiseFound) -> None:
        state = self.editor.state
        if found.case == (state.procedure, state.case):
            self.editor.learn(promise=found.promise, needs_date=found.needs_date)

    def _person(self, known: PersonKnown) -> None:
        self.editor.learn(duplicates=known.duplicates, held=known.held)

    def _look_again(self) -> None:
        self.lookups.ask_basics()
        state, case = self.editor.state, self.editor.known.case
        if case is not None:
            self.lookups.ask_promise((state.procedure, state.case), case)

    def _switch_kind(self) -> None:
        state = self.editor.state
        self.editor.put(replace(state, is_organisation=not state.is_organisation, known=""))
        self.view.focus_field("number" if state.is_organisation else "tax_code")

    def _switch_representative(self) -> None:
        opened = self.view.person.is_representative_open() and self.sender() is None
        state = self.editor.state
        filled = state.representative or state.representative_number or state.authorisation
        self.view.person.open_representative(opened=not opened or bool(filled))
        if not opened:
            self.view.focus_field("representative")

    def _escape(self) -> None:
        if self._context.messages.dismiss() or self.view.is_result:
            return
        if self.editor.state.is_empty:
            self.view.focus_field("procedure")
            return
        self._context.messages.ask(
            _("Bỏ hồ sơ đang nhập?"),
            (
                Choice("stay", _("Tiếp tục nhập"), "primary"),
                Choice("drop", _("Bỏ hẳn"), "danger"),
                Choice("back", _("Quay lại (Esc)")),
            ),
            self._escape_answered,
            detail=_("Chưa có gì mất. Muốn để sau: F2 giữ bản nháp và mở hồ sơ mới."),
        )

    def _escape_answered(self, answer: str) -> None:
        if answer == "drop":
            self.autosave.drop()
            self.autosave.begin()
            self.editor.begin(ReceptionState())
            self.next_citizen()
