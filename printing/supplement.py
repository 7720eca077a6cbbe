"""Form 02, Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ: fields in the order of domain.md 1.6."""

from commune_desk.domain.slips import Paper, SupplementSlip
from printing.letterhead import letterhead, text_width_mm
from printing.page import Sheet
from printing.scribe import Scribe, Signature, counted
from printing.sheets import sheet_of
from printing.text import Run


def supplement_sheet(slip: SupplementSlip) -> Sheet:
    """A5 portrait."""
    write = Scribe()
    contact = (
        f"Trong quá trình hoàn thiện hồ sơ, nếu có vướng mắc, đề nghị Ông/Bà liên hệ với "
        f"{slip.contact_name or '…………………………'}, số điện thoại {slip.contact_phone or '…………………'} "
        f"để được hướng dẫn."
    )
    return sheet_of(
        slip,
        Paper.A5,
        (
            *letterhead(slip, Paper.A5, 9.3),
            *write.title(slip.title, text_width_mm(Paper.A5)),
            write.code_band(slip),
            write.applicant("Hồ sơ của", slip.applicant),
            write.field("Nội dung yêu cầu giải quyết", slip.request),
            write.field("Địa chỉ", slip.applicant.address),
            write.contact(slip.applicant),
            write.say(Run("Yêu cầu hoàn thiện hồ sơ gồm những nội dung như sau:"), keep=True),
            *write.numbered(tuple(counted(item) for item in slip.items), least=1),
            write.field("Lý do", slip.reason),
            write.say(Run(contact)),
            write.signatures(Signature("NGƯỜI HƯỚNG DẪN", slip.guide_name)),
        ),
    )
