"""Everything the detail screen shows of one dossier: plain values read and counted on a reader thread."""

from dataclasses import dataclass
from datetime import datetime

from commune_desk.domain.dossier_life import Right, StepKind
from commune_desk.domain.errors import DeskError
from commune_desk.domain.ids import RecordId
from commune_desk.domain.procedures import Case, Procedure
from commune_desk.domain.records import Delivery, Dossier, Payment, Person, Post, Staff
from commune_desk.domain.vietnam_time import to_vietnam
from commune_desk.domain.wording import birth_vi, date_vi, dong
from commune_desk.i18n import _
from commune_desk.ports import Desk, DossierView
from commune_desk.usecases.take_step import allowed_steps, version_of
from ui import words
from ui.detail.timeline import TimelineLine, pending_lines, timeline_lines
from ui.detail.why import why
from ui.dossiers.state import Look, due_look, line_of, moment_short, state_look
from ui.time_words import limit_words

EXTENSIONS = (1, 3, 5, 10)
"""Working days after the promised day that an extension is offered for."""

Choice = tuple[str, str]
"""(record id text or '', words)."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One labelled value; `group` begins a new group when it is not ''."""

    label: str
    value: str
    group: str = ""


@dataclass(frozen=True, slots=True)
class DetailState:
    """One dossier as of `taken_at`."""

    view: DossierView
    taken_at: datetime
    state: Look
    due: Look
    due_text: str
    steps: tuple[StepKind, ...]
    rights: frozenset[Right]
    timeline: tuple[TimelineLine, ...]
    facts: tuple[Fact, ...]
    why: tuple[str, ...]
    field: str
    components: tuple[tuple[str, str, int, int], ...]
    """(code, name, originals, copies) of every paper the case asks for."""
    staff: tuple[Choice, ...]
    posts: tuple[Choice, ...]
    new_dues: tuple[datetime, ...]

    @property
    def dossier(self) -> Dossier:
        """The record."""
        return self.view.dossier

    @property
    def primary(self) -> StepKind | None:
        """The one next legal step of the ordinary way, if this post may take it."""
        first = self.steps[0] if self.steps else None
        return first if first not in (None, StepKind.NOTE, StepKind.CORRECT_STATE) else None

    @property
    def others(self) -> tuple[StepKind, ...]:
        """Every other step."""
        return tuple(kind for kind in self.steps if kind is not self.primary)

    @property
    def may_correct(self) -> bool:
        """Whether this post keeps applicant, papers, numbers and money right."""
        return Right.RECEIVE in self.rights

    @property
    def may_pay(self) -> bool:
        """Whether a fee is still to be taken."""
        return self.may_correct and self.dossier.payment is Payment.NONE and self.dossier.received_at is not None


def read_detail(desk: Desk, id_: RecordId) -> DetailState:
    """Read one dossier and count what the screen tells; raises NotFound."""
    view, now = desk.reads.dossier(id_), desk.now()
    dossier = view.dossier
    version = _version(desk, dossier)
    return DetailState(
        view=view,
        taken_at=now,
        state=state_look(dossier.state, short=True),
        due=due_look(line_of(view), now, desk.rules.working_days_between),
        due_text=moment_short(dossier.due_at),
        steps=allowed_steps(desk, dossier),
        rights=desk.actor.rights,
        timeline=(*timeline_lines(view), *pending_lines(view)),
        facts=facts(view),
        why=why(desk, view, version[1] if version else None),
        field=version[0].field if version else "",
        components=_components(version[1]) if version else (),
        staff=_staff(desk),
        posts=tuple((post.id.text, post.name) for post in desk.reads.all_of(Post)),
        new_dues=_new_dues(desk, dossier),
    )


def _version(desk: Desk, dossier: Dossier) -> tuple[Procedure, Case] | None:
    try:
        return version_of(desk, dossier)
    except DeskError:
        return None


def _components(case: Case) -> tuple[tuple[str, str, int, int], ...]:
    return tuple((one.code, one.name, one.originals, one.copies) for one in case.components)


