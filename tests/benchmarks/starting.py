"""From the start of the process to the painted sign-in window, and the memory then, against a bare PySide6 window."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator

from tests.benchmarks.table import Row, middle

_RUNS = 7
_LONGEST_S = 60


def start_rows() -> Iterator[Row]:
    """Both started in turn, so that a busy moment hits both."""
    bare, ours = [], []
    with tempfile.TemporaryDirectory() as profile:
        for _ in range(_RUNS):
            bare.append(_start(["-m", "tests.benchmarks.bare_window"]))
            ours.append(_start(["-m", "commune_desk", "--profile", profile, "--startup-probe"]))
    # The first run of each warms the disk's cache.
    for what, place, unit in (("process start to painted sign-in window", 0, "ms"), ("memory then", 1, "MiB")):
        here = middle([run[place] for run in ours[1:]])
        yield Row(what, here, unit, middle([run[place] for run in bare[1:]]), "a bare PySide6 window", "1.5x")


def _start(arguments: list[str]) -> tuple[float, float]:
    """(wall ms from the start of the process to its first paint, MiB resident)."""
    environment = {**os.environ, "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    begun = time.perf_counter()
    process = subprocess.Popen([sys.executable, *arguments], stdout=subprocess.PIPE, text=True, env=environment)
    assert process.stdout is not None
    line = process.stdout.readline()
    painted_ms = (time.perf_counter() - begun) * 1000
    process.communicate(timeout=_LONGEST_S)
    if not line:
        raise SystemExit(f"{arguments} painted nothing (exit {process.returncode})")
    return painted_ms, json.loads(line)["rss_kib"] / 1024
