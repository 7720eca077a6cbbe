"""Attaching a file to the dossier shown, and opening its scans: jobs beside the window, answers when they come."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog

from commune_desk.domain.dossier_life import Right
from commune_desk.domain.errors import DeskError, StorageTrouble
from commune_desk.domain.ids import RecordId
from commune_desk.domain.records import Scan
from commune_desk.i18n import _
from commune_desk.ports import Changes, Desk
from commune_desk.usecases.attach_scan import ScanAttached, attach_scan, file_ending, open_scan
from ui.context import ScreenContext
from ui.detail.scans_state import ScanLine, read_scans
from ui.detail.view import DetailView
from ui.print_files import private_folder, write_page


class Scanning(QObject):
    """`refresh` with the dossier shown; the rest follows from its page."""

    def __init__(self, context: ScreenContext, view: DetailView) -> None:
        super().__init__(view)
        self._context, self._view = context, view
        self._dossier: RecordId | None = None
        view.scans.attach_wanted.connect(self.ask)
        view.scans.open_wanted.connect(self.open)

    def refresh(self, dossier: RecordId) -> None:
        """Read the list; an answer about another dossier is dropped."""
        if dossier != self._dossier:
            self._dossier = dossier
            self._show(dossier, ())
        job = partial(read_scans, self._context.desk, self._context.sync_reads, dossier)
        self._context.background.read(job, partial(self._show, dossier), owner=self)

    def ask(self) -> None:
        """Which file."""
        chooser = QFileDialog(self._view, _("Gắn tệp quét"), "", _("Bản quét (*.pdf *.jpg *.jpeg *.png *.tif *.tiff)"))
        chooser.setFileMode(QFileDialog.FileMode.ExistingFile)
        chooser.fileSelected.connect(self.attach)
        chooser.open()

    def attach(self, path: str) -> None:
        """Keep the file and name it after itself."""
        if self._dossier is None:
            return
        self._view.scans.attach.set_busy(busy=True)
        file = Path(path)
        job = partial(attach_scan, self._context.desk, self._dossier, None, file, file.stem)
        self._context.background.write(job, self._attached, self._refused, owner=self)

    def open(self, scan: object) -> None:
        """Hand it to the PC's own viewer, from a folder that is emptied when the desk is opened next."""
        if isinstance(scan, Scan):
            job = partial(_written, self._context.desk, scan, self._context.prints_dir)
            self._context.background.read(job, self._opened, partial(self._not_opened, scan.dossier), owner=self)

    def _show(self, dossier: RecordId, lines: tuple[ScanLine, ...]) -> None:
        if dossier == self._dossier:
            rights = self._context.desk.actor.rights
            self._view.show_scans(lines, may_attach=bool(rights & {Right.RECEIVE, Right.PROCESS}))

    def _attached(self, made: ScanAttached) -> None:
        self._context.changes.happened.emit(made.changes)
        told = _("Đã gắn “{name}”. Bản quét được gửi lên tỉnh sau các hồ sơ.").format(name=made.scan.name)
        self._context.messages.say("done", told)
        self.refresh(made.scan.dossier)

    def _refused(self, error: DeskError) -> None:
        self._view.scans.attach.set_busy(busy=False)
        self._context.messages.show_error(error)

    def _opened(self, path: Path) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

    def _not_opened(self, dossier: RecordId, error: DeskError) -> None:
        self._context.messages.show_error(error)
        # The wish is written down: the exchange looks at once.
        self._context.changes.happened.emit(Changes(frozenset({dossier})))
        self.refresh(dossier)


def _written(desk: Desk, scan: Scan, folder: Path) -> Path:
    """A file only its owner can read."""
    data = open_scan(desk, scan)
    target = folder / f"scan-{scan.id.text}{file_ending(scan)}"
    try:
        write_page(private_folder(folder) / target.name, data)
    except OSError as error:
        raise StorageTrouble("file-trouble", number=error.errno or 0) from error
    return target
