"""The right half: what is known, the papers, the printed forms."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QListWidget, QListWidgetItem, QPushButton, QTabWidget, QWidget

from commune_desk.domain.records import Paper
from commune_desk.i18n import _
from ui import icons, theme, tokens, words
from ui.detail.state import DetailState
from ui.dossiers.state import moment_short
from ui.kit.basics import button, column, label, row, scrolled

SLIP_ROLE = int(Qt.ItemDataRole.UserRole) + 1


class QuietList(QListWidget):
    """Arrows move, Enter opens; letters are the screen's."""

    entered = Signal()

    def __init__(self, name: str, spoken: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(spoken)
        self.setWordWrap(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setStyleSheet("QListWidget { border: none; }")
        self.itemDoubleClicked.connect(self.entered)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        elif event.text().isalnum() or event.key() == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Letters are the screen's."""


class DetailTabs(QTabWidget):
    """Says by a word what is wanted: 'applicant', 'number', 'fee', 'papers', 'preview', 'again', 'control'."""

    wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("detailTabs")
        self.setAccessibleName(_("Nội dung hồ sơ"))
        self.setDocumentMode(True)
        self.papers = QuietList("detailPapers", _("Giấy tờ trong hồ sơ"))
        self.slips = QuietList("detailSlips", _("Giấy đã lập"))
        self.papers.entered.connect(self._papers_wanted)
        self.slips.entered.connect(self._preview_wanted)
        self._acts: dict[str, QPushButton] = {}
        self._facts = QWidget()
        self._grid = QGridLayout(self._facts)
        self._grid.setContentsMargins(tokens.XS, tokens.S, tokens.S, tokens.S)
        self._grid.setHorizontalSpacing(tokens.M)
        self._grid.setVerticalSpacing(3)
        self._grid.setColumnStretch(1, 1)
        self._area = scrolled(self._facts, name="detailFacts")
        self._area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._area.setAccessibleName(_("Thông tin hồ sơ"))
        self.addTab(
            self._page(
                self._area,
                ("applicant", _("Sửa người nộp (H)"), "pencil"),
                ("number", _("Gắn mã (M)"), "barcode"),
                ("fee", _("Thu phí (Q)"), "banknote"),
            ),
            _("Thông tin"),
        )
        self.addTab(self._page(self.papers, ("papers", _("Cập nhật giấy tờ (L)"), "pencil")), _("Giấy tờ"))
        self.addTab(
            self._page(
                self.slips,
                ("preview", _("Xem (V)"), "eye"),
                ("again", _("In lại (I)"), "printer"),
                ("control", _("Phiếu kiểm soát (O)"), "clipboard-list"),
            ),
            _("Giấy đã lập"),
        )

    def show_state(self, state: DetailState) -> None:
        """What is known of the dossier now."""
        self._show_facts(state)
        self._show_papers(state.view.papers)
        self._show_slips(state)
        self.setTabText(1, _("Giấy tờ ({count})").format(count=len(state.view.papers)))
        self.setTabText(2, _("Giấy đã lập ({count})").format(count=len(state.view.slips)))
        may = state.may_correct
        self._acts["applicant"].setVisible(may)
        self._acts["number"].setVisible(may and state.dossier.received_at is not None)
        self._acts["fee"].setVisible(state.may_pay)
        self._acts["papers"].setVisible(may and not state.dossier.state.is_end)
        self._acts["control"].setVisible(state.dossier.received_at is not None)
        self._acts["preview"].setEnabled(bool(state.view.slips))
        self._acts["again"].setEnabled(bool(state.view.slips) and may)

    def slip_at(self) -> int:
        """Which form is chosen (the newest first), -1 without any."""
        row_ = self.slips.currentRow()
        return int(self.slips.item(row_).data(SLIP_ROLE)) if row_ >= 0 else -1

    def show_page(self, at: int) -> None:
        """Bring a page to the front and the keyboard into it."""
        self.setCurrentIndex(at)
        (self._area, self.papers, self.slips)[at].setFocus(Qt.FocusReason.OtherFocusReason)

    def _page(self, content: QWidget, *acts: tuple[str, str, str]) -> QWidget:
        page = QWidget()
        body = column(page, spacing=tokens.XS)
        body.addWidget(content, 1)
        foot = row(spacing=tokens.XS)
        for key, text, icon in acts:
            made = button(text, "quiet", name=f"detail_{key}", icon="" if theme.is_large_print() else icon)
            made.setProperty("act", key)
            made.clicked.connect(self._act)
            self._acts[key] = made
            foot.addWidget(made)
        foot.addStretch(1)
        body.addLayout(foot)
        return page

    def _show_facts(self, state: DetailState) -> None:
        self._facts.hide()
        for old in self._facts.findChildren(QLabel):
            self._grid.removeWidget(old)
            old.deleteLater()
        at = 0
        for fact in state.facts:
            if fact.group:
                self._grid.addWidget(_group(fact.group, first=at == 0), at, 0, 1, 2)
                at += 1
            name = label(fact.label, "small")
            self._grid.addWidget(name, at, 0, Qt.AlignmentFlag.AlignTop)
            value = label(fact.value, wrap=True)
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            value.setAccessibleName(f"{fact.label}: {fact.value}")
            self._grid.addWidget(value, at, 1)
            at += 1
        self._grid.setRowStretch(99, 1)
        self._facts.show()

    def _show_papers(self, papers: list[Paper]) -> None:
        self.papers.clear()
        for paper in papers:
            icon, colour = (
                ("file-x", tokens.TINTS[tokens.State.SOON].fg)
                if paper.is_missing
                else (
                    "file-check",
                    tokens.TINTS[tokens.State.OK].fg,
                )
            )
            item = QListWidgetItem(icons.icon(icon, colour), paper_words(paper))
            self.papers.addItem(item)
        if not papers:
            self.papers.addItem(QListWidgetItem(_("Chưa ghi giấy tờ nào.")))
        self.papers.setCurrentRow(0)

    def _show_slips(self, state: DetailState) -> None:
        self.slips.clear()
        for at, (slip, copies) in reversed(list(enumerate(state.view.slips))):
            again = _("đã in lại {count} bản").format(count=copies) if copies else ""
            second = " · ".join(part for part in (slip.number, moment_short(slip.made_at), again) if part)
            item = QListWidgetItem(icons.icon("file-text"), f"{words.form_label(slip.form)}\n{second}")
            item.setData(SLIP_ROLE, at)
            self.slips.addItem(item)
        if self.slips.count():
            self.slips.setCurrentRow(0)

    def _act(self) -> None:
        self.wanted.emit(str(self.sender().property("act")))

    def _papers_wanted(self) -> None:
        self.wanted.emit("papers")

    def _preview_wanted(self) -> None:
        self.wanted.emit("preview")


def paper_words(paper: Paper) -> str:
    """`Tờ khai – 1 bản chính, 2 bản sao`."""
    counts = [
        text
        for count, text in (
            (paper.originals, _("{count} bản chính").format(count=paper.originals)),
            (paper.copies, _("{count} bản sao").format(count=paper.copies)),
        )
        if count
    ]
    if paper.is_missing:
        counts = [_("còn thiếu"), *counts]
    told = ", ".join((*counts, _(paper.note)) if paper.note else counts)
    return f"{paper.name}\n{told}" if told else paper.name


def _group(text: str, *, first: bool) -> QLabel:
    made = label(text, "strong")
    made.setContentsMargins(0, 0 if first else tokens.S, 0, 2)
    return made
