"""The keys of the reception screen in words (F1)."""

from commune_desk.i18n import _
from ui.screen import KeyHelp


def key_help(*, is_result: bool) -> tuple[KeyHelp, ...]:
    """`(key, what it does)` for the form, or for the result."""
    if is_result:
        return (
            ("Enter, F2", _("Người tiếp theo")),
            ("Ctrl+P", _("In lại (ghi là bản sao)")),
            ("Ctrl+D", _("Mở hồ sơ vừa nhận")),
        )
    return (
        ("Enter", _("Ô tiếp theo; trong danh sách: lấy dòng đang chọn")),
        ("F9", _("Tiếp nhận và in, hoặc in phiếu bổ sung")),
        ("F8", _("Từ chối tiếp nhận")),
        ("F4", _("Vì sao hẹn ngày này; đặt ngày khác")),
        ("F6", _("Đến danh sách giấy tờ")),
        ("F7", _("Đến ô thủ tục")),
        ("F2", _("Hồ sơ mới (bản đang nhập được giữ)")),
        ("Space", _("Giấy tờ: đã có")),
        ("M", _("Giấy tờ: còn thiếu")),
        ("A", _("Giấy tờ: đủ cả")),
        ("G", _("Giấy tờ: dùng bản bàn đã có")),
        ("0–9, ← →", _("Giấy tờ: số bản sao, số bản chính")),
        ("Enter, Insert", _("Giấy tờ: ghi chú, thêm giấy tờ")),
        ("Ctrl+H", _("Hướng dẫn: có cần nộp không")),
        ("Ctrl+O", _("Cá nhân hoặc tổ chức")),
        ("Ctrl+R", _("Người nộp thay, ủy quyền")),
        ("Ctrl+D", _("Mở hồ sơ trùng")),
        ("Ctrl+Z, Ctrl+Shift+Z", _("Hoàn tác, làm lại trên mọi ô")),
    )
