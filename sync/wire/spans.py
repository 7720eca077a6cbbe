"""Ranges of places compared when digests disagree: how they are cut, the same at both ends."""

from typing import Final

from commune_desk.sync_ports import BLOCK, FAN_OUT

Span = tuple[int, int]
WIDE: Final = 4 * FAN_OUT
"""Sub-ranges at once where 16 and 16 again would not come down to a block of 64."""
_NARROW_REACH: Final = FAN_OUT * FAN_OUT * BLOCK


def width_for(places: int) -> int:
    """Into how many ranges an order of so many places is cut: two cuts come down to a block."""
    return FAN_OUT if places <= _NARROW_REACH else WIDE


def cut(span: Span, width: int) -> list[Span]:
    """At most `width` ranges [low, high) that together are `span`; none smaller than a block but the last."""
    low, high = span
    step = max(BLOCK, -(-(high - low) // width))
    return [(at, min(high, at + step)) for at in range(low, high, step)]
