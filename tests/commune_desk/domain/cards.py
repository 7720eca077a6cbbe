"""Invented citizens as the cards write them."""

from datetime import date

from hypothesis import strategies as st

SURNAMES = [
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Hoàng",
    "Huỳnh",
    "Phan",
    "Vũ",
    "Võ",
    "Đặng",
    "Bùi",
    "Đỗ",
    "Hồ",
    "Ngô",
    "Dương",
    "Lý",
    "Đinh",
    "Lâm",
    "Mai",
    "Trịnh",
    "Tô",
    "Hà",
    "Cao",
    "Quách",
    "La",
    "Thạch",
    "Giàng",
    "Vàng",
    "Lò",
    "Hà",
    "Nông",
    "Siu",
    "Rơ",
    "Niê",
    "Ksor",
    "Rmah",
    "Kpă",
    "Điểu",
    "Ê",
    "K'Brếp",
    "H'Hen",
    "Y",
    "A",
    "Danh",
    "Kim",
]
GIVEN = [
    "Văn",
    "Thị",
    "Hữu",
    "Đức",
    "Thanh",
    "Minh",
    "Ngọc",
    "Xuân",
    "Quang",
    "Thu",
    "Hải",
    "Hương",
    "Lan",
    "Hòa",
    "Hoà",
    "Thúy",
    "Thuý",
    "Khoẻ",
    "Quý",
    "Giang",
    "Yến",
    "Ánh",
    "Ân",
    "Uyên",
    "Tuấn",
    "Sơn",
    "Trường",
    "Nghĩa",
    "Mẫu",
    "An",
    "Oanh",
    "Nhung",
    "Phượng",
    "Khuê",
    "Thoại",
    "Quyên",
    "Bông",
    "Ban",
    "Sor",
    "Dor",
    "Kar",
    "Loong",
    "Hwing",
    "Wan",
]
VILLAGES = [
    "Thôn 5A2",
    "Tổ 12",
    "Số 1",
    "Khu A10",
    "Nhà A11",
    "Nhà A3 KTT",
    "CT2A",
    "Tổ dân phố 7",
    "Ấp Thử",
    "Buôn Ê Đê",
    "Ô Môn",
    "Ea Kar",
    "Cư M'gar",
    "Ia Grai",
    "Đắk Lắk",
    "Krông Pắk",
    "Số 5Đ",
    "NO2 Khu đô thị",
    "HH1A",
    "Bản Nậm Nhùn",
    "Khu phố 3",
    "Xóm 2",
    "Khu3",
    "Đội1",
    "Kon Plông",
    "TDP 4",
    "Tp. Vinh",
    "12/5/3A Lê Lợi",
    "Quy Nhơn",
    "Pleiku",
    "Hua Păng",
    "Khu E9",
    "D9 Bách Khoa",
    "12D9",
    "Lô O6",
    "Chư Sê",
    "OCT5A",
    "A Lưới",
]
COMMUNES = [
    "Xã Mẫu",
    "Phường Hoà Bình",
    "Thị trấn Trới",
    "Xã Quảng Thành",
    "Hà Nội",
    "Cà Mau",
    "Thanh Hóa",
    "Hồ Chí Minh",
]


@st.composite
def names(draw: st.DrawFn) -> str:
    words = [draw(st.sampled_from(SURNAMES)), *draw(st.lists(st.sampled_from(GIVEN), min_size=1, max_size=3))]
    name = " ".join(words)
    return name.upper() if draw(st.booleans()) else name


ADDRESSES = st.builds(
    lambda villages, commune: ", ".join([*villages, commune]),
    st.lists(st.sampled_from(VILLAGES), min_size=1, max_size=3),
    st.sampled_from(COMMUNES),
)


@st.composite
def payloads(
    draw: st.DrawFn,
    name: st.SearchStrategy[str] | None = None,
    address: st.SearchStrategy[str] = ADDRESSES,
) -> str:
    born = draw(st.dates(date(1910, 1, 1), date(2024, 12, 31)))
    number = f"{draw(st.sampled_from(['001', '024', '096', '038']))}{draw(st.integers(0, 999999999)):09}"
    head = [number, draw(st.sampled_from(["", "123456789"])), draw(names() if name is None else name)]
    middle = [f"{born:%d%m}{born.year:04}", draw(st.sampled_from(["Nam", "Nữ"])), draw(address), "05072025"]
    tail = ["", draw(names()), draw(names()), ""] if draw(st.booleans()) else []
    return "|".join([*head, *middle, *tail])
