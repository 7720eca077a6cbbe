"""The sign-in screen: who, password, in. It decides nothing."""

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QStackedWidget, QWidget

from commune_desk.i18n import _
from ui import icons, theme, tokens
from ui.kit.basics import button, column, label, line, row
from ui.kit.busy_button import BusyButton
from ui.unlock.brand import BrandPanel
from ui.unlock.state import PersonOnPc, UnlockState, typing_hint

WINDOW = QSize(860, 540)
FORM_WIDTH_PX = 420


class PasswordLine(QLineEdit):
    """A hidden line with an eye, which notices Caps Lock and input methods."""

    hinted = Signal(str)
    went = Signal(int)  # up or down: to another person

    def __init__(self, *, name: str, spoken: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(spoken)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText)
        self.setMaxLength(500)
        self._caps_lock = False
        self.eye = self.addAction(icons.icon("eye"), QLineEdit.ActionPosition.TrailingPosition)
        self.eye.setToolTip(_("Hiện mật khẩu (F2)"))
        self.eye.triggered.connect(self.toggle_shown)
        self.textChanged.connect(self._tell)

    def toggle_shown(self) -> None:
        """Show or hide what is typed."""
        hidden = self.echoMode() is QLineEdit.EchoMode.Password
        self.setEchoMode(QLineEdit.EchoMode.Normal if hidden else QLineEdit.EchoMode.Password)
        self.eye.setIcon(icons.icon("eye-off" if hidden else "eye"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, text = event.key(), event.text()
        if key == Qt.Key.Key_F2:
            self.toggle_shown()
            return
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.went.emit(1 if key == Qt.Key.Key_Down else -1)
            return
        if len(text) == 1 and text.isascii() and text.isalpha():
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._caps_lock = text.isupper() != shift
        super().keyPressEvent(event)

    def _tell(self, text: str) -> None:
        self.hinted.emit(typing_hint(text, caps_lock=self._caps_lock and bool(text)))


class UnlockView(QWidget):
    """Brand at the left, the form at the right; arrows choose the person, Enter signs in."""

    person_chosen = Signal(str)
    sign_in_pressed = Signal(str, str)
    practice_pressed = Signal()
    recover_pressed = Signal()
    found_pressed = Signal()

    def __init__(self, commune: str = "") -> None:
        super().__init__()
        self.setObjectName("screen")
        self.setWindowTitle(_("Bàn một cửa – Đăng nhập"))
        self.resize(WINDOW)
        self._state = UnlockState()
        self.people = QListWidget()
        self.password = PasswordLine(name="password", spoken=_("Mật khẩu"))
        self.notice = label("", "error", name="unlockNotice", wrap=True)
        self.hint = label("", "warning", name="unlockHint", wrap=True)
        self.sign_in = BusyButton(_("Đăng nhập"), _("Đang mở bàn…"), name="signIn", icon="lock-open")
        self.recover = button(_("Quên mật khẩu / khôi phục"), "link", name="recover")
        self.practice = button(_("Vào bàn tập huấn"), name="practice", icon="graduation-cap")
        self.found = button(_("Lập bàn mới"), "primary", name="foundDesk", icon="plus")
        self._pages = QStackedWidget()
        self._pages.addWidget(self._sign_in_page())
        self._pages.addWidget(self._first_page())
        self._lay_out(commune)
        self._connect()

    def show_state(self, state: UnlockState) -> None:
        """The only way anything changes here."""
        before, self._state = self._state, state
        if state.people != before.people:
            self._fill(state.people)
        at = next((i for i, one in enumerate(state.people) if one.user_name == state.chosen), -1)
        self.people.blockSignals(True)  # noqa: FBT003  Qt's signature
        self.people.setCurrentRow(at)
        self.people.blockSignals(False)  # noqa: FBT003  Qt's signature
        self._pages.setCurrentIndex(1 if state.loaded and not state.people else 0)
        self.notice.setText(state.notice)
        self.notice.setAccessibleName(state.notice)
        self.sign_in.set_busy(busy=state.busy)
        self.sign_in.set_allowed(allowed=state.can_try)
        self.password.setEnabled(not state.busy)
        self.practice.setEnabled(not state.busy)
        if before.busy and not state.busy:
            self.password.setFocus()
            self.password.selectAll()

    def forget_password(self) -> None:
        """Nothing typed stays behind after signing in."""
        self.password.clear()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.password.setFocus()

    def _sign_in_page(self) -> QWidget:
        page = QWidget()
        body = column(page, spacing=tokens.S)
        body.addWidget(label(_("Đăng nhập"), "heading"))
        body.addWidget(label(_("Chọn tên bằng mũi tên, gõ mật khẩu rồi Enter."), "muted"))
        body.addSpacing(tokens.XS)
        self.people.setObjectName("people")
        self.people.setAccessibleName(_("Người dùng trên máy này"))
        self.people.setIconSize(QSize(theme.px(20), theme.px(20)))
        body.addWidget(self.people, 1)
        title = label(_("Mật khẩu"), "label")
        title.setBuddy(self.password)
        body.addWidget(title)
        body.addWidget(self.password)
        self.notice.setMinimumHeight(theme.px(tokens.TEXT_SMALL) * 3)
        self.notice.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.hint.setMinimumHeight(theme.px(tokens.TEXT_SMALL) + tokens.XS)
        body.addWidget(self.hint)
        body.addWidget(self.notice)
        foot = row()
        foot.addWidget(self.recover)
        foot.addStretch(1)
        foot.addWidget(self.sign_in)
        body.addLayout(foot)
        return page

    def _first_page(self) -> QWidget:
        page = QWidget()
        body = column(page, spacing=tokens.M)
        body.addStretch(1)
        body.addWidget(label(_("Máy này chưa có bàn"), "heading"))
        body.addWidget(
            label(
                _(
                    "Lập bàn mới cho xã, phường, đặc khu của bạn (khoảng 5 phút), "
                    "hoặc thử trước ở bàn tập huấn với dữ liệu bịa."
                ),
                "muted",
                wrap=True,
            )
        )
        body.addWidget(self.found)
        body.addStretch(2)
        return page

    def _lay_out(self, commune: str) -> None:
        form = QWidget()
        form.setMaximumWidth(theme.px(FORM_WIDTH_PX))
        body = column(form, spacing=tokens.M)
        body.addWidget(self._pages, 1)
        body.addWidget(line())
        body.addWidget(self.practice)
        outer = row(self, spacing=0)
        outer.addWidget(BrandPanel(commune))
        right = row(margin=tokens.XXL)
        right.addStretch(1)
        right.addWidget(form, 100)
        right.addStretch(1)
        outer.addLayout(right, 1)
        self.setTabOrder(self.people, self.password)
        self.setTabOrder(self.password, self.sign_in)
        self.setTabOrder(self.sign_in, self.recover)
        self.setTabOrder(self.recover, self.practice)

    def _connect(self) -> None:
        self.people.currentRowChanged.connect(self._choose)
        self.people.activated.connect(self._to_password)
        self.password.hinted.connect(self.hint.setText)
        self.password.went.connect(self._move)
        self.password.returnPressed.connect(self._press)
        self.sign_in.clicked.connect(self._press)
        self.recover.clicked.connect(self.recover_pressed)
        self.practice.clicked.connect(self.practice_pressed)
        self.found.clicked.connect(self.found_pressed)

    def _fill(self, people: tuple[PersonOnPc, ...]) -> None:
        self.people.blockSignals(True)  # noqa: FBT003  Qt's signature
        self.people.clear()
        for person in people:
            item = QListWidgetItem(icons.icon("lock" if person.locked else "user"), person.display_name)
            words = _("{name}, đang bị khóa") if person.locked else "{name}"
            item.setData(Qt.ItemDataRole.AccessibleTextRole, words.format(name=person.display_name))
            self.people.addItem(item)
        self.people.blockSignals(False)  # noqa: FBT003  Qt's signature

    def _choose(self, at: int) -> None:
        if 0 <= at < len(self._state.people):
            self.person_chosen.emit(self._state.people[at].user_name)

    def _move(self, step: int) -> None:
        self.people.setCurrentRow(max(0, min(self.people.count() - 1, self.people.currentRow() + step)))

    def _to_password(self, _index: QModelIndex) -> None:
        self.password.setFocus()

    def _press(self) -> None:
        if self._state.can_try:
            self.sign_in_pressed.emit(self._state.chosen, self.password.text())
