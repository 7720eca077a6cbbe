"""Invented slips, one per form, as a desk would make them."""

from dataclasses import replace
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from commune_desk.domain.slips import (
    FORMS,
    ApologySlip,
    Citizen,
    Component,
    ControlSlip,
    DayList,
    DayRow,
    FeeLine,
    FeeReceipt,
    HandOver,
    Letterhead,
    ReceptionSlip,
    RecoverySheet,
    RefusalSlip,
    RegisterBook,
    RegisterRow,
    Slip,
    StopNotice,
    SupplementSlip,
    TestPage,
)
from commune_desk.domain.vietnam_time import VN

NUMBER = "H12.045.01-261122-0007"
QR = (
    "CD1|H12.045.01-261122-0007|2611220805|2611271700|1.004884|0f3a9c21de|a1b2c3d4|"
    "q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJCrze8SNFZ4kA"
)
RECEIVED = datetime(2026, 11, 22, 8, 5, tzinfo=VN)
DUE = datetime(2026, 11, 27, 17, 0, tzinfo=VN)
NEW_DUE = datetime(2026, 12, 2, 17, 0, tzinfo=VN)
UNIT = "Trung tâm Phục vụ hành chính công xã Yên Định"
BODY = "Ủy ban nhân dân xã Yên Định"
HEAD = Letterhead("ỦY BAN NHÂN DÂN XÃ YÊN ĐỊNH", "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG", "TTPVHCC", "Yên Định", UNIT)
CITIZEN = Citizen(
    "Nguyễn Thị Phương Thảo",
    "024186001234",
    "Số CCCD",
    "Thôn Đồng Chòi, xã Yên Định, tỉnh Bắc Ninh",
    "0912 345 678",
    "phuongthao.nt@example.vn",
)
REQUEST = "Đăng ký lại khai sinh"
PAPERS = (
    Component("Tờ khai đăng ký lại khai sinh theo mẫu", 1),
    Component("Bản sao Giấy khai sinh do cơ quan nhà nước có thẩm quyền cấp", 0, 1),
    Component("Giấy tờ tùy thân (xuất trình)", 0, 1, "đã đối chiếu bản chính"),
)
COMMON: dict[str, Any] = {
    "letterhead": HEAD,
    "made_at": RECEIVED,
    "dossier_number": NUMBER,
    "slip_number": "127",
    "qr_text": QR,
    "barcode_text": NUMBER,
}
OFFICE = ("Như trên", "Trung tâm Phục vụ hành chính công", "Lưu: VT, hồ sơ")


def _common(code: str) -> dict[str, Any]:
    return {**COMMON, "title": FORMS[code].titles["TT 03/2025"]}


