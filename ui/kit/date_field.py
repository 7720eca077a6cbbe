"""A date as people type it: 5/7/2025, 05-07-25, 5.7.2025, 050725."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Signal

from commune_desk.domain.errors import InvalidInput
from commune_desk.domain.wording import date_vi, parse_date_vi
from commune_desk.i18n import _
from ui.kit.field import LineField


class DateField(LineField):
    """Reads forgivingly while typing, writes dd/mm/yyyy on leaving; wrong dates say why there.

    `picked` carries the date, or None where there is none or it cannot be read. `words` turns an
    InvalidInput into its sentence (ui.words); without it one general sentence is shown.
    """

    picked = Signal(object)

    def __init__(
        self,
        title: str,
        *,
        name: str,
        required: bool = False,
        words: Callable[[InvalidInput], str] | None = None,
    ) -> None:
        super().__init__(title, name=name, placeholder=_("ngày/tháng/năm"), required=required)
        self._words = words
        self._value: date | None = None
        self.changed.connect(self._read)
        self.left.connect(self._tidy)

    def value(self) -> date | None:
        """The date that stands there, None when empty or unreadable."""
        return self._value

    def set_value(self, day: date | None) -> None:
        """Show `day` as dd/mm/yyyy."""
        self.set_text(date_vi(day) if day else "")

    def _read(self, typed: str) -> None:
        try:
            day = parse_date_vi(typed) if typed.strip() else None
        except InvalidInput:
            day = None
        else:
            self.show_problem("")
        if day != self._value:
            self._value = day
            self.picked.emit(day)

    def _tidy(self) -> None:
        typed = self.text().strip()
        if not typed:
            self.show_problem("")
            return
        try:
            day = parse_date_vi(typed)
        except InvalidInput as error:
            self.show_problem(
                self._words(error) if self._words else _("Chưa đọc được ngày này. Hãy gõ như 05/07/2025.")
            )
        else:
            self.set_text(date_vi(day))
