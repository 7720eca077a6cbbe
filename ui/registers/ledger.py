"""The number ledger: what the block in force still gives, what became of every number, official numbers tied on."""

from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QPushButton, QStackedWidget, QWidget

from commune_desk.domain.dossier_life import Right
from commune_desk.domain.errors import DeskError, InvalidInput, NotFound
from commune_desk.domain.wording import date_vi
from commune_desk.i18n import _
from commune_desk.ports import Changes, Desk
from commune_desk.usecases.numbering import NumberState, map_number, number_state, void_number
from ui import tokens, words
from ui.context import ScreenContext
from ui.kit.basics import button, column, label, row
from ui.kit.card import Card
from ui.kit.empty_state import EmptyState
from ui.kit.field import LineField
from ui.kit.flow_row import FlowRow
from ui.kit.form_dialog import FormDialog
from ui.kit.page_model import Badge, Column
from ui.kit.whole_list import Whole, list_table
from ui.registers.state import LEDGER_LOOKS, LedgerLine, ledger_lines


class Ledger(NamedTuple):
    """The state of numbers and the lines of the block in force."""

    state: NumberState
    lines: tuple[LedgerLine, ...]


def ledger_of(desk: Desk) -> Ledger:
    """On a reader thread."""
    state = number_state(desk)
    uses = desk.reads.number_uses(state.lease.id) if state.lease else []
    return Ledger(state, ledger_lines(state.lease, uses, state.returned) if state.lease else ())


class LedgerView(QWidget):
    """H voids the number under the cursor, G ties an official number to a dossier, Enter opens the dossier."""

    def __init__(self, context: ScreenContext) -> None:
        super().__init__()
        self.setObjectName("ledger")
        self.setAccessibleName(_("Sổ số hồ sơ"))
        self._context = context
        self.next = label("", "title", name="ledgerNext")
        self.left = label("", "title", name="ledgerLeft")
        self.used = label("", "title", name="ledgerUsed")
        self.block = label("", "muted", name="ledgerBlock", wrap=True)
        self.model, self.table = list_table(
            _columns(), lambda line: line.key, context.background, name="ledgerLines", spoken=_("Các số đã cấp")
        )
        self.table.opened.connect(self._open)
        self.table.chosen.connect(self._chosen)
        self.empty = EmptyState("list-checks", "", name="ledgerEmpty")
        self.map = button(_("Gắn mã chính thức (G)"), name="ledgerMap", icon="bookmark")
        self.void = button(_("Hủy số (H)"), "danger", name="ledgerVoid", icon="ban")
        self.map.clicked.connect(self.ask_map)
        self.void.clicked.connect(self.ask_void)
        self._stack = QStackedWidget()
        self._lay_out()
        self._can_void = Right.APPROVE in context.desk.actor.rights
        self.map.setEnabled(Right.RECEIVE in context.desk.actor.rights)
        self.void.setEnabled(False)

    def load(self) -> None:
        """Read the ledger again."""
        self._context.background.read(partial(ledger_of, self._context.desk), self._show, self._failed, owner=self)

    def take_focus(self) -> None:
        """To the lines, or to the only button without them."""
        (self.table if self.model.rowCount() else self.map).setFocus()

    def ask_void(self) -> None:
        """Why this number will never be used."""
        line = self.table.current()
        if line is None or line.use is None or line.kind != "used" or not self._can_void:
            return
        use = line.use
        dialog = FormDialog(
            _("Hủy số {number}").format(number=line.text), _("Hủy số"), name="voidNumber", parent=self,
            size=QSize(560, 280), kind="danger",
        )  # fmt: skip
        dialog.say(_("Số đã hủy không cấp lại cho ai. Hồ sơ vẫn còn và vẫn tìm được bằng số này."))
        reason = LineField(_("Lý do hủy"), name="voidReason", required=True)
        dialog.add(reason, "reason")
        desk = self._context.desk
        job = lambda: partial(void_number, desk, use, reason.text())  # noqa: E731
        dialog.ask(self._context.background, words.sentence, job, self._voided)

    def ask_map(self) -> None:
        """Which dossier, which number of the central system."""
        dialog = FormDialog(
            _("Gắn mã hồ sơ chính thức"), _("Gắn mã"), name="mapNumber", parent=self, size=QSize(560, 340)
        )
        dialog.say(_("Số đã in trên giấy hẹn vẫn tìm được mãi; từ nay hồ sơ hiện mã chính thức."))
        printed = LineField(_("Số trên giấy hẹn"), name="mapPrinted", required=True)
        official = LineField(_("Mã trên hệ thống của tỉnh"), name="mapOfficial", required=True)
        line = self.table.current()
        if line is not None and line.kind == "used":
            printed.set_text(line.text)
        dialog.add(printed, "printed")
        dialog.add(official, "number")
        desk = self._context.desk
        job = lambda: partial(_map, desk, printed.text().strip(), official.text())  # noqa: E731
        dialog.ask(self._context.background, words.sentence, job, self._mapped)

    def _show(self, ledger: Ledger) -> None:
        state = ledger.state
        self.next.setText(state.next_text or _("đã hết số hôm nay"))
        self.left.setText(str(state.left_today))
        self.used.setText(str(state.used_today))
        self.block.setText(_block_words(state))
        self.model.open(lambda _after, _limit: Whole(ledger.lines))
        if not ledger.lines:
            self.empty.show_words(*_empty_words(state))
        self._stack.setCurrentWidget(self.table if ledger.lines else self.empty)

    def _failed(self, error: DeskError) -> None:
        self.empty.show_words(_("Chưa đọc được sổ số."), words.sentence(error))
        self._stack.setCurrentWidget(self.empty)

    def _chosen(self, line: object) -> None:
        voidable = isinstance(line, LedgerLine) and line.kind == "used"
        self.void.setEnabled(voidable and self._can_void)

    def _open(self, line: object) -> None:
        if isinstance(line, LedgerLine) and line.dossier is not None:
            self._context.navigate("dossier", line.dossier)

    def _voided(self, _nothing: object) -> None:
        self._context.messages.say("done", _("Đã hủy số và ghi lý do vào sổ."))
        self.load()

    def _mapped(self, changes: Changes) -> None:
        self._context.changes.happened.emit(changes)
        self._context.messages.say("done", _("Đã gắn mã chính thức. Cả hai số đều tìm được hồ sơ."))
        self.load()

    def _lay_out(self) -> None:
        body = column(self, spacing=tokens.M)
        cards = row(spacing=tokens.M)
        for title, value, share in (
            (_("Số tiếp theo"), self.next, 3),
            (_("Còn lại hôm nay"), self.left, 2),
            (_("Đã cấp hôm nay"), self.used, 2),
        ):
            card = Card()
            card.body.addWidget(label(title, "label"))
            card.body.addWidget(value)
            cards.addWidget(card, share)
        body.addLayout(cards)
        body.addWidget(self.block)
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.empty)
        body.addWidget(self._stack, 1)
        foot = FlowRow()
        foot.addWidget(label(_("Enter mở hồ sơ của số đang chọn."), "hint"))
        foot.split()
        for made in (self.void, self.map):
            foot.addWidget(made)
        body.addLayout(foot)

    @property
    def buttons(self) -> tuple[QPushButton, QPushButton]:
        """For the screen's letter keys: G, H."""
        return self.map, self.void


