"""The store on SQLite and on PostgreSQL: every promise of the port, for a receipt rests on each of them."""

from dataclasses import replace

import pytest
from sqlalchemy import update

from commune_desk.domain.errors import NotFound, Refused
from commune_desk.domain.ids import EntryId, Origin
from commune_desk.sync_ports import START, Place, Run, digest_of, mark_of
from sync.server.database import writing
from sync.server.figures import Figures
from sync.server.notes import REFUSALS_KEPT
from sync.server.ports import Contact, StoredRow
from sync.server.rows import place_key
from sync.server.tables import ENTRY
from tests.sync.server.stores import COMMUNE, NOW_MS, OTHER, Author, Server


def _marks(rows: list[StoredRow]) -> int:
    return sum(mark_of(row.seq, row.entry.id, row.entry.hash) for row in rows)


def test_entries_come_back_as_they_went_in(server: Server) -> None:
    """Whatever an entry holds travels on to the other desks: one bit lost breaks its chain there."""
    author = server.enrol(Author())
    sent = author.write(3) + author.write(1, b"x" * 5000) + author.write(1, b"")
    done = server.store.append(COMMUNE, author.key.device, sent, [author.head()], NOW_MS)
    assert (done.end.seq, done.taken, done.known) == (5, 5, 0)
    rows = server.store.rows(COMMUNE, 0, 1 << 20)
    assert [row.seq for row in rows] == [1, 2, 3, 4, 5]
    assert [replace(row.entry, seq=0) for row in rows] == sent
    assert server.store.row_of(COMMUNE, EntryId(author.origin, 4)) == rows[3]
    assert server.store.row_of(COMMUNE, EntryId(author.origin, 6)) is None
    assert server.store.row_of(OTHER, EntryId(author.origin, 4)) is None
    assert server.store.end(COMMUNE) == done.end
    assert done.end.digest == digest_of(_marks(rows))
    assert server.store.end(OTHER) == Place(1, 0, START.digest)
    head = server.store.heads(COMMUNE)[author.origin]
    assert (head.n, head.hash, head.seq) == (5, author.hash, 5)
    assert server.store.heads(COMMUNE, [Origin(1, 1)]) == {}


def test_what_is_known_is_passed_over(server: Server) -> None:
    """An answer lost on the line makes a desk send again: nothing may be there twice."""
    author = server.enrol(Author())
    first, more = author.write(3), author.write(2)
    server.store.append(COMMUNE, 1, first, [], NOW_MS)
    done = server.store.append(COMMUNE, 1, first + more, [author.head()], NOW_MS)
    assert (done.taken, done.known, done.end.seq) == (2, 3, 5)
    again = server.store.append(COMMUNE, 1, first + more, [author.head()], NOW_MS)
    assert (again.taken, again.known, again.end) == (0, 5, done.end)
    assert len(server.store.rows(COMMUNE, 0, 1 << 20)) == 5


def test_a_hole_or_a_fork_stores_nothing(server: Server) -> None:
    """A restored desk that repeats numbers, or a lost stretch, must not leave half a batch behind."""
    author, twin = server.enrol(Author()), Author()
    twin.key = author.key
    entries = author.write(4)
    forked = twin.write(2, b"another") + twin.write(1)
    server.store.append(COMMUNE, 1, entries[:2], [], NOW_MS)
    for wrong, code in ((entries[3:], "journal-hole"), (forked[1:], "journal-fork")):
        with pytest.raises(Refused) as refused:
            server.store.append(COMMUNE, 1, [*Author().write(2), *wrong], [], NOW_MS)
        assert refused.value.code == code
        assert server.store.end(COMMUNE).seq == 2
    assert server.store.heads(COMMUNE)[author.origin].n == 2


def test_rows_end_by_bytes_or_by_place(server: Server) -> None:
    """A page is cut to the line: at least one row, never a second one too many."""
    author = server.enrol(Author())
    server.store.append(COMMUNE, 1, author.write(300, b"x" * 100), [], NOW_MS)
    assert [row.seq for row in server.store.rows(COMMUNE, 10, 1)] == [11]
    assert len(server.store.rows(COMMUNE, 0, 1000)) == 10
    assert [row.seq for row in server.store.rows(COMMUNE, 290, 1 << 20, 293)] == [291, 292, 293]
    assert [row.seq for row in server.store.rows(COMMUNE, 0, 1 << 20)] == list(range(1, 301))
    assert server.store.rows(COMMUNE, 300, 1000) == []


