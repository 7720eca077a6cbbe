"""A procedure edited as a new version: name, days, fee and papers, case by case."""

from dataclasses import replace
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QHeaderView, QSpinBox, QTableWidget, QTableWidgetItem, QWidget

from commune_desk.domain.due import LimitUnit, TimeLimit
from commune_desk.domain.errors import InvalidInput
from commune_desk.domain.fees import Council, FeeRule, Fixed, Free, PerCopy, PerPage, Unstated, money_text
from commune_desk.domain.procedures import Case, Component, Procedure
from commune_desk.i18n import N_, _
from ui import theme, tokens, words
from ui.administration.state import whole_number
from ui.kit.basics import button, column, label, row
from ui.kit.date_field import DateField
from ui.kit.field import Field, LineField

UNITS = {
    LimitUnit.WORKING_DAYS: N_("ngày làm việc"),
    LimitUnit.HOURS: N_("giờ làm việc"),
    LimitUnit.HALF_DAYS: N_("buổi làm việc"),
    LimitUnit.CALENDAR_DAYS: N_("ngày (tính cả ngày nghỉ)"),
    LimitUnit.MONTHS: N_("tháng"),
    LimitUnit.SAME_DAY: N_("trong ngày"),
    LimitUnit.BY_PLAN: N_("theo kế hoạch"),
    LimitUnit.UNKNOWN: N_("ngày (chưa rõ loại)"),
}
_UNMEASURED = (LimitUnit.SAME_DAY, LimitUnit.BY_PLAN)
FEES = {
    "free": N_("Miễn phí"),
    "fixed": N_("Một mức mỗi hồ sơ"),
    "copy": N_("Theo từng bản"),
    "council": N_("Theo nghị quyết HĐND tỉnh"),
    "unstated": N_("Chưa ghi mức"),
    "page": N_("Theo trang (giữ nguyên)"),
}
MOST_COPIES = 99


