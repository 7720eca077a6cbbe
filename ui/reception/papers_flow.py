"""Keys of the checklist become changes of the form."""

from dataclasses import replace

from PySide6.QtCore import QObject

from ui.reception import checklist
from ui.reception.checklist import PaperLine, Standing
from ui.reception.editor import Editor
from ui.reception.sheet_flow import SheetFlow
from ui.reception.state import held_lines
from ui.reception.view import ReceptionView


class PapersFlow(QObject):
    """Space, M, A, G, digits, Enter, Insert, Delete."""

    def __init__(self, view: ReceptionView, editor: Editor, sheets: SheetFlow, parent: QObject) -> None:
        super().__init__(parent)
        self._table, self._editor = view.papers.table, editor
        self._table.ticked.connect(self._tick)
        self._table.missed.connect(self._miss)
        self._table.all_ticked.connect(self._tick_all)
        self._table.held_ticked.connect(self._tick_held)
        self._table.counted.connect(self._count)
        self._table.removed.connect(self._remove)
        self._table.note_wanted.connect(sheets.note_paper)
        self._table.paper_wanted.connect(sheets.add_paper)

    @property
    def _lines(self) -> tuple[PaperLine, ...]:
        return self._editor.state.papers

    def _put(self, lines: tuple[PaperLine, ...], what: str = "") -> None:
        self._editor.put(replace(self._editor.state, papers=lines), what)

    def _tick(self, row: int) -> None:
        self._put(checklist.toggled(self._lines, row))
        if self._lines[row].standing is Standing.HERE:
            self._table.go_to(checklist.next_open(self._lines, row))

    def _miss(self, row: int) -> None:
        self._put(checklist.missed(self._lines, row))
        if self._lines[row].standing is Standing.MISSING:
            self._table.go_to(checklist.next_open(self._lines, row))

    def _tick_all(self) -> None:
        self._put(checklist.all_here(self._lines))

    def _tick_held(self) -> None:
        lines = self._lines
        for row in held_lines(self._editor.state, self._editor.known.held):
            if lines[row].standing is not Standing.HERE:
                lines = checklist.toggled(lines, row)
        self._put(lines)

    def _count(self, row: int, count: int, originals: bool) -> None:  # noqa: FBT001  a signal's argument
        self._put(checklist.counted(self._lines, row, count, originals=originals), f"count/{row}/{originals}")

    def _remove(self, row: int) -> None:
        self._put(checklist.without(self._lines, row))
