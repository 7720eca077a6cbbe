"""Contrast is computed, not judged by eye."""

import pytest

from ui import tokens

TEXT, LINE = 4.5, 3.0

PAIRS = [
    *[
        (ink, ground)
        for ink in (tokens.INK, tokens.INK_MUTED, tokens.INK_FAINT, tokens.ACCENT)
        for ground in (tokens.SURFACE, tokens.SURFACE_SUNK, tokens.CANVAS, tokens.HOVER)
    ],
    *[(tint.fg, tint.bg) for tint in tokens.TINTS.values()],
    *[(tint.fg, tokens.SURFACE) for tint in tokens.TINTS.values()],
    (tokens.INK, tokens.ACCENT_SOFT),
    (tokens.INK_FAINT, tokens.ACCENT_SOFT),
    (tokens.ACCENT, tokens.ACCENT_SOFT),
    (tokens.ACCENT, tokens.ACCENT_SOFT_HOVER),
    *[(tokens.ACCENT, tint.bg) for tint in tokens.TINTS.values()],
    *[(tokens.ON_ACCENT, ground) for ground in (tokens.ACCENT, tokens.ACCENT_HOVER, tokens.ACCENT_PRESSED)],
    *[
        (ink, ground)
        for ink in (tokens.RAIL_TEXT, tokens.RAIL_TEXT_ACTIVE, tokens.RAIL_KEY)
        for ground in (tokens.RAIL, tokens.RAIL_HOVER)
    ],
    (tokens.RAIL_TEXT_ACTIVE, tokens.RAIL_ACTIVE),
    (tokens.RAIL_KEY, tokens.RAIL_ACTIVE),
    (tokens.PRACTICE_INK, tokens.PRACTICE),
    (tokens.DANGER, tokens.SURFACE),
    (tokens.DANGER, tokens.TINTS[tokens.State.LATE].bg),
    (tokens.ON_ACCENT, tokens.DANGER_PRESSED),
    (tokens.SURFACE, tokens.INK),
]
LINES = [
    (tokens.LINE_CONTROL, tokens.SURFACE),
    (tokens.FOCUS, tokens.SURFACE),
    (tokens.FOCUS, tokens.CANVAS),
    (tokens.FOCUS_ON_DARK, tokens.ACCENT),
    (tokens.FOCUS_ON_DARK, tokens.RAIL),
    (tokens.FOCUS_ON_DARK, tokens.RAIL_ACTIVE),
]


def luminance(colour: str) -> float:
    """WCAG 2.2 relative luminance of #RRGGBB."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """WCAG contrast ratio, 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_the_ruler_itself_is_right() -> None:
    """Black on white is 21 by definition; #767676 on white is the known 4.54."""
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_words_can_be_read_on_a_poor_screen(ink: str, ground: str) -> None:
    """4.5:1 for every text colour on every ground it is used on (WCAG 1.4.3)."""
    assert contrast(ink, ground) >= TEXT


@pytest.mark.parametrize(("line", "ground"), LINES)
def test_controls_and_focus_can_be_seen(line: str, ground: str) -> None:
    """3:1 for the edge of a control and for the focus ring (WCAG 1.4.11)."""
    assert contrast(line, ground) >= LINE


def test_every_state_has_its_icon() -> None:
    """A state is never shown by colour alone."""
    assert set(tokens.STATE_ICONS) == set(tokens.TINTS) == set(tokens.State)


def test_large_print_is_a_quarter_larger() -> None:
    """The clerk's choice reaches every size."""
    assert tokens.scaled(16, large_print=True) == 20
    assert tokens.scaled(16, large_print=False) == 16
