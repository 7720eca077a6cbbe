"""Numbers that name an organisation: the tax code (mã số thuế), Thông tư 86/2024/TT-BTC."""

import re
from dataclasses import dataclass
from enum import Enum

from commune_desk.domain.errors import InvalidInput
from commune_desk.domain.text import nfc

_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)


class TaxCodeWarning(Enum):
    """What does not fit; a warning, because old codes were typed into systems unchecked."""

    CHECK_DIGIT = "tax-code-check-digit"


@dataclass(frozen=True, slots=True)
class TaxCode:
    """`text`: 10 digits, or 10-3 of a dependent unit, or a household's 12-digit personal number."""

    text: str
    warnings: tuple[TaxCodeWarning, ...] = ()


def parse_tax_code(text: str) -> TaxCode:
    """The tax code a person typed; spaces and dots dropped, ASCII digits only.

    Raises InvalidInput, field `tax_code`: `tax-code-shape`.
    """
    compact = re.sub(r"[ .]", "", nfc(text))
    if not re.fullmatch(r"[0-9]{10}(-?[0-9]{3})?|[0-9]{12}", compact):
        raise InvalidInput("tax-code-shape", field="tax_code")
    if len(compact) == 12:  # noqa: PLR2004 - a personal number has no check digit
        return TaxCode(compact)
    main, unit = compact[:10], compact[10:].lstrip("-")
    sound = check_digit(main) == int(main[9])
    return TaxCode(f"{main}-{unit}" if unit else main, () if sound else (TaxCodeWarning.CHECK_DIGIT,))


def check_digit(main: str) -> int:
    """The tenth digit that the first nine ask for: 10 - (weighted sum mod 11); 10 fits no code."""
    return 10 - sum(w * int(d) for w, d in zip(_WEIGHTS, main, strict=False)) % 11
