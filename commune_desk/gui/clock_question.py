"""The PC clock jumped: somebody says whether it is right before a number or a date is given."""

from functools import partial

from PySide6.QtCore import QObject

from commune_desk.domain.errors import ClockTrouble, DeskError
from commune_desk.i18n import _
from storage.signed_desk import SignedDesk
from ui.background import Background
from ui.kit.ask_card import Choice
from ui.messages import Messages
from ui.words import sentence


class ClockQuestion(QObject):
    """Asks once, in the window's own strip."""

    def __init__(self, desk: SignedDesk, background: Background, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._background = desk, background

    def ask(self, messages: Messages) -> None:
        """Look at the clock; says nothing while it is believed."""
        self._background.read(self._desk.now, _nothing, partial(self._jumped, messages), owner=self)

    def _jumped(self, messages: Messages, error: DeskError) -> None:
        if not isinstance(error, ClockTrouble):
            messages.show_error(error)
            return
        choices = (Choice("right", _("Ngày giờ trên máy đúng")), Choice("wrong", _("Để tôi chỉnh đồng hồ trước")))
        messages.ask(sentence(error), choices, partial(self._answered, messages))

    def _answered(self, messages: Messages, key: str) -> None:
        if key == "right":
            clock = self._desk.file.clock
            self._background.write(lambda: self._desk.file.confirm_clock(clock.reading()), _nothing)
        else:
            messages.say("warning", _("Chưa cấp số nào cho đến khi đồng hồ đúng. Chỉnh xong hãy khóa rồi mở lại bàn."))


def _nothing(_result: object) -> None:
    """What a job without an answer leads to."""
