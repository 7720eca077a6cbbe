"""The application object: look, Qt's own words, exceptions. Nothing heavy is imported here."""

import logging
import sys
from collections.abc import Callable, Sequence
from types import TracebackType

from PySide6.QtCore import QMessageLogContext, QtMsgType, QTranslator, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from commune_desk.i18n import N_, _
from ui.background import register_ui_thread
from ui.faults import record_bug
from ui.theme import apply_theme

log = logging.getLogger("desk.qt")

_QT_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}

# Qt ships no Vietnamese, so its own words go through our catalogue (Electrum does the same).
QT_WORDS = {
    "OK": N_("Đồng ý"),
    "&OK": N_("Đồng ý"),
    "Cancel": N_("Thôi"),
    "&Cancel": N_("Thôi"),
    "Close": N_("Đóng"),
    "&Close": N_("Đóng"),
    "Apply": N_("Áp dụng"),
    "Save": N_("Lưu"),
    "&Save": N_("Lưu"),
    "Open": N_("Mở"),
    "&Open": N_("Mở"),
    "&Yes": N_("Có"),
    "&No": N_("Không"),
    "Discard": N_("Bỏ"),
    "Help": N_("Trợ giúp"),
    "&Undo": N_("Hoàn tác"),
    "&Redo": N_("Làm lại"),
    "Cu&t": N_("Cắt"),
    "&Copy": N_("Sao chép"),
    "&Paste": N_("Dán"),
    "Delete": N_("Xóa"),
    "Select All": N_("Chọn tất cả"),
    "Directory:": N_("Thư mục:"),
    "File &name:": N_("Tên tệp:"),
    "Files of type:": N_("Loại tệp:"),
    "Look in:": N_("Tìm trong:"),
    "&Look in:": N_("Tìm trong:"),
    "Files of &type:": N_("Loại tệp:"),
    "Files": N_("Các tệp"),
    "Name": N_("Tên"),
    "Size": N_("Cỡ"),
    "Type": N_("Loại"),
    "Date Modified": N_("Ngày sửa"),
    "Computer": N_("Máy tính"),
    "My Computer": N_("Máy tính"),
    "Drive": N_("Ổ đĩa"),
    "Folder": N_("Thư mục"),
    "File Folder": N_("Thư mục"),
    "%1 File": N_("Tệp %1"),
    "Unknown": N_("Không rõ"),
    "Back": N_("Quay lại"),
    "Go back": N_("Quay lại"),
    "Forward": N_("Tiến tới"),
    "Go forward": N_("Tiến tới"),
    "Parent Directory": N_("Thư mục trên"),
    "Go to the parent directory": N_("Thư mục trên"),
    "Create New Folder": N_("Thư mục mới"),
    "Create a New Folder": N_("Thư mục mới"),
    "New Folder": N_("Thư mục mới"),
    "&New Folder": N_("Thư mục mới"),
    "List View": N_("Xem danh sách"),
    "Change to list view mode": N_("Xem danh sách"),
    "Detail View": N_("Xem chi tiết"),
    "Change to detail view mode": N_("Xem chi tiết"),
    "Sidebar": N_("Các nơi hay dùng"),
    "List of places and bookmarks": N_("Các nơi hay dùng"),
    "Recent Places": N_("Mở gần đây"),
    "Directories": N_("Thư mục"),
    "All Files (*)": N_("Mọi tệp (*)"),
    "Show &hidden files": N_("Hiện tệp ẩn"),
    "&Choose": N_("Chọn"),
    "&Rename": N_("Đổi tên"),
    "&Delete": N_("Xóa"),
    "Remove": N_("Bỏ"),
    "Save As": N_("Lưu thành"),
    "%1 already exists.\nDo you want to replace it?": N_("%1 đã có. Ghi đè lên tệp cũ?"),
    "%1\nFile not found.\nPlease verify the correct file name was given.": N_("Không tìm thấy tệp %1."),
    "%1\nDirectory not found.\nPlease verify the correct directory name was given.": N_("Không tìm thấy thư mục %1."),
    "Are you sure you want to delete '%1'?": N_("Xóa %1?"),
    "Could not delete directory.": N_("Không xóa được thư mục."),
    "&Step up": N_("Tăng"),
    "Step &down": N_("Giảm"),
    "Scroll Left": N_("Cuộn sang trái"),
    "Scroll Right": N_("Cuộn sang phải"),
}


class QtWords(QTranslator):
    """Answers Qt's own strings from the catalogue; None lets Qt keep its English."""

    def translate(
        self,
        context: str,  # noqa: ARG002
        source: str,
        disambiguation: str | None = None,  # noqa: ARG002
        n: int = -1,  # noqa: ARG002
    ) -> str | None:
        words = QT_WORDS.get(source)
        return _(words) if words else None

    def isEmpty(self) -> bool:
        return False


def make_app(argv: Sequence[str], *, large_print: bool = False) -> QApplication:
    """The one QApplication, dressed and ready for a first window; call on the UI thread."""
    app = QApplication(list(argv))
    app.setApplicationName("commune-desk")
    app.setApplicationDisplayName(_("Bàn một cửa"))
    words = QtWords(app)
    app.installTranslator(words)
    register_ui_thread()
    qInstallMessageHandler(_qt_said)
    apply_theme(app, large_print=large_print)
    return app


def tell_bugs(tell: Callable[[str], None]) -> None:
    """From now on an exception nobody caught is logged under an id and `tell(id)` says so."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        tell(record_bug(error))

    sys.excepthook = hook


def _qt_said(level: QtMsgType, _context: QMessageLogContext, text: str | None) -> None:
    log.log(_QT_LEVELS.get(level, logging.WARNING), "%s", text)
