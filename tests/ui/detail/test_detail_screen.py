"""One dossier driven by keys over a real desk."""

from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QListWidget, QPlainTextEdit
from pytestqt.qtbot import QtBot

from commune_desk.domain.dossier_life import StepKind
from commune_desk.domain.records import Payment, State
from commune_desk.ports import Changes
from commune_desk.usecases.take_step import StepInput, take_step
from tests.ui.conftest import Typist
from tests.ui.dossiers.screens import Stage
from ui.detail.corrections import ApplicantDialog, FeeDialog, NumberDialog, PapersDialog
from ui.detail.print_dialog import PrintDialog
from ui.detail.screen import DetailScreen
from ui.detail.step_dialog import StepDialog
from ui.detail.vote_dialog import VoteDialog
from ui.detail.why_dialog import WhyDialog
from ui.screen import BACK

D = TypeVar("D", bound=QDialog)


def _shown(stage: Stage, qtbot: QtBot, at: int = 0) -> DetailScreen:
    screen = DetailScreen(stage.context)
    stage.put(screen.view)
    screen.open(stage.dossiers[at].id)
    screen.on_shown()
    qtbot.waitUntil(lambda: screen.state is not None and stage.idle())
    return screen


def _dialog(screen: DetailScreen, kind: type[D], qtbot: QtBot) -> D:
    qtbot.waitUntil(lambda: any(one.isVisible() for one in screen.view.findChildren(kind)))
    return next(one for one in screen.view.findChildren(kind) if one.isVisible())


def _state(screen: DetailScreen) -> State:
    assert screen.state is not None
    return screen.state.dossier.state


def test_the_primary_button_takes_the_next_step(stage: Stage, qtbot: QtBot) -> None:
    """A letter, Enter: assigned; the strip says what happened, and no paper comes that nobody asked for."""
    screen = _shown(stage, qtbot)
    assert screen.view.header.primary.text() == "Phân công xử lý (A)"

    qtbot.keyClick(screen.view.header.primary, Qt.Key.Key_A)
    dialog = _dialog(screen, StepDialog, qtbot)
    qtbot.keyClick(dialog.take, Qt.Key.Key_Return)

    qtbot.waitUntil(lambda: _state(screen) is State.IN_PROCESS and stage.idle())
    assert stage.context.messages.last is not None
    assert stage.context.messages.last.level == "done"
    assert not screen.view.findChildren(PrintDialog)
    assert stage.troubles == []


def test_the_control_slip_is_made_when_somebody_needs_it(stage: Stage, qtbot: QtBot) -> None:
    """Mẫu 06 on O: stored, offered for printing, told in the timeline."""
    screen = _shown(stage, qtbot)

    qtbot.keyClick(screen.view, Qt.Key.Key_O)

    preview = _dialog(screen, PrintDialog, qtbot)
    qtbot.waitUntil(stage.idle)
    assert screen.state is not None
    assert [slip.form for slip, _copies in screen.state.view.slips] == ["reception", "control"]
    qtbot.keyClick(preview, Qt.Key.Key_Escape)


def test_a_refused_step_keeps_what_was_typed(stage: Stage, qtbot: QtBot, typed: Typist) -> None:
    """Without a paper named nothing is written, and the reason typed is still there."""
    screen = _shown(stage, qtbot)
    screen.ask_step(StepKind.ASK_SUPPLEMENT)
    dialog = _dialog(screen, StepDialog, qtbot)
    reason = dialog.findChild(QPlainTextEdit, "stepReason")
    assert isinstance(reason, QPlainTextEdit)
    typed(reason, "Thiếu bản chính để đối chiếu")

    dialog.confirm()

    qtbot.waitUntil(lambda: dialog.asked["papers"].input.property("problem") is True)
    assert reason.toPlainText() == "Thiếu bản chính để đối chiếu"
    assert _state(screen) is State.RECEIVED

    papers = dialog.findChild(QListWidget, "askedPapersList")
    assert isinstance(papers, QListWidget)
    qtbot.keyClick(papers, Qt.Key.Key_Space)
    dialog.confirm()

    qtbot.waitUntil(lambda: screen.state is not None and screen.state.dossier.state is State.SUPPLEMENT)
    assert screen.state is not None
    assert screen.state.view.papers[0].is_missing


