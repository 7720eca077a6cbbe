"""Getting back in with two of the three recovery sheets."""

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from commune_desk.i18n import _
from ui import theme, tokens
from ui.kit.basics import label, row
from ui.kit.busy_button import BusyButton
from ui.kit.dialog import Dialog
from ui.kit.field import Field, LineField
from ui.kit.form_keys import FormKeys
from ui.unlock.password_rules import PasswordRules
from ui.unlock.state import Recovery
from ui.unlock.view import PasswordLine


class RecoverDialog(Dialog):
    """Two sheets, one user name, a new password; `recover_wanted(Recovery)` when complete."""

    recover_wanted = Signal(object)

    def __init__(self, user_name: str, parent: QWidget) -> None:
        super().__init__(_("Khôi phục bằng hai phiếu"), name="recoverDesk", parent=parent, size=QSize(820, 480))
        self.body.addWidget(
            label(
                _(
                    "Gõ 20 từ của hai trong ba phiếu khôi phục. Bốn chữ đầu của mỗi từ là đủ; "
                    "không phân biệt chữ hoa, chữ thường."
                ),
                "muted",
                wrap=True,
            )
        )
        self._shares = [self._share(number) for number in (1, 2)]
        both = row(spacing=tokens.L)
        for share in self._shares:
            both.addWidget(share)
        self.body.addLayout(both)
        self._user = LineField(_("Tên đăng nhập"), name="recoverUser", required=True)
        self._user.set_text(user_name)
        self._password = PasswordLine(name="newPassword", spoken=_("Mật khẩu mới"))
        self._again = PasswordLine(name="newPasswordAgain", spoken=_("Gõ lại mật khẩu mới"))
        self._rules = PasswordRules(columns=2)
        self._problem = label("", "error", name="recoverProblem", wrap=True)
        fields = row(spacing=tokens.L)
        fields.addWidget(self._user)
        fields.addWidget(Field(_("Mật khẩu mới"), self._password, name="newPassword"))
        fields.addWidget(Field(_("Gõ lại mật khẩu mới"), self._again, name="newPasswordAgain"))
        self.body.addLayout(fields)
        self.body.addWidget(self._rules)
        self.body.addWidget(self._problem)
        self.body.addStretch(1)
        self.add_cancel(_("Thôi"))
        self._go = BusyButton(_("Khôi phục"), _("Đang khôi phục…"), name="recoverGo")
        self._foot.addWidget(self._go)
        self._go.clicked.connect(self._press)
        for field in (self._password, self._again, self._user.line):
            field.textChanged.connect(self._check)
        self._keys = FormKeys(self, last=self._again, at_end=self._press)
        self._check()

    def show_problem(self, words: str, field: str = "") -> None:
        """The shares or the name were refused; `field` is share-1, share-2 or another."""
        self._go.set_busy(busy=False)
        known = {"share-1": self._shares[0], "share-2": self._shares[1]}
        for name, share in known.items():
            share.show_problem(words if name == field else "")
        self._problem.setText("" if field in known else words)
        (known.get(field) or self._shares[0]).setFocus()

    def _share(self, number: int) -> Field:
        text = QPlainTextEdit()
        text.setTabChangesFocus(True)
        text.setFixedHeight(theme.px(80))
        words = _("Phiếu thứ nhất") if number == 1 else _("Phiếu thứ hai")
        return Field(words, text, name=f"share{number}")

    def _check(self) -> bool:
        good = self._rules.check(self._password.text(), self._again.text(), self._user.text().strip())
        ready = good and bool(self._user.text().strip())
        self._go.set_allowed(allowed=ready)
        return ready

    def _press(self) -> None:
        if not self._check():
            return
        first, second = (_typed(share) for share in self._shares)
        self._go.set_busy(busy=True)
        self._problem.setText("")
        self.recover_wanted.emit(Recovery((first, second), self._user.text().strip(), self._password.text()))


def _typed(share: Field) -> str:
    return share.input.toPlainText() if isinstance(share.input, QPlainTextEdit) else ""
