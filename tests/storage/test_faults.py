"""What the world does to a database: each fault has one name, and nothing acknowledged is lost."""

import os
import random
import signal
import subprocess
import sys
import textwrap
import threading
from pathlib import Path

import pytest
from sqlalchemy import update

from commune_desk.domain.errors import (
    AlreadyThere,
    DatabaseBusy,
    DatabaseDamaged,
    DatabaseTooNew,
    DiskFull,
    ReadOnly,
    Stopped,
    WrongKey,
)
from commune_desk.ports import Draft
from storage import tables
from storage.checks import Level, quick_checks, thorough_checks
from storage.desk_file import create_desk_file, open_desk_file
from storage.engine import forget_ui_thread, register_ui_thread
from storage.salvage import salvage
from tests.storage.desks import KEY, MONDAY, Desk, receive, received

ROUNDS = 6


def test_the_wrong_key_is_told_from_damage(desk: Desk) -> None:
    """A clerk with another desk's key file must not hear that the data is broken."""
    desk.file.close()
    with pytest.raises(WrongKey):
        open_desk_file(desk.file.path, bytes(32))
    with desk.file.path.open("r+b") as file:
        file.seek(100)
        file.write(bytes(64))
    with pytest.raises(DatabaseDamaged):
        open_desk_file(desk.file.path, KEY)


def test_a_second_program_is_refused_politely(desk: Desk) -> None:
    with pytest.raises(DatabaseBusy) as refused:
        open_desk_file(desk.file.path, KEY)

    assert refused.value.code == "database-busy"


def test_a_database_is_never_made_over_another(desk: Desk) -> None:
    with pytest.raises(AlreadyThere):
        create_desk_file(desk.file.path, KEY)


def test_a_missing_database_is_not_made_by_opening(tmp_path: Path) -> None:
    """An empty desk in place of a lost one would look as if everything was erased."""
    with pytest.raises(DatabaseDamaged):
        open_desk_file(tmp_path / "desk.db", KEY)

    assert not (tmp_path / "desk.db").exists()


def test_a_newer_major_schema_is_refused_and_a_newer_minor_used(desk: Desk) -> None:
    for major, minor in ((1, 99), (2, 0)):
        with desk.file.engines.write() as connection:
            connection.execute(update(tables.desk).values(schema_major=major, schema_minor=minor))
        if major == 1:
            desk.reopen()
    desk.file.close()
    with pytest.raises(DatabaseTooNew):
        open_desk_file(desk.file.path, KEY)


def test_a_full_disk_loses_nothing_and_work_goes_on_after(desk: Desk) -> None:
    """The transaction that found no room rolls back whole."""
    dossier = received(desk)
    with desk.file.engines.outside_transactions() as raw:
        pages = raw.execute("PRAGMA page_count").fetchone()[0]
        raw.execute(f"PRAGMA max_page_count = {pages}").fetchall()
    with pytest.raises(DiskFull), desk.file.work("dossier.receive", desk.actor) as work:
        _ = [receive(work, "Ngô Thị Dài " * 20, f"{n:04d}") for n in range(400)]
    with desk.file.engines.outside_transactions() as raw:
        raw.execute("PRAGMA max_page_count = 4294967294").fetchall()
    after = received(desk, "Hà Văn Sau", "0500")

    assert after.id.origin != dossier.id.origin
    assert [one.code for one in thorough_checks(desk.file) if one.level is Level.FAULT] == []


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root writes everywhere")
def test_a_read_only_folder_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(ReadOnly):
        create_desk_file(tmp_path / "desk.db", KEY)
    tmp_path.chmod(0o700)


def test_the_window_thread_may_not_wait_for_the_disk(desk: Desk) -> None:
    register_ui_thread()
    try:
        with pytest.raises(RuntimeError), desk.file.work("x", desk.actor):
            pass
        with pytest.raises(RuntimeError), desk.file.read():
            pass
    finally:
        forget_ui_thread()


