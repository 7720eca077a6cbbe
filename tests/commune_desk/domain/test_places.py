"""Old and new provinces."""

from datetime import date

import pytest

from commune_desk.domain.personal_id import BIRTH_CODES
from commune_desk.domain.places import OldProvince, Places, Province
from storage.place_data import load_places


def test_every_old_province_has_its_successor() -> None:
    """24 was Bắc Giang and is Bắc Ninh: equal digits are no kinship (domain.md 5.4)."""
    places = load_places()
    successor = places.successor("027")

    assert (len(places.old), len(places.new)) == (63, 34)
    assert places.birth_codes() == BIRTH_CODES
    assert places.province_name("024") == "Bắc Giang"
    assert places.province_name("24") == "Bắc Ninh"
    assert successor is not None
    assert successor.name == "Bắc Ninh"
    assert {o.successor for o in places.old} == {n.code for n in places.new}
    assert not places.knows_birth_code("003")
    assert places.successor("003") is None
    assert places.province_name("99") is None


def test_a_province_may_become_a_city() -> None:
    """Đồng Nai is a thành phố from 30 April 2026; papers before keep tỉnh."""
    dong_nai = load_places().successor("070")
    assert dong_nai is not None
    assert (dong_nai.kind(date(2026, 4, 29)), dong_nai.kind(date(2026, 4, 30))) == ("tỉnh", "thành phố")


def test_contradicting_tables_are_refused() -> None:
    """A successor nobody knows would send a citizen nowhere."""
    here = Province("01", "Mẫu", ((date(2025, 7, 1), "tỉnh"),))
    with pytest.raises(ValueError, match="without a province"):
        Places((OldProvince("001", "Mẫu", "02"),), (here,))
    with pytest.raises(ValueError, match="two provinces"):
        Places((), (here, Province("01", "Khác", here.kinds)))
