"""How far this dossier has got: four places, the reason where one is missing, and every proof to be checked again."""

from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QWidget

from commune_desk.domain.errors import DeskError
from commune_desk.i18n import _
from commune_desk.sync_views import Proof, SyncReads
from ui import tokens, words
from ui.background import Background
from ui.kit.badge import BadgeLabel
from ui.kit.basics import button, column, icon_label, label, line, row
from ui.kit.busy_button import BusyButton
from ui.kit.dialog import Dialog
from ui.kit.page_model import Badge
from ui.kit.ticks import TicksLabel
from ui.sync_status.reach import Reach, Why
from ui.tick_words import PLACES, Mark


class ProofDialog(Dialog):
    """K computes every signature again; Enter does what the reason asks for; Esc closes."""

    wanted = Signal(str)

    def __init__(self, reach: Reach, background: Background, reads: SyncReads, parent: QWidget) -> None:
        super().__init__(_("Hồ sơ này đã đến đâu?"), name="proofDialog", parent=parent, size=QSize(700, 460))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.reach, self._background, self._reads = reach, background, reads
        self.deed = button(" ", "primary", name="proofDeed", icon="arrow-right")
        self.deed.clicked.connect(self._do)
        self.verdicts: dict[Proof, BadgeLabel] = {}
        self._of_places = {one.proof.place: one.proof for one in reversed(reach.proofs)}
        if reach.why is not None:
            self.body.addWidget(self._reason(reach.why))
        self.body.addLayout(self._places())
        if len(reach.proofs) > len(self._of_places):
            self._show_older()
        if reach.scans:
            self._show_scans()
        self.body.addStretch(1)
        self.add_cancel()
        self.check = BusyButton(
            _("Kiểm tra lại chữ ký (K)"), _("Đang kiểm tra…"), "secondary", name="proofCheck", icon="shield-check"
        )
        self.check.clicked.connect(self.verify)
        self.check.setVisible(bool(reach.proofs))
        self._foot.addWidget(self.check)
        (self.deed if reach.why is not None else self.check).setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text().casefold() == "k":
            self.verify()
        else:
            super().keyPressEvent(event)

    def verify(self) -> None:
        """Signature and chain of every proof, from what is stored."""
        if self.reach.proofs and self.check.isEnabled():
            self.check.set_busy(busy=True)
            proofs = [one.proof for one in self.reach.proofs]
            job = partial(_verify_all, self._reads, proofs)
            self._background.read(job, self._verified, self._failed, owner=self)

    def _verified(self, verdicts: list[bool]) -> None:
        self.check.set_busy(busy=False)
        for one, is_right in zip(self.reach.proofs, verdicts, strict=True):
            self.verdicts[one.proof].show_badge(_verdict(is_right=is_right))

    def _failed(self, error: DeskError) -> None:
        self.check.set_busy(busy=False)
        self.body.addWidget(label(words.sentence(error), "error", name="proofProblem", wrap=True))

    def _do(self) -> None:
        if self.reach.why is not None:
            self.accept()
            self.wanted.emit(self.reach.why.act)

    def _reason(self, why: Why) -> QFrame:
        made = QFrame()
        made.setObjectName("proofReason")
        made.setProperty("kind", "sunk")
        inner = row(made, margin=tokens.M, spacing=tokens.M)
        inner.addWidget(icon_label("info", tokens.TINTS[tokens.State.SOON].fg, size_px=22))
        told = column(spacing=2)
        told.addWidget(label(_("Vì sao chưa xong?"), "label"))
        told.addWidget(label(why.words, name="proofWhy", wrap=True))
        inner.addLayout(told, 1)
        self.deed.setText(why.deed)
        inner.addWidget(self.deed)
        return made

    def _places(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(tokens.M)
        grid.setVerticalSpacing(tokens.S)
        grid.setColumnStretch(2, 1)
        looks = {Mark.DONE: tokens.State.OK, Mark.WAITING: tokens.State.NEUTRAL, Mark.TROUBLE: tokens.State.LATE}
        spoken = {Mark.DONE: _("có"), Mark.WAITING: _("chưa"), Mark.TROUBLE: _("cần xử lý")}
        for at, tick in enumerate(self.reach.places):
            ink = tokens.TINTS[looks[tick.mark]].fg
            icon = "triangle-alert" if tick.mark is Mark.TROUBLE else ""
            grid.addWidget(icon_label(tick.icon, ink, size_px=20), at, 0, Qt.AlignmentFlag.AlignTop)
            state = BadgeLabel(Badge(looks[tick.mark], spoken[tick.mark], icon), self)
            grid.addWidget(state, at, 1, Qt.AlignmentFlag.AlignTop)
            told = label(
                tick.proof, "" if tick.mark is Mark.DONE else "muted", name=f"proofPlace_{tick.place}", wrap=True
            )
            told.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            told.setAccessibleName(f"{_(PLACES[tick.place][1])}: {spoken[tick.mark]}. {tick.proof}")
            grid.addWidget(told, at, 2)
            if tick.place in self._of_places:
                proof = self._of_places[tick.place]
                grid.addWidget(self._verdict_of(proof), at, 3, Qt.AlignmentFlag.AlignTop)
        return grid

    def _show_older(self) -> None:
        self.body.addWidget(line())
        self.body.addWidget(label(_("Bằng chứng trước đó"), "label"))
        for one in self.reach.proofs:
            if one.proof not in self._of_places.values():
                told = row(spacing=tokens.M)
                words_ = label(one.words, wrap=True)
                words_.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
                told.addWidget(words_, 1)
                told.addWidget(self._verdict_of(one.proof))
                self.body.addLayout(told)

    def _verdict_of(self, proof: Proof) -> BadgeLabel:
        made = self.verdicts[proof] = BadgeLabel(_verdict(is_right=proof.is_genuine), self)
        return made

    def _show_scans(self) -> None:
        self.body.addWidget(line())
        self.body.addWidget(label(_("Bản quét"), "label"))
        for at, (told, ticks) in enumerate(self.reach.scans):
            one = row(spacing=tokens.M)
            marks = TicksLabel(self, name=f"proofScan{at}")
            one.addWidget(label(told, wrap=True), 1)
            one.addWidget(marks)
            marks.show_ticks(ticks)
            self.body.addLayout(one)


def _verify_all(reads: SyncReads, proofs: list[Proof]) -> list[bool]:
    return [reads.verify(proof) for proof in proofs]


def _verdict(*, is_right: bool) -> Badge:
    if is_right:
        return Badge(tokens.State.OK, _("chữ ký đúng"), "shield-check")
    return Badge(tokens.State.LATE, _("chữ ký sai"), "triangle-alert")
