"""The demo's own province reads entries for their meaning, tells the (stand-in) portal, and tells the desk back."""

import time
from pathlib import Path

from commune_desk.build import practice_desk
from commune_desk.desk_sync import enrol_desk, exchange_once
from commune_desk.paths import Profile
from commune_desk.province import start_practice_province
from commune_desk.usecases.receive_dossier import receive_dossier
from storage.sync_reads import FileSyncReads
from tests.commune_desk.timed_desks import reception

PATIENCE_S = 25


def test_all_four_ticks_come(tmp_path: Path) -> None:
    """Received with the line down, sent, taken over by the (stand-in) portal, told back to the desk."""
    desk = practice_desk(Profile(tmp_path / "desk"))
    province = start_practice_province(tmp_path / "province")
    try:
        enrol_desk(desk, province.url, province.ticket)
        dossier = receive_dossier(desk, reception()).dossier.id
        reads = FileSyncReads(desk.file)
        ends = time.monotonic() + PATIENCE_S
        while True:
            exchange_once(desk, lambda _waiting, _bytes: None)
            ticks = reads.ticks([dossier])[dossier]
            if ticks.portal is not None or time.monotonic() > ends:
                break
            time.sleep(0.05)
        assert ticks.province is not None
        assert ticks.portal is not None
        assert reads.stuck() == []
        (desks,) = province.province.figures.overview(0)
        assert desks.code
    finally:
        province.stop()
        desk.file.close()
