"""What a dossier costs, by the rule of the procedure's version. Whole đồng.

Fees set by the provincial People's Council (HĐND) are not in the catalogue: the portal shows "Miễn phí (theo HĐND)" for
them, which is no zero (domain.md 4). Such a rule gives no amount; the clerk types it or the office edits the catalogue.
"""

from dataclasses import dataclass
from typing import NamedTuple, assert_never

from commune_desk.domain.errors import InvalidInput

MOST_DONG = 1_000_000_000
_MOST_COUNT = 10_000


@dataclass(frozen=True, slots=True)
class Free:
    """No fee by law."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """One amount per dossier; `unit` is what it is charged for (giao dịch, di chúc …)."""

    dong: int
    unit: str = ""


@dataclass(frozen=True, slots=True)
class PerCopy:
    """An amount for each copy or case; `unit` says which (bản, trường hợp)."""

    dong: int
    unit: str = "bản"


@dataclass(frozen=True, slots=True)
class PerPage:
    """Certified copies: `dong` a page, `later_dong` from page `later_from` on, at most `cap_dong` a copy."""

    dong: int
    later_dong: int
    later_from: int
    cap_dong: int


@dataclass(frozen=True, slots=True)
class Council:
    """Set by the provincial People's Council; `dong` once the office has entered it."""

    dong: int | None = None


@dataclass(frozen=True, slots=True)
class Unstated:
    """The source names no fee: nobody may take that for zero."""


FeeRule = Free | Fixed | PerCopy | PerPage | Council | Unstated


@dataclass(frozen=True, slots=True)
class Exemption:
    """A ground to pay nothing, as dated data; `fields` (lĩnh vực) empty means every field."""

    code: str
    name: str
    fields: tuple[str, ...] = ()
    source: str = ""
    confirmed: bool = False

    def covers(self, field: str) -> bool:
        """Whether the ground may be used for a procedure of that field."""
        return not self.fields or field in self.fields


class FeeResult(NamedTuple):
    """The amount, None where a person must type it, and a Vietnamese sentence how it came about."""

    amount_dong: int | None
    text: str


def fee(rule: FeeRule, copies: int = 1, pages: int = 1, exemption: Exemption | None = None) -> FeeResult:
    """The fee for `copies` of `pages` pages each; an exemption makes it 0.

    Raises InvalidInput('count-out-of-range') unless both are 1..10,000.
    """
    for field, count in (("copies", copies), ("pages", pages)):
        if not 1 <= count <= _MOST_COUNT:
            raise InvalidInput("count-out-of-range", field=field, least=1, most=_MOST_COUNT)
    if exemption is not None and not isinstance(rule, Free):
        doubt = "" if exemption.confirmed else " (căn cứ miễn chưa được đơn vị xác nhận)"
        return FeeResult(0, f"Miễn phí, lệ phí theo diện: {exemption.name}{doubt}.")
    return _charge(rule, copies, pages)


def money_text(dong: int) -> str:
    """`1.250.000 đồng`."""
    return f"{dong:,}".replace(",", ".") + " đồng"


def _charge(rule: FeeRule, copies: int, pages: int) -> FeeResult:
    match rule:
        case Free():
            return FeeResult(0, "Miễn phí.")
        case Fixed(dong, unit):
            return FeeResult(dong, f"{money_text(dong)}/{unit}." if unit else f"{money_text(dong)}.")
        case PerCopy(dong, unit):
            return FeeResult(dong * copies, f"{copies} {unit} × {money_text(dong)} = {money_text(dong * copies)}.")
        case PerPage():
            return _by_page(rule, copies, pages)
        case Council(dong):
            return _by_council(dong)
        case Unstated():
            return FeeResult(None, "Danh mục chưa ghi mức phí, lệ phí: nhập số tiền phải thu.")
        case _:
            assert_never(rule)


def _by_council(dong: int | None) -> FeeResult:
    if dong is None:
        return FeeResult(None, "Mức thu do Hội đồng nhân dân tỉnh quy định: nhập số tiền theo nghị quyết.")
    return FeeResult(dong, f"{money_text(dong)} theo nghị quyết của Hội đồng nhân dân tỉnh.")


def _by_page(rule: PerPage, copies: int, pages: int) -> FeeResult:
    early = min(pages, rule.later_from - 1)
    parts = [f"{early} trang × {money_text(rule.dong)}"]
    if pages > early:
        parts.append(f"{pages - early} trang × {money_text(rule.later_dong)}")
    one = early * rule.dong + (pages - early) * rule.later_dong
    text = f"Mỗi bản: {' + '.join(parts)}"
    if one > rule.cap_dong:
        one = rule.cap_dong
        text += f", tối đa {money_text(one)}"
    return FeeResult(one * copies, f"{text}; {copies} bản: {money_text(one * copies)}.")


RULE_KINDS: dict[str, type[FeeRule]] = {
    "free": Free,
    "fixed": Fixed,
    "per_copy": PerCopy,
    "per_page": PerPage,
    "council": Council,
    "unstated": Unstated,
}
"""The word of each rule in catalogue files."""
