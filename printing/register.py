"""Form 07 (06 in TT 01/2018), Sổ theo dõi hồ sơ: A4 landscape, columns of domain.md 1.11 (M-H), cover, closing line."""

from commune_desk.domain.slips import Paper, RegisterBook, RegisterRow
from commune_desk.domain.vietnam_time import to_vietnam
from commune_desk.domain.wording import date_vi, long_date
from printing.flow import Block, PageEnd, Space, Together
from printing.grid import PADDING_MM, Cell, Table, head_cell, text_cell
from printing.letterhead import text_width_mm
from printing.page import Sheet
from printing.scribe import Scribe, Signature, short_moment
from printing.sheets import footer_of
from printing.text import CENTRE, Paragraph, Run, bold, fitting_pt, italic

SIZE_PT = 8.2
NUMBER_SHARE = 26
SHARES = (9, NUMBER_SHARE, 34, 14, 29, 34, 24, 20, 20, 20, 20, 20, 18, 16, 14)
SINGLE = (
    "TT",
    "Mã hồ sơ",
    "Tên TTHC",
    "Số lượng hồ sơ (bộ)",
    "Tên cá nhân, tổ chức",
    "Địa chỉ, số điện thoại",
    "Cơ quan chủ trì giải quyết",
)
DATES = ("Nhận hồ sơ", "Hẹn trả kết quả", "Chuyển hồ sơ đến cơ quan giải quyết", "Nhận kết quả từ cơ quan giải quyết")
RETURN = ("Ngày, tháng, năm", "Phương thức nhận kết quả", "Ký nhận")


def register_sheet(slip: RegisterBook) -> Sheet:
    """A4 landscape; pages are numbered from `first_page`, the cover has no number."""
    cover_pages = 1 if slip.has_cover else 0

    def label(page: int, _pages: int) -> str:
        return "" if page <= cover_pages else f"Trang {slip.first_page + page - 1 - cover_pages:02d}"

    blocks: tuple[Block, ...] = (
        *(_cover(slip) if slip.has_cover else ()),
        Table(SHARES, _header(), [_row(row) for row in slip.rows]),
        *(_closing(slip) if slip.closed_on else ()),
    )
    return Sheet(
        Paper.A4_LANDSCAPE,
        blocks,
        footer=f"{footer_of(slip)} – Quyển số {slip.volume}, năm {slip.year}",
        marks=slip.marks,
        label=label,
    )


def _cover(slip: RegisterBook) -> tuple[Block, ...]:
    head = slip.letterhead
    opened = long_date(slip.opened_on)
    return (
        Space(0.1),
        Paragraph((Run(head.parent_agency),), 14, CENTRE),
        Paragraph((bold(head.agency),), 14, CENTRE, rule=0.35),
        Paragraph((Run(" "),), 95, CENTRE),
        Paragraph((bold(slip.title),), 30, CENTRE, after_mm=8),
        Paragraph((Run(f"Quyển số: {slip.volume}"),), 16, CENTRE, after_mm=2),
        Paragraph((Run(f"Năm {slip.year}"),), 16, CENTRE, after_mm=26),
        Paragraph(
            (
                italic(
                    f"Mở sổ {opened}. Số thứ tự ghi liên tục từ 01, không bỏ dòng; "
                    "trang được đánh số và đóng dấu giáp lai."
                ),
            ),
            12,
            CENTRE,
        ),
        PageEnd(),
    )


def _closing(slip: RegisterBook) -> tuple[Block, ...]:
    closed = long_date(slip.closed_on) if slip.closed_on else ""
    count = f"{len(slip.rows)}"
    last = f"{slip.rows[-1].index:02d}" if slip.rows else "00"
    write = Scribe(12)
    line = f"Khóa sổ {closed}. Phần sổ này có {count} hồ sơ, số thứ tự cuối cùng: {last}."
    return (
        Space(3),
        Together(
            (
                write.say(Run(line)),
                write.signatures(Signature(slip.signer_title, slip.signer_name, "(Ký, ghi rõ họ tên, đóng dấu)")),
            )
        ),
    )


def _header() -> list[Cell]:
    singles = [head_cell(text, n, SIZE_PT, span=(2, 1)) for n, text in enumerate(SINGLE)]
    dates = [head_cell(text, 7 + n, SIZE_PT, row=1) for n, text in enumerate(DATES)]
    returns = [head_cell(text, 11 + n, SIZE_PT, row=1) for n, text in enumerate(RETURN)]
    return [
        *singles,
        head_cell("Ngày, tháng, năm", 7, SIZE_PT, span=(1, 4)),
        head_cell("Trả kết quả", 11, SIZE_PT, span=(1, 3)),
        *dates,
        *returns,
        head_cell("Ghi chú", 14, SIZE_PT, span=(2, 1)),
    ]


def _row(row: RegisterRow) -> tuple[Cell, ...]:
    returned = date_vi(to_vietnam(row.returned_at).date()) if row.returned_at else ""
    texts = (
        f"{row.index:02d}",
        row.dossier_number,
        row.procedure,
        f"{row.sets:02d}",
        row.applicant,
        row.address_phone,
        row.deciding_body,
        short_moment(row.received_at),
        short_moment(row.due_at),
        short_moment(row.passed_at),
        short_moment(row.result_at),
        returned,
        row.delivery,
        "",
        row.note,
    )
    centred = (0, 3, 7, 8, 9, 10, 11)
    cells = [
        text_cell(text, n, SIZE_PT, CENTRE) if n in centred else text_cell(text, n, SIZE_PT)
        for n, text in enumerate(texts)
        if n != 1
    ]
    return (*cells, Cell(_number(row.dossier_number), 1, least_mm=9))


def _number(number: str) -> tuple[Block, ...]:
    """The dossier number broken after its first hyphen where the column is narrow, never inside a group."""
    agency, hyphen, rest = number.partition("-")
    room = NUMBER_SHARE / sum(SHARES) * text_width_mm(Paper.A4_LANDSCAPE) - 2 * PADDING_MM
    lines = [agency + hyphen, rest] if rest else [number]
    return tuple(Paragraph((Run(line),), fitting_pt(Run(line), SIZE_PT, room)) for line in lines)
