"""The only place where an error, a state or a step becomes words for a person. No Qt: the command line uses it."""

from collections.abc import Mapping

from commune_desk.domain.dossier_life import Right, StepKind
from commune_desk.domain.errors import DeskError
from commune_desk.domain.records import Channel, Delivery, Payment, State
from commune_desk.i18n import N_, _
from ui.sentences import SENTENCES


class _Gaps(dict[str, object]):
    """A sentence is shown even where a parameter is missing."""

    def __missing__(self, key: str) -> str:
        return "…"


def sentence(error: DeskError) -> str:
    """What the clerk reads: the code's sentence, or its class's where the code has none of its own."""
    text = SENTENCES.get(error.code) or SENTENCES.get(type(error).code) or SENTENCES["error"]
    return _(text).format_map(_Gaps(error.parameters))


STATES: Mapping[State, str] = {
    State.REGISTERED: N_("Mới đăng ký"),
    State.RECEIVED: N_("Được tiếp nhận"),
    State.REFUSED: N_("Không được tiếp nhận"),
    State.IN_PROCESS: N_("Đang xử lý"),
    State.SUPPLEMENT: N_("Yêu cầu bổ sung giấy tờ"),
    State.FINANCIAL_DUTY: N_("Yêu cầu thực hiện nghĩa vụ tài chính"),
    State.WITHDRAWAL: N_("Công dân yêu cầu rút hồ sơ"),
    State.STOPPED: N_("Dừng xử lý"),
    State.FINISHED: N_("Đã xử lý xong"),
    State.RETURNED: N_("Đã trả kết quả"),
}

STEPS: Mapping[StepKind, str] = {
    StepKind.REGISTER: N_("Đăng ký"),
    StepKind.GUIDE: N_("Hướng dẫn bổ sung"),
    StepKind.RECEIVE: N_("Tiếp nhận"),
    StepKind.REFUSE: N_("Từ chối tiếp nhận"),
    StepKind.ASSIGN: N_("Phân công xử lý"),
    StepKind.PASS_ON: N_("Chuyển đơn vị khác"),
    StepKind.TAKE_BACK: N_("Nhận lại từ đơn vị khác"),
    StepKind.ASK_SUPPLEMENT: N_("Yêu cầu bổ sung"),
    StepKind.SUPPLEMENT_RECEIVED: N_("Nhận hồ sơ bổ sung"),
    StepKind.ASK_FINANCIAL_DUTY: N_("Yêu cầu nghĩa vụ tài chính"),
    StepKind.FINANCIAL_DUTY_DONE: N_("Đã xong nghĩa vụ tài chính"),
    StepKind.PAUSE: N_("Tạm dừng"),
    StepKind.RESUME: N_("Xử lý tiếp"),
    StepKind.EXTEND: N_("Xin lỗi và gia hạn"),
    StepKind.ASK_WITHDRAWAL: N_("Công dân xin rút"),
    StepKind.KEEP_PROCESSING: N_("Không rút, xử lý tiếp"),
    StepKind.STOP: N_("Dừng giải quyết"),
    StepKind.FINISH: N_("Đã có kết quả"),
    StepKind.RETURN_RESULT: N_("Trả kết quả"),
    StepKind.NOTE: N_("Ghi chú"),
    StepKind.CORRECT_STATE: N_("Sửa trạng thái"),
}

RIGHTS: Mapping[Right, str] = {
    Right.RECEIVE: N_("Tiếp nhận"),
    Right.PROCESS: N_("Xử lý"),
    Right.APPROVE: N_("Duyệt"),
    Right.RETURN: N_("Trả kết quả"),
    Right.ADMINISTER: N_("Quản trị"),
    Right.INSPECT: N_("Xem, kiểm tra"),
}

CHANNELS: Mapping[Channel, str] = {
    Channel.COUNTER: N_("Trực tiếp"),
    Channel.ONLINE: N_("Trực tuyến"),
    Channel.POST: N_("Bưu chính"),
}

DELIVERIES: Mapping[Delivery, str] = {
    Delivery.DESK: N_("Tại quầy"),
    Delivery.POST: N_("Qua bưu chính"),
    Delivery.ONLINE: N_("Trực tuyến"),
}

PAYMENTS: Mapping[Payment, str] = {
    Payment.NONE: N_("Chưa thu"),
    Payment.CASH: N_("Tiền mặt"),
    Payment.TRANSFER: N_("Chuyển khoản"),
}

SEXES: Mapping[str, str] = {
    "male": N_("Nam"),
    "female": N_("Nữ"),
}

# The sentences of domain.fees that carry no sum, for the catalogue.
FEES = (
    N_("Miễn phí."),
    N_("Danh mục chưa ghi mức phí, lệ phí: nhập số tiền phải thu."),
    N_("Mức thu do Hội đồng nhân dân tỉnh quy định: nhập số tiền theo nghị quyết."),
)

FORMS: Mapping[str, str] = {
    "reception": N_("Giấy tiếp nhận hồ sơ và hẹn trả kết quả"),
    "supplement": N_("Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ"),
    "refusal": N_("Phiếu từ chối tiếp nhận"),
    "apology": N_("Văn bản xin lỗi và gia hạn"),
    "stop": N_("Thông báo dừng giải quyết"),
    "control": N_("Phiếu kiểm soát quá trình giải quyết"),
    "fee": N_("Biên lai thu phí, lệ phí"),
    "register": N_("Sổ theo dõi hồ sơ"),
    "day-list": N_("Danh sách hồ sơ trong ngày"),
}

ACTIONS: Mapping[str, str] = {
    "person.correct": N_("Sửa thông tin người nộp"),
    "paper.change": N_("Cập nhật giấy tờ"),
    "fee.pay": N_("Thu phí"),
    "number.map": N_("Gắn mã hồ sơ chính thức"),
    "number.void": N_("Hủy số"),
    "slip.print-again": N_("In lại"),
    "slip.control": N_("Lập phiếu kiểm soát"),
    "verdict-given": N_("Tỉnh không nhận một việc"),
    "scan.attach": N_("Gắn bản chụp"),
    "merge.settle": N_("Chọn giữa hai lần sửa"),
    "merge.undo": N_("Hoàn tác lựa chọn"),
    "portal-told": N_("Cổng dịch vụ công quốc gia đã nhận hồ sơ"),
}


def state_label(state: State) -> str:
    """The portal's word for a state."""
    return _(STATES[state])


def step_label(kind: StepKind) -> str:
    """What a button or a timeline says for a step."""
    return _(STEPS[kind])


def action_label(action: str) -> str:
    """What a timeline says for a journal entry's action."""
    kind = action.removeprefix("dossier.")
    if kind != action and kind in {one.value for one in StepKind}:
        return step_label(StepKind(kind))
    return _(ACTIONS.get(action, action))


def sex_label(sex: str) -> str:
    """`Nam`, `Nữ`; what is stored where it is neither."""
    return _(SEXES.get(sex, sex))


def form_label(form: str) -> str:
    """The name of a printed form."""
    return _(FORMS.get(form, form))
