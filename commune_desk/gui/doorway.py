"""The sign-in window. Only Qt is imported for its first paint; its one worker imports the rest behind it."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from commune_desk.domain.errors import DeskError, KeyTrouble
from commune_desk.domain.vietnam_time import VN
from commune_desk.i18n import _
from commune_desk.paths import Profile
from ui.background import Background, Executors
from ui.unlock.presenter import UnlockPresenter
from ui.unlock.rescue_state import RescuePorts
from ui.unlock.state import CreatedDesk, NewDesk, PersonOnPc, Recovery, RecoverySheet, UnlockPorts
from ui.unlock.view import UnlockView
from ui.words import sentence

if TYPE_CHECKING:
    from commune_desk.build import Doors
    from commune_desk.domain.records import Office
    from commune_desk.gui.rescue import Rescue
    from storage.signed_desk import SignedDesk
    from ui.unlock.first_run import FirstRun

PRACTICE_DOSSIERS = 300
"""Enough that every lane of the home screen and every search has something to show."""


class Doorway(QObject):
    """Signing in, founding, practising; `entered(SignedDesk)` and `language_chosen(str)`."""

    entered = Signal(object)
    language_chosen = Signal(str)
    closed = Signal()

    def __init__(self, real: Profile, practice: Profile, parent: QObject, *, in_profile: bool = False) -> None:
        super().__init__(parent)
        self.in_profile = in_profile
        self._rescue: Rescue | None = None
        self.real, self.practice = real, practice
        self.pool = ThreadPoolExecutor(1, "doorway")
        self.view = UnlockView()
        executors = Executors(self.pool, self.pool, self.pool)
        self.background = Background(executors, on_error=self._tell, on_bug=self.tell_bug, parent=self)
        rescue = RescuePorts(
            backups=lambda: self._rescuer().backups(),
            restore=lambda name: self._rescuer().restore(name),
            salvage=lambda: self._rescuer().salvage(),
            enter=lambda: self._rescuer().enter(),
            practise=self._practise,
            renew_practice=self._renew_practice,
            release=lambda: self._rescuer().release(),
        )
        ports = UnlockPorts(self._people, self._sign_in, self._recover, self._practise, rescue)
        self.presenter = UnlockPresenter(self.view, ports, self.background, sentence)
        self.first_run: FirstRun | None = None
        self._founded_office: Office | None = None
        self.presenter.signed_in.connect(self.entered)
        self.presenter.found_wanted.connect(self.found)

    def show(self) -> None:
        """Show the window and ask, behind the first paint, who has a key here."""
        self.view.show()
        self.presenter.load()

    def hide(self) -> None:
        """Somebody is in."""
        self.view.hide()

    def found(self) -> None:
        """The pages of the first run."""
        from ui.unlock.first_run import FirstRun

        self.first_run = FirstRun(self._create, self._print_sheets, self.background, sentence)
        self.first_run.language_chosen.connect(self._speak)
        self.first_run.gave_up.connect(self._gave_up)
        self.first_run.founded.connect(self._founded)
        self.first_run.show()
        self.first_run.language.first.setFocus()
        self.view.hide()

    def _speak(self, language: str) -> None:
        """Pages are made of words: begin again in the language just chosen."""
        self.language_chosen.emit(language)
        self._drop_first_run()
        self.found()

    def close(self) -> None:
        """Wait for what is under way and end the worker."""
        self.background.close()
        self.pool.shutdown(wait=True)

    # -------------------------------------------------------------- on the worker
    def _people(self) -> list[PersonOnPc]:
        if not self.real.keys.exists():
            return []
        people = self._doors().people()
        return [PersonOnPc(one.user_name, one.display_name, one.is_locked, one.locked_until) for one in people]

    def _doors(self) -> "Doors":
        from commune_desk.build import real_doors

        return real_doors(self.real, secrets_in_profile=self.in_profile)

    def _rescuer(self) -> "Rescue":
        from commune_desk.gui.rescue import Rescue

        if self._rescue is None:
            self._rescue = Rescue(self._doors)
        return self._rescue

    def _sign_in(self, user_name: str, password: str) -> object:
        desk = self._rescuer().sign_in(user_name, password)
        _import_the_window()
        return desk

    def _recover(self, recovery: Recovery) -> object:
        from storage.slot_sealing import NewPerson

        name = ""
        with suppress(KeyTrouble):  # without the machine secret nobody's name can be read
            name = next((one.display_name for one in self._people() if one.user_name == recovery.user_name), "")
        person = NewPerson(recovery.user_name, name or recovery.user_name, recovery.password)
        return self._doors().recover(list(recovery.shares), person)

    def _practise(self) -> object:
        from commune_desk.build import practice_desk
        from commune_desk.ports import Filter
        from commune_desk.practice.filling import fill

        desk = practice_desk(self.practice)
        if not desk.reads.count(Filter()):
            fill(desk, dossiers=PRACTICE_DOSSIERS, seed=1)
        _import_the_window()
        return desk

    def _renew_practice(self) -> object:
        from commune_desk.gui.rescue import put_aside

        put_aside(self.practice.folder)
        return self._practise()

    def _create(self, new: NewDesk) -> CreatedDesk:
        from commune_desk.build import NewDesk as Founding
        from storage.founding import Foundation

        foundation = Foundation(
            parent_agency=new.parent_agency,
            agency=new.agency,
            place=new.place,
            agency_code=new.agency_code,
            desk_code=new.desk_code,
            user_name=new.user_name,
            display_name=new.display_name,
            deciding_body=new.parent_agency,
            phone=new.phone,
        )
        doors = self._doors()
        desk = doors.found(Founding(foundation, new.password))
        self._founded_office = desk.reads.office()
        shares = doors.shares(new.user_name, new.password)
        return CreatedDesk(desk, tuple(RecoverySheet(one.index, one.words) for one in shares))

    # -------------------------------------------------------------- on the UI thread
    def _print_sheets(self, sheets: tuple[RecoverySheet, ...]) -> None:
        office = self._founded_office
        if office is None:
            return
        shares = [(one.index, one.words) for one in sheets]
        self.background.paper(lambda: print_recovery(office, shares), self._sheets_printed, self._sheets_failed)

    def _sheets_printed(self, _pages: object) -> None:
        if self.first_run is not None:
            self.first_run.problem.setText(_("Đã gửi ba phiếu tới máy in."))

    def _sheets_failed(self, _error: DeskError) -> None:
        if self.first_run is not None:
            self.first_run.problem.setText(
                _("Chưa in được phiếu: không có máy in sẵn sàng. Hãy chép tay từng từ, hoặc in sau ở Quản trị.")
            )

    def _founded(self, desk: "SignedDesk") -> None:
        self._drop_first_run()
        self.entered.emit(desk)

    def _gave_up(self) -> None:
        self._drop_first_run()
        self.view.show()

    def _drop_first_run(self) -> None:
        if self.first_run is not None:
            self.first_run.hide()
            self.first_run.deleteLater()
            self.first_run = None

    def _tell(self, error: DeskError) -> None:
        self.view.notice.setText(sentence(error))

    def tell_bug(self, report: str) -> None:
        """An error of ours while nobody is signed in."""
        self.view.notice.setText(
            _("Chương trình gặp lỗi, mã {report}. Dữ liệu đã lưu không mất.").format(report=report)
        )


def _import_the_window() -> None:
    """On the worker, so that the UI thread does not stand still for it."""
    import commune_desk.gui.signed_in  # noqa: F401


def print_recovery(office: "Office", shares: list[tuple[int, tuple[str, ...]]]) -> int:
    """Print the sheets on the default printer, at once and without a file; raises NoPrinter, PrinterStopped."""
    from commune_desk.domain.errors import NoPrinter
    from commune_desk.usecases.recovery_sheets import recovery_sheets
    from printing import press

    names = press.printers()
    if not names:
        raise NoPrinter
    for sheet in recovery_sheets(office, shares, datetime.now(VN)):
        press.print_slip(sheet, names[0], 1)
    return len(shares)
