"""The page of a dossier's scans: a list, attach, open."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QListWidgetItem, QWidget

from commune_desk.i18n import _
from ui import icons, theme, tokens
from ui.detail.scans_state import Place, ScanLine
from ui.detail.tabs import QuietList
from ui.kit.basics import button, column, row
from ui.kit.busy_button import BusyButton

_LOOKS = {
    Place.HERE: ("hard-drive", tokens.State.NEUTRAL),
    Place.PROVINCE: ("landmark", tokens.State.OK),
    Place.COMING: ("download", tokens.State.INFO),
    Place.ELSEWHERE: ("download", tokens.State.NEUTRAL),
}


class ScansTab(QWidget):
    """Shows ScanLines; says what is wanted."""

    attach_wanted = Signal()
    open_wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("detailScansPage")
        self.lines: tuple[ScanLine, ...] = ()
        self.list = QuietList("detailScans", _("Bản quét của hồ sơ"))
        self.list.entered.connect(self._open)
        is_large = theme.is_large_print()
        words = (_("Gắn tệp quét… (Ctrl+G)"), _("Đang lưu…"))
        self.attach = BusyButton(*words, "quiet", name="detail_attach", icon="" if is_large else "paperclip")
        self.attach.clicked.connect(self.attach_wanted)
        self.open = button(_("Mở (Enter)"), "quiet", name="detail_open_scan", icon="" if is_large else "eye")
        self.open.clicked.connect(self._open)
        here = Qt.ShortcutContext.WidgetWithChildrenShortcut
        QShortcut("Ctrl+G", self, context=here).activated.connect(self._attach)
        body = column(self, spacing=tokens.XS)
        body.addWidget(self.list, 1)
        foot = row(spacing=tokens.XS)
        foot.addWidget(self.attach)
        foot.addWidget(self.open)
        foot.addStretch(1)
        body.addLayout(foot)
        self.show_lines((), may_attach=False)

    def show_lines(self, lines: tuple[ScanLine, ...], *, may_attach: bool) -> None:
        """The scans as they are now; the one in front stays in front."""
        at = max(0, self.list.currentRow())
        self.lines = lines
        self.list.clear()
        for line in lines:
            icon, state = _LOOKS[line.place]
            self.list.addItem(QListWidgetItem(icons.icon(icon, tokens.TINTS[state].fg), line.text))
        if not lines:
            self.list.addItem(QListWidgetItem(_("Chưa gắn bản quét nào.")))
        self.list.setCurrentRow(min(at, self.list.count() - 1))
        self.attach.setVisible(may_attach)
        self.attach.set_busy(busy=False)
        self.open.setEnabled(bool(lines))

    def _attach(self) -> None:
        if self.attach.isVisible() and self.attach.isEnabled():
            self.attach_wanted.emit()

    def _open(self) -> None:
        at = self.list.currentRow()
        if 0 <= at < len(self.lines):
            self.open_wanted.emit(self.lines[at].scan)
