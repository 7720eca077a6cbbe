"""Backups: make one, see them, try one; the recovery sheets."""

from functools import partial

from PySide6.QtWidgets import QStackedWidget

from commune_desk.domain.dossier_life import Right
from commune_desk.domain.errors import DeskError
from commune_desk.domain.vietnam_time import to_vietnam
from commune_desk.domain.wording import date_vi
from commune_desk.i18n import _
from ui import tokens, words
from ui.administration.care import BackupLine, Care
from ui.administration.recovery import RecoveryFlow
from ui.administration.section import Section
from ui.administration.state import size_words
from ui.context import ScreenContext
from ui.kit.basics import button, label
from ui.kit.busy_button import BusyButton
from ui.kit.empty_state import EmptyState
from ui.kit.flow_row import FlowRow
from ui.kit.page_model import Badge, Column
from ui.kit.progress_strip import ProgressStrip
from ui.kit.whole_list import list_table, whole


class BackupsSection(Section):
    """S backs up now, T tries the backup under the cursor, P prints recovery sheets."""

    def __init__(self, context: ScreenContext, care: Care) -> None:
        note = _("Bản sao lưu được mã hóa và kiểm tra ngay khi lập; giữ 7 ngày và 8 tuần gần nhất.")
        super().__init__(context, care, _("Sao lưu & khôi phục"), note, name="backupsSection")
        self._tried: dict[str, bool] = {}
        self.model, self.table = list_table(
            self._columns(), lambda one: one.name, context.background, name="backups", spoken=_("Các bản sao lưu")
        )
        self.model.opened.connect(self._counted)
        self.model.failed.connect(self._failed)
        self.empty = EmptyState(
            "hard-drive", _("Chưa có bản sao lưu nào."), _("Sao lưu mất vài giây và không làm dừng việc ở quầy."),
            step=_("Sao lưu ngay (S)"), name="backupsEmpty",
        )  # fmt: skip
        self.empty.wanted.connect(self.back_up)
        self._stack = QStackedWidget()
        self.now = BusyButton(_("Sao lưu ngay (S)"), _("Đang sao lưu…"), name="backupNow", icon="save")
        self.trial = BusyButton(_("Thử khôi phục (T)"), _("Đang thử…"), "secondary", name="backupTry", icon="history")
        self.sheets = button(_("In phiếu khôi phục (P)"), name="recoverySheets", icon="printer")
        self.sheets.setEnabled(Right.ADMINISTER in context.desk.actor.rights)
        self.progress = ProgressStrip(name="backupProgress")
        self.progress.cancel.hide()
        self.recovery = RecoveryFlow(context, care, self)
        self._lay_out()
        self.now.clicked.connect(self.back_up)
        self.trial.clicked.connect(self.try_one)
        self.sheets.clicked.connect(self.recovery.ask)
        self.table.opened.connect(self.try_one)
        self.keys = {"s": self.back_up, "t": self.try_one, "p": self.recovery.ask}

    def load(self) -> None:
        """What is in the folder."""
        self.model.open(whole(self.care.backups))

    def take_focus(self) -> None:
        """The list, or the first step."""
        (self.table if self.model.rowCount() else self.now).setFocus()

    def back_up(self) -> None:
        """A verified copy while the counter goes on working."""
        if self.now.isEnabled():
            self.now.set_busy(busy=True)
            self.empty.step.setEnabled(False)
            self.progress.begin(_("Đang sao lưu và kiểm tra bản sao…"))
            self.read(self.care.back_up_now, self._backed_up, self._not_done)

    def try_one(self, _row: object = None) -> None:
        """Bring the backup under the cursor up beside the desk."""
        line = self.table.current()
        if line is not None and self.trial.isEnabled():
            self.trial.set_busy(busy=True)
            self.progress.begin(_("Đang thử khôi phục bản {made}…").format(made=_made(line)))
            self.read(partial(self.care.test_restore, line.name), self._worked, partial(self._not_worked, line.name))

    def _backed_up(self, line: BackupLine) -> None:
        self._rest()
        self.done(_("Đã sao lưu và kiểm tra: {count} hồ sơ, {size}.").format(
            count=line.dossiers, size=size_words(line.bytes)))  # fmt: skip
        self.load()

    def _worked(self, line: BackupLine) -> None:
        self._rest()
        self._tried[line.name] = True
        self.done(_("Khôi phục thử thành công: {count} hồ sơ, nhật ký liền mạch.").format(count=line.dossiers))
        self.load()

    def _not_worked(self, name: str, error: DeskError) -> None:
        self._tried[name] = False
        self._not_done(error)
        self.load()

    def _not_done(self, error: DeskError) -> None:
        self._rest()
        self.refuse(error)

    def _rest(self) -> None:
        self.progress.end()
        self.now.set_busy(busy=False)
        self.trial.set_busy(busy=False)
        self.empty.step.setEnabled(True)

    def _counted(self, count: int) -> None:
        self._stack.setCurrentWidget(self.table if count else self.empty)
        self.trial.set_allowed(allowed=count > 0)

    def _failed(self, error: DeskError) -> None:
        self.empty.show_words(_("Chưa đọc được thư mục sao lưu."), words.sentence(error))
        self._stack.setCurrentWidget(self.empty)

    def _lay_out(self) -> None:
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.empty)
        self.body.addWidget(self._stack, 1)
        self.body.addWidget(self.progress)
        words_ = _(
            "Khôi phục thật: đóng chương trình rồi chạy lệnh commune-desk restore. "
            "Dữ liệu đang có được chuyển sang bên cạnh, không bị xóa."
        )
        self.body.addWidget(label(words_, "hint", wrap=True))
        foot = FlowRow()
        foot.addWidget(self.sheets)
        foot.split()
        foot.addWidget(self.trial)
        foot.addWidget(self.now)
        self.body.addLayout(foot)

    def _columns(self) -> list[Column[BackupLine]]:
        return [
            Column("made", _("Lập lúc"), _made, 160, strong=True),
            Column("dossiers", _("Hồ sơ"), lambda one: _number(one.dossiers), 90, right=True),
            Column("entries", _("Mục nhật ký"), lambda one: _number(one.entries), 110, right=True),
            Column("size", _("Dung lượng"), lambda one: size_words(one.bytes), 110, right=True),
            Column("tried", _("Tình trạng"), lambda one: self._badge(one).word, 200, badge=self._badge, stretch=True),
        ]

    def _badge(self, one: BackupLine) -> Badge:
        tried = self._tried.get(one.name)
        if tried is None:
            return Badge(tokens.State.INFO, _("Đã kiểm tra khi lập"), "shield-check")
        if tried:
            return Badge(tokens.State.OK, _("Khôi phục thử được"))
        return Badge(tokens.State.LATE, _("Hỏng, đừng dùng"), "circle-alert")


def _made(line: BackupLine) -> str:
    at = to_vietnam(line.made_at)
    return f"{at:%H:%M} {date_vi(at.date())}"


def _number(count: int | None) -> str:
    return "–" if count is None else f"{count:,}".replace(",", ".")
