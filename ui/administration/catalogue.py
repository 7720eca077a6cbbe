"""The catalogue of procedures: find one, read a version, edit it as a new version, import a file, compare."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QComboBox, QFileDialog, QSplitter, QWidget

from commune_desk.domain.catalogue_format import LARGEST_FILE
from commune_desk.domain.catalogue_rows import CatalogueProblem
from commune_desk.domain.errors import DeskError, Refused
from commune_desk.domain.procedures import Change, Procedure, diff
from commune_desk.domain.records import ProcedureVersion
from commune_desk.domain.vietnam_time import to_vietnam
from commune_desk.i18n import _
from commune_desk.ports import Desk
from commune_desk.usecases.administration import ImportResult, import_catalogue, save_procedure
from ui import tokens, words
from ui.administration.care import Care
from ui.administration.procedure_card import ProcedureCard
from ui.administration.procedure_edit import ProcedureForm
from ui.administration.section import Section
from ui.administration.state import change_words, next_version, problem_words, valid_words
from ui.context import ScreenContext
from ui.kit.basics import button, column, label, row
from ui.kit.dialog import Dialog
from ui.kit.flow_row import FlowRow
from ui.kit.form_dialog import FormDialog
from ui.kit.page_model import Column
from ui.kit.search_box import SearchBox
from ui.kit.whole_list import Whole, list_table

MOST_HITS = 300


class Versions(NamedTuple):
    """All versions of a procedure, newest first, and the desk's day."""

    versions: tuple[Procedure, ...]
    today: date


