"""The baseline of starting: a window with a table and a form. Prints what the desk's probe prints."""

import json
import resource
import sys
import time

_START = time.perf_counter()

from PySide6.QtCore import QEvent, QObject, QTimer  # noqa: E402
from PySide6.QtWidgets import (  # noqa: E402
    QApplication,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QMainWindow,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)


class _FirstPaint(QObject):
    """Tells and ends after the first paint of what it watches."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802, ARG002  Qt's name
        if event.type() == QEvent.Type.Paint:
            QTimer.singleShot(0, self.tell)
        return False

    def tell(self) -> None:
        """One JSON line."""
        painted_ms = (time.perf_counter() - _START) * 1000
        rss_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        sys.stdout.write(json.dumps({"painted_ms": round(painted_ms, 1), "rss_kib": rss_kib}) + "\n")
        sys.stdout.flush()
        QApplication.exit(0)


def main() -> int:
    """Show, paint, tell, end."""
    app = QApplication(sys.argv)
    window, middle = QMainWindow(), QWidget()
    row, form, table = QHBoxLayout(middle), QFormLayout(), QTableWidget(50, 6)
    for place in range(300):
        table.setItem(place // 6, place % 6, QTableWidgetItem(f"Ô {place}"))
    for field in range(12):
        form.addRow(f"Mục {field}", QLineEdit())
    row.addLayout(form)
    row.addWidget(table)
    window.setCentralWidget(middle)
    window.resize(1093, 614)
    watcher = _FirstPaint()
    middle.installEventFilter(watcher)
    window.show()
    return app.exec()


if __name__ == "__main__":
    sys.exit(main())
