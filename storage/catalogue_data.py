"""The bundled procedure catalogue and catalogue files an administrator brings.

Bundled files are data of this program, one per field (lĩnh vực), read strictly by the same rules as an import.
"""

import json
from functools import lru_cache
from pathlib import Path

from commune_desk.domain.catalogue_format import (
    LARGEST_FILE,
    CatalogueReading,
    read_catalogue,
    read_catalogue_bytes,
    read_exemptions,
)
from commune_desk.domain.errors import Refused, StorageTrouble
from commune_desk.domain.fees import Exemption
from commune_desk.domain.procedures import Catalogue, Procedure
from commune_desk.domain.records import ProcedureVersion

DATA = Path(__file__).parent / "data"


@lru_cache(maxsize=1)
def bundled_catalogue() -> Catalogue:
    """The catalogue that came with the program; raises StorageTrouble('bundled-catalogue-broken')."""
    procedures: list[Procedure] = []
    for path in sorted((DATA / "catalogue").glob("*.json")):
        reading = read_catalogue(json.loads(path.read_text(encoding="utf-8")))
        if reading.problems:
            first = reading.problems[0]
            raise StorageTrouble("bundled-catalogue-broken", file=path.name, row=first.row, reason=first.code)
        procedures += reading.procedures
    return Catalogue(procedures)


@lru_cache(maxsize=1)
def bundled_exemptions() -> tuple[Exemption, ...]:
    """Grounds of exemption that came with the program, none of them confirmed; raises InvalidInput when broken."""
    return read_exemptions(json.loads((DATA / "exemptions.json").read_text(encoding="utf-8")))


def procedure_from_record(record: ProcedureVersion) -> Procedure:
    """The version an administrator added: `data` is a catalogue file of one procedure, or that procedure's object.

    Raises StorageTrouble('procedure-record-broken') when the record is not what the import wrote.
    """
    try:
        value = json.loads(record.data)
    except ValueError:
        value = None
    if isinstance(value, dict) and "procedures" not in value:
        value = {"procedures": [value]}
    reading = read_catalogue(value)
    if len(reading.procedures) != 1:
        raise StorageTrouble("procedure-record-broken", procedure=record.code[:40], version=record.version[:40])
    return reading.procedures[0]


def read_catalogue_file(path: Path) -> CatalogueReading:
    """A JSON catalogue file from outside, whole or with every problem; nothing is applied here.

    Raises Refused('file-too-large' | 'file-unreadable').
    """
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise Refused("file-too-large", most_mb=LARGEST_FILE // 1_000_000)
        return read_catalogue_bytes(path.read_bytes())
    except OSError:
        raise Refused("file-unreadable") from None
