"""Every form as it comes out: the right words in the legal order, readable codes, embedded letters, nothing cut."""

import io
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pypdf
import pytest
from PySide6.QtWidgets import QApplication

from commune_desk.domain.slips import PRACTICE, PREVIEW, Mark, copy_mark, marked, slip_from_json, slip_to_json
from printing import page, press
from printing.reader import codes_in_image, codes_in_pdf
from tests.printing.samples import NUMBER, QR, all_slips, longest

SLIPS = all_slips()
FOOT_MM = 0.5
ORDERS = {
    "reception": [
        "ỦY BAN NHÂN DÂN XÃ YÊN ĐỊNH",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Số: 127/TTPVHCC",
        "Yên Định, ngày 22 tháng 11 năm 2026",
        "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",
        "Mã hồ sơ: H12.045.01-261122-0007",
        "Trung tâm Phục vụ hành chính công/Bộ phận Tiếp nhận và Trả kết quả: Trung tâm",
        "Tiếp nhận hồ sơ của: Nguyễn Thị Phương Thảo (Số CCCD: 024186001234)",
        "Địa chỉ: Thôn Đồng Chòi",
        "Số điện thoại: 0912 345 678",
        "Email: phuongthao.nt@example.vn",
        "Nội dung yêu cầu giải quyết: Đăng ký lại khai sinh",
        "Thành phần hồ sơ nộp gồm:",
        "1. Tờ khai",
        "2. Bản sao",
        "3. Giấy tờ tùy thân",
        "Số lượng hồ sơ: 01 (bộ)",
        "Thời gian giải quyết hồ sơ theo quy định là: 05 ngày làm việc",
        "Thời gian nhận hồ sơ: 08 giờ 05 phút, ngày 22 tháng 11 năm 2026",
        "Thời gian trả kết quả giải quyết hồ sơ: 17 giờ 00 phút, ngày 27 tháng 11 năm 2026",
        "Đăng ký nhận kết quả tại: Trung tâm",
        "Phí, lệ phí: 8.000 đồng",
        "Quyển số: 01",
        "Số thứ tự: 0412",
        "NGƯỜI NỘP HỒ SƠ",
        "NGƯỜI TIẾP NHẬN HỒ SƠ",
        "Trần Văn Đức",
    ],
    "supplement": [
        "PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ",
        "Hồ sơ của: Nguyễn",
        "Nội dung yêu cầu giải quyết:",
        "Địa chỉ:",
        "Số điện thoại:",
        "Email:",
        "Yêu cầu hoàn thiện hồ sơ gồm những nội dung như sau:",
        "1. Bản sao",
        "2. Văn bản",
        "Lý do: Hồ sơ chưa đủ",
        "liên hệ với Trần Văn Đức, số điện thoại 0204 3 123 456",
        "NGƯỜI HƯỚNG DẪN",
    ],
    "refusal": [
        "PHIẾU TỪ CHỐI TIẾP NHẬN GIẢI QUYẾT HỒ SƠ",
        "Tiếp nhận hồ sơ của:",
        "Địa chỉ:",
        "Số điện thoại:",
        "Email:",
        "Nội dung yêu cầu giải quyết:",
        "không tiếp nhận, giải quyết hồ sơ này",
        "Lý do: Người yêu cầu",
        "NGƯỜI NỘP HỒ SƠ",
        "NGƯỜI TIẾP NHẬN HỒ SƠ",
    ],
    "apology": [
        "VĂN BẢN XIN LỖI VÀ ĐỀ NGHỊ GIA HẠN THỜI GIAN GIẢI QUYẾT",
        "Kính gửi: Bà",
        "tiếp nhận giải quyết hồ sơ của",
        "Mã số hồ sơ: H12.045.01-261122-0007",
        "Thời gian hẹn trả kết quả giải quyết hồ sơ: 17 giờ",
        "Đến nay",
        "với lý do:",
        "xin lỗi",
        "sẽ trả kết quả vào 17 giờ 00 phút, ngày 02 tháng 12",
        "Nơi nhận:",
        "CHỦ TỊCH",
        "Hoàng Minh Tuấn",
    ],
    "stop": [
        "THÔNG BÁO DỪNG GIẢI QUYẾT HỒ SƠ",
        "Kính gửi:",
        "Giai đoạn giải quyết:",
        "Theo đề nghị dừng",
        "Lý do:",
        "Phí, lệ phí đã nộp: 8.000 đồng",
        "Nơi nhận:",
        "GIÁM ĐỐC",
    ],
    "control": [
        "PHIẾU KIỂM SOÁT QUÁ TRÌNH GIẢI QUYẾT HỒ SƠ",
        "Mã hồ sơ:",
        "Cơ quan (Bộ phận) giải quyết hồ sơ:",
        "Cơ quan phối hợp giải quyết hồ sơ (nếu có):",
        "TÊN CƠ QUAN",
        "THỜI GIAN GIAO, NHẬN HỒ SƠ",
        "KẾT QUẢ GIẢI QUYẾT HỒ SƠ",
        "GHI CHÚ",
        "1. Giao:",
        "2. Nhận:",
        "08 giờ 05 phút",
        "Người giao",
        "Người nhận",
        "Trước hạn",
    ],
    "register": [
        "SỔ THEO DÕI HỒ SƠ",
        "Quyển số: 01",
        "Năm 2026",
        "TT",
        "Mã hồ sơ",
        "Tên TTHC",
        "Số lượng hồ sơ (bộ)",
        "Tên cá nhân, tổ chức",
        "Địa chỉ, số điện thoại",
        "Cơ quan chủ trì giải quyết",
        "Trang 01",
        "Trang 02",
        "Khóa sổ ngày 31 tháng 12 năm 2026",
        "30 hồ sơ",
        "GIÁM ĐỐC",
    ],
    "fee": [
        "BIÊN LAI THU PHÍ, LỆ PHÍ",
        "0000123",
        "Người nộp tiền:",
        "Lệ phí đăng ký lại khai sinh",
        "8.000 đồng",
        "16.000 đồng",
        "24.000 đồng",
        "Hai mươi bốn nghìn đồng",
        "NGƯỜI NỘP TIỀN",
        "NGƯỜI THU TIỀN",
    ],
    "day-list": [
        "DANH SÁCH HỒ SƠ TRONG NGÀY",
        "Mã hồ sơ",
        "H12.045.01-261122-0001",
        "H12.045.01-261122-0025",
        "Tổng số: 25 hồ sơ",
    ],
    "recovery": ["Phần 1/3", "Bất kỳ 2 trong 3 phần", "Any 2 of these 3 sheets", "1. academica", "12. academicl"],
    "trial": ["TRANG IN THỬ", "Máy in: HP LaserJet P1102"],
}


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _text(pdf: bytes) -> str:
    return _squeezed("".join(sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(pdf)).pages))


