"""The office's words, hours and form set, with the letterhead they make."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from commune_desk.domain.dossier_life import Right
from commune_desk.domain.errors import DeskError, NotFound
from commune_desk.domain.records import Office
from commune_desk.domain.slips import FORM_SETS, TestPage
from commune_desk.i18n import N_, _
from commune_desk.ports import Desk
from commune_desk.usecases.administration import save_office
from commune_desk.usecases.slip_making import form_set_of, letterhead
from ui import theme, tokens, words
from ui.administration.care import Care
from ui.administration.section import Section
from ui.context import Press, ScreenContext
from ui.kit.basics import column, label, row, scrolled
from ui.kit.busy_button import BusyButton
from ui.kit.card import Card
from ui.kit.chips import Chips
from ui.kit.field import LineField
from ui.kit.form_keys import FormKeys

DPI = 220
HEAD_FROM, HEAD_TO = 0.042, 0.145
"""Where on the page the head stands, as shares of its height."""
HEAD_HEIGHT = 100
PAUSE_MS = 350

# (attribute of Office, title, hint, required, columns of two)
_LINES = (
    ("parent_agency", N_("Cơ quan chủ quản"), "", True, 2),
    ("agency", N_("Cơ quan tiếp nhận"), "", True, 2),
    ("place", N_("Địa danh"), N_("Đứng trước ngày tháng"), True, 1),
    ("deciding_body", N_("Cơ quan giải quyết"), "", False, 1),
    ("agency_code", N_("Mã định danh cơ quan"), N_("Ví dụ H37.099.01"), True, 1),
    ("number_suffix", N_("Ký hiệu văn bản"), N_("Sau số phiếu: …/TTPVHCC"), False, 1),
    ("desk_code", N_("Mã máy"), N_("Có trong số tạm"), True, 1),
    ("desk_name", N_("Tên máy"), "", False, 1),
    ("sessions", N_("Buổi làm việc"), N_("07:30-11:30,13:30-17:00"), True, 1),
    ("same_day_cutoff", N_("Giờ chốt trong ngày"), N_("Sau giờ này trả hôm sau"), True, 1),
    ("register_volume", N_("Quyển sổ số"), "", False, 1),
    ("phone", N_("Điện thoại"), "", False, 1),
)


class HeadPreview(QLabel):
    """The head of the forms, scaled to the height there is."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("officePreview")
        self.setAccessibleName(_("Xem trước đầu phiếu"))
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setFixedHeight(theme.px(HEAD_HEIGHT))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setStyleSheet(f"background: {tokens.SURFACE}; border: 1px solid {tokens.LINE}; border-radius: 8px;")

    def show_head(self, image: QImage) -> None:
        """Another head."""
        ratio = self.devicePixelRatioF()
        room = QSize(round((self.width() - tokens.S) * ratio), round((self.height() - tokens.S) * ratio))
        shape, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        picture = QPixmap.fromImage(image.scaled(room, shape, smooth))
        picture.setDevicePixelRatio(ratio)
        self.setPixmap(picture)


