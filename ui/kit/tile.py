"""A number with its word and icon: one question of the day, opened by its key."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy

from ui import theme, tokens
from ui.kit.basics import ElidedLabel, column, icon_label, label, restyle, row

_COUNT_UNKNOWN = "–"


class Tile(QPushButton):
    """Pressed by click, Enter, Space or, where the screen binds it, the digit `key`."""

    def __init__(self, word: str, state: tokens.State, *, name: str, key: str = "", icon: str = "") -> None:
        super().__init__()
        self.setObjectName(name)
        self.setProperty("kind", "tile")
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._word, self._key = word, key
        tint = tokens.TINTS[state]
        self._number = label(_COUNT_UNKNOWN, "number")
        self._number.setStyleSheet(f"color: {tint.fg}")
        self._note = ElidedLabel()
        self._note.setProperty("kind", "small")
        body = column(self, margin=tokens.M, spacing=2)
        body.setContentsMargins(tokens.L, tokens.M, tokens.M, tokens.M)
        head = row(spacing=tokens.S)
        head.addWidget(icon_label(icon or tokens.STATE_ICONS[state], tint.fg))
        head.addWidget(self._number, 1)
        if key:
            head.addWidget(label(key, "key"), alignment=Qt.AlignmentFlag.AlignTop)
        body.addLayout(head)
        title = ElidedLabel(word)
        title.setProperty("kind", "strong")
        body.addWidget(title)
        body.addWidget(self._note)
        for child in self.findChildren(QLabel):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_count(None)

    def show_count(self, count: int | None, note: str = "") -> None:
        """`None` while it is being counted; zero is shown faint."""
        self._number.setText(_COUNT_UNKNOWN if count is None else f"{count:,}".replace(",", "."))
        self._number.setEnabled(bool(count))
        self._note.setText(note)
        spoken = f"{self._word}: {self._number.text()}"
        self.setAccessibleName(f"{spoken}. {note}" if note else spoken)
        self.setAccessibleDescription(self._key)
        restyle(self._number)

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    def minimumSizeHint(self) -> QSize:
        layout = self.layout()
        hint = layout.sizeHint() if layout is not None else QSize()
        return QSize(max(hint.width(), theme.px(150)), hint.height())
