"""What stands around the work: the rail, the header, the strip below."""

from collections.abc import Sequence

from PySide6.QtCore import QDateTime, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QActionGroup, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QMenu, QPushButton, QWidget

from commune_desk.i18n import _, ngettext
from ui import icons, theme, tokens
from ui.kit.basics import button, column, icon_label, label, row
from ui.kit.search_box import SearchBox
from ui.screen import ScreenEntry, WindowFrame

LANGUAGES = (("vi", "Tiếng Việt"), ("en", "English"))
_CLOCK_MS = 5000
NARROW_PX = 960


class Rail(QFrame):
    """The places of the desk, Alt+1 … Alt+9."""

    wanted = Signal(str)
    lock_wanted = Signal()
    help_wanted = Signal()

    def __init__(self, entries: Sequence[ScreenEntry]) -> None:
        super().__init__()
        self.setObjectName("rail")
        self.setProperty("kind", "rail")
        self.setAccessibleName(_("Các màn hình"))
        self.setFixedWidth(theme.px(tokens.RAIL_WIDTH))
        body = column(self, margin=tokens.S, spacing=tokens.XS)
        body.setContentsMargins(tokens.S, tokens.M, tokens.S, tokens.S)
        self._buttons: dict[str, QPushButton] = {}
        for number, entry in enumerate((one for one in entries if one.word), 1):
            made = _RailButton(entry.word, entry.icon, f"Alt+{number}", name=f"go_{entry.place}")
            made.setCheckable(True)
            made.setProperty("place", entry.place)
            made.clicked.connect(self._clicked)
            self._buttons[entry.place] = made
            body.addWidget(made)
        body.addStretch(1)
        keys = _RailButton(_("Phím tắt"), "keyboard", "F1", name="showKeys")
        keys.clicked.connect(self.help_wanted)
        lock = _RailButton(_("Khóa bàn"), "lock", "Ctrl+L", name="lockDesk")
        lock.clicked.connect(self.lock_wanted)
        body.addWidget(keys)
        body.addWidget(lock)

    def show_place(self, place: str) -> None:
        """Mark where the clerk is; a place without a button leaves the mark where it was."""
        if place in self._buttons:
            for key, made in self._buttons.items():
                made.setChecked(key == place)

    def places(self) -> list[str]:
        """In the order of their Alt keys."""
        return list(self._buttons)

    def _clicked(self) -> None:
        place = str(self.sender().property("place"))
        self._buttons[place].setChecked(False)
        self.wanted.emit(place)


class _RailButton(QPushButton):
    """Icon, word, and its key at the right end."""

    def __init__(self, word: str, icon: str, key: str, *, name: str) -> None:
        super().__init__(word.replace("&", "&&"))
        self.setObjectName(name)
        self.setProperty("kind", "rail")
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(f"{word} ({key})")
        self.setIcon(icons.icon(icon, tokens.RAIL_TEXT))
        self.setIconSize(QSize(theme.px(22), theme.px(18)))
        line = row(self)
        line.setContentsMargins(0, 0, tokens.S, 0)
        line.addStretch(1)
        hint = label(key, "small")
        hint.setStyleSheet(f"color: {tokens.RAIL_KEY}")
        hint.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        line.addWidget(hint)


