"""How far one dossier has got, why it is not further, and what to do: plain values read on a reader thread. No Qt."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from commune_desk.domain.ids import RecordId
from commune_desk.domain.vietnam_time import VN
from commune_desk.i18n import _, ngettext
from commune_desk.sync_ports import SyncStatus
from commune_desk.sync_views import Proof, RecordTicks, ScanTicks, SyncReads
from ui import tokens
from ui.clock import wall_clock
from ui.context import ScreenContext
from ui.sync_status.state import moment_words, size_words
from ui.tick_words import PLACES, Tick, Ticks, proof_words, ticks_of, trouble_sentence


class ProofLine(NamedTuple):
    """A proof and its words."""

    proof: Proof
    words: str


class Why(NamedTuple):
    """Why it is not at the province, and the one next action ('' for none): 'send', 'sync', 'merge'."""

    words: str
    deed: str
    act: str


@dataclass(frozen=True, slots=True)
class Reach:
    """Everything the proof dialog shows of one dossier."""

    ticks: Ticks
    why: Why | None
    proofs: tuple[ProofLine, ...]
    scans: tuple[tuple[str, Ticks], ...]

    @property
    def places(self) -> tuple[Tick, ...]:
        """The four marks."""
        return self.ticks.marks


def read_reach(context: ScreenContext, reads: SyncReads, dossier: RecordId) -> Reach | None:
    """None where the dossier is not here."""
    record = reads.ticks([dossier]).get(dossier)
    if record is None:
        return None
    status = context.sync.status() if context.sync is not None else SyncStatus()
    scans = reads.scan_ticks(dossier)
    return Reach(
        ticks=ticks_of(record),
        why=why_not(record, scans, status, wall_clock()),
        proofs=tuple(ProofLine(proof, _proof_line(proof)) for proof in reads.proofs(dossier)),
        scans=tuple((_scan_line(scan), ticks_of(scan.ticks)) for scan in scans),
    )


def why_not(record: RecordTicks, scans: list[ScanTicks], status: SyncStatus, now: datetime) -> Why | None:
    """The exact reason and the next action; None where everything is proved to be at the province."""
    if record.trouble:
        act = "merge" if record.trouble == "merge-card" else "sync"
        deed = _("Chọn bản đúng") if act == "merge" else _("Xem cách xử lý")
        return Why(trouble_sentence(record.trouble), deed, act)
    late = sum(scan.ticks.province is None for scan in scans)
    if record.province is not None and not late:
        return None
    line = _line_reason(status, now)
    if line is not None:
        return line
    if record.province is not None:
        told = ngettext(
            "Hồ sơ đã đến tỉnh; còn {count} bản quét đang chờ gửi.",
            "Hồ sơ đã đến tỉnh; còn {count} bản quét đang chờ gửi.",
            late,
        )
        return Why(told.format(count=late), _("Xem tiến độ"), "sync")
    told = ngettext(
        "Đường truyền tốt; {count} việc của hồ sơ này đang xếp hàng chờ gửi.",
        "Đường truyền tốt; {count} việc của hồ sơ này đang xếp hàng chờ gửi.",
        record.waiting,
    )
    return Why(told.format(count=record.waiting), _("Gửi ngay"), "send")


def _line_reason(status: SyncStatus, now: datetime) -> Why | None:
    since, until = (_at(at_ms, now) for at_ms in (status.no_line_since_ms, status.paused_until_ms))
    reasons = {
        "not-enrolled": Why(_("Bàn này chưa đăng ký với tỉnh nên chưa gửi gì đi."), _("Đăng ký"), "sync"),
        "no-line": Why(
            _("Không có đường truyền từ {time}. Hồ sơ giữ an toàn ở máy này và tự gửi khi có mạng; "
              "gấp thì dùng USB.").format(time=since or "…"), _("Thử lại ngay"), "send",
        ),
        "paused": Why(_("Gửi nhận đang tạm dừng đến {time}.").format(time=until), _("Gửi ngay"), "send"),
        "refused": Why(trouble_sentence(status.code), _("Xem cách xử lý"), "sync"),
    }  # fmt: skip
    return reasons.get(status.state)


def reach_tint(reach: Reach) -> tokens.State:
    """The colour of the reason."""
    return tokens.State.OK if reach.why is None else tokens.State.SOON


def _proof_line(proof: Proof) -> str:
    return f"{_(PLACES[proof.place][1])}: {proof_words(proof)}"


def _scan_line(scan: ScanTicks) -> str:
    told = f"{scan.paper} · {size_words(scan.size_bytes)}"
    part = scan.ticks.fraction
    if part is None or part >= 1:
        return told
    return told + " · " + _("đã gửi {percent} %").format(percent=int(part * 100))


def _at(at_ms: int, now: datetime) -> str:
    return moment_words(datetime.fromtimestamp(at_ms / 1000, VN) if at_ms else None, now)
