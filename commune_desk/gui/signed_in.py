"""The desk somebody is signed in to: its threads, its window, and the way out in the right order."""

import shutil
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from commune_desk.build import Doors
from commune_desk.courier import DeskCourier
from commune_desk.desk_care import DeskCare, codes_in_file
from commune_desk.desk_sync import DeskSync, SyncHears, enrolment_of
from commune_desk.domain.errors import DeskError, Refused
from commune_desk.domain.records import Office
from commune_desk.gui.clock_question import ClockQuestion
from commune_desk.gui.housekeeping import Housekeeping
from commune_desk.gui.screens import Screens
from commune_desk.i18n import _, ngettext
from commune_desk.paths import Profile
from commune_desk.ports import Changes, Filter
from commune_desk.usecases.settle_merge import SettleMerge
from printing import press
from storage.export import Column, export, pages_of
from storage.merge_cards import MergeReader
from storage.signed_desk import SignedDesk
from storage.sync_reads import FileSyncReads
from ui.background import Background, Executors
from ui.changes import DeskChanges
from ui.context import ExportColumn, Press, ScreenContext
from ui.main_window import MainWindow
from ui.print_queue import PrintQueue
from ui.queue_dialog import QueueDialog
from ui.screen import WindowFrame
from ui.sync_status.reading import Line, strip_line
from ui.words import sentence

UNSENT_EVERY_MS = 15_000
SYNC_AFTER_MS = 1_500
"""The exchange begins when the window stands and hands have found the keys."""
STRIP_AFTER_MS = 250
"""A busy line changes often; the strip is read a few times a second at most."""


