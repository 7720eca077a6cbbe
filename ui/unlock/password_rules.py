"""The rules of a good password, ticked off while one types."""

from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from commune_desk.domain import passwords
from commune_desk.i18n import _
from ui import tokens
from ui.kit.basics import icon_label, label, row, show_icon


class PasswordRules(QWidget):
    """One line per rule; `check` returns whether the password keeps them all."""

    def __init__(self, *, columns: int = 1) -> None:
        super().__init__()
        self.setObjectName("passwordRules")
        self._icons: dict[frozenset[str], QLabel] = {}
        self._lines: dict[frozenset[str], QLabel] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(2)
        for at, (codes, words) in enumerate(_rules()):
            line = row(spacing=tokens.XS)
            self._icons[codes] = icon_label(size_px=14)
            self._lines[codes] = label(words, "small")
            line.addWidget(self._icons[codes])
            line.addWidget(self._lines[codes], 1)
            grid.addLayout(line, at // columns, at % columns)
        self.check("", "", "")

    def check(self, password: str, again: str, user_name: str) -> bool:
        """Tick what `password` keeps; `again` is the second typing."""
        broken = set(passwords.problems(password, user_name))
        if not password or password != again:
            broken.add("differs")
        if not password:
            broken |= {passwords.TOO_COMMON}
        for codes, icon in self._icons.items():
            kept = not codes & broken
            ok, open_ = tokens.TINTS[tokens.State.OK].fg, tokens.LINE_CONTROL
            show_icon(icon, "circle-check" if kept else "circle", ok if kept else open_)
            state = _("đạt") if kept else _("chưa đạt")
            words = self._lines[codes].text()
            self._lines[codes].setAccessibleName(f"{words}: {state}")
        return not broken


def _rules() -> tuple[tuple[frozenset[str], str], ...]:
    return (
        (frozenset({passwords.TOO_SHORT, passwords.TOO_LONG}), _("Từ 8 ký tự trở lên")),
        (frozenset({passwords.NO_LOWER, passwords.NO_UPPER}), _("Có chữ thường và chữ hoa")),
        (frozenset({passwords.NO_DIGIT, passwords.NO_SPECIAL}), _("Có chữ số và ký tự đặc biệt")),
        (
            frozenset({passwords.LIKE_USER_NAME, passwords.TOO_COMMON}),
            _("Không giống tên đăng nhập, không dễ đoán"),
        ),
        (frozenset({"differs"}), _("Hai lần gõ giống nhau")),
    )
