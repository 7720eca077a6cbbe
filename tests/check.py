"""Every check in one command: `python -m tests.check` (all) or `python -m tests.check --fast`."""

import os
import subprocess
import sys
import time
from pathlib import Path

TOOLS = Path(sys.executable).parent

FAST = [
    ("format", ["ruff", "format", "--check", "."]),
    ("lint", ["ruff", "check", "."]),
    ("types", ["mypy"]),
    ("layers", ["lint-imports"]),
    ("tests", ["pytest", "-n", "2", "-m", "not slow"]),
]
SLOW = [("slow tests", ["pytest", "-n", "2", "-m", "slow"])]


def main(arguments: list[str]) -> int:
    """Run the checks one after the other; returns 1 when any failed, after all have spoken."""
    environment = dict(os.environ, QT_QPA_PLATFORM="offscreen", PYTHONDONTWRITEBYTECODE="")
    failed = []
    for name, command in FAST if "--fast" in arguments else FAST + SLOW:
        started = time.monotonic()
        code = subprocess.run([TOOLS / command[0], *command[1:]], check=False, env=environment).returncode
        sys.stdout.write(
            f"== {name}: {'ok' if code == 0 else f'FAILED ({code})'} in {time.monotonic() - started:.0f} s\n"
        )
        sys.stdout.flush()
        if code:
            failed.append(name)
    if failed:
        sys.stdout.write(f"failed: {', '.join(failed)}\n")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
