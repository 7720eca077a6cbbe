"""A printed list beside its preview: the day's list and the tracking register look alike."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSplitter, QStackedWidget, QWidget

from commune_desk.i18n import _
from ui import theme, tokens
from ui.background import Background
from ui.dossiers.state import count_words
from ui.kit.basics import button, column, label, row
from ui.kit.date_field import DateField
from ui.kit.empty_state import EmptyState
from ui.kit.flow_row import FlowRow
from ui.kit.page_model import Column
from ui.kit.whole_list import list_table
from ui.preview_panel.panel import PreviewPanel
from ui.registers.state import BookLine


class BookView(QWidget):
    """`choose` holds the days (the owner fills it); Enter on a line opens its dossier."""

    opened = Signal(object)
    print_wanted = Signal()
    export_wanted = Signal(str)

    def __init__(self, background: Background, *, name: str, spoken: str, can_export: bool) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(spoken)
        self._days: list[DateField] = []
        self.choose: QHBoxLayout = row(spacing=tokens.S)
        self.quick: QHBoxLayout = row(spacing=tokens.S)
        self.count = label("", "strong", name=f"{name}Count")
        self.problem = label("", "error", name=f"{name}Problem", wrap=True)
        self.model, self.table = list_table(_columns(), lambda line: line.number, background, name=name, spoken=spoken)
        self.table.opened.connect(self.opened)
        self.empty = EmptyState("book-open", "", name=f"{name}Empty")
        self.preview = PreviewPanel(name=f"{name}Preview")
        self.print = button(_("In, lưu PDF (Ctrl+P)"), "primary", name=f"{name}Print", icon="printer")
        self.print.clicked.connect(self.print_wanted)
        self.exports = [self._export(kind) for kind in ("xlsx", "csv")] if can_export else []
        self._stack = QStackedWidget()
        self._lay_out()

    def add_day(self, field: DateField, width_px: int) -> None:
        """A date in the line of choices; what is wrong with it stands under the line."""
        field.note.hide()
        layout = field.layout()
        if layout is not None:
            layout.setContentsMargins(0, 0, 0, 0)
        field.setFixedWidth(theme.px(width_px))
        field.left.connect(self._mirror)
        field.picked.connect(self._mirror)
        self._days.append(field)
        self.choose.addWidget(field)

    def add_choice(self, widget: QWidget) -> None:
        """A button or chips beside the dates, on their line."""
        self.choose.addWidget(widget, alignment=Qt.AlignmentFlag.AlignBottom)

    def show_problem(self, text: str) -> None:
        """Under the line of choices."""
        self.problem.setText(text)
        self.problem.setVisible(bool(text))

    def show_lines(self, count: int) -> None:
        """The list came: its size, or why it is empty."""
        self.count.setText(count_words(count))
        self._stack.setCurrentWidget(self.table if count else self.empty)
        for made in (self.print, *self.exports):
            made.setEnabled(count > 0)

    def show_nothing(self, sentence: str, explanation: str = "") -> None:
        """No list, and why."""
        self.empty.show_words(sentence, explanation)
        self.count.setText("")
        self._stack.setCurrentWidget(self.empty)
        self.preview.say("")
        for made in (self.print, *self.exports):
            made.setEnabled(False)

    def _mirror(self) -> None:
        self.show_problem(next((field.problem for field in self._days if field.problem), ""))

    def _export(self, kind: str) -> QPushButton:
        made = button(_("Xuất {kind}").format(kind=kind.upper()), "quiet", name=f"{self.objectName()}_{kind}")
        made.setProperty("choice", kind)
        made.clicked.connect(self._pressed_export)
        return made

    def _pressed_export(self) -> None:
        self.export_wanted.emit(str(self.sender().property("choice")))

    def _lay_out(self) -> None:
        left = QWidget()
        side = column(left, spacing=tokens.S)
        side.addLayout(self.choose)
        side.addLayout(self.quick)
        side.addWidget(self.problem)
        self.problem.hide()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.empty)
        side.addWidget(self._stack, 1)
        foot = FlowRow()
        foot.addWidget(self.count)
        foot.split()
        for made in self.exports:
            foot.addWidget(made)
        foot.addWidget(self.print)
        side.addLayout(foot)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(tokens.L)
        split.addWidget(left)
        split.addWidget(self.preview)
        self.preview.setMinimumWidth(theme.px(220))
        split.setSizes([640, 460])
        split.setStretchFactor(0, 1)
        split.setStretchFactor(1, 1)
        column(self).addWidget(split)


def _columns() -> list[Column[BookLine]]:
    return [
        Column("index", _("TT"), lambda line: str(line.at), 48, right=True),
        Column("number", _("Số hồ sơ"), lambda line: line.number, 236, strong=True),
        Column("applicant", _("Người nộp"), lambda line: line.applicant, 150, stretch=True),
        Column("due", _("Hẹn trả"), lambda line: line.due, 108, shown=False),
    ]
