"""Everything a printed page shows, as plain values: nothing on a slip is computed again after it was made.

A slip is made once, in the transaction that did the thing it attests, and stored as JSON; every printing, preview and
reprint is painted from that. Instants are aware and shown on Viet Nam's clock; money is whole đồng.

Sources: domain.md 1.4-1.11 (Thông tư 03/2025/TT-VPCP, 7 forms; Thông tư 01/2018/TT-VPCP, 6 forms). Not confirmed by a
lawyer: that TT 03/2025 kept the order of fields of forms 01-03 (M), the wording of the title of form 04 (M), the layout
of form 05 (L), the number suffixes (M) and the columns of form 07 (M-H). `Form.unconfirmed` says so per form.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import Enum
from typing import Literal, NamedTuple, TypeVar

from commune_desk.domain.errors import InvalidInput
from commune_desk.domain.plain import from_plain, to_plain
from commune_desk.domain.slip_parts import (
    PRACTICE,
    PREVIEW,
    Citizen,
    Component,
    DayRow,
    FeeLine,
    HandOver,
    Letterhead,
    Mark,
    MarkKind,
    RegisterRow,
    copy_mark,
)

FormSet = Literal["TT 03/2025", "TT 01/2018"]
FORM_SETS: tuple[FormSet, ...] = ("TT 03/2025", "TT 01/2018")

__all__ = [
    "FORMS",
    "FORM_SETS",
    "PRACTICE",
    "PREVIEW",
    "ApologySlip",
    "Citizen",
    "Component",
    "ControlSlip",
    "DayList",
    "DayRow",
    "FeeLine",
    "FeeReceipt",
    "Form",
    "FormSet",
    "HandOver",
    "Letterhead",
    "Mark",
    "MarkKind",
    "Paper",
    "ReceptionSlip",
    "RecoverySheet",
    "RefusalSlip",
    "RegisterBook",
    "RegisterRow",
    "Slip",
    "StopNotice",
    "SupplementSlip",
    "TestPage",
    "copy_mark",
    "form_of",
    "law_number",
    "marked",
    "slip_from_json",
    "slip_to_json",
]


# ------------------------------------------------------------------ the slips
@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """What all forms share. `slip_number` fills `Số: …/suffix` ('' leaves dots to write by hand); `made_at` dates it.

    `provisional` says that `dossier_number` is a desk number the official one will replace; `qr_text` and
    `barcode_text` are '' where the page bears none.
    """

    letterhead: Letterhead
    form_set: FormSet = "TT 03/2025"
    title: str
    made_at: datetime
    dossier_number: str = ""
    slip_number: str = ""
    provisional: bool = False
    qr_text: str = ""
    barcode_text: str = ""
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceptionSlip(Slip):
    """Form 01, Giấy tiếp nhận hồ sơ và hẹn trả kết quả (domain.md 1.5).

    `fee_text` is '' where the line is not to be shown; `due_at` None prints dots. `submitter_name` is who stands at
    the counter (a representative where there is one).
    """

    receiving_unit: str
    applicant: Citizen
    request: str
    procedure_code: str = ""
    components: tuple[Component, ...] = ()
    sets: int = 1
    time_limit: str = ""
    received_at: datetime
    due_at: datetime | None = None
    delivery: str = ""
    fee_text: str = ""
    register_volume: str = ""
    register_index: str = ""
    submitter_name: str = ""
    receiver_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplementSlip(Slip):
    """Form 02, Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ (domain.md 1.6)."""

    applicant: Citizen
    request: str
    items: tuple[Component, ...] = ()
    reason: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    guide_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalSlip(Slip):
    """Form 03, Phiếu từ chối tiếp nhận giải quyết hồ sơ (domain.md 1.7); `reason` cites its article."""

    receiving_unit: str
    applicant: Citizen
    request: str
    reason: str
    submitter_name: str = ""
    receiver_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApologySlip(Slip):
    """Form 04, apology and new date (domain.md 1.8); signed by the head of the deciding body, never by the clerk."""

    addressee: str
    deciding_body: str
    applicant: Citizen
    request: str
    received_at: datetime
    promised_at: datetime | None = None
    reason: str
    new_due_at: datetime
    recipients: tuple[str, ...] = ()
    signer_title: str = "THỦ TRƯỞNG CƠ QUAN, ĐƠN VỊ"
    signer_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StopNotice(Slip):
    """Form 05 of TT 03/2025, Thông báo dừng giải quyết hồ sơ (domain.md 1.9: data M, layout L: ours)."""

    addressee: str
    applicant: Citizen
    request: str
    received_at: datetime
    asked_at: datetime
    stage: str = ""
    reason: str = ""
    paid_dong: int | None = None
    money_note: str = ""
    recipients: tuple[str, ...] = ()
    signer_title: str = "THỦ TRƯỞNG CƠ QUAN, ĐƠN VỊ"
    signer_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlSlip(Slip):
    """Form 06 (05 in TT 01/2018), Phiếu kiểm soát quá trình giải quyết hồ sơ (domain.md 1.10)."""

    deciding_body: str
    coordinating_body: str = ""
    rows: tuple[HandOver, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterBook(Slip):
    """Form 07 (06 in TT 01/2018), Sổ theo dõi hồ sơ (domain.md 1.3-6, 1.11): numbering continuous, no blank lines.

    `first_page` numbers the first page after the cover, so that a continuation goes on; `closed_on` None while open.
    """

    volume: str
    year: int
    rows: tuple[RegisterRow, ...] = ()
    first_page: int = 1
    has_cover: bool = True
    opened_on: date
    closed_on: date | None = None
    signer_title: str = "THỦ TRƯỞNG CƠ QUAN, ĐƠN VỊ"
    signer_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeReceipt(Slip):
    """Biên lai thu phí, lệ phí: `form_symbol` ('Mẫu số') and `series` ('Ký hiệu') are the office's registered ones."""

    form_symbol: str = ""
    series: str = ""
    receipt_number: str
    payer: Citizen
    request: str
    lines: tuple[FeeLine, ...]
    total_dong: int
    total_words: str
    method: str
    exemption: str = ""
    payer_name: str = ""
    collector_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayList(Slip):
    """Dossiers received (or any list as seen) of one day, `subtitle` saying which."""

    day: date
    subtitle: str = ""
    rows: tuple[DayRow, ...] = ()
    maker_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoverySheet(Slip):
    """One recovery share for a safe: secret, so it is printed at once and never stored (`slip_to_json` refuses it)."""

    share_index: int
    share_count: int = 3
    shares_needed: int = 2
    words: tuple[str, ...]
    desk_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TestPage(Slip):
    """Shows that printer, paper, letters and codes work; `printer` is its name as the system has it."""

    __test__ = False  # pytest collects classes of this name

    printer: str = ""


