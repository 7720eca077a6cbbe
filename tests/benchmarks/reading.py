"""Search, lists, home, opening and size on a filled desk file."""

from collections.abc import Iterator
from functools import partial
from random import Random

from commune_desk.domain.text import fold
from commune_desk.ports import Filter
from storage import search_query
from storage.desk_file import DeskFile, open_desk_file
from storage.engine import Raw, connect, raw_of
from storage.reads import FileReads
from tests.benchmarks.fill import Filled
from tests.benchmarks.past_desk import KEY
from tests.benchmarks.table import Row, middle, p95, timed_ms

_NAMES = 60
_PAGE = 20
_BARE = "SELECT rowid FROM dossier_search WHERE dossier_search MATCH ? ORDER BY rowid DESC LIMIT ?"


def typed(file: DeskFile, random: Random) -> list[str]:
    """Every beginning a clerk types on the way to some applicants' names: half of them with marks, half without."""
    with file.read() as connection:
        raw = raw_of(connection)
        first, last = raw.execute("SELECT min(id), max(id) FROM person").fetchone()
        query = "SELECT name FROM person WHERE id >= ? ORDER BY id LIMIT 1"
        names = [raw.execute(query, (random.randint(first, last),)).fetchone()[0] for _ in range(_NAMES)]
    texts = [name if place % 2 else fold(name) for place, name in enumerate(names)]
    return [text[: end + 1] for text in texts for end in range(len(text)) if text[end] != " "]


def search_rows(filled: Filled, seed: int) -> Iterator[Row]:
    """As-you-type search against the bare FTS5 query, each text asked both ways in turn."""
    reads = FileReads(filled.file)
    texts = typed(filled.file, Random(seed))  # noqa: S311  which names are tried
    reads.dossiers(Filter(text="a"), limit=_PAGE)
    ours, bare = [], []
    with filled.file.read() as connection:
        raw = raw_of(connection)
        for text in texts:
            query = search_query.parse(text)
            bare.append(timed_ms(partial(_bare, raw, query.exact or query.loose)))
            ours.append(_searched_ms(reads, text, _PAGE))
    base = "the bare FTS5 query for 20 row keys, same file, same text"
    yield Row(f"as-you-type search, {filled.dossiers:,} dossiers, p50", middle(ours), "ms", middle(bare), base, "1.5x")
    yield Row("the same, p95", p95(ours), "ms", p95(bare), base, "1.5x, under 50 ms")
    for what, text in (("a number's tail 0007", "0007"), ("a phone's beginning", "0987"), ("a surname", "nguyễn")):
        yield Row(f"search: {what}", middle([_searched_ms(reads, text, 50) for _ in range(9)]), "ms")


def _bare(raw: Raw, expression: str) -> None:
    raw.execute(_BARE, (expression, _PAGE)).fetchall()


def _searched_ms(reads: FileReads, text: str, limit: int) -> float:
    return timed_ms(lambda: reads.dossiers(Filter(text=text), limit=limit))


def home_rows(filled: Filled) -> Iterator[Row]:
    """Home's counts and first lines, against counting the open dossiers by a scan of their table."""
    reads = FileReads(filled.file)
    cold = timed_ms(lambda: reads.home(filled.now))
    warm = middle([timed_ms(lambda: reads.home(filled.now)) for _ in range(9)])
    scan = "SELECT state, count(*), sum(due_at < 0) FROM dossier WHERE state NOT IN (2, 7, 9) GROUP BY state"
    with filled.file.read() as connection:
        raw: Raw = raw_of(connection)
        base = middle([timed_ms(lambda: raw.execute(scan).fetchall()) for _ in range(3)])
    baseline = "one GROUP BY over the table"
    yield Row(f"home at {filled.dossiers:,} dossiers, first time", cold, "ms", base, baseline, "")
    yield Row("home, again", warm, "ms", base, baseline, "50 ms")


def list_rows(filled: Filled) -> Iterator[Row]:
    """The first page and one reached after a hundred."""
    reads = FileReads(filled.file)
    first = middle([timed_ms(lambda: reads.dossiers(Filter())) for _ in range(9)])
    page = reads.dossiers(Filter())
    for _ in range(100):
        if page.after is None:
            return
        page = reads.dossiers(Filter(), page.after)
    after = page.after
    deep = middle([timed_ms(lambda: reads.dossiers(Filter(), after)) for _ in range(9)])
    yield Row("page 100 of the list", deep, "ms", first, "its first page", "1x")


def open_rows(filled: Filled) -> Iterator[Row]:
    """Opening the database for work, against a bare keyed connection that reads one row. Closes the file."""
    path, now = filled.file.path, filled.now
    filled.file.close()
    times, bare = [], []
    for _ in range(5):
        opened: list[DeskFile] = []
        times.append(timed_ms(lambda: opened.append(open_desk_file(path, KEY, clock=lambda: now))))  # noqa: B023  at once
        opened[0].close()
        bare.append(timed_ms(lambda: _first_row(connect(path, KEY))))
    yield Row("opening the database", middle(times), "ms", middle(bare), "a keyed connection and its first row", "")


def _first_row(raw: Raw) -> None:
    raw.execute("SELECT * FROM dossier LIMIT 1").fetchone()
    raw.close()


def size_rows(filled: Filled) -> Iterator[Row]:
    """Bytes a dossier with its journal, papers, forms, number and search index."""
    each = filled.bytes / filled.dossiers
    yield Row("bytes on disk per dossier", each, "B", 1_200.0, "the goal: 1.2 kB with its journal", "1x")
