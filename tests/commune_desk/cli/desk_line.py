"""The command line as support and third parties run it: a process, a throw-away profile, bytes in and out."""

import io
import json
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from commune_desk import logs
from commune_desk.build import PRACTICE_PASSWORD
from commune_desk.cli import main

ROOT = Path(__file__).parents[3]
PATIENCE_S = 60
PAINTING = {"receive", "print", "check-slip", "doctor"}
"""These make a QGuiApplication of their own, which must not meet the tests' QApplication: always a process."""


@dataclass(frozen=True)
class Run:
    """What came out."""

    code: int
    out: str
    err: str

    @property
    def value(self) -> Any:  # noqa: ANN401  JSON
        return json.loads(self.out)


@dataclass(frozen=True)
class Line:
    """`commune-desk` on one profile."""

    profile: Path
    password: str = PRACTICE_PASSWORD

    def run(
        self,
        *words: str | Path,
        password: str | None = None,
        given: bytes | None = None,
        process: bool = False,
        unpainted: bool = False,
    ) -> Run:
        """One verb with --json, the password on standard input; no traceback may ever show.

        `unpainted`: it will be refused before anything is painted.
        """
        arguments = ["--profile", str(self.profile), "--json", "--password-file", "-", *(str(word) for word in words)]
        typed = given if given is not None else ((password or self.password) + "\n").encode()
        paints = words[0] in PAINTING and not unpainted
        run = _process(arguments, typed) if process or paints else _here(arguments, typed)
        assert "Traceback" not in run.err + run.out
        if run.code >= 2 and run.out:
            assert set(run.value) == {"error", "message"}
            assert run.value["error"] != "bug"
            assert run.value["message"]
        return run

    def ok(self, *words: str | Path) -> Any:  # noqa: ANN401  JSON
        """A verb that must do its work."""
        run = self.run(*words)
        assert run.code == 0, (words, run)
        return run.value

    def refused(
        self, *words: str | Path, code: int = 2, password: str | None = None, given: bytes | None = None
    ) -> str:
        """A verb that must be refused: the error's code."""
        run = self.run(*words, password=password, given=given)
        assert run.code == code, (words, run)
        return str(run.value["error"])


def _process(arguments: list[str], typed: bytes) -> Run:
    done = subprocess.run(
        [sys.executable, "-m", "tests.commune_desk.cli.run_cli", *arguments],
        input=typed, capture_output=True, check=False, cwd=ROOT, timeout=PATIENCE_S,
        env={**os.environ, "PYTHONWARNINGS": "ignore", "QT_QPA_PLATFORM": "offscreen"},
    )  # fmt: skip
    return Run(done.returncode, done.stdout.decode(), done.stderr.decode())


def _here(arguments: list[str], typed: bytes) -> Run:
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err), patch("sys.stdin", io.TextIOWrapper(io.BytesIO(typed))):
        code = main(arguments)
    logs.set_up(None)
    return Run(code, out.getvalue(), err.getvalue())