# ------------------------------------------------------------------ the forms
class Paper(Enum):
    """Sheet sizes: width and height in mm as the page stands."""

    A5 = (148, 210)
    A4 = (210, 297)
    A4_LANDSCAPE = (297, 210)


class Form(NamedTuple):
    """A form the desk prints: legal number and title by form set (a set without it is missing from both)."""

    code: str
    slip: type[Slip]
    titles: Mapping[FormSet, str]
    law_numbers: Mapping[FormSet, str]
    paper: Paper
    copies: int = 1
    unconfirmed: str = ""

    def exists_in(self, form_set: FormSet) -> bool:
        """Whether that Circular (or local practice) has this form."""
        return form_set in self.titles


def _both(text: str) -> dict[FormSet, str]:
    return dict.fromkeys(FORM_SETS, text)


def _numbers(new: str, old: str) -> dict[FormSet, str]:
    return {"TT 03/2025": new, "TT 01/2018": old}


FORMS: dict[str, Form] = {
    form.code: form
    for form in (
        Form(
            "reception",
            ReceptionSlip,
            _both("GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ"),
            _both("Mẫu số 01"),
            Paper.A5,
            2,
            "thứ tự các mục theo TT 03/2025",
        ),
        Form(
            "supplement",
            SupplementSlip,
            _both("PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ"),
            _both("Mẫu số 02"),
            Paper.A5,
            1,
            "thứ tự các mục theo TT 03/2025",
        ),
        Form("refusal", RefusalSlip, _both("PHIẾU TỪ CHỐI TIẾP NHẬN GIẢI QUYẾT HỒ SƠ"), _both("Mẫu số 03"), Paper.A5),
        Form(
            "apology",
            ApologySlip,
            _numbers(
                "VĂN BẢN XIN LỖI VÀ ĐỀ NGHỊ GIA HẠN THỜI GIAN GIẢI QUYẾT", "PHIẾU XIN LỖI VÀ HẸN LẠI NGÀY TRẢ KẾT QUẢ"
            ),
            _both("Mẫu số 04"),
            Paper.A5,
            1,
            "tên mẫu theo TT 03/2025",
        ),
        Form(
            "stop",
            StopNotice,
            {"TT 03/2025": "THÔNG BÁO DỪNG GIẢI QUYẾT HỒ SƠ"},
            {"TT 03/2025": "Mẫu số 05"},
            Paper.A5,
            1,
            "bố cục của mẫu",
        ),
        Form(
            "control",
            ControlSlip,
            _both("PHIẾU KIỂM SOÁT QUÁ TRÌNH GIẢI QUYẾT HỒ SƠ"),
            _numbers("Mẫu số 06", "Mẫu số 05"),
            Paper.A4,
        ),
        Form(
            "register",
            RegisterBook,
            _both("SỔ THEO DÕI HỒ SƠ"),
            _numbers("Mẫu số 07", "Mẫu số 06"),
            Paper.A4_LANDSCAPE,
            1,
            "các cột của sổ",
        ),
        Form(
            "fee",
            FeeReceipt,
            _both("BIÊN LAI THU PHÍ, LỆ PHÍ"),
            _both(""),
            Paper.A5,
            2,
            "mẫu biên lai đã đăng ký của cơ quan",
        ),
        Form("day-list", DayList, _both("DANH SÁCH HỒ SƠ TRONG NGÀY"), _both(""), Paper.A4_LANDSCAPE),
    )
}

