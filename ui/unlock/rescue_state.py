"""What the rescue dialog shows, as plain data."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from commune_desk.domain.errors import DeskError
from commune_desk.domain.vietnam_time import to_vietnam
from commune_desk.domain.wording import date_vi
from commune_desk.i18n import _


class Plight(Enum):
    """Why a desk does not open, by what can be done about it."""

    DAMAGED = "damaged"
    MISSING = "missing"
    TOO_NEW = "too-new"
    BUSY = "busy"
    PRACTICE = "practice"


_PLIGHTS = {
    "database-damaged": Plight.DAMAGED,
    "wrong-key": Plight.DAMAGED,
    "database-missing": Plight.MISSING,
    "database-too-new": Plight.TOO_NEW,
    "database-busy": Plight.BUSY,
}
_NOT_THE_DESKS_FAULT = frozenset({"disk-full", "disk-error", "read-only", "file-trouble", "keyring-silent"})


@dataclass(frozen=True, slots=True)
class BackupOnPc:
    """A backup whose checksum holds; `made_at` is aware."""

    name: str
    made_at: datetime
    dossiers: int
    entries: int


@dataclass(frozen=True, slots=True)
class Rescued:
    """What stands in the database's place now. Moments are aware.

    `backup_at`: the backup it stands on (None: none was sound); `last_at`: the newest saved entry; `added` entries came
    out of the damaged file, `lost` could not be read; `aside`: where the former file lies ('': there was none).
    """

    backup_at: datetime | None
    dossiers: int
    entries: int
    last_at: datetime | None
    added: int = 0
    lost: int = 0
    aside: str = ""


@dataclass(frozen=True, slots=True)
class RescuePorts:
    """What a rescue needs; each runs off the UI thread and raises DeskError. `enter`, `practise` and `renew_practice`
    return the signed-in desk; `release` forgets the key."""

    backups: Callable[[], Sequence[BackupOnPc]]
    restore: Callable[[str], Rescued]
    salvage: Callable[[], Rescued]
    enter: Callable[[], object]
    practise: Callable[[], object]
    renew_practice: Callable[[], object]
    release: Callable[[], None]


def plight_of(error: DeskError, *, practice: bool) -> Plight | None:
    """What the dialog offers for this error; None: a sentence is enough."""
    if practice and error.code not in _NOT_THE_DESKS_FAULT | {"database-busy", "key-file-busy"}:
        return Plight.PRACTICE
    return _PLIGHTS.get(error.code)


def moment_of(at: datetime) -> str:
    """`07:30 ngày 23/11/2026`."""
    local = to_vietnam(at)
    return _("{time} ngày {day}").format(time=f"{local:%H:%M}", day=date_vi(local.date()))


def backup_line(one: BackupOnPc) -> str:
    """One line of the list."""
    return _("{when} · {dossiers} hồ sơ · {entries} mục nhật ký").format(
        when=moment_of(one.made_at), dossiers=one.dossiers, entries=one.entries
    )


def result_lines(done: Rescued) -> list[str]:
    """What was saved, what is missing, where the former file lies, what to do about numbers."""
    lines = [
        _("Đã có lại {dossiers} hồ sơ, {entries} mục nhật ký.").format(dossiers=done.dossiers, entries=done.entries)
    ]
    if done.added:
        lines.append(_("Trong đó {count} mục cứu được từ tệp hỏng.").format(count=done.added))
    if done.lost:
        lines.append(_("{count} mục không đọc được nữa.").format(count=done.lost))
    if done.last_at is not None:
        lines.append(
            _("Có thể thiếu những việc làm sau {when}: hãy đối chiếu với phiếu và sổ giấy.").format(
                when=moment_of(done.last_at)
            )
        )
    if done.aside:
        lines.append(_("Tệp cũ không bị xóa, nằm ở: {path}").format(path=done.aside))
    lines.append(
        _("Dải số cũ không dùng tiếp, để không cấp trùng số: hãy nhập dải số mới ở Quản trị. Trước đó bàn cấp số tạm.")
    )
    return lines
