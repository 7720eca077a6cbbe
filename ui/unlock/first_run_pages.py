"""The four pages of founding a desk; each knows when it is complete."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QRadioButton, QWidget

from commune_desk.i18n import _, language_in_use
from ui import tokens
from ui.kit.basics import button, column, label, row
from ui.kit.card import Card
from ui.kit.field import Field, LineField
from ui.kit.form_keys import FormKeys
from ui.unlock.password_rules import PasswordRules
from ui.unlock.state import RecoverySheet
from ui.unlock.view import PasswordLine


class Page(QWidget):
    """`completed` when `is_complete` may have changed; `entered` when Enter leaves the last field."""

    completed = Signal()
    entered = Signal()
    first: QWidget

    def __init__(self, title: str) -> None:
        super().__init__()
        self.title = title
        self.body = column(self, spacing=tokens.XS)
        self.body.setContentsMargins(0, 0, tokens.S, 0)

    def is_complete(self) -> bool:
        """Whether the next page may come."""
        return True


class LanguagePage(Page):
    """Vietnamese or English; can be changed later in the menu under one's name."""

    changed = Signal(str)

    def __init__(self) -> None:
        super().__init__(_("Ngôn ngữ màn hình"))
        self.body.addWidget(
            label(
                _("Giấy tờ in ra luôn bằng tiếng Việt. Có thể đổi lại sau trong trình đơn tên người dùng."),
                "muted",
                wrap=True,
            )
        )
        self.body.addSpacing(tokens.M)
        self.vietnamese = QRadioButton("Tiếng Việt")
        self.english = QRadioButton("English")
        self.vietnamese.setObjectName("language_vi")
        self.english.setObjectName("language_en")
        self.first = self.english if language_in_use() == "en" else self.vietnamese
        self.first.setChecked(True)
        for choice in (self.vietnamese, self.english):
            self.body.addWidget(choice)
        self.body.addStretch(1)
        self.vietnamese.toggled.connect(self._tell)

    def language(self) -> str:
        """`vi` or `en`."""
        return "vi" if self.vietnamese.isChecked() else "en"

    def _tell(self) -> None:
        self.changed.emit(self.language())


class OfficePage(Page):
    """What stands at the head of every slip."""

    def __init__(self) -> None:
        super().__init__(_("Xã, phường và cơ quan"))
        self.parent_agency = LineField(
            _("Cơ quan chủ quản"),
            name="parentAgency",
            placeholder=_("ỦY BAN NHÂN DÂN XÃ …"),
            required=True,
        )
        self.agency = LineField(_("Cơ quan"), name="agency", required=True)
        self.agency.set_text(_("TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG"))
        self.place = LineField(_("Địa danh trên giấy tờ"), name="place", hint=_("Đứng trước ngày tháng"), required=True)
        self.phone = LineField(_("Điện thoại"), name="phone")
        self.code = LineField(
            _("Mã định danh cơ quan"),
            name="agencyCode",
            hint=_("Như trong số hồ sơ: H37.099.01"),
            required=True,
        )
        self.desk = LineField(_("Mã máy"), name="deskCode", hint=_("Hai chữ số"), required=True)
        self.desk.set_text("01")
        grid = QGridLayout()
        grid.setHorizontalSpacing(tokens.L)
        grid.setVerticalSpacing(0)
        grid.addWidget(self.parent_agency, 0, 0, 1, 2)
        grid.addWidget(self.agency, 1, 0, 1, 2)
        grid.addWidget(self.place, 2, 0)
        grid.addWidget(self.phone, 2, 1)
        grid.addWidget(self.code, 3, 0)
        grid.addWidget(self.desk, 3, 1)
        self.body.addLayout(grid)
        self.body.addStretch(1)
        self._required = (self.parent_agency, self.agency, self.place, self.code, self.desk)
        for field in self._required:
            field.changed.connect(self.completed)
        self.first = self.parent_agency.line
        self._keys = FormKeys(self, last=self.desk.line, at_end=self.entered.emit)

    def is_complete(self) -> bool:
        return all(field.text().strip() for field in self._required)


