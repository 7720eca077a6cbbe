"""Everything the reception view shows, computed in one place from what is known. No Qt."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from commune_desk.domain.due import LimitUnit, Promise
from commune_desk.domain.errors import DeskError
from commune_desk.domain.fees import Exemption, FeeResult, PerCopy, PerPage, Unstated
from commune_desk.domain.procedures import Case, Procedure
from commune_desk.domain.records import Channel, Delivery, Payment
from commune_desk.domain.wording import dong
from commune_desk.i18n import _
from commune_desk.ports import DossierLine
from commune_desk.usecases.numbering import NumberState
from ui.reception import checklist
from ui.reception.cautions import warning_sentence
from ui.reception.checklist import Standing
from ui.reception.judge import Act, Verdict
from ui.reception.state import ReceptionState, held_lines
from ui.time_words import limit_words, moment_words
from ui.words import CHANNELS, DELIVERIES, PAYMENTS, SEXES, sentence, sex_label

Choices = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Known:
    """What came back from the desk for the present form; empty until it came."""

    procedure: Procedure | None = None
    case: Case | None = None
    numbers: NumberState | None = None
    promise: Promise | None = None
    needs_date: bool = False
    exemptions: tuple[Exemption, ...] = ()
    duplicates: tuple[DossierLine, ...] = ()
    held: tuple[str, ...] = ()
    card_warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """The screen as a value."""

    state: ReceptionState
    facts: str
    doubt: str
    basis: str
    cases: Choices
    problems: Mapping[str, str]
    warnings: Mapping[str, str]
    held_rows: tuple[int, ...]
    papers_title: str
    number: str
    number_note: str
    due: str
    due_note: str
    fee: str
    fee_note: str
    fee_by_rule: str
    counts_pages: bool
    counts_copies: bool
    exemptions: Choices
    notice: tuple[str, str]
    primary: str
    primary_busy: str
    busy: bool
    has_guidance: bool = False


def shown(
    state: ReceptionState,
    known: Known,
    verdict: Verdict,
    fee: FeeResult,
    *,
    left: frozenset[str],
    busy: bool,
) -> Shown:
    """The screen for a form; problems appear for fields in `left` only."""
    problems = {one.field: sentence(one.error) for one in verdict.problems if one.field in left}
    warnings: dict[str, str] = {}
    for name, code in verdict.warnings:
        warnings.setdefault(name, warning_sentence(code))
    facts, doubt = _facts(known)
    number, number_note = _number(known.numbers)
    due, due_note = _due(state, known)
    amount, fee_note = _fee(fee)
    procedure, case = known.procedure, known.case
    return Shown(
        state=state,
        facts=facts,
        doubt=doubt,
        basis="; ".join(procedure.legal_basis) if procedure else "",
        cases=tuple((one.name, one.name) for one in procedure.cases) if procedure else (),
        problems=problems,
        warnings=warnings,
        held_rows=_held_rows(state, known),
        papers_title=_papers_title(state),
        number=number,
        number_note=number_note,
        due=due,
        due_note=due_note,
        fee=amount,
        fee_note=fee_note,
        fee_by_rule="" if fee.amount_dong is None else f"{fee.amount_dong:,}".replace(",", "."),
        counts_pages=case is not None and isinstance(case.fee, PerPage),
        counts_copies=case is not None and isinstance(case.fee, PerPage | PerCopy),
        exemptions=_exemptions(known),
        notice=notice(state, known, verdict),
        primary=_("In phiếu bổ sung (F9)") if verdict.act is Act.GUIDE else _("Tiếp nhận và in (F9)"),
        primary_busy=_("Đang lưu…"),
        busy=busy,
        has_guidance=procedure is not None and bool(procedure.guidance),
    )


def with_notice(shown_now: Shown, level: str, text: str) -> Shown:
    """The same screen saying something else above the bar."""
    return replace(shown_now, notice=(level, text))


def notice(state: ReceptionState, known: Known, verdict: Verdict) -> tuple[str, str]:
    """(level, words) of the strip: the most important thing to know now, or the next step."""
    if known.duplicates and not state.duplicate_accepted:
        number = known.duplicates[0].number
        return "warning", _("Người này đang có hồ sơ {number} cùng thủ tục chưa xong. Ctrl+D: mở hồ sơ đó.").format(
            number=number
        )
    shown_at_fields = {code for _field, code in verdict.warnings}
    unseen = [code for code in known.card_warnings if code not in shown_at_fields]
    if unseen:
        return "warning", warning_sentence(unseen[0])
    if known.numbers is not None and known.numbers.lease is None:
        return "warning", _(
            "Bàn chưa có dải số còn hiệu lực: hồ sơ được cấp số tạm, gắn mã chính thức sau. Báo người quản trị."
        )
    return "hint", _next_step(state, verdict)


def _next_step(state: ReceptionState, verdict: Verdict) -> str:
    if not state.procedure:
        return _("Gõ vài chữ của tên, mã hoặc lĩnh vực rồi Enter. Quét thẻ căn cước lúc nào cũng được.")
    if not (state.name or state.number or state.tax_code):
        return _("Quét thẻ căn cước: con trỏ ở ô nào cũng được. Hoặc gõ số, tên, điện thoại để dùng lại người cũ.")
    if verdict.unmarked:
        return _("Giấy tờ: F6 đến danh sách, Space = đã có, M = thiếu, A = đủ cả, phím số = số bản.")
    if verdict.act is Act.GUIDE:
        return _("Còn giấy tờ thiếu: F9 in một phiếu bổ sung đầy đủ cho người dân.")
    return _("Đã đủ: F9 để tiếp nhận, cấp số và in giấy hẹn.")


def _facts(known: Known) -> tuple[str, str]:
    procedure, case = known.procedure, known.case
    if procedure is None or case is None:
        return "", ""
    fee = _(case.fee_text) or (_("chưa rõ mức phí") if isinstance(case.fee, Unstated) else "")
    parts = [procedure.code, procedure.field, limit_words(case.limit.text), fee]
    confirmed = procedure.confirmed and case.limit.confirmed and case.limit.unit is not LimitUnit.UNKNOWN
    return " · ".join(part for part in parts if part), "" if confirmed else _("chưa xác nhận")


def _number(numbers: NumberState | None) -> tuple[str, str]:
    if numbers is None:
        return "…", ""
    if numbers.lease is None:
        return numbers.next_text, _("số tạm")
    if not numbers.next_text:
        return _("hết dải số hôm nay"), _("sẽ cấp số tạm")
    return numbers.next_text, _("còn {count} số hôm nay").format(count=numbers.left_today)


def _due(state: ReceptionState, known: Known) -> tuple[str, str]:
    if state.due_by_hand:
        return moment_words(datetime.fromisoformat(state.due_by_hand)), _("do cán bộ đặt (F4)")
    if known.needs_date:
        return _("cần đặt ngày hẹn"), _("nhấn F4")
    if known.promise is None:
        return "–", ""
    doubt = "" if known.promise.confirmed else _("thời hạn chưa xác nhận; ")
    return moment_words(known.promise.due), doubt + _("vì sao? F4")


def _fee(fee: FeeResult) -> tuple[str, str]:
    if fee.amount_dong is None:
        return _("chưa có"), _(fee.text)
    return dong(fee.amount_dong) if fee.amount_dong else _("0 đồng"), _(fee.text)


def _papers_title(state: ReceptionState) -> str:
    if not state.papers:
        return ""
    here = sum(line.standing is Standing.HERE for line in state.papers)
    lacking = len(checklist.missing(state.papers))
    text = _("{here}/{count} đã có").format(here=here, count=len(state.papers))
    return text + (" · " + _("{count} thiếu").format(count=lacking) if lacking else "")


def _held_rows(state: ReceptionState, known: Known) -> tuple[int, ...]:
    return held_lines(state, known.held)


def _exemptions(known: Known) -> Choices:
    field_name = known.procedure.field if known.procedure else ""
    grounds = [(one.code, one.name) for one in known.exemptions if one.covers(field_name)]
    return (("", _("Không miễn")), *grounds)


def fixed_choices() -> dict[str, Choices]:
    """The words of the pickers that never change."""
    return {
        "sex": (("", "–"), *((sex, sex_label(sex)) for sex in SEXES)),
        "channel": tuple((one.value, _(CHANNELS[one])) for one in Channel),
        "delivery": tuple((one.value, _(DELIVERIES[one])) for one in Delivery),
        "payment": tuple((one.value, _(PAYMENTS[one])) for one in Payment),
    }


def refusal_of(error: DeskError, fields: Sequence[str]) -> str:
    """The field an error belongs to, '' where it is not one of the form's."""
    name = str(error.parameters.get("field", ""))
    return name if name in fields else ""
