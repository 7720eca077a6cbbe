"""Blocks of numbers the province granted to this desk: enter one, give one back."""

from datetime import date
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QStackedWidget

from commune_desk.domain.errors import DeskError, InvalidInput
from commune_desk.domain.records import Lease
from commune_desk.domain.vietnam_time import to_vietnam
from commune_desk.domain.wording import date_vi
from commune_desk.i18n import _
from commune_desk.ports import Desk
from commune_desk.usecases.numbering import add_lease, end_lease
from ui import tokens, words
from ui.administration.care import Care
from ui.administration.section import Section
from ui.administration.state import whole_number
from ui.context import ScreenContext
from ui.kit.basics import button, label, row
from ui.kit.date_field import DateField
from ui.kit.empty_state import EmptyState
from ui.kit.field import LineField
from ui.kit.form_dialog import FormDialog
from ui.kit.page_model import Badge, Column
from ui.kit.whole_list import Whole, list_table


class Block(NamedTuple):
    """A block and how it stands today: 'now', 'later', 'past' or 'ended'."""

    lease: Lease
    stands: str


class Blocks(NamedTuple):
    """All blocks, newest first, and the office's code for a new one."""

    blocks: tuple[Block, ...]
    agency_code: str
    today: date


def blocks_of(desk: Desk) -> Blocks:
    """On a reader thread."""
    today = to_vietnam(desk.now()).date()
    office = desk.reads.office()
    leases = sorted(desk.reads.leases(), key=lambda one: (one.valid_from, one.first), reverse=True)
    return Blocks(tuple(Block(one, stands(one, today)) for one in leases), office.agency_code if office else "", today)


def stands(lease: Lease, today: date) -> str:
    """How a block stands on a day."""
    if lease.ended:
        return "ended"
    if today < lease.valid_from:
        return "later"
    return "past" if lease.valid_to < today else "now"