class AdministratorPage(Page):
    """Who may change everything here, with a password that keeps the rules."""

    def __init__(self) -> None:
        super().__init__(_("Người quản trị bàn"))
        self.display_name = LineField(_("Họ và tên"), name="displayName", required=True)
        self.user_name = LineField(_("Tên đăng nhập"), name="userName", hint=_("Không dấu, không cách"), required=True)
        self.password = PasswordLine(name="password1", spoken=_("Mật khẩu"))
        self.again = PasswordLine(name="password2", spoken=_("Gõ lại mật khẩu"))
        first = Field(_("Mật khẩu"), self.password, name="password1")
        second = Field(_("Gõ lại mật khẩu"), self.again, name="password2")
        self.password.hinted.connect(first.show_warning)
        self._rules = PasswordRules()
        names = row(spacing=tokens.L)
        names.addWidget(self.display_name)
        names.addWidget(self.user_name)
        secret = row(spacing=tokens.L)
        left = column(spacing=0)
        left.addWidget(first)
        left.addWidget(second)
        left.addStretch(1)
        secret.addLayout(left, 1)
        secret.addWidget(self._rules, 1, Qt.AlignmentFlag.AlignVCenter)
        self.body.addLayout(names)
        self.body.addLayout(secret)
        self.body.addStretch(1)
        for line in (self.display_name.line, self.user_name.line, self.password, self.again):
            line.textChanged.connect(self._check)
        self._good = False
        self.first = self.display_name.line
        self._keys = FormKeys(self, last=self.again, at_end=self.entered.emit)

    def is_complete(self) -> bool:
        named = self.display_name.text().strip() and self.user_name.text().strip()
        return bool(named) and self._good

    def forget(self) -> None:
        """The desk is made: no password stays in a field."""
        self.password.clear()
        self.again.clear()

    def _check(self) -> None:
        self._good = self._rules.check(self.password.text(), self.again.text(), self.user_name.text().strip())
        self.completed.emit()


class SheetsPage(Page):
    """Three recovery sheets; going on needs a promise that they are safe."""

    print_wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__(_("Ba phiếu khôi phục"))
        self._sheets: tuple[RecoverySheet, ...] = ()
        self.body.addWidget(
            label(
                _(
                    "Quên mật khẩu hoặc hỏng máy: hai trong ba phiếu này mở lại được dữ liệu. "
                    "In ra, giao cho ba người khác nhau cất giữ. Chương trình không giữ bản nào."
                ),
                "muted",
                wrap=True,
            )
        )
        self._cards = row(spacing=tokens.M)
        self.body.addLayout(self._cards)
        self.print_button = button(_("In ba phiếu"), name="printSheets", icon="printer")
        self.print_button.clicked.connect(self._print)
        self.safe = QCheckBox(_("Đã in và giao ba phiếu cho ba người cất giữ"))
        self.safe.setObjectName("sheetsSafe")
        self.safe.toggled.connect(self.completed)
        foot = row(spacing=tokens.L)
        foot.addWidget(self.print_button)
        foot.addWidget(self.safe)
        foot.addStretch(1)
        self.body.addLayout(foot)
        self.body.addStretch(1)
        self.first = self.print_button

    def show_sheets(self, sheets: Sequence[RecoverySheet]) -> None:
        """Show them, or wipe them from the screen when empty."""
        self._sheets = tuple(sheets)
        while (item := self._cards.takeAt(0)) is not None:
            card = item.widget()
            if card is not None:
                card.deleteLater()
        for sheet in sheets:
            self._cards.addWidget(_sheet_card(sheet))

    def is_complete(self) -> bool:
        return self.safe.isChecked()

    def _print(self) -> None:
        self.print_wanted.emit(self._sheets)


def _sheet_card(sheet: RecoverySheet) -> Card:
    card = Card(_("Phiếu {number}").format(number=sheet.index), name=f"sheet{sheet.index}")
    grid = QGridLayout()
    grid.setVerticalSpacing(0)
    half = (len(sheet.words) + 1) // 2
    for at, word in enumerate(sheet.words):
        side, line = divmod(at, half)
        grid.addWidget(label(f"{at + 1}. {word}", "small"), line, side)
    card.body.addLayout(grid)
    return card
