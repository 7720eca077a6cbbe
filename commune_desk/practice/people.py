"""Invented citizens of one commune: number, birth, sex, address and phone that agree with one another."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from commune_desk.practice.draws import Shares, between, chance, one_of, waiting
from commune_desk.practice.names import full_name

COMMUNE = "Xã Tân Phú Đông"
PROVINCE = "tỉnh Đồng Tháp"
_BIRTHPLACES = Shares(
    (
        ("087", 74), ("082", 12), ("079", 4), ("089", 3), ("092", 2), ("086", 2), ("080", 1.5), ("001", 0.6),
        ("038", 0.4), ("040", 0.4), ("064", 0.1),
    )
)  # fmt: skip
_HAMLETS = (
    "Ấp Tân Thuận", "Ấp Tân Hòa", "Ấp Mỹ Thạnh", "Ấp Bình An", "Ấp Phú Lợi", "Ấp Đông Mỹ", "Ấp Hưng Lợi", "Ấp An Ninh",
    "Ấp Long Bình", "Ấp 1", "Ấp 2", "Ấp 3", "Ấp 4", "Khóm Mỹ Tây", "Khóm 5", "Ấp Thạnh Phú", "Ấp Trung", "Ấp Hạ",
    "Ấp Thượng", "Ấp Bắc",
)  # fmt: skip
_STREETS = (
    "Nguyễn Huệ", "Trần Hưng Đạo", "Lê Lợi", "Hùng Vương", "Nguyễn Trãi", "Lý Thường Kiệt", "Tôn Đức Thắng",
    "Đường ĐT 844", "Đường ĐT 846", "Quốc lộ 30",
)  # fmt: skip
_PREFIX_WEIGHTS = """
    098 9 097 9 096 6 091 6 094 6 037 5 090 5 093 5 086 4 032 3 033 4 034 3 035 4 036 4 038 4 039 4 088 2 081 2 082 2
    083 2 084 2 085 2 070 1.5 076 1.5 079 1.5 077 1 078 1 089 1 092 0.8 056 0.4 058 0.4
"""
_words = _PREFIX_WEIGHTS.split()
_PHONES = Shares((prefix, float(weight)) for prefix, weight in zip(_words[::2], _words[1::2], strict=True))
_SERIALS = 1_000_000
_STRIDE = 387_421
_PHONE_SERIALS = 10_000_000
_PHONE_STRIDE = 3_874_211


@dataclass(frozen=True, slots=True)
class PracticeCitizen:
    """Somebody who does not exist. `birth` is an ISO date, `sex` 'male' or 'female'."""

    name: str
    number: str
    birth: str
    sex: str
    address: str
    phone: str
    number_issued: date
    old_number: str = ""


class Citizens:
    """Draws citizens; no two of the first million have the same number."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._drawn = 0
        self._offset = between(random, 0, _SERIALS - 1)

    def draw(self, on: date) -> PracticeCitizen:
        """A citizen of age on that day."""
        random = self._random
        is_woman = chance(random, 0.5)
        age = 18 + min(70, int(abs(random.random() + random.random() - 1) * 75) + between(random, 0, 12))
        year = on.year - age - 1
        birth = date(year, between(random, 1, 12), between(random, 1, 28))
        self._drawn += 1
        century_and_sex = (0 if year < 2000 else 2) + is_woman  # noqa: PLR2004  domain.md 5.2
        # A stride coprime to a million visits every serial once before any comes again.
        serial = (self._offset + self._drawn * _STRIDE) % _SERIALS
        phone = (self._offset + self._drawn * _PHONE_STRIDE) % _PHONE_SERIALS
        return PracticeCitizen(
            name=full_name(random, is_woman=is_woman),
            number=f"{_BIRTHPLACES.draw(random)}{century_and_sex}{year % 100:02d}{serial:06d}",
            birth=birth.isoformat(),
            sex="female" if is_woman else "male",
            address=_address(random),
            phone=f"{_PHONES.draw(random)}{phone:07d}",
            number_issued=_issued(random, birth, on),
            old_number=f"{between(random, 100_000_000, 399_999_999)}" if age > 25 and chance(random, 0.6) else "",  # noqa: PLR2004
        )


def _issued(random: Random, birth: date, on: date) -> date:
    """Chip cards exist since 2021 and are given from the age of 14."""
    first = max(date(2021, 1, 4), date(birth.year + 15, 1, 1))
    days = max(0, (on - first).days - 1)
    return first + timedelta(days=between(random, 0, days)) if days else first


def _address(random: Random) -> str:
    hamlet = _HAMLETS[min(len(_HAMLETS) - 1, int(waiting(random, 6)))]
    if chance(random, 0.2):
        letter = "" if chance(random, 0.8) else one_of(random, "ABC")
        home = f"Số {between(random, 1, 480)}{letter}, {one_of(random, _STREETS)}, "
    elif chance(random, 0.55):
        home = f"Số {between(random, 1, 950)}, "
    else:
        home = f"Tổ {between(random, 1, 24)}, " if chance(random, 0.7) else ""
    return f"{home}{hamlet}, {COMMUNE}, {PROVINCE}"


def card_payload(citizen: PracticeCitizen, *, fields: int = 11) -> str:
    """The QR text of that citizen's card: 7 fields of the 2021 card, 11 of the 2024 one (domain.md 5.1)."""
    born = date.fromisoformat(citizen.birth)
    sex = "Nữ" if citizen.sex == "female" else "Nam"
    first = (
        citizen.number, citizen.old_number, citizen.name, f"{born:%d%m%Y}", sex, citizen.address,
        f"{citizen.number_issued:%d%m%Y}",
    )  # fmt: skip
    return "|".join((*first, *[""] * (fields - len(first))))
