"""What a merge card shows, as plain values and pure functions. No Qt."""

from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from html import escape
from typing import NamedTuple

from ui import tokens

LEFT, RIGHT = "left", "right"


class Side(NamedTuple):
    """One of two writings: who, on which post and PC, when, and what they had before their eyes."""

    who: str
    when: str
    seen: str
    is_kept: bool
    """Whether it stands now, before anybody chose."""


class FieldPair(NamedTuple):
    """One field of the group as both wrote it."""

    label: str
    left: str
    right: str


@dataclass(frozen=True, slots=True)
class CardState:
    """One card: whose field group, both sides, and where to look."""

    key: str
    title: str
    group: str
    left: Side
    right: Side
    fields: tuple[FieldPair, ...]
    dossier: object = None
    what: object = None

    @property
    def kept(self) -> str:
        """The side that stands now."""
        return LEFT if self.left.is_kept else RIGHT


class DecidedLine(NamedTuple):
    """A choice made; it can be undone until `until`."""

    key: str
    title: str
    kept: str
    who: str
    when: str
    until: str
    undoable: bool
    what: object = None


@dataclass(frozen=True, slots=True)
class MergeState:
    """Every open card, oldest first, and the choices of the last 30 days."""

    cards: tuple[CardState, ...]
    decided: tuple[DecidedLine, ...]
    taken_at: datetime


def marked(text: str, other: str) -> str:
    """`text` as rich text with the letters that `other` does not have marked; safe for whatever a citizen wrote."""
    if text == other:
        return escape(text) or "–"
    told = []
    for kind, first, last, _from, _to in SequenceMatcher(None, text, other, autojunk=False).get_opcodes():
        piece = escape(text[first:last]).replace(" ", "&nbsp;") if kind != "equal" else escape(text[first:last])
        told.append(f'<span style="background-color:{tokens.PRACTICE}">{piece}</span>' if kind != "equal" else piece)
    return "".join(told) or "–"


def next_card(cards: tuple[CardState, ...], done: str) -> CardState | None:
    """The card after the one just decided; the first where that was the last."""
    at = next((at for at, card in enumerate(cards) if card.key == done), -1)
    left = [card for card in cards if card.key != done]
    return left[max(0, at) % len(left)] if left else None
