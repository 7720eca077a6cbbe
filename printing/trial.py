"""The test page: shows that printer, paper size, letters, lines and codes come out right."""

from commune_desk.domain.slips import Paper, TestPage
from printing.flow import Space
from printing.grid import Table, head_cell, text_cell
from printing.letterhead import letterhead, text_width_mm
from printing.page import Sheet
from printing.scribe import Scribe, moment
from printing.sheets import sheet_of
from printing.text import Run, bold, italic

LETTERS = (
    "a à á ả ã ạ ă ằ ắ ẳ ẵ ặ â ầ ấ ẩ ẫ ậ đ e è é ẻ ẽ ẹ ê ề ế ể ễ ệ i ì í ỉ ĩ ị o ò ó ỏ õ ọ ô ồ ố ổ ỗ ộ "
    "ơ ờ ớ ở ỡ ợ u ù ú ủ ũ ụ ư ừ ứ ử ữ ự y ỳ ý ỷ ỹ ỵ"
)


def trial_sheet(slip: TestPage) -> Sheet:
    """A5 portrait."""
    write = Scribe()
    return sheet_of(
        slip,
        Paper.A5,
        (
            *letterhead(slip, Paper.A5, 9.3),
            *write.title(slip.title, text_width_mm(Paper.A5)),
            write.code_band(slip),
            write.field("Máy in", slip.printer),
            write.field("Thời điểm in", moment(slip.made_at)),
            Space(2),
            write.say(Run(LETTERS)),
            write.say(bold(LETTERS.upper())),
            write.say(italic(LETTERS)),
            Space(2),
            Table(
                (1, 1),
                (head_cell("Khổ giấy", 0, 10.5), head_cell("Kiểm tra", 1, 10.5)),
                [
                    (
                        text_cell("A5 (148 × 210 mm)", 0, 10.5),
                        text_cell("Khung bảng đủ nét, không bị cắt ở mép giấy", 1, 10.5),
                    ),
                ],
            ),
        ),
    )
