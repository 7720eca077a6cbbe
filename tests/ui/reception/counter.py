"""A real practice desk under a real main window with the reception screen, driven by key events."""

import gc
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from commune_desk.build import practice_desk
from commune_desk.domain.errors import NoPrinter
from commune_desk.domain.slips import Slip
from commune_desk.paths import Profile
from storage.signed_desk import SignedDesk
from tests.ui.reception.clerk import Clerk
from ui.background import Background, Executors
from ui.context import ScreenContext
from ui.main_window import MainWindow
from ui.reception.screen import ReceptionScreen
from ui.screen import ScreenEntry, WindowFrame
from ui.words import sentence


class PaperTray:
    """A press that keeps slips; painting itself is tested in tests/printing."""

    def __init__(self) -> None:
        self.names = ["Máy in quầy"]
        self.printed: list[Slip] = []
        self.is_jammed = False

    def pdf_bytes(self, slip: Slip) -> bytes:
        return b"%PDF-1.7 " + slip.dossier_number.encode()

    def page_images(self, slip: Slip, dpi: int) -> list[QImage]:  # noqa: ARG002
        image = QImage(583, 827, QImage.Format.Format_RGB32)
        image.fill(0xFFFFFF)
        return [image]

    def print_slip(self, slip: Slip, printer: str, copies: int) -> None:  # noqa: ARG002
        if self.is_jammed:
            raise NoPrinter
        self.printed.append(slip)

    def printers(self) -> list[str]:
        return list(self.names)


@pytest.fixture
def press() -> PaperTray:
    return PaperTray()


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    return Profile(tmp_path / "practice").make()


@pytest.fixture
def desk(profile: Profile) -> Iterator[SignedDesk]:
    desk = practice_desk(profile)
    yield desk
    desk.file.close()


@pytest.fixture
def open_screen(
    dressed: QApplication, desk: SignedDesk, press: PaperTray, profile: Profile
) -> Iterator[Callable[[], Clerk]]:
    """Opens the desk's window, as after signing in; may be called again after a crash."""
    opened: list[tuple[Clerk, ThreadPoolExecutor]] = []
    gc.collect()
    gc.disable()  # as the program does (ui.background.Collector): no worker may finalise a widget

    def open_() -> Clerk:
        frame = WindowFrame("Xã Mẫu", "Quầy 1", "Cán bộ", "Tiếp nhận", practice=True)
        window = MainWindow(frame, sentence)
        paper = ThreadPoolExecutor(1)
        background = Background(
            Executors(desk.file.readers, desk.file.writer, paper),
            on_error=window.messages.show_error,
            on_bug=window.messages.show_bug,
        )
        navigated: list[tuple[str, object]] = []
        context = ScreenContext(
            desk=desk,
            background=background,
            messages=window.messages,
            press=press,
            navigate=lambda place, what: navigated.append((place, what)),
            prints_dir=profile.prints,
        )
        screen = ReceptionScreen(context)
        window.set_screens([ScreenEntry("reception", screen, "Tiếp nhận", "file-plus", screen.open)])
        window.resize(1366, 768)
        window.show()
        window.activateWindow()
        window.go("reception")
        clerk = Clerk(window, screen, background, navigated)
        opened.append((clerk, paper))
        clerk.wait_until(lambda: clerk.focus_name() in ("procedure", "choice_continue"))
        clerk.settle()
        return clerk

    yield open_
    for clerk, paper in opened:
        clerk.window.close()
        clerk.settle()
        clerk.background.close()
        paper.shutdown()
        for made in (clerk.screen, clerk.background, clerk.window):
            made.deleteLater()
    dressed.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    gc.enable()


@pytest.fixture
def clerk(open_screen: Callable[[], Clerk]) -> Clerk:
    """A clerk in front of an empty form."""
    return open_screen()
