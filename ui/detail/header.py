"""Who and what, how it stands, and the one next step."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QFrame, QMenu, QSizePolicy

from commune_desk.domain.dossier_life import RULES, StepKind
from commune_desk.i18n import _
from ui import icons, theme, tokens, words
from ui.detail.state import DetailState
from ui.dossiers.columns import badge
from ui.dossiers.state import Look
from ui.kit.badge import BadgeLabel
from ui.kit.basics import ElidedLabel, button, column, label, row
from ui.kit.ticks import SMALL_PX, TicksLabel
from ui.sync_status.reach import Reach

TICKS_PX, WORDS_PX = 820, 1000
"""From these widths on the header has room for the ticks, and for the words beside them."""


class DetailHeader(QFrame):
    """Two lines that never scroll away."""

    step_wanted = Signal(object)
    why_wanted = Signal()
    copy_wanted = Signal()
    back_wanted = Signal()
    reach_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("detailHeader")
        self.back = button("", "quiet", name="detailBack", icon="arrow-left")
        self.back.setToolTip(_("Quay lại nơi đã mở hồ sơ (Esc)"))
        self.back.setAccessibleName(_("Quay lại nơi đã mở hồ sơ"))
        self.back.clicked.connect(self.back_wanted)
        large = theme.is_large_print()
        self.number = label("", "strong" if large else "title", name="detailNumber")
        self.number.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.copy = button("", "quiet", name="detailCopy", icon="copy")
        self.copy.setToolTip(_("Chép số hồ sơ (C)"))
        self.copy.setAccessibleName(_("Chép số hồ sơ"))
        if large:
            self.copy.hide()
        self.copy.clicked.connect(self.copy_wanted)
        self.provisional, self.state, self.due = BadgeLabel(), BadgeLabel(), BadgeLabel()
        self.ticks = TicksLabel(name="detailTicks", mark_px=SMALL_PX)
        self.reach = button("", "link", name="detailReach")
        self.reach.clicked.connect(self.reach_wanted)
        self.ticks.clicked.connect(self.reach_wanted)
        self.ticks.setCursor(Qt.CursorShape.PointingHandCursor)
        self._reach: Reach | None = None
        self.reach.hide()
        self.due_at = label("", "muted", name="detailDue")
        self.why = button(_("Vì sao? (F4)"), "link", name="detailWhy")
        self.why.clicked.connect(self.why_wanted)
        self.applicant = label("", "subtitle", name="detailApplicant")
        self.applicant.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self.procedure = ElidedLabel(objectName="detailProcedure")
        self.menu = QMenu(self)
        self.others = button("" if large else _("Việc khác"), name="detailOthers", icon="ellipsis")
        self.others.setAccessibleName(_("Việc khác"))
        self.others.setToolTip(_("Mọi bước khác, mỗi bước một phím (Ctrl+M)"))
        self.others.setMenu(self.menu)
        self.primary = button("", "primary", name="detailPrimary")
        self.primary.clicked.connect(self._take_primary)
        self._kind: StepKind | None = None
        self._lay_out()

    def show_state(self, state: DetailState) -> None:
        """Another dossier, or the same one after a step."""
        dossier = state.dossier
        provisional = not (dossier.official_number or dossier.number)
        self.number.setText(dossier.shown_number)
        self.number.setAccessibleName(_("Hồ sơ số {number}").format(number=dossier.shown_number))
        self.provisional.show_badge(
            badge(Look(tokens.State.SOON, _("số tạm"), "barcode")) if provisional and dossier.shown_number else None
        )
        self.state.show_badge(badge(state.state))
        self.due.show_badge(badge(state.due))
        self.due_at.setText(_("hẹn {moment}").format(moment=state.due_text) if state.due_text else "")
        self.applicant.setText(state.view.applicant.name)
        self.procedure.setText(state.view.procedure_name or dossier.procedure)
        self._kind = state.primary
        self.primary.setVisible(state.primary is not None)
        if state.primary is not None:
            self.primary.setText(with_key(state.primary))
            self.primary.setIcon(icons.icon("check", tokens.ON_ACCENT))
        self._fill_menu(state)

    def show_reach(self, reach: Reach | None) -> None:
        """How far it has got; None until that was read."""
        self._reach = reach
        self._fit()
        if reach is not None:
            self.reach.setText(_("Bằng chứng (F9)") if reach.why is None else _("Vì sao? (F9)"))
            self.reach.setToolTip(reach.ticks.told)
            self.reach.setAccessibleName(f"{reach.ticks.word}. {self.reach.text()}")
            self.reach.setStyleSheet(f"color: {tokens.TINTS[reach.ticks.state].fg}")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """The number never gives way: in a narrow window the ticks stand alone, in large print F9 must do."""
        known = self._reach is not None
        self.ticks.show_ticks(self._reach.ticks if self._reach and self.width() >= theme.px(TICKS_PX) else None)
        self.reach.setVisible(known and self.width() >= theme.px(WORDS_PX))
        self.copy.setVisible(not theme.is_large_print() and (not known or self.width() >= theme.px(WORDS_PX)))

    def focus_primary(self) -> None:
        """Enter takes the next step."""
        (self.others if self._kind is None else self.primary).setFocus(Qt.FocusReason.OtherFocusReason)

    def _fill_menu(self, state: DetailState) -> None:
        self.menu.clear()
        for kind in state.others:
            key = RULES[kind].key
            action = QAction(words.step_label(kind) + (f"\t{key}" if key else ""), self.menu)
            action.setObjectName(f"step_{kind.value}")
            action.setData(kind)
            action.triggered.connect(self._take_other)
            self.menu.addAction(action)
        self.others.setVisible(bool(state.others))

    def _take_primary(self) -> None:
        if self._kind is not None:
            self.step_wanted.emit(self._kind)

    def _take_other(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.step_wanted.emit(action.data())

    def _lay_out(self) -> None:
        first = row(spacing=tokens.XS + 1)
        for widget in (self.back, self.number, self.copy, self.provisional, self.state):
            first.addWidget(widget)
        first.addWidget(self.ticks)
        first.addWidget(self.reach)
        first.addStretch(1)
        first.addWidget(self.others)
        first.addWidget(self.primary)
        second = row(spacing=tokens.M)
        second.setContentsMargins(tokens.S, 0, 0, 0)
        second.addWidget(self.applicant)
        second.addWidget(self.procedure, 1)
        second.addWidget(self.due_at)
        second.addWidget(self.due)
        second.addWidget(self.why)
        body = column(self, spacing=tokens.XS)
        body.addLayout(first)
        body.addLayout(second)
        self.back.setIconSize(QSize(20, 20))


def with_key(kind: StepKind) -> str:
    """`Đã có kết quả (F)`."""
    key = RULES[kind].key
    return f"{words.step_label(kind)} ({key})" if key else words.step_label(kind)
