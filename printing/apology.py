"""Form 04, apology and new date: fields in the order of domain.md 1.8 (the new title's wording is M)."""

from commune_desk.domain.slips import ApologySlip, Paper
from commune_desk.domain.vietnam_time import to_vietnam
from commune_desk.domain.wording import long_date
from printing.flow import Space
from printing.letterhead import letterhead, text_width_mm
from printing.page import Sheet
from printing.scribe import Scribe, Signature, moment
from printing.sheets import sheet_of
from printing.text import CENTRE, Paragraph, Run, bold

INDENT_MM = 8


def apology_sheet(slip: ApologySlip) -> Sheet:
    """A5 portrait; signed by the head of the deciding body."""
    write = Scribe(gap_mm=1.2)
    received = long_date(to_vietnam(slip.received_at).date())
    promised = moment(slip.promised_at)
    head = Signature(slip.signer_title, slip.signer_name, "(Ký, ghi rõ họ tên, đóng dấu)")
    return sheet_of(
        slip,
        Paper.A5,
        (
            *letterhead(slip, Paper.A5, 9.3),
            *write.title(slip.title, text_width_mm(Paper.A5)),
            Paragraph((Run("Kính gửi: "), bold(slip.addressee)), 11, CENTRE, after_mm=1.5),
            write.code_band(slip),
            Space(1),
            write.say(
                Run(f"{received.capitalize()}, {slip.deciding_body} tiếp nhận giải quyết hồ sơ của Ông/Bà/tổ chức: "),
                bold(slip.applicant.name),
                Run(f"; nội dung yêu cầu giải quyết: {slip.request}."),
                indent_mm=INDENT_MM,
            ),
            write.say(Run(f"Mã số hồ sơ: {slip.dossier_number}."), indent_mm=INDENT_MM),
            write.say(Run(f"Thời gian hẹn trả kết quả giải quyết hồ sơ: {promised}."), indent_mm=INDENT_MM),
            write.say(
                Run(
                    f"Đến nay, {slip.deciding_body} chưa trả kết quả giải quyết hồ sơ của Ông/Bà/tổ chức đúng thời "
                    f"hạn quy định với lý do: {slip.reason}."
                ),
                indent_mm=INDENT_MM,
            ),
            write.say(
                Run(f"{slip.deciding_body} xin lỗi Ông/Bà/tổ chức vì sự chậm trễ này và sẽ trả kết quả vào "),
                bold(moment(slip.new_due_at)),
                Run("."),
                indent_mm=INDENT_MM,
            ),
            write.say(Run("Mong nhận được sự thông cảm của Ông/Bà/tổ chức vì sự chậm trễ này./."), indent_mm=INDENT_MM),
            write.issued(slip.recipients, head),
        ),
    )
