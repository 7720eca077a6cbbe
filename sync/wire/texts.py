"""Columns of texts: what repeats is named by its place, numbers stand in columns of their own, words in a list.

up to _FEW   each: length << 2 | 0, UTF-8; | 1, a run of digits as a number; | 2, an ISO date as a day
else         places of the distinct ones (`sync.wire.columns`), how these are written (a byte), and they:
  _DAYS      ISO dates as days
  _JOINED    UTF-8 with a zero byte behind each
  _LENGTHS   lengths and UTF-8 (they hold control characters)
  _PARTS     templates with a mark where a run of digits was, joined or by words; then the runs: short ones without a
             leading zero as numbers, others by length, in groups of three digits
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from sync.wire.columns import Sections, Source, pick, read_numbers, read_places, write_numbers, write_places
from sync.wire.numbers import Malformed, varint

_FEW: Final = 4
_DAYS: Final = 0
_JOINED: Final = 1
_LENGTHS: Final = 2
_PARTS: Final = 3
_LONGEST: Final = 18
_DIGITS: Final = re.compile(f"[0-9]{{1,{_LONGEST}}}")
_ISO: Final = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_AS_NUMBER: Final = 1
_AS_DAY: Final = 2
_DAY_BYTES: Final = 3
_PLAIN_DIGITS: Final = 4
_GROUP: Final = 3
_MARKS: Final = "\x01\x02\x03\x04\x05\x06\x07\x08\x0b\x0c\x0e\x0f\x10\x11\x12\x13\x14\x15\x16"
"""The first: a short number; then a run of 1 … 18 digits."""
_TAKEN: Final = re.compile(f"[\0{_MARKS}]")
_MARK: Final = re.compile(f"[{_MARKS}]")
_WORDS_FROM: Final = 48
_WORDS_SHARE: Final = 0.6


def write_texts(out: Sections, values: Sequence[str]) -> None:
    """Texts, any but lone surrogates."""
    if len(values) <= _FEW:
        for one in values:
            out.plain += _alone(one)
        return
    distinct = write_places(out, values)
    joined = "\0".join(distinct)
    if _ISO.fullmatch(distinct[0]) and (days := _days(distinct)) is not None:
        out.plain.append(_DAYS)
        write_numbers(out, days)
    elif joined.count("\0") != len(distinct) - 1 or _TAKEN.search(joined.replace("\0", "")):
        out.plain.append(_LENGTHS)
        encoded = [one.encode() for one in distinct]
        write_numbers(out, [len(one) for one in encoded])
        out.plain += b"".join(encoded)
    elif not _DIGITS.search(joined) and len(distinct) < _WORDS_FROM:
        out.plain.append(_JOINED)
        _join(out, joined)
    else:
        out.plain.append(_PARTS)
        _write_parts(out, joined)


def read_texts(source: Source, count: int) -> list[str]:
    """Raises Malformed (or ValueError, for what is not UTF-8)."""
    if count <= _FEW:
        return [_read_alone(source) for _ in range(source.count(count))]
    places, new = read_places(source, count)
    how = source.plain.take(1)[0]
    if how == _DAYS:
        distinct = [date.fromordinal(day).isoformat() for day in read_numbers(source, new)]
    elif how == _LENGTHS:
        distinct = [source.plain.take(length).decode() for length in read_numbers(source, new)]
    elif how == _JOINED:
        distinct = _split(source, new)
    elif how == _PARTS:
        distinct = _read_parts(source, new)
    else:
        raise Malformed
    return source.whole(distinct, places)


def _alone(text: str) -> bytes:
    if text.isascii() and text.isdigit() and len(text) <= _LONGEST:
        return varint(len(text) << 2 | _AS_NUMBER) + int(text).to_bytes(_room(len(text)), "big")
    if _ISO.fullmatch(text) and (days := _days([text])) is not None:
        return varint(len(text) << 2 | _AS_DAY) + days[0].to_bytes(_DAY_BYTES, "big")
    data = text.encode()
    return varint(len(data) << 2) + data


def _read_alone(source: Source) -> str:
    head = source.plain.varint()
    length, how = head >> 2, head & 3
    if how == _AS_NUMBER and 0 < length <= _LONGEST:
        return f"{int.from_bytes(source.plain.take(_room(length)), 'big'):0{length}d}"
    if how == _AS_DAY:
        return date.fromordinal(int.from_bytes(source.plain.take(_DAY_BYTES), "big")).isoformat()
    if how:
        raise Malformed
    return source.plain.take(length).decode()


def _room(digits: int) -> int:
    return (int("9" * digits).bit_length() + 7) // 8


def _days(texts: list[str]) -> list[int] | None:
    if not all(map(_ISO.fullmatch, texts)):
        return None
    try:
        return [date.fromisoformat(one).toordinal() for one in texts]
    except ValueError:
        return None


def _join(out: Sections, joined: str) -> None:
    data = joined.encode()
    out.plain += varint(len(data)) + data


def _split(source: Source, count: int) -> list[str]:
    found = source.plain.take(source.plain.varint()).decode().split("\0")
    if len(found) != source.count(count):
        raise Malformed
    return found


# ------------------------------------------------------------------ templates and what was taken out
def _write_parts(out: Sections, joined: str) -> None:
    runs: dict[str, list[str]] = {}

    def taken(match: re.Match[str]) -> str:
        mark = _mark(match[0])
        runs.setdefault(mark, []).append(match[0])
        return mark

    templates = write_places(out, _DIGITS.sub(taken, joined).split("\0"))
    _write_words(out, templates)
    for mark, found in sorted(runs.items()):
        _write_runs(out, mark, found)


def _mark(run: str) -> str:
    if len(run) <= _PLAIN_DIGITS and (run[0] != "0" or run == "0"):
        return _MARKS[0]
    return _MARKS[len(run)]


def _write_runs(out: Sections, mark: str, runs: list[str]) -> None:
    numbers = list(map(int, runs))
    length = _MARKS.index(mark)
    if length <= _PLAIN_DIGITS:
        write_numbers(out, numbers)
        return
    for _ in range(0, length, _GROUP):
        write_numbers(out, [one % 1000 for one in numbers])
        numbers = [one // 1000 for one in numbers]


def _read_parts(source: Source, count: int) -> list[str]:
    places, new = read_places(source, count)
    templates = _read_words(source, new)
    joined = _joined(source, "\0", pick(templates, places))
    marks = _MARK.findall(joined)
    runs = {mark: _read_runs(source, mark, marks.count(mark)) for mark in sorted(set(marks))}
    found = _MARK.sub(lambda match: next(runs[match[0]]), joined).split("\0")
    if len(found) != count:
        raise Malformed
    return found


def _read_runs(source: Source, mark: str, count: int) -> Iterator[str]:
    length = _MARKS.index(mark)
    if length <= _PLAIN_DIGITS:
        numbers = read_numbers(source, count)
    else:
        numbers, unit = [0] * count, 1
        for _ in range(0, length, _GROUP):
            numbers = [one + unit * more for one, more in zip(numbers, read_numbers(source, count), strict=True)]
            unit *= 1000
    return (f"{one:0{length}d}" for one in numbers)


def _write_words(out: Sections, templates: list[str]) -> None:
    words = "\0".join(templates).replace("\0", " \0 ").split(" ")
    distinct = dict.fromkeys(words)
    if len(templates) < _WORDS_FROM or len(distinct) > _WORDS_SHARE * len(words):
        out.plain.append(0)
        _join(out, "\0".join(templates))
        return
    out.plain.append(1)
    out.plain += varint(len(words))
    _join(out, " ".join(write_places(out, words)))


def _read_words(source: Source, count: int) -> list[str]:
    if not source.plain.take(1)[0]:
        return _split(source, count)
    places, _ = read_places(source, source.plain.varint())
    distinct = source.plain.take(source.plain.varint()).decode().split(" ")
    found = _joined(source, " ", pick(distinct, places)).replace(" \0 ", "\0").split("\0")
    if len(found) != source.count(count):
        raise Malformed
    return found


def _joined(source: Source, between: str, texts: list[str]) -> str:
    """Joined, if that is not longer than the pack may be: a few long ones may be named very often."""
    if sum(map(len, texts)) > source.length:
        raise Malformed
    return between.join(texts)
