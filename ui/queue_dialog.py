"""What waits for a printer: print now, or give one up."""

from functools import partial

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget, QWidget

from commune_desk.domain.errors import DeskError
from commune_desk.i18n import _, ngettext
from commune_desk.ports import Desk
from ui import words
from ui.background import Background
from ui.kit.basics import label
from ui.kit.busy_button import BusyButton
from ui.kit.dialog import Dialog
from ui.print_queue import PrintQueue, Waiting, titles


class QueueDialog(Dialog):
    """Enter prints all, Delete takes the chosen slip out, Esc leaves it waiting."""

    def __init__(self, queue: PrintQueue, desk: Desk, background: Background, parent: QWidget) -> None:
        super().__init__(_("Phiếu chờ in"), name="queueDialog", parent=parent, size=QSize(680, 420))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._queue, self._desk, self._background = queue, desk, background
        self._shown: tuple[Waiting, ...] = ()
        self.body.addWidget(
            label(
                _("Máy in có lại thì phiếu tự in, mỗi phút thử một lần. Phiếu vẫn nằm trong hồ sơ của nó."),
                "muted",
                wrap=True,
            )
        )
        self.slips = QListWidget()
        self.slips.setObjectName("queueSlips")
        self.slips.setAccessibleName(_("Phiếu chờ in"))
        self.body.addWidget(self.slips, 1)
        self.note = label("", "error", name="queueNote", wrap=True)
        self.body.addWidget(self.note)
        self.add_cancel()
        self.remove = self.add_button(_("Không in nữa (Delete)"), name="queueRemove")
        self.remove.clicked.connect(self._remove)
        self.press = BusyButton(_("In ngay (Enter)"), _("Đang in…"), name="queuePrint", icon="printer")
        self.press.setDefault(True)
        self._foot.addWidget(self.press)
        self.press.clicked.connect(self._print)
        queue.changed.connect(self._changed)
        queue.failed.connect(self._failed)
        self._changed(len(queue.waiting))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete:
            self._remove()
        else:
            super().keyPressEvent(event)

    def _changed(self, count: int) -> None:
        self.press.set_busy(busy=False)
        self.press.set_allowed(allowed=count > 0)
        self.remove.setEnabled(count > 0)
        job = partial(titles, self._desk, self._queue.waiting)
        self._background.write(job, self._show, self._failed, owner=self)

    def _show(self, lines: tuple[tuple[Waiting, str], ...]) -> None:
        row = max(0, self.slips.currentRow())
        self._shown = tuple(one for one, _number in lines)
        self.slips.clear()
        self.slips.addItems([_line(one, number) for one, number in lines])
        self.slips.setCurrentRow(min(row, len(lines) - 1))
        (self.slips if lines else self).setFocus()

    def _print(self) -> None:
        self.note.setText("")
        self.press.set_busy(busy=True)
        self._queue.print_now()

    def _remove(self) -> None:
        row = self.slips.currentRow()
        if 0 <= row < len(self._shown):
            self._queue.cancel(self._shown[row])

    def _failed(self, error: DeskError) -> None:
        self.press.set_busy(busy=False)
        self.note.setText(words.sentence(error))


def _line(one: Waiting, number: str) -> str:
    copies = ngettext("{count} bản", "{count} bản", one.copies).format(count=one.copies)
    return " · ".join(part for part in (number, words.form_label(one.form), copies, one.printer) if part)
