"""Vietnamese names by their published shares: surname, middle and given name, for women and men."""

from random import Random

from commune_desk.practice.draws import Shares

# Percent of the people, as published.
_SURNAME_SHARES = """
    Nguyễn 31.5 Trần 10.9 Lê 8.9 Phạm 5.9 Hoàng 3.5 Phan 2.8 Vũ 2.4 Trương 2.2 Bùi 2.1 Đặng 1.9 Đỗ 1.9 Ngô 1.7
    Huỳnh 1.6 Võ 1.5 Hồ 1.5 Dương 1.4 Đinh 1.0 Lý 0.8 Đào 0.8 Đoàn 0.7 Trịnh 0.7 Mai 0.7 Lâm 0.7 Hà 0.6 Cao 0.6
    Lương 0.6 Vương 0.5
    Phùng 0.5 Tạ 0.4
    Chu 0.4 Tô 0.3 Thái 0.3 Nông 0.3 Quách 0.2 Kiều 0.2 Lò 0.2 Thạch 0.2 Châu 0.2 Triệu 0.2 Giàng 0.15
    Hứa 0.15 Sơn 0.15 La 0.15 Y 0.1 Kim 0.1 Bàn 0.1
"""
_MIDDLE_OF_WOMEN = (
    ("Thị", 55), ("Thị Ngọc", 4), ("Thị Thu", 4), ("Thị Thanh", 4), ("Thị Kim", 3), ("Thị Hồng", 3), ("Ngọc", 5),
    ("Thanh", 3), ("Thu", 2), ("Bích", 2), ("Phương", 2), ("Minh", 2), ("Mỹ", 2), ("Quỳnh", 1.5), ("Khánh", 1.5),
    ("Hoàng", 1), ("Diệu", 1), ("", 4),
)  # fmt: skip
_MIDDLE_OF_MEN = (
    ("Văn", 42), ("Đức", 6), ("Đình", 5), ("Hữu", 5), ("Quang", 5), ("Minh", 5), ("Thanh", 4), ("Ngọc", 4), ("Xuân", 4),
    ("Quốc", 4), ("Công", 3), ("Hoàng", 3), ("Trọng", 2), ("Tuấn", 2), ("Duy", 2), ("Bá", 1.5), ("Thế", 1.5),
    ("Viết", 1), ("Gia", 1), ("", 4),
)  # fmt: skip
_GIVEN_OF_WOMEN = """
    Hương Lan Hoa Thảo Trang Linh Huyền Hà Nga Hằng Thúy Mai Phượng Yến Anh Ngọc Thu Hồng Nhung Loan Hạnh Dung Vân Oanh
    Tuyết Liên Thủy Hiền Nguyệt Xuân Lý Quyên Bích Châu Trinh Trâm My Vy Ngân Như Thư Tâm Hòa Đào Cúc Sen Lành Diễm Kiều
    Mận Bé Sáu Tươi Thắm Chi Giang Nhi Hân Quỳnh Tiên
"""
_GIVEN_OF_MEN = """
    Hùng Dũng Tuấn Minh Hải Sơn Thắng Long Nam Cường Tâm Hưng Bình Đức Anh Phong Hiếu Quân Trung Khánh Thành Tiến Hoàng
    Việt Quang Huy Phúc Lâm Vinh Tài Lộc Toàn Kiên Thịnh Duy Bảo Khoa Thái Hòa Nghĩa Tùng Đạt Chiến Luân Mạnh Trường Vũ
    Tú Sang Nhân Út Hậu Lợi Phát Bắc Đông Dương Chung Ba Tám
"""

_words = _SURNAME_SHARES.split()
_SURNAMES = Shares((name, float(share)) for name, share in zip(_words[::2], _words[1::2], strict=True))
_MIDDLE = {True: Shares(_MIDDLE_OF_WOMEN), False: Shares(_MIDDLE_OF_MEN)}
_GIVEN = {True: Shares.falling(_GIVEN_OF_WOMEN.split()), False: Shares.falling(_GIVEN_OF_MEN.split())}


def full_name(random: Random, *, is_woman: bool) -> str:
    """Họ, chữ đệm, tên."""
    parts = (_SURNAMES.draw(random), _MIDDLE[is_woman].draw(random), _GIVEN[is_woman].draw(random))
    return " ".join(part for part in parts if part)
