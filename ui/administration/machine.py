"""The doctor: one line per finding about this PC and this desk, the worst first."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QStackedWidget

from commune_desk.domain.errors import DeskError
from commune_desk.i18n import _
from ui import theme, tokens, words
from ui.administration.care import Care, DoctorLine
from ui.administration.section import Section
from ui.context import ScreenContext
from ui.kit.basics import button, label, row
from ui.kit.busy_button import BusyButton
from ui.kit.empty_state import EmptyState
from ui.kit.flow_row import FlowRow
from ui.kit.page_model import Badge, Column
from ui.kit.whole_list import Whole, list_table


class MachineSection(Section):
    """Q looks quickly, T thoroughly, C copies all lines."""

    def __init__(self, context: ScreenContext, care: Care) -> None:
        note = _("Chỉ đọc, không sửa gì. Kết quả không có thông tin của người dân nên gửi đi được.")
        super().__init__(context, care, _("Kiểm tra máy"), note, name="machineSection")
        self.lines: tuple[DoctorLine, ...] = ()
        self.quick = BusyButton(_("Kiểm tra nhanh (Q)"), _("Đang kiểm tra…"), name="doctorQuick", icon="refresh-cw")
        self.thorough = BusyButton(
            _("Kiểm tra kỹ (T)"), _("Đang kiểm tra kỹ…"), "secondary", name="doctorThorough", icon="clipboard-check"
        )
        self.clock = button(_("Ngày giờ máy đúng"), name="doctorClock", icon="clock")
        self.copy = button(_("Sao chép (C)"), "quiet", name="doctorCopy", icon="copy")
        self.sum = label("", "strong", name="doctorSum")
        columns = [
            Column("level", _("Mức"), lambda one: badge(one).word, 130, badge=badge),
            Column("sentence", _("Kết quả"), _sentence, 500, stretch=True),
        ]
        self.model, self.table = list_table(
            columns, lambda one: one, context.background, name="doctorLines", spoken=_("Kết quả kiểm tra máy")
        )
        self.detail = label("", name="doctorDetail", wrap=True)
        self.table.chosen.connect(self._chosen)
        self.empty = EmptyState(
            "shield-check", _("Chưa kiểm tra lần nào."), _("Kiểm tra nhanh mất vài giây."), name="doctorEmpty"
        )
        self._stack = QStackedWidget()
        self._lay_out()
        self.quick.clicked.connect(self.look)
        self.thorough.clicked.connect(self.look_closely)
        self.copy.clicked.connect(self.copy_lines)
        self.clock.clicked.connect(self.confirm)
        self.keys = {"q": self.look, "t": self.look_closely, "c": self.copy_lines}

    def load(self) -> None:
        """A quick look the first time."""
        if not self.lines:
            self.look()

    def take_focus(self) -> None:
        """The quick look."""
        (self.table if self.model.rowCount() else self.quick).setFocus()

    def look(self) -> None:
        """A second or so."""
        self._ask(thorough=False)

    def look_closely(self) -> None:
        """Every page and every entry: minutes on a large desk."""
        self._ask(thorough=True)

    def copy_lines(self) -> None:
        """All lines as text into the clipboard."""
        if self.lines:
            text = "\n".join(f"{badge(line).word}: {line.sentence}" for line in self.lines)
            QGuiApplication.clipboard().setText(text)
            self.done(_("Đã sao chép {count} dòng.").format(count=len(self.lines)))

    def confirm(self) -> None:
        """A person looked at the clock."""
        self.write(self.care.confirm_clock, self._confirmed, self.refuse)

    def _ask(self, *, thorough: bool) -> None:
        pressed = self.thorough if thorough else self.quick
        if not pressed.isEnabled():
            return
        for made in (self.quick, self.thorough):
            made.set_allowed(allowed=False)
        pressed.set_busy(busy=True)
        self.read(partial(self.care.doctor, thorough=thorough), self._show, self._failed)

    def _show(self, lines: Sequence[DoctorLine]) -> None:
        self._rest()
        self.lines = tuple(lines)
        faults, warnings = (sum(one.level == level for one in lines) for level in ("fault", "warning"))
        self.sum.setText(_sum(faults, warnings))
        tint = tokens.State.LATE if faults else tokens.State.SOON if warnings else tokens.State.OK
        self.sum.setStyleSheet(f"color: {tokens.TINTS[tint].fg}")
        self.clock.setVisible(any(one.code == "clock-jumped" for one in lines))
        self.model.open(lambda _after, _limit: Whole(self.lines))
        self._stack.setCurrentWidget(self.table)
        self.copy.setEnabled(bool(lines))

    def _failed(self, error: DeskError) -> None:
        self._rest()
        self.empty.show_words(_("Chưa kiểm tra được."), words.sentence(error))
        self._stack.setCurrentWidget(self.empty)

    def _chosen(self, line: object) -> None:
        self.detail.setText(line.sentence if isinstance(line, DoctorLine) else "")

    def _rest(self) -> None:
        for made in (self.quick, self.thorough):
            made.set_busy(busy=False)
            made.set_allowed(allowed=True)

    def _confirmed(self, moment: datetime) -> None:
        self.done(_("Đã xác nhận đồng hồ máy: {clock}.").format(clock=f"{moment:%H:%M %d/%m/%Y}"))
        self.look()

    def _lay_out(self) -> None:
        self._stack.addWidget(self.empty)
        self._stack.addWidget(self.table)
        self.clock.hide()
        self.copy.setEnabled(False)
        head = row(spacing=tokens.S)
        head.addWidget(self.sum)
        head.addStretch(1)
        head.addWidget(self.clock)
        self.body.addLayout(head)
        self.body.addWidget(self._stack, 1)
        self.detail.setMinimumHeight(theme.px(tokens.TEXT) * 3)
        self.detail.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.body.addWidget(self.detail)
        foot = FlowRow()
        foot.addWidget(self.copy)
        foot.split()
        foot.addWidget(self.thorough)
        foot.addWidget(self.quick)
        self.body.addLayout(foot)


def _sum(faults: int, warnings: int) -> str:
    if faults:
        return _("{count} lỗi cần xử lý ngay").format(count=faults)
    if warnings:
        return _("{count} điều cần để ý").format(count=warnings)
    return _("Máy và dữ liệu đều tốt")


def _sentence(line: DoctorLine) -> str:
    return line.sentence


def badge(line: DoctorLine) -> Badge:
    """How bad a finding is: colour, word and icon."""
    looks = {
        "ok": Badge(tokens.State.OK, _("Tốt")),
        "warning": Badge(tokens.State.SOON, _("Cần để ý"), "triangle-alert"),
        "fault": Badge(tokens.State.LATE, _("Lỗi"), "circle-alert"),
    }
    return looks[line.level]
