"""Words of the administrator's pages in both languages; which one is the request's, so none of it is global."""

from datetime import UTC, datetime
from typing import Final

from commune_desk.domain.vietnam_time import VN

WORDS: Final[dict[str, str]] = {
    "Máy chủ đồng bộ của tỉnh": "Provincial sync server",
    "Tổng quan": "Overview",
    "Máy trạm": "Desks",
    "Phát hành": "Publishing",
    "Mục không nhận": "Refused entries",
    "Nhật ký quản trị": "Audit",
    "Đăng xuất": "Sign out",
    "Đăng nhập": "Sign in",
    "Đăng nhập quản trị": "Administrator sign-in",
    "Mật khẩu": "Password",
    "Mật khẩu không đúng.": "Wrong password.",
    "Sai quá nhiều lần. Hãy thử lại sau 15 phút.": "Too many wrong tries. Try again in 15 minutes.",
    "Chưa đặt mật khẩu quản trị. Chạy lệnh: commune-desk province admin-password": (
        "No administrator password yet. Run: commune-desk province admin-password"
    ),
    "Xã, phường": "Communes",
    "Mã": "Code",
    "Tên": "Name",
    "Tên xã, phường": "Name of the commune",
    "Thêm xã, phường": "Add a commune",
    "Thêm": "Add",
    "Máy": "Desks",
    "Lần đồng bộ cuối": "Last sync",
    "Đang chờ": "Waiting",
    "Mục": "Entries",
    "Đúng hạn": "On time",
    "Quá hạn": "Overdue",
    "Từ chối": "Refused",
    "Lưu ý": "Flags",
    "Chưa từng": "Never",
    "Chưa có xã nào. Hãy thêm xã đầu tiên ở bên dưới.": "No commune yet. Add the first one below.",
    "Chưa có máy nào. Hãy cấp mã đăng ký đầu tiên.": "No desk yet. Issue the first enrolment code.",
    "Tất cả máy": "All desks",
    "Tên máy": "Desk name",
    "Vai trò": "Role",
    "Bàn một cửa": "Desk",
    "Trạm của xã": "Commune hub",
    "Phiên bản": "Version",
    "Số hiệu": "Device",
    "Trạng thái": "State",
    "Hoạt động": "Active",
    "Đã thu hồi": "Revoked",
    "Chưa đồng bộ": "Not yet synced",
    "Thu hồi": "Revoke",
    "Thu hồi máy": "Revoke desk",
    "Giữ lại": "Keep",
    "Máy này sẽ không gửi, không nhận được gì nữa và khóa lại ở lần kết nối tới. Khóa USB của xã được đổi. "
    "Việc này không hoàn tác được.": (
        "This desk will neither send nor receive any more and locks itself at its next contact. "
        "The commune's courier key is changed. This cannot be undone."
    ),
    "Cấp mã đăng ký": "Issue an enrolment code",
    "Cấp mã": "Issue code",
    "Mã đăng ký": "Enrolment code",
    "Mã chỉ hiện một lần, dùng được một lần trong 24 giờ.": "Shown once; good once, for 24 hours.",
    "Trên máy trạm: Đồng bộ › Đăng ký với tỉnh, nhập địa chỉ và mã, hoặc quét mã QR.": (
        "At the desk: Sync › Enrol with the province; type the address and the code, or scan the QR code."
    ),
    "Địa chỉ": "Address",
    "Hết hạn": "Expires",
    "In: Ctrl+P": "Print: Ctrl+P",
    "Quay lại": "Back",
    "Đồng hồ lệch": "Clock off",
    "Đồng hồ nhanh": "Clocks ahead",
    "Đang đọc": "Reading",
    "Chờ Cổng quốc gia": "Portal waiting",
    "Không có": "None",
    "Lý do": "Reason",
    "Mang đến bởi": "Brought by",
    "Lúc": "At",
    "Chưa có mục nào bị từ chối.": "Nothing was refused.",
    "Phát hành danh mục, lịch nghỉ, vị trí và người": "Publish a catalogue, holidays, posts and people",
    "Tệp JSON": "JSON file",
    "Xem trước": "Preview",
    "Xem trước khi phát hành": "Preview before publishing",
    "Phát hành cho mọi xã": "Publish to every commune",
    "Đã phát hành": "Published",
    "Chưa phát hành gì.": "Nothing published yet.",
    "Số mục": "Items",
    "Số xã": "Communes reached",
    "Loại": "Kind",
    "Danh mục thủ tục": "Catalogue of procedures",
    "Lịch nghỉ": "Calendar",
    "Vị trí và người": "Posts and people",
    "Mới": "New",
    "Đổi": "Changed",
    "Như cũ": "Same",
    "Khóa": "Key",
    "Nội dung": "Content",
    "Không có gì khác với bản đã phát hành.": "Nothing differs from what was published.",
    "Tệp không dùng được. Chưa có gì thay đổi.": "The file cannot be used. Nothing was changed.",
    "Việc": "Action",
    "Về": "About",
    "Chưa có việc nào.": "Nothing yet.",
    "Không làm được": "Not done",
    "Mã xã hoặc tên không hợp lệ.": "The code or the name is not valid.",
    "Xã này đã có.": "This commune is there already.",
    "Biểu mẫu đã cũ. Hãy tải lại trang rồi làm lại.": "The form is stale. Load the page again and repeat.",
    "Máy chủ đang bận. Hãy thử lại.": "The server is busy. Try again.",
    "Không tìm thấy.": "Not found.",
    "Máy chủ tập huấn: dữ liệu bịa, không có giá trị.": "Practice server: invented data, of no effect.",
    "phút": "min",
    "giây": "s",
    "Tới nội dung chính": "Skip to content",
    "Tiếng Anh": "English",
}
_REASONS: Final = {
    "journal-hole": ("Thiếu mục đứng trước", "An earlier entry is missing"),
    "journal-chain": ("Không khớp chuỗi nhật ký", "Does not follow the chain"),
    "head-missing": ("Thiếu chữ ký của máy ghi", "No signed head"),
    "head-signature": ("Chữ ký không đúng", "Wrong signature"),
    "not-enrolled": ("Máy ghi chưa đăng ký", "Its device is not enrolled"),
    "foreign-commune": ("Máy ghi thuộc xã khác", "Its device belongs elsewhere"),
    "revoked": ("Máy ghi đã bị thu hồi", "Its device was revoked"),
    "revoked-head": ("Chữ ký của máy đã thu hồi", "Signed by a revoked key"),
    "body-damaged": ("Nội dung hỏng", "Damaged"),
    "entry-too-large": ("Quá lớn", "Too large"),
    "clock-ahead": ("Đồng hồ máy ghi chạy nhanh quá", "Clock too far ahead"),
}
_ACTIONS: Final = {
    "sign-in": ("Đăng nhập", "Signed in"),
    "sign-in-failed": ("Đăng nhập sai", "Failed sign-in"),
    "commune": ("Thêm xã, phường", "Added a commune"),
    "code": ("Cấp mã đăng ký", "Issued a code"),
    "revoke": ("Thu hồi máy", "Revoked a desk"),
    "publish": ("Phát hành", "Published"),
    "catalogue-published": ("Danh mục thủ tục", "Catalogue"),
    "calendar-published": ("Lịch nghỉ", "Calendar"),
    "people-published": ("Vị trí và người", "Posts and people"),
    "new": ("Mới", "New"),
    "changed": ("Đổi", "Changed"),
    "same": ("Như cũ", "Same"),
    "desk": ("Bàn một cửa", "Desk"),
    "hub": ("Trạm của xã", "Commune hub"),
}


class Speech:
    """Words of one page."""

    def __init__(self, language: str) -> None:
        self.language = "en" if language == "en" else "vi"

    def say(self, text: str) -> str:
        """`text` (Vietnamese) in the page's language."""
        return WORDS.get(text, text) if self.language == "en" else text

    def word(self, code: str) -> str:
        """A code's words; the code itself where there are none."""
        found = _REASONS.get(code) or _ACTIONS.get(code)
        return code if found is None else found[self.language == "en"]

    def when(self, ms: int | None) -> str:
        """An instant in Vietnamese time."""
        if not ms:
            return self.say("Chưa từng")
        return datetime.fromtimestamp(ms / 1000, UTC).astimezone(VN).strftime("%d/%m/%Y %H:%M")

    def number(self, value: int) -> str:
        """With the separators of the language."""
        grouped = f"{value:,}"
        return grouped if self.language == "en" else grouped.replace(",", ".")