@pytest.mark.parametrize("name", ORDERS)
def test_the_words_stand_in_the_legal_order(qapp: QApplication, name: str) -> None:
    """Searchable Vietnamese text in the order of domain.md 1.4-1.11; a wrong order is another form."""
    text, at = _text(press.pdf_bytes(SLIPS[name])), 0
    for words in ORDERS[name]:
        found = text.find(_squeezed(words), at)

        assert found >= 0, f"{words!r} is missing or too early"
        at = found


def test_every_sample_has_its_order_checked() -> None:
    """A new form must not slip past the test above."""
    assert set(ORDERS) == set(SLIPS)


@pytest.mark.parametrize("name", [name for name, slip in SLIPS.items() if slip.qr_text])
def test_codes_read_back_from_the_rendered_page(qapp: QApplication, name: str, tmp_path: Path) -> None:
    """At 200 dpi, as an office scanner sees it, also under a practice mark."""
    picture = press.page_images(marked(SLIPS[name], PRACTICE), 200)[0]
    picture.save(str(tmp_path / "page.png"))

    assert set(codes_in_image(tmp_path / "page.png")) == {QR, NUMBER}


def test_codes_read_back_from_the_pdf(qapp: QApplication, tmp_path: Path) -> None:
    """check-slip takes the PDF a citizen got by mail."""
    path = tmp_path / "slip.pdf"
    path.write_bytes(press.pdf_bytes(SLIPS["reception"]))

    assert set(codes_in_pdf(path)) == {QR, NUMBER}


