"""Fusion, our palette, and one style sheet made from the tokens."""

from pathlib import Path
from string import Template

from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from ui import icons, tokens

FONTS = Path(__file__).parent / "fonts"
SHEET = Path(__file__).parent / "desk.qss"

_LARGE_PRINT = "desk.large_print"


def apply_theme(app: QApplication, *, large_print: bool = False) -> None:
    """Dress `app`; may be called again to change the print size while windows are open."""
    if tokens.FONT_FAMILY not in QFontDatabase.families():
        for face in sorted(FONTS.glob("*.ttf")):
            QFontDatabase.addApplicationFont(str(face))
    app.setProperty(_LARGE_PRINT, large_print)
    if app.style().objectName() != "fusion":
        app.setStyle("Fusion")
    app.setPalette(_palette())
    font = QFont()
    font.setFamilies([tokens.FONT_FAMILY, *tokens.FONT_FALLBACKS])
    font.setPixelSize(px(tokens.TEXT))
    font.setHintingPreference(QFont.HintingPreference.PreferVerticalHinting)
    app.setFont(font)
    app.setStyleSheet(style_sheet(large_print=large_print))


def is_large_print() -> bool:
    """Whether the clerk asked for large print."""
    app = QApplication.instance()
    return bool(app and app.property(_LARGE_PRINT))


def px(size_px: int) -> int:
    """A size of the tokens in logical pixels as drawn now."""
    return tokens.scaled(size_px, large_print=is_large_print())


def style_sheet(*, large_print: bool) -> str:
    """`desk.qss` with every `$NAME` replaced by its token; sizes (px) grow with large print."""
    values: dict[str, str] = {"SVG": icons.FOLDER.as_posix()}
    for name, value in vars(tokens).items():
        if not name.isupper():
            continue
        if isinstance(value, str):
            values[name] = value
        elif isinstance(value, int):
            grows = name.startswith("TEXT") or name in ("CONTROL_HEIGHT", "ROW_HEIGHT", "TILE_HEIGHT")
            size = tokens.scaled(value, large_print=large_print) if grows else value
            values[name] = f"{size}px"
    for state, tint in tokens.TINTS.items():
        values[f"{state.name}_FG"], values[f"{state.name}_BG"] = tint
    return Template(SHEET.read_text("utf-8")).substitute(values)


def _palette() -> QPalette:
    role = QPalette.ColorRole
    palette = QPalette()
    for where, colour in (
        (role.Window, tokens.CANVAS),
        (role.WindowText, tokens.INK),
        (role.Base, tokens.SURFACE),
        (role.AlternateBase, tokens.SURFACE_SUNK),
        (role.Text, tokens.INK),
        (role.Button, tokens.SURFACE),
        (role.ButtonText, tokens.INK),
        (role.Highlight, tokens.ACCENT),
        (role.HighlightedText, tokens.ON_ACCENT),
        (role.ToolTipBase, tokens.INK),
        (role.ToolTipText, tokens.SURFACE),
        (role.PlaceholderText, tokens.INK_FAINT),
        (role.Link, tokens.ACCENT),
        (role.LinkVisited, tokens.ACCENT_PRESSED),
        (role.Mid, tokens.LINE),
        (role.Accent, tokens.ACCENT),
    ):
        palette.setColor(where, QColor(colour))
    for where in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, where, QColor(tokens.INK_DISABLED))
    return palette
