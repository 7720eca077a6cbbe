"""Administration: sections at the left, the one chosen at the right."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QShortcut
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QStackedWidget, QWidget

from commune_desk.domain.dossier_life import Right
from commune_desk.i18n import _
from ui import icons, theme, tokens
from ui.administration.backups import BackupsSection
from ui.administration.calendar import CalendarSection
from ui.administration.care import Care
from ui.administration.catalogue import CatalogueSection
from ui.administration.look import LookSection
from ui.administration.machine import MachineSection
from ui.administration.numbers import NumbersSection
from ui.administration.office import OfficeSection
from ui.administration.password import PasswordSection
from ui.administration.people import PeopleSection
from ui.administration.posts import PostsSection
from ui.administration.section import Section
from ui.context import ScreenContext
from ui.kit.ask_card import Choice
from ui.kit.basics import row
from ui.screen import KeyHelp

LIST_WIDTH = 186


class SectionList(QListWidget):
    """Up and Down choose, Right and Enter go into the section."""

    entered = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Right, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Letters are the section's keys."""


class AdministrationView(QWidget):
    """The list and the stack; Ctrl+1 … choose, Esc goes back to the list."""

    wanted = Signal(int)

    def __init__(self, sections: Sequence[tuple[Section, str]]) -> None:
        super().__init__()
        self.setObjectName("administration")
        self.setAccessibleName(_("Quản trị"))
        self.sections = tuple(section for section, _icon in sections)
        self.list = SectionList()
        self.list.setObjectName("sections")
        self.list.setAccessibleName(_("Các mục quản trị"))
        self.list.setFixedWidth(theme.px(LIST_WIDTH))
        self.list.setIconSize(QSize(theme.px(18), theme.px(18)))
        self.stack = QStackedWidget()
        for number, (section, icon) in enumerate(sections, 1):
            item = QListWidgetItem(icons.icon(icon, tokens.ACCENT), section.heading)
            item.setSizeHint(QSize(0, theme.px(34)))
            item.setToolTip(f"Ctrl+{number}" if number < 10 else "")
            self.list.addItem(item)
            self.stack.addWidget(section)
            if number < 10:
                shortcut = QShortcut(f"Ctrl+{number}", self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
                shortcut.activated.connect(partial(self.wanted.emit, number - 1))
        body = row(self, margin=tokens.L, spacing=tokens.L)
        body.addWidget(self.list)
        body.addWidget(self.stack, 1)

    @property
    def section(self) -> Section:
        """The one in front."""
        return self.sections[self.stack.currentIndex()]

    def show_section(self, at: int) -> None:
        """Bring one to the front and mark it."""
        self.list.blockSignals(True)  # noqa: FBT003  Qt's signature
        self.list.setCurrentRow(at)
        self.list.blockSignals(False)  # noqa: FBT003  Qt's signature
        self.stack.setCurrentIndex(at)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        act = None if control else self.section.keys.get(event.text().casefold())
        if act is not None:
            act()
        elif event.key() == Qt.Key.Key_Escape and not self.list.hasFocus():
            self.list.setFocus()
        else:
            super().keyPressEvent(event)


class AdministrationScreen(QObject):
    """See the module (ui.screen.Screen). The window listens to the two signals.

    Without the right to administer only one's own sections are there.
    """

    large_print_wanted = Signal(bool)
    language_wanted = Signal(str)

    def __init__(self, context: ScreenContext, care: Care) -> None:
        super().__init__()
        self._context = context
        look = LookSection(context, care)
        look.large_print_wanted.connect(self.large_print_wanted)
        look.language_wanted.connect(self.language_wanted)
        own: list[tuple[Section, str]] = [
            (BackupsSection(context, care), "hard-drive"),
            (MachineSection(context, care), "shield-check"),
            (PasswordSection(context, care), "key-round"),
            (look, "a-large-small"),
        ]
        if Right.ADMINISTER in context.desk.actor.rights:
            own = [*_administrators(context, care), *own]
        self.view = AdministrationView(own)
        self.view.wanted.connect(self.show_section)
        self.view.list.currentRowChanged.connect(self.show_section)
        self.view.list.entered.connect(self._enter)
        self._save = QShortcut("Ctrl+S", self.view, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._save.activated.connect(self._store)
        refresh = QShortcut("F5", self.view, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        refresh.activated.connect(self._load)

    @property
    def widget(self) -> AdministrationView:
        """What is shown."""
        return self.view

    @property
    def title(self) -> str:
        """The window's title."""
        return _("Quản trị")

    def key_help(self) -> Sequence[KeyHelp]:
        """Keys of everywhere here; each section writes its own on its buttons."""
        return (
            ("↑ ↓", _("Chọn mục")),
            ("→ / Enter", _("Vào mục")),
            ("Esc", _("Về danh sách mục")),
            ("Ctrl+1 – Ctrl+9", _("Đến thẳng mục đó")),
            (_("Chữ trên nút"), _("Bấm chữ cái ghi trên nút của mục")),
            ("Ctrl+S", _("Lưu mục Cơ quan")),
            ("F5", _("Đọc lại")),
        )

    def on_shown(self) -> None:
        """Fresh data of the section in front; the keyboard on the list."""
        self._load()
        self.view.show_section(self.view.stack.currentIndex())
        self.view.list.setFocus()

    def on_hidden(self) -> None:
        """What was typed stays in its fields."""

    def may_leave(self) -> bool:
        """Asks where something typed is not saved yet; the next try then leaves."""
        dirty = next((one for one in self.view.sections if one.is_dirty), None)
        if dirty is None:
            return True
        choices = (Choice("save", _("Lưu"), "primary"), Choice("drop", _("Bỏ thay đổi"), "danger"),
                   Choice("stay", _("Ở lại")))  # fmt: skip
        question = _("Mục {name} có thay đổi chưa lưu.").format(name=dirty.heading)
        self._context.messages.ask(question, choices, partial(self._answered, dirty))
        return False

    def show_section(self, at: int) -> None:
        """Bring a section to the front and ask for its data."""
        if 0 <= at < len(self.view.sections):
            self.view.show_section(at)
            self._load()

    def _load(self) -> None:
        self.view.section.load()

    def _enter(self) -> None:
        self.view.section.take_focus()

    def _store(self) -> None:
        if isinstance(self.view.section, OfficeSection):
            self.view.section.store()

    def _answered(self, section: Section, answer: str) -> None:
        if isinstance(section, OfficeSection) and answer == "save":
            section.store()
        elif isinstance(section, OfficeSection) and answer == "drop":
            section.drop()


def _administrators(context: ScreenContext, care: Care) -> list[tuple[Section, str]]:
    return [
        (OfficeSection(context, care), "landmark"),
        (NumbersSection(context, care), "list-checks"),
        (PeopleSection(context, care), "users"),
        (PostsSection(context, care), "badge-check"),
        (CalendarSection(context, care), "calendar"),
        (CatalogueSection(context, care), "book-open"),
    ]
