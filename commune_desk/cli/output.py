"""What a verb answers: one JSON value with --json, else lines to read; and the exit code."""

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TextIO

DONE, NOTHING, REFUSED, TROUBLE = 0, 1, 2, 3


@dataclass(frozen=True, slots=True)
class Answer:
    """`value` for programs, `lines` for people; `code` DONE or NOTHING (nothing found, a check failed)."""

    value: Any
    lines: list[str] = field(default_factory=list)
    code: int = DONE


def plain(value: object) -> str:
    """What json cannot write by itself: instants and days as ISO texts."""
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def show(answer: Answer, *, as_json: bool, out: TextIO | None = None) -> int:
    """Write the answer to `out` (standard output); returns its exit code."""
    out = out or sys.stdout
    if as_json:
        out.write(json.dumps(answer.value, ensure_ascii=False, default=plain) + "\n")
    else:
        out.write("\n".join(answer.lines) + "\n" if answer.lines else "")
    return answer.code


Verb = Callable[..., Answer]