class SignedIn(QObject):
    """One signed-in desk. Made on the UI thread; `office` was read before on a worker.

    `window` may be made anew while the desk stays open (another language, another print size): `window_made` tells.
    """

    window_made = Signal(object)
    _came_in = Signal(object)
    _line_changed = Signal()
    _stopped_by_notice = Signal(str)

    def __init__(self, desk: SignedDesk, doors: Doors, office: Office, language: str, parent: QObject) -> None:
        super().__init__(parent)
        self.desk = desk
        self._office, self._profile, self._language = office, doors.profile, language
        self._paper = ThreadPoolExecutor(1, "paper")
        self.background = Background(
            Executors(desk.file.readers, desk.file.writer, self._paper),
            on_error=self._show_error,
            on_bug=self.show_bug,
            parent=self,
        )
        self._press: Press = press
        self.queue = PrintQueue(desk, self.background, press, self)
        self._care = DeskCare(desk, doors, doors.profile)
        self.housekeeping = Housekeeping(desk, doors.profile, self.background, self)
        hears = SyncHears(self._came_in.emit, lambda _status: self._line_changed.emit(), self._stopped_by_notice.emit)
        self.sync = DeskSync(desk, doors.profile, hears)
        self._came_in.connect(self._show_what_came)
        self._line_changed.connect(self._soon)
        self._stopped_by_notice.connect(self._show_notice)
        self._is_showing_what_came = False
        self._sync_timer = QTimer(self, interval=SYNC_AFTER_MS, singleShot=True)
        self._sync_timer.timeout.connect(self._begin_sync)
        self._soon_timer = QTimer(self, interval=STRIP_AFTER_MS, singleShot=True)
        self._soon_timer.timeout.connect(self._count_unsent)
        self._unsent_timer = QTimer(self, interval=UNSENT_EVERY_MS)
        self._unsent_timer.timeout.connect(self._count_unsent)
        self._clock = ClockQuestion(desk, self.background, self)
        self._make_window()

    def begin(self, place: str) -> None:
        """Show the window at `place` and take up the work that runs beside it."""
        self.window.show()
        self.go(place)
        self._clock.ask(self.window.messages)
        self._unsent_timer.start()
        self._count_unsent()
        self._sync_timer.start()
        self.background.write(partial(empty_folder, self._profile.prints), _nothing)
        self.queue.start()
        if not self._office.is_practice:
            self.housekeeping.start()
            self._ask_for_a_new_password()

    def go(self, place: str, what: object = None) -> None:
        """Move to a place; `what` as ScreenContext.navigate says."""
        self.window.go(place, what)

    def show_bug(self, report: str) -> None:
        """An error of ours, by its id."""
        self.window.messages.show_bug(report)

    def rebuild(self, language: str, ready: Callable[[], None]) -> None:
        """Make the window anew in `language`, at the same place with the same draft; `ready` dresses it before.

        What is being typed is saved first: the writer works in order, so the new window finds the draft.
        """
        self._language = language
        place = self.window.place
        back = self.screens.way_back(place)
        self.window.leave_screen()
        self.background.write(_no_job, partial(self._replace_window, place, back, ready), owner=self)

    def leave(self) -> Callable[[], None]:
        """Take the window away; returns what still has to run on a worker: closing the file in order."""
        self._unsent_timer.stop()
        self._sync_timer.stop()
        self._soon_timer.stop()
        self.screens.stop()
        self.window.hide()
        self.background.close()
        stop_care = self.housekeeping.stop()
        paper, file, window, sync = self._paper, self.desk.file, self.window, self.sync
        window.deleteLater()

        def close() -> None:
            sync.stop()
            stop_care()
            paper.shutdown(wait=True)
            file.close()

        return close

    # -------------------------------------------------------------- the window
    def _replace_window(self, place: str, back: object, ready: Callable[[], None], _done: object) -> None:
        old, old_screens = self.window, self.screens
        geometry = old.saveGeometry()
        old_screens.stop()
        old.hide()
        ready()
        self._make_window()
        self.window.restoreGeometry(geometry)
        self.window_made.emit(self.window)
        self.window.show()
        self.go(place, back)
        self.window.status.show_waiting(len(self.queue.waiting))
        self._count_unsent()
        old.deleteLater()
        old_screens.deleteLater()

    def _make_window(self) -> None:
        self.window = MainWindow(_frame(self.desk, self._office, self._profile, self._language), sentence)
        context = self.context = ScreenContext(
            desk=self.desk,
            background=self.background,
            messages=self.window.messages,
            press=self._press,
            navigate=self.go,
            language=self._language,
            export_list=partial(export_list, self.desk),
            read_codes=codes_in_file,
            prints_dir=self._profile.prints,
            changes=DeskChanges(self.window),
            queue_print=None if self._office.is_practice else self.queue.add,
            sync=self.sync,
            sync_reads=FileSyncReads(self.desk.file),
            merge_cards=SettleMerge(self.desk, MergeReader(self.desk.file)),
            courier=DeskCourier(self.desk, partial(enrolment_of, self.desk)),
        )
        context.changes.happened.connect(self._written)
        self.screens = Screens(context, self._care, self)
        self.window.set_screens(self.screens.entries())
        self.window.searched.connect(self._search)
        self.window.queue_wanted.connect(self._show_queue)
        self.window.sync_wanted.connect(partial(self.go, "sync"))
        self.queue.changed.connect(self.window.status.show_waiting)
        self.queue.printed.connect(self._printed)
        self.housekeeping.troubled.connect(self._backup_failed)
        self.screens.make_while_resting()

    def _show_queue(self) -> None:
        QueueDialog(self.queue, self.desk, self.background, self.window).open()

    def _printed(self, count: int) -> None:
        words = ngettext("Đã in {count} phiếu chờ.", "Đã in {count} phiếu chờ.", count).format(count=count)
        self.window.messages.say("done", words)

    def _backup_failed(self, error: DeskError) -> None:
        words = _("Chưa sao lưu được: {why}").format(why=sentence(error))
        self.window.messages.say("warning", words, (_("Sao lưu lại"), self.housekeeping.back_up))

    def _show_error(self, error: DeskError) -> None:
        self.window.messages.show_error(error)

    # -------------------------------------------------------------- the exchange
    def _begin_sync(self) -> None:
        begin = self.sync.begin_practice if self._office.is_practice else self.sync.begin
        self.background.read(begin, _nothing)

    def _written(self, _changes: object) -> None:
        self._count_unsent()
        if not self._is_showing_what_came:
            self.sync.nudge()

    def _soon(self) -> None:
        if not self._soon_timer.isActive():
            self._soon_timer.start()

    def _show_what_came(self, changes: object) -> None:
        if isinstance(changes, Changes):
            self.desk.changed_elsewhere(changes.kinds)
        self._is_showing_what_came = True
        try:
            self.context.changes.happened.emit(changes)
        finally:
            self._is_showing_what_came = False

    def _show_notice(self, code: str) -> None:
        self.window.messages.show_error(Refused(code))

    def _count_unsent(self) -> None:
        self.background.read(partial(strip_line, self.context), self._show_strip)

    def _show_strip(self, line: Line) -> None:
        self.window.status.show_sync(*line)

    def _search(self, text: str) -> None:
        self.go("dossiers", Filter(text=text))

    # -------------------------------------------------------------- the clock
    def _ask_for_a_new_password(self) -> None:
        reasons = {
            "temporary": _("Bạn đang dùng mật khẩu tạm do người khác đặt. Hãy đổi ngay hôm nay."),
            "old": _("Mật khẩu quản trị đã quá hai tháng. Hãy đổi mật khẩu (QCVN 12:2026/BCA)."),
        }
        reason = reasons.get(self.desk.password_due)
        if reason is not None:
            self.window.messages.say("warning", reason, (_("Đổi mật khẩu"), partial(self.go, "administration")))


def export_list(
    desk: SignedDesk,
    target: Path,
    columns: Sequence[ExportColumn],
    filter_: Filter,
    progress: Callable[[int], None],
    is_cancelled: Callable[[], bool],
) -> int:
    """A list as CSV or XLSX: how many rows; on a reader thread."""
    as_stored = [Column(one.heading, one.value, one.width) for one in columns]
    return export(target, as_stored, pages_of(desk.reads, filter_), progress, is_cancelled)


def empty_folder(folder: Path) -> None:
    """PDFs asked for earlier do not stay readable on the disk."""
    shutil.rmtree(folder, ignore_errors=True)


def _no_job() -> None:
    """Waits for its turn on the writer."""


def _nothing(_result: object) -> None:
    """What a job without an answer leads to."""


def _frame(desk: SignedDesk, office: Office, profile: Profile, language: str) -> WindowFrame:
    return WindowFrame(
        commune=office.agency,
        office=office.desk_name,
        person=desk.actor.display_name,
        post=desk.actor.post_name,
        practice=office.is_practice,
        language=language,
        settings_file=str(profile.window),
        idle_lock_s=office.idle_lock_min * 60,
    )
