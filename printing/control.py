"""Form 06 (05 in TT 01/2018), Phiếu kiểm soát quá trình giải quyết hồ sơ: domain.md 1.10, one block a hand-over."""

from commune_desk.domain.slips import ControlSlip, HandOver, Paper
from printing.flow import Space
from printing.grid import Cell, Table, head_cell
from printing.letterhead import letterhead, text_width_mm
from printing.page import Sheet
from printing.scribe import Scribe, moment
from printing.sheets import sheet_of
from printing.text import CENTRE, Paragraph, Run, bold, italic

SIZE_PT = 11
SIGN_MM = 17


FOOTNOTE = (
    "Ghi chú: cột kết quả ghi Trước hạn, Đúng hạn hoặc Quá hạn của từng công đoạn; "
    "các lần giao, nhận đã ghi không được sửa, xóa."
)


def control_sheet(slip: ControlSlip) -> Sheet:
    """A4 portrait."""
    write = Scribe(12, 1.2)
    coordinating = (write.field("Cơ quan phối hợp giải quyết hồ sơ (nếu có)", slip.coordinating_body),)
    header = (
        head_cell("TÊN CƠ QUAN", 0, SIZE_PT),
        head_cell("THỜI GIAN GIAO, NHẬN HỒ SƠ", 1, SIZE_PT, span=(1, 2)),
        Cell(
            (
                Paragraph((bold("KẾT QUẢ GIẢI QUYẾT HỒ SƠ"),), SIZE_PT, CENTRE),
                Paragraph((Run("(Trước hạn/Đúng hạn/Quá hạn)"),), SIZE_PT - 1, CENTRE),
            ),
            3,
            is_centred=True,
        ),
        head_cell("GHI CHÚ", 4, SIZE_PT),
    )
    rows = slip.rows or (HandOver("", ""),)
    return sheet_of(
        slip,
        Paper.A4,
        (
            *letterhead(slip, Paper.A4, 12),
            *write.title(slip.title, text_width_mm(Paper.A4), 14),
            write.code_band(slip),
            write.field("Cơ quan (Bộ phận) giải quyết hồ sơ", slip.deciding_body),
            *coordinating,
            Space(2),
            Table((44, 33, 33, 36, 24), header, [_row(row) for row in rows]),
            Space(2),
            Paragraph((italic(FOOTNOTE),), 10.5),
        ),
    )


def _row(row: HandOver) -> tuple[Cell, ...]:
    units = (
        Paragraph((Run("1. Giao: "), Run(row.giver_unit)), SIZE_PT, after_mm=2, has_leader=not row.giver_unit),
        Paragraph((Run("2. Nhận: "), Run(row.taker_unit)), SIZE_PT, has_leader=not row.taker_unit),
    )
    return (
        Cell(units, 0, rows=2),
        Cell(_when(row), 1, columns=2),
        _signature("Người giao", row.giver_name, 1),
        _signature("Người nhận", row.taker_name, 2),
        Cell((Paragraph((Run(row.result),), SIZE_PT, CENTRE),), 3, rows=2, is_centred=True),
        Cell((Paragraph((Run(row.note),), SIZE_PT),), 4, rows=2),
    )


def _when(row: HandOver) -> tuple[Paragraph, ...]:
    """Hour and day on a line each."""
    hour, _, day = moment(row.at).partition(", ")
    return tuple(Paragraph((Run(text),), SIZE_PT, CENTRE) for text in (f"{hour},", day))


def _signature(title: str, name: str, column: int) -> Cell:
    return Cell(
        (Paragraph((bold(title),), SIZE_PT, CENTRE), Space(SIGN_MM - 6), Paragraph((Run(name),), SIZE_PT, CENTRE)),
        column,
        row=1,
        least_mm=SIGN_MM + 6,
    )
