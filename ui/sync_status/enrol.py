"""A desk that does not know the province yet: an address, a code, one button."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from commune_desk.i18n import _
from ui import theme, tokens
from ui.kit.basics import column, icon_label, label, row
from ui.kit.busy_button import BusyButton
from ui.kit.card import Card
from ui.kit.field import LineField


class EnrolForm(QWidget):
    """Enter in the last line enrols; a refusal stands below the fields and leaves what was typed."""

    wanted = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("enrol")
        self.setAccessibleName(_("Đăng ký bàn này với tỉnh"))
        self.url = LineField(
            _("Địa chỉ máy chủ của tỉnh"),
            name="enrolUrl",
            placeholder="https://motcua.tinh.gov.vn",
            hint=_("Ghi trên phiếu đăng ký do tỉnh cấp."),
            required=True,
        )
        self.code = LineField(
            _("Mã đăng ký"),
            name="enrolCode",
            placeholder="XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-XXXX",
            hint=_("Tám nhóm bốn ký tự, hoặc quét mã QR trên phiếu; dùng được một lần, trong 24 giờ."),
            required=True,
        )
        self.problem = label("", "error", name="enrolProblem", wrap=True)
        self.go = BusyButton(_("Đăng ký (Enter)"), _("Đang đăng ký…"), name="enrolGo", icon="landmark")
        self.go.clicked.connect(self._ask)
        self.url.line.returnPressed.connect(self.code.focus)
        self.code.line.returnPressed.connect(self._ask)
        for field in (self.url, self.code):
            field.changed.connect(self._take_scan)
        self._lay_out()

    def show_problem(self, text: str) -> None:
        """Why it did not work; '' while it is tried."""
        self.problem.setText(text)
        self.problem.setAccessibleName(text)
        self.go.set_busy(busy=False)
        if text:
            self.code.focus()

    def take_focus(self) -> None:
        """To the first empty field."""
        (self.code if self.url.text() else self.url).focus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.go.hasFocus():
            self._ask()
        else:
            super().keyPressEvent(event)

    def _take_scan(self, text: str) -> None:
        """A QR code holds both: the address, then # and the code, wherever the scanner typed it."""
        address, mark, code = text.strip().partition("#")
        if mark and code:
            self.url.set_text(address)
            self.code.set_text(code)

    def _ask(self) -> None:
        url, code = self.url.text().strip(), self.code.text().strip()
        self.url.show_problem("" if url else _("Chưa có địa chỉ. Hãy xem trên phiếu đăng ký."))
        self.code.show_problem("" if code else _("Chưa có mã. Hãy xem trên phiếu đăng ký, hoặc xin tỉnh cấp mã mới."))
        if url and code and self.go.isEnabled():
            self.problem.setText("")
            self.go.set_busy(busy=True)
            self.wanted.emit(url, code)

    def _lay_out(self) -> None:
        card = Card(name="enrolCard")
        card.setFixedWidth(theme.px(600))
        head = row(spacing=tokens.M)
        head.addWidget(icon_label("landmark", tokens.ACCENT, size_px=32), alignment=Qt.AlignmentFlag.AlignTop)
        told = column(spacing=tokens.XS)
        told.addWidget(label(_("Bàn này chưa nối với tỉnh"), "title", name="enrolTitle"))
        explanation = _(
            "Mọi việc vẫn làm được và giữ an toàn ở máy này. Đăng ký một lần để hồ sơ tự đến tỉnh "
            "và bàn khác trong xã cùng thấy; việc đã làm trước đây cũng được gửi."
        )
        told.addWidget(label(explanation, "muted", wrap=True))
        head.addLayout(told, 1)
        card.body.addLayout(head)
        card.body.addSpacing(tokens.S)
        for widget in (self.url, self.code, self.problem):
            card.body.addWidget(widget)
        foot = row()
        foot.addStretch(1)
        foot.addWidget(self.go)
        card.body.addLayout(foot)
        middle = row()
        middle.addStretch(1)
        middle.addWidget(card)
        middle.addStretch(1)
        body = column(self)
        body.addStretch(1)
        body.addLayout(middle)
        body.addStretch(2)
