"""Form 01, Giấy tiếp nhận hồ sơ và hẹn trả kết quả: fields in the order of domain.md 1.5."""

from commune_desk.domain.slips import Paper, ReceptionSlip
from printing.letterhead import letterhead, text_width_mm
from printing.page import Sheet
from printing.scribe import Scribe, Signature, counted, moment
from printing.sheets import sheet_of
from printing.text import Run


def reception_sheet(slip: ReceptionSlip) -> Sheet:
    """A5 portrait."""
    write = Scribe()
    code = f" (mã thủ tục: {slip.procedure_code})" if slip.procedure_code else ""
    fee = (write.field("Phí, lệ phí", slip.fee_text),) if slip.fee_text else ()
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
            write.field("Nội dung yêu cầu giải quyết", slip.request, tail=code),
            write.say(Run("Thành phần hồ sơ nộp gồm:"), keep=True),
            *write.numbered(tuple(counted(component) for component in slip.components), least=1),
            write.field("Số lượng hồ sơ", f"{slip.sets:02d}", tail=" (bộ)"),
            write.field("Thời gian giải quyết hồ sơ theo quy định là", slip.time_limit),
            write.field("Thời gian nhận hồ sơ", moment(slip.received_at)),
            write.field(
                "Thời gian trả kết quả giải quyết hồ sơ", moment(slip.due_at), is_strong=slip.due_at is not None
            ),
            write.field("Đăng ký nhận kết quả tại", slip.delivery),
            *fee,
            write.say(
                Run(
                    f"Vào Sổ theo dõi hồ sơ, Quyển số: {slip.register_volume or '……'}"
                    f"   Số thứ tự: {slip.register_index or '………'}"
                )
            ),
            write.signatures(
                Signature("NGƯỜI NỘP HỒ SƠ", slip.submitter_name),
                Signature("NGƯỜI TIẾP NHẬN HỒ SƠ", slip.receiver_name),
            ),
            write.remark("Giấy này được lập thành 02 bản: 01 bản giao cho người nộp hồ sơ, 01 bản lưu cùng hồ sơ."),
        ),
    )