def test_the_digest_is_known_at_every_place(server: Server) -> None:
    """The asker's place may be anywhere: its digest must be had without adding up what lies before."""
    one, two = server.enrol(Author()), server.enrol(Author())
    for author in (one, two, one):
        server.store.append(COMMUNE, 1, author.write(7), [], NOW_MS)
    rows = server.store.rows(COMMUNE, 0, 1 << 20)
    for seq in (0, 1, 7, 8, 20, 21):
        assert server.store.place(COMMUNE, 1, seq) == Place(1, seq, digest_of(_marks(rows[:seq])))
    assert server.store.place(COMMUNE, 1, 99) == server.store.end(COMMUNE)
    sums = server.store.sums(COMMUNE, [(1, 8), (8, 22), (0, 1), (50, 60)])
    assert sums == [_marks(rows[:7]) % (1 << 64), _marks(rows[7:]) % (1 << 64), 0, 0]


def test_after_a_restore_everybody_goes_back_to_where_it_began(server: Server) -> None:
    """A desk that stands later than the restored backup holds places the server will give to others."""
    author = server.enrol(Author())
    server.store.append(COMMUNE, 1, author.write(10), [], NOW_MS)
    epoch = server.store.restored(NOW_MS)
    assert epoch > 1
    server.store.append(COMMUNE, 1, author.write(5), [], NOW_MS)
    assert server.store.place(COMMUNE, 1, 14).seq == 10
    assert server.store.place(COMMUNE, 1, 4).seq == 4
    assert server.store.place(COMMUNE, epoch, 14).seq == 14
    later = server.store.restored(NOW_MS, at_least=epoch + 1000)
    assert later == epoch + 1001
    assert server.store.place(COMMUNE, 1, 14) == server.store.place(COMMUNE, 1, 10)._replace(epoch=later)
    assert server.store.place(COMMUNE, epoch, 99).seq == 15
    assert server.store.end(COMMUNE).epoch == later


def test_the_last_signed_head_at_or_before(server: Server) -> None:
    """A page cut in the middle of an origin is vouched for by the head before, not by one the asker cannot check."""
    author = server.enrol(Author())
    kept = []
    for _ in range(3):
        entries = author.write(4)
        kept.append(author.head())
        server.store.append(COMMUNE, 1, entries, [kept[-1]], NOW_MS)
    stranger = Author()
    stranger.write(3)
    server.store.append(COMMUNE, 1, [], [stranger.head(), kept[0]], NOW_MS)
    assert server.store.signed_heads(COMMUNE, {author.origin: 12}) == [kept[2]]
    assert server.store.signed_heads(COMMUNE, {author.origin: 11, stranger.origin: 9}) == [kept[1]]
    assert server.store.signed_heads(COMMUNE, {author.origin: 3}) == []
    assert server.store.signed_heads(OTHER, {author.origin: 12}) == []


@pytest.mark.parametrize("change", [{"body": b"\0broken"}, {"hash": bytes(16)}, {"n": 1000}])
def test_a_damaged_row_shows_in_sums_and_after_a_scrub_in_the_digest(server: Server, change: dict[str, object]) -> None:
    """Silent damage on the server's disk must make the digests disagree, so that a desk's true row comes back."""
    author = server.enrol(Author())
    server.store.append(COMMUNE, 1, author.write(20), [], NOW_MS)
    row = server.store.rows(COMMUNE, 7, 1)[0]
    true = [server.store.place(COMMUNE, 1, seq) for seq in (7, 8, 20)]
    sums = server.store.sums(COMMUNE, [(1, 8), (8, 9), (10, 21)])
    with writing(server.engine) as connection:
        connection.execute(update(ENTRY).where(ENTRY.c.place == place_key(1, 8)).values(**change))
    found = server.store.sums(COMMUNE, [(1, 8), (8, 9), (10, 21)])
    assert (found[0] == sums[0], found[1] == sums[1], found[2] == sums[2]) == (True, False, True)
    assert 8 in server.store.scrub(COMMUNE, 1, 21)
    told = [server.store.place(COMMUNE, 1, seq) for seq in (7, 8, 20)]
    assert (told[0] == true[0], told[1] == true[1], told[2] == true[2]) == (True, False, False)
    end = server.store.append(COMMUNE, 1, author.write(1), [], NOW_MS).end
    assert end == server.store.end(COMMUNE)
    server.store.replace(COMMUNE, row)
    server.store.scrub(COMMUNE, 1, 22)
    assert [server.store.place(COMMUNE, 1, seq) for seq in (7, 8, 20)] == true
    assert server.store.scrub(COMMUNE, 1, 22) == []


