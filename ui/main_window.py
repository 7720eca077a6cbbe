"""The window: where one is and how one gets elsewhere. Nothing else."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QByteArray, QSettings, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QShortcut
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget

from commune_desk.domain.errors import DeskError
from commune_desk.i18n import _
from ui.frame_parts import Header, PracticeBand, Rail, StatusStrip
from ui.idle_lock import IdleLock
from ui.key_list import KeyList
from ui.kit.basics import column, row
from ui.messages import EscapeDismisses, Messages
from ui.screen import BACK, KeyHelp, Screen, ScreenEntry, WindowFrame

LIST = "dossiers"
"""Where one goes back to when nothing else was seen yet."""


class MainWindow(QMainWindow):
    """Shows one screen at a time; `go(place, what)` moves.

    Screens come by `set_screens` after construction, because they need `messages`.
    """

    lock_wanted = Signal()  # Ctrl+L, the rail's button, or nobody here for a while
    sign_out_wanted = Signal()
    searched = Signal(str)  # Enter in the header's search box
    language_wanted = Signal(str)
    large_print_wanted = Signal(bool)
    real_desk_wanted = Signal()
    queue_wanted = Signal()  # the slips that wait for a printer
    sync_wanted = Signal()  # how far everything has got
    closed = Signal()

    def __init__(self, frame: WindowFrame, words: Callable[[DeskError], str]) -> None:
        super().__init__()
        self.setObjectName("mainWindow")
        self.setMinimumSize(900, 520)
        self._frame = frame
        self._settings = _settings(frame.settings_file)
        self._entries: dict[str, ScreenEntry] = {}
        self._place = ""
        self._opened_from = ""
        self.messages = Messages(words, self)
        self.header = Header(frame)
        self.status = StatusStrip(self.messages.bar)
        self.rail = Rail(())
        self._stack = QStackedWidget()
        self._stack.setObjectName("screen")
        self._idle = IdleLock(frame.idle_lock_s, self)
        self._escape = EscapeDismisses(self.messages, self)
        self._lay_out()
        self._connect()
        self._restore()

    @property
    def place(self) -> str:
        """Where the clerk is."""
        return self._place

    @property
    def settings(self) -> QSettings | None:
        """Where tables and dialogs keep their widths and sizes."""
        return self._settings

    def set_screens(self, entries: Sequence[ScreenEntry]) -> None:
        """Hang the screens in; once. The first is shown by the first `go`."""
        self._entries = {entry.place: entry for entry in entries}
        for entry in entries:
            self._stack.addWidget(entry.screen.widget)
        old, self.rail = self.rail, Rail(entries)
        self._middle.replaceWidget(old, self.rail)
        old.deleteLater()
        self.rail.wanted.connect(self.go)
        self.rail.lock_wanted.connect(self._lock)
        self.rail.help_wanted.connect(self.show_keys)
        for number, place in enumerate(self.rail.places(), 1):
            shortcut = QShortcut(f"Alt+{number}", self)
            shortcut.setProperty("place", place)
            shortcut.activated.connect(self._go_by_key)

    def go(self, place: str, what: object = None) -> bool:
        """Show `place`, handing it `what`; False when the present screen keeps the clerk.

        BACK is the place on the rail from which a dossier was opened: as it was left, with what was chosen there.
        """
        if place == BACK:
            place, what = self._opened_from or LIST, None
        entry = self._entries[place]
        if place != self._place and self._place:
            here = self._entries[self._place].screen
            if not here.may_leave():
                self.rail.show_place(self._place)
                return False
            here.on_hidden()
            if self._entries[self._place].word:
                self._opened_from = self._place
        self._place = place
        self._stack.setCurrentWidget(entry.screen.widget)
        self.rail.show_place(place)
        self._show_title(entry.screen)
        if entry.take is not None and what is not None:
            entry.take(what)
        entry.screen.on_shown()
        self._idle.start()
        return True

    def leave_screen(self) -> None:
        """Have the present screen save what is being typed: the desk is locked, or the window made anew."""
        if self._place:
            self._entries[self._place].screen.on_hidden()
        self._idle.stop()

    def show_keys(self) -> None:
        """The keys of this screen and those of everywhere (F1)."""
        if self.findChild(KeyList) is None:
            here = self._entries[self._place].screen.key_help() if self._place else ()
            groups = ((_("Màn hình này"), here), (_("Mọi nơi"), self._keys_everywhere()))
            KeyList(self, groups).appear()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_F3:
            self.header.search.take_focus()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._place and not self._entries[self._place].screen.may_leave():
            event.ignore()
            return
        if self._place:
            self._entries[self._place].screen.on_hidden()
        if self._settings is not None:
            self._settings.setValue("window/geometry", self.saveGeometry())
            self._settings.sync()
        self._idle.stop()
        super().closeEvent(event)
        self.closed.emit()

    def _lay_out(self) -> None:
        centre = QWidget()
        centre.setObjectName("screen")
        body = column(centre, spacing=0)
        if self._frame.practice:
            body.addWidget(PracticeBand())
        right = column(spacing=0)
        right.addWidget(self.header)
        right.addWidget(self._stack, 1)
        right.addWidget(self.status)
        self._middle = row(spacing=0)
        self._middle.addWidget(self.rail)
        self._middle.addLayout(right, 1)
        body.addLayout(self._middle, 1)
        self.setCentralWidget(centre)

    def _connect(self) -> None:
        header = self.header
        header.searched.connect(self.searched)
        header.language_wanted.connect(self.language_wanted)
        header.large_print_wanted.connect(self.large_print_wanted)
        header.real_desk_wanted.connect(self.real_desk_wanted)
        header.sign_out_wanted.connect(self.sign_out_wanted)
        self.status.queue_wanted.connect(self.queue_wanted)
        self.status.sync_wanted.connect(self.sync_wanted)
        self._idle.idle.connect(self._lock)
        for keys, act in (
            ("Ctrl+K", header.search.take_focus),
            ("Ctrl+L", self._lock),
            ("Ctrl+Shift+P", self.queue_wanted.emit),
            ("F12", self.sync_wanted.emit),
            ("F1", self.show_keys),
            ("Ctrl+/", self.show_keys),
        ):
            QShortcut(keys, self).activated.connect(act)

    def _restore(self) -> None:
        kept = self._settings.value("window/geometry") if self._settings is not None else None
        if not (isinstance(kept, QByteArray) and self.restoreGeometry(kept)):
            self.resize(1280, 720)

    def _show_title(self, screen: Screen) -> None:
        practice = _("TẬP HUẤN") + " · " if self._frame.practice else ""
        self.setWindowTitle(f"{practice}{screen.title} – {self._frame.commune}")

    def _go_by_key(self) -> None:
        self.go(str(self.sender().property("place")))

    def _lock(self) -> None:
        self.leave_screen()
        self.lock_wanted.emit()

    def _keys_everywhere(self) -> list[KeyHelp]:
        places = [(f"Alt+{number}", self._entries[place].word) for number, place in enumerate(self.rail.places(), 1)]
        return [
            *places,
            ("Ctrl+K", _("Tìm ở mọi nơi")),
            ("Ctrl+L", _("Khóa bàn")),
            ("Ctrl+Shift+P", _("Phiếu chờ in")),
            ("F12", _("Trang Gửi nhận")),
            ("F1", _("Danh sách phím này")),
            ("Esc", _("Đóng thông báo, bỏ tìm kiếm, đóng hộp")),
        ]


def _settings(path: str | None) -> QSettings | None:
    return QSettings(path, QSettings.Format.IniFormat) if path else None
