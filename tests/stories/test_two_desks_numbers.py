"""Two desks of one commune on market day, without a network: official numbers never meet."""

from pathlib import Path

from commune_desk.domain.records import DeskKey
from commune_desk.usecases.check_slip import check_text
from commune_desk.usecases.numbering import map_number, number_state
from commune_desk.usecases.print_again import slip_of
from storage.backup import back_up
from storage.desk_file import open_desk_file
from storage.restore import restore
from storage.signed_desk import SignedDesk
from tests.commune_desk.timed_desks import timed_desk

KEY = bytes(range(32))


def test_two_desks_one_commune(tmp_path: Path) -> None:
    """Each from its own block, one beyond it; the slips of one are known at the other once it has the key."""
    one = timed_desk(tmp_path / "one", block=(1, 5), desk_code="01")
    two = timed_desk(tmp_path / "two", block=(6, 20), desk_code="02")
    try:
        first = [one.receive() for _ in range(8)]
        second = [two.receive() for _ in range(8)]
        numbers = [received.dossier.shown_number for received in first + second]
        assert len(set(numbers)) == 16
        assert [number[:3] for number in numbers].count("TẠM") == 3
        text = slip_of(first[0].slips[0]).qr_text
        assert check_text(two.desk, text)["verdict"] == "unknown-key"
        (key,) = one.desk.reads.all_of(DeskKey)
        with two.desk.work("key.learn") as work:
            work.add(DeskKey(work.new_id(), key.key_id, key.public_key, key.desk_name))
        assert check_text(two.desk, text)["verdict"] == "genuine"
        map_number(one.desk, first[7].dossier.id, "H29.31.01-261123-0021")
        for number in (first[7].dossier.shown_number, "H29.31.01-261123-0021"):
            assert one.desk.reads.find_number(number) == first[7].dossier.id
    finally:
        one.desk.file.close()
        two.desk.file.close()


def test_a_restored_desk_gives_no_number_of_its_old_block(tmp_path: Path) -> None:
    """After the backup three more were given on paper; the restored desk knows none of them and repeats none."""
    timed = timed_desk(tmp_path / "desk", block=(1, 50))
    timed.receive()
    made = back_up(timed.desk.file, tmp_path / "backups")
    lost = [timed.receive().dossier.shown_number for _ in range(3)]
    actor, path = timed.desk.actor, timed.desk.file.path
    timed.desk.file.close()
    restore(made.path, path, KEY)
    file = open_desk_file(path, KEY, clock=timed.clock)
    try:
        timed.desk = SignedDesk(file, actor)
        assert number_state(timed.desk).lease is None
        given = [timed.receive().dossier.shown_number for _ in range(3)]
        assert all(number.startswith("TẠM-") for number in given)
        assert not set(given) & set(lost)
    finally:
        file.close()
