"""Form 05 of TT 03/2025, Thông báo dừng giải quyết hồ sơ. The Circular's layout was not found (domain.md 1.9, L):

this one has the known data – the request to stop, the stage, the decision, money paid – in the manner of form 04.
"""

from commune_desk.domain.slips import Paper, StopNotice
from commune_desk.domain.vietnam_time import to_vietnam
from commune_desk.domain.wording import dong, long_date
from printing.flow import Space
from printing.letterhead import letterhead, text_width_mm
from printing.page import Sheet
from printing.scribe import Scribe, Signature, moment
from printing.sheets import sheet_of
from printing.text import CENTRE, Paragraph, Run, bold


def stop_sheet(slip: StopNotice) -> Sheet:
    """A5 portrait."""
    write = Scribe(gap_mm=0.9)
    asked = long_date(to_vietnam(slip.asked_at).date())
    paid = "chưa nộp" if slip.paid_dong is None else dong(slip.paid_dong)
    money = (write.field("Xử lý số tiền đã nộp", slip.money_note),) if slip.money_note else ()
    return sheet_of(
        slip,
        Paper.A5,
        (
            *letterhead(slip, Paper.A5, 9.3),
            *write.title(slip.title, text_width_mm(Paper.A5)),
            Paragraph((Run("Kính gửi: "), bold(slip.addressee)), 11, CENTRE, after_mm=1),
            write.code_band(slip),
            Space(0.5),
            write.applicant("Hồ sơ của", slip.applicant),
            write.field("Địa chỉ", slip.applicant.address),
            write.contact(slip.applicant),
            write.field("Nội dung yêu cầu giải quyết", slip.request),
            write.field("Thời gian nhận hồ sơ", moment(slip.received_at)),
            write.field("Giai đoạn giải quyết", slip.stage),
            write.say(
                Run(
                    f"Theo đề nghị dừng giải quyết hồ sơ của Ông/Bà/tổ chức {asked}, hồ sơ chưa có quyết định giải "
                    "quyết, "
                ),
                Run(slip.letterhead.organ_short or "cơ quan tiếp nhận"),
                Run(" thông báo dừng giải quyết hồ sơ nêu trên."),
            ),
            write.field("Lý do", slip.reason),
            write.field("Phí, lệ phí đã nộp", paid),
            *money,
            write.issued(
                slip.recipients, Signature(slip.signer_title, slip.signer_name, "(Ký, ghi rõ họ tên, đóng dấu)")
            ),
        ),
    )
