"""A temporary password, shown once to be read out or written down."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from commune_desk.i18n import _
from ui import theme, tokens
from ui.kit.basics import button, label, row
from ui.kit.dialog import Dialog


class SecretOnce(Dialog):
    """Goes away for ever when closed; what was copied stays in the clipboard only until then."""

    def __init__(self, person: str, secret: str, parent: QWidget) -> None:
        super().__init__(_("Mật khẩu tạm"), name="secretOnce", parent=parent, size=QSize(560, 330))
        self._secret = secret
        self.body.addWidget(label(_("Đọc cho {person} hoặc chép ra giấy:").format(person=person), wrap=True))
        line = row(spacing=tokens.M)
        self.shown = label(secret, "heading", name="secretShown")
        self.shown.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.shown.setAccessibleName(_("Mật khẩu tạm: {secret}").format(secret=" ".join(secret)))
        self.shown.setStyleSheet(
            f"background: {tokens.ACCENT_SOFT}; border-radius: {tokens.RADIUS}px; padding: {theme.px(tokens.M)}px;"
        )
        line.addWidget(self.shown, 1)
        copy = button(_("Sao chép"), name="secretCopy", icon="copy")
        copy.clicked.connect(self._copy)
        line.addWidget(copy)
        self.body.addLayout(line)
        words = _("Mật khẩu này chỉ hiện một lần và không lưu ở đâu. Người dùng đổi mật khẩu ở mục Mật khẩu.")
        self.body.addWidget(label(words, "muted", wrap=True))
        self.body.addStretch(1)
        close = self.add_button(_("Đã ghi lại"), "primary", name="secretDone", default=True)
        close.clicked.connect(self.accept)
        self.finished.connect(self._forget)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._secret)

    def _forget(self) -> None:
        clipboard = QGuiApplication.clipboard()
        if clipboard.text() == self._secret:
            clipboard.clear()
        self._secret = ""
        self.shown.clear()
        self.deleteLater()
