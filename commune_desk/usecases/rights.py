"""Rights by post: every verb asks here first."""

from commune_desk.domain.dossier_life import Right
from commune_desk.domain.errors import NotAllowedNow
from commune_desk.ports import Desk


def require(desk: Desk, right: Right) -> None:
    """Raise NotAllowedNow('right-missing') unless the post in use holds `right`."""
    if right not in desk.actor.rights:
        raise NotAllowedNow("right-missing", right=right.value)


def rights_of(text: str) -> frozenset[Right]:
    """Rights as a post keeps them: words separated by spaces; unknown words give no right."""
    known = {right.value: right for right in Right}
    return frozenset(known[word] for word in text.split() if word in known)
