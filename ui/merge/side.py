"""One side of a merge card: a large button that holds who, when and what."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QSizePolicy

from commune_desk.i18n import _
from ui import theme, tokens
from ui.kit.badge import BadgeLabel
from ui.kit.basics import column, label, row
from ui.kit.page_model import Badge
from ui.merge.state import FieldPair, Side, marked

MOST_FIELDS = 6
_LEAST_PX = 130
_ARROWS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)


class SidePanel(QPushButton):
    """Chosen by click, Space or its digit; shows the writing with what differs marked."""

    arrow = Signal(int)

    def __init__(self, digit: str, *, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setProperty("kind", "tile")
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._digit = digit
        self.who = label("", "subtitle", wrap=True)
        self.when = label("", "muted", wrap=True)
        self.seen = label("", "small", wrap=True)
        self.standing = BadgeLabel()
        self._fields = [(label("", "label"), _value()) for _at in range(MOST_FIELDS)]
        self._lay_out()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def show_side(self, side: Side, fields: tuple[FieldPair, ...], *, is_left: bool) -> None:
        """Another card's side."""
        self.who.setText(side.who)
        self.when.setText(side.when)
        self.seen.setText(side.seen)
        standing = Badge(tokens.State.INFO, _("Đang dùng"), "check") if side.is_kept else None
        self.standing.show_badge(standing)
        spoken = []
        for at, (name, value) in enumerate(self._fields):
            pair = fields[at] if at < len(fields) else None
            name.setVisible(pair is not None)
            value.setVisible(pair is not None)
            if pair is not None:
                mine, other = (pair.left, pair.right) if is_left else (pair.right, pair.left)
                name.setText(pair.label)
                value.setText(marked(mine, other))
                spoken.append(f"{pair.label}: {mine}")
        self.setAccessibleName(f"{self._digit}. {side.who}. {side.when}. " + ". ".join(spoken))
        self.setAccessibleDescription(side.seen)
        self.updateGeometry()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ARROWS:
            self.arrow.emit(event.key())  # a scroll area between here and the page would scroll by them
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()  # Enter decides, it does not press
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    def minimumSizeHint(self) -> QSize:
        body = self.layout()
        if body is None:
            return QSize()
        width = max(self.width(), theme.px(_LEAST_PX))
        height = body.heightForWidth(width) if body.hasHeightForWidth() else body.sizeHint().height()
        return QSize(theme.px(_LEAST_PX), height)

    def _lay_out(self) -> None:
        body = column(self, margin=tokens.L, spacing=tokens.XS)
        head = row(spacing=tokens.S)
        head.addWidget(label(self._digit, "key"), alignment=Qt.AlignmentFlag.AlignTop)
        head.addWidget(self.who, 1)
        head.addWidget(self.standing, alignment=Qt.AlignmentFlag.AlignTop)
        body.addLayout(head)
        body.addWidget(self.when)
        body.addWidget(self.seen)
        body.addSpacing(tokens.S)
        grid = QGridLayout()
        grid.setVerticalSpacing(tokens.XS)
        grid.setColumnStretch(0, 1)
        for at, (name, value) in enumerate(self._fields):
            grid.addWidget(name, 2 * at, 0)
            grid.addWidget(value, 2 * at + 1, 0)
        body.addLayout(grid)
        body.addStretch(1)
        for child in self.findChildren(QLabel):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)


def _value() -> QLabel:
    made = label("", "title", wrap=True)
    made.setTextFormat(Qt.TextFormat.RichText)  # `marked` escapes what was written
    return made