def all_slips() -> dict[str, Slip]:
    """By file name."""
    reception = ReceptionSlip(
        **_common("reception"),
        receiving_unit=UNIT,
        applicant=CITIZEN,
        request=REQUEST,
        procedure_code="1.004884",
        components=PAPERS,
        time_limit="05 ngày làm việc",
        received_at=RECEIVED,
        due_at=DUE,
        delivery="Trung tâm Phục vụ hành chính công (nhận trực tiếp)",
        fee_text="8.000 đồng (đã nộp, tiền mặt)",
        register_volume="01",
        register_index="0412",
        submitter_name="Nguyễn Thị Phương Thảo",
        receiver_name="Trần Văn Đức",
    )
    return {
        "reception": reception,
        "supplement": SupplementSlip(
            **_common("supplement"),
            applicant=CITIZEN,
            request=REQUEST,
            items=(
                Component("Bản sao Giấy khai sinh do cơ quan nhà nước có thẩm quyền cấp", 0, 1),
                Component("Văn bản cam đoan về việc đã nộp đủ các giấy tờ hiện có", 1),
            ),
            reason="Hồ sơ chưa đủ thành phần theo Điều 26 Nghị định số 123/2015/NĐ-CP.",
            contact_name="Trần Văn Đức",
            contact_phone="0204 3 123 456",
            guide_name="Trần Văn Đức",
        ),
        "refusal": RefusalSlip(
            **_common("refusal"),
            receiving_unit=UNIT,
            applicant=CITIZEN,
            request=REQUEST,
            reason="Người yêu cầu đã có Giấy khai sinh còn lưu sổ gốc, không thuộc trường hợp đăng ký lại khai sinh "
            "theo khoản 1 Điều 24 Nghị định số 123/2015/NĐ-CP.",
            submitter_name=CITIZEN.name,
            receiver_name="Trần Văn Đức",
        ),
        "apology": ApologySlip(
            **_common("apology"),
            addressee="Bà Nguyễn Thị Phương Thảo",
            deciding_body=BODY,
            applicant=CITIZEN,
            request=REQUEST,
            received_at=RECEIVED,
            promised_at=DUE,
            reason="chưa nhận được văn bản xác minh của nơi đăng ký khai sinh trước đây",
            new_due_at=NEW_DUE,
            recipients=OFFICE,
            signer_title="CHỦ TỊCH",
            signer_name="Hoàng Minh Tuấn",
        ),
        "stop": StopNotice(
            **_common("stop"),
            addressee="Bà Nguyễn Thị Phương Thảo",
            applicant=CITIZEN,
            request=REQUEST,
            received_at=RECEIVED,
            asked_at=DUE,
            stage="Đang xác minh, chưa có quyết định giải quyết",
            reason="Người nộp hồ sơ đề nghị rút hồ sơ để bổ sung giấy tờ của gia đình",
            paid_dong=8000,
            money_note="Hoàn trả theo quy định",
            recipients=OFFICE,
            signer_title="GIÁM ĐỐC",
            signer_name="Lê Thị Hồng Nhung",
        ),
        "control": control_slip(),
        "register": RegisterBook(
            **{**_common("register"), "qr_text": "", "barcode_text": "", "dossier_number": ""},
            volume="01",
            year=2026,
            rows=tuple(register_row(n) for n in range(1, 31)),
            opened_on=date(2026, 1, 2),
            closed_on=date(2026, 12, 31),
            signer_title="GIÁM ĐỐC",
            signer_name="Lê Thị Hồng Nhung",
        ),
        "fee": FeeReceipt(
            **_common("fee"),
            form_symbol="01BLP2-001",
            series="YĐ-26E",
            receipt_number="0000123",
            payer=CITIZEN,
            request=REQUEST,
            lines=(
                FeeLine("Lệ phí đăng ký lại khai sinh", 8000),
                FeeLine("Phí cấp bản sao trích lục hộ tịch (02 bản)", 16000),
            ),
            total_dong=24000,
            total_words="Hai mươi bốn nghìn đồng",
            method="Tiền mặt",
            payer_name=CITIZEN.name,
            collector_name="Trần Văn Đức",
        ),
        "day-list": DayList(
            **{**_common("day-list"), "qr_text": "", "barcode_text": "", "dossier_number": ""},
            day=date(2026, 11, 22),
            rows=tuple(day_row(n) for n in range(1, 26)),
            maker_name="Trần Văn Đức",
        ),
        "recovery": RecoverySheet(
            letterhead=HEAD,
            title="MẢNH KHÔI PHỤC DỮ LIỆU",
            made_at=RECEIVED,
            share_index=1,
            desk_name="Quầy 1",
            words=tuple(f"academic{chr(97 + n % 26)}" for n in range(33)),
        ),
        "trial": TestPage(
            letterhead=HEAD,
            title="TRANG IN THỬ",
            made_at=RECEIVED,
            dossier_number=NUMBER,
            qr_text=QR,
            barcode_text=NUMBER,
            printer="HP LaserJet P1102",
        ),
    }


def control_slip() -> ControlSlip:
    """The usual chain of four hand-overs."""
    chain = (
        "Trung tâm Phục vụ hành chính công",
        "Phòng Văn hóa - Xã hội",
        "Lãnh đạo Ủy ban nhân dân xã",
        "Văn thư Ủy ban nhân dân xã",
        "Trung tâm Phục vụ hành chính công",
    )
    rows = tuple(
        HandOver(
            giver, taker, RECEIVED.replace(hour=8 + n), "Trần Văn Đức", "Phạm Thu Hà", "Trước hạn" if n < 3 else "", ""
        )
        for n, (giver, taker) in enumerate(pairwise(chain))
    )
    return ControlSlip(**_common("control"), deciding_body="Phòng Văn hóa - Xã hội", coordinating_body="", rows=rows)


def register_row(n: int) -> RegisterRow:
    """A line of the register."""
    done = n % 3 == 0
    return RegisterRow(
        n,
        f"H12.045.01-261122-{n:04d}",
        REQUEST if n % 2 else "Chứng thực bản sao từ bản chính giấy tờ, văn bản",
        1,
        f"Nguyễn Thị Phương Thảo {n}",
        "Thôn Đồng Chòi, xã Yên Định; 0912 345 678",
        BODY,
        RECEIVED,
        DUE,
        RECEIVED,
        DUE if done else None,
        DUE if done else None,
        "Trực tiếp",
        "",
    )


def day_row(n: int) -> DayRow:
    """A line of the day's list."""
    return DayRow(
        n, f"H12.045.01-261122-{n:04d}", RECEIVED, f"Nguyễn Thị Phương Thảo {n}", REQUEST, DUE, "Đang xử lý", ""
    )


def longest(slip: ReceptionSlip) -> ReceptionSlip:
    """The same with the longest realistic content."""
    name = "Nguyễn Phúc Công Tằng Tôn Nữ Hoàng Thị Phương Thảo Nguyên Anh"
    address = ("Số nhà 1024, ngõ 256, tổ dân phố số 12, khu đô thị mới Phía Đông, " * 3)[:200]
    request = ("Cấp giấy chứng nhận quyền sử dụng đất, quyền sở hữu tài sản gắn liền với đất lần đầu " * 3)[:200]
    papers = tuple(
        Component(
            f"Giấy tờ số {n} chứng minh việc sử dụng đất ổn định, lâu dài của hộ gia đình", 1, 2, "có xác nhận của thôn"
        )
        for n in range(1, 13)
    )
    return replace(
        slip, applicant=replace(slip.applicant, name=name, address=address), request=request, components=papers
    )