def _staff(desk: Desk) -> tuple[Choice, ...]:
    me = desk.actor.staff
    people = [one for one in desk.reads.all_of(Staff) if one.is_active]
    people.sort(key=lambda one: one.id != me)
    return tuple((one.id.text, one.display_name) for one in people)


def _new_dues(desk: Desk, dossier: Dossier) -> tuple[datetime, ...]:
    if dossier.due_at is None:
        return ()
    due = to_vietnam(dossier.due_at)
    days = [desk.rules.working_day_after(due.date(), count) for count in EXTENSIONS]
    return tuple(due.replace(year=day.year, month=day.month, day=day.day) for day in days)


# ------------------------------------------------------------------ facts
def facts(view: DossierView) -> tuple[Fact, ...]:
    """Applicant, procedure, numbers, money and delivery; what is empty is left out."""
    told = (*_person_facts(view.applicant, view.dossier), *_procedure_facts(view), *_money_facts(view.dossier))
    return tuple(fact for fact in told if fact.value)


def _person_facts(person: Person, dossier: Dossier) -> tuple[Fact, ...]:
    return (
        Fact(_("Họ tên") if not person.is_organisation else _("Tên tổ chức"), person.name, _("Người nộp")),
        Fact(_("Số giấy tờ"), person.number),
        Fact(_("Số CMND cũ"), person.old_number),
        Fact(_("Mã số thuế"), person.tax_code),
        Fact(_("Ngày sinh"), birth_vi(person.birth) if person.birth else ""),
        Fact(_("Giới tính"), words.sex_label(person.sex)),
        Fact(_("Địa chỉ"), person.address),
        Fact(_("Điện thoại"), person.phone),
        Fact(_("Thư điện tử"), person.email),
        Fact(_("Người nộp thay"), dossier.representative),
        Fact(_("Giấy ủy quyền"), dossier.authorisation),
    )


def _procedure_facts(view: DossierView) -> tuple[Fact, ...]:
    dossier = view.dossier
    case = dossier.case if dossier.case != view.procedure_name else ""
    return (
        Fact(_("Thủ tục"), view.procedure_name or dossier.procedure, _("Hồ sơ này")),
        Fact(_("Trường hợp"), case),
        Fact(_("Mã thủ tục"), dossier.procedure),
        Fact(_("Trích yếu"), dossier.summary),
        Fact(_("Số bộ"), str(dossier.sets)),
        Fact(_("Cách nộp"), _(words.CHANNELS[dossier.channel])),
        Fact(_("Nhận lúc"), moment_short(dossier.received_at)),
        Fact(_("Thời hạn"), limit_words(dossier.limit_text)),
        Fact(_("Cơ quan giải quyết"), dossier.deciding_body),
        Fact(_("Người đang giữ"), view.holder_name),
        Fact(_("Đang ở đơn vị"), dossier.unit),
        Fact(_("Số tạm đã in"), dossier.provisional_number),
        Fact(_("Mã chính thức"), dossier.official_number),
        Fact(_("Số văn bản kết quả"), dossier.result_number),
        Fact(_("Ghi chú"), dossier.note),
    )


def _money_facts(dossier: Dossier) -> tuple[Fact, ...]:
    delivery = _(words.DELIVERIES[dossier.delivery])
    address = dossier.delivery_address if dossier.delivery is Delivery.POST else ""
    return (
        Fact(_("Phí, lệ phí"), _fee(dossier), _("Tiền và trả kết quả")),
        Fact(_("Số biên lai"), dossier.receipt_number),
        Fact(_("Diện miễn, giảm"), dossier.fee_exemption),
        Fact(_("Trả kết quả"), " – ".join(part for part in (delivery, address) if part)),
        Fact(_("Đã trả lúc"), moment_short(dossier.returned_at)),
    )


def _fee(dossier: Dossier) -> str:
    if dossier.fee_dong is None:
        return _("chưa xác định")
    if dossier.fee_dong == 0:
        return _("không thu")
    return f"{dong(dossier.fee_dong)} · {_(words.PAYMENTS[dossier.payment])}"


def short_date(moment: datetime) -> str:
    """`05/07/2025` on a Vietnamese clock."""
    return date_vi(to_vietnam(moment).date())
