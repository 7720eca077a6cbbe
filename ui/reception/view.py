"""The reception form as widgets: shows a `Shown`, tells what was pressed. Knows no rule."""

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QLineEdit, QScrollArea, QSizePolicy, QStackedWidget, QWidget

from commune_desk.i18n import _
from ui import theme, tokens
from ui.kit.basics import column, row, scrolled
from ui.kit.form_keys import FormKeys
from ui.reception.bottom_bar import BottomBar, NoticeStrip
from ui.reception.offers import OfferLine, Offers
from ui.reception.options_pane import OptionsPane
from ui.reception.papers_pane import PapersPane
from ui.reception.person_pane import OFFERED, PersonPane
from ui.reception.procedure_pane import ProcedurePane
from ui.reception.result_pane import ResultPane
from ui.reception.shown import Shown

KEYS = {
    "primary": "F9",
    "refuse": "F8",
    "due": "F4",
    "next": "F2",
    "papers": "F6",
    "procedure": "F7",
    "guidance": "Ctrl+H",
    "organisation": "Ctrl+O",
    "representative": "Ctrl+R",
    "open": "Ctrl+D",
    "print": "Ctrl+P",
    "undo": "Ctrl+Z",
    "redo": "Ctrl+Shift+Z",
}
ROOMY_PX = 600
_DENSE = """
QLineEdit, QComboBox {{ padding: 3px 8px; min-height: 20px; }}
QLineEdit:focus, QComboBox:focus {{ border: 2px solid {focus}; padding: 2px 7px; }}
QLineEdit[problem="true"], QComboBox[problem="true"] {{ border: 2px solid {danger}; padding: 2px 7px; }}
QPushButton[kind="chip"] {{ min-height: 16px; padding: 2px 10px; border-radius: 10px; }}
QPushButton[kind="chip"]:focus {{ padding: 1px 9px; }}
QPushButton[kind="link"] {{ min-height: 16px; padding: 1px 6px; }}
"""


