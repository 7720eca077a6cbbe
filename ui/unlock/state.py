"""What the sign-in screen shows, as plain data and pure functions."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from commune_desk.domain.errors import DeskError
from commune_desk.i18n import _
from ui.unlock.rescue_state import RescuePorts

WAIT_CODE = "sign-in-wait"
LOCKED_CODE = "sign-in-locked"


@dataclass(frozen=True, slots=True)
class PersonOnPc:
    """Somebody with a key slot on this PC; `locked_until` is aware."""

    user_name: str = field(repr=False)
    display_name: str = field(repr=False)
    locked: bool = False
    locked_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class NewDesk:
    """What the first-run pages ask."""

    language: str
    parent_agency: str
    agency: str
    place: str
    agency_code: str
    desk_code: str
    phone: str
    user_name: str
    display_name: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class RecoverySheet:
    """One of three sheets to print and hand to different people; any two open the desk again."""

    index: int
    words: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class CreatedDesk:
    """A founded desk (opaque to the screen) and its sheets."""

    desk: object
    sheets: tuple[RecoverySheet, ...]


@dataclass(frozen=True, slots=True)
class Recovery:
    """Two shares as typed and the new password of one person."""

    shares: tuple[str, str] = field(repr=False)
    user_name: str = field(repr=False)
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class UnlockPorts:
    """What signing in needs; each runs off the UI thread and raises DeskError.

    `sign_in`, `recover` and `practice` return the signed-in desk, which the screen hands on unseen.
    """

    people: Callable[[], Sequence[PersonOnPc]]
    sign_in: Callable[[str, str], object]
    recover: Callable[[Recovery], object]
    practice: Callable[[], object]
    rescue: RescuePorts | None = None
    """What can be done when a desk does not open; None: only the sentence is shown."""


@dataclass(frozen=True, slots=True)
class UnlockState:
    """The whole sign-in screen. `wait_s` seconds must pass before the next try."""

    people: tuple[PersonOnPc, ...] = ()
    chosen: str = ""
    problem: str = ""
    wait_s: int = 0
    busy: bool = False
    loaded: bool = False

    @property
    def person(self) -> PersonOnPc | None:
        """The person chosen."""
        return next((one for one in self.people if one.user_name == self.chosen), None)

    @property
    def can_try(self) -> bool:
        """Whether pressing the button would do something."""
        return self.person is not None and not self.busy and self.wait_s == 0

    @property
    def notice(self) -> str:
        """What stands under the password: the wait, else the problem, else that it is locked."""
        if self.wait_s:
            wait = _("Thử lại được sau {seconds} giây.").format(seconds=self.wait_s)
            return f"{self.problem} {wait}".strip()
        if not self.problem and self.person is not None and self.person.locked:
            return locked_words(self.person)
        return self.problem


def with_people(state: UnlockState, people: Sequence[PersonOnPc]) -> UnlockState:
    """The list came; the first person is chosen unless one was already."""
    names = [one.user_name for one in people]
    chosen = state.chosen if state.chosen in names else (names[0] if names else "")
    return replace(state, people=tuple(people), chosen=chosen, loaded=True)


def refused(state: UnlockState, error: DeskError, words: str) -> UnlockState:
    """A try failed: `words` say why; a delay named by the error starts running."""
    wait_s = int(error.parameters.get("wait_s", 0))
    problem = "" if error.code == WAIT_CODE else words
    return replace(state, busy=False, problem=problem, wait_s=wait_s)


def second_passed(state: UnlockState) -> UnlockState:
    """One second of the delay is over."""
    return replace(state, wait_s=max(0, state.wait_s - 1))


def locked_words(person: PersonOnPc) -> str:
    """Why this person cannot sign in and what to do."""
    if person.locked_until is None:
        return _("Tài khoản đang bị khóa. Hãy nhờ người quản trị mở khóa.")
    return _("Tài khoản bị khóa đến {time}. Hãy đợi, hoặc nhờ người quản trị mở khóa.").format(
        time=f"{person.locked_until:%H:%M}"
    )


def typing_hint(text: str, *, caps_lock: bool) -> str:
    """What may be wrong with the keyboard: capitals on, or a Vietnamese input method at work."""
    if caps_lock:
        return _("Phím Caps Lock đang bật.")
    if not text.isascii():
        return _("Mật khẩu đang có chữ có dấu: kiểm tra bộ gõ tiếng Việt (UniKey).")
    return ""
