"""Short lists that come at once: a PageModel whose one page is everything."""

from collections.abc import Callable, Hashable, Sequence
from typing import Any, NamedTuple, TypeVar

from ui.background import Background
from ui.kit.page_model import Column, Fetch, PageLike, PageModel
from ui.kit.page_table import PageTable

R = TypeVar("R")


class Whole(NamedTuple):
    """One page and no next."""

    rows: Sequence[Any]
    after: None = None


def whole(job: Callable[[], Sequence[R]]) -> Fetch[R]:
    """A fetch for `PageModel.open` that asks `job` once, on a reader thread."""

    def fetch(_after: object, _limit: int) -> PageLike[R]:
        return Whole(job())

    return fetch


def list_table(
    columns: Sequence[Column[R]], row_id: Callable[[R], Hashable], background: Background, *, name: str, spoken: str
) -> tuple[PageModel[R], PageTable[R]]:
    """A model and its table, joined."""
    model = PageModel(columns, row_id, background)
    table = PageTable(model, name=name, spoken=spoken, keeps_line=True)
    model.setParent(table)
    return model, table