class ProcedureForm(QWidget):
    """`name`, `version` and `since` go into the dialog above it; `made()` is the new version or raises."""

    def __init__(self, procedure: Procedure, version: str, today: date) -> None:
        super().__init__()
        self._procedure = procedure
        self._cases = list(procedure.cases)
        self._at = 0
        self.name = LineField(_("Tên thủ tục"), name="procName", required=True)
        self.name.set_text(procedure.name)
        self.version = LineField(_("Tên phiên bản"), name="procVersion", required=True)
        self.version.set_text(version)
        self.since = DateField(_("Có hiệu lực từ ngày"), name="procSince", required=True, words=words.sentence)
        self.since.set_value(today)
        self.case = QComboBox()
        self.amount = LineField(_("Thời hạn"), name="procAmount", compact=True)
        self.unit = QComboBox()
        self.fee = QComboBox()
        self.dong = LineField(_("Số tiền (đồng)"), name="procDong", compact=True)
        self.papers = PapersTable()
        self.confirmed = QCheckBox(_("Đã đối chiếu với văn bản gốc"))
        self.confirmed.setObjectName("procConfirmed")
        self.confirmed.setChecked(procedure.confirmed)
        self._lay_out()
        self._show(self._cases[0])
        self.case.currentIndexChanged.connect(self._change_case)

    def made(self) -> Procedure:
        """The new version; raises InvalidInput with the field's name."""
        self._cases[self._at] = self._typed(self._cases[self._at])
        since = self.since.value()
        if since is None:
            raise InvalidInput("date-unreadable", field="valid_from")
        name, version = self.name.text().strip(), self.version.text().strip()
        if not name:
            raise InvalidInput("name-missing", field="name")
        if not version:
            raise InvalidInput("name-missing", field="version")
        return replace(
            self._procedure,
            name=name,
            version=version,
            valid_from=since,
            valid_to=None,
            cases=tuple(self._cases),
            confirmed=self.confirmed.isChecked(),
        )

    def _change_case(self, at: int) -> None:
        try:
            self._cases[self._at] = self._typed(self._cases[self._at])
        except InvalidInput as error:
            self.case.blockSignals(True)  # noqa: FBT003  Qt's signature
            self.case.setCurrentIndex(self._at)
            self.case.blockSignals(False)  # noqa: FBT003  Qt's signature
            (self.amount if error.field == "limit" else self.dong).show_problem(words.sentence(error))
            return
        self._at = at
        self._show(self._cases[at])

    def _typed(self, case: Case) -> Case:
        unit = LimitUnit(self.unit.currentData())
        amount = "0" if unit in _UNMEASURED else self.amount.text().strip()
        limit = TimeLimit.of(amount, unit, confirmed=self.confirmed.isChecked() or case.limit.confirmed)
        rule = _rule(str(self.fee.currentData()), self.dong.text(), case.fee)
        text = case.fee_text if rule == case.fee else _fee_text(rule)
        return replace(case, limit=limit, fee=rule, fee_text=text, components=self.papers.components())

    def _show(self, case: Case) -> None:
        self.amount.set_text("" if case.limit.unit in _UNMEASURED else case.limit.amount_text)
        self.unit.setCurrentIndex(self.unit.findData(case.limit.unit.value))
        kind = _kind(case.fee)
        self.fee.clear()
        for key, text in FEES.items():
            if key != "page" or kind == "page":
                self.fee.addItem(_(text), key)
        self.fee.setCurrentIndex(self.fee.findData(kind))
        dong = getattr(case.fee, "dong", None)
        self.dong.set_text("" if dong is None else f"{dong:,}".replace(",", "."))
        self.papers.show_components(case.components)

    def _lay_out(self) -> None:
        for case in self._cases:
            self.case.addItem(case.name)
        for unit, text in UNITS.items():
            self.unit.addItem(_(text), unit.value)
        for box, name, spoken in (
            (self.case, "procCase", _("Trường hợp")),
            (self.unit, "procUnit", _("Đơn vị của thời hạn")),
            (self.fee, "procFee", _("Cách thu phí")),
        ):
            box.setObjectName(name)
            box.setAccessibleName(spoken)
            box.setMinimumContentsLength(10)
        body = column(self, spacing=tokens.S)
        if len(self._cases) > 1:
            body.addWidget(label(_("Trường hợp"), "label"))
            body.addWidget(self.case)
        line = row(spacing=tokens.M)
        for widget, share in ((self.amount, 2), (self.unit, 4), (self.fee, 4), (self.dong, 3)):
            bottom = widget if isinstance(widget, Field) else _bottom(widget)
            line.addWidget(bottom, share, alignment=Qt.AlignmentFlag.AlignBottom)
        body.addLayout(line)
        body.addWidget(label(_("Giấy tờ phải nộp"), "label"))
        body.addWidget(self.papers)
        body.addWidget(self.confirmed)


def _bottom(widget: QWidget) -> QWidget:
    """A control without a title, standing on the line of those that have one."""
    made = QWidget()
    body = column(made)
    body.setContentsMargins(0, 0, 0, tokens.XS)
    body.addWidget(widget)
    return made