def test_closing_ends_every_thread_and_later_jobs_are_stopped(desk: Desk) -> None:
    order: list[int] = []
    gate = threading.Event()
    first = desk.file.writer.submit(gate.wait)
    later = [desk.file.writer.submit(lambda: order.append(2), urgent=False)]
    later.append(desk.file.writer.submit(lambda: order.append(1)))
    gate.set()
    desk.file.close()

    assert first.result()
    assert order == [1, 2]
    with pytest.raises(Stopped):
        desk.file.writer.submit(lambda: None).result()


def test_nothing_readable_is_on_the_disk(desk: Desk) -> None:
    """Names in the database, its log, drafts and whatever lies beside them."""
    received(desk, "Quách Thị Bí Mật", "0042")
    desk.file.local.save_draft(Draft("r", MONDAY, "Quách Thị Bí Mật", "Quách Thị Bí Mật".encode()))
    on_disk = b"".join(path.read_bytes() for path in desk.file.path.parent.iterdir() if path.is_file())

    assert len(on_disk) > 100_000
    for secret in ("Quách", "Bí Mật", "087190000042", "SQLite format"):
        assert secret.encode() not in on_disk


def test_a_damaged_page_is_found_and_the_rest_saved(desk: Desk, tmp_path: Path) -> None:
    """Whatever can be read goes into a new file; the damaged one stays as it was."""
    for n in range(120):
        received(desk, "Đỗ Văn Hỏng", f"{n:04d}")
    desk.file.close()
    path = desk.file.path
    pages = path.stat().st_size // 4096
    with path.open("r+b") as file:
        file.seek((pages - 12) * 4096 + 1000)
        file.write(b"\0" * 500)
    damaged = path.read_bytes()
    saved = salvage(path, KEY, tmp_path / "saved.db")

    assert path.read_bytes() == damaged
    assert saved.entries + saved.entries_lost >= 121
    assert saved.entries == saved.entries_added
    file_saved = open_desk_file(tmp_path / "saved.db", KEY)
    assert [one.code for one in thorough_checks(file_saved) if one.level is Level.FAULT] == []
    file_saved.close()


WRITER = """
import sys
from pathlib import Path
from commune_desk.ports import Draft
from storage.desk_file import open_desk_file
from tests.storage.desks import KEY, MONDAY, receive
file = open_desk_file(Path(sys.argv[1]), KEY)
n = int(sys.argv[2])
while True:
    n += 1
    with file.work("dossier.receive", None) as work:
        receive(work, f"Người thứ {n}", f"{n:06d}")
    file.local.save_draft(Draft("typing", MONDAY, str(n), b"x"))
    print(n, flush=True)
"""


def test_kill_9_at_any_moment_loses_nothing_acknowledged(desk: Desk) -> None:
    """Every dossier whose number was printed is there; the journal is whole; so is the draft."""
    desk.file.close()
    acknowledged = 0
    chance = random.Random(7)  # noqa: S311  moments to kill at
    for _ in range(ROUNDS):
        command = [sys.executable, "-c", textwrap.dedent(WRITER), str(desk.file.path), str(acknowledged)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
            assert child.stdout is not None
            for _ in range(chance.randint(1, 25)):
                acknowledged = int(child.stdout.readline())
            child.send_signal(signal.SIGKILL)
            rest = child.stdout.read().split()
            acknowledged = int(rest[-1]) if rest else acknowledged
        file = open_desk_file(desk.file.path, KEY)
        with file.work("look", None) as work:
            for n in range(1, acknowledged + 1):
                assert work.find_dossier(f"H29.31.01-{n:06d}") is not None
            written = acknowledged + (work.find_dossier(f"H29.31.01-{acknowledged + 1:06d}") is not None)
        assert int(file.local.drafts()[0].title) >= acknowledged - 1
        assert [one.code for one in quick_checks(file) if one.level is Level.FAULT] == []
        file.close()
        acknowledged = written
    file = open_desk_file(desk.file.path, KEY)
    assert [one.code for one in thorough_checks(file) if one.level is Level.FAULT] == []
    file.close()
