"""Frozen dataclasses to JSON values and back, checked against their annotations. Standard library only.

Understood: str, int, bool, aware datetime (ISO with offset), date (ISO), Enum (by value), Literal, `X | None`,
`tuple[X, ...]` and dataclasses of these. Unknown or missing fields and wrong types are refused, never guessed.
"""

from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from types import UnionType
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

T = TypeVar("T")


def to_plain(record: object) -> dict[str, Any]:
    """The fields of a dataclass as JSON values, in their order."""
    return {f.name: _plain(getattr(record, f.name)) for f in fields(record)}  # type: ignore[arg-type]


def from_plain(cls: type[T], values: object) -> T:
    """The dataclass `cls` of JSON values; raises ValueError or TypeError where they do not fit."""
    hints: dict[str, Any] = _hints(cls)  # type: ignore[arg-type]  # a class is hashable
    given = {name: _built(hints[name], item) for name, item in _checked(dict, values).items() if _known(hints, name)}
    return cls(**given)


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    return to_plain(value) if is_dataclass(value) else value


@cache
def _hints(cls: type) -> dict[str, Any]:
    return get_type_hints(cls)


def _known(hints: dict[str, Any], name: str) -> bool:
    if name not in hints:
        raise ValueError("unknown field")
    return True


def _built(kind: Any, value: object) -> object:  # noqa: ANN401  an annotation can be any object
    origin = get_origin(kind)
    if origin is UnionType:
        return None if value is None else _built(get_args(kind)[0], value)
    if origin is tuple:
        return tuple(_built(get_args(kind)[0], item) for item in _checked(list, value))
    if origin is Literal:
        return _one_of(get_args(kind), value)
    if is_dataclass(kind):
        return from_plain(kind, value)  # type: ignore[arg-type]
    return _scalar(kind, value)


def _scalar(kind: type, value: object) -> object:
    if issubclass(kind, Enum):
        return kind(value)
    if issubclass(kind, datetime):
        return _instant(_checked(str, value))
    if issubclass(kind, date):
        return date.fromisoformat(_checked(str, value))
    return _checked(kind, value)


def _instant(text: str) -> datetime:
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError("an instant without offset")
    return instant


def _one_of(choices: tuple[object, ...], value: object) -> object:
    if value not in choices:
        raise ValueError("not one of the choices")
    return value


def _checked(kind: type[T], value: object) -> T:
    if type(value) is not kind:
        raise TypeError("another type")
    return value
