"""One open card in full, the others in a list beside it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from commune_desk.i18n import _
from ui import theme, tokens
from ui.kit.basics import button, column, label, row, scrolled
from ui.kit.busy_button import BusyButton
from ui.merge.side import SidePanel
from ui.merge.state import LEFT, RIGHT, CardState

_LIST_PX = 176


class CardPage(QWidget):
    """`choose` marks a side, `ask` says it; ↑ ↓ walk through the cards."""

    decided = Signal(object, str)
    dossier_wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("mergeCardPage")
        self.cards: tuple[CardState, ...] = ()
        self.card: CardState | None = None
        self.side = ""
        self.list = _card_list()
        self.title = label("", "title", name="mergeTitle", wrap=True)
        self.question = label("", "muted", name="mergeQuestion", wrap=True)
        self.left, self.right = SidePanel("1", name="mergeLeft"), SidePanel("2", name="mergeRight")
        self.dossier = button(_("Mở hồ sơ (M)"), "quiet", name="mergeOpen", icon="folder-open")
        self.decide = BusyButton(_("Giữ bản đã chọn (Enter)"), _("Đang lưu…"), name="mergeDecide", icon="check")
        self.hint = label("", "hint", name="mergeHint", wrap=True)
        self._lay_out()
        self.list.currentRowChanged.connect(self._go_to)
        for side in (self.left, self.right):
            side.arrow.connect(self.take_arrow)
        self.left.clicked.connect(lambda: self.choose(LEFT))
        self.right.clicked.connect(lambda: self.choose(RIGHT))
        self.decide.clicked.connect(self.ask)
        self.dossier.clicked.connect(self.ask_dossier)

    def show_cards(self, cards: tuple[CardState, ...]) -> None:
        """Other cards; the one in front stays with what is chosen, else the first comes."""
        before, side, self.cards = self.card, self.side, cards
        self.list.blockSignals(True)  # noqa: FBT003  Qt's signature
        self.list.clear()
        for card in cards:
            item = QListWidgetItem(f"{card.title}\n{card.group.capitalize()}")
            item.setToolTip(f"{card.title} – {card.group}")
            self.list.addItem(item)
        self.list.blockSignals(False)  # noqa: FBT003  Qt's signature
        same = next((card for card in cards if before is not None and card.key == before.key), None)
        self.show_card(same or (cards[0] if cards else None))
        if same is not None and side:
            self.choose(side)
        self.decide.set_busy(busy=False)

    def show_card(self, card: CardState | None) -> None:
        """This card in front, nothing chosen."""
        self.card = card
        if card is not None:
            self.title.setText(card.title)
            told = _("Hai bàn cùng sửa {group} mà chưa thấy bản của nhau. Bản nào đúng?")
            self.question.setText(told.format(group=card.group))
            self.left.show_side(card.left, card.fields, is_left=True)
            self.right.show_side(card.right, card.fields, is_left=False)
            self.dossier.setVisible(card.dossier is not None)
            keys = [one.key for one in self.cards]
            self.list.blockSignals(True)  # noqa: FBT003  Qt's signature
            self.list.setCurrentRow(keys.index(card.key) if card.key in keys else -1)
            self.list.blockSignals(False)  # noqa: FBT003  Qt's signature
        self.choose("")

    def choose(self, side: str) -> None:
        """'left', 'right' or ''; nothing is written before `ask`."""
        self.side = side
        self.left.setChecked(side == LEFT)
        self.right.setChecked(side == RIGHT)
        self.decide.set_allowed(allowed=bool(side))
        if self.card is None:
            return
        if side:
            (self.left if side == LEFT else self.right).setFocus(Qt.FocusReason.OtherFocusReason)
        keeps = side == self.card.kept
        self.hint.setText(
            _("Đối chiếu với giấy tờ gốc. Chỗ khác nhau được tô vàng.")
            if not side
            else _("Bản này đang được dùng: hồ sơ không đổi, thẻ được đóng.")
            if keeps
            else _("Bản này sẽ thay bản đang dùng, ở mọi bàn. Hoàn tác được trong 30 ngày.")
        )

    def take_arrow(self, key: int) -> None:
        """← → choose a side, ↑ ↓ walk through the cards."""
        side = {Qt.Key.Key_Left: LEFT, Qt.Key.Key_Right: RIGHT}.get(Qt.Key(key))
        if side:
            self.choose(side)
        else:
            self.step(-1 if key == Qt.Key.Key_Up else 1)

    def step(self, by: int) -> None:
        """The card above (-1) or below (1)."""
        if self.cards:
            self.list.setCurrentRow((self.list.currentRow() + by) % len(self.cards))

    def ask(self) -> None:
        """The side chosen, once."""
        if self.card is not None and self.side and self.decide.isEnabled():
            self.decide.set_busy(busy=True)
            self.decided.emit(self.card, self.side)

    def ask_dossier(self) -> None:
        """The dossier whose field it is."""
        if self.card is not None and self.card.dossier is not None:
            self.dossier_wanted.emit(self.card.dossier)

    def take_focus(self) -> None:
        """To the first side: 1 and 2 work at once."""
        self.left.setFocus(Qt.FocusReason.OtherFocusReason)

    def _go_to(self, at: int) -> None:
        if 0 <= at < len(self.cards):
            self.show_card(self.cards[at])
            self.take_focus()

    def _lay_out(self) -> None:
        sides = QWidget()
        pair = row(sides, spacing=tokens.M)
        pair.addWidget(self.left, 1)
        pair.addWidget(self.right, 1)
        told = column(spacing=tokens.S)
        for widget in (self.title, self.question):
            told.addWidget(widget)
        told.addWidget(scrolled(sides, name="mergeScroll"), 1)
        told.addWidget(self.hint)
        foot = row(spacing=tokens.S)
        foot.addWidget(self.dossier)
        foot.addStretch(1)
        foot.addWidget(self.decide)
        told.addLayout(foot)
        halves = row(self, spacing=tokens.L)
        halves.addWidget(self.list)
        halves.addLayout(told, 1)


def _card_list() -> QListWidget:
    made = QListWidget()
    made.setObjectName("mergeCards")
    made.setAccessibleName(_("Các thẻ chờ chọn"))
    made.setWordWrap(True)
    made.setFixedWidth(theme.px(_LIST_PX))
    made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    made.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # ↑ ↓ reach it from the card
    return made
