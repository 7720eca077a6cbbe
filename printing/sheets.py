"""What all slips' sheets share: footer with the legal number of the form, running head, marks."""

from commune_desk.domain.slips import Paper, Slip, law_number
from printing.flow import Block
from printing.page import Sheet

CIRCULARS = {"TT 03/2025": "Thông tư 03/2025/TT-VPCP", "TT 01/2018": "Thông tư 01/2018/TT-VPCP"}


def footer_of(slip: Slip) -> str:
    """'Mẫu số 01 – Thông tư 03/2025/TT-VPCP', '' for sheets the Circular does not have."""
    number = law_number(slip)
    return f"{number} – {CIRCULARS[slip.form_set]}" if number else ""


def sheet_of(slip: Slip, paper: Paper, blocks: tuple[Block, ...]) -> Sheet:
    """The sheet of a slip about one dossier."""
    head = f"Mã hồ sơ {slip.dossier_number}" if slip.dossier_number else slip.title.capitalize()
    return Sheet(paper, blocks, running_head=head, footer=footer_of(slip), marks=slip.marks)
