"""Printing the three recovery sheets: asked with the password, printed at once, kept nowhere."""

from functools import partial
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QObject, QSize
from PySide6.QtWidgets import QComboBox, QFileDialog, QWidget

from commune_desk.domain.dossier_life import Right
from commune_desk.domain.errors import DeskError, NotFound, StorageTrouble
from commune_desk.domain.slips import PRACTICE, RecoverySheet
from commune_desk.i18n import _
from commune_desk.ports import Desk
from commune_desk.usecases.slip_making import letterhead
from ui import tokens, words
from ui.administration.care import Care
from ui.context import Press, ScreenContext
from ui.kit.basics import icon_label, label, row
from ui.kit.busy_button import BusyButton
from ui.kit.dialog import Dialog
from ui.kit.field import Field
from ui.kit.form_dialog import FormDialog
from ui.print_files import write_page
from ui.unlock.view import PasswordLine

TITLE = "PHIẾU KHÔI PHỤC DỮ LIỆU"


class Made(NamedTuple):
    """Sheets ready to be printed, and the printers there are."""

    sheets: tuple[RecoverySheet, ...]
    printers: tuple[str, ...]


class RecoveryFlow(QObject):
    """Password, then printer."""

    def __init__(self, context: ScreenContext, care: Care, parent: QWidget) -> None:
        super().__init__(parent)
        self._context, self._care, self._parent = context, care, parent

    def ask(self) -> None:
        """The administrator's own password first: earlier sheets lose their power."""
        if Right.ADMINISTER not in self._context.desk.actor.rights:
            return
        dialog = FormDialog(
            _("In phiếu khôi phục"), _("Lập ba phiếu mới"), name="recoveryAsk", parent=self._parent,
            size=QSize(600, 360),
        )  # fmt: skip
        dialog.say(
            _(
                "Ba phiếu, hai phiếu bất kỳ mở lại được bàn khi mất mật khẩu hoặc hỏng máy. "
                "Cất mỗi phiếu ở một két khác nhau. Các phiếu in trước đây sẽ hết tác dụng."
            )
        )
        password = PasswordLine(name="recoveryPassword", spoken=_("Mật khẩu của bạn"))
        dialog.add(Field(_("Mật khẩu của bạn"), password, name="recoveryPassword", required=True), "password")
        context, care = self._context, self._care
        job = lambda: partial(make, context.desk, context.press, care, password.text())  # noqa: E731
        dialog.ask(context.background, words.sentence, job, self._print)

    def _print(self, made: Made) -> None:
        PrintSheets(self._context, made, self._parent).open()


class PrintSheets(Dialog):
    """The sheets go to paper one by one; without a printer as PDF to a stick, and said to be secret."""

    def __init__(self, context: ScreenContext, made: Made, parent: QWidget) -> None:
        super().__init__(_("Ba phiếu khôi phục đã lập"), name="recoveryPrint", parent=parent, size=QSize(600, 340))
        self._context, self._made = context, made
        line = row(spacing=tokens.M)
        line.addWidget(icon_label("triangle-alert", tokens.TINTS[tokens.State.SOON].fg, size_px=22))
        warning = _("Các từ trên phiếu không lưu ở đâu. Hãy in ngay; đóng hộp này mà chưa in thì phải lập lại.")
        line.addWidget(label(warning, wrap=True), 1)
        self.body.addLayout(line)
        self.printer = QComboBox()
        self.printer.addItems(list(made.printers) or [_("Máy này chưa có máy in")])
        self.printer.setEnabled(bool(made.printers))
        self.body.addWidget(Field(_("Máy in"), self.printer, name="recoveryPrinter"))
        self.problem = label("", "error", name="recoveryProblem", wrap=True)
        self.body.addWidget(self.problem)
        self.body.addStretch(1)
        self.add_cancel()
        pdf = self.add_button(_("Lưu PDF vào USB…"), name="recoveryPdf")
        pdf.clicked.connect(self.ask_folder)
        self.press = BusyButton(_("In ba phiếu"), _("Đang in…"), name="recoveryPrintNow", icon="printer")
        self.press.set_allowed(allowed=bool(made.printers))
        self.press.clicked.connect(self.print)
        self._foot.addWidget(self.press)
        self.finished.connect(self.deleteLater)
        (self.press if made.printers else pdf).setDefault(True)

    def print(self) -> None:
        """All three to the printer chosen."""
        self.press.set_busy(busy=True)
        job = partial(_print_all, self._context.press, self._made.sheets, self.printer.currentText())
        self._context.background.paper(job, self._done, self._refused, owner=self)

    def ask_folder(self) -> None:
        """A folder on a stick."""
        chooser = QFileDialog(self, _("Chọn thư mục trên USB"))
        chooser.setFileMode(QFileDialog.FileMode.Directory)
        chooser.fileSelected.connect(self.save)
        chooser.open()

    def save(self, folder: str) -> None:
        """Three PDF files."""
        self.press.set_busy(busy=True)
        job = partial(_save_all, self._context.press, self._made.sheets, Path(folder))
        self._context.background.paper(job, self._done, self._refused, owner=self)

    def _done(self, _nothing: object) -> None:
        text = _("Ba phiếu khôi phục đã ra. Hãy giao cho ba người giữ ở ba két.")
        self._context.messages.say("done", text)
        self.accept()

    def _refused(self, error: DeskError) -> None:
        self.press.set_busy(busy=False)
        self.problem.setText(words.sentence(error))


def make(desk: Desk, press: Press, care: Care, password: str) -> Made:
    """New shares as sheets; on the writer thread."""
    office = desk.reads.office()
    if office is None:
        raise NotFound("office-not-set")
    shares = care.make_recovery_shares(password)
    made_at = desk.now()
    sheets = tuple(
        RecoverySheet(
            letterhead=letterhead(office),
            title=TITLE,
            made_at=made_at,
            share_index=number,
            share_count=len(shares),
            words=share,
            desk_name=office.desk_name,
            marks=(PRACTICE,) if office.is_practice else (),
        )
        for number, share in enumerate(shares, 1)
    )
    return Made(sheets, tuple(press.printers()))


def _print_all(press: Press, sheets: tuple[RecoverySheet, ...], printer: str) -> None:
    for sheet in sheets:
        press.print_slip(sheet, printer, 1)


def _save_all(press: Press, sheets: tuple[RecoverySheet, ...], folder: Path) -> None:
    try:
        for sheet in sheets:
            write_page(folder / f"phieu-khoi-phuc-{sheet.share_index}.pdf", press.pdf_bytes(sheet))
    except OSError as error:
        raise StorageTrouble("file-trouble", number=error.errno or 0) from error