class OfficeSection(Section):
    """Ctrl+S saves; the head of the forms follows the typing."""

    def __init__(self, context: ScreenContext, care: Care) -> None:
        note = _("Có trên mọi phiếu in ra. Phiếu đã in giữ nguyên lời của ngày in.")
        super().__init__(context, care, _("Cơ quan"), note, name="officeSection")
        self._office: Office | None = None
        self._painted = 0
        self.lines = {key: LineField(_(title), name=f"office_{key}", hint=_(hint) if hint else "", required=required)
                      for key, title, hint, required, _span in _LINES}  # fmt: skip
        self.fields.update(self.lines)
        choices = [(text, text.replace("TT", "Thông tư")) for text in FORM_SETS]
        self.forms = Chips(choices, name="officeForms", spoken=_("Bộ mẫu phiếu"), single=True)
        self.preview = HeadPreview()
        self.problem = label("", "error", name="officeProblem", wrap=True)
        self.save = BusyButton(_("Lưu (Ctrl+S)"), _("Đang lưu…"), name="officeSave", icon="save")
        self.save.clicked.connect(self.store)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._paint)
        self._lay_out()
        for line in self.lines.values():
            line.changed.connect(self._edited)
        self.forms.changed.connect(self._edited)
        FormKeys(self, last=self.lines["phone"].line, at_end=self.store)

    @property
    def is_dirty(self) -> bool:
        """Something differs from what is stored."""
        return self._office is not None and self.typed(self._office) != self._office

    def load(self) -> None:
        """The office as it is stored, unless something is being typed."""
        if not self.is_dirty:
            self.read(partial(_office_of, self.context.desk), self._show, self._failed)

    def take_focus(self) -> None:
        """The first line."""
        self.lines["parent_agency"].focus()

    def typed(self, office: Office) -> Office:
        """`office` with what stands in the fields."""
        values: dict[str, Any] = {key: line.text().strip() for key, line in self.lines.items()}
        chosen = next(iter(self.forms.on()), office.form_set)
        return replace(office, form_set=chosen, **values)

    def store(self) -> None:
        """Save; every form made from now on has the new head."""
        if self._office is None:
            return
        office = self.typed(self._office)
        self.save.set_busy(busy=True)
        self.write(partial(save_office, self.context.desk, office), partial(self._stored, office), self._refused)

    def drop(self) -> None:
        """Forget what was typed."""
        if self._office is not None:
            self._show(self._office)

    def _show(self, office: Office) -> None:
        self._office = office
        for key, line in self.lines.items():
            line.set_text(getattr(office, key))
        self.forms.set_on({form_set_of(office)})
        self._edited()

    def _failed(self, error: DeskError) -> None:
        self.problem.setText(words.sentence(error))
        self.save.set_allowed(allowed=False)

    def _edited(self) -> None:
        allowed = Right.ADMINISTER in self.context.desk.actor.rights
        self.save.set_allowed(allowed=allowed and self.is_dirty)
        self._pause.start()

    def _stored(self, office: Office, _nothing: object) -> None:
        self._office = office
        self.save.set_busy(busy=False)
        self._edited()
        self.problem.setText("")
        for line in self.lines.values():
            line.show_problem("")
        self.done(_("Đã lưu thông tin cơ quan."))

    def _refused(self, error: DeskError) -> None:
        self.save.set_busy(busy=False)
        self.refuse(error)

    def _paint(self) -> None:
        if self._office is None:
            return
        self._painted += 1
        job = partial(head_picture, self.context.press, self.typed(self._office), self.context.desk.now)
        self.context.background.paper(job, partial(self._show_head, self._painted), self._failed, owner=self)

    def _show_head(self, asked: int, image: QImage) -> None:
        if asked == self._painted:
            self.preview.show_head(image)

    def _lay_out(self) -> None:
        content = QWidget()
        page = column(content, spacing=tokens.M)
        page.setContentsMargins(0, 0, tokens.M, 0)
        grid = QGridLayout()
        grid.setHorizontalSpacing(tokens.L)
        grid.setVerticalSpacing(0)
        at = 0
        for key, _title, _hint, _required, span in _LINES:
            grid.addWidget(self.lines[key], at // 2, at % 2, 1, span)
            at += span
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        card = Card()
        card.body.addLayout(grid)
        forms = row(spacing=tokens.M)
        forms.addWidget(label(_("Bộ mẫu phiếu"), "label"))
        forms.addWidget(self.forms, 1)
        card.body.addLayout(forms)
        page.addWidget(card)
        page.addStretch(1)
        self.body.addWidget(self.preview)
        self.body.addWidget(scrolled(content, name="officeScroll"), 1)
        foot = row()
        foot.addWidget(self.problem, 1)
        foot.addWidget(self.save)
        self.body.addLayout(foot)


def _office_of(desk: Desk) -> Office:
    office = desk.reads.office()
    if office is None:
        raise NotFound("office-not-set")
    return office


def head_picture(press: Press, office: Office, now: Callable[[], datetime]) -> QImage:
    """The upper part of a page with that office's head; on the paper thread."""
    slip = TestPage(
        letterhead=letterhead(office),
        form_set=form_set_of(office),
        title=_("XEM TRƯỚC ĐẦU PHIẾU"),
        made_at=now(),
        slip_number="…",
    )
    page = press.page_images(slip, DPI)[0]
    top, bottom = round(page.height() * HEAD_FROM), round(page.height() * HEAD_TO)
    return page.copy(0, top, page.width(), bottom - top)
