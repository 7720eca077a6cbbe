"""The ticks in the header of a dossier and the dialog behind them."""

from functools import partial

from PySide6.QtCore import QObject

from commune_desk.domain.ids import RecordId
from ui.context import ScreenContext
from ui.detail.view import DetailView
from ui.sync_status.proof_dialog import ProofDialog
from ui.sync_status.reach import Reach, read_reach


class Reaching(QObject):
    """`refresh` with the dossier shown; `open` tells everything known of the way of it."""

    def __init__(self, context: ScreenContext, view: DetailView) -> None:
        super().__init__(view)
        self._context, self._view = context, view
        self._dossier: RecordId | None = None
        self.reach: Reach | None = None

    def refresh(self, dossier: RecordId) -> None:
        """Read its ticks; nothing is claimed before they are here."""
        reads = self._context.sync_reads
        if reads is None:
            return
        if dossier != self._dossier:
            self._dossier, self.reach = dossier, None
            self._view.header.show_reach(None)
        job = partial(read_reach, self._context, reads, dossier)
        self._context.background.read(job, partial(self._show, dossier), owner=self)

    def open(self) -> None:
        """The proofs, and why it is not further."""
        reads = self._context.sync_reads
        if self.reach is not None and reads is not None:
            dialog = ProofDialog(self.reach, self._context.background, reads, self._view)
            dialog.wanted.connect(self._act)
            dialog.open()

    def _show(self, dossier: RecordId, reach: Reach | None) -> None:
        if dossier == self._dossier:
            self.reach = reach
            self._view.header.show_reach(reach)

    def _act(self, act: str) -> None:
        sync = self._context.sync
        if act == "send" and sync is not None:
            sync.send_now()
        self._context.navigate("merge" if act == "merge" else "sync", None)