class CatalogueSection(Section):
    """F3 searches, S edits as a new version, D compares, N imports a file."""

    def __init__(self, context: ScreenContext, care: Care) -> None:
        note = _("Hồ sơ giữ phiên bản lúc tiếp nhận; phiên bản mới chỉ áp dụng cho hồ sơ sau đó.")
        super().__init__(context, care, _("Danh mục thủ tục"), note, name="catalogueSection")
        self._asked = ""
        self.versions: Versions | None = None
        self.search = SearchBox(
            _("Tên, mã, lĩnh vực…  (F3)"), name="catalogueSearch", spoken=_("Tìm thủ tục"), keys_of=self
        )
        columns = [
            Column("name", _("Thủ tục"), _name, 220, stretch=True),
            Column("code", _("Mã"), _code, 100),
        ]
        self.model, self.table = list_table(
            columns, _code, context.background, name="procedures", spoken=_("Các thủ tục")
        )
        self.version = QComboBox()
        self.version.setObjectName("catalogueVersion")
        self.version.setAccessibleName(_("Phiên bản"))
        self.card = ProcedureCard()
        self.count = label("", "small", name="catalogueCount")
        self.edit = button(_("Sửa thành phiên bản mới (S)"), "primary", name="procedureEdit", icon="pencil")
        self.compare = button(_("So sánh (D)"), name="procedureDiff", icon="columns-3")
        self.bring = button(_("Nhập từ tệp (N)"), name="catalogueImport", icon="upload")
        self._lay_out()
        self.search.searched.connect(self._search)
        self.search.went_down.connect(self.take_focus)
        self.table.chosen.connect(self._chosen)
        self.version.currentIndexChanged.connect(self._show_version)
        self.edit.clicked.connect(self.ask_edit)
        self.compare.clicked.connect(self.show_changes)
        self.bring.clicked.connect(self.ask_file)
        self.keys = {"s": self.ask_edit, "d": self.show_changes, "n": self.ask_file}

    def load(self) -> None:
        """The procedures of the present search."""
        self._search(self._asked)

    def take_focus(self) -> None:
        """The list."""
        self.table.setFocus()

    def shown(self) -> Procedure | None:
        """The version in front."""
        at = self.version.currentIndex()
        return self.versions.versions[at] if self.versions and 0 <= at < len(self.versions.versions) else None

    # ------------------------------------------------------------------ deeds
    def ask_edit(self) -> None:
        """The version in front as the beginning of a new one."""
        procedure, known = self.shown(), self.versions
        if procedure is None or known is None:
            return
        name = next_version(procedure.version, [one.version for one in known.versions], known.today)
        dialog = FormDialog(
            _("Sửa thủ tục {code}").format(code=procedure.code), _("Lưu phiên bản mới"), name="procedureForm",
            parent=self, size=QSize(880, 480),
        )  # fmt: skip
        form = ProcedureForm(procedure, name, known.today)
        dialog.add(form.name, "name")
        dialog.add_pair((form.version, "version"), (form.since, "valid_from"))
        dialog.body.addWidget(form)
        desk = self.context.desk
        job = lambda: partial(save_procedure, desk, form.made())  # noqa: E731
        dialog.ask(self.context.background, words.sentence, job, self._saved)

    def show_changes(self) -> None:
        """What the version in front changed against the one before it."""
        procedure, known = self.shown(), self.versions
        if procedure is None or known is None:
            return
        at = known.versions.index(procedure)
        if at + 1 >= len(known.versions):
            self.context.messages.say("info", _("Thủ tục này mới có một phiên bản nên chưa có gì để so sánh."))
            return
        older = known.versions[at + 1]
        title = _("{old} → {new}").format(old=older.version, new=procedure.version)
        changes_dialog(title, diff(older, procedure), self).open()

    def ask_file(self) -> None:
        """A catalogue file from outside."""
        chooser = QFileDialog(self, _("Nhập danh mục"), "", _("Danh mục (*.json)"))
        chooser.setFileMode(QFileDialog.FileMode.ExistingFile)
        chooser.fileSelected.connect(self.bring_file)
        chooser.open()

    def bring_file(self, path: str) -> None:
        """All of the file or nothing of it."""
        self.write(partial(read_and_import, self.context.desk, Path(path)), self._brought, self.refuse)

    # ------------------------------------------------------------------ answers
    def _brought(self, result: ImportResult) -> None:
        if result.problems:
            problems_dialog(result.problems, self).open()
            return
        self.done(_("Đã nhập {count} phiên bản thủ tục.").format(count=result.added))
        self.load()

    def _saved(self, version: ProcedureVersion) -> None:
        self.done(_("Đã lưu phiên bản {version}.").format(version=version.version))
        self.load()

    def _search(self, text: str) -> None:
        self._asked = text
        self.read(partial(found, self.context.desk, text), partial(self._found, text), self.refuse)

    def _found(self, text: str, procedures: list[Procedure]) -> None:
        if text != self._asked:
            return
        kept = self.table.current()
        self.count.setText(_("{count} thủ tục").format(count=len(procedures)))
        self.model.open(lambda _after, _limit: Whole(procedures))
        if kept is not None:
            self.table.choose(kept.code)

    def _chosen(self, procedure: object) -> None:
        if isinstance(procedure, Procedure):
            self.read(partial(versions_of, self.context.desk, procedure.code), self._show_versions, self._lost)
        else:
            self.versions = None
            self.version.clear()
            self.card.say(_("Không có thủ tục nào khớp. Thử từ khác, có dấu hay không đều được."))
        for made in (self.edit, self.compare):
            made.setEnabled(isinstance(procedure, Procedure))

    def _show_versions(self, versions: Versions) -> None:
        self.versions = versions
        self.version.blockSignals(True)  # noqa: FBT003  Qt's signature
        self.version.clear()
        for one in versions.versions:
            self.version.addItem(f"{valid_words(one)} · {one.version}")
        self.version.blockSignals(False)  # noqa: FBT003  Qt's signature
        self._show_version()

    def _show_version(self) -> None:
        procedure = self.shown()
        if procedure is not None and self.versions is not None:
            self.card.show_procedure(procedure, self.versions.today)

    def _lost(self, error: DeskError) -> None:
        self.card.say(words.sentence(error))

    def _lay_out(self) -> None:
        left, right = QWidget(), QWidget()
        side = column(left, spacing=tokens.S)
        side.addWidget(self.search)
        side.addWidget(self.table, 1)
        side.addWidget(self.count)
        detail = column(right, spacing=tokens.S)
        detail.addWidget(self.version)
        detail.addWidget(self.card, 1)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(tokens.M)
        split.addWidget(left)
        split.addWidget(right)
        split.setSizes([440, 440])
        self.version.setMinimumContentsLength(12)
        self.body.addWidget(split, 1)
        foot = FlowRow()
        foot.addWidget(self.bring)
        foot.split()
        foot.addWidget(self.compare)
        foot.addWidget(self.edit)
        self.body.addLayout(foot)


