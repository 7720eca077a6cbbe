"""The desk's codec as the province's server uses it: `sync.server.ports.Scribe` over `storage.codec`."""

from collections.abc import Sequence
from dataclasses import fields

from commune_desk.domain.ids import EntryId, RecordId
from commune_desk.domain.records import Record
from commune_desk.entries import Entry
from storage.codec import Added, Change, Counted, Stepped, Written, decode, encode
from storage.kinds import kind_of
from sync.server.ports import Told


class JournalScribe:
    """Fulfils `Scribe`: kinds are named by their record class, a step's values are the fields of `Step`."""

    def read(self, entry: Entry) -> list[Told]:
        """What it changed, in its order; raises ValueError for a body that is none."""
        return [_told(change) for change in decode(entry.id, entry.body)]

    def body(self, of: EntryId, records: Sequence[Record]) -> bytes:
        """The canonical body that makes these records, numbered k = 0, 1 … in their order."""
        return encode(of, [_added(RecordId(of.origin, of.n, k), record) for k, record in enumerate(records)])


def _told(change: Change) -> Told:
    match change:
        case Added(kind, id_, values):
            return Told("made", kind.cls.__name__, id_, values)
        case Written(kind, id_, values):
            return Told("wrote", kind.cls.__name__, id_, values)
        case Stepped(id_, step):
            return Told("stepped", "Dossier", id_, {one.name: getattr(step, one.name) for one in fields(step)})
        case Counted(name, number):
            return Told("counted", name, None, {"number": number})


def _added(id_: RecordId, record: Record) -> Added:
    kind = kind_of(record)
    as_stored = kind.as_stored(record)
    held = {one.name: getattr(as_stored, one.name) for one in kind.written}
    nothing = {one.name: one.codec.nothing for one in kind.written}
    return Added(kind, id_, {name: value for name, value in held.items() if value != nothing[name]})
