"""The list as seen, out of the desk: to paper, to CSV, to XLSX."""

import threading
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog

from commune_desk.domain.errors import DeskError
from commune_desk.domain.slips import DayList
from commune_desk.i18n import _
from commune_desk.ports import Filter
from ui.context import ScreenContext
from ui.detail.print_dialog import PrintDialog
from ui.dossiers.columns import export_columns
from ui.dossiers.list_slip import FORM, list_slip
from ui.dossiers.state import count_words
from ui.dossiers.view import DossiersView


class ListOut(QObject):
    """One export at a time, with progress and a way to stop it."""

    _progressed = Signal(int)

    def __init__(self, context: ScreenContext, view: DossiersView) -> None:
        super().__init__(view)
        self._context, self._view = context, view
        self._total = 0
        self._stop = threading.Event()
        self._progressed.connect(self._show_progress, Qt.ConnectionType.QueuedConnection)
        view.progress.cancelled.connect(self._stop.set)

    def print_list(self, shown: Filter, subtitle: str) -> None:
        """Preview the list as a page."""
        job = partial(list_slip, self._context.desk, shown, subtitle)
        self._context.background.read(job, self._preview, owner=self._view)

    def ask_target(self, kind: str, shown: Filter, total: int) -> None:
        """Where the file goes; `kind` is 'csv' or 'xlsx', `total` the expected number of rows."""
        self._total = total
        chooser = QFileDialog(self._view, _("Xuất danh sách"), "", f"{kind.upper()} (*.{kind})")
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.setDefaultSuffix(kind)
        chooser.selectFile(_("danh-sach-ho-so") + f".{kind}")
        chooser.fileSelected.connect(partial(self.export, shown))
        chooser.open()

    def export(self, shown: Filter, path: str) -> None:
        """Write the whole list to `path`."""
        export = self._context.export_list
        if export is None:
            return
        self._stop.clear()
        self._view.progress.begin(_("Đang xuất danh sách…"))
        job = partial(export, Path(path), export_columns(), shown, self._progressed.emit, self._stop.is_set)
        self._context.background.read(job, partial(self._exported, path), self._refused, owner=self)

    def _preview(self, slip: DayList) -> None:
        PrintDialog(self._context, slip, FORM, self._view).open()

    def _show_progress(self, rows: int) -> None:
        self._view.progress.show_done(rows, max(rows, self._total))

    def _exported(self, path: str, rows: int) -> None:
        self._view.progress.end()
        name = Path(path).name
        self._context.messages.say(
            "done", _("Đã xuất {count} vào tệp {name}.").format(count=count_words(rows), name=name)
        )

    def _refused(self, error: DeskError) -> None:
        self._view.progress.end()
        self._context.messages.show_error(error)
