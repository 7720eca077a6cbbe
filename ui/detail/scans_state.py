"""The scans of a dossier as the detail screen lists them: plain values, read on a reader thread. No Qt."""

from dataclasses import dataclass
from enum import StrEnum

from commune_desk.domain.ids import RecordId
from commune_desk.domain.records import Scan
from commune_desk.i18n import _, ngettext
from commune_desk.ports import Desk
from commune_desk.sync_views import SyncReads

_KIB = 1024
_MIB = 1024 * 1024


class Place(StrEnum):
    """Where its bytes are, as far as it is proved."""

    HERE = "here"
    PROVINCE = "province"
    COMING = "coming"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class ScanLine:
    """One scan: the record, where it is, percent of its bytes on this PC."""

    scan: Scan
    place: Place
    percent: int

    @property
    def text(self) -> str:
        """Two lines: its name; size, pages and how far it has got."""
        pages = ngettext("{count} trang", "{count} trang", self.scan.pages).format(count=self.scan.pages)
        parts = (size_words(self.scan.size), pages if self.scan.pages else "", place_words(self))
        return f"{self.scan.name}\n" + " · ".join(part for part in parts if part)


def read_scans(desk: Desk, reads: SyncReads | None, dossier: RecordId) -> tuple[ScanLine, ...]:
    """In the order of the dossier's papers; the province's tick rests on its signed receipt."""
    ticks = reads.scan_ticks(dossier) if reads is not None else ()
    proved = {one.root for one in ticks if one.ticks.province is not None}
    return tuple(_line(desk, scan, is_proved=scan.root in proved) for scan in desk.reads.scans_of(dossier))


def _line(desk: Desk, scan: Scan, *, is_proved: bool) -> ScanLine:
    held = desk.scans.state(scan.root)
    have = 0 if held is None else held.have
    if held is not None and held.is_whole:
        return ScanLine(scan, Place.PROVINCE if is_proved else Place.HERE, 100)
    place = Place.COMING if have else Place.ELSEWHERE
    return ScanLine(scan, place, min(99, 100 * have // max(1, scan.size)))


def place_words(line: ScanLine) -> str:
    """How far it has got, in words."""
    return {
        Place.HERE: _("chỉ ở trong xã, chưa có biên nhận của tỉnh"),
        Place.PROVINCE: _("tỉnh đã ký nhận đủ"),
        Place.COMING: _("đang lấy về, được {percent} %").format(percent=line.percent),
        Place.ELSEWHERE: _("chưa có trên máy này"),
    }[line.place]


def size_words(size: int) -> str:
    """`812 KB`, `3,4 MB`."""
    if size < _MIB:
        return f"{max(1, round(size / _KIB))} KB"
    return f"{size / _MIB:.1f} MB".replace(".", ",")
