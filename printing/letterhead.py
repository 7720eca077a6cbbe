"""The head of the forms (domain.md 1.4; Nghị định 30/2020/NĐ-CP ô 1-4): issuer, number left; state, date right."""

from commune_desk.domain.slips import Paper, Slip, law_number
from commune_desk.domain.vietnam_time import to_vietnam
from commune_desk.domain.wording import long_date
from printing.flow import Beside, Block, Space
from printing.page import MARGINS
from printing.text import CENTRE, Paragraph, Run, bold, fitting_pt, italic

STATE = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
SHARES = (44, 56)
GAP_MM = 4
BLANK_NUMBER = "………"


def text_width_mm(paper: Paper) -> float:
    """The width between the margins."""
    margins = MARGINS[paper]
    return paper.value[0] - margins.left - margins.right


def letterhead(slip: Slip, paper: Paper, size_pt: float) -> tuple[Block, ...]:
    """Two rows of two columns; `size_pt` is the size of the state's name."""
    head = slip.letterhead
    room = text_width_mm(paper) - GAP_MM
    left_mm, right_mm = (room * share / sum(SHARES) for share in SHARES)
    parent_pt = fitting_pt(Run(head.parent_agency), size_pt, left_mm)
    state_pt = fitting_pt(bold(STATE), size_pt, right_mm)
    issuer = (
        Paragraph((Run(head.parent_agency),), parent_pt, CENTRE),
        *(
            Paragraph((bold(line),), state_pt, CENTRE, rule=rule)
            for line, rule in _issuer_lines(head.agency, state_pt, left_mm)
        ),
    )
    state = (
        Paragraph((bold(STATE),), state_pt, CENTRE),
        Paragraph((bold(MOTTO),), state_pt + 0.8, CENTRE, rule=1.0),
    )
    has_number = bool(slip.slip_number or law_number(slip))
    number = f"Số: {slip.slip_number or BLANK_NUMBER}/{head.number_suffix}" if has_number else ""
    day = long_date(to_vietnam(slip.made_at).date())
    return (
        Beside((issuer, state), SHARES, GAP_MM),
        Space(1.2),
        Beside(
            (
                (Paragraph((Run(number),), size_pt, CENTRE),),
                (Paragraph((italic(f"{head.place}, {day}"),), size_pt, CENTRE),),
            ),
            SHARES,
            GAP_MM,
        ),
    )


def _issuer_lines(agency: str, size_pt: float, room_mm: float) -> list[tuple[str, float]]:
    """(line, rule): the issuing body in at most two lines of like length, the last underlined by a third."""
    words = agency.split()
    if len(words) < 2 or Paragraph((bold(agency),), size_pt).natural_width_mm() <= room_mm:
        return [(agency, 0.4)]
    cuts = [(" ".join(words[:n]), " ".join(words[n:])) for n in range(1, len(words))]
    first, second = min(cuts, key=lambda cut: abs(len(cut[0]) - len(cut[1])))
    return [(first, 0.0), (second, 0.4)]
