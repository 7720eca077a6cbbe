"""Merge cards: read, choose, confirm; undo within 30 days."""

from collections.abc import Sequence
from functools import partial

from commune_desk.domain.errors import DeskError
from commune_desk.i18n import _
from commune_desk.ports import Changes
from commune_desk.sync_views import MergeCards
from ui import words
from ui.clock import wall_clock
from ui.context import ScreenContext
from ui.merge.state import CardState, DecidedLine, MergeState
from ui.merge.told import merge_state
from ui.merge.view import MergeView
from ui.screen import BACK, KeyHelp


class MergeScreen:
    """Two desks wrote the same field; a person chooses (ui.screen.Screen)."""

    def __init__(self, context: ScreenContext) -> None:
        self._context = context
        self._asked = 0
        self._wanted = ""
        self._wants_focus = False
        self.view = MergeView(context.background)
        self.view.back_wanted.connect(self._back)
        self.view.cards.decided.connect(self._decide)
        self.view.cards.dossier_wanted.connect(partial(context.navigate, "dossier"))
        self.view.past.undone.connect(self._undo)

    @property
    def widget(self) -> MergeView:
        """What is shown."""
        return self.view

    @property
    def title(self) -> str:
        """The window's title: without names, which the taskbar would show to everybody."""
        return _("Thẻ đối chiếu")

    def key_help(self) -> Sequence[KeyHelp]:
        """Keys of this screen."""
        return (
            ("1 / ←", _("Chọn bản bên trái")),
            ("2 / →", _("Chọn bản bên phải")),
            ("Enter", _("Giữ bản đã chọn, sang thẻ sau")),
            ("↑ ↓", _("Thẻ trước, thẻ sau")),
            ("M", _("Mở hồ sơ của thẻ")),
            ("Ctrl+1, Ctrl+2", _("Thẻ chờ chọn, thẻ đã chọn")),
            ("Z", _("Ở thẻ đã chọn: hoàn tác")),
            ("Esc", _("Quay lại")),
        )

    def open(self, what: object) -> None:
        """A card's key puts it in front."""
        self._wanted = what if isinstance(what, str) else ""

    def on_shown(self) -> None:
        """Read the cards."""
        self._wants_focus = True
        self.refresh()

    def on_hidden(self) -> None:
        """A side that was marked and not confirmed is not kept."""

    def may_leave(self) -> bool:
        """Always."""
        return True

    def refresh(self) -> None:
        """Read again; an answer to an older question is dropped."""
        cards = self._context.merge_cards
        if cards is None:
            self.view.show_state(merge_state((), (), wall_clock()))
            return
        self._asked += 1
        then = partial(self._show, self._asked)
        self._context.background.read(partial(read_cards, cards), then, self._failed, owner=self.view)

    def _show(self, asked: int, state: MergeState) -> None:
        if asked != self._asked:
            return
        self.view.show_state(state)
        wanted = next((card for card in state.cards if card.key == self._wanted), None)
        if wanted is not None:
            self.view.cards.show_card(wanted)
        self._wanted = ""
        if self._wants_focus:
            self._wants_focus = False
            self.view.take_focus()

    def _failed(self, error: DeskError) -> None:
        self.view.show_trouble(words.sentence(error))

    def _decide(self, card: CardState, side: str) -> None:
        cards = self._context.merge_cards
        if cards is not None:
            job = partial(cards.decide, card.key, side)
            self._context.background.write(job, partial(self._decided, card.key), self._refused, owner=self.view)

    def _decided(self, key: str, changes: Changes) -> None:
        told = _("Đã giữ bản đã chọn. Hoàn tác được trong 30 ngày ở thẻ “Đã chọn”.")
        self._written(changes, told)
        self.view.go_on(key)
        self.refresh()

    def _undo(self, line: DecidedLine) -> None:
        cards = self._context.merge_cards
        if cards is not None:
            job = partial(cards.undo, line.key)
            self._context.background.write(job, self._undone, self._refused, owner=self.view)

    def _undone(self, changes: Changes) -> None:
        self._written(changes, _("Đã hoàn tác: thẻ trở lại mục chờ chọn."))
        self.refresh()

    def _written(self, changes: Changes, told: str) -> None:
        self._context.changes.happened.emit(changes)
        self._context.messages.say("done", told)

    def _refused(self, error: DeskError) -> None:
        self.view.rest()
        self._context.messages.show_error(error)
        self.refresh()

    def _back(self) -> None:
        self._context.navigate(BACK, None)


def read_cards(cards: MergeCards) -> MergeState:
    """Open and decided ones; on a reader thread."""
    return merge_state(cards.open_cards(), cards.decided_cards(), wall_clock())
