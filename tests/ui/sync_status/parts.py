"""Stand-ins for what exchanges with the province: they say what a test tells them and remember what was asked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from commune_desk.domain.errors import DeskError
from commune_desk.domain.ids import EntryId, Origin, RecordId
from commune_desk.domain.vietnam_time import VN
from commune_desk.ports import Changes
from commune_desk.sync_ports import Brought, Lane, LineLimits, SyncStatus, Wrote
from commune_desk.sync_views import (
    CardSide,
    CardValue,
    DayProof,
    DecidedCard,
    MergeCard,
    Proof,
    RecordTicks,
    ScanTicks,
    StuckRecord,
)

NOW = datetime(2026, 11, 23, 9, 45, tzinfo=VN)


def ms(hour: int, minute: int, *, day: int = 23) -> int:
    """That moment of November 2026 in Vietnam, milliseconds since 1970 UTC."""
    return round(datetime(2026, 11, day, hour, minute, tzinfo=VN).timestamp() * 1000)


ENTRY = EntryId(Origin(1, 2), 7)
PROVINCE = Proof("province", ENTRY, "Trung tâm dữ liệu tỉnh", ms(9, 42), number=48213, is_safe=True)
SECOND = Proof("second", ENTRY, "Bàn 2", ms(9, 40))
PORTAL = Proof("portal", ENTRY, "Cổng dịch vụ công quốc gia", ms(9, 44), reference="G22.99.01-261123-0007")
LANES = (
    Lane("records", 3, 4_200, 4.0),
    Lane("scans-waited", 2, 410_000, 55.0),
    Lane("scans", 41, 15_200_000, 1860.0),
    Lane("downloads", 12, 9_100, 6.0),
)
CARD = MergeCard(
    key="card-1",
    record_kind="Person",
    group="identity",
    title="Nguyễn Thị Đường · H37.099.01-261123-6001",
    dossier=RecordId(Origin(1, 2), 3, 0),
    values=(
        CardValue("name", "Nguyễn Thị Đường", "Nguyễn Thị Dường"),
        CardValue("number", "001185000011", "001185000017"),
    ),
    left=CardSide("Trần Văn Hòa", "Tiếp nhận", "Bàn 1", ms(9, 12), "Nguyễn Thị Đương", is_kept=False),
    right=CardSide("Lê Thị Bích", "Tiếp nhận", "Bàn 2", ms(9, 31), "Nguyễn Thị Đương", is_kept=True),
)
OTHER_CARD = replace(
    CARD,
    key="card-2",
    group="address",
    title="Trần Văn Dương · H37.099.01-261123-6002",
    values=(CardValue("address", "Thôn Mẫu, xã Mẫu Sơn", "Thôn Khuổi Tẳng, xã Mẫu Sơn"),),
)
DECIDED = DecidedCard(CARD, "left", "Trần Văn Hòa", ms(9, 30, day=20), round(NOW.timestamp() * 1000) + 27 * 86_400_000)


def connected(lanes: tuple[Lane, ...] = ()) -> SyncStatus:
    """A line of 64 kbit/s that worked three minutes ago."""
    return SyncStatus(
        state="connected", peer="province", url="https://motcua.tinh.gov.vn", last_contact_ms=ms(9, 42),
        last_proof_ms=ms(9, 42), rate=8_000.0, clock_off_ms=900, lanes=lanes,
    )  # fmt: skip


@dataclass
class Line:
    """A SyncControl that does nothing."""

    now: SyncStatus = field(default_factory=connected)
    kept: LineLimits = field(default_factory=LineLimits)
    sent: int = 0
    paused: list[int] = field(default_factory=list)
    enrolled: list[tuple[str, str]] = field(default_factory=list)
    refuses: DeskError | None = None

    def status(self) -> SyncStatus:
        return self.now

    def send_now(self) -> None:
        self.sent += 1

    def pause_until(self, until_ms: int) -> None:
        self.paused.append(until_ms)

    def limits(self) -> LineLimits:
        return self.kept

    def set_limits(self, limits: LineLimits) -> None:
        self.kept = limits

    def enrol(self, url: str, code: str) -> None:
        if self.refuses is not None:
            raise self.refuses
        self.enrolled.append((url, code))
        self.now = connected()


@dataclass
class Known:
    """A SyncReads that says the same of every dossier."""

    record: RecordTicks = field(default_factory=lambda: RecordTicks(ms(9, 12), 4, 0, SECOND, PROVINCE))
    scans: list[ScanTicks] = field(default_factory=list)
    of_day: DayProof = field(default_factory=lambda: DayProof(31, 31, 0, ms(9, 42)))
    worries: list[StuckRecord] = field(default_factory=list)
    genuine: bool = True

    def ticks(self, dossiers: Sequence[RecordId]) -> dict[RecordId, RecordTicks]:
        return dict.fromkeys(dossiers, self.record)

    def scan_ticks(self, dossier: RecordId) -> list[ScanTicks]:  # noqa: ARG002  one answer for all
        return self.scans

    def proofs(self, dossier: RecordId) -> list[Proof]:  # noqa: ARG002  one answer for all
        return [one for one in (self.record.portal, self.record.province, self.record.second) if one is not None]

    def verify(self, proof: Proof) -> bool:  # noqa: ARG002  one answer for all
        return self.genuine

    def day(self, now: datetime) -> DayProof:  # noqa: ARG002  one answer for all
        return self.of_day

    def stuck(self, limit: int = 200) -> list[StuckRecord]:
        return self.worries[:limit]


@dataclass
class Cards:
    """A MergeCards that forgets a card once it is decided."""

    waiting: list[MergeCard] = field(default_factory=lambda: [CARD, OTHER_CARD])
    past: list[DecidedCard] = field(default_factory=list)
    asked: list[tuple[str, str]] = field(default_factory=list)

    def open_cards(self) -> list[MergeCard]:
        return list(self.waiting)

    def decided_cards(self) -> list[DecidedCard]:
        return list(self.past)

    def decide(self, key: str, side: str) -> Changes:
        self.asked.append((key, side))
        card = next(one for one in self.waiting if one.key == key)
        self.waiting.remove(card)
        now = round(datetime.now(VN).timestamp() * 1000)
        self.past.insert(0, DecidedCard(card, side, "Trần Văn Hòa", now, now + 30 * 86_400_000))
        return Changes()

    def undo(self, key: str) -> Changes:
        self.asked.append((key, "undo"))
        one = next(one for one in self.past if one.card.key == key)
        self.past.remove(one)
        self.waiting.append(one.card)
        return Changes()


@dataclass
class Stick:
    """A CourierControl that carries nothing."""

    wrote_to: list[Path] = field(default_factory=list)
    refuses: DeskError | None = None

    def write(self, folder: Path, progress: Callable[[int, int], None], is_cancelled: Callable[[], bool]) -> Wrote:  # noqa: ARG002
        if self.refuses is not None:
            raise self.refuses
        progress(512_000, 512_000)
        self.wrote_to.append(folder)
        return Wrote(folder / "xa-mau-son-20261123.vsync", 31, 44, 2, 512_000)

    def read(self, file: Path, progress: Callable[[int, int], None], is_cancelled: Callable[[], bool]) -> Brought:  # noqa: ARG002
        progress(1, 1)
        return Brought(12, 3, 0, 5, 31)


def worries(dossier: RecordId) -> list[StuckRecord]:
    """One of each kind, in an order that is not the one of the page."""
    return [
        StuckRecord("fault-1", "fault", "head-signature", "", ms(8, 2)),
        StuckRecord("scan-1", "scan-failed", "scan-damaged", "", ms(8, 10), dossier, "H37.099.01-261123-6003", "Mai"),
        StuckRecord(
            "refused-1", "refused", "number-taken", "Số 6001 đã cấp cho xã khác", ms(9, 2), dossier,
            "H37.099.01-261123-6001", "Nguyễn Thị Đường", is_waited_for=True,
        ),
    ]  # fmt: skip
