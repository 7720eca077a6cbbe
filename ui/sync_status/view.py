"""The sync page: the line above, what waits at the left, what needs a person at the right."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from commune_desk.i18n import _
from ui import theme, tokens
from ui.background import Background
from ui.kit.basics import button, column, label, row
from ui.kit.card import Card
from ui.kit.empty_state import EmptyState
from ui.kit.flow_row import FlowRow
from ui.kit.page_model import Column
from ui.kit.whole_list import Whole, list_table
from ui.sync_status.enrol import EnrolForm
from ui.sync_status.head import SyncHead
from ui.sync_status.problem_list import LINE_HEIGHT, ProblemList
from ui.sync_status.state import LaneLine, Problem, SyncState

LETTERS = {"g": "send", "t": "pause", "u": "courier", "k": "limits", "c": "merge"}


class SyncView(QWidget):
    """Shows a SyncState; says what is wanted: 'send', 'pause', 'courier', 'limits', 'merge', 'refresh'."""

    wanted = Signal(str)
    problem_wanted = Signal(object)
    enrol_wanted = Signal(str, str)

    def __init__(self, background: Background) -> None:
        super().__init__()
        self.setObjectName("sync")
        self.setAccessibleName(_("Gửi nhận"))
        self.state: SyncState | None = None
        self.head = SyncHead()
        self.enrol = EnrolForm()
        self.waiting = EmptyState("arrow-up-down", _("Đang đọc tình trạng gửi nhận…"), name="syncWaiting")
        self.lanes, self.lane_table = list_table(
            _columns(), lambda lane: lane.key, background, name="syncLanes", spoken=_("Còn phải chuyển")
        )
        explained = _("Mọi việc và bản quét của máy này đã ở tỉnh; việc của bàn khác đã về đây.")
        self.nothing = EmptyState("package-check", _("Không còn gì phải chuyển."), explained, name="syncNothing")
        self.problems = ProblemList()
        self.calm = EmptyState("circle-check", _("Không có việc gì cần xử lý."), name="syncCalm")
        self.detail = label("", name="syncDetail", wrap=True)
        self.deed = button(" ", "primary", name="syncDeed", icon="arrow-right")
        self.courier = button(_("Dùng USB… (U)"), name="syncCourier", icon="usb")
        self.limits = button(_("Khung giờ và giới hạn… (K)"), name="syncLimits", icon="timer")
        self.merge = button(_("Thẻ đối chiếu (C)"), name="syncMerge", icon="git-merge")
        self._page, self._stack, self._left, self._right = QWidget(), *(QStackedWidget() for _at in range(3))
        self._lay_out()
        self._connect()

    def show_state(self, state: SyncState) -> None:
        """One moment; what is typed or chosen stays."""
        self.state = state
        if not state.is_enrolled:
            self._stack.setCurrentWidget(self.enrol)
            return
        self.head.show_state(state)
        self.lanes.open(lambda _after, _limit: Whole(state.lanes))
        self._left.setCurrentWidget(self.lane_table if state.lanes else self.nothing)
        self.problems.show_problems(state.problems)
        self._right.setCurrentIndex(1 if state.problems else 0)
        self._card.title.setText(_("Cần xử lý: {count}").format(count=len(state.problems)))
        self._card.title.setVisible(bool(state.problems))
        self._stack.setCurrentWidget(self._page)

    def show_trouble(self, sentence: str) -> None:
        """The state could not be read."""
        self.waiting.show_words(_("Chưa đọc được tình trạng gửi nhận."), sentence)
        self._stack.setCurrentWidget(self.waiting)

    def take_focus(self) -> None:
        """Where the next thing to do is."""
        if self._stack.currentWidget() is self.enrol:
            self.enrol.take_focus()
        elif self.state is not None and self.state.problems:
            self.problems.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.head.send.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)
        wish = LETTERS.get(event.text().casefold())
        if event.key() == Qt.Key.Key_F5:
            self.wanted.emit("refresh")
        elif wish and plain and self._stack.currentWidget() is self._page:
            self.wanted.emit(wish)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.focusWidget() is not None:
            self._press_focused()
        else:
            super().keyPressEvent(event)

    def _press_focused(self) -> None:
        for made in (self.head.send, self.head.pause, self.deed, self.courier, self.limits, self.merge):
            if made.hasFocus() and made.isEnabled():
                made.click()

    def _look(self, problem: object) -> None:
        known = problem if isinstance(problem, Problem) else None
        self.detail.setText(known.explanation if known else "")
        self.deed.setText(f"{known.deed} (Enter)" if known else "")
        self.deed.setVisible(known is not None and bool(known.deed))

    def _do(self) -> None:
        problem = self.problems.current()
        if problem is not None:
            self.problem_wanted.emit(problem)

    def _connect(self) -> None:
        self.problems.wanted.connect(self.problem_wanted)
        self.problems.looked_at.connect(self._look)
        self.deed.clicked.connect(self._do)
        self.enrol.wanted.connect(self.enrol_wanted)
        self.head.send.clicked.connect(lambda: self.wanted.emit("send"))
        self.head.pause.clicked.connect(lambda: self.wanted.emit("pause"))
        self.courier.clicked.connect(lambda: self.wanted.emit("courier"))
        self.limits.clicked.connect(lambda: self.wanted.emit("limits"))
        self.merge.clicked.connect(lambda: self.wanted.emit("merge"))

    def _lay_out(self) -> None:
        left = Card(_("Còn phải chuyển"), name="syncLanesCard")
        self._left.addWidget(self.lane_table)
        self._left.addWidget(self.nothing)
        left.body.addWidget(self._left, 1)
        self._card = Card(" ", name="syncProblemsCard")
        worries = QWidget()
        inner = column(worries, spacing=tokens.S)
        inner.addWidget(self.problems, 1)
        self.problems.setMinimumHeight(theme.px(LINE_HEIGHT))
        self.detail.setAlignment(Qt.AlignmentFlag.AlignTop)
        inner.addWidget(self.detail)
        act = row()
        act.addStretch(1)
        act.addWidget(self.deed)
        inner.addLayout(act)
        self._right.addWidget(self.calm)
        self._right.addWidget(worries)
        self._card.body.addWidget(self._right, 1)
        halves = row(spacing=tokens.M)
        halves.addWidget(left, 12)
        halves.addWidget(self._card, 10)
        foot = FlowRow()
        for made in (self.merge, self.limits, self.courier):
            foot.addWidget(made)
        body = column(self._page, spacing=tokens.M)
        body.addWidget(self.head)
        body.addLayout(halves, 1)
        body.addLayout(foot)
        for page in (self.waiting, self.enrol, self._page):
            self._stack.addWidget(page)
        outer = column(self, margin=tokens.L, spacing=0)
        outer.addWidget(self._stack)


def _columns() -> list[Column[LaneLine]]:
    return [
        Column("name", _("Luồng"), lambda lane: lane.name, 180, strong=True, stretch=True),
        Column("count", _("Còn"), lambda lane: lane.waiting, 56, right=True),
        Column("size", _("Dung lượng"), lambda lane: lane.size, 84, right=True, shown=not theme.is_large_print()),
        Column("forecast", _("Dự kiến xong"), lambda lane: lane.forecast, 110, right=True),
    ]
