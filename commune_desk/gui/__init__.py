"""The window. What the first paint does not need is imported after it."""

import argparse
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

STARTED_AT = time.perf_counter()


def main(arguments: Sequence[str]) -> int:
    """Show the sign-in window, run until the last window closes; returns Qt's exit code."""
    given = _parser().parse_args(list(arguments))
    from commune_desk.gui.shell import start

    app, shell = start(given)
    if given.startup_probe:
        _probe(app)
    code = app.exec()
    shell.close()
    return code


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """The window's arguments, for tests and the tour."""
    return _parser().parse_args(list(arguments))


def _parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="commune-desk", description="Bàn một cửa cấp xã.")
    top.add_argument("--profile", type=Path, help="thư mục giữ mọi dữ liệu của bàn")
    top.add_argument("--practice", action="store_true", help="mở thẳng bàn tập huấn")
    top.add_argument("--language", choices=("vi", "en"), default="vi")
    top.add_argument("--large-print", action="store_true", help="chữ lớn")
    top.add_argument("--startup-probe", action="store_true", help="in thời gian và bộ nhớ lúc vẽ xong rồi thoát")
    return top


def _probe(app: "QApplication") -> None:
    """After the first paint print one JSON line of milliseconds since this module was imported, and KiB; then quit."""
    from PySide6.QtCore import QTimer

    def report() -> None:
        rss_kib = 0
        status = Path("/proc/self/status")
        if status.exists():
            rss_kib = next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmRSS"))
        painted_ms = (time.perf_counter() - STARTED_AT) * 1000
        sys.stdout.write(json.dumps({"painted_ms": round(painted_ms, 1), "rss_kib": rss_kib}) + "\n")
        sys.stdout.flush()
        app.quit()

    QTimer.singleShot(0, report)
