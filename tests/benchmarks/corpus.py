"""The made-up dossiers of ../shared/corpus/gen.py as journal entries, to measure packs and the exchange on.

    python -m tests.benchmarks.corpus [count]        prints bytes a dossier in packs of several sizes, and the speed

One entry per dossier, as a desk that typed it in at once would write it; one for each officer before. Carried: code
(the number of the receiving step), procedure, channel, name, identity number, birth, address, phone (a person who
comes again is the same record, as at a desk), fee, note, due (receiving step), every event with its time, act, actor
and note, every paper with name, kind, copies and pages, every scan with hash, size and type, the officer in charge
(actor of the third event; where there is none, `post` of the first). Not carried, because it follows from what is: the
name of the procedure (the catalogue's), `received`, `done` and `state` (first, last event). The entry adds what the
JSON has not: who signed it in, from which post, the clock to the millisecond.

`changes` are one small entry each: a step for a state or a new due date, fields written for a phone or a note.
"""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime
from hashlib import blake2b
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, NamedTuple

from commune_desk.domain.dossier_life import Step, StepKind
from commune_desk.domain.ids import EntryId, Origin, RecordId
from commune_desk.domain.records import Channel, Dossier, Paper, Person, Scan, Staff, State
from commune_desk.entries import Entry
from storage.codec import Added, Change, Stepped, Written, encode
from storage.kinds import KINDS, to_seconds
from sync.wire.pack import pack, unpack

GENERATOR: Final = Path(__file__).parents[3] / "shared" / "corpus" / "gen.py"
DEVICE: Final = 0x5EED0001
_SESSION: Final = 400
"""Entries between two openings of the desk, each an origin of its own."""
_CHANNELS: Final = {"truc_tiep": Channel.COUNTER, "truc_tuyen": Channel.ONLINE, "buu_chinh": Channel.POST}
_ACTS: Final = {
    "Tiếp nhận hồ sơ": (StepKind.RECEIVE, State.REGISTERED),
    "Kiểm tra thành phần hồ sơ": (StepKind.GUIDE, State.RECEIVED),
    "In giấy tiếp nhận và hẹn trả kết quả": (StepKind.NOTE, State.RECEIVED),
    "Phân công xử lý": (StepKind.ASSIGN, State.RECEIVED),
    "Đang xử lý": (StepKind.TAKE_BACK, State.RECEIVED),
    "Yêu cầu bổ sung hồ sơ": (StepKind.ASK_SUPPLEMENT, State.IN_PROCESS),
    "Đã nhận bổ sung": (StepKind.SUPPLEMENT_RECEIVED, State.SUPPLEMENT),
    "Từ chối, trả lại hồ sơ": (StepKind.REFUSE, State.IN_PROCESS),
    "Công dân rút hồ sơ": (StepKind.ASK_WITHDRAWAL, State.IN_PROCESS),
    "Trình lãnh đạo ký": (StepKind.PASS_ON, State.IN_PROCESS),
    "Đã có kết quả": (StepKind.FINISH, State.IN_PROCESS),
    "Trả kết quả cho công dân": (StepKind.RETURN_RESULT, State.FINISHED),
}
_STATES: Final = {
    "da_tra": State.RETURNED,
    "da_xong": State.FINISHED,
    "dang_xu_ly": State.IN_PROCESS,
    "cho_bo_sung": State.SUPPLEMENT,
    "tu_choi": State.REFUSED,
    "trinh_ky": State.FINANCIAL_DUTY,
}


class Corpus(NamedTuple):
    """Entries in the order of the desk (officers first) and, in the generator's order, the changes of some dossiers."""

    entries: list[Entry]
    changes: list[Entry]


def lines(*arguments: str) -> Iterator[dict[str, Any]]:
    """The generator's output; raises FileNotFoundError where this machine has none."""
    if not GENERATOR.exists():
        raise FileNotFoundError(f"{GENERATOR}: the corpus generator is not on this machine")
    made = subprocess.run([sys.executable, str(GENERATOR), *arguments], check=True, capture_output=True)
    return map(json.loads, made.stdout.splitlines())


