"""The exchange on a stick: write it out, read it in, both beside the work at the counter."""

import threading
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFileDialog, QWidget

from commune_desk.domain.errors import DeskError
from commune_desk.i18n import _, ngettext
from commune_desk.sync_ports import Brought, CourierControl, Wrote
from ui import tokens, words
from ui.context import ScreenContext
from ui.kit.basics import button, column, icon_label, label, restyle, row
from ui.kit.dialog import Dialog
from ui.kit.progress_strip import ProgressStrip
from ui.sync_status.state import size_words

KILO = 1024
"""Progress is shown in KiB: Qt's bars count in 31 bits."""


class CourierDialog(Dialog):
    """1 writes, 2 reads; the file is encrypted, so any stick will do."""

    _progressed = Signal(object, object)

    def __init__(self, context: ScreenContext, courier: CourierControl, parent: QWidget) -> None:
        super().__init__(_("Gửi nhận bằng USB"), name="courierDialog", parent=parent, size=QSize(640, 420))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._context, self._courier = context, courier
        self._stop = threading.Event()
        told = _(
            "Khi mất mạng lâu, chép hồ sơ ra USB và mang đến nơi có mạng hoặc lên tỉnh. Tệp được mã hóa và ký số: "
            "mất USB không lộ dữ liệu, đọc hai lần không sinh thêm hồ sơ."
        )
        self.body.addWidget(label(told, "muted", wrap=True))
        self.write = button(_("Ghi ra USB… (1)"), name="courierWrite", icon="upload")
        self.read = button(_("Đọc từ USB… (2)"), name="courierRead", icon="download")
        self.write.clicked.connect(self.ask_folder)
        self.read.clicked.connect(self.ask_file)
        self._offer("upload", _("Những gì tỉnh chưa có, hồ sơ trước rồi đến bản quét."), self.write)
        self._offer("download", _("Tệp do tỉnh hoặc máy khác trong xã ghi, có cả biên nhận."), self.read)
        self.outcome = label("", "strong", name="courierResult", wrap=True)
        self.progress = ProgressStrip(name="courierProgress")
        self.body.addWidget(self.outcome)
        self.body.addStretch(1)
        self.body.addWidget(self.progress)
        self.progress.cancelled.connect(self._stop.set)
        self._progressed.connect(self._show_progress, Qt.ConnectionType.QueuedConnection)
        self.finished.connect(self._stop.set)
        self.add_cancel()
        self.write.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        act = {"1": self.write, "2": self.read}.get(event.text())
        if act is not None:
            act.click()
        else:
            super().keyPressEvent(event)

    def ask_folder(self) -> None:
        """Which folder of the stick."""
        chooser = QFileDialog(self, _("Chọn USB"), "")
        chooser.setFileMode(QFileDialog.FileMode.Directory)
        chooser.setOption(QFileDialog.Option.ShowDirsOnly)
        chooser.fileSelected.connect(self.write_to)
        chooser.open()

    def ask_file(self) -> None:
        """Which file of the stick."""
        chooser = QFileDialog(self, _("Chọn tệp trên USB"), "", _("Tệp gửi nhận (*.vsync)"))
        chooser.setFileMode(QFileDialog.FileMode.ExistingFile)
        chooser.fileSelected.connect(self.read_from)
        chooser.open()

    def write_to(self, folder: str) -> None:
        """One new file there."""
        self._begin(_("Đang ghi ra USB…"))
        job = partial(self._courier.write, Path(folder), self._progressed.emit, self._stop.is_set)
        self._context.background.read(job, self._wrote, self._refused, owner=self)

    def read_from(self, file: str) -> None:
        """What it brings."""
        self._begin(_("Đang đọc từ USB…"))
        job = partial(self._courier.read, Path(file), self._progressed.emit, self._stop.is_set)
        self._context.background.read(job, self._brought, self._refused, owner=self)

    def _begin(self, words_: str) -> None:
        self._stop.clear()
        self._say("", "strong")
        self._allow(allowed=False)
        self.progress.begin(words_)

    def _wrote(self, wrote: Wrote) -> None:
        told = ngettext(
            "Đã ghi {count} việc và {scans} bản quét ({size}) vào tệp {name}.",
            "Đã ghi {count} việc và {scans} bản quét ({size}) vào tệp {name}.",
            wrote.entries,
        ).format(count=wrote.entries, scans=wrote.scans, size=size_words(wrote.size_bytes), name=wrote.file.name)
        if wrote.missing_scans:
            told += " " + ngettext(
                "USB đầy: {count} bản quét để lần sau.", "USB đầy: {count} bản quét để lần sau.", wrote.missing_scans
            ).format(count=wrote.missing_scans)
        self._end(told + " " + _("Nhớ ngắt USB an toàn trước khi rút."))

    def _brought(self, brought: Brought) -> None:
        told = ngettext(
            "Đã nhận {count} việc mới, {scans} bản quét, {receipts} biên nhận của tỉnh.",
            "Đã nhận {count} việc mới, {scans} bản quét, {receipts} biên nhận của tỉnh.",
            brought.entries,
        ).format(count=brought.entries, scans=brought.scans, receipts=brought.receipts)
        if brought.known:
            told += " " + _("{count} việc máy này đã có sẵn.").format(count=brought.known)
        if brought.refused:
            told += " " + _("{count} việc không được nhận; xem ở mục Cần xử lý.").format(count=brought.refused)
        self._end(told)

    def _refused(self, error: DeskError) -> None:
        self._end(words.sentence(error), "error")

    def _show_progress(self, done: int, total: int) -> None:
        self.progress.show_done(done // KILO, max(1, total // KILO))

    def _end(self, told: str, kind: str = "strong") -> None:
        self.progress.end()
        self._allow(allowed=True)
        self._say(told, kind)
        self.write.setFocus()

    def _say(self, told: str, kind: str) -> None:
        self.outcome.setText(told)
        self.outcome.setAccessibleName(told)
        self.outcome.setProperty("kind", kind)
        restyle(self.outcome)

    def _allow(self, *, allowed: bool) -> None:
        for made in (self.write, self.read):
            made.setEnabled(allowed)

    def _offer(self, icon: str, told: str, made: QWidget) -> None:
        line = row(spacing=tokens.M)
        line.addWidget(icon_label(icon, tokens.ACCENT, size_px=22))
        explained = column()
        explained.addWidget(label(told, wrap=True))
        line.addLayout(explained, 1)
        line.addWidget(made)
        self.body.addLayout(line)