_SECRET_OR_PASSING = (RecoverySheet, TestPage)
S = TypeVar("S", bound=Slip)


def form_of(slip: Slip) -> Form:
    """The form a slip is filled from; raises KeyError for the sheets that are no form (recovery, test)."""
    for form in FORMS.values():
        if type(slip) is form.slip:
            return form
    raise KeyError(type(slip).__name__)


def law_number(slip: Slip) -> str:
    """'Mẫu số 01' of the slip's form set; '' for sheets the Circular does not have."""
    if isinstance(slip, _SECRET_OR_PASSING):
        return ""
    return form_of(slip).law_numbers.get(slip.form_set, "")


def marked(slip: S, mark: Mark) -> S:
    """The same slip with one more mark (a mark of the same kind is replaced)."""
    return replace(slip, marks=(*(m for m in slip.marks if m.kind is not mark.kind), mark))


# ------------------------------------------------------------------ JSON
def slip_to_json(slip: Slip) -> bytes:
    """The slip with its form's code, UTF-8; raises InvalidInput('slip-not-storable') for recovery and test sheets."""
    if isinstance(slip, _SECRET_OR_PASSING):
        raise InvalidInput("slip-not-storable")
    values = {"form": form_of(slip).code, **to_plain(slip)}
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()


def slip_from_json(data: bytes) -> Slip:
    """The slip `slip_to_json` wrote; raises InvalidInput('slip-data-unreadable') for anything else."""
    try:
        values = json.loads(data)
        return from_plain(FORMS[values.pop("form")].slip, values)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as broken:
        raise InvalidInput("slip-data-unreadable") from broken