def corpus(count: int, changed: int = 0, seed: int = 1) -> Corpus:
    """The first `count` dossiers of `seed` and `changed` changes of theirs; the same at every call."""
    dossiers = list(lines("dossiers", str(count), "--seed", str(seed)))
    desk = _Desk(seed)
    entries = [desk.dossier(one) for one in dossiers]
    desk.begin_session()
    changes: list[Entry] = []
    if changed:
        with TemporaryDirectory() as folder:
            source = Path(folder) / "dossiers.jsonl"
            source.write_text("".join(json.dumps(one) + "\n" for one in dossiers), encoding="utf-8")
            told = list(lines("changes", str(source), str(changed), "--seed", str(seed)))
        changes = [desk.change(one) for one in told]
    return Corpus(desk.officers_made + entries, changes)


class _Desk:
    """Writes entries as one desk would."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._drawn = 0
        self._founder = self._origin()
        self._origin_now = self._origin()
        self._n = 0
        self._people: dict[str, RecordId] = {}
        self._officers: dict[str, RecordId] = {}
        self._dossiers: dict[str, tuple[RecordId, RecordId]] = {}
        self._clock = 0
        self.officers_made: list[Entry] = []

    def _noise(self) -> int:
        self._drawn += 1
        return int.from_bytes(blake2b(b"%d/%d" % (self._seed, self._drawn), digest_size=4).digest(), "big")

    def _origin(self) -> Origin:
        return Origin(DEVICE, self._noise())

    def begin_session(self) -> None:
        """The desk is opened again."""
        self._origin_now, self._n = self._origin(), 0

    def _next(self) -> EntryId:
        if self._n >= _SESSION:
            self.begin_session()
        self._n += 1
        return EntryId(self._origin_now, self._n)

    def _entry(self, id_: EntryId, second: int, who: str, action: str, changes: list[Change]) -> Entry:
        self._clock = max(self._clock + 1, second * 1000 + self._noise() % 1000)
        staff = self._officers.get(who) or RecordId(self._founder, 1, 0)
        post = RecordId(self._founder, 2, staff.n % 5)
        return Entry(id_, self._clock << 16, self._clock, 420, staff, post, action, encode(id_, changes))

    def _officer(self, name: str, second: int) -> RecordId:
        if name not in self._officers:
            id_ = EntryId(self._founder, len(self._officers) + 3)
            made = RecordId(self._founder, id_.n, 0)
            values = {"user_name": f"cb{id_.n}", "display_name": name, "is_active": True}
            self.officers_made.append(self._entry(id_, second, "", "staff.add", [Added(KINDS[Staff], made, values)]))
            self._officers[name] = made
        return self._officers[name]

    def dossier(self, told: dict[str, Any]) -> Entry:
        """The entry of one dossier."""
        events = told["history"]
        second = _seconds(events[0]["t"])
        for one in (*(event["by"] for event in events), told["officer"]):
            self._officer(one, second)
        id_ = self._next()
        changes: list[Change] = []
        person = self._people.get(told["cid"])
        if person is None:
            person = self._people[told["cid"]] = RecordId(id_.origin, id_.n, 0)
            changes.append(Added(KINDS[Person], person, _person(told)))
        dossier = RecordId(id_.origin, id_.n, len(changes))
        self._dossiers[told["code"]] = dossier, person
        values = {"applicant": person, "procedure": told["proc"], "channel": _CHANNELS[told["channel"]]}
        values |= {"fee_dong": told["fee"]} if told["fee"] else {}
        values |= {"note": told["note"]} if told["note"] else {}
        changes.append(Added(KINDS[Dossier], dossier, values))
        for paper in told["docs"]:
            changes += _paper(RecordId(id_.origin, id_.n, len(changes)), dossier, paper)
        changes += [Stepped(dossier, self._step(event)) for event in events]
        changes[-len(events)] = Stepped(dossier, self._first_step(told))
        return self._entry(id_, second, events[0]["by"], "dossier.receive", changes)

    def _step(self, event: dict[str, Any]) -> Step:
        kind, seen = _ACTS[event["act"]]
        at = datetime.fromisoformat(event["t"])
        return Step(kind, at, seen, reason=event.get("note", ""), staff=self._officers[event["by"]].text)

    def _first_step(self, told: dict[str, Any]) -> Step:
        first = self._step(told["history"][0])
        is_elsewhere = told["history"][2]["by"] != told["officer"]
        post = self._officers[told["officer"]].text if is_elsewhere else ""
        due = datetime.fromisoformat(told["due"])
        return Step(first.kind, first.at, first.seen, first.reason, due, post, first.staff, number=told["code"])

    def change(self, told: dict[str, Any]) -> Entry:
        """The entry of one changed field."""
        dossier, person = self._dossiers[told["code"]]
        name = told["_field"]
        id_, second = self._next(), self._clock // 1000 + 20 + self._noise() % 300
        at = datetime.fromtimestamp(second, tz=datetime.fromisoformat(told["due"]).tzinfo)
        if name == "phone":
            change: Change = Written(KINDS[Person], person, {"phone": told["phone"]}, {})
            action = "person.correct"
        elif name == "note":
            change = Written(KINDS[Dossier], dossier, {"note": told["note"]}, {})
            action = "dossier.note"
        elif name == "due":
            due = datetime.fromisoformat(told["due"])
            change = Stepped(dossier, Step(StepKind.EXTEND, at, State.IN_PROCESS, due_at=due))
            action = "dossier.extend"
        else:
            change = Stepped(dossier, Step(StepKind.CORRECT_STATE, at, State.IN_PROCESS, state=_STATES[told["state"]]))
            action = "dossier.correct-state"
        return self._entry(id_, second, told["officer"], action, [change])


def _seconds(text: str) -> int:
    return to_seconds(datetime.fromisoformat(text))


def _person(told: dict[str, Any]) -> dict[str, Any]:
    names = {"name": "name", "cid": "number", "birth": "birth", "addr": "address", "phone": "phone"}
    return {ours: told[theirs] for theirs, ours in names.items()}


def _paper(id_: RecordId, dossier: RecordId, told: dict[str, Any]) -> list[Change]:
    counted = "originals" if told["kind"] == "ban_chinh" else "copies"
    values = {"dossier": dossier, "name": told["n"], counted: told["qty"], "pages": told["pages"]}
    values |= {"component": "E"} if told["kind"] == "ban_dien_tu" else {}
    found: list[Change] = [Added(KINDS[Paper], id_, values)]
    if scan := told.get("scan"):
        held = {"dossier": dossier, "paper": id_, "root": bytes.fromhex(scan["sha256"]), "size": scan["size"]}
        scan_id = RecordId(id_.origin, id_.n, id_.k + 1)
        found.append(Added(KINDS[Scan], scan_id, held | {"media": scan["mime"]}))
    return found


def _measured(rows: list[Entry], size: int) -> tuple[float, float, float]:
    """Bytes a row in packs of `size` rows, rows packed and unpacked in a second."""
    pieces = [rows[start : start + size] for start in range(0, len(rows), size)]
    begin = time.process_time()
    packed = [pack(piece) for piece in pieces]
    middle = time.process_time()
    if [unpack(one) for one in packed] != pieces:
        raise AssertionError("a pack did not come back")
    end = time.process_time()
    return sum(map(len, packed)) / len(rows), len(rows) / (middle - begin), len(rows) / (end - middle)


def main(count: int) -> None:
    """Print the table."""
    made = corpus(count, min(1000, count))
    for size in (1, 10, 100, 500, 1000, 3000, len(made.entries)):
        length, packed, unpacked = _measured(made.entries[: max(3000, size)], size)
        sys.stdout.write(
            f"packs of {size:6}: {length:6.1f} bytes/dossier, {packed:6.0f} in, {unpacked:6.0f} out a second\n"
        )
    length, packed, unpacked = _measured(made.changes, len(made.changes))
    sys.stdout.write(
        f"{len(made.changes)} changes: {length:.1f} bytes each, {packed:.0f} in, {unpacked:.0f} out a second\n"
    )
    alone = [len(pack([one], Origin(DEVICE, 0), one.wall_ms + 200)) for one in made.changes]
    sys.stdout.write(f"one change alone: {sum(alone) / len(alone):.1f} bytes, at most {max(alone)}\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
