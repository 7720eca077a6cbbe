"""What each step asks of the clerk: exactly what its StepInput needs, in plain values."""

from dataclasses import dataclass

from commune_desk.domain.dossier_life import RULES, StepKind
from commune_desk.domain.records import Dossier
from commune_desk.i18n import N_, _
from ui import words

REASON, PAPERS, APPROVED_BY, NEW_DUE, HOLDER, UNIT, NUMBER, TAKER, TO_STATE = (
    "reason", "papers", "approved_by", "new_due", "holder", "unit", "number", "taker", "state",
)  # fmt: skip

_FIELDS = {
    StepKind.REFUSE: (REASON,),
    StepKind.ASSIGN: (HOLDER, REASON),
    StepKind.PASS_ON: (UNIT, REASON),
    StepKind.TAKE_BACK: (REASON,),
    StepKind.ASK_SUPPLEMENT: (PAPERS, REASON),
    StepKind.SUPPLEMENT_RECEIVED: (REASON,),
    StepKind.ASK_FINANCIAL_DUTY: (REASON,),
    StepKind.FINANCIAL_DUTY_DONE: (REASON,),
    StepKind.PAUSE: (REASON,),
    StepKind.RESUME: (REASON,),
    StepKind.EXTEND: (NEW_DUE, REASON),
    StepKind.ASK_WITHDRAWAL: (REASON,),
    StepKind.KEEP_PROCESSING: (REASON,),
    StepKind.STOP: (REASON,),
    StepKind.FINISH: (NUMBER, REASON),
    StepKind.RETURN_RESULT: (TAKER,),
    StepKind.NOTE: (REASON,),
    StepKind.CORRECT_STATE: (TO_STATE, REASON),
}
_DANGER = frozenset({StepKind.REFUSE, StepKind.STOP, StepKind.CORRECT_STATE})
_EXPLAINED = {
    StepKind.REFUSE: N_("Hồ sơ kết thúc ở đây; lý do được in vào phiếu từ chối giao cho công dân."),
    StepKind.ASSIGN: N_("Người được phân công thấy hồ sơ trong danh sách của mình; hồ sơ chuyển sang Đang xử lý."),
    StepKind.PASS_ON: N_("Hồ sơ vẫn thuộc bàn này, hạn vẫn chạy; khi đơn vị kia trả về, bấm B để nhận lại."),
    StepKind.TAKE_BACK: N_("Hồ sơ trở về bàn này và được xử lý tiếp."),
    StepKind.ASK_SUPPLEMENT: N_("Hạn ngừng chạy cho đến khi công dân nộp bổ sung đủ; sau đó tính lại từ đầu."),
    StepKind.SUPPLEMENT_RECEIVED: N_("Hạn được tính lại đủ thời hạn kể từ bây giờ và in giấy hẹn mới."),
    StepKind.ASK_FINANCIAL_DUTY: N_("Hồ sơ chờ công dân nộp thuế, phí theo thông báo."),
    StepKind.FINANCIAL_DUTY_DONE: N_("Công dân đã nộp đủ; hồ sơ được xử lý tiếp."),
    StepKind.PAUSE: N_("Thời gian tạm dừng không tính vào hạn."),
    StepKind.RESUME: N_("Hạn được dời đi đúng số ngày làm việc đã tạm dừng."),
    StepKind.EXTEND: N_("Chỉ được gia hạn một lần, và phải trước ngày hẹn ít nhất một ngày làm việc."),
    StepKind.ASK_WITHDRAWAL: N_("Ghi nhận yêu cầu của công dân; lãnh đạo quyết định dừng hay xử lý tiếp."),
    StepKind.KEEP_PROCESSING: N_("Hồ sơ trở lại Đang xử lý với hạn cũ."),
    StepKind.STOP: N_("Hồ sơ kết thúc ở đây; lý do được in vào thông báo giao cho công dân."),
    StepKind.FINISH: N_("Hồ sơ chuyển sang Chờ trả kết quả."),
    StepKind.RETURN_RESULT: N_("Phiếu kiểm soát có dòng ký nhận; sau đó mời công dân đánh giá."),
    StepKind.NOTE: N_("Ghi chú nằm trong quá trình xử lý, không đổi trạng thái hay hạn."),
    StepKind.CORRECT_STATE: N_("Chỉ dùng khi ghi nhầm. Trạng thái cũ và lý do vẫn nằm trong quá trình xử lý."),
}
_REASON_TITLES = {
    StepKind.ASSIGN: N_("Ý kiến phân công"),
    StepKind.NOTE: N_("Nội dung ghi chú"),
    StepKind.FINISH: N_("Ghi chú"),
    StepKind.ASK_FINANCIAL_DUTY: N_("Nghĩa vụ phải thực hiện"),
    StepKind.EXTEND: N_("Lý do chậm (in vào văn bản xin lỗi)"),
}


@dataclass(frozen=True, slots=True)
class StepForm:
    """One step's question. `form` is the printed form's code, '' where the law has none."""

    kind: StepKind
    title: str
    explanation: str
    fields: tuple[str, ...]
    reason_title: str
    reason_required: bool
    form: str
    is_danger: bool

    @property
    def prints(self) -> str:
        """What will be printed, in words."""
        return _("Sẽ lập: {form}").format(form=words.form_label(self.form)) if self.form else ""


def step_form(kind: StepKind, dossier: Dossier) -> StepForm:
    """The form of `kind`; a second supplement request also asks for the superior who allowed it."""
    fields = _FIELDS[kind]
    if kind is StepKind.ASK_SUPPLEMENT and dossier.supplements:
        fields = (*fields, APPROVED_BY)
    return StepForm(
        kind=kind,
        title=words.step_label(kind),
        explanation=_(_EXPLAINED[kind]),
        fields=fields,
        reason_title=_(_REASON_TITLES.get(kind, N_("Lý do") if RULES[kind].needs_reason else N_("Ghi chú"))),
        reason_required=RULES[kind].needs_reason,
        form=RULES[kind].form,
        is_danger=kind in _DANGER,
    )


def done_words(kind: StepKind, number: str, state: str) -> str:
    """What the message strip says after the step."""
    if kind is StepKind.NOTE:
        return _("Đã ghi chú vào hồ sơ {number}.").format(number=number)
    return _("{step}: hồ sơ {number} – {state}.").format(step=words.step_label(kind), number=number, state=state)


def number_of_the_way(dossier: Dossier) -> str:
    """Which supplement request this would be, in words; '' for the first."""
    if not dossier.supplements:
        return ""
    return _("Đã yêu cầu bổ sung {count} lần. Lần này cần lý do và người duyệt.").format(count=dossier.supplements)
