"""A practice desk with a few dossiers, and everything a screen is handed."""

import gc
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QWidget

from commune_desk.build import practice_desk
from commune_desk.domain.records import Dossier, Payment
from commune_desk.paths import Profile
from commune_desk.usecases.receive_dossier import receive_dossier
from commune_desk.usecases.reception_input import Applicant, Money, PaperInput, Reception
from printing import press
from storage.signed_desk import SignedDesk
from ui import words
from ui.background import Background, Executors
from ui.changes import DeskChanges
from ui.context import ScreenContext
from ui.messages import Messages

COPY = "2.000815"
PEOPLE = (
    ("Nguyễn Thị Đường", "001185000011", "0912000011"),
    ("Trần Văn Dương", "001085000012", "0912000012"),
    ("Lê Hoàng Mai", "001190000013", "0912000013"),
)


@dataclass
class Stage:
    """A window with a screen on it, over a real desk and real threads."""

    desk: SignedDesk
    context: ScreenContext
    window: QWidget
    dossiers: list[Dossier]
    went: list[tuple[str, object]] = field(default_factory=list)
    troubles: list[object] = field(default_factory=list)

    def idle(self) -> bool:
        """No job is under way."""
        return self.context.background.busy == 0

    def put(self, widget: QWidget, width: int = 885, height: int = 500) -> None:
        """Show a screen as large as the smallest desk PC leaves it."""
        widget.setParent(self.window)
        widget.resize(width, height)
        self.window.resize(width, height)
        self.window.show()
        widget.show()
        self.window.activateWindow()


def receive(desk: SignedDesk, name: str, number: str, phone: str, *, money: Money | None = None) -> Dossier:
    """One dossier with one paper."""
    reception = Reception(
        applicant=Applicant(name, number, birth="1985", address="Thôn Mẫu, xã Mẫu Sơn", phone=phone),
        procedure=COPY,
        papers=(PaperInput("banchinh", "Bản chính giấy tờ", 1, 0),),
        money=money or Money(),
        duplicate_accepted=True,
    )
    return receive_dossier(desk, reception).dossier


@contextmanager
def stage_at(folder: Path) -> Iterator[Stage]:
    """A practice desk with three people's dossiers; everything is closed afterwards."""
    gc.collect()
    gc.disable()  # as the program does (ui.background.Collector): no worker may finalise a widget
    desk = practice_desk(Profile(folder))
    pool = ThreadPoolExecutor(1)
    window = QWidget()
    messages = Messages(words.sentence, window)
    troubles: list[object] = []
    background = Background(Executors(pool, pool, pool), on_error=troubles.append, on_bug=troubles.append)
    went: list[tuple[str, object]] = []
    context = ScreenContext(desk, background, messages, press, _recorder(went), changes=DeskChanges(window))
    dossiers = [receive(desk, *person) for person in PEOPLE]
    try:
        yield Stage(desk, context, window, dossiers, went, troubles)
    finally:
        background.close()
        pool.shutdown()
        window.close()
        window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        desk.file.close()
        gc.collect()
        gc.enable()


def paid() -> Money:
    """A fee of ten thousand đồng in cash."""
    return Money(10_000, "", Payment.CASH)


def _recorder(went: list[tuple[str, object]]) -> Callable[[str, object], None]:
    def navigate(place: str, what: object) -> None:
        went.append((place, what))

    return navigate
