"""Is this slip ours and unaltered? Scan it, paste it, or open the file."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QGridLayout, QWidget

from commune_desk.domain.errors import DeskError
from commune_desk.domain.ids import RecordId
from commune_desk.i18n import _
from commune_desk.usecases.check_slip import check_text
from ui import theme, tokens, words
from ui.context import ScreenContext
from ui.kit.basics import button, column, icon_label, label, row, show_icon
from ui.kit.card import Card
from ui.kit.field import LineField
from ui.registers.state import Verdict, seal_in, verdict_of


class CheckView(QWidget):
    """A scanner types into the line and ends with Enter; the card answers in colour, word and icon."""

    def __init__(self, context: ScreenContext) -> None:
        super().__init__()
        self.setObjectName("checkSlip")
        self.setAccessibleName(_("Kiểm tra phiếu"))
        self._context = context
        self._asked = 0
        self.verdict: Verdict | None = None
        self.scan = LineField(
            _("Nội dung mã QR"),
            name="checkText",
            placeholder=_("Quét mã QR ở góc phiếu"),
            hint=_("Máy quét tự gõ vào đây; cũng có thể dán rồi bấm Enter."),
        )
        self.scan.line.returnPressed.connect(self.check)
        self.file = button(_("Mở tệp PDF hoặc ảnh… (Ctrl+O)"), name="checkFile", icon="folder-open")
        if context.read_codes is None:
            self.file.hide()
        self.file.clicked.connect(self.ask_file)
        self.open = button(_("Mở hồ sơ (Ctrl+Enter)"), "primary", name="checkOpen", icon="arrow-right")
        self.open.clicked.connect(self.open_dossier)
        self._icon = icon_label(size_px=40)
        self._word = label("", "heading", name="checkVerdict")
        self._explanation = label("", "muted", name="checkExplanation", wrap=True)
        self._facts = QGridLayout()
        self.card = Card(name="checkCard")
        self._lay_out()
        self._show_idle()

    def check(self) -> None:
        """What stands in the line."""
        text = self.scan.text().strip()
        if not text:
            self.scan.show_problem(_("Chưa có nội dung. Hãy quét mã QR trên phiếu."))
            return
        self.scan.show_problem("")
        self._asked += 1
        job = partial(check_text, self._context.desk, text)
        self._context.background.read(job, partial(self._answered, self._asked), self._failed, owner=self)
        self.scan.line.selectAll()

    def ask_file(self) -> None:
        """A slip that came as a file."""
        chooser = QFileDialog(self, _("Mở phiếu"), "", _("Phiếu (*.pdf *.png *.jpg *.jpeg *.bmp)"))
        chooser.setFileMode(QFileDialog.FileMode.ExistingFile)
        chooser.fileSelected.connect(self.read_file)
        chooser.open()

    def read_file(self, path: str) -> None:
        """Find the code on the pages of `path` and check it."""
        read = self._context.read_codes
        if read is not None:
            self._say(tokens.State.NEUTRAL, "hourglass", _("Đang đọc tệp…"), Path(path).name)
            self._context.background.paper(partial(read, Path(path)), self._read, self._failed, owner=self)

    def open_dossier(self) -> None:
        """The dossier the slip names, if this desk has it."""
        if self.verdict is not None and self.verdict.number:
            job = partial(self._context.desk.reads.find_number, self.verdict.number)
            self._context.background.read(job, self._found, owner=self)

    def take_focus(self) -> None:
        """Ready for the scanner."""
        self.scan.focus()

    def load(self) -> None:
        """Nothing to fetch."""

    def _read(self, codes: Sequence[str]) -> None:
        text = seal_in(codes)
        if text:
            self.scan.set_text(text)
            self.check()
        else:
            words_ = _("Tệp này không có mã nào đọc được. Hãy chụp hoặc quét lại rõ hơn, đủ góc có mã QR.")
            self._say(tokens.State.NEUTRAL, "file-x", _("Không thấy mã"), words_)

    def _answered(self, asked: int, check: dict[str, Any]) -> None:
        if asked == self._asked:
            self._show(verdict_of(check))

    def _show(self, verdict: Verdict) -> None:
        self._say(verdict.state, verdict.icon, verdict.word, verdict.explanation)
        self.verdict = verdict
        for at, (name, value) in enumerate(verdict.facts):
            self._facts.addWidget(label(name, "label"), at, 0)
            fact = label(value, "strong", name=f"checkFact{at}")
            fact.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._facts.addWidget(fact, at, 1)
        self.open.setVisible(bool(verdict.number))
        if verdict.facts and verdict.state is not tokens.State.OK:
            at = len(verdict.facts)
            note = label(_("Những điều trên do phiếu tự ghi, chưa được xác nhận."), "warning", wrap=True)
            self._facts.addWidget(note, at, 0, 1, 2)

    def _say(self, state: tokens.State, icon: str, word: str, explanation: str) -> None:
        tint = tokens.TINTS[state]
        self.verdict = None
        while self._facts.count():
            item = self._facts.takeAt(0)
            old = item.widget() if item is not None else None
            if old is not None:
                old.hide()
                old.deleteLater()
        show_icon(self._icon, icon, tint.fg)
        self._word.setText(word)
        self._word.setStyleSheet(f"color: {tint.fg}")
        self._explanation.setText(explanation)
        self.card.setStyleSheet(f"QFrame#checkCard {{ background: {tint.bg}; border: 1px solid {tint.fg}; }}")
        self.card.setAccessibleName(f"{word}. {explanation}")
        self.open.hide()

    def _show_idle(self) -> None:
        self._say(
            tokens.State.NEUTRAL,
            "qr-code",
            _("Chờ quét mã"),
            _("Kiểm tra được cả khi không có mạng: chữ ký số nằm ngay trong mã QR của phiếu."),
        )

    def _failed(self, error: DeskError) -> None:
        self._say(tokens.State.LATE, "circle-alert", _("Chưa kiểm tra được"), words.sentence(error))

    def _found(self, dossier: RecordId | None) -> None:
        if dossier is not None:
            self._context.navigate("dossier", dossier)

    def _lay_out(self) -> None:
        body = column(self, spacing=tokens.L)
        line = row(spacing=tokens.M)
        line.addWidget(self.scan, 1)
        line.addWidget(self.file)
        body.addLayout(line)
        head = row(spacing=tokens.L)
        head.addWidget(self._icon, alignment=Qt.AlignmentFlag.AlignTop)
        told = column(spacing=tokens.XS)
        told.addWidget(self._word)
        told.addWidget(self._explanation)
        head.addLayout(told, 1)
        self.card.body.addLayout(head)
        self._facts.setContentsMargins(theme.px(40) + tokens.L, tokens.S, 0, 0)
        self._facts.setHorizontalSpacing(tokens.XL)
        self._facts.setColumnStretch(1, 1)
        self.card.body.addLayout(self._facts)
        foot = row()
        foot.addStretch(1)
        foot.addWidget(self.open)
        self.card.body.addLayout(foot)
        self.card.setMaximumWidth(theme.px(760))
        body.addWidget(self.card)
        body.addStretch(1)
