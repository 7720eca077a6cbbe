"""Print size, language, and how long the desk stays open without anybody."""

from dataclasses import replace
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QSpinBox

from commune_desk.domain.dossier_life import Right
from commune_desk.domain.records import Office
from commune_desk.i18n import _
from commune_desk.ports import Desk
from commune_desk.usecases.administration import save_office
from ui import theme, tokens
from ui.administration.care import Care
from ui.administration.section import Section
from ui.context import ScreenContext
from ui.kit.basics import column, label, row
from ui.kit.card import Card

LANGUAGES = (("vi", "Tiếng Việt"), ("en", "English"))
MOST_MINUTES = 60


class LookSection(Section):
    """The window listens to `large_print_wanted` and `language_wanted`."""

    large_print_wanted = Signal(bool)
    language_wanted = Signal(str)

    def __init__(self, context: ScreenContext, care: Care) -> None:
        super().__init__(
            context,
            care,
            _("Giao diện"),
            _("Của máy này. Đổi cỡ chữ hoặc ngôn ngữ thì đăng nhập lại một lần."),
            name="lookSection",
        )
        self._office: Office | None = None
        self.large = QCheckBox(_("Chữ to (125 %)"))
        self.large.setObjectName("lookLarge")
        self.large.setChecked(theme.is_large_print())
        self.large.clicked.connect(self.large_print_wanted)
        self.language = QComboBox()
        self.language.setObjectName("lookLanguage")
        self.language.setAccessibleName(_("Ngôn ngữ"))
        for code, name in LANGUAGES:
            self.language.addItem(name, code)
        self.language.setCurrentIndex(max(0, self.language.findData(context.language)))
        self.language.activated.connect(self._choose_language)
        self.minutes = QSpinBox()
        self.minutes.setObjectName("lookMinutes")
        self.minutes.setAccessibleName(_("Số phút để bàn tự khóa"))
        self.minutes.setRange(1, MOST_MINUTES)
        self.minutes.setSuffix(" " + _("phút"))
        self.minutes.lineEdit().setTextMargins(tokens.S, 0, 0, 0)
        self.minutes.setEnabled(Right.ADMINISTER in context.desk.actor.rights)
        self.minutes.editingFinished.connect(self._save_minutes)
        self._lay_out()

    def load(self) -> None:
        """The minutes as the office record has them."""
        self.read(partial(_office, self.context.desk), self._show, self.refuse)

    def take_focus(self) -> None:
        """The first choice."""
        self.large.setFocus()

    def _show(self, office: Office | None) -> None:
        self._office = office
        if office is not None:
            self.minutes.setValue(office.idle_lock_min)

    def _choose_language(self) -> None:
        self.language_wanted.emit(str(self.language.currentData()))

    def _save_minutes(self) -> None:
        if self._office is None or self._office.idle_lock_min == self.minutes.value():
            return
        office = replace(self._office, idle_lock_min=self.minutes.value())
        self.write(partial(save_office, self.context.desk, office), partial(self._saved, office), self.refuse)

    def _saved(self, office: Office, _nothing: object) -> None:
        self._office = office
        self.done(_("Bàn tự khóa sau {count} phút, từ lần đăng nhập sau.").format(count=office.idle_lock_min))

    def _lay_out(self) -> None:
        card = Card()
        for words, note, control in (
            (_("Cỡ chữ"), _("Chữ to dễ đọc hơn, bố cục giữ nguyên."), self.large),
            (_("Ngôn ngữ"), _("Phiếu in luôn bằng tiếng Việt theo luật."), self.language),
            (_("Tự khóa khi vắng người"), _("Khóa ngay bất cứ lúc nào bằng Ctrl+L."), self.minutes),
        ):
            line = row(spacing=tokens.L)
            told = column(spacing=2)
            told.addWidget(label(words, "strong"))
            told.addWidget(label(note, "small", wrap=True))
            line.addLayout(told, 1)
            control.setMinimumWidth(theme.px(170))
            line.addWidget(control)
            card.body.addLayout(line)
            card.body.addSpacing(tokens.S)
        card.setMaximumWidth(theme.px(720))
        self.body.addWidget(card)
        self.body.addStretch(1)


def _office(desk: Desk) -> Office | None:
    return desk.reads.office()
