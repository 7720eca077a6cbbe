"""The slip preview other screens share: pages are painted on the paper thread, shown when they come."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QStackedWidget

from commune_desk.domain.errors import DeskError
from commune_desk.domain.slips import Slip
from commune_desk.i18n import _
from ui.background import Background
from ui.context import Press
from ui.kit.basics import label
from ui.kit.preview import Preview
from ui.words import sentence

DPI = 130
"""Sharp at the sizes a panel has, light enough for an old PC (an A5 page is 0.5 megapixels)."""


class PreviewPanel(QStackedWidget):
    """Shows one slip; a later one replaces it, also while pages of the earlier are still being painted."""

    def __init__(self, *, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._words = label("", "muted", name=f"{name}Words", wrap=True)
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.preview = Preview(name=f"{name}Sheets")
        self.addWidget(self._words)
        self.addWidget(self.preview)
        self._asked = 0

    def show_slip(self, background: Background, press: Press, slip: Slip) -> None:
        """Paint `slip` on the paper thread and show it; says so while it waits and when it fails."""
        self._asked += 1
        self.say(_("Đang vẽ bản xem trước…"))
        job = partial(press.page_images, slip, DPI)
        background.paper(job, partial(self._show, self._asked), self._failed, owner=self)

    def say(self, words: str) -> None:
        """Words instead of pages."""
        self._words.setText(words)
        self.setCurrentWidget(self._words)

    def _show(self, asked: int, images: list[QImage]) -> None:
        if asked == self._asked:
            self.preview.show_pages(images, dpi=DPI)
            self.setCurrentWidget(self.preview)

    def _failed(self, error: DeskError) -> None:
        self.say(sentence(error))
