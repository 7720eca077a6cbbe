"""The citizen's word about the service: one key, no name, no time."""

from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from commune_desk.i18n import N_, _
from commune_desk.usecases.vote import LOW_SCORE
from ui import theme, tokens
from ui.kit.basics import button, label, row
from ui.kit.dialog import Dialog
from ui.kit.field import LineField

SCORES = (
    (5, N_("Rất hài lòng")),
    (4, N_("Hài lòng")),
    (3, N_("Bình thường")),
    (2, N_("Chưa hài lòng")),
    (1, N_("Rất không hài lòng")),
)


class VoteDialog(Dialog):
    """Keys 1 to 5; a low score may say why, Enter sends it; Esc votes nothing."""

    voted = Signal(int, str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(_("Mời công dân đánh giá"), name="voteDialog", parent=parent, size=QSize(760, 320))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._score = 0
        self.body.addWidget(label(_("Ông, bà có hài lòng với việc giải quyết hồ sơ này không?"), "subtitle", wrap=True))
        self.body.addWidget(
            label(
                _("Phiếu không ghi tên, không ghi giờ, được trộn lẫn với phiếu khác trước khi cộng."),
                "muted",
                wrap=True,
            )
        )
        line = row(spacing=tokens.S)
        for score, text in SCORES:
            made = button(f"{score}\n{_(text)}", name=f"vote_{score}")
            made.setMinimumHeight(theme.px(64))
            made.clicked.connect(partial(self.choose, score))
            line.addWidget(made, 1)
        self.body.addLayout(line)
        self.why = LineField(_("Điều chưa hài lòng (không bắt buộc)"), name="voteWhy")
        self.why.line.setMaxLength(200)
        self.why.line.returnPressed.connect(self._send)
        self.why.hide()
        self.body.addWidget(self.why)
        self.body.addStretch(1)
        self.add_cancel(_("Bỏ qua (Esc)"))
        self.send = self.add_button(_("Gửi"), "primary", name="voteSend")
        self.send.clicked.connect(self._send)
        self.send.hide()

    def choose(self, score: int, _on: object = None) -> None:
        """One of the five; a low one waits for its reason."""
        self._score = score
        if score > LOW_SCORE:
            self._send()
            return
        self.why.show()
        self.send.show()
        self.why.focus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        digit = event.text()
        if digit in ("1", "2", "3", "4", "5") and not self.why.line.hasFocus():
            self.choose(int(digit))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.why.line.hasFocus():
            event.accept()
        else:
            super().keyPressEvent(event)

    def _send(self) -> None:
        if self._score:
            self.voted.emit(self._score, self.why.text())
            self._score = 0
            self.accept()
