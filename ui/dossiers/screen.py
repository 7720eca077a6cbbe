"""The list of dossiers: a filter, its pages, its count."""

from collections.abc import Collection, Hashable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import NamedTuple

from commune_desk.domain.errors import DeskError
from commune_desk.domain.ids import RecordId
from commune_desk.i18n import _
from commune_desk.ports import Changes, Cursor, DossierLine, Filter
from ui import words
from ui.context import ScreenContext
from ui.dossiers.ask import DatesDialog
from ui.dossiers.filters import filter_words, without
from ui.dossiers.menus import Extras, columns_key, fill_filters, fill_more, read_extras
from ui.dossiers.out import ListOut
from ui.dossiers.saved import SavedViews
from ui.dossiers.state import Row, count_words, lane_word, line_of, row_of
from ui.dossiers.view import DossiersView
from ui.screen import KeyHelp


class RowPage(NamedTuple):
    """One page of the list (ui.kit.page_model.PageLike)."""

    rows: list[Row]
    after: Cursor | None


class DossiersScreen:
    """Find any dossier (ui.screen.Screen)."""

    def __init__(self, context: ScreenContext) -> None:
        self._context = context
        self.filter = Filter()
        self._stale = True
        self._counted = 0
        self.total: int | None = None
        self._opened: RecordId | None = None
        self._keep: RecordId | None = None
        self._entered = False
        self.extras: Extras | None = None
        self.view = DossiersView(context.background, with_ticks=context.sync_reads is not None)
        self._out = ListOut(context, self.view)
        self.saved = SavedViews(context, self.view, lambda: self.filter, self.change)
        self._connect()

    @property
    def widget(self) -> DossiersView:
        """What is shown."""
        return self.view

    @property
    def title(self) -> str:
        """The window's title."""
        return _("Hồ sơ")

    def key_help(self) -> Sequence[KeyHelp]:
        """Keys of this screen."""
        return (
            ("F3 / Ctrl+F", _("Vào ô tìm; quét mã giấy hẹn cũng được")),
            ("↓", _("Từ ô tìm xuống danh sách")),
            ("Enter", _("Mở hồ sơ đang chọn; trong ô tìm: mở ngay nếu chỉ có một")),
            ("Esc", _("Xóa chữ đang tìm, hoặc từ danh sách về ô tìm")),
            ("Ctrl+1 – Ctrl+5", _("Lọc nhanh theo hạn và việc chờ")),
            ("Ctrl+B", _("Lọc thêm: trạng thái, người giữ, thủ tục, ngày nhận")),
            ("Ctrl+D", _("Cách lọc đã lưu")),
            ("Ctrl+M", _("In, xuất tệp, chọn cột")),
            ("Ctrl+P", _("In danh sách đang xem")),
            ("Ctrl+0", _("Bỏ mọi bộ lọc")),
            ("F2", _("Tiếp nhận hồ sơ mới")),
        )

    def on_shown(self) -> None:
        """A new question is asked; back from a dossier only its line is read again."""
        self._context.background.read(partial(read_extras, self._context.desk), self._show_extras, owner=self.view)
        opened, self._opened = self._opened, None
        if opened is None or self._stale:
            self._ask(keep=self._current())
        else:
            self._read_again([opened])
            self._count()
        if opened is None:
            self.view.search.take_focus()
        else:
            self.view.focus_table()

    def on_hidden(self) -> None:
        """Nothing is typed here that could be lost."""

    def may_leave(self) -> bool:
        """Always."""
        return True

    def show_filter(self, wanted: object) -> None:
        """Another filter, from a home tile, the header's search or a link; anything else is ignored."""
        if isinstance(wanted, Filter):
            self.filter, self._stale, self._opened = wanted, True, None

    def change(self, wanted: Filter) -> None:
        """Another filter, chosen here."""
        if wanted != self.filter:
            self.filter = wanted
            self._ask(keep=None)

    def _connect(self) -> None:
        view = self.view
        self._context.changes.happened.connect(self._changed)
        view.searched.connect(self._search)
        view.entered.connect(self._enter)
        view.lane_chosen.connect(self._choose_lane)
        view.cleared.connect(self._clear)
        view.all_cleared.connect(self._clear_all)
        view.opened.connect(self._open)
        view.reception_wanted.connect(partial(self._context.navigate, "reception", None))
        view.print_wanted.connect(self._print)
        view.model.opened.connect(self._lines_here)
        view.model.failed.connect(self._failed)
        view.table.columns_chosen.connect(self._keep_columns)
        view.filters_menu.aboutToShow.connect(self._fill_filters)
        view.more_menu.aboutToShow.connect(self._fill_more)

    def _changed(self, changes: Changes) -> None:
        """Lines that are here are read again where they stand; what is not here may belong here: ask anew next time."""
        model = self.view.model
        elsewhere = any(model.row_of(id_) is None for id_ in changes.dossiers)
        self._stale = self._stale or elsewhere or bool(changes.people)
        self._read_again(changes.dossiers)

    def _read_again(self, ids: Collection[RecordId]) -> None:
        matched = {row.line.id: row.line.matched for row in self.view.model.rows()}
        self.view.model.refresh(ids, partial(reload_rows, self._context, matched))

    # -------------------------------------------------------------- asking
    def _ask(self, *, keep: RecordId | None) -> None:
        self._stale, self._keep = False, keep
        self.view.show_filter(self.filter, self._holder_name(), self._procedure_name())
        self.view.model.open(partial(fetch, self._context, self.filter))
        self._count()

    def _count(self) -> None:
        self._counted += 1
        self.total = None
        job = partial(self._context.desk.reads.count, self.filter)
        self._context.background.read(job, partial(self._show_count, self._counted), owner=self.view)

    def _show_count(self, asked: int, count: int) -> None:
        if asked == self._counted:
            self.total = count
            self.view.show_count(count_words(count))

    def _lines_here(self, count: int) -> None:
        self.view.show_lines(count, self.filter)
        if self._keep is not None:
            self.view.table.choose(self._keep)
            self._keep = None
        if self._entered:
            self._enter()

    def _enter(self) -> None:
        """Enter in the box, typed or sent by a scanner: the only hit opens at once, several wait to be chosen."""
        self._entered = self.view.model.waiting
        if self._entered:
            return
        rows = self.view.model.rows()
        if len(rows) == 1 and self.filter.text.strip():
            self._open(rows[0])
        else:
            self.view.focus_table()

    def _failed(self, error: DeskError) -> None:
        self.view.show_trouble(words.sentence(error))
        self._context.messages.show_error(error)

    def _show_extras(self, extras: Extras) -> None:
        first = self.extras is None
        self.extras = extras
        self.saved.views = extras.views
        if first and extras.columns:
            self.view.keep_columns(extras.columns)
        self.view.show_narrowings(self.filter, self._holder_name(), self._procedure_name())

    def _current(self) -> RecordId | None:
        row = self.view.table.current()
        return row.line.id if row is not None else None

    # -------------------------------------------------------------- the clerk's wishes
    def _search(self, text: str) -> None:
        self.change(replace(self.filter, text=text))

    def _choose_lane(self, lane: str) -> None:
        self.change(replace(self.filter, lane=lane))

    def _clear(self, what: str) -> None:
        self.change(without(self.filter, what))

    def _clear_all(self) -> None:
        self.change(Filter(text=self.filter.text))

    def _open(self, row: object) -> None:
        if isinstance(row, Row):
            self._opened = row.line.id
            self._context.navigate("dossier", row.line.id)

    def _keep_columns(self) -> None:
        desk = self._context.desk
        job = partial(desk.local.remember, columns_key(desk), ",".join(self.view.table.shown_columns()))
        self._context.background.write(job, _nothing, owner=self.view)

    # -------------------------------------------------------------- menus
    def _fill_filters(self) -> None:
        if self.extras is not None:
            fill_filters(self.view.filters_menu, self.filter, self.extras, self.change, self._ask_dates)

    def _fill_more(self) -> None:
        acts = [("printer", _("&In danh sách đang xem") + "\tCtrl+P", self._print)]
        if self._context.export_list is not None:
            acts.append(("table-2", _("Xuất &Excel (XLSX)…"), partial(self._export, "xlsx")))
            acts.append(("file-text", _("Xuất &CSV…"), partial(self._export, "csv")))
        fill_more(self.view.more_menu, acts, self.view.table.columns_menu())

    def _print(self) -> None:
        self._out.print_list(self.filter, self._subtitle())

    def _export(self, kind: str) -> None:
        self._out.ask_target(kind, self.filter, self.total or 0)

    def _subtitle(self) -> str:
        told = [lane_word(self.filter.lane)] if self.filter.lane else []
        told += [text for _key, text in filter_words(self.filter, self._holder_name(), self._procedure_name())]
        if self.filter.text.strip():
            told.append(_("tìm “{text}”").format(text=self.filter.text.strip()))
        return " · ".join(told)

    def _ask_dates(self) -> None:
        dialog = DatesDialog(self.filter.received_from, self.filter.received_to, self.view)
        dialog.picked.connect(self._take_dates)
        dialog.open()

    def _take_dates(self, first: date | None, last: date | None) -> None:
        self.change(replace(self.filter, received_from=first, received_to=last))

    def _holder_name(self) -> str:
        return dict(self.extras.staff).get(self.filter.holder, "") if self.extras else ""

    def _procedure_name(self) -> str:
        return dict(self.extras.procedures).get(self.filter.procedure, "") if self.extras else ""


def fetch(context: ScreenContext, shown: Filter, after: Cursor | None, limit: int) -> RowPage:
    """One page with its countdowns and ticks; on a reader thread."""
    page = context.desk.reads.dossiers(shown, after, limit)
    return RowPage(_rows(context, page.rows), page.after)


def reload_rows(context: ScreenContext, matched: dict[RecordId, str], ids: Sequence[Hashable]) -> list[Row]:
    """These lines as they are now; on a reader thread."""
    wanted = [id_ for id_ in ids if isinstance(id_, RecordId)]
    reads = context.desk.reads
    return _rows(context, [line_of(reads.dossier(id_), matched.get(id_, "")) for id_ in wanted])


def _rows(context: ScreenContext, lines: Sequence[DossierLine]) -> list[Row]:
    desk = context.desk
    now, between = desk.now(), desk.rules.working_days_between
    ticks = context.sync_reads.ticks([line.id for line in lines]) if context.sync_reads is not None else {}
    return [row_of(line, now, between, ticks.get(line.id)) for line in lines]


def _nothing(_result: object) -> None:
    """What was remembered needs no answer."""
