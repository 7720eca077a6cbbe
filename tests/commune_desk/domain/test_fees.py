"""Fees: what the citizen is asked to pay."""

import pytest

from commune_desk.domain.errors import InvalidInput
from commune_desk.domain.fees import Council, Exemption, FeeRule, Fixed, Free, PerCopy, PerPage, Unstated, fee

COPIES = PerPage(2000, 1000, 3, 200_000)
POOR = Exemption("ho-ngheo", "Người thuộc hộ nghèo")


@pytest.mark.parametrize(
    ("copies", "pages", "dong"),
    [(1, 1, 2000), (1, 2, 4000), (1, 3, 5000), (2, 3, 10_000), (1, 198, 200_000), (1, 199, 200_000), (3, 500, 600_000)],
)
def test_certified_copies_by_page_with_a_cap_for_each_copy(copies: int, pages: int, dong: int) -> None:
    """TT 226/2016: 2,000 a page, 1,000 from page 3, at most 200,000 a copy."""
    assert fee(COPIES, copies, pages).amount_dong == dong


def test_the_sum_explains_itself() -> None:
    """The clerk reads the reckoning to the citizen."""
    assert fee(COPIES, 2, 3).text == "Mỗi bản: 2 trang × 2.000 đồng + 1 trang × 1.000 đồng; 2 bản: 10.000 đồng."


@pytest.mark.parametrize("rule", [Council(), Unstated()])
def test_an_unknown_fee_is_never_zero(rule: FeeRule) -> None:
    """The portal shows HĐND fees as “Miễn phí”: taking that for 0 would be wrong in every province."""
    assert fee(rule).amount_dong is None


def test_other_rules() -> None:
    """Free, fixed, per copy, and a council fee the office has entered."""
    assert fee(Free()).amount_dong == 0
    assert fee(Fixed(50_000, "giao dịch"), copies=3).amount_dong == 50_000
    assert fee(PerCopy(8000), copies=3).amount_dong == 24_000
    assert fee(Council(15_000)).amount_dong == 15_000


def test_an_exemption_makes_it_zero_and_says_it_is_unconfirmed() -> None:
    """The ground must be read aloud, and its doubt too."""
    result = fee(Council(), exemption=POOR)
    assert result.amount_dong == 0
    assert "hộ nghèo" in result.text
    assert "chưa được đơn vị xác nhận" in result.text


def test_an_exemption_may_hold_for_some_fields_only() -> None:
    """Grounds differ by field."""
    assert POOR.covers("Đất đai")
    assert not Exemption("x", "X", ("Hộ tịch",)).covers("Đất đai")


@pytest.mark.parametrize("counts", [(0, 1), (1, 0), (-1, 1), (10_001, 1)])
def test_impossible_counts_are_refused(counts: tuple[int, int]) -> None:
    """A slip of the finger must not become a sum."""
    with pytest.raises(InvalidInput):
        fee(COPIES, *counts)
