"""The letters of the forms: Tinos (metric twin of Times New Roman, all Vietnamese letters), with its licence."""

from functools import cache
from pathlib import Path
from threading import Lock

from PySide6.QtGui import QFont, QFontDatabase

FONT_DIR = Path(__file__).parent / "fonts"
FACES = ("Regular", "Bold", "Italic", "BoldItalic")
UNITS_PER_MM = 100
MM_PER_POINT = 25.4 / 72
_loading = Lock()


@cache
def _load() -> str:
    ids = [QFontDatabase.addApplicationFont(str(FONT_DIR / f"Tinos-{face}.ttf")) for face in FACES]
    families = QFontDatabase.applicationFontFamilies(ids[0])
    if not families:
        raise FileNotFoundError(FONT_DIR)
    return families[0]


def family() -> str:
    """The family name, loading the bundled files once; any thread, a QGuiApplication must exist."""
    with _loading:
        return _load()


def font(size_pt: float) -> QFont:
    """A font whose pixel is a hundredth of a millimetre, so that lines break alike on screen, PDF and paper."""
    made = QFont(family())
    made.setPixelSize(round(size_pt * MM_PER_POINT * UNITS_PER_MM))
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return made