def test_a_counter_is_used_once(server: Server) -> None:
    """A recorded request played again must find its number gone."""
    author = server.enrol(Author())
    device = author.key.device
    assert server.store.use_counter(device, 5) is None
    assert server.store.use_counter(device, 5) == 5
    assert server.store.use_counter(device, 4) == 5
    assert server.store.use_counter(device, 6) is None
    with pytest.raises(NotFound):
        server.store.use_counter(1, 1)


def test_a_hub_passes_on_the_runs_of_the_province(server: Server) -> None:
    """Desks behind a hub fold in the province's order: the hub may leave none of it out, nor mix epochs."""
    origin = Origin(4_000_000_000, 4_294_967_295)
    runs = [Run(1, origin, 1, 10), Run(11, Origin(2, 3), 1, 5), Run(16, origin, 11, 4)]
    server.store.keep_runs(COMMUNE, 3, runs)
    server.store.keep_runs(COMMUNE, 3, runs[1:])
    assert server.store.runs(COMMUNE, 3, 0, 10) == runs
    assert server.store.runs(COMMUNE, 3, 9, 1) == runs[:1]
    assert server.store.runs(COMMUNE, 3, 10, 10) == runs[1:]
    assert server.store.runs(COMMUNE, 2, 0, 10) == []
    assert server.store.runs(OTHER, 3, 0, 10) == []


def test_notes_for_the_administrator_are_bounded(server: Server) -> None:
    """A desk that is refused the same entries all day must not fill the server's disk."""
    author = server.enrol(Author())
    contact = Contact(NOW_MS, NOW_MS + 5, "1.0", 3, 8000, START)
    server.store.note_contact(author.key.device, contact)
    server.store.note_contact(author.key.device, contact._replace(waiting=4))
    refused = [(EntryId(author.origin, n), "forged") for n in range(1, REFUSALS_KEPT + 50)]
    server.store.note_refusals(COMMUNE, author.key.device, refused[:100], NOW_MS)
    server.store.note_refusals(COMMUNE, author.key.device, refused, NOW_MS + 1)
    assert len(Figures(server.engine).refusals(COMMUNE, 10_000)) == REFUSALS_KEPT


def test_safe_only_grows_and_never_beyond_the_end(server: Server) -> None:
    """A desk forgets nothing before it is safe: a mark too high would let it."""
    author = server.enrol(Author())
    server.store.append(COMMUNE, 1, author.write(5), [], NOW_MS)
    for asked, held in ((3, 3), (2, 3), (9, 3), (5, 5)):
        server.store.mark_safe(COMMUNE, asked)
        assert server.store.safe_seq(COMMUNE) == held


def test_an_unknown_commune_is_refused_by_name(server: Server) -> None:
    """A typing error in a commune's code may not open an order of its own."""
    with pytest.raises(NotFound) as refused:
        server.store.append("99999", 1, [], [], NOW_MS)
    assert refused.value.code == "commune-unknown"


def test_a_revoked_desk_gives_nothing_more(server: Server) -> None:
    """Under the lock: an append that was under way when the desk was revoked must not slip in behind."""
    author, other = server.enrol(Author()), server.enrol(Author())
    server.store.append(COMMUNE, 1, author.write(2), [], NOW_MS)
    revoked = server.registry.revoke(author.key.device, NOW_MS)
    assert (revoked.revoked_seq, revoked.revoked_at_ms) == (2, NOW_MS)
    with pytest.raises(Refused):
        server.store.append(COMMUNE, 1, other.write(1) + author.write(1), [], NOW_MS)
    assert server.store.end(COMMUNE).seq == 2
