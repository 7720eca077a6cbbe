"""Verbs of the exchange: sync, enrol, ticks."""

import argparse
import sys
import time
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from commune_desk.cli.dossier_verbs import signed_in
from commune_desk.cli.output import DONE, NOTHING, Answer
from commune_desk.domain.errors import InvalidInput, NetworkTrouble, NotFound
from commune_desk.domain.vietnam_time import VN
from commune_desk.i18n import _
from commune_desk.paths import Profile
from ui.words import sentence

if TYPE_CHECKING:
    from commune_desk.sync_ports import SyncStatus
    from commune_desk.sync_views import Proof
    from storage.signed_desk import SignedDesk

_LOOK_S = 1.0
_TRIES = 20


def add_sync(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The verbs with their own words."""
    sync = verbs.add_parser("sync", help="gửi và nhận với tỉnh")
    how = sync.add_mutually_exclusive_group(required=True)
    how.add_argument("--once", action="store_true", help="đến khi hai bên bằng nhau rồi thôi")
    how.add_argument("--until", help="giờ ngừng, HH:MM")
    enrol = verbs.add_parser("enrol", help="đăng ký bàn này với tỉnh")
    enrol.add_argument("url", help="https://máy-chủ:cổng")
    enrol.add_argument("code", help="mã một lần do tỉnh cấp")
    ticks = verbs.add_parser("ticks", help="hồ sơ đã tới đâu, có gì chứng minh")
    ticks.add_argument("number")


def sync(given: argparse.Namespace, profile: Profile) -> Answer:
    """Exchange with the province; lines of progress go to stderr. Raises NotFound('not-enrolled'), Trouble."""
    end = None if given.once else _moment(given.until)
    with signed_in(given, profile) as desk:
        return _once(desk) if end is None else _until(desk, profile, end)


def _once(desk: "SignedDesk") -> Answer:
    from commune_desk.desk_sync import exchange_once

    def told(waiting: int, size: int) -> None:
        sys.stderr.write(_("còn {waiting} việc chưa gửi, đã qua {size} byte").format(waiting=waiting, size=size) + "\n")

    for left in range(_TRIES, -1, -1):
        try:
            counts = exchange_once(desk, told)
            return Answer(counts, [f"{name}: {count}" for name, count in counts.items()])
        except NetworkTrouble:
            if not left:
                raise
            time.sleep(_LOOK_S)
    raise NetworkTrouble


def _until(desk: "SignedDesk", profile: Profile, end: datetime) -> Answer:
    from commune_desk.desk_sync import DeskSync

    worker, said = DeskSync(desk, profile), ""
    worker.begin()
    try:
        if worker.status().state == "not-enrolled":
            raise NotFound("not-enrolled")
        while datetime.now(VN) < end:
            now = _line(worker.status())
            if now != said:
                sys.stderr.write(now + "\n")
                said = now
            time.sleep(min(_LOOK_S, max(0.0, (end - datetime.now(VN)).total_seconds())))
        last = worker.status()
    finally:
        worker.stop()
    waiting = sum(lane.count for lane in last.lanes)
    value = {"state": last.state, "code": last.code, "waiting": waiting, "last_proof_ms": last.last_proof_ms}
    return Answer(value, [f"{name}: {text}" for name, text in value.items()], DONE if not waiting else NOTHING)


def _line(status: "SyncStatus") -> str:
    lanes = " · ".join(f"{lane.name} {lane.count}" for lane in status.lanes if lane.count)
    return " ".join(word for word in (status.state, status.code, lanes) if word)


def _moment(text: str) -> datetime:
    try:
        clock = datetime.strptime(text, "%H:%M").time()  # noqa: DTZ007  a wall time without a day
    except ValueError as error:
        raise InvalidInput("instant-not-iso", field="until") from error
    now = datetime.now(VN)
    end = now.replace(hour=clock.hour, minute=clock.minute, second=0, microsecond=0)
    return end if end > now else end + timedelta(days=1)


def enrol(given: argparse.Namespace, profile: Profile) -> Answer:
    """Make this desk known to the province. Raises Refused, Trouble."""
    from commune_desk.desk_sync import enrol_desk
    from sync.wire.enrolment import parse_ticket

    ticket = parse_ticket(given.code)
    with signed_in(given, profile) as desk:
        made = enrol_desk(desk, given.url, ticket)
    value = {"url": made.url, "commune": made.commune, "commune_name": made.commune_name, "desk": made.desk_name}
    return Answer(value, [f"{name}: {text}" for name, text in value.items()])


def ticks(given: argparse.Namespace, profile: Profile) -> Answer:
    """How far everything about one dossier has got, and each proof with whether it holds when computed again."""
    from storage.sync_reads import FileSyncReads

    with signed_in(given, profile) as desk:
        dossier = desk.reads.find_number(given.number)
        if dossier is None:
            unknown = NotFound("dossier-unknown")
            return Answer({"error": unknown.code, "message": sentence(unknown)}, [sentence(unknown)], NOTHING)
        reads = FileSyncReads(desk.file)
        seen = reads.ticks([dossier])[dossier]
        proofs = [_proof(one, holds=reads.verify(one)) for one in reads.proofs(dossier)]
    value = {
        "entries": seen.entries,
        "waiting": seen.waiting,
        "saved": True,
        "second": seen.second is not None,
        "province": seen.province is not None,
        "portal": seen.portal is not None,
        "trouble": seen.trouble,
        "proofs": proofs,
    }
    return Answer(value, [f"{name}: {text}" for name, text in value.items()])


def _proof(proof: "Proof", *, holds: bool) -> dict[str, object]:
    at = datetime.fromtimestamp(proof.at_ms / 1000, VN).isoformat()
    return {"place": proof.place, "signer": proof.signer, "at": at, "number": proof.number, "holds": holds}
