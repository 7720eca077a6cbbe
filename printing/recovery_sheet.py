"""One recovery share for a safe: numbered words, what they are for, what to do – in Vietnamese and English."""

from commune_desk.domain.slips import Paper, RecoverySheet
from commune_desk.domain.vietnam_time import to_vietnam
from commune_desk.domain.wording import long_date
from printing.flow import Beside, Block, Space
from printing.grid import Cell, Table
from printing.letterhead import text_width_mm
from printing.page import Sheet
from printing.scribe import Scribe, Signature
from printing.text import CENTRE, JUSTIFIED, Paragraph, Run, bold, italic

COLUMNS = 3
WORD_PT = 14


def recovery_sheet(slip: RecoverySheet) -> Sheet:
    """A4 portrait."""
    write = Scribe(12, 1.2)
    head = slip.letterhead
    day = long_date(to_vietnam(slip.made_at).date())
    count = slip.share_count
    return Sheet(
        Paper.A4,
        (
            Beside(
                (
                    (Paragraph((Run(head.parent_agency),), 12, CENTRE), Paragraph((bold(head.agency),), 12, CENTRE)),
                    (
                        Paragraph((bold("TÀI LIỆU BẢO MẬT"),), 12, CENTRE),
                        Paragraph((Run("Cất trong két"),), 12, CENTRE),
                    ),
                ),
                (60, 40),
            ),
            *write.title(slip.title, text_width_mm(Paper.A4), 16),
            Paragraph((bold(f"Phần {slip.share_index}/{count}"),), 20, CENTRE, after_mm=2),
            Paragraph(
                (italic(f"{head.place}, {day}{f' – máy {slip.desk_name}' if slip.desk_name else ''}"),),
                12,
                CENTRE,
                after_mm=4,
            ),
            Paragraph((Run(_vietnamese(slip)),), 12, JUSTIFIED, after_mm=2),
            Paragraph((italic(_english(slip)),), 11, JUSTIFIED),
            Space(4),
            _words(slip.words),
            Space(3),
            write.signatures(Signature("NGƯỜI LẬP"), Signature("NGƯỜI GIỮ PHẦN NÀY")),
        ),
        running_head=f"Phần {slip.share_index}/{count}",
        marks=slip.marks,
    )


def _vietnamese(slip: RecoverySheet) -> str:
    return (
        f"Bất kỳ {slip.shares_needed} trong {slip.share_count} phần mở lại được toàn bộ dữ liệu của máy này khi mất "
        "mật khẩu hoặc hỏng máy; một phần riêng lẻ không cho biết điều gì. Cất mỗi phần ở một két khác nhau. Không "
        "chụp ảnh, không sao chép, không gửi qua mạng. Khi cần: mở chương trình, chọn khôi phục dữ liệu bằng các mảnh "
        "giấy và nhập các từ theo đúng số thứ tự."
    )


def _english(slip: RecoverySheet) -> str:
    return (
        f"Any {slip.shares_needed} of these {slip.share_count} sheets restore all data of this desk; one alone reveals "
        "nothing. Keep each in a different safe. Do not photograph, copy or send it. To use: start the program, choose "
        "to restore from the paper shares and type the words in their order."
    )


def _words(words: tuple[str, ...]) -> Block:
    """Numbered down the columns, as a person reads them out."""
    rows = -(-len(words) // COLUMNS)
    body = [tuple(_word(words, row + column * rows, column) for column in range(COLUMNS)) for row in range(rows)]
    return Table((1,) * COLUMNS, body[0], body[1:])


def _word(words: tuple[str, ...], at: int, column: int) -> Cell:
    runs = (Run(f"{at + 1}. "), bold(words[at])) if at < len(words) else (Run(""),)
    return Cell((Paragraph(runs, WORD_PT),), column)
