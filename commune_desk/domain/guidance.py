"""One trip: a few questions that show whether the citizen needs nothing, something else, or one paper more.

The questions are small tables in the catalogue (dated data), asked in order; the first answer that ends the matter ends
the questions.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from commune_desk.domain.errors import InvalidInput


class Outcome(Enum):
    """What an answer leads to."""

    CONTINUE = "continue"
    NOTHING_NEEDED = "nothing-needed"
    OTHER_PROCEDURE = "other-procedure"
    EXTRA_PAPER = "extra-paper"

    @property
    def ends(self) -> bool:
        """No dossier of this procedure is needed after this answer."""
        return self in (Outcome.NOTHING_NEEDED, Outcome.OTHER_PROCEDURE)


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: its words, where it leads, and the reason, procedure code or paper name that goes with it."""

    text: str
    outcome: Outcome = Outcome.CONTINUE
    detail: str = ""
    procedure: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """A question with two or more answers; `source` is the legal basis, unconfirmed until an office checked it."""

    text: str
    answers: tuple[Answer, ...]
    source: str = ""
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Advice:
    """Where the answers so far lead.

    `question` is the number of the next question (from 0), None when there is none. `ending` is the answer that ended
    the matter, None while the dossier goes on. `extra_papers` are names for the checklist, in order, each once.
    """

    question: int | None
    ending: Answer | None
    extra_papers: tuple[str, ...]


def advise(questions: Sequence[Question], chosen: Mapping[int, int]) -> Advice:
    """The advice after `chosen` (question number -> answer number, both from 0).

    Raises InvalidInput('answer-unknown') for a number that is not there.
    """
    _check(questions, chosen)
    papers: dict[str, None] = {}
    for number, question in enumerate(questions):
        if number not in chosen:
            return Advice(number, None, tuple(papers))
        answer = question.answers[chosen[number]]
        if answer.outcome.ends:
            return Advice(None, answer, tuple(papers))
        if answer.outcome is Outcome.EXTRA_PAPER:
            papers[answer.detail] = None
    return Advice(None, None, tuple(papers))


def _check(questions: Sequence[Question], chosen: Mapping[int, int]) -> None:
    for number, answer in chosen.items():
        if not (0 <= number < len(questions) and 0 <= answer < len(questions[number].answers)):
            raise InvalidInput("answer-unknown", field="guidance", question=number, answer=answer)
