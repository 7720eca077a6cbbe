"""The way out when a desk does not open: put a backup back, save what can be read, try again, begin practice anew."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal, SignalInstance
from PySide6.QtWidgets import QListWidget, QPushButton, QWidget

from commune_desk.i18n import _
from ui.kit.basics import label
from ui.kit.dialog import Dialog
from ui.kit.progress_strip import ProgressStrip
from ui.unlock.rescue_state import BackupOnPc, Plight, Rescued, backup_line, result_lines


class RescueDialog(Dialog):
    """Arrows choose a backup, Tab goes to the buttons, Enter presses, Esc leaves everything as it is."""

    restore_wanted = Signal(str)
    salvage_wanted = Signal()
    retry_wanted = Signal()
    renew_wanted = Signal()
    enter_wanted = Signal()

    def __init__(self, sentence: str, plight: Plight, parent: QWidget) -> None:
        super().__init__(_("Bàn chưa mở được"), name="rescue", parent=parent, size=QSize(760, 460))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.plight = plight
        self.sentence = label(sentence, "subtitle", name="rescueSentence", wrap=True)
        self.body.addWidget(self.sentence)
        self.text = label(_ADVICE[plight](), "muted", name="rescueText", wrap=True)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.body.addWidget(self.text)
        self.backups = QListWidget()
        self.backups.setObjectName("rescueBackups")
        self.backups.setAccessibleName(_("Bản sao lưu, mới nhất trước"))
        self.backups.hide()
        self.body.addWidget(self.backups, 1)
        self.problem = label("", "error", name="rescueProblem", wrap=True)
        self.body.addWidget(self.problem)
        self.progress = ProgressStrip(name="rescueProgress")
        self.progress.cancel.hide()
        self.body.addWidget(self.progress)
        self.leave = self.add_cancel()
        self._names: list[str] = []
        self._acts = self._make_acts()
        self._focus(next(iter(self._acts.values()), self.leave))

    def show_backups(self, found: Sequence[BackupOnPc]) -> None:
        """Newest first; without one only saving what can be read is left."""
        self._names = [one.name for one in found]
        self.backups.clear()
        self.backups.addItems([backup_line(one) for one in found])
        self.backups.setCurrentRow(0)
        self.backups.setVisible(bool(found))
        self._acts["restore"].setEnabled(bool(found))
        if not found:
            self.problem.setText(_("Trên máy này không có bản sao lưu nào lành lặn."))
        self._focus(self.backups if found else self._acts.get("salvage", self.leave))

    def begin(self, words: str) -> None:
        """Work is under way: nothing can be pressed twice."""
        self.problem.setText("")
        self.progress.begin(words)
        for act in (*self._acts.values(), self.leave):
            act.setEnabled(False)

    def show_problem(self, sentence: str) -> None:
        """It did not work; all is as before."""
        self._ended()
        self.problem.setText(sentence)

    def show_result(self, done: Rescued) -> None:
        """What was saved and what is missing; the next press signs in."""
        self._ended()
        self.sentence.setText(_("Bàn đã mở lại được."))
        self.text.setText("\n".join(f"• {line}" for line in result_lines(done)))
        self.backups.hide()
        for act in self._acts.values():
            act.hide()
        enter = self._button(_("Vào bàn"), "rescueEnter", self.enter_wanted)
        enter.show()
        self._focus(enter)

    def reject(self) -> None:
        if self.leave.isEnabled():
            super().reject()

    def _make_acts(self) -> dict[str, QPushButton]:
        if self.plight in (Plight.DAMAGED, Plight.MISSING):
            acts = {}
            if self.plight is Plight.DAMAGED:
                acts["salvage"] = self.add_button(_("Cứu phần còn đọc được"), name="rescueSalvage")
                acts["salvage"].clicked.connect(self.salvage_wanted)
            acts["restore"] = self.add_button(_("Khôi phục bản này"), "primary", name="rescueRestore", default=True)
            acts["restore"].clicked.connect(self._restore)
            acts["restore"].setEnabled(False)
            return acts
        if self.plight is Plight.BUSY:
            return {"retry": self._button(_("Thử lại"), "rescueRetry", self.retry_wanted)}
        if self.plight is Plight.PRACTICE:
            return {"renew": self._button(_("Lập bàn tập huấn mới"), "rescueRenew", self.renew_wanted)}
        return {}

    def _button(self, words: str, name: str, wanted: SignalInstance) -> QPushButton:
        made = self.add_button(words, "primary", name=name, default=True)
        made.clicked.connect(wanted)
        return made

    def _restore(self) -> None:
        row = self.backups.currentRow()
        if 0 <= row < len(self._names):
            self.restore_wanted.emit(self._names[row])

    def _ended(self) -> None:
        self.progress.end()
        for act in (*self._acts.values(), self.leave):
            act.setEnabled(True)
        if "restore" in self._acts:
            self._acts["restore"].setEnabled(bool(self._names))
        first = next((act for act in reversed(self._acts.values()) if act.isEnabled()), self.leave)
        self._focus(self.backups if self._names else first)

    def _focus(self, where: QWidget) -> None:
        where.setFocus(Qt.FocusReason.OtherFocusReason)


def _damaged() -> str:
    return _(
        "Khôi phục: lấy lại trọn một bản sao lưu. Cứu phần còn đọc được: lấy bản sao lưu lành mới nhất "
        "rồi thêm những việc sau đó còn đọc được trong tệp. Cách nào cũng giữ nguyên tệp hỏng, chỉ đổi tên."
    )


def _missing() -> str:
    return _("Chọn một bản sao lưu để đặt lại. Nếu tệp dữ liệu nằm ở ổ đĩa chưa cắm, hãy cắm ổ rồi đăng nhập lại.")


def _too_new() -> str:
    return _("Hãy cài bản phần mềm mới nhất rồi đăng nhập lại. Bản cũ không sửa gì trong tệp dữ liệu.")


def _busy() -> str:
    return _("Bàn chỉ mở ở một cửa sổ. Đóng cửa sổ kia, hoặc đợi sao lưu ở đó xong, rồi bấm Thử lại.")


def _practice() -> str:
    return _("Dữ liệu tập huấn là dữ liệu bịa. Thư mục cũ được đổi tên và giữ lại; bàn mới có đủ 300 hồ sơ mẫu.")


_ADVICE = {
    Plight.DAMAGED: _damaged,
    Plight.MISSING: _missing,
    Plight.TOO_NEW: _too_new,
    Plight.BUSY: _busy,
    Plight.PRACTICE: _practice,
}
