"""One's own password."""

from functools import partial

from PySide6.QtWidgets import QWidget

from commune_desk.domain.errors import DeskError
from commune_desk.i18n import _
from ui import theme, tokens, words
from ui.administration.care import Care
from ui.administration.section import Section
from ui.context import ScreenContext
from ui.kit.basics import column, label, row
from ui.kit.busy_button import BusyButton
from ui.kit.card import Card
from ui.kit.field import Field
from ui.kit.form_keys import FormKeys
from ui.unlock.password_rules import PasswordRules
from ui.unlock.view import PasswordLine


class PasswordSection(Section):
    """Old, new, new again; the rules tick themselves off."""

    def __init__(self, context: ScreenContext, care: Care) -> None:
        note = _("Quy chuẩn QCVN 12:2026/BCA: quản trị đổi mật khẩu hai tháng một lần.")
        super().__init__(context, care, _("Mật khẩu của tôi"), note, name="passwordSection")
        self.old = PasswordLine(name="ownOld", spoken=_("Mật khẩu hiện nay"))
        self.new = PasswordLine(name="ownNew", spoken=_("Mật khẩu mới"))
        self.again = PasswordLine(name="ownAgain", spoken=_("Gõ lại mật khẩu mới"))
        self.rules = PasswordRules()
        self.go = BusyButton(_("Đổi mật khẩu"), _("Đang đổi…"), name="ownChange", icon="key-round")
        self.go.clicked.connect(self.change)
        old = Field(_("Mật khẩu hiện nay"), self.old, name="ownOld", required=True)
        new = Field(_("Mật khẩu mới"), self.new, name="ownNew", required=True)
        again = Field(_("Gõ lại mật khẩu mới"), self.again, name="ownAgain", required=True)
        self.fields.update({"password": old, "new-password": new})
        self.hint = label("", "warning", name="ownHint")
        card = Card()
        both = row(spacing=tokens.XL)
        form = QWidget()
        form.setMaximumWidth(theme.px(380))
        lines = column(form, spacing=tokens.XS)
        for field in (old, new, again):
            lines.addWidget(field)
        lines.addWidget(self.hint)
        both.addWidget(form, 1)
        side = column()
        side.addWidget(label(_("Mật khẩu mới cần"), "label"))
        side.addWidget(self.rules)
        side.addStretch(1)
        both.addLayout(side, 1)
        card.body.addLayout(both)
        foot = row()
        foot.addStretch(1)
        foot.addWidget(self.go)
        card.body.addLayout(foot)
        self.body.addWidget(card)
        self.body.addStretch(1)
        for line in (self.old, self.new, self.again):
            line.textChanged.connect(self._check)
            line.hinted.connect(self.hint.setText)
        FormKeys(self, last=self.again, at_end=self.change)
        self._check()

    def take_focus(self) -> None:
        """The present password."""
        self.old.setFocus()

    def change(self) -> None:
        """Rewrap the key under the new password."""
        if self._check():
            self.go.set_busy(busy=True)
            job = partial(self.care.change_own_password, self.old.text(), self.new.text())
            self.write(job, self._changed, self._refused)

    def _check(self) -> bool:
        kept = self.rules.check(self.new.text(), self.again.text(), "")
        ready = kept and bool(self.old.text())
        self.go.set_allowed(allowed=ready)
        return ready

    def _changed(self, _nothing: object) -> None:
        self._forget()
        self.done(_("Đã đổi mật khẩu. Từ lần đăng nhập sau hãy dùng mật khẩu mới."))

    def _refused(self, error: DeskError) -> None:
        self.go.set_busy(busy=False)
        known = self.fields.get(str(error.parameters.get("field", "")), self.fields["password"])
        for field in self.fields.values():
            field.show_problem("")
        known.show_problem(words.sentence(error))
        known.input.setFocus()

    def _forget(self) -> None:
        self.go.set_busy(busy=False)
        for field in self.fields.values():
            field.show_problem("")
        for line in (self.old, self.new, self.again):
            line.clear()
        self.old.setFocus()
