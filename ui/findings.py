"""What the doctor says: one line per finding, with the next step where there is one. No Qt here."""

from collections.abc import Mapping

from commune_desk.i18n import N_, _

FINDINGS: Mapping[str, str] = {
    "database-sound": N_("Tệp dữ liệu lành lặn."),
    "database-unsound": N_("Tệp dữ liệu có {count} lỗi. Hãy khôi phục từ bản sao lưu; không xóa gì cả."),
    "pages-authentic": N_("Mọi trang mã hóa của tệp dữ liệu đều nguyên vẹn."),
    "pages-altered": N_("{count} trang của tệp dữ liệu bị sửa đổi. Hãy khôi phục từ bản sao lưu."),
    "journal-whole": N_("Nhật ký liền mạch, {entries} mục."),
    "journal-broken": N_("Nhật ký bị đứt hoặc bị sửa tại mục {entry}. Hãy báo người phụ trách."),
    "signatures-right": N_("Chữ ký của nhật ký đúng."),
    "signature-wrong": N_("Chữ ký của nhật ký sai tại mục {entry}. Hãy báo người phụ trách."),
    "links-whole": N_("Các bản ghi liên kết đầy đủ."),
    "links-broken": N_("{count} liên kết hỏng ở bảng {table}, cột {field}. Hãy báo người phụ trách."),
    "numbers-unique": N_("Không có số hồ sơ nào cấp hai lần."),
    "numbers-twice": N_("{count} số hồ sơ bị cấp hai lần. Hãy báo người phụ trách."),
    "search-complete": N_("Chỉ mục tìm kiếm đủ {count} hồ sơ."),
    "search-incomplete": N_("Chỉ mục tìm kiếm có {indexed} trên {records} hồ sơ. Hãy dựng lại chỉ mục."),
    "records-equal-journal": N_("Mọi bản ghi khớp với nhật ký."),
    "record-differs": N_("Bản ghi {table} {id} bị sửa sau lưng nhật ký ở cột {field}. Hãy báo người phụ trách."),
    "changes-set-aside": N_("{count} thay đổi không áp dụng được đang chờ quyết định."),
    "merges-to-decide": N_("{count} chỗ sửa trùng nhau đang chờ quyết định."),
    "scans-whole": N_("Các bản quét trên máy đều nguyên vẹn."),
    "scans-lost": N_(
        "{count} bản quét trên đĩa bị mất hoặc hỏng; máy đang lấy lại từ tỉnh. Nếu không lấy được, hãy quét lại."
    ),
    "log-large": N_("Tệp nhật ký ghi tạm đã lớn. Hãy đóng rồi mở lại phần mềm."),
    "disk-room": N_("Đĩa còn {free_mib} MiB trống."),
    "disk-nearly-full": N_("Đĩa chỉ còn {free_mib} MiB trống. Hãy dọn đĩa."),
    "no-desk": N_("Thư mục này chưa có bàn làm việc."),
    "key-file-readable": N_("Tệp khóa đọc được, {count} người đăng nhập được."),
    "key-file-unreadable": N_("Tệp khóa không đọc được. Hãy chuẩn bị hai phiếu khôi phục."),
    "secret-in-keyring": N_("Phần khóa của máy nằm trong kho khóa của hệ điều hành."),
    "secret-in-file": N_("Phần khóa của máy nằm trong một tệp (không có kho khóa). Ai lấy cả đĩa có thể thử mật khẩu."),
    "secret-missing": N_("Máy không còn giữ phần khóa. Hãy chuẩn bị hai phiếu khôi phục."),
    "backup-fresh": N_("Bản sao lưu mới nhất: {made_at}."),
    "backup-old": N_("Bản sao lưu mới nhất đã cũ: {made_at}. Hãy sao lưu."),
    "backup-none": N_("Chưa có bản sao lưu nào. Hãy sao lưu ngay."),
    "clock-believed": N_("Đồng hồ máy: {clock}."),
    "clock-jumped": N_("Đồng hồ máy nhảy bất thường. Hãy kiểm tra ngày giờ rồi xác nhận."),
    "printers": N_("Máy in: {count}."),
    "no-printers": N_("Không có máy in nào. Phiếu vẫn lưu thành PDF."),
    "numbers-left": N_("Dải số còn {count} số cho hôm nay."),
    "no-lease": N_("Không có dải số hiệu lực: phiếu sẽ mang số tạm."),
}


def finding_sentence(code: str, parameters: Mapping[str, str | int]) -> str:
    """The line of a finding; the code itself for one nobody has worded."""
    return _(FINDINGS[code]).format(**parameters) if code in FINDINGS else code
