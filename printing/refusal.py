"""Form 03, Phiếu từ chối tiếp nhận giải quyết hồ sơ: fields in the order of domain.md 1.7."""

from commune_desk.domain.slips import Paper, RefusalSlip
from printing.letterhead import letterhead, text_width_mm
from printing.page import Sheet
from printing.scribe import Scribe, Signature
from printing.sheets import sheet_of
from printing.text import Run


def refusal_sheet(slip: RefusalSlip) -> Sheet:
    """A5 portrait."""
    write = Scribe()
    return sheet_of(
        slip,
        Paper.A5,
        (
            *letterhead(slip, Paper.A5, 9.3),
            *write.title(slip.title, text_width_mm(Paper.A5)),
            write.code_band(slip),
            write.field("Trung tâm Phục vụ hành chính công/Bộ phận Tiếp nhận và Trả kết quả", slip.receiving_unit),
            write.applicant("Tiếp nhận hồ sơ của", slip.applicant),
            write.field("Địa chỉ", slip.applicant.address),
            write.contact(slip.applicant),
            write.field("Nội dung yêu cầu giải quyết", slip.request),
            write.say(
                Run(
                    "Qua xem xét, Trung tâm Phục vụ hành chính công/Bộ phận Tiếp nhận và Trả kết quả thông báo "
                    "không tiếp nhận, giải quyết hồ sơ này với lý do cụ thể như sau:"
                ),
                keep=True,
            ),
            write.field("Lý do", slip.reason),
            write.say(Run("Xin thông báo cho Ông/Bà được biết và thực hiện.")),
            write.signatures(
                Signature("NGƯỜI NỘP HỒ SƠ", slip.submitter_name),
                Signature("NGƯỜI TIẾP NHẬN HỒ SƠ", slip.receiver_name),
            ),
        ),
    )
