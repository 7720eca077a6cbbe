"""Reading the search box: which texts are numbers, which are names, and what FTS5 is asked."""

from hypothesis import given
from hypothesis import strategies as st
from sqlcipher3 import dbapi2

from commune_desk.domain.text import nfc
from storage.search_query import Query, parse
from storage.search_tables import tokens


def test_readings() -> None:
    """One text, the readings that make sense of it."""
    assert parse("1.001193") == Query(procedure="1.001193")
    assert parse("261122-0007") == Query(day="261122", running=7)
    assert parse("7") == Query(running=7)
    assert parse("087199001234").digits == "087199001234"
    assert parse("CD1|H1.2.3-261122-0007|x") == Query(number="H1.2.3-261122-0007")
    assert parse("nguyen van") == Query(loose='"nguyen" AND "van" *', name="nguyen van")
    assert parse("Đường").exact == '"đương1"'
    assert parse("  ").is_empty


@given(st.text(max_size=40), st.text(max_size=40))
def test_every_text_gives_a_query_fts5_takes(text: str, name: str) -> None:
    """Whatever is typed and whatever stands in a name: FTS5 accepts the question, and a whole name finds itself."""
    raw = dbapi2.connect(":memory:")
    raw.execute(
        "CREATE VIRTUAL TABLE t USING fts5("
        "words, content='', contentless_delete=1, tokenize='ascii', prefix='1 2 3', detail=none)"
    )
    raw.execute("INSERT INTO t (rowid, words) VALUES (1, ?)", (tokens(nfc(name)),))
    query = parse(text)
    for expression in filter(None, (query.exact, query.loose)):
        raw.execute("SELECT rowid FROM t WHERE t MATCH ?", (expression,)).fetchall()
    whole = parse(name)
    for expression in filter(None, (whole.exact, whole.loose)):
        assert raw.execute("SELECT rowid FROM t WHERE t MATCH ?", (expression,)).fetchall() == [(1,)]
    raw.close()
