"""The papers a supplement request names: ticked, or typed in."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QWidget

from commune_desk.i18n import _
from commune_desk.usecases.reception_input import PaperInput
from ui import theme, tokens
from ui.detail.state import DetailState
from ui.kit.basics import button, column, row

PAPER_ROLE = int(Qt.ItemDataRole.UserRole) + 1


class AskedPapers(QWidget):
    """The checklist with what the case asks for; Enter in the line below adds another paper, ticked."""

    def __init__(self, state: DetailState) -> None:
        super().__init__()
        self.list = QListWidget()
        self.list.setObjectName("askedPapersList")
        self.list.setAccessibleName(_("Giấy tờ cần bổ sung"))
        self.list.setFixedHeight(theme.px(104))
        self.list.setWordWrap(True)
        self.other = QLineEdit()
        self.other.setObjectName("askedPapersOther")
        self.other.setAccessibleName(_("Giấy tờ khác"))
        self.other.setPlaceholderText(_("Giấy tờ khác, rồi bấm Thêm"))
        self.other.setMaxLength(200)
        add = button(_("Thêm"), name="askedPapersAdd", icon="plus")
        add.clicked.connect(self._add_other)
        line = row(spacing=tokens.S)
        line.addWidget(self.other, 1)
        line.addWidget(add)
        body = column(self, spacing=tokens.XS)
        body.addWidget(self.list)
        body.addLayout(line)
        self.setFocusProxy(self.list)
        known = [(one.component, one.name, one.originals, one.copies) for one in state.view.papers]
        there = {component for component, *_rest in known}
        for component, name, originals, copies in (*known, *(c for c in state.components if c[0] not in there)):
            self._add(PaperInput(component, name, originals or 1, copies, is_missing=True), ticked=False)
        if self.list.count():
            self.list.setCurrentRow(0)

    def asked(self) -> tuple[PaperInput, ...]:
        """What is ticked."""
        items = [self.list.item(at) for at in range(self.list.count())]
        return tuple(item.data(PAPER_ROLE) for item in items if item.checkState() == Qt.CheckState.Checked)

    def _add_other(self) -> None:
        name = self.other.text().strip()
        if name:
            component = f"other-{self.list.count() + 1}"
            self._add(PaperInput(component, name, 1, 0, is_missing=True), ticked=True)
            self.other.clear()
            self.list.scrollToBottom()

    def _add(self, paper: PaperInput, *, ticked: bool) -> None:
        item = QListWidgetItem(paper.name)
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        item.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
        item.setData(PAPER_ROLE, paper)
        self.list.addItem(item)
