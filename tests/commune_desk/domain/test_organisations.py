"""Tax codes of organisations."""

import pytest

from commune_desk.domain.errors import InvalidInput
from commune_desk.domain.organisations import TaxCode, TaxCodeWarning, parse_tax_code


def test_a_tax_code_is_read_and_checked() -> None:
    """The tenth digit betrays a typing slip, but old registers hold wrong ones: a warning."""
    assert parse_tax_code("0100109106") == TaxCode("0100109106")
    assert parse_tax_code("0100109106 001").text == "0100109106-001"
    assert parse_tax_code("0100109107").warnings == (TaxCodeWarning.CHECK_DIGIT,)
    assert parse_tax_code("001099000001") == TaxCode("001099000001")


@pytest.mark.parametrize("typed", ["", "123", "01001091O6", "0100109106-01"])
def test_anything_else_is_no_tax_code(typed: str) -> None:
    """Ten digits, ten and three, or a person's twelve."""
    with pytest.raises(InvalidInput, match="tax-code-shape"):
        parse_tax_code(typed)
