"""The citizen's satisfaction: into a ballot box without time or name, into the journal shuffled and in lots."""

from commune_desk.domain.dossier_life import Right
from commune_desk.domain.errors import InvalidInput
from commune_desk.domain.records import Vote
from commune_desk.domain.text import nfc
from commune_desk.ports import Desk
from commune_desk.usecases.reception_input import LONGEST_LINE
from commune_desk.usecases.rights import require

SCORES = range(1, 6)
LOW_SCORE = 2
LOT = 5
"""Fewer votes than this stay in the box: a lone vote in the journal could be tied to the dossier before it."""


def vote(desk: Desk, field: str, score: int, reason: str = "") -> None:
    """Cast one vote (1 worst to 5 best) for a field of procedures; a low score may say why.

    Raises InvalidInput('score-out-of-range' | 'text-too-long').
    """
    require(desk, Right.RETURN)
    if score not in SCORES:
        raise InvalidInput("score-out-of-range", field="score")
    text = nfc(reason).strip()
    if len(text) > LONGEST_LINE:
        raise InvalidInput("text-too-long", field="reason", longest=LONGEST_LINE)
    desk.local.cast_vote(field, score, text)
    empty_ballot_box(desk, at_least=LOT)


def empty_ballot_box(desk: Desk, *, at_least: int) -> int:
    """Move votes into the journal if there are enough; how many went."""
    month = f"{desk.now():%Y-%m}"
    votes = desk.local.take_votes(at_least)
    if votes:
        with desk.work("vote.count") as work:
            for field, score, reason in votes:
                work.add(Vote(work.new_id(), month, field, score, reason))
    return len(votes)
