"""Undo and redo across all fields: a line of states. No Qt."""

from ui.reception.state import ReceptionState

KEPT = 200
SAME_TYPING_S = 1.2


class History:
    """States in order; typing on in the same field within `SAME_TYPING_S` seconds is one step."""

    def __init__(self, first: ReceptionState) -> None:
        self._past: list[ReceptionState] = []
        self._future: list[ReceptionState] = []
        self._now = first
        self._last: tuple[str, float] = ("", 0.0)

    @property
    def now(self) -> ReceptionState:
        """The state on the screen."""
        return self._now

    def record(self, state: ReceptionState, what: str, at_s: float) -> None:
        """A new state after something named `what` happened at `at_s` (any steady clock)."""
        if state == self._now:
            return
        goes_on = what and what == self._last[0] and at_s - self._last[1] < SAME_TYPING_S
        if not goes_on or not self._past:
            self._past = [*self._past[-KEPT + 1 :], self._now]
        self._now, self._future, self._last = state, [], (what, at_s)

    def undo(self) -> ReceptionState | None:
        """The state before, None at the beginning."""
        if not self._past:
            return None
        self._future.append(self._now)
        self._now = self._past.pop()
        self._last = ("", 0.0)
        return self._now

    def redo(self) -> ReceptionState | None:
        """The state undone last, None at the end."""
        if not self._future:
            return None
        self._past.append(self._now)
        self._now = self._future.pop()
        self._last = ("", 0.0)
        return self._now

    def mark(self) -> tuple[ReceptionState, int]:
        """A place to come back to with `rewind`."""
        return self._now, len(self._past)

    def rewind(self, mark: tuple[ReceptionState, int]) -> ReceptionState:
        """As if nothing had happened since `mark` (keys of a scanner that went into a field)."""
        self._now, count = mark
        self._past = self._past[:count]
        self._last = ("", 0.0)
        return self._now
