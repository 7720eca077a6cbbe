"""Invented dossiers: deterministic, by the shares, and possible in every detail."""

from collections import Counter
from datetime import date, datetime, timedelta

import pytest

from commune_desk.domain.citizen_card import parse_card
from commune_desk.domain.dossier_life import Step, StepKind, apply_step, is_allowed
from commune_desk.domain.ids import Origin, RecordId
from commune_desk.domain.records import Dossier, State
from commune_desk.domain.vietnam_time import VN
from commune_desk.practice.dossiers import PracticeDossier, practice_dossiers
from commune_desk.practice.people import card_payload
from storage.catalogue_data import bundled_catalogue

UNTIL = datetime(2026, 11, 23, 10, 0, tzinfo=VN)
PROCEDURES = bundled_catalogue().current(UNTIL.date())
COUNT = 4_000


@pytest.fixture(scope="module")
def drawn() -> list[PracticeDossier]:
    return list(practice_dossiers(PROCEDURES, COUNT, UNTIL))


def test_the_same_seed_gives_the_same_stream(drawn: list[PracticeDossier]) -> None:
    """Benchmarks and tours of two days must be comparable."""
    assert list(practice_dossiers(PROCEDURES, COUNT, UNTIL))[:50] == drawn[:50]
    assert next(practice_dossiers(PROCEDURES, COUNT, UNTIL, seed=2)) != drawn[0]


def test_shares_and_order(drawn: list[PracticeDossier]) -> None:
    """Two of five are certified copies, four of five are returned, a fifth of the people come again."""
    assert len(drawn) == COUNT
    arrivals = [one.received_at for one in drawn]
    assert arrivals == sorted(arrivals)
    assert UNTIL - timedelta(hours=24 * 4) < arrivals[-1] <= UNTIL
    assert all(at.weekday() < 5 and 7 <= at.hour < 17 for at in arrivals)
    assert 0.35 < Counter(one.procedure.code for one in drawn)["2.000815"] / COUNT < 0.45
    ends = Counter(one.steps[-1].kind if one.steps else None for one in drawn)
    assert 0.74 < ends[StepKind.RETURN_RESULT] / COUNT < 0.82
    assert 0.72 < len({one.applicant.number for one in drawn}) / COUNT < 0.84


def test_no_two_citizens_share_a_number(drawn: list[PracticeDossier]) -> None:
    """A shared number would make two invented people one."""
    names = {(one.applicant.number, one.applicant.name, one.applicant.birth) for one in drawn}
    assert len({number for number, _, _ in names}) == len(names)


def test_every_history_is_legal_and_past(drawn: list[PracticeDossier]) -> None:
    """The state machine takes each step, none lies in the future or before the one before it."""
    zero = RecordId(Origin(0, 0), 1, 0)
    for one in drawn:
        dossier = Dossier(zero, zero, one.procedure.code, "", "")
        at = one.received_at
        dossier = apply_step(dossier, Step(StepKind.RECEIVE, at, State.REGISTERED))
        for step in one.steps:
            assert at < step.at <= UNTIL
            assert is_allowed(dossier, step.kind), (step, dossier.state)
            dossier = apply_step(dossier, Step(step.kind, step.at, dossier.state, reason=step.reason))
            at = step.at


@pytest.mark.parametrize("fields", [7, 11])
def test_cards_read_back_without_a_warning(drawn: list[PracticeDossier], fields: int) -> None:
    """The tour scans them: number, birth, sex and issue date must agree as on a real card."""
    for one in drawn[:200]:
        citizen = one.applicant
        card = parse_card(card_payload(citizen, fields=fields), today=UNTIL.date())
        assert (card.name, card.number, card.birth_text) == (citizen.name, citizen.number, citizen.birth)
        assert (card.sex, card.address, card.issued_on) == (citizen.sex, citizen.address, citizen.number_issued)
        assert not card.warnings
        assert date.fromisoformat(citizen.birth) < citizen.number_issued < UNTIL.date()