def test_a_letter_of_a_step_not_allowed_says_so(stage: Stage, qtbot: QtBot) -> None:
    """G returns a result; there is none yet."""
    screen = _shown(stage, qtbot)

    qtbot.keyClick(screen.view, Qt.Key.Key_G)

    assert stage.context.messages.last is not None
    assert "Trả kết quả" in stage.context.messages.last.text
    assert not screen.view.findChildren(StepDialog)


def test_f4_tells_why(stage: Stage, qtbot: QtBot) -> None:
    """The sentences of the count."""
    screen = _shown(stage, qtbot)

    qtbot.keyClick(screen.view, Qt.Key.Key_F4)

    qtbot.keyClick(_dialog(screen, WhyDialog, qtbot), Qt.Key.Key_Escape)


def test_c_copies_the_number(stage: Stage, qtbot: QtBot) -> None:
    """For the other system's window."""
    screen = _shown(stage, qtbot)

    qtbot.keyClick(screen.view, Qt.Key.Key_C)

    assert QGuiApplication.clipboard().text() == stage.dossiers[0].shown_number


def test_every_other_screen_hears_of_a_correction(stage: Stage, qtbot: QtBot) -> None:
    """The list behind it would go on showing the old number."""
    heard: list[Changes] = []
    stage.context.changes.happened.connect(heard.append)
    screen = _shown(stage, qtbot)
    qtbot.keyClick(screen.view.timeline, Qt.Key.Key_M)
    dialog = _dialog(screen, NumberDialog, qtbot)
    dialog.number.set_text("000.00.12.H37-261123-0002")

    dialog.confirm()

    qtbot.waitUntil(lambda: bool(heard) and stage.idle())
    assert stage.dossiers[0].id in heard[0].dossiers


def test_esc_goes_back(stage: Stage, qtbot: QtBot) -> None:
    """The window knows from where the dossier was opened."""
    screen = _shown(stage, qtbot)

    qtbot.keyClick(screen.view.timeline, Qt.Key.Key_Escape)

    assert stage.went == [(BACK, None)]


def test_the_applicant_is_corrected_with_a_reason(stage: Stage, qtbot: QtBot) -> None:
    """A wrong birth year is refused at its field; the right one leaves the old value in the timeline."""
    screen = _shown(stage, qtbot)
    qtbot.keyClick(screen.view, Qt.Key.Key_H)
    dialog = _dialog(screen, ApplicantDialog, qtbot)
    dialog._fields["birth"].set_text("31/02/1985")
    dialog.reason.set_text("Đọc nhầm thẻ")
    dialog.confirm()
    qtbot.waitUntil(stage.idle)
    assert dialog.isVisible()

    dialog._fields["birth"].set_text("1986")
    dialog.confirm()

    qtbot.waitUntil(lambda: screen.state is not None and screen.state.view.applicant.birth == "1986")
    assert screen.state is not None
    told = [text for line in screen.state.timeline for text in line.details]
    assert "ngày sinh: 1985 → 1986" in told
    assert "Đọc nhầm thẻ" in told


def test_papers_are_brought_up_to_date(stage: Stage, qtbot: QtBot) -> None:
    """Counts and missing marks by the dialog."""
    screen = _shown(stage, qtbot)
    qtbot.keyClick(screen.view, Qt.Key.Key_L)
    dialog = _dialog(screen, PapersDialog, qtbot)
    dialog._rows[0].copies.setValue(3)
    dialog.confirm()

    qtbot.waitUntil(lambda: screen.state is not None and screen.state.view.papers[0].copies == 3)


