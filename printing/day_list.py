"""The day's list: dossiers as a table, A4 landscape, totals and who made it."""

from commune_desk.domain.slips import DayList, DayRow, Paper
from commune_desk.domain.wording import long_date
from printing.flow import Space
from printing.grid import Cell, Table, head_cell, text_cell
from printing.letterhead import letterhead
from printing.page import Sheet
from printing.scribe import Scribe, Signature, short_moment
from printing.text import CENTRE, Paragraph, Run, bold, italic

SIZE_PT = 10
SHARES = (10, 40, 22, 44, 66, 22, 30, 26)
HEADINGS = (
    "TT",
    "Mã hồ sơ",
    "Thời gian nhận",
    "Người nộp hồ sơ",
    "Nội dung yêu cầu giải quyết",
    "Hẹn trả kết quả",
    "Trạng thái",
    "Ghi chú",
)


def day_list_sheet(slip: DayList) -> Sheet:
    """A4 landscape."""
    write = Scribe(12)
    subtitle = slip.subtitle or long_date(slip.day).capitalize()
    header = [head_cell(text, n, SIZE_PT) for n, text in enumerate(HEADINGS)]
    return Sheet(
        Paper.A4_LANDSCAPE,
        (
            *letterhead(slip, Paper.A4_LANDSCAPE, 12),
            Space(3),
            Paragraph((bold(slip.title),), 14, CENTRE),
            Paragraph((italic(subtitle),), 12, CENTRE),
            Space(2),
            Table(SHARES, header, [_row(row) for row in slip.rows]),
            Space(2),
            write.say(Run("Tổng số: "), bold(f"{len(slip.rows)}"), Run(" hồ sơ.")),
            write.signatures(Signature("NGƯỜI LẬP DANH SÁCH", slip.maker_name)),
        ),
        running_head=f"{slip.title.capitalize()} – {subtitle}",
        marks=slip.marks,
    )


def _row(row: DayRow) -> tuple[Cell, ...]:
    texts = (
        f"{row.index}",
        row.dossier_number,
        short_moment(row.received_at),
        row.applicant,
        row.procedure,
        short_moment(row.due_at),
        row.state,
        row.note,
    )
    return tuple(
        text_cell(text, n, SIZE_PT, CENTRE) if n in (0, 2, 5) else text_cell(text, n, SIZE_PT)
        for n, text in enumerate(texts)
    )