@pytest.mark.parametrize("name", SLIPS)
def test_fonts_are_embedded_and_the_title_names_nobody(qapp: QApplication, name: str) -> None:
    """Another PC must show the same letters; a file's properties must not tell the citizen's name."""
    reader = pypdf.PdfReader(io.BytesIO(press.pdf_bytes(SLIPS[name])))
    fonts = [font.get_object() for sheet in reader.pages for font in sheet["/Resources"]["/Font"].values()]

    assert fonts
    for font in fonts:
        assert "Tinos" in font["/BaseFont"]
        descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        assert "/FontFile2" in descriptor or "/FontFile3" in descriptor
    assert "Thảo" not in reader.metadata.title


@pytest.mark.parametrize(
    ("name", "size_mm"),
    [
        ("reception", (148, 210)),
        ("stop", (148, 210)),
        ("fee", (148, 210)),
        ("control", (210, 297)),
        ("register", (297, 210)),
    ],
)
def test_paper_is_as_the_law_says(qapp: QApplication, name: str, size_mm: tuple[int, int]) -> None:
    """Forms A5, register A4 (TT 01/2018 Điều 9)."""
    box = pypdf.PdfReader(io.BytesIO(press.pdf_bytes(SLIPS[name]))).pages[0].mediabox

    assert (round(float(box.width) * 25.4 / 72), round(float(box.height) * 25.4 / 72)) == size_mm


@pytest.mark.parametrize("name", [*SLIPS, "long"])
def test_nothing_leaves_the_page(qapp: QApplication, name: str) -> None:
    """What does not fit flows on; a line below the margin is a line the printer cuts."""
    slip = longest(SLIPS["reception"]) if name == "long" else SLIPS[name]
    sheet = press.sheet_for(slip)
    margins, height = page.MARGINS[sheet.paper], sheet.paper.value[1]
    for made in page.pages(sheet):
        room = height - margins.top - margins.bottom
        assert all(placed.y_mm + placed.piece.height_mm <= room + FOOT_MM for placed in made.placed)


def test_long_content_goes_on_under_its_number(qapp: QApplication) -> None:
    """Names of 60 letters, addresses and requests of 200, 12 papers: page 2 says whose it is."""
    text = _text(press.pdf_bytes(longest(SLIPS["reception"])))

    for words in (
        "Tằng Tôn Nữ Hoàng Thị Phương Thảo Nguyên Anh",
        "12. Giấy tờ số 12",
        "Trang 1/2",
        "Trang 2/2",
        "Mã hồ sơ H12.045.01-261122-0007 – trang 2",
        "NGƯỜI TIẾP NHẬN HỒ SƠ",
    ):
        assert _squeezed(words) in text


def test_an_ordinary_reception_slip_fits_one_page(qapp: QApplication) -> None:
    """Two sheets for every citizen would double the paper and the queue."""
    assert len(press.page_images(SLIPS["reception"], 30)) == 1


