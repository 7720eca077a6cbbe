"""Reads the tables of provinces that ship with the program (`storage/data/places/*.json`)."""

import json
from datetime import date
from importlib.resources import files
from typing import Any

from commune_desk.domain.places import OldProvince, Places, Province


def load_places() -> Places:
    """The 63 old and 34 present provinces; raises ValueError if the files contradict one another."""
    return Places(
        old=tuple(OldProvince(**row) for row in _rows("old_provinces.json")),
        new=tuple(_province(row) for row in _rows("provinces.json")),
    )


def _province(row: dict[str, Any]) -> Province:
    kinds = tuple((date.fromisoformat(k["from"]), str(k["kind"])) for k in row["kinds"])
    return Province(row["code"], row["name"], kinds)


def _rows(name: str) -> list[dict[str, Any]]:
    text = files("storage").joinpath("data", "places", name).read_text(encoding="utf-8")
    rows: list[dict[str, Any]] = json.loads(text)["provinces"]
    return rows
