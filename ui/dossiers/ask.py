"""Two small questions of the list: a span of days, the name of a saved view."""

from datetime import date

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QWidget

from commune_desk.i18n import _
from ui import tokens, words
from ui.kit.basics import row
from ui.kit.date_field import DateField
from ui.kit.dialog import Dialog
from ui.kit.field import LineField

LONGEST_NAME = 60


class DatesDialog(Dialog):
    """From and to; one of them may stay empty."""

    picked = Signal(object, object)

    def __init__(self, first: date | None, last: date | None, parent: QWidget) -> None:
        super().__init__(_("Ngày nhận hồ sơ"), name="datesDialog", parent=parent, size=QSize(460, 240))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.first = DateField(_("Từ ngày"), name="datesFirst", words=words.sentence)
        self.last = DateField(_("Đến ngày"), name="datesLast", words=words.sentence)
        self.first.set_value(first)
        self.last.set_value(last)
        line = row(spacing=tokens.M)
        line.addWidget(self.first)
        line.addWidget(self.last)
        self.body.addLayout(line)
        self.body.addStretch(1)
        self.add_cancel()
        self.add_button(_("Lọc"), "primary", name="datesTake", default=True).clicked.connect(self._take)

    def _take(self) -> None:
        first, last = self.first.value(), self.last.value()
        if first and last and last < first:
            self.last.show_problem(_("Ngày cuối phải từ ngày đầu trở đi."))
            return
        self.picked.emit(first, last)
        self.accept()


class NameDialog(Dialog):
    """What the present way of filtering is to be called."""

    named = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(_("Lưu cách lọc này"), name="nameDialog", parent=parent, size=QSize(460, 220))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.name = LineField(
            _("Tên"), name="viewName", hint=_("Cùng tên với cách lọc cũ thì thay cách lọc cũ."), required=True
        )
        self.name.line.setMaxLength(LONGEST_NAME)
        self.body.addWidget(self.name)
        self.body.addStretch(1)
        self.add_cancel()
        self.add_button(_("Lưu"), "primary", name="nameTake", default=True).clicked.connect(self._take)
        self.name.focus()

    def _take(self) -> None:
        text = self.name.text().strip()
        if not text:
            self.name.show_problem(_("Hãy đặt tên cho cách lọc này."))
            return
        self.named.emit(text)
        self.accept()
