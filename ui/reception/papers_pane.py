"""The checklist with its head and its keys."""

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QWidget

from commune_desk.i18n import _
from ui import theme, tokens
from ui.kit.basics import column, label, row
from ui.reception.papers_table import PapersTable
from ui.reception.shown import Shown

WIDTH_WITH_KEYS_PX = 440


class PapersPane(QFrame):
    """What the citizen hands in."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("papersPane")
        self.setProperty("kind", "card")
        self.table = PapersTable()
        self._count = label("", "strong", name="papersCount")
        head = row()
        head.setContentsMargins(tokens.M, tokens.S, tokens.M, 0)
        head.addWidget(label(_("Giấy tờ"), "subtitle"))
        head.addWidget(self._count)
        head.addStretch(1)
        self._caps = QWidget()
        caps = row(self._caps, spacing=tokens.XS + 2)
        for key, words in (("Space", _("có")), ("M", _("thiếu")), ("A", _("đủ cả"))):
            caps.addWidget(label(key, "key"))
            caps.addWidget(label(words, "hint"))
        head.addWidget(label("F6", "key"))
        head.addWidget(self._caps)
        self._empty = label(_("Chọn thủ tục để thấy giấy tờ cần nộp."), "muted", name="papersEmpty", wrap=True)
        self._empty.setContentsMargins(tokens.M, tokens.XL, tokens.M, tokens.M)
        body = column(self, spacing=tokens.XS)
        body.setContentsMargins(1, 0, 1, 1)
        body.addLayout(head)
        body.addWidget(self.table, 1)
        body.addWidget(self._empty, 1)
        self.table.setStyleSheet(f"QTableView {{ border: none; border-top: 1px solid {tokens.LINE}; }}")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._caps.setVisible(self.width() >= theme.px(WIDTH_WITH_KEYS_PX))

    def show_state(self, shown: Shown) -> None:
        """The lines, or what to do first."""
        lines = shown.state.papers
        self.table.show_lines(lines, shown.held_rows)
        self._count.setText(shown.papers_title)
        chosen = bool(shown.state.procedure)
        self.table.setVisible(bool(lines))
        self._empty.setVisible(not lines)
        self._empty.setText(
            _("Thủ tục này không đòi giấy tờ nào trong danh mục. Insert: thêm giấy tờ.")
            if chosen
            else _("Chọn thủ tục để thấy giấy tờ cần nộp.")
        )
