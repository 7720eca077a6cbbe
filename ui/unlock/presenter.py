"""Joins the sign-in screen to the key file."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from commune_desk.domain.errors import DeskError, KeyringLost
from ui.background import Background
from ui.unlock.recover_dialog import RecoverDialog
from ui.unlock.rescue_flow import RescueFlow
from ui.unlock.state import (
    LOCKED_CODE,
    PersonOnPc,
    Recovery,
    UnlockPorts,
    UnlockState,
    refused,
    second_passed,
    with_people,
)
from ui.unlock.view import UnlockView


class UnlockPresenter(QObject):
    """`signed_in(desk)` with whatever the port returned; `found_wanted` for the first-run pages.

    Every port stretches a password or reads a file, so all run through `background.write`.
    """

    signed_in = Signal(object)
    found_wanted = Signal()

    def __init__(
        self,
        view: UnlockView,
        ports: UnlockPorts,
        background: Background,
        words: Callable[[DeskError], str],
    ) -> None:
        super().__init__(view)
        self._view, self._ports, self._background, self._words = view, ports, background, words
        self._state = UnlockState()
        self._dialog: RecoverDialog | None = None
        self.rescue = RescueFlow(ports.rescue, background, words, view) if ports.rescue is not None else None
        if self.rescue is not None:
            self.rescue.entered.connect(self._entered)
        self._timer = QTimer(self, interval=1000)
        self._timer.timeout.connect(self._second)
        view.person_chosen.connect(self._choose)
        view.sign_in_pressed.connect(self._sign_in)
        view.practice_pressed.connect(self._practice)
        view.recover_pressed.connect(self._recover)
        view.found_pressed.connect(self.found_wanted)

    @property
    def state(self) -> UnlockState:
        """What the screen shows."""
        return self._state

    def load(self) -> None:
        """Ask who has a key on this PC."""
        self._background.write(self._ports.people, self._loaded, self._failed)

    def _loaded(self, people: Sequence[PersonOnPc]) -> None:
        self._show(with_people(self._state, people))

    def _choose(self, user_name: str) -> None:
        self._show(replace(self._state, chosen=user_name, problem=""))

    def _sign_in(self, user_name: str, password: str) -> None:
        self._begin()
        job = partial(self._ports.sign_in, user_name, password)
        self._background.write(job, self._entered, self._failed)

    def _practice(self) -> None:
        self._begin()
        self._background.write(self._ports.practice, self._entered, self._practice_failed)

    def _recover(self) -> None:
        self._dialog = RecoverDialog(self._state.chosen, self._view)
        self._dialog.recover_wanted.connect(self._try_recovery)
        self._dialog.open()

    def _try_recovery(self, recovery: Recovery) -> None:
        job = partial(self._ports.recover, recovery)
        self._background.write(job, self._recovered, self._not_recovered)

    def _recovered(self, desk: object) -> None:
        if self._dialog is not None:
            self._dialog.accept()
        self._entered(desk)

    def _not_recovered(self, error: DeskError) -> None:
        if self._dialog is not None:
            self._dialog.show_problem(self._words(error), str(error.parameters.get("field", "")))

    def _begin(self) -> None:
        self._show(replace(self._state, busy=True, problem=""))

    def _entered(self, desk: object) -> None:
        self._view.forget_password()
        self._show(replace(self._state, busy=False, problem="", wait_s=0))
        self.signed_in.emit(desk)

    def _failed(self, error: DeskError) -> None:
        self._show(refused(self._state, error, self._words(error)))
        if self._state.wait_s:
            self._timer.start()
        if error.code == LOCKED_CODE:
            self.load()

        if isinstance(error, KeyringLost):
            self._recover()
            self._not_recovered(error)
        elif self.rescue is not None:
            self.rescue.offer(error, practice=False)

    def _practice_failed(self, error: DeskError) -> None:
        self._show(refused(self._state, error, self._words(error)))
        if self.rescue is not None:
            self.rescue.offer(error, practice=True)

    def _second(self) -> None:
        self._show(second_passed(self._state))
        if not self._state.wait_s:
            self._timer.stop()

    def _show(self, state: UnlockState) -> None:
        self._state = state
        self._view.show_state(state)