class ReceptionView(QWidget):
    """Form and result; every key of the screen arrives here as `key_pressed(name of KEYS)`."""

    key_pressed = Signal(str)
    escaped = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("reception")
        self.setAccessibleName(_("Tiếp nhận hồ sơ"))
        self.procedure, self.person = ProcedurePane(), PersonPane()
        self.papers, self.options = PapersPane(), OptionsPane()
        self.strip, self.bar, self.result = NoticeStrip(), BottomBar(), ResultPane()
        self._form = QWidget()
        self._left: QScrollArea
        self._lay_out()
        self.pages = QStackedWidget()
        self.pages.addWidget(self._form)
        self.pages.addWidget(self.result)
        column(self, spacing=0).addWidget(self.pages)
        self.procedures = Offers(
            self._form, self.procedure.line, name="procedureOffers", hint=_("↑ ↓ chọn · Enter lấy · Esc đóng")
        )
        self.people = {
            name: Offers(self._form, line, name=f"{name}Offers", hint=_("↓ chọn · Enter dùng lại người này · Esc đóng"))
            for name, line in self.offered().items()
        }
        self._keys = _FormKeys(self._form)
        self._undo_keys = _UndoKeys(self)
        for line in self._form.findChildren(QLineEdit):
            line.installEventFilter(self._undo_keys)
        for name, keys in KEYS.items():
            shortcut = QShortcut(QKeySequence(keys), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.setObjectName(name)
            shortcut.activated.connect(self._shortcut)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._focus_moved)
        self._order()
        self.setStyleSheet(_DENSE.format(focus=tokens.FOCUS, danger=tokens.DANGER))

    def offered(self) -> dict[str, OfferLine]:
        """The fields that offer earlier people."""
        return {name: line for name in OFFERED if isinstance(line := self.person.inputs[name], OfferLine)}

    def show_state(self, shown: Shown) -> None:
        """The whole form."""
        self.procedure.show_state(shown)
        self.person.show_state(shown)
        self.papers.show_state(shown)
        self.options.show_state(shown)
        self.bar.show_state(shown)
        self.strip.show_notice(*shown.notice)

    def focus_field(self, name: str) -> None:
        """Put the keyboard into a field by its name, everything selected."""
        if name in ("representative", "representative_number", "authorisation"):
            self.person.open_representative(opened=True)
        content = self.field(name)
        if content is None:
            return
        content.setFocus(Qt.FocusReason.OtherFocusReason)
        if isinstance(content, QLineEdit):
            content.selectAll()

    def field(self, name: str) -> QWidget | None:
        """The input of that name."""
        if name == "papers":
            return self.papers.table
        if name == "procedure":
            return self.procedure.line
        if name == "case":
            return self.procedure.case
        return self.person.inputs.get(name) or self.options.inputs.get(name)

    def close_offers(self) -> None:
        """No list lies over the form."""
        self.procedures.close_offers()
        for offers in self.people.values():
            offers.close_offers()

    def show_form(self) -> None:
        """Back from a result."""
        self.pages.setCurrentWidget(self._form)

    def show_result(self) -> None:
        """The result, the keyboard on "next citizen"."""
        self.close_offers()
        self.pages.setCurrentWidget(self.result)
        self.result.next_button.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def is_result(self) -> bool:
        """Whether a result is shown."""
        return self.pages.currentWidget() is self.result

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            event.ignore()
            self.escaped.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()
        for offers in (self.procedures, *self.people.values()):
            if offers.isVisible():
                offers.place(offers.list.count())

    def _lay_out(self) -> None:
        left = QWidget()
        self._first = column(left, spacing=tokens.S)
        self._first.addWidget(self.procedure)
        self._first.addWidget(self.person)
        self._first.addStretch(1)
        self._left = scrolled(left, name="receptionLeft")
        right = QWidget()
        self._second = column(right, spacing=tokens.S)
        self._second.addWidget(self.papers, 1)
        self._second.addWidget(self.options)
        columns = row(spacing=tokens.S)
        columns.setContentsMargins(tokens.M, tokens.S, tokens.M, 0)
        columns.addWidget(self._left, 1)
        columns.addWidget(right, 1)
        for half in (self._left, right):
            half.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        body = column(self._form, spacing=tokens.XS)
        body.addLayout(columns, 1)
        body.addWidget(self.strip)
        body.addWidget(self.bar)

    def _arrange(self) -> None:
        """Where there is height, the checklist has a whole column; else the options share it."""
        roomy = self.height() >= theme.px(ROOMY_PX)
        if roomy == (self._first.indexOf(self.options) >= 0):
            return
        if roomy:
            self._first.insertWidget(2, self.options)
        else:
            self._second.addWidget(self.options)

    def _order(self) -> None:
        names = ["procedure", "case", *self.person.inputs, "papers", *self.options.inputs]
        chain = [content for name in names if (content := self.field(name)) is not None]
        for before, after in zip(chain, [*chain[1:], self.bar.primary], strict=True):
            QWidget.setTabOrder(before, after)
        QWidget.setTabOrder(self.bar.primary, self.bar.refuse)

    def _shortcut(self) -> None:
        self.key_pressed.emit(self.sender().objectName())

    def _focus_moved(self, _old: QWidget | None, new: QWidget | None) -> None:
        if new is None or not self.isAncestorOf(new):
            return
        for offers, line in ((self.procedures, self.procedure.line), *self._people_lines()):
            if line is not new:
                offers.close_offers()
        content = self._left.widget()
        if content is not None and content.isAncestorOf(new):
            at = new.mapTo(content, QPoint(0, 0))
            self._left.ensureVisible(at.x(), at.y() + new.height(), 0, new.height() + tokens.XL)

    def _people_lines(self) -> list[tuple[Offers, OfferLine]]:
        lines = self.offered()
        return [(offers, lines[name]) for name, offers in self.people.items()]


class _FormKeys(FormKeys):
    """Enter goes on, except where it takes an offered row."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(watched, OfferLine) and (watched.takes_enter or watched.has_current):
            return False
        return super().eventFilter(watched, event)


class _UndoKeys(QObject):
    """Lines have an undo of their own; here Ctrl+Z belongs to the whole form."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            undo = event.matches(QKeySequence.StandardKey.Undo) or event.matches(QKeySequence.StandardKey.Redo)
            if undo:
                event.ignore()
                return True
        return False
