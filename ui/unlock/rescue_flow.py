"""Joins the rescue dialog to the rescue."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from commune_desk.domain.errors import DeskError
from commune_desk.i18n import _
from ui.background import Background
from ui.unlock.rescue_dialog import RescueDialog
from ui.unlock.rescue_state import BackupOnPc, Plight, Rescued, RescuePorts, plight_of


class RescueFlow(QObject):
    """`entered(desk)` when a rescue ended well; `gave_up` when the person left everything as it was."""

    entered = Signal(object)
    gave_up = Signal()

    def __init__(
        self, ports: RescuePorts, background: Background, words: Callable[[DeskError], str], window: QWidget
    ) -> None:
        super().__init__(window)
        self._ports, self._background, self._words, self._window = ports, background, words, window
        self.dialog: RescueDialog | None = None

    def offer(self, error: DeskError, *, practice: bool) -> bool:
        """Open the dialog; False where a sentence under the password is enough."""
        plight = plight_of(error, practice=practice)
        if plight is None:
            return False
        self._close()
        dialog = self.dialog = RescueDialog(self._words(error), plight, self._window)
        dialog.restore_wanted.connect(self._restore)
        dialog.salvage_wanted.connect(self._salvage)
        enter = self._ports.practise if practice else self._ports.enter
        dialog.retry_wanted.connect(partial(self._enter, enter))
        dialog.renew_wanted.connect(partial(self._enter, self._ports.renew_practice))
        dialog.enter_wanted.connect(partial(self._enter, self._ports.enter))
        dialog.rejected.connect(self._rejected)
        dialog.open()
        if plight in (Plight.DAMAGED, Plight.MISSING):
            dialog.begin(_("Đang xem các bản sao lưu…"))
            self._background.write(self._ports.backups, self._backups_came, self._failed)
        return True

    def _backups_came(self, found: Sequence[BackupOnPc]) -> None:
        if self.dialog is not None:
            self.dialog.show_problem("")
            self.dialog.show_backups(found)

    def _restore(self, name: str) -> None:
        self._work(_("Đang khôi phục bản sao lưu…"), partial(self._ports.restore, name))

    def _salvage(self) -> None:
        self._work(_("Đang đọc tệp hỏng, cứu từng mục…"), self._ports.salvage)

    def _work(self, words: str, job: Callable[[], Rescued]) -> None:
        if self.dialog is not None:
            self.dialog.begin(words)
            self._background.write(job, self._rescued, self._failed)

    def _rescued(self, done: Rescued) -> None:
        if self.dialog is not None:
            self.dialog.show_result(done)

    def _enter(self, enter: Callable[[], object]) -> None:
        if self.dialog is not None:
            self.dialog.begin(_("Đang mở bàn…"))
            self._background.write(enter, self._entered, self._failed)

    def _entered(self, desk: object) -> None:
        self._close()
        self.entered.emit(desk)

    def _failed(self, error: DeskError) -> None:
        if self.dialog is not None:
            self.dialog.show_problem(self._words(error))

    def _rejected(self) -> None:
        self.dialog = None
        self._background.write(self._ports.release, _nothing)
        self.gave_up.emit()

    def _close(self) -> None:
        if self.dialog is not None:
            dialog, self.dialog = self.dialog, None
            dialog.blockSignals(True)  # noqa: FBT003  Qt's signature
            dialog.close()
            dialog.deleteLater()


def _nothing(_done: object) -> None:
    """The key is forgotten; nobody waits for that."""
