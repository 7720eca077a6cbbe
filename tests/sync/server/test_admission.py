"""Which entries get a place: every refusal has its name, and one origin's fault is no other's."""

from dataclasses import replace

from commune_desk.domain.ids import EntryId
from commune_desk.sync_ports import RefusedEntry
from sync.server.admission import BODY_LIMIT, Admitted, Authors, admit
from sync.server.ports import Device, HeldHead
from tests.sync.server.stores import COMMUNE, Author


def known(*authors: Author, revoked: bool = False) -> Authors:
    """Enrolled in the commune."""
    return Authors(
        {
            one.key.device: Device(
                one.key.device, one.key.public, b"", COMMUNE, "Máy", "desk", 1 if revoked else None, None
            )
            for one in authors
        }
    )


def codes(given: Admitted) -> set[str]:
    return {one.code for one in given.refused}


def test_entries_behind_a_signed_head_are_taken_in_the_senders_order() -> None:
    """Two origins interleaved."""
    first, second = Author(), Author()
    mixed = [first.write()[0], second.write()[0], first.write()[0]]
    bare = [replace(one, hash=b"") for one in mixed]
    given = admit(bare, [first.head(), second.head()], {}, known(first, second))
    assert given.entries == mixed
    assert not given.refused


def test_what_is_known_passes_silently_and_the_rest_goes_on_from_there() -> None:
    """A request whose answer was lost comes again."""
    author = Author()
    entries = author.write(3)
    held = {author.origin: HeldHead(2, entries[1].hash, 2)}
    given = admit(entries, [author.head()], held, known(author))
    assert (given.entries, given.known, given.refused) == ([entries[2]], 2, [])


def test_entries_beyond_the_last_head_are_refused_by_name() -> None:
    """Nobody vouches for them yet."""
    author = Author()
    entries = author.write(2)
    head = author.head()
    given = admit([*entries, *author.write()], [head], {}, known(author))
    assert given.entries == entries
    assert [(one.entry.n, one.code) for one in given.refused] == [(3, "head-missing")]


def test_no_head_no_place() -> None:
    """'head-missing' is not 'head-signature'."""
    author = Author()
    assert codes(admit(author.write(2), [], {}, known(author))) == {"head-missing"}


def test_a_stranger_a_foreigner_and_a_revoked_device_each_get_their_name() -> None:
    """And bring nothing in."""
    author = Author()
    entries, heads = author.write(2), [author.head()]
    assert codes(admit(entries, heads, {}, known())) == {"not-enrolled"}
    assert codes(admit(entries, heads, {}, Authors({}, frozenset({author.key.device})))) == {"foreign-commune"}
    assert codes(admit(entries, heads, {}, known(author, revoked=True))) == {"revoked"}


def test_revoked_author_whose_entries_are_held_already_is_no_news() -> None:
    """A colleague sends them again without knowing."""
    author = Author()
    entries = author.write(2)
    held = {author.origin: HeldHead(2, entries[1].hash, 9)}
    given = admit(entries, [author.head()], held, known(author, revoked=True))
    assert not given.refused


def test_too_large_an_entry_stops_its_own_origin_only() -> None:
    """What follows it would stand behind a hole."""
    large, other = Author(), Author()
    entries = [*large.write(), *large.write(body=bytes(BODY_LIMIT + 1)), *large.write(), *other.write()]
    given = admit(entries, [large.head(), other.head()], {}, known(large, other))
    assert RefusedEntry(EntryId(large.origin, 2), "entry-too-large") in given.refused
    assert RefusedEntry(EntryId(large.origin, 3), "journal-hole") in given.refused
    assert [one.id.origin for one in given.entries] == [other.origin]


def test_hole_is_named() -> None:
    """The second entry without the first."""
    author = Author()
    entries = author.write(2)
    assert codes(admit(entries[1:], [author.head()], {}, known(author))) == {"journal-hole"}
