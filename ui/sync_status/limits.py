"""When large scans may travel, and how much in all."""

from functools import partial

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from commune_desk.domain.errors import InvalidInput
from commune_desk.i18n import _
from commune_desk.sync_ports import LineLimits, SyncControl
from ui import words
from ui.context import ScreenContext
from ui.kit.field import LineField
from ui.kit.form_dialog import FormDialog
from ui.sync_status.state import MB

MOST_MB, LEAST_SHARE, MOST_SHARE = 1_000_000, 5, 100


def ask_limits(context: ScreenContext, sync: SyncControl, parent: QWidget) -> None:
    """Read what is kept, then ask; an answer is written by the worker."""
    context.background.read(sync.limits, partial(_open, context, sync, parent), owner=parent)


def _open(context: ScreenContext, sync: SyncControl, parent: QWidget, kept: LineLimits) -> None:
    dialog = FormDialog(_("Khung giờ và giới hạn"), _("Lưu"), name="limitsDialog", parent=parent, size=QSize(600, 420))
    dialog.say(_("Hồ sơ luôn được gửi ngay. Các ô dưới đây chỉ áp dụng cho bản quét chưa có ai chờ."))
    windows = LineField(
        _("Giờ được gửi bản quét"),
        name="limitsWindows",
        hint=_("Ví dụ 11:30-13:30,17:00-07:00. Để trống: lúc nào cũng được."),
    )
    windows.set_text(kept.windows)
    cap = LineField(_("Mỗi ngày nhiều nhất (MB)"), name="limitsCap", hint=_("0: không giới hạn."))
    cap.set_text(str(kept.daily_cap_bytes // MB))
    share = LineField(_("Phần đường truyền được dùng (%)"), name="limitsShare", hint=_("Phần còn lại để vào mạng."))
    share.set_text(str(kept.share))
    dialog.add(windows, "windows")
    dialog.add_pair((cap, "daily_cap_bytes"), (share, "share"))

    def job() -> partial[None]:
        limits = LineLimits(windows.text().strip(), amount(cap.text(), "daily_cap_bytes", 0, MOST_MB) * MB,
                            amount(share.text(), "share", LEAST_SHARE, MOST_SHARE))  # fmt: skip
        return partial(sync.set_limits, limits)

    dialog.ask(context.background, words.sentence, job, partial(_saved, context))


def amount(text: str, field: str, least: int, most: int) -> int:
    """A whole number as typed, dots between thousands allowed; raises InvalidInput('limits-invalid')."""
    digits = text.strip().replace(".", "").replace(" ", "") or "0"
    if not (digits.isascii() and digits.isdigit()) or not least <= int(digits[:12]) <= most:
        raise InvalidInput("limits-invalid", field=field, least=least, most=most)
    return int(digits)


def _saved(context: ScreenContext, _nothing: object) -> None:
    context.messages.say("done", _("Đã lưu khung giờ và giới hạn."))
