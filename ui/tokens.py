"""What the desk looks like, as plain values: spacing, type, colours. No Qt.

Every foreground stands 4.5:1 or better against each ground it is used on (WCAG 2.2, 1.4.3), and
every line that marks a control 3:1 (1.4.11); `tests/ui/test_tokens.py` computes all pairs.
"""

from enum import StrEnum
from typing import NamedTuple

# Spacing and shape, logical pixels.
XS, S, M, L, XL, XXL = 4, 8, 12, 16, 24, 32
RADIUS = 6
RADIUS_CARD = 8
FOCUS_WIDTH = 2

# Type, logical pixels at normal print.
TEXT_SMALL = 12
TEXT = 14
TEXT_LARGE = 16
TEXT_TITLE = 19
TEXT_HEADING = 24
TEXT_NUMBER = 30
LARGE_PRINT = 1.25

FONT_FAMILY = "Desk UI"
FONT_FALLBACKS = ("Segoe UI", "Noto Sans", "DejaVu Sans")

# Sizes that no screen may exceed or undercut, logical pixels.
DIALOG_MAX_WIDTH, DIALOG_MAX_HEIGHT = 880, 480
CONTROL_HEIGHT = 34
ROW_HEIGHT = 34
TILE_HEIGHT = 84
RAIL_WIDTH = 208

# The accent: a deep teal, and what it becomes under the pointer.
ACCENT = "#0B5F6B"
ACCENT_HOVER = "#0A525D"
ACCENT_PRESSED = "#083F48"
ACCENT_SOFT = "#E0F0F1"
ACCENT_SOFT_HOVER = "#CFE6E8"
ON_ACCENT = "#FFFFFF"

# Neutrals, faintly cool.
INK = "#15242B"
INK_MUTED = "#42545E"
INK_FAINT = "#5A6B74"
INK_DISABLED = "#7C8A92"  # disabled controls are exempt from 1.4.3; still legible
CANVAS = "#F2F5F6"
SURFACE = "#FFFFFF"
SURFACE_SUNK = "#F7F9FA"
HOVER = "#EAF0F1"
PRESSED = "#DCE5E8"
LINE = "#D9E1E4"
LINE_CONTROL = "#7F9099"
SCROLL = "#B3C0C6"

# The rail, dark so that the work is the bright part.
RAIL = "#10313A"
RAIL_HOVER = "#194350"
RAIL_ACTIVE = "#215362"
RAIL_TEXT = "#D5E5E8"
RAIL_TEXT_ACTIVE = "#FFFFFF"
RAIL_KEY = "#A9C6CC"
RAIL_MARK = "#63CFC6"

# Where the keyboard is: blue on light grounds, amber on dark ones.
FOCUS = "#1A66D6"
FOCUS_ON_DARK = "#FFD166"

# Practice desk: bright, calm, impossible to mistake for the real one.
PRACTICE = "#FFD75E"
PRACTICE_INK = "#3B2A00"

DANGER = "#A3261C"
DANGER_HOVER = "#8A1F16"
DANGER_PRESSED = "#6F1811"


class State(StrEnum):
    """How a thing stands; always shown by colour AND word AND icon."""

    OK = "ok"
    SOON = "soon"
    LATE = "late"
    WAITING = "waiting"
    NEUTRAL = "neutral"
    INFO = "info"


class Tint(NamedTuple):
    """A state's ink and ground."""

    fg: str
    bg: str


TINTS = {
    State.OK: Tint("#17633A", "#E2F3E8"),
    State.SOON: Tint("#7E4600", "#FDEFD3"),
    State.LATE: Tint("#A3261C", "#FCE5E2"),
    State.WAITING: Tint("#5A3D9A", "#EDE7F8"),
    State.NEUTRAL: Tint("#42545E", "#E7ECEE"),
    State.INFO: Tint("#17538F", "#E1EDF9"),
}

STATE_ICONS = {
    State.OK: "circle-check",
    State.SOON: "clock",
    State.LATE: "clock-alert",
    State.WAITING: "hourglass",
    State.NEUTRAL: "circle",
    State.INFO: "info",
}


def scaled(size_px: int, *, large_print: bool) -> int:
    """`size_px` as it is drawn: larger by LARGE_PRINT when the clerk asked for large print."""
    return round(size_px * LARGE_PRINT) if large_print else size_px