def _map(desk: Desk, printed: str, official: str) -> Changes:
    if not printed:
        raise InvalidInput("number-missing", field="printed")
    dossier = desk.reads.find_number(printed)
    if dossier is None:
        raise NotFound("dossier-unknown", field="printed")
    return map_number(desk, dossier, official)


def _block_words(state: NumberState) -> str:
    lease = state.lease
    if lease is None:
        return _("Không có dải số nào đang hiệu lực: giấy hẹn mang số tạm cho đến khi quản trị nhập dải số.")
    return _("Dải {first:04d} – {last:04d} của {agency}, từ {since} đến {until}, do {granted} cấp.").format(
        first=lease.first,
        last=lease.last,
        agency=lease.agency,
        since=date_vi(lease.valid_from),
        until=date_vi(lease.valid_to),
        granted=lease.granted_by or _("tỉnh"),
    )


def _empty_words(state: NumberState) -> tuple[str, str]:
    if state.lease is None:
        return _("Chưa có dải số hiệu lực."), _("Quản trị nhập dải số do tỉnh cấp ở màn hình Quản trị, mục Dải số.")
    return _("Dải số này chưa cấp số nào."), _("Số đầu tiên được cấp khi tiếp nhận hồ sơ đầu tiên.")


def _columns() -> list[Column[LedgerLine]]:
    return [
        Column("day", _("Ngày"), lambda line: date_vi(line.day), 110),
        Column("number", _("Số"), lambda line: line.text, 230, strong=True),
        Column("kind", _("Tình trạng"), lambda line: _(LEDGER_LOOKS[line.kind][1]), 130, badge=_badge),
        Column("note", _("Lý do"), lambda line: line.note, 240, stretch=True),
    ]


def _badge(line: LedgerLine) -> Badge:
    state, word, icon = LEDGER_LOOKS[line.kind]
    return Badge(state, _(word), icon)
