"""What the main window asks of a screen, and what it is told about itself."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from PySide6.QtWidgets import QWidget

KeyHelp = tuple[str, str]

BACK = "back"
"""Not a place but the way to the one from which the present one was opened."""


class Screen(Protocol):
    """One place of the desk; the window shows `widget` and calls the rest on the UI thread."""

    @property
    def widget(self) -> QWidget:
        """What is shown; made once."""
        ...

    @property
    def title(self) -> str:
        """The words in the window's title."""
        ...

    def key_help(self) -> Sequence[KeyHelp]:
        """`(key, what it does)` for the keys valid here now."""
        ...

    def on_shown(self) -> None:
        """The screen came to the front: ask for fresh numbers, put the keyboard somewhere."""
        ...

    def on_hidden(self) -> None:
        """Another screen came to the front, or the desk was locked: save what is being typed."""
        ...

    def may_leave(self) -> bool:
        """False keeps the clerk here; the screen says why or asks."""
        ...


class ScreenEntry(NamedTuple):
    """A screen under its `place`; `take(what)` receives what `go` was given, before `on_shown`.

    Without `word` it is not on the rail (the detail of one dossier).
    """

    place: str
    screen: Screen
    word: str = ""
    icon: str = ""
    take: Callable[[object], None] | None = None


@dataclass(frozen=True, slots=True)
class WindowFrame:
    """What stands around every screen. `settings_file` keeps geometry; None forgets it."""

    commune: str
    office: str
    person: str
    post: str
    practice: bool = False
    language: str = "vi"
    settings_file: str | None = None
    idle_lock_s: int = 300