class PracticeBand(QFrame):
    """Tells on every practice screen that nothing here is real."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("practiceBand")
        self.setProperty("kind", "practice")
        line = row(self)
        line.setContentsMargins(tokens.L, 3, tokens.L, 3)
        line.addStretch(1)
        line.addWidget(icon_label("graduation-cap", tokens.PRACTICE_INK, size_px=16))
        line.addWidget(label(_("BẢN TẬP HUẤN – dữ liệu bịa, không có giá trị pháp lý")))
        line.addStretch(1)


class Header(QFrame):
    """The office, one search box for everything, the person and the clock."""

    searched = Signal(str)
    language_wanted = Signal(str)
    large_print_wanted = Signal(bool)
    real_desk_wanted = Signal()
    sign_out_wanted = Signal()

    def __init__(self, frame: WindowFrame) -> None:
        super().__init__()
        self.setObjectName("header")
        self.setProperty("kind", "header")
        names = column(spacing=0)
        names.addWidget(label(frame.commune, "strong", name="communeName"))
        names.addWidget(label(frame.office, "small", name="officeName"))
        self.search = SearchBox(_("Tìm hồ sơ, người nộp, số giấy tờ…  (Ctrl+K)"), name="globalSearch")
        self.search.setMaximumWidth(theme.px(420))
        self.search.returnPressed.connect(self._search)
        self.person = button("", "quiet", name="personMenu", icon="user")
        self._person_words = (f"{frame.person} · {frame.post}" if frame.post else frame.person, frame.person)
        self.person.setText(self._person_words[0])
        self.person.setToolTip(self._person_words[0])
        self.person.setMenu(self._menu(frame))
        self._clock = label("", "strong", name="clock")
        self._day = label("", "small", name="day")
        when = column(spacing=0)
        for words in (self._clock, self._day):
            words.setAlignment(Qt.AlignmentFlag.AlignRight)
            when.addWidget(words)
        line = row(self, spacing=tokens.L)
        line.setContentsMargins(tokens.L, tokens.S, tokens.L, tokens.S)
        line.addLayout(names)
        line.addStretch(1)
        line.addWidget(self.search, 12)
        line.addStretch(1)
        line.addWidget(self.person)
        line.addLayout(when)
        self._timer = QTimer(self, interval=_CLOCK_MS)
        self._timer.timeout.connect(self._tick)
        self._tick()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._timer.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow window names the person without the post: the search box needs the room."""
        self.person.setText(self._person_words[self.width() < theme.px(NARROW_PX)])
        super().resizeEvent(event)

    def _tick(self) -> None:
        now = QDateTime.currentDateTimeUtc().toOffsetFromUtc(7 * 3600)
        self._clock.setText(now.toString("HH:mm"))
        self._day.setText(now.toString("dd/MM/yyyy"))

    def _search(self) -> None:
        self.searched.emit(self.search.text().strip())

    def _menu(self, frame: WindowFrame) -> QMenu:
        menu = QMenu(self)
        large = QAction(_("Chữ to"), menu, checkable=True, checked=theme.is_large_print())
        large.setObjectName("largePrint")
        large.triggered.connect(self.large_print_wanted)
        menu.addAction(large)
        group = QActionGroup(menu)
        for code, name in LANGUAGES:
            action = QAction(name, group, checkable=True, checked=code == frame.language)
            action.setObjectName(f"language_{code}")
            action.setData(code)
            menu.addAction(action)
        group.triggered.connect(self._choose_language)
        menu.addSeparator()
        if frame.practice:
            real = QAction(icons.icon("landmark"), _("Bàn thật…"), menu)
            real.setObjectName("realDesk")
            real.triggered.connect(self.real_desk_wanted)
            menu.addAction(real)
        out = QAction(icons.icon("log-out"), _("Đăng xuất"), menu)
        out.setObjectName("signOut")
        out.triggered.connect(self.sign_out_wanted)
        menu.addAction(out)
        return menu

    def _choose_language(self, action: QAction) -> None:
        self.language_wanted.emit(str(action.data()))


class StatusStrip(QFrame):
    """Messages at the left; at the right what waits for a printer, what was saved and what is still to be sent."""

    queue_wanted = Signal()
    sync_wanted = Signal()

    def __init__(self, messages_bar: QWidget) -> None:
        super().__init__()
        self.setObjectName("statusStrip")
        self.setProperty("kind", "bar")
        self._saved = label("", "small", name="autosave")
        self._unsent = button(" ", "link", name="unsent", icon="send")
        self._unsent.setToolTip(_("Mở trang Gửi nhận (F12)"))
        self._unsent.clicked.connect(self.sync_wanted)
        line = row(self, spacing=tokens.S)
        line.setContentsMargins(0, 0, tokens.L, 0)
        self._queue = button("", "link", name="printQueue", icon="printer")
        self._queue.setToolTip(_("Phiếu chờ in (Ctrl+Shift+P)"))
        self._queue.clicked.connect(self.queue_wanted)
        self._queue.hide()
        line.addWidget(messages_bar, 1)
        line.addWidget(self._queue)
        line.addWidget(self._saved)
        line.addWidget(self._unsent)

    def show_saved(self, words: str) -> None:
        """When and where the typing was last saved."""
        self._saved.setText(words)

    def show_sync(self, state: tokens.State, icon: str, words: str) -> None:
        """How the exchange with the province stands, in one short sentence; pressed, it opens the sync page."""
        ink = tokens.TINTS[state].fg
        self._unsent.setIcon(icons.icon(icon, ink))
        self._unsent.setText(words)
        self._unsent.setAccessibleName(f"{words} (F12)")
        self._unsent.setStyleSheet(f"color: {ink}")

    def show_waiting(self, count: int) -> None:
        """Slips whose printer is off or missing."""
        words = ngettext("{count} phiếu chờ in", "{count} phiếu chờ in", count).format(count=count)
        self._queue.setText(words)
        self._queue.setAccessibleName(words)
        self._queue.setVisible(count > 0)
