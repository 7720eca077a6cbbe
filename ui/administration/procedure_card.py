"""One version of a procedure to read: validity, cases, papers, fee, legal basis, and what nobody has confirmed."""

from datetime import date

from PySide6.QtWidgets import QWidget

from commune_desk.domain.fees import fee
from commune_desk.domain.procedures import Case, Component, Procedure
from commune_desk.i18n import _
from ui import tokens
from ui.administration.state import valid_words
from ui.kit.badge import BadgeLabel
from ui.kit.basics import column, label, line, row, scrolled
from ui.kit.card import Card
from ui.kit.page_model import Badge
from ui.time_words import limit_words


class ProcedureCard(Card):
    """Scrolls inside; `say` shows a sentence instead."""

    def __init__(self) -> None:
        super().__init__(name="procedureCard")
        self._content = QWidget()
        self._area = scrolled(self._content, name="procedureScroll")
        self.body.addWidget(self._area)
        self.title.hide()

    def say(self, sentence: str) -> None:
        """No procedure, and why."""
        self._replace([label(sentence, "muted", wrap=True)])

    def show_procedure(self, procedure: Procedure, today: date) -> None:
        """That version as it stands on `today`."""
        parts: list[QWidget] = [label(procedure.name, "subtitle", name="procedureName", wrap=True)]
        parts.append(_badges(procedure, today))
        parts.append(label(f"{procedure.code} · {procedure.field} · {valid_words(procedure)}", "small", wrap=True))
        for case in procedure.cases:
            parts += _case(case, alone=len(procedure.cases) == 1)
        if procedure.legal_basis:
            parts += [line(), label(_("Căn cứ pháp lý"), "label")]
            parts += [label(f"• {text}", wrap=True) for text in procedure.legal_basis]
        for text in (procedure.note, procedure.source):
            if text:
                parts.append(label(text, "hint", wrap=True))
        self.setAccessibleName(procedure.name)
        self._replace(parts)

    def _replace(self, parts: list[QWidget]) -> None:
        content = QWidget()
        body = column(content, spacing=tokens.S)
        body.setContentsMargins(0, 0, tokens.S, 0)
        for part in parts:
            body.addWidget(part)
        body.addStretch(1)
        content.setObjectName("scrolled")
        self._area.setWidget(content)
        self._content = content


def _badges(procedure: Procedure, today: date) -> QWidget:
    made = QWidget()
    body = row(made, spacing=tokens.S)
    if procedure.is_valid(today):
        body.addWidget(BadgeLabel(Badge(tokens.State.OK, _("Đang có hiệu lực"))))
    else:
        body.addWidget(BadgeLabel(Badge(tokens.State.NEUTRAL, _("Không có hiệu lực hôm nay"))))
    if not procedure.confirmed:
        body.addWidget(BadgeLabel(Badge(tokens.State.SOON, _("Chưa xác nhận"), "triangle-alert")))
    body.addStretch(1)
    return made


def _case(case: Case, *, alone: bool) -> list[QWidget]:
    parts: list[QWidget] = [line()]
    if not alone:
        parts.append(label(case.name, "strong", wrap=True))
    doubt = "" if case.limit.confirmed else f" ({_('chưa xác nhận')})"
    parts.append(_pair(_("Thời hạn"), limit_words(case.limit.text) + doubt))
    parts.append(_pair(_("Phí, lệ phí"), _(case.fee_text or fee(case.fee).text)))
    parts.append(label(_("Giấy tờ ({count})").format(count=len(case.components)), "label"))
    parts += [label(f"{number}. {_paper(one)}", wrap=True) for number, one in enumerate(case.components, 1)]
    if case.note:
        parts.append(label(case.note, "hint", wrap=True))
    return parts


def _pair(name: str, value: str) -> QWidget:
    made = QWidget()
    body = row(made, spacing=tokens.M)
    title = label(name, "label")
    title.setFixedWidth(86)
    body.addWidget(title)
    body.addWidget(label(value, wrap=True), 1)
    return made


def _paper(component: Component) -> str:
    counts = []
    if component.originals:
        counts.append(_("{count} bản chính").format(count=component.originals))
    if component.copies:
        counts.append(_("{count} bản sao").format(count=component.copies))
    if not component.required:
        counts.append(_("nếu có"))
    if not component.confirmed:
        counts.append(_("chưa xác nhận"))
    return f"{component.name} ({', '.join(counts)})" if counts else component.name
