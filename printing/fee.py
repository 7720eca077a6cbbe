"""Biên lai thu phí, lệ phí: who paid what for which request, in figures and words. The registered symbol is data."""

from commune_desk.domain.slips import FeeReceipt, Paper
from commune_desk.domain.wording import dong
from printing.flow import Block, Space
from printing.grid import Cell, Table, head_cell, text_cell
from printing.letterhead import letterhead, text_width_mm
from printing.page import Sheet
from printing.scribe import Scribe, Signature
from printing.sheets import sheet_of
from printing.text import CENTRE, RIGHT, Paragraph, Run, bold

SIZE_PT = 10.5


def fee_sheet(slip: FeeReceipt) -> Sheet:
    """A5 portrait."""
    write = Scribe(SIZE_PT, 0.9)
    exemption = (write.field("Miễn, giảm", slip.exemption),) if slip.exemption else ()
    return sheet_of(
        slip,
        Paper.A5,
        (
            *letterhead(slip, Paper.A5, 9.3),
            *write.title(slip.title, text_width_mm(Paper.A5), 13),
            _symbols(slip),
            write.code_band(slip),
            write.applicant("Người nộp tiền", slip.payer),
            write.field("Địa chỉ", slip.payer.address),
            write.field("Nội dung yêu cầu giải quyết", slip.request),
            Space(1),
            _table(slip),
            Space(1.5),
            *exemption,
            write.field("Số tiền viết bằng chữ", slip.total_words, is_strong=True),
            write.field("Hình thức thanh toán", slip.method),
            write.signatures(
                Signature("NGƯỜI NỘP TIỀN", slip.payer_name), Signature("NGƯỜI THU TIỀN", slip.collector_name)
            ),
        ),
    )


def _symbols(slip: FeeReceipt) -> Paragraph:
    parts = [f"{label}: {value}" for label, value in (("Mẫu số", slip.form_symbol), ("Ký hiệu", slip.series)) if value]
    text = "   ".join(parts)
    runs = (Run(f"{text}   " if text else ""), Run("Số biên lai: "), bold(slip.receipt_number))
    return Paragraph(runs, SIZE_PT, CENTRE)


def _table(slip: FeeReceipt) -> Block:
    header = [head_cell(text, n, SIZE_PT) for n, text in enumerate(("STT", "Loại phí, lệ phí", "Số tiền"))]
    body = [
        (
            text_cell(f"{n}", 0, SIZE_PT, CENTRE),
            text_cell(line.name, 1, SIZE_PT),
            text_cell(dong(line.dong), 2, SIZE_PT, RIGHT),
        )
        for n, line in enumerate(slip.lines, 1)
    ]
    total = (
        Cell((Paragraph((bold("Cộng"),), SIZE_PT, RIGHT),), 0, columns=2),
        Cell((Paragraph((bold(dong(slip.total_dong)),), SIZE_PT, RIGHT),), 2),
    )
    return Table((11, 78, 34), header, [*body, total])
