"""Registers and lists: four pages under one row of tabs."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QTabBar, QWidget

from commune_desk.i18n import _
from ui import icons, tokens
from ui.context import ScreenContext
from ui.kit.basics import column
from ui.registers.book import Book, DayBook, YearBook, shortcut
from ui.registers.check import CheckView
from ui.registers.ledger import LedgerView
from ui.screen import KeyHelp


class Page(NamedTuple):
    """One tab."""

    word: str
    icon: str
    widget: QWidget
    load: Callable[[], None]
    focus: Callable[[], None]


class RegistersView(QWidget):
    """Ctrl+1 … Ctrl+4 choose the page; letters are the number ledger's keys."""

    def __init__(self, pages: Sequence[Page], ledger: LedgerView) -> None:
        super().__init__()
        self.setObjectName("registers")
        self.setAccessibleName(_("Sổ và danh sách"))
        self._pages, self._ledger = tuple(pages), ledger
        self.tabs = QTabBar()
        self.tabs.setObjectName("registersTabs")
        self.tabs.setAccessibleName(_("Các sổ"))
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.stack = QStackedWidget()
        for number, page in enumerate(pages, 1):
            at = self.tabs.addTab(icons.icon(page.icon, tokens.INK_MUTED), page.word)
            self.tabs.setTabToolTip(at, f"Ctrl+{number}")
            self.stack.addWidget(page.widget)
        self.tabs.currentChanged.connect(self._changed)
        body = column(self, margin=tokens.L, spacing=tokens.M)
        body.setContentsMargins(tokens.L, tokens.S, tokens.L, tokens.L)
        body.addWidget(self.tabs)
        body.addWidget(self.stack, 1)

    def show_page(self, at: int) -> None:
        """Choose a tab and put the keyboard on its page."""
        self.tabs.setCurrentIndex(at)
        self._pages[at].focus()

    def load(self) -> None:
        """Read the page in front again."""
        self._pages[self.tabs.currentIndex()].load()

    def focus_page(self) -> None:
        """Put the keyboard on the page in front."""
        self._pages[self.tabs.currentIndex()].focus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        act = {"g": self._ledger.ask_map, "h": self._ledger.ask_void}.get(event.text().casefold())
        if act is not None and self.stack.currentWidget() is self._ledger:
            act()
        else:
            super().keyPressEvent(event)

    def _changed(self, at: int) -> None:
        self.stack.setCurrentIndex(at)
        self._pages[at].load()


class RegistersScreen:
    """See the module (ui.screen.Screen)."""

    def __init__(self, context: ScreenContext) -> None:
        self.day, self.year = DayBook(context), YearBook(context)
        self.ledger, self.check = LedgerView(context), CheckView(context)
        self.view = RegistersView(
            (
                Page(_("Danh sách ngày"), "calendar", self.day.view, self.day.load, _focus(self.day)),
                Page(_("Sổ theo dõi (Mẫu 07)"), "book-open", self.year.view, self.year.load, _focus(self.year)),
                Page(_("Sổ số hồ sơ"), "list-checks", self.ledger, self.ledger.load, self.ledger.take_focus),
                Page(_("Kiểm tra phiếu"), "qr-code", self.check, self.check.load, self.check.take_focus),
            ),
            self.ledger,
        )
        for at in range(4):
            shortcut(f"Ctrl+{at + 1}", self.view, _page(self.view, at))
        shortcut("F5", self.view, self.view.load)
        shortcut("Ctrl+O", self.check, self.check.ask_file)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            shortcut(keys, self.check, self.check.open_dossier)

    @property
    def widget(self) -> RegistersView:
        """What is shown."""
        return self.view

    @property
    def title(self) -> str:
        """The window's title."""
        return _("Sổ & danh sách")

    def key_help(self) -> Sequence[KeyHelp]:
        """Keys of the page in front."""
        own: dict[QWidget | None, tuple[KeyHelp, ...]] = {
            self.day.view: (
                ("Alt+← / Alt+→", _("Ngày trước, ngày sau")),
                ("Ctrl+P", _("In hoặc lưu PDF")),
                ("Enter", _("Mở hồ sơ đang chọn")),
            ),
            self.year.view: (("Ctrl+P", _("In hoặc lưu PDF")), ("Enter", _("Mở hồ sơ đang chọn"))),
            self.ledger: (
                ("G", _("Gắn mã hồ sơ chính thức")),
                ("H", _("Hủy số đang chọn, ghi lý do")),
                ("Enter", _("Mở hồ sơ của số")),
            ),
            self.check: (
                ("Enter", _("Kiểm tra mã vừa quét")),
                ("Ctrl+O", _("Mở tệp PDF hoặc ảnh")),
                ("Ctrl+Enter", _("Mở hồ sơ của phiếu")),
            ),
        }
        front = self.view.stack.currentWidget()
        return (("Ctrl+1 – Ctrl+4", _("Chọn sổ")), *own.get(front, ()), ("F5", _("Đọc lại")))

    def on_shown(self) -> None:
        """Fresh lists."""
        self.view.load()
        self.view.focus_page()

    def on_hidden(self) -> None:
        """Nothing is typed here that must be kept."""

    def may_leave(self) -> bool:
        """Always."""
        return True


def _focus(book: Book) -> Callable[[], None]:
    def focus() -> None:
        book.view.table.setFocus(Qt.FocusReason.OtherFocusReason)

    return focus


def _page(view: RegistersView, at: int) -> Callable[[], None]:
    def show() -> None:
        view.show_page(at)

    return show