def test_the_official_number_is_tied(stage: Stage, qtbot: QtBot) -> None:
    """A shape no system gives is refused; the right one becomes the number shown."""
    screen = _shown(stage, qtbot)
    qtbot.keyClick(screen.view, Qt.Key.Key_M)
    dialog = _dialog(screen, NumberDialog, qtbot)
    dialog.number.set_text("000.00.12.H37 261123")
    dialog.confirm()
    qtbot.waitUntil(lambda: bool(dialog.asked["number"].problem))

    dialog.number.set_text("000.00.12.H37-261123-0001")
    dialog.confirm()

    qtbot.waitUntil(lambda: screen.view.header.number.text() == "000.00.12.H37-261123-0001")


def test_a_fee_makes_its_receipt(stage: Stage, qtbot: QtBot) -> None:
    """Amount as people write it, 20.000."""
    screen = _shown(stage, qtbot)
    qtbot.keyClick(screen.view, Qt.Key.Key_Q)
    dialog = _dialog(screen, FeeDialog, qtbot)
    dialog._amount.set_text("20.000")
    dialog.confirm()

    _dialog(screen, PrintDialog, qtbot)
    qtbot.waitUntil(stage.idle)
    assert screen.state is not None
    assert (screen.state.dossier.fee_dong, screen.state.dossier.payment) == (20_000, Payment.CASH)


def test_printing_again_counts_a_copy(stage: Stage, qtbot: QtBot) -> None:
    """The journal knows of every copy before the paper moves."""
    screen = _shown(stage, qtbot)
    screen.view.tabs.show_page(2)

    qtbot.keyClick(screen.view.tabs.slips, Qt.Key.Key_I)

    _dialog(screen, PrintDialog, qtbot)
    qtbot.waitUntil(lambda: screen.state is not None and screen.state.view.slips[0][1] == 1 and stage.idle())


def test_a_return_ends_with_the_citizens_vote(stage: Stage, qtbot: QtBot) -> None:
    """Result handed over, form offered, then one key from 1 to 5."""
    dossier = stage.dossiers[0].id
    take_step(stage.desk, dossier, StepInput(StepKind.ASSIGN))
    take_step(stage.desk, dossier, StepInput(StepKind.FINISH, number="12/CT"))
    screen = _shown(stage, qtbot)
    qtbot.keyClick(screen.view, Qt.Key.Key_G)
    _dialog(screen, StepDialog, qtbot).confirm()
    qtbot.keyClick(_dialog(screen, PrintDialog, qtbot), Qt.Key.Key_Escape)

    qtbot.keyClick(_dialog(screen, VoteDialog, qtbot), Qt.Key.Key_5)

    qtbot.waitUntil(stage.idle)
    assert _state(screen) is State.RETURNED
    assert stage.context.messages.last is not None
    assert "đánh giá" in stage.context.messages.last.text
    assert len(stage.desk.local.take_votes(1)) == 1
    assert screen.state is not None
    assert any("Nguyễn Thị Đường" in text for line in screen.state.timeline for text in line.details)


def test_the_key_list_names_the_steps_allowed_now(stage: Stage, qtbot: QtBot) -> None:
    """F1 on a received dossier lists A, not G."""
    keys = {key for key, _words in _shown(stage, qtbot).key_help()}

    assert "A" in keys
    assert "G" not in keys


def test_a_dossier_that_is_not_there_is_told(stage: Stage, qtbot: QtBot) -> None:
    """A stale link shows a sentence, not an empty screen."""
    from commune_desk.domain.ids import Origin, RecordId

    screen = DetailScreen(stage.context)
    stage.put(screen.view)
    screen.open(RecordId(Origin(9, 9), 9, 9))
    screen.on_shown()

    qtbot.waitUntil(lambda: stage.context.messages.last is not None)
    assert screen.view.waiting.isVisibleTo(screen.view)
