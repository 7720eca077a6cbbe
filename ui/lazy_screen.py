"""A screen that is made when it is first needed: signing in need not wait for screens nobody looks at."""

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from PySide6.QtWidgets import QWidget

from ui.kit.basics import column
from ui.screen import KeyHelp, Screen

S = TypeVar("S", bound=Screen)


class LazyScreen(Generic[S]):
    """Fulfils `ui.screen.Screen` with whatever `make` returns, called once and on the UI thread."""

    def __init__(self, make: Callable[[], S]) -> None:
        self._make = make
        self._place = QWidget()
        self._body = column(self._place, spacing=0)
        self.made: S | None = None

    @property
    def widget(self) -> QWidget:
        """Holds the screen's own widget once that is made."""
        return self._place

    @property
    def title(self) -> str:
        """Of the screen."""
        return self.screen.title

    @property
    def screen(self) -> S:
        """The screen itself, made now if it was not."""
        if self.made is None:
            self.made = self._make()
            self._body.addWidget(self.made.widget)
            self.made.widget.show()  # a layout shows it a turn later, and what is not shown takes no focus
        return self.made

    def prepare(self) -> bool:
        """Make it before anybody asks; False where it is made already."""
        if self.made is not None:
            return False
        self.screen.widget.ensurePolished()
        return True

    def key_help(self) -> Sequence[KeyHelp]:
        """Of the screen."""
        return self.screen.key_help()

    def on_shown(self) -> None:
        """The screen came to the front."""
        self.screen.on_shown()

    def on_hidden(self) -> None:
        """Nothing was typed on a screen that was never made."""
        if self.made is not None:
            self.made.on_hidden()

    def may_leave(self) -> bool:
        """One that was never made keeps nobody."""
        return self.made is None or self.made.may_leave()
