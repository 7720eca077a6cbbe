"""A list as it is seen, into a file for other programs: CSV or XLSX, page by page, whatever its length.

The file appears whole or not at all: it grows beside its place under a name of its own and is moved there at the end.
Intermediate files stay in the folder the clerk chose, never in a shared temporary folder, and are removed.
"""

import csv
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import IO, Any, NamedTuple

from commune_desk.domain.errors import InvalidInput, Stopped
from commune_desk.domain.vietnam_time import to_vietnam
from commune_desk.ports import DossierLine, Filter, Reads
from storage.atomic_file import file_trouble

PAGE = 500
MOST_XLSX_ROWS = 1_048_575
"""Rows of a worksheet below its heading."""
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")

Cell = str | int | datetime | None


class Column(NamedTuple):
    """One column of the list: its heading as shown, how to read it from a line, its width in letters."""

    heading: str
    value: Callable[[DossierLine], Cell]
    width: int = 20


def pages_of(reads: Reads, filter_: Filter) -> Iterator[list[DossierLine]]:
    """Every page of a filter; each is a snapshot of its own, so that no long transaction holds the database."""
    page = reads.dossiers(filter_, limit=PAGE)
    yield page.rows
    while page.after is not None:
        page = reads.dossiers(filter_, page.after, PAGE)
        yield page.rows


def export(
    target: Path,
    columns: list[Column],
    pages: Iterable[list[DossierLine]],
    progress: Callable[[int], None] = lambda _: None,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> int:
    """Write the list to `target` (.csv or .xlsx): how many rows. `progress` hears that number after every page.

    Raises Stopped when cancelled (nothing is left behind), InvalidInput('export-format' | 'export-too-long'), DiskFull,
    ReadOnly, StorageTrouble('file-trouble').
    """
    kinds: dict[str, type[_Csv | _Xlsx]] = {".csv": _Csv, ".xlsx": _Xlsx}
    kind = kinds.get(target.suffix.lower())
    if kind is None:
        raise InvalidInput("export-format", field="target")
    try:
        with tempfile.TemporaryDirectory(prefix=".export-", dir=target.parent) as folder:
            growing = Path(folder) / target.name
            with kind(growing, columns) as sheet:
                rows = _write(sheet, columns, pages, progress, is_cancelled)
            growing.replace(target)
    except OSError as error:
        raise file_trouble(error) from error
    return rows


def _write(
    sheet: "_Csv | _Xlsx",
    columns: list[Column],
    pages: Iterable[list[DossierLine]],
    progress: Callable[[int], None],
    is_cancelled: Callable[[], bool],
) -> int:
    rows = 0
    for page in pages:
        if is_cancelled():
            raise Stopped
        for line in page:
            sheet.row([column.value(line) for column in columns])
        rows += len(page)
        progress(rows)
    return rows


class _Csv(AbstractContextManager["_Csv"]):
    """UTF-8 with a byte order mark, so that Excel reads Vietnamese; dates as dd/MM/yyyy HH:mm."""

    def __init__(self, path: Path, columns: list[Column]) -> None:
        self._file: IO[str] = path.open("w", encoding="utf-8-sig", newline="")
        self._rows = csv.writer(self._file)
        self.row([column.heading for column in columns])

    def row(self, cells: list[Cell]) -> None:
        """Append."""
        self._rows.writerow([_csv_text(cell) for cell in cells])

    def __exit__(self, *_: object) -> None:
        self._file.close()


def _csv_text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return f"{to_vietnam(cell):%d/%m/%Y %H:%M}"
    text = str(cell)
    # A spreadsheet would run such a text as a formula (CSV injection); an apostrophe makes it text again.
    return f"'{text}" if isinstance(cell, str) and text.startswith(_FORMULA_STARTS) else text


class _Xlsx(AbstractContextManager["_Xlsx"]):
    """Rows go to the disk as they come; text stays text (numbers keep their zeros), dates are dates."""

    def __init__(self, path: Path, columns: list[Column]) -> None:
        # Half a second of imports that only an export needs.
        from xlsxwriter import Workbook

        self._book = Workbook(str(path), {"constant_memory": True, "tmpdir": str(path.parent)})
        self._sheet: Any = self._book.add_worksheet()
        self._date = self._book.add_format({"num_format": "dd/mm/yyyy hh:mm", "align": "left"})
        bold = self._book.add_format({"bold": True, "bottom": 1})
        self._sheet.freeze_panes(1, 0)
        for place, column in enumerate(columns):
            self._sheet.set_column(place, place, column.width)
            self._sheet.write_string(0, place, column.heading, bold)
        self._rows = 0

    def row(self, cells: list[Cell]) -> None:
        """Append; raises InvalidInput('export-too-long') beyond what a worksheet holds."""
        if self._rows == MOST_XLSX_ROWS:
            raise InvalidInput("export-too-long", field="target", most=MOST_XLSX_ROWS)
        self._rows += 1
        for place, cell in enumerate(cells):
            if isinstance(cell, datetime):
                self._sheet.write_datetime(self._rows, place, to_vietnam(cell).replace(tzinfo=None), self._date)
            elif isinstance(cell, int):
                self._sheet.write_number(self._rows, place, cell)
            elif cell:
                self._sheet.write_string(self._rows, place, cell)

    def __exit__(self, *_: object) -> None:
        from xlsxwriter.exceptions import FileCreateError

        try:
            self._book.close()
        except FileCreateError as error:
            cause = error.args[0]
            raise cause if isinstance(cause, OSError) else OSError(str(cause)) from error
