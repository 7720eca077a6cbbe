"""Market day: sixty citizens, no network, every kind of end; in the evening everything is found again."""

from pathlib import Path

from commune_desk.build import PRACTICE_PASSWORD, PRACTICE_USER, practice_desk, practice_doors
from commune_desk.domain.dossier_life import StepKind, next_steps
from commune_desk.domain.records import Dossier, Payment, PrintedSlip, State
from commune_desk.paths import Profile
from commune_desk.ports import Filter
from commune_desk.usecases.numbering import number_state
from commune_desk.usecases.print_again import print_again, slip_of
from commune_desk.usecases.receive_dossier import guide_incomplete, receive_dossier, refuse_dossier
from commune_desk.usecases.reception_input import Applicant, Money, PaperInput
from commune_desk.usecases.registers import day_list, register_book
from commune_desk.usecases.take_step import StepInput, take_step
from storage.backup import back_up
from storage.backup import test_restore as tried_restore
from storage.rebuild import rebuild_check
from storage.signed_desk import SignedDesk
from tests.commune_desk.timed_desks import PAPER, reception

CITIZENS = 60
SURNAMES = ("Nguyễn", "Đặng", "Dương", "Đường", "H'Hen", "K'Brếp", "Lò", "Ksor")
WAYS = (
    (StepKind.ASSIGN, StepKind.FINISH, StepKind.RETURN_RESULT),
    (StepKind.ASSIGN, StepKind.ASK_SUPPLEMENT, StepKind.SUPPLEMENT_RECEIVED, StepKind.FINISH),
    (StepKind.ASSIGN, StepKind.PASS_ON, StepKind.TAKE_BACK, StepKind.PAUSE, StepKind.RESUME),
    (StepKind.ASK_WITHDRAWAL, StepKind.STOP),
    (StepKind.ASSIGN, StepKind.ASK_FINANCIAL_DUTY, StepKind.FINANCIAL_DUTY_DONE, StepKind.NOTE),
    (),
)


def citizen(n: int) -> Applicant:
    name = f"{SURNAMES[n % len(SURNAMES)]} Thị Số {n}"
    return Applicant(name, f"0791900{n:05d}", birth="1990", address=f"Ấp {n % 7}", phone=f"09012{n:05d}")


def serve(desk: SignedDesk, n: int) -> tuple[Dossier, tuple[PrintedSlip, ...]]:
    """One citizen at the counter."""
    wanted = reception(applicant=citizen(n), duplicate_accepted=False)
    if n % 10 == 8:
        missing = PaperInput("chung-sinh", "Giấy chứng sinh", is_missing=True)
        guided = guide_incomplete(desk, reception(applicant=citizen(n), papers=(PAPER, missing)), "Còn thiếu")
        return guided.dossier, guided.slips
    if n % 10 == 9:
        refused = refuse_dossier(desk, wanted, "Không thuộc thẩm quyền")
        return refused.dossier, refused.slips
    money = Money(8_000, "", Payment.CASH) if n % 2 else Money()
    received = receive_dossier(desk, reception(applicant=citizen(n), money=money))
    dossier, slips = received.dossier, received.slips
    asked = (PaperInput("trich-luc", "Trích lục", originals=1),)
    for kind in WAYS[n % len(WAYS)]:
        assert kind in next_steps(dossier)
        step = StepInput(kind, "Theo quy định", asked, unit="Công an xã", number=f"{n}/GKS")
        taken = take_step(desk, dossier.id, step)
        dossier, slips = taken.dossier, slips + taken.slips
    return dossier, slips


def test_a_market_day(tmp_path: Path) -> None:
    """Nothing of the day is lost over backup and restart, and every paper can be printed again as it was."""
    profile = Profile(tmp_path / "desk")
    desk = practice_desk(profile)
    day = desk.now().date()
    served = [serve(desk, n) for n in range(CITIZENS)]
    received = [dossier for dossier, _ in served if dossier.received_at]
    numbers = [dossier.shown_number for dossier, _ in served]
    assert len(set(numbers)) == CITIZENS
    assert len(received) == 48
    slips = {slip.id: slip.data for _, made in served for slip in made}
    assert [row.dossier_number for row in day_list(desk, day).rows] == [one.number for one in received]
    copy = print_again(desk, served[0][1][0].id)
    assert copy.marks != slip_of(served[0][1][0]).marks
    home = desk.reads.home(desk.now())
    made = back_up(desk.file, profile.backups, key_file=profile.keys)
    assert made.verified.dossiers == CITIZENS
    key = desk.file.engines.key
    desk.file.close()

    assert tried_restore(made.path, key).dossiers == CITIZENS
    again = practice_doors(profile).sign_in(PRACTICE_USER, PRACTICE_PASSWORD)
    try:
        assert again.reads.home(again.now()).counts == home.counts
        for n, (dossier, papers) in enumerate(served):
            assert again.reads.find_number(dossier.shown_number) == dossier.id
            view = again.reads.dossier(dossier.id)
            assert (view.dossier, view.applicant.name) == (dossier, citizen(n).name)
            assert [slip.data for slip, _ in view.slips] == [slips[slip.id] for slip in papers]
            for text in (citizen(n).number, citizen(n).phone, citizen(n).name):
                rows = again.reads.dossiers(Filter(text=text)).rows
                assert dossier.id in [row.id for row in rows], text
        counts = {state: again.reads.count(Filter(states=frozenset({state}))) for state in State}
        assert sum(counts.values()) == CITIZENS
        assert counts[State.REFUSED] == 6
        assert number_state(again).used_today == len(received)
        book = register_book(again, day.replace(month=1, day=1), day)
        assert [row.index for row in book.rows] == list(range(1, len(received) + 1))
        assert rebuild_check(again.file) == []
    finally:
        again.file.close()
