"""A form before it goes to paper: preview, printer, copies; PDF where there is no printer."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QComboBox, QFileDialog, QSpinBox, QWidget

from commune_desk.domain.errors import DeskError, StorageTrouble
from commune_desk.domain.ids import RecordId
from commune_desk.domain.slips import Slip
from commune_desk.i18n import _
from ui import tokens, words
from ui.context import Press, ScreenContext
from ui.kit.basics import label, row
from ui.kit.busy_button import BusyButton
from ui.kit.dialog import Dialog
from ui.preview_panel.panel import PreviewPanel
from ui.print_files import write_page
from ui.print_queue import Waiting, copy_of

MOST_COPIES = 20


class PrintDialog(Dialog):
    """Enter prints, Esc leaves; the slip is stored already, so leaving loses nothing."""

    printed = Signal()

    def __init__(
        self, context: ScreenContext, slip: Slip, form: str, parent: QWidget, *, look_only: bool = False
    ) -> None:
        super().__init__(words.form_label(form), name="printDialog", parent=parent, size=QSize(860, 480))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._context, self._slip, self._form = context, slip, form
        self.panel = PreviewPanel(name="printPreview")
        self.panel.setMinimumHeight(240)
        self.body.addWidget(self.panel, 1)
        self.add_cancel()
        self.pdf = self.add_button(_("Lưu PDF…"), name="printPdf")
        self.pdf.clicked.connect(self._ask_where)
        self._note = label("", "error", name="printNote", wrap=True)
        self.printer, self.copies = QComboBox(), QSpinBox()
        self.press = BusyButton(_("In (Enter)"), _("Đang in…"), name="printNow", icon="printer")
        if look_only:
            self.pdf.setFocus()
        else:
            self._ask_printer()
        self.panel.show_slip(context.background, context.press, slip)

    def may_wait(self, slip: RecordId) -> None:
        """Offer to keep this stored slip for when its printer is there."""
        if self._context.queue_print is not None:
            self.later = self.add_button(_("Để chờ in"), name="printLater")
            self.later.clicked.connect(partial(self._wait, slip))

    def _wait(self, slip: RecordId) -> None:
        if self._context.queue_print is None:
            return
        printer = self.printer.currentText() if self.printer.isEnabled() else ""
        copies = self.copies.value()
        self._context.queue_print(Waiting(slip, self._form, printer, copies, copy_of(self._slip)))
        self._context.messages.say("info", _("Phiếu nằm trong hàng chờ in (Ctrl+Shift+P)."))
        self.accept()

    def _ask_printer(self) -> None:
        self.printer.setObjectName("printPrinter")
        self.printer.setAccessibleName(_("Máy in"))
        self.copies.setObjectName("printCopies")
        self.copies.setAccessibleName(_("Số bản"))
        self.copies.setRange(1, MOST_COPIES)
        line = row(spacing=tokens.S)
        line.addWidget(label(_("Máy in"), "label"))
        line.addWidget(self.printer, 2)
        line.addWidget(label(_("Số bản"), "label"))
        line.addWidget(self.copies)
        line.addWidget(self._note, 3)
        self.body.addLayout(line)
        self.press.setDefault(True)
        self.press.setAutoDefault(True)
        self._foot.addWidget(self.press)
        self.press.clicked.connect(self._print)
        self.press.set_allowed(allowed=False)
        background = self._context.background
        background.paper(self._context.press.printers, self._show_printers, self._refused, owner=self)

    def _show_printers(self, names: list[str]) -> None:
        self.printer.addItems(names)
        self.printer.setEnabled(bool(names))
        self.press.set_allowed(allowed=bool(names))
        if names:
            job = partial(self._context.desk.local.recall, f"printer/{self._form}")
            self._context.background.read(job, self.printer.setCurrentText, owner=self)
            self.press.setFocus()
        else:
            self.printer.addItem(_("Máy này chưa có máy in"))
            self.pdf.setFocus()

    def _print(self) -> None:
        self.press.set_busy(busy=True)
        name, copies = self.printer.currentText(), self.copies.value()
        job = partial(self._context.press.print_slip, self._slip, name, copies)
        self._context.background.paper(job, self._went_out, self._refused, owner=self)

    def _went_out(self, _nothing: object) -> None:
        name, desk = self.printer.currentText(), self._context.desk
        self._context.background.write(partial(desk.local.remember, f"printer/{self._form}", name), _ignore, owner=self)
        self._context.messages.say("done", _("Đã gửi ra máy in {printer}.").format(printer=name))
        self.printed.emit()
        self.accept()

    def _refused(self, error: DeskError) -> None:
        self.press.set_busy(busy=False)
        self._note.setText(words.sentence(error))
        self._context.messages.show_error(error)

    def _ask_where(self) -> None:
        chooser = QFileDialog(self, _("Lưu PDF"), "", _("Tệp PDF (*.pdf)"))
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.setDefaultSuffix("pdf")
        chooser.selectFile(f"{self._slip.dossier_number or self._form}.pdf")
        chooser.fileSelected.connect(self._save)
        chooser.open()

    def _save(self, path: str) -> None:
        job = partial(_write_pdf, self._context.press, self._slip, Path(path))
        self._context.background.paper(job, partial(self._saved, path), self._refused, owner=self)

    def _saved(self, path: str, _nothing: object) -> None:
        self._context.messages.say("done", _("Đã lưu PDF: {name}").format(name=Path(path).name))
        self.printed.emit()
        self.accept()


def _write_pdf(press: Press, slip: Slip, target: Path) -> None:
    data = press.pdf_bytes(slip)
    try:
        write_page(target, data)
    except OSError as error:
        raise StorageTrouble("file-trouble", number=error.errno or 0) from error


def _ignore(_nothing: object) -> None:
    """Remembering the printer needs no answer."""
