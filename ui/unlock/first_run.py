"""Founding a desk in four short pages: language, office, administrator, recovery sheets."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from commune_desk.domain.errors import DeskError
from commune_desk.i18n import _
from ui import theme, tokens
from ui.background import Background
from ui.kit.basics import button, column, label, row, scrolled
from ui.kit.busy_button import BusyButton
from ui.unlock.brand import BrandPanel
from ui.unlock.first_run_pages import AdministratorPage, LanguagePage, OfficePage, SheetsPage
from ui.unlock.state import CreatedDesk, NewDesk, RecoverySheet

Create = Callable[[NewDesk], CreatedDesk]
PrintSheets = Callable[[tuple[RecoverySheet, ...]], None]


class FirstRun(QWidget):
    """`founded(desk)` when the sheets are safe; `gave_up` when the clerk goes back to signing in.

    `create` runs off the UI thread; `print_sheets` is called on it and hands the work on.
    `language_chosen` tells at once, so that the caller can switch the program's language.
    """

    founded = Signal(object)
    gave_up = Signal()
    language_chosen = Signal(str)

    def __init__(
        self,
        create: Create,
        print_sheets: PrintSheets,
        background: Background,
        words: Callable[[DeskError], str],
    ) -> None:
        super().__init__()
        self.setObjectName("screen")
        self.setWindowTitle(_("Lập bàn mới"))
        self.resize(QSize(880, 540))
        self._create, self._background, self._words = create, background, words
        self._created: CreatedDesk | None = None
        self.language = LanguagePage()
        self.office = OfficePage()
        self.administrator = AdministratorPage()
        self.sheets = SheetsPage()
        self._pages = (self.language, self.office, self.administrator, self.sheets)
        self._stack = QStackedWidget()
        self._step = label("", "small", name="firstRunStep")
        self._title = label("", "heading", name="firstRunTitle")
        self.problem = label("", "error", name="firstRunProblem", wrap=True)
        self.back = button(_("Quay lại"), name="firstRunBack", icon="arrow-left")
        self.next = BusyButton(_("Tiếp tục"), _("Đang lập bàn…"), name="firstRunNext")
        self._lay_out()
        self.back.clicked.connect(self._go_back)
        self.next.clicked.connect(self._go_on)
        self.language.changed.connect(self.language_chosen)
        self.sheets.print_wanted.connect(print_sheets)
        for page in self._pages:
            page.completed.connect(self._show_step)
            page.entered.connect(self._go_on)
        self._show_step()

    @property
    def step(self) -> int:
        """The page shown, from 0."""
        return self._stack.currentIndex()

    def _lay_out(self) -> None:
        for page in self._pages:
            self._stack.addWidget(scrolled(page))
        body = column(margin=tokens.XL, spacing=tokens.S)
        body.addWidget(self._step)
        body.addWidget(self._title)
        body.addWidget(self._stack, 1)
        self.problem.setMinimumHeight(theme.px(tokens.TEXT_SMALL) * 2)
        body.addWidget(self.problem)
        foot = row()
        foot.addWidget(self.back)
        foot.addStretch(1)
        foot.addWidget(self.next)
        body.addLayout(foot)
        outer = row(self, spacing=0)
        outer.addWidget(BrandPanel(width_px=200))
        outer.addLayout(body, 1)

    def _show_step(self) -> None:
        page = self._pages[self.step]
        self._step.setText(_("Bước {step} / {steps}").format(step=self.step + 1, steps=len(self._pages)))
        self._title.setText(page.title)
        self.next.set_allowed(allowed=page.is_complete())
        self.back.setVisible(self._created is None)

    def _go(self, step: int) -> None:
        self._stack.setCurrentIndex(step)
        self.problem.setText("")
        self._show_step()
        self._pages[step].first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _go_back(self) -> None:
        if self.step == 0:
            self.gave_up.emit()
        else:
            self._go(self.step - 1)

    def _go_on(self) -> None:
        page = self._pages[self.step]
        if not page.is_complete() or not self.next.isEnabled():
            return
        if page is self.administrator:
            self.next.set_busy(busy=True)
            self.back.setEnabled(False)
            new = self._new_desk()
            self._background.write(lambda: self._create(new), self._made, self._failed, owner=self)
        elif page is self.sheets:
            self._finish()
        else:
            self._go(self.step + 1)

    def _new_desk(self) -> NewDesk:
        office, who = self.office, self.administrator
        return NewDesk(
            language=self.language.language(),
            parent_agency=office.parent_agency.text().strip(),
            agency=office.agency.text().strip(),
            place=office.place.text().strip(),
            agency_code=office.code.text().strip(),
            desk_code=office.desk.text().strip(),
            phone=office.phone.text().strip(),
            user_name=who.user_name.text().strip(),
            display_name=who.display_name.text().strip(),
            password=who.password.text(),
        )

    def _made(self, created: CreatedDesk) -> None:
        self._created = created
        self.next.set_busy(busy=False)
        self.administrator.forget()
        self.sheets.show_sheets(created.sheets)
        self._go(3)

    def _failed(self, error: DeskError) -> None:
        self.next.set_busy(busy=False)
        self.back.setEnabled(True)
        self.problem.setText(self._words(error))

    def _finish(self) -> None:
        if self._created is not None:
            self.sheets.show_sheets(())
            self.founded.emit(self._created.desk)