def test_both_form_sets_print_their_own_number_and_title(qapp: QApplication) -> None:
    """The office chooses; provincial decisions of 2025 still cite the older numbers."""
    older = replace(SLIPS["apology"], form_set="TT 01/2018", title="PHIẾU XIN LỖI VÀ HẸN LẠI NGÀY TRẢ KẾT QUẢ")

    assert _squeezed("Mẫu số 04 – Thông tư 01/2018/TT-VPCP") in _text(press.pdf_bytes(older))
    assert _squeezed("PHIẾU XIN LỖI VÀ HẸN LẠI NGÀY TRẢ KẾT QUẢ") in _text(press.pdf_bytes(older))
    assert _squeezed("Thông tư 03/2025/TT-VPCP") in _text(press.pdf_bytes(SLIPS["apology"]))


@pytest.mark.parametrize("mark", [PRACTICE, PREVIEW, copy_mark(3)])
def test_marks_are_on_every_page(qapp: QApplication, mark: Mark) -> None:
    """A page without its mark could pass for the original."""
    reader = pypdf.PdfReader(io.BytesIO(press.pdf_bytes(marked(longest(SLIPS["reception"]), mark))))

    assert len(reader.pages) == 2
    assert all(_squeezed(mark.text) in _squeezed(sheet.extract_text()) for sheet in reader.pages)


def test_a_provisional_number_is_plainly_marked(qapp: QApplication) -> None:
    """The citizen must know that another number follows."""
    slip = replace(SLIPS["reception"], provisional=True, dossier_number="TẠM-Q1-261122-0003", barcode_text="")

    assert _squeezed("Mã hồ sơ (số tạm): TẠM-Q1-261122-0003") in _text(press.pdf_bytes(slip))


@pytest.mark.parametrize("name", [name for name in SLIPS if name not in ("recovery", "trial")])
def test_a_reprint_from_stored_data_is_the_same_page(qapp: QApplication, name: str) -> None:
    """Pixel by pixel: words are never computed a second time."""
    slip = SLIPS[name]

    assert press.page_images(slip_from_json(slip_to_json(slip)), 60) == press.page_images(slip, 60)


def test_two_threads_print_thirty_pages_alike(qapp: QApplication) -> None:
    """The paper thread works while the preview is painted; Qt's font code is shared."""
    expected = _text(press.pdf_bytes(SLIPS["reception"]))
    with ThreadPoolExecutor(2) as workers:
        made = list(workers.map(press.pdf_bytes, [SLIPS["reception"]] * 30))

    assert {_text(pdf) for pdf in made} == {expected}


@pytest.mark.parametrize("name", ["A\nB\tC\x00D", "\ud800 nửa chữ", "Ðặng 😀 漢字", "x" * 10_000, ""])
def test_any_name_prints(qapp: QApplication, name: str) -> None:
    """Names are foreign text: breaks, half letters, other scripts and pastes never stop the press."""
    slip = SLIPS["reception"]

    assert press.pdf_bytes(replace(slip, applicant=replace(slip.applicant, name=name))).startswith(b"%PDF")


def test_the_letters_come_along_where_the_system_has_none(tmp_path: Path) -> None:
    """A bare Windows or Linux PC has no Tinos: the bundled files must do, licence beside them."""
    (tmp_path / "fonts.conf").write_text("<fontconfig/>")
    script = (
        "from PySide6.QtGui import QGuiApplication; app = QGuiApplication([]);"
        "from tests.printing.samples import all_slips; from printing import press;"
        "import sys; sys.stdout.buffer.write(press.pdf_bytes(all_slips()['reception']))"
    )
    root = Path(press.__file__).parent.parent
    run = subprocess.run(
        [sys.executable, "-c", script],
        cwd=root,
        capture_output=True,
        check=True,
        env={
            **os.environ,
            "FONTCONFIG_FILE": str(tmp_path / "fonts.conf"),
            "PYTHONPATH": str(root),
            "QT_QPA_PLATFORM": "offscreen",
        },
    )

    assert _squeezed("Nguyễn Thị Phương Thảo") in _text(run.stdout)
    assert b"Tinos" in run.stdout
    assert (root / "printing/fonts/LICENSE-croscore.txt").exists()
