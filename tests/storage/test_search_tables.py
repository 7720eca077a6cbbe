"""The full-text table: keys that come back, and an index that can be made again from the records."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from commune_desk.ports import Filter
from storage import search_tables
from storage.engine import raw_of
from storage.origins import ENTRY_SHIFT, K_BITS
from tests.storage.read_desk import ids, read_desk


@given(st.integers(1, 1 << 20), st.integers(1, (1 << 28) - 1), st.integers(0, 4095))
def test_keys_come_back(origin: int, n: int, k: int) -> None:
    """Squeezed keys are unique, or two dossiers would answer for one another."""
    pk = (origin << ENTRY_SHIFT) | (n << K_BITS) | k

    assert search_tables.dossier_of(search_tables.hit_key(pk)) == pk


def test_the_index_can_be_made_again(tmp_path: Path) -> None:
    """A damaged index is no loss: it holds nothing that the records do not."""
    with read_desk(tmp_path) as desk:
        dossier = desk.dossier("Kiều Thị Diễm")
        with desk.file.write() as connection:
            raw_of(connection).execute("DELETE FROM dossier_search")
        assert desk.reads.dossiers(Filter(text="diem")).rows == []

        with desk.file.write() as connection:
            assert search_tables.rebuild(connection) == 1
        assert ids(desk.reads.dossiers(Filter(text="diễm")).rows) == [dossier.id]