def found(desk: Desk, text: str) -> list[Procedure]:
    """Newest versions that match, best first; on a reader thread."""
    return [hit.procedure for hit in desk.rules.catalogue.search(text, MOST_HITS)]


def versions_of(desk: Desk, code: str) -> Versions:
    """On a reader thread."""
    versions = tuple(reversed(desk.rules.catalogue.versions(code)))
    return Versions(versions, to_vietnam(desk.now()).date())


def read_and_import(desk: Desk, path: Path) -> ImportResult:
    """On the writer thread; raises Refused('file-unreadable' | 'file-too-large')."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise Refused("file-too-large", most_mb=LARGEST_FILE // 1_000_000)
        data = path.read_bytes()
    except OSError:
        raise Refused("file-unreadable") from None
    return import_catalogue(desk, data)


def problems_dialog(problems: Sequence[CatalogueProblem], parent: QWidget) -> Dialog:
    """Every bad row with its place; nothing of the file was applied."""
    dialog = Dialog(_("Chưa nhập: tệp có lỗi"), name="importProblems", parent=parent, size=QSize(820, 460))
    text = _("Chưa có gì được nhập. Sửa {count} chỗ dưới đây trong tệp rồi nhập lại.").format(count=len(problems))
    dialog.body.addWidget(label(text, wrap=True))
    for number, problem in enumerate(problems[:200], 1):
        where, field, wrong = problem_words(problem)
        line = row(spacing=tokens.M)
        line.addWidget(label(f"{number}.", "muted"))
        place = label(where, "strong", name=f"problem{number}")
        line.addWidget(place, 2)
        line.addWidget(label(field), 1)
        line.addWidget(label(wrong, "error"), 2)
        dialog.body.addLayout(line)
    dialog.body.addStretch(1)
    dialog.add_cancel()
    dialog.finished.connect(dialog.deleteLater)
    return dialog


def changes_dialog(title: str, changes: Sequence[Change], parent: QWidget) -> Dialog:
    """What changed between two versions: before and after, side by side."""
    dialog = Dialog(title, name="versionDiff", parent=parent, size=QSize(860, 460))
    if not changes:
        dialog.body.addWidget(label(_("Hai phiên bản giống nhau về tên, thời hạn, phí và giấy tờ."), "muted"))
    for number, change in enumerate(changes, 1):
        what, case, before, after = change_words(change)
        dialog.body.addWidget(label(f"{what} · {case}" if case else what, "label", name=f"change{number}"))
        line = row(spacing=tokens.M)
        for text, tint in ((before, tokens.State.LATE), (after, tokens.State.OK)):
            shown = label(text, wrap=True)
            look = tokens.TINTS[tint]
            shown.setStyleSheet(f"background: {look.bg}; color: {look.fg}; border-radius: 4px; padding: 6px;")
            line.addWidget(shown, 1)
        dialog.body.addLayout(line)
    dialog.body.addStretch(1)
    dialog.add_cancel()
    dialog.finished.connect(dialog.deleteLater)
    return dialog


def _name(procedure: Procedure) -> str:
    return procedure.name


def _code(procedure: Procedure) -> str:
    return procedure.code
