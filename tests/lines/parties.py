"""A desk and a province for stories about the line: real files, real TLS, real processes where they are killed."""

import contextlib
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from commune_desk.desk_sync import crew_of, enrol_desk
from commune_desk.domain.errors import NetworkTrouble, NotFound, ServerBusy
from commune_desk.province import PRACTICE_COMMUNE, Settings, open_province
from commune_desk.scan_hash import scan_root
from commune_desk.sync_ports import ScanReceipt, ScanState
from storage.signed_desk import SignedDesk
from sync.client.enrol import Enrolment
from sync.client.peers import PROVINCE
from sync.client.worker import Crew
from sync.server.registry import DESK
from sync.wire.enrolment import Ticket


class ProvinceProcess:
    """`commune-desk province` as a process of its own, killed and started again at will."""

    def __init__(self, folder: Path, port: int = 0) -> None:
        self.folder = folder
        opened = open_province(Settings(folder, is_practice=True))
        opened.registry.add_commune(PRACTICE_COMMUNE, "Xã", 0)
        self.ticket: Ticket = opened.enroller.invite(PRACTICE_COMMUNE, "Bàn", DESK)
        opened.close()
        self.port = port
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        words = [sys.executable, "-m", "commune_desk", "province", "--folder", str(self.folder)]
        words += ["--practice", "--listen", f"127.0.0.1:{self.port}"]
        self._process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        url = self._process.stdout.readline().strip()
        self.port = int(url.rpartition(":")[2])

    def kill(self) -> None:
        """SIGKILL: nothing is tidied up."""
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()
            assert self._process.stdout is not None
            self._process.stdout.close()
            self._process = None


@contextlib.contextmanager
def province_process(folder: Path) -> Iterator[ProvinceProcess]:
    made = ProvinceProcess(folder)
    made.start()
    try:
        yield made
    finally:
        made.kill()


def through(enrolment: Enrolment, port: int) -> Enrolment:
    """The same province, called through a proxy."""
    return msgspec.structs.replace(enrolment, url=f"https://127.0.0.1:{port}")


def crew_through(desk: SignedDesk, port: int, enrolment: Enrolment) -> Crew:
    crew = crew_of(desk, through(enrolment, port), lambda _changes: None)
    crew.talk.line._stall_s = 3.0
    return crew


def enrolled(desk: SignedDesk, port: int, ticket: Ticket) -> Enrolment:
    return enrol_desk(desk, f"https://127.0.0.1:{port}", ticket)


def until_equal(crew: Crew, most: int = 400, meanwhile: Callable[[int], None] | None = None) -> int:
    """Exchange until neither side has more, whatever the line does: how many tries were cut."""
    cuts = 0
    for number in range(most):
        if meanwhile is not None:
            meanwhile(number)
        try:
            result = crew.talk.exchange()
        except (NetworkTrouble, ServerBusy):
            cuts += 1
            time.sleep(0.02)
            continue
        if result.is_answered and not result.has_more and not crew.talk.replica.waiting_at(PROVINCE):
            return cuts
    raise AssertionError(f"not equal after {most} exchanges, {cuts} of them cut")


@dataclass
class MemoryScans:
    """A ScanStore that keeps its scans in memory, for stories about the line."""

    whole: dict[bytes, bytes] = field(default_factory=dict)
    urgency: dict[bytes, int] = field(default_factory=dict)
    wanted: dict[bytes, int] = field(default_factory=dict)
    parts: dict[bytes, bytearray] = field(default_factory=dict)
    receipts: list[ScanReceipt] = field(default_factory=list)

    def add(self, size: int, urgency: int, seed: int) -> bytes:
        data = random.Random(seed).randbytes(size)  # noqa: S311  a test's dice
        root = scan_root(data)
        self.whole[root], self.urgency[root] = data, urgency
        return root

    def state(self, root: bytes) -> ScanState | None:
        if root not in self.whole:
            return None
        size = len(self.whole[root])
        return ScanState(root, size, size, self.urgency[root])

    def to_send(self, peer: str, limit: int) -> list[ScanState]:  # noqa: ARG002  as ScanStore has it
        done = {one.root for one in self.receipts}
        left = [ScanState(root, len(data), len(data), self.urgency[root]) for root, data in self.whole.items()]
        waiting = [one for one in left if one.root not in done]
        return sorted(waiting, key=lambda one: (one.urgency, one.size))[:limit]

    def to_fetch(self, limit: int) -> list[ScanState]:
        return [
            ScanState(root, size, len(self.parts.get(root, b"")), 2, is_wanted=True)
            for root, size in self.wanted.items()
        ][:limit]

    def read(self, root: bytes, offset: int, length: int) -> bytes:
        if root not in self.whole:
            raise NotFound("scan-missing")
        return self.whole[root][offset : offset + length]

    def append(self, root: bytes, size: int, offset: int, data: bytes) -> int:
        part = self.parts.setdefault(root, bytearray())
        assert offset == len(part)
        part += data
        if len(part) == size:
            assert scan_root(bytes(part)) == root
            self.whole[root], self.urgency[root] = bytes(part), 5
            del self.wanted[root]
        return len(part)

    def take_scan_receipts(self, peer: str, receipts: Sequence[ScanReceipt]) -> None:  # noqa: ARG002
        self.receipts += receipts