class PapersTable(QWidget):
    """Name, originals, copies, required; a line is added at the end and taken away under the cursor."""

    def __init__(self) -> None:
        super().__init__()
        self._components: tuple[Component, ...] = ()
        self.table = QTableWidget(0, 4)
        self.table.setObjectName("procPapers")
        self.table.setAccessibleName(_("Giấy tờ phải nộp"))
        self.table.setHorizontalHeaderLabels([_("Tên giấy tờ"), _("Bản chính"), _("Bản sao"), _("Bắt buộc")])
        self.table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(theme.px(tokens.ROW_HEIGHT) + 6)
        self.table.setMinimumHeight(theme.px(150))
        self.table.setTabKeyNavigation(False)
        add = button(_("Thêm giấy tờ"), "quiet", name="paperAdd", icon="plus")
        take = button(_("Bỏ dòng này"), "quiet", name="paperTake", icon="minus")
        add.clicked.connect(self.add)
        take.clicked.connect(self.take)
        body = column(self, spacing=tokens.XS)
        body.addWidget(self.table)
        foot = row(spacing=tokens.S)
        foot.addWidget(add)
        foot.addWidget(take)
        foot.addStretch(1)
        body.addLayout(foot)

    def show_components(self, components: tuple[Component, ...]) -> None:
        """The papers of a case."""
        self._components = components
        self.table.setRowCount(0)
        for component in components:
            self._append(component)

    def components(self) -> tuple[Component, ...]:
        """The papers as they stand; lines without a name are left out."""
        made: list[Component] = []
        for at in range(self.table.rowCount()):
            item = self.table.item(at, 0)
            name = item.text().strip() if item is not None else ""
            if item is not None and name:
                known = item.data(Qt.ItemDataRole.UserRole)
                base = known if isinstance(known, Component) else Component(self._free_code(made), name)
                made.append(
                    replace(base, name=name, originals=self._count(at, 1), copies=self._count(at, 2),
                            required=self._is_required(at))
                )  # fmt: skip
        return tuple(made)

    def add(self) -> None:
        """An empty line, ready to be typed into."""
        self._append(None)
        at = self.table.rowCount() - 1
        self.table.setCurrentCell(at, 0)
        self.table.edit(self.table.model().index(at, 0))

    def take(self) -> None:
        """Leave the line under the cursor out of the new version."""
        if self.table.currentRow() >= 0:
            self.table.removeRow(self.table.currentRow())

    def _append(self, component: Component | None) -> None:
        at = self.table.rowCount()
        self.table.insertRow(at)
        item = QTableWidgetItem(component.name if component else "")
        item.setData(Qt.ItemDataRole.UserRole, component)
        item.setToolTip(item.text())
        self.table.setItem(at, 0, item)
        counts = (component.originals, component.copies) if component else (1, 0)
        for place, (count, spoken) in enumerate(zip(counts, (_("Bản chính"), _("Bản sao")), strict=True), 1):
            spin = QSpinBox()
            spin.setRange(0, MOST_COPIES)
            spin.setValue(count)
            spin.setAccessibleName(spoken)
            self.table.setCellWidget(at, place, spin)
        box = QCheckBox()
        box.setAccessibleName(_("Bắt buộc"))
        box.setChecked(component.required if component else True)
        self.table.setCellWidget(at, 3, box)

    def _count(self, at: int, place: int) -> int:
        spin = self.table.cellWidget(at, place)
        return spin.value() if isinstance(spin, QSpinBox) else 0

    def _is_required(self, at: int) -> bool:
        box = self.table.cellWidget(at, 3)
        return isinstance(box, QCheckBox) and box.isChecked()

    def _free_code(self, made: list[Component]) -> str:
        taken = {one.code for one in (*self._components, *made)}
        number = len(taken) + 1
        while f"them-{number}" in taken:
            number += 1
        return f"them-{number}"


def _kind(rule: FeeRule) -> str:
    kinds = {Free: "free", Fixed: "fixed", PerCopy: "copy", PerPage: "page", Council: "council", Unstated: "unstated"}
    return kinds[type(rule)]


def _rule(kind: str, dong: str, before: FeeRule) -> FeeRule:
    if kind == "page":
        return before
    if kind == "free":
        return Free()
    if kind == "unstated":
        return Unstated()
    if kind == "council":
        return Council(whole_number(dong, "dong") if dong.strip() else None)
    amount = whole_number(dong, "dong")
    if kind == "copy":
        return replace(before, dong=amount) if isinstance(before, PerCopy) else PerCopy(amount)
    return replace(before, dong=amount) if isinstance(before, Fixed) else Fixed(amount)


def _fee_text(rule: FeeRule) -> str:
    if isinstance(rule, Free):
        return "Miễn phí"
    dong = getattr(rule, "dong", None)
    unit = getattr(rule, "unit", "")
    if dong is None:
        return ""
    return f"{money_text(dong)}/{unit}" if unit else money_text(dong)
