"""Forms that were left unfinished, and dossiers registered before: opened again, or offered when the desk opens."""

from datetime import datetime
from functools import partial

from PySide6.QtCore import QObject

from commune_desk.domain.ids import RecordId
from commune_desk.domain.procedures import Case, Procedure
from commune_desk.domain.vietnam_time import to_vietnam
from commune_desk.domain.wording import date_vi
from commune_desk.i18n import _
from commune_desk.ports import Desk, DossierView, Draft
from ui.context import ScreenContext
from ui.kit.ask_card import Choice
from ui.reception import state as form
from ui.reception.autosave import PREFIX, Autosave, from_bytes
from ui.reception.editor import Editor
from ui.reception.view import ReceptionView

_Opened = tuple[DossierView, Procedure, Case]


class Drafts(QObject):
    """Offers the newest draft once per opening of the desk; the others stay on the home screen."""

    def __init__(
        self, context: ScreenContext, view: ReceptionView, editor: Editor, autosave: Autosave, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._context, self._view, self._editor, self._autosave = context, view, editor, autosave
        self._offered = False
        self._newest: Draft | None = None

    def offer(self) -> None:
        """Ask the desk for drafts, the first time."""
        if not self._offered:
            self._offered = True
            self._context.background.read(self._context.desk.local.drafts, self._came)

    def open_draft(self, key: str) -> None:
        """A draft by its key; one that is gone says so."""
        self._offered = True
        self._context.background.read(self._context.desk.local.drafts, partial(self._open, key), owner=self)

    def open_dossier(self, dossier: RecordId) -> None:
        """Complete a dossier that was guided or registered before."""
        self._offered = True
        job = partial(_dossier, self._context.desk, dossier)
        self._context.background.read(job, self._dossier_came)

    def show_saved(self, at: datetime) -> None:
        """`Đã lưu 14:03:22 trên máy này`."""
        self._view.strip.saved.setText(_("Đã lưu {time} trên máy này").format(time=f"{to_vietnam(at):%H:%M:%S}"))

    def _came(self, drafts: list[Draft]) -> None:
        mine = [draft for draft in drafts if draft.key.startswith(PREFIX) and draft.key != self._autosave.key]
        if not mine or not self._editor.state.is_empty:
            return
        self._newest = mine[0]
        at = to_vietnam(self._newest.saved_at)
        what = self._newest.title or _("chưa có tên người nộp")
        others = _("Còn {count} bản nháp khác ở Trang chủ.").format(count=len(mine) - 1) if len(mine) > 1 else ""
        detail = _("{what}. Lưu lúc {time} ngày {day} trên máy này. {others}").format(
            what=what, time=f"{at:%H:%M:%S}", day=date_vi(at.date()), others=others
        )
        self._context.messages.ask(
            _("Còn một hồ sơ đang nhập dở"),
            (
                Choice("continue", _("Tiếp tục nhập"), "primary"),
                Choice("discard", _("Bỏ bản nháp"), "danger"),
                Choice("later", _("Để sau (Esc)")),
            ),
            self._answered,
            detail=detail.strip(),
        )

    def _answered(self, answer: str) -> None:
        draft = self._newest
        if draft is None:
            return
        if answer == "continue":
            self._open(draft.key, [draft])
        elif answer == "discard":
            local = self._context.desk.local
            self._context.background.write(partial(local.drop_draft, draft.key), self._dropped)

    def _dropped(self, _done: None) -> None:
        self._context.messages.say("info", _("Đã bỏ bản nháp."))

    def _open(self, key: str, drafts: list[Draft]) -> None:
        draft = next((one for one in drafts if one.key == key), None)
        state = from_bytes(draft.data) if draft else None
        if draft is None or state is None:
            words = _("Bản nháp này không còn hoặc không đọc được; các bản khác vẫn nguyên. Hãy nhập lại từ đầu.")
            self._context.messages.say("warning", words)
            return
        self._editor.begin(state, draft.key)
        self.show_saved(draft.saved_at)
        self._view.focus_field("number" if state.procedure else "procedure")

    def _dossier_came(self, opened: _Opened) -> None:
        view, procedure, case = opened
        self._editor.remember_procedure(procedure)
        state = form.of_dossier(view, procedure, case, self._editor.today)
        self._editor.begin(state)
        self._view.focus_field("papers")


def _dossier(desk: Desk, dossier: RecordId) -> _Opened:
    view = desk.reads.dossier(dossier)
    procedure = desk.rules.catalogue.get(view.dossier.procedure, form.today_of(desk.now()))
    case = next((one for one in procedure.cases if one.name == view.dossier.case), procedure.cases[0])
    return view, procedure, case