class NumbersSection(Section):
    """N enters a block, T gives the one under the cursor back."""

    def __init__(self, context: ScreenContext, care: Care) -> None:
        note = _("Số hồ sơ chỉ cấp trong dải do tỉnh giao cho máy này, nên không máy nào cấp trùng.")
        super().__init__(context, care, _("Dải số"), note, name="numbersSection")
        self._blocks: Blocks | None = None
        self.model, self.table = list_table(
            _columns(), lambda one: one.lease.id, context.background, name="leases", spoken=_("Các dải số")
        )
        self.empty = EmptyState(
            "list-checks",
            _("Chưa có dải số nào."),
            _("Không có dải số, giấy hẹn mang số tạm; số tạm vẫn tìm được mãi."),
            step=_("Nhập dải số (N)"),
            name="leasesEmpty",
        )
        self.empty.wanted.connect(self.ask_add)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.empty)
        self.body.addWidget(self._stack, 1)
        self.add = button(_("Nhập dải số (N)"), "primary", name="leaseAdd", icon="plus")
        self.end = button(_("Trả lại dải số (T)"), "danger", name="leaseEnd", icon="undo-2")
        self.add.clicked.connect(self.ask_add)
        self.end.clicked.connect(self.ask_end)
        foot = row(spacing=tokens.S)
        foot.addWidget(label(_("Tình hình từng số: màn hình Sổ & danh sách, mục Sổ số hồ sơ."), "hint", wrap=True), 1)
        foot.addWidget(self.end)
        foot.addWidget(self.add)
        self.body.addLayout(foot)
        self.table.chosen.connect(self._chosen)
        self.keys = {"n": self.ask_add, "t": self.ask_end}

    def load(self) -> None:
        """All blocks."""
        self.read(partial(blocks_of, self.context.desk), self._show, self._failed)

    def take_focus(self) -> None:
        """The list, or the first step."""
        (self.table if self.model.rowCount() else self.add).setFocus()

    def ask_add(self) -> None:
        """A block as the province's paper has it."""
        if self._blocks is None:
            return
        today = self._blocks.today
        dialog = FormDialog(_("Nhập dải số"), _("Nhập"), name="leaseDialog", parent=self, size=QSize(620, 460))
        agency = LineField(_("Mã định danh cơ quan"), name="leaseAgency", required=True)
        agency.set_text(self._blocks.agency_code)
        first = LineField(_("Từ số"), name="leaseFirst", placeholder="1", required=True)
        last = LineField(_("Đến số"), name="leaseLast", placeholder="999", required=True)
        since = DateField(_("Hiệu lực từ ngày"), name="leaseSince", required=True, words=words.sentence)
        until = DateField(_("Đến hết ngày"), name="leaseUntil", required=True, words=words.sentence)
        since.set_value(today)
        until.set_value(date(today.year, 12, 31))
        granted = LineField(_("Nơi cấp"), name="leaseGranted", hint=_("Văn bản hoặc đơn vị giao dải số"), required=True)
        dialog.add(agency, "agency")
        for left, right, keys in ((first, last, ("first", "last")), (since, until, ("since", "until"))):
            dialog.add_pair((left, keys[0]), (right, keys[1]))
        dialog.add(granted, "granted")
        desk = self.context.desk

        def job() -> partial[Lease]:
            days = (_day(since, "since"), _day(until, "until"))
            numbers = {"first": whole_number(first.text(), "first"), "last": whole_number(last.text(), "last")}
            return partial(
                add_lease, desk, agency=agency.text(), days=days, granted_by=granted.text().strip(), **numbers
            )

        dialog.ask(self.context.background, words.sentence, job, self._added)

    def ask_end(self) -> None:
        """Why the block is given back."""
        block = self.table.current()
        if block is None or block.stands == "ended":
            return
        lease = block.lease
        dialog = FormDialog(
            _("Trả lại dải {first} – {last}").format(first=lease.first, last=lease.last),
            _("Trả lại"), name="leaseEndDialog", parent=self, size=QSize(560, 290), kind="danger",
        )  # fmt: skip
        dialog.say(_("Các số chưa dùng sẽ không cấp ở máy này nữa. Số đã cấp vẫn nguyên giá trị."))
        reason = LineField(_("Lý do"), name="leaseReason", required=True)
        dialog.add(reason, "reason")
        desk = self.context.desk
        job = lambda: partial(end_lease, desk, lease.id, reason.text())  # noqa: E731
        dialog.ask(self.context.background, words.sentence, job, self._ended)

    def _show(self, blocks: Blocks) -> None:
        self._blocks = blocks
        self.model.open(lambda _after, _limit: Whole(blocks.blocks))
        self._stack.setCurrentWidget(self.table if blocks.blocks else self.empty)
        self.add.setVisible(bool(blocks.blocks))
        self.end.setVisible(bool(blocks.blocks))

    def _failed(self, error: DeskError) -> None:
        self.empty.show_words(_("Chưa đọc được dải số."), words.sentence(error))
        self._stack.setCurrentWidget(self.empty)

    def _chosen(self, block: object) -> None:
        self.end.setEnabled(isinstance(block, Block) and block.stands != "ended")

    def _added(self, lease: Lease) -> None:
        self.done(_("Đã nhập dải số {first} – {last}.").format(first=lease.first, last=lease.last))
        self.load()

    def _ended(self, _nothing: object) -> None:
        self.done(_("Đã trả lại dải số và ghi lý do."))
        self.load()


def _day(field: DateField, name: str) -> date:
    day = field.value()
    if day is None:
        raise InvalidInput("date-unreadable", field=name)
    return day


def _columns() -> list[Column[Block]]:
    return [
        Column("range", _("Dải số"), lambda one: f"{one.lease.first:04d} – {one.lease.last:04d}", 130, strong=True),
        Column("stands", _("Tình trạng"), lambda one: badge(one).word, 140, badge=badge),
        Column("agency", _("Mã cơ quan"), lambda one: one.lease.agency, 120, shown=False),
        Column("days", _("Hiệu lực"), _days, 205),
        Column("granted", _("Nơi cấp / lý do trả"), lambda one: one.lease.ended or one.lease.granted_by, stretch=True),
    ]


def _days(one: Block) -> str:
    return f"{date_vi(one.lease.valid_from)} – {date_vi(one.lease.valid_to)}"


def badge(block: Block) -> Badge:
    """How a block stands: colour, word and icon."""
    looks = {
        "now": Badge(tokens.State.OK, _("Đang dùng")),
        "later": Badge(tokens.State.INFO, _("Chưa đến ngày"), "calendar"),
        "past": Badge(tokens.State.NEUTRAL, _("Hết hiệu lực"), "circle"),
        "ended": Badge(tokens.State.NEUTRAL, _("Đã trả lại"), "undo-2"),
    }
    return looks[block.stands]
