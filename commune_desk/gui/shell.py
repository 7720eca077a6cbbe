"""From the sign-in window to the desk and back: signing in, locking, changing language, practice and real desk."""

import argparse
import logging
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from commune_desk import logs
from commune_desk.gui.doorway import Doorway
from commune_desk.i18n import _, use_language
from commune_desk.paths import Profile, practice_profile, real_profile
from ui.app import make_app, tell_bugs
from ui.background import Collector
from ui.theme import apply_theme

if TYPE_CHECKING:
    from commune_desk.build import Doors
    from commune_desk.domain.records import Office
    from commune_desk.gui.signed_in import SignedIn
    from storage.signed_desk import SignedDesk
    from ui.main_window import MainWindow

log = logging.getLogger("desk.ui")


class Shell(QObject):
    """The program's windows: the doorway always, one signed-in desk at most."""

    def __init__(self, app: QApplication, given: argparse.Namespace) -> None:
        super().__init__(app)
        self._app = app
        self._language = given.language
        self._large_print = given.large_print
        real, practice = profiles(given)
        self._collector = Collector(self)
        self.doorway = Doorway(real, practice, self, in_profile=given.profile is not None)
        self.signed_in: SignedIn | None = None
        self._place = "home"
        tell_bugs(self._tell_bug)
        self._connect_doorway()

    def show_sign_in(self) -> None:
        """The first window."""
        self.doorway.show()

    def close(self) -> None:
        """End in order: screens, background, file, worker."""
        if self.signed_in is not None:
            self.doorway.pool.submit(self.signed_in.leave())
            self.signed_in = None
        self.doorway.close()
        self._collector.stop()

    def _connect_doorway(self) -> None:
        self.doorway.entered.connect(self._prepare)
        self.doorway.language_chosen.connect(self._choose_language)

    # -------------------------------------------------------------- in
    def _prepare(self, desk: "SignedDesk") -> None:
        """Read what the window's frame needs on the worker, then build the window."""
        self.doorway.background.read(lambda: _office_and_doors(desk, self.doorway), self._enter)

    def _enter(self, ready: "tuple[SignedDesk, Doors, Office]") -> None:
        from commune_desk.gui.signed_in import SignedIn

        desk, doors, office = ready
        logs.set_up(doors.profile.logs)
        self.signed_in = SignedIn(desk, doors, office, self._language, self)
        self.signed_in.window_made.connect(self._listen)
        self._listen(self.signed_in.window)
        self.signed_in.begin(self._place)
        self.doorway.hide()
        log.info("signed in, practice=%s", office.is_practice)

    def _listen(self, window: "MainWindow") -> None:
        window.lock_wanted.connect(self.lock)
        window.sign_out_wanted.connect(self.sign_out)
        window.real_desk_wanted.connect(self.sign_out)
        window.language_wanted.connect(self._change_language)
        window.large_print_wanted.connect(self._change_print)

    # -------------------------------------------------------------- out
    def lock(self) -> None:
        """Close the desk at once; the next sign-in returns to the same screen, drafts and all."""
        if self.signed_in is None:
            return
        self._place = self.signed_in.window.place if self.signed_in.window.place != "dossier" else "dossiers"
        self._leave()

    def sign_out(self) -> None:
        """Close the desk; the next person begins at the home screen."""
        self._place = "home"
        self._leave()

    def _leave(self) -> None:
        if self.signed_in is not None:
            self.doorway.background.write(self.signed_in.leave(), _nothing)
            self.signed_in.deleteLater()
            self.signed_in = None
        self.doorway.show()

    # -------------------------------------------------------------- how it looks
    def _choose_language(self, language: str) -> None:
        self._language = language
        use_language(language)
        self._app.setApplicationDisplayName(_("Bàn một cửa"))

    def _change_language(self, language: str) -> None:
        """Windows are made of words: build them again, at the same place, with the desk still open."""
        if self.signed_in is not None and language != self._language:
            self._choose_language(language)
            self.signed_in.rebuild(language, self._renew_doorway)

    def _change_print(self, large_print: bool) -> None:  # noqa: FBT001  a Qt signal's argument
        self._large_print = large_print
        if self.signed_in is not None:
            self.signed_in.rebuild(self._language, self._dress)

    def _dress(self) -> None:
        apply_theme(self._app, large_print=self._large_print)
        self._renew_doorway()

    def _renew_doorway(self) -> None:
        """The hidden sign-in window speaks the other language too; nothing is under way there."""
        old = self.doorway
        self.doorway = Doorway(old.real, old.practice, self, in_profile=old.in_profile)
        self._connect_doorway()
        old.close()
        old.view.deleteLater()
        old.deleteLater()

    def _tell_bug(self, report: str) -> None:
        if self.signed_in is not None:
            self.signed_in.show_bug(report)
        else:
            self.doorway.tell_bug(report)


def profiles(given: argparse.Namespace) -> tuple[Profile, Profile]:
    """(real, practice) folders: apart on this PC, both inside --profile where one is given."""
    if given.profile is None:
        return real_profile(), practice_profile()
    return Profile(given.profile), Profile(given.profile / "practice")


def start(given: argparse.Namespace) -> tuple[QApplication, Shell]:
    """The dressed application and the shell with its sign-in window shown; --practice goes on to the practice desk."""
    use_language(given.language)
    running = QApplication.instance()
    app = running if isinstance(running, QApplication) else make_app([], large_print=given.large_print)
    shell = Shell(app, given)
    shell.show_sign_in()
    if given.practice:
        shell.doorway.view.practice_pressed.emit()
    return app, shell


def _office_and_doors(desk: "SignedDesk", doorway: Doorway) -> "tuple[SignedDesk, Doors, Office]":
    from commune_desk.build import practice_doors, real_doors
    from commune_desk.domain.errors import NotFound

    office = desk.reads.office()
    if office is None:
        raise NotFound("office-not-set")
    doors = (
        practice_doors(doorway.practice)
        if office.is_practice
        else real_doors(doorway.real, secrets_in_profile=doorway.in_profile)
    )
    return desk, doors, office


def _nothing(_result: object) -> None:
    """What a job without an answer leads to."""
