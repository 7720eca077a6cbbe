"""One trip: scripted citizens over the bundled questions."""

from datetime import date

import pytest

from commune_desk.domain.errors import InvalidInput
from commune_desk.domain.guidance import Advice, Outcome, advise
from storage.catalogue_data import bundled_catalogue

TODAY = date(2026, 11, 23)


def ask(code: str, *answers: int) -> Advice:
    questions = bundled_catalogue().get(code, TODAY).guidance
    return advise(questions, dict(enumerate(answers)))


def test_a_certified_copy_nobody_asked_for_is_not_made() -> None:
    """NĐ 23/2015 Điều 6: with the original to compare, no certified copy may be demanded."""
    advice = ask("2.000815", 0)
    assert advice.ending is not None
    assert advice.ending.outcome is Outcome.NOTHING_NEEDED
    assert advice.question is None


def test_a_birth_with_a_father_not_married_is_another_procedure() -> None:
    """Birth and recognition of the father are one dossier, told before the queue."""
    advice = ask("1.001193", 0, 0, 2)
    assert advice.ending is not None
    assert advice.ending.procedure == "1.000689"


def test_extra_papers_are_gathered_and_the_dossier_goes_on() -> None:
    """One complete list instead of a second trip."""
    advice = ask("1.004873", 2, 1, 1)
    assert advice.ending is None
    assert advice.question is None
    assert [paper.split(" ")[0] for paper in advice.extra_papers] == ["Bản", "Giấy"]


def test_the_next_question_is_named_until_all_are_answered() -> None:
    """The screen asks one at a time."""
    assert ask("1.004873").question == 0
    assert ask("1.004873", 2).question == 1


@pytest.mark.parametrize("chosen", [{0: 9}, {99: 0}, {-1: 0}, {0: -1}])
def test_an_answer_that_is_not_there_is_refused(chosen: dict[int, int]) -> None:
    """A negative number must not count from the end."""
    questions = bundled_catalogue().get("2.000815", TODAY).guidance
    with pytest.raises(InvalidInput):
        advise(questions, chosen)
