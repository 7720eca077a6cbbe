"""The verb `courier`: a day's work on a stick, and back."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from commune_desk.cli.dossier_verbs import signed_in
from commune_desk.cli.output import Answer
from commune_desk.paths import Profile

if TYPE_CHECKING:
    from commune_desk.province import Province


def add_courier(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The verb with its own words."""
    courier = verbs.add_parser("courier", help="gửi và nhận bằng USB: write THƯ-MỤC, read TỆP")
    courier.add_argument("what", choices=("write", "read"))
    courier.add_argument("path", type=Path, help="write: thư mục trên USB; read: tệp mang về")


def courier(given: argparse.Namespace, profile: Profile) -> Answer:
    """Write a file or take one in. Raises NotFound('not-enrolled'), DamagedCourier, StorageTrouble."""
    from commune_desk.courier import DeskCourier
    from commune_desk.desk_sync import enrolment_of

    with signed_in(given, profile) as desk:
        control = DeskCourier(desk, lambda: enrolment_of(desk))
        if given.what == "write":
            value = control.write(given.path, _told, _never)._asdict()
            value["file"] = str(value["file"])
        else:
            value = control.read(given.path, _told, _never)._asdict()
    return Answer(value, [f"{name}: {text}" for name, text in value.items()])


def answer_courier(opened: "Province", file: Path, folder: Path) -> Answer:
    """At the province: take a desk's file in, leave the answer in `folder`. Raises DamagedCourier, StorageTrouble."""
    from commune_desk.courier import new_name, save
    from commune_desk.province_courier import ProvinceCourier
    from storage.atomic_file import file_trouble

    try:
        with file.open("rb") as brought:
            summary, pieces = ProvinceCourier(opened).answer(brought)
    except OSError as error:
        raise file_trouble(error) from error
    target = folder / new_name()
    size = save(target, pieces, lambda _size: None)
    told = {"entries": summary.entries, "known": summary.known, "refused": len(summary.refused), "lost": summary.lost}
    value = {**told, "scans": summary.scans, "answer": str(target), "size_bytes": size}
    return Answer(value, [f"{name}: {text}" for name, text in value.items()])


def _told(done: int, total: int) -> None:
    sys.stderr.write(f"{done}/{total}\n")


def _never() -> bool:
    return False
