"""Until when nothing is sent: four answers by their digits."""

from datetime import datetime, time, timedelta

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QWidget

from commune_desk.domain.vietnam_time import VN
from commune_desk.domain.wording import date_vi
from commune_desk.i18n import _
from ui.clock import wall_clock
from ui.kit.basics import button, label
from ui.kit.dialog import Dialog

MORNING, EVENING = time(7, 0), time(17, 0)


def choices(now: datetime) -> list[tuple[str, datetime]]:
    """What is offered at `now` (aware): half an hour, two hours, this evening if it is to come, tomorrow morning."""
    local = now.astimezone(VN)
    evening = local.replace(hour=EVENING.hour, minute=0, second=0, microsecond=0)
    morning = (local + timedelta(days=1)).replace(hour=MORNING.hour, minute=0, second=0, microsecond=0)
    soon = [local + timedelta(minutes=30), local + timedelta(hours=2)]
    offered = sorted([*soon, *([evening] if local < evening else []), morning])
    return [(_moment(one, local), one) for one in offered]


def _moment(at: datetime, now: datetime) -> str:
    day = "" if at.date() == now.date() else f" {date_vi(at.date())}"
    return _("Đến {time}").format(time=f"{at:%H:%M}{day}")


class PauseDialog(Dialog):
    """A digit, or Enter on a button; Esc leaves everything running."""

    picked = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(_("Tạm dừng gửi nhận"), name="pauseDialog", parent=parent, size=QSize(520, 380))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        told = _("Việc ở quầy vẫn làm bình thường. Hồ sơ giữ an toàn ở máy này và tự gửi khi hết giờ tạm dừng.")
        self.body.addWidget(label(told, "muted", wrap=True))
        self.buttons: list[QPushButton] = []
        for number, (word, at) in enumerate(choices(wall_clock()), 1):
            made = button(f"{word}  ({number})", name=f"pauseChoice{number}", icon="clock")
            made.setProperty("until", str(round(at.timestamp() * 1000)))
            made.clicked.connect(self._pick)
            self.buttons.append(made)
            self.body.addWidget(made)
        self.body.addStretch(1)
        self.add_cancel(_("Thôi"))
        self.buttons[0].setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        text = event.text()
        if text.isdigit() and 0 < int(text) <= len(self.buttons):
            self.buttons[int(text) - 1].click()
        else:
            super().keyPressEvent(event)

    def _pick(self) -> None:
        self.picked.emit(int(str(self.sender().property("until"))))
        self.accept()
