"""The verb `scan`: attach a file to a dossier, list what is attached, get one out."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from commune_desk.cli.dossier_verbs import signed_in, write_file
from commune_desk.cli.output import DONE, NOTHING, Answer
from commune_desk.domain.errors import InvalidInput, NotFound
from commune_desk.paths import Profile

if TYPE_CHECKING:
    from commune_desk.domain.ids import RecordId
    from commune_desk.domain.records import Scan
    from storage.signed_desk import SignedDesk


def add_scan(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The verb with its own words."""
    scan = verbs.add_parser("scan", help="bản chụp của một hồ sơ: đính vào, liệt kê, lấy ra")
    scan.add_argument("what", choices=("attach", "list", "get"))
    scan.add_argument("number", help="số hồ sơ")
    scan.add_argument("item", nargs="?", default="", help="attach: tệp PDF, JPEG, PNG, TIFF; get: số thứ tự trong list")
    scan.add_argument("--name", default="", help="tên giấy tờ (mặc định: tên tệp)")
    scan.add_argument("--out", type=Path, help="get: ghi ra tệp này")


def scan(given: argparse.Namespace, profile: Profile) -> Answer:
    """Attach, list or get. Raises NotFound, InvalidInput, AlreadyThere, Trouble('scan-not-here')."""
    with signed_in(given, profile) as desk:
        dossier = desk.reads.find_number(given.number)
        if dossier is None:
            raise NotFound("dossier-unknown")
        if given.what == "attach":
            return _attach(desk, dossier, given)
        scans = desk.reads.scans_of(dossier)
        if given.what == "get":
            return _get(desk, scans, given)
        value = [_told(desk, place, one) for place, one in enumerate(scans, start=1)]
        lines = [f"{one['n']}  {one['name']}  {one['media']}  {one['have']}/{one['size']}" for one in value]
        return Answer(value, lines, DONE if value else NOTHING)


def _attach(desk: "SignedDesk", dossier: "RecordId", given: argparse.Namespace) -> Answer:
    from commune_desk.usecases.attach_scan import attach_scan

    file = Path(given.item)
    made = attach_scan(desk, dossier, None, file, given.name or file.stem).scan
    place = [one.id for one in desk.reads.scans_of(dossier)].index(made.id) + 1
    value = _told(desk, place, made)
    return Answer(value, [f"{name}: {text}" for name, text in value.items()])


def _get(desk: "SignedDesk", scans: "list[Scan]", given: argparse.Namespace) -> Answer:
    from commune_desk.usecases.attach_scan import open_scan

    if not given.item.isdecimal() or not 1 <= int(given.item) <= len(scans):
        raise NotFound("scan-missing")
    if given.out is None:
        raise InvalidInput("file-unreadable", field="out")
    wanted = scans[int(given.item) - 1]
    write_file(given.out, open_scan(desk, wanted))
    return Answer({"path": str(given.out), "size": wanted.size, "media": wanted.media}, [str(given.out)])


def _told(desk: "SignedDesk", place: int, one: "Scan") -> dict[str, str | int]:
    held = desk.scans.state(one.root)
    return {
        "n": place,
        "name": one.name,
        "media": one.media,
        "size": one.size,
        "pages": one.pages,
        "have": held.have if held is not None else 0,
        "root": one.root.hex(),
    }
