"""The reception screen on a real desk: what the clerk sees, by keys alone."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from commune_desk.domain.dossier_life import Right
from commune_desk.domain.records import State
from commune_desk.ports import Filter
from storage.signed_desk import SignedDesk
from tests.ui.reception.clerk import CARD, CONTROL, Clerk
from tests.ui.reception.counter import PaperTray
from ui.reception.checklist import Standing

KEY = Qt.Key


def ready(clerk: Clerk, words: str = "khai sinh") -> None:
    """A dossier with everything there, F9 not yet pressed."""
    clerk.choose(words)
    clerk.scan(CARD)
    clerk.settle()
    clerk.press(KEY.Key_A)


def received(clerk: Clerk) -> None:
    clerk.press(KEY.Key_F9)
    clerk.wait_until(lambda: clerk.screen.view.is_result)
    clerk.settle()


def test_the_form_opens_with_the_keyboard_in_the_procedure_line(clerk: Clerk) -> None:
    """Procedures used most stand ready before a letter is typed."""
    clerk.wait_until(clerk.screen.view.procedures.isVisible)

    assert clerk.focus_name() == "procedure"
    assert clerk.text("nextNumber").endswith("-6001")


def test_enter_pressed_before_the_answer_takes_the_best_procedure(clerk: Clerk) -> None:
    """Hands are faster than the debounce."""
    clerk.choose("dang ky khai sinh")

    assert clerk.screen.editor.state.procedure_name == "Đăng ký khai sinh"
    assert clerk.focus_name() == "number"


def test_words_that_find_nothing_say_so_and_stay(clerk: Clerk) -> None:
    """The clerk changes the words instead of typing them again."""
    clerk.type("zzzz")
    clerk.wait_until(lambda: "Không thủ tục nào" in clerk.text("notice"))

    assert clerk.focus().property("text") == "zzzz"


def test_a_scan_anywhere_fills_the_person_and_leads_to_the_papers(clerk: Clerk) -> None:
    """Also while the cursor stands in a half-typed address."""
    clerk.choose("khai sinh")
    clerk.screen.view.focus_field("address")
    clerk.type("Thôn")
    clerk.wait_until(lambda: clerk.screen.editor.state.address == "Thôn")
    clerk.settle()
    clerk.wait_until(lambda: _silent(clerk))
    clerk.scan(CARD)

    state = clerk.screen.editor.state
    assert (state.number, state.name) == ("001099000001", "Nguyễn Văn Mẫu")
    assert state.address == "Số 1, Thôn Mẫu, Xã Mẫu, Huyện Mẫu, Hà Nội"
    assert clerk.focus_name() == "papers"

    clerk.press(KEY.Key_Z, CONTROL)
    assert (clerk.screen.editor.state.address, clerk.screen.editor.state.name) == ("Thôn", "")


def test_a_scan_while_ticking_changes_no_count(clerk: Clerk) -> None:
    """Digits set copies in the checklist; a scanner's digits must not."""
    clerk.choose("khai sinh")
    clerk.press(KEY.Key_F6)
    before = clerk.screen.editor.state.papers
    clerk.scan(CARD)

    assert clerk.screen.editor.state.papers == before
    assert clerk.screen.editor.state.name == "Nguyễn Văn Mẫu"


def test_a_mangled_card_changes_nothing_and_says_what_to_do(clerk: Clerk) -> None:
    """Never a wrong value in silence."""
    clerk.choose("khai sinh")
    clerk.scan("001099000001||Nguyeenx\b\bễn Văn Mẫu|01011999|Nam|Hà Nội|15062022")

    assert clerk.screen.editor.state.name == ""
    assert "quét lại" in clerk.text("notice")


def test_unmarked_papers_stop_the_reception_at_the_first_of_them(clerk: Clerk) -> None:
    """F9 never decides for the clerk what was handed in."""
    clerk.choose("khai sinh")
    clerk.scan(CARD)
    clerk.press(KEY.Key_F9)

    assert not clerk.screen.view.is_result
    assert clerk.focus_name() == "papers"
    assert "chưa kiểm tra" in clerk.text("notice")


def test_a_wrong_number_is_named_at_its_field_and_f9_goes_there(clerk: Clerk) -> None:
    """What is wrong, why, what to do; the digits stay."""
    clerk.choose("khai sinh")
    clerk.type("00109")
    clerk.press(KEY.Key_Return)

    assert "12 chữ số" in clerk.text("personRowNote")
    clerk.press(KEY.Key_F9)
    assert clerk.focus_name() == "number"
    assert clerk.focus().property("text") == "00109"


def test_receiving_prints_at_once_and_says_where(clerk: Clerk, press: PaperTray, desk: SignedDesk) -> None:
    """Number, slip and draft belong together."""
    ready(clerk)
    received(clerk)
    clerk.wait_until(lambda: "Máy in quầy" in clerk.text("resultPrinting"))

    assert [slip.dossier_number for slip in press.printed] == [clerk.text("resultNumber")]
    assert clerk.text("resultNumber").endswith("-6001")
    assert desk.local.drafts() == []


def test_a_printer_that_fails_loses_no_dossier(clerk: Clerk, press: PaperTray, desk: SignedDesk) -> None:
    """The number is given; the page waits; Ctrl+P prints a counted copy when the printer is back."""
    press.is_jammed = True
    ready(clerk)
    received(clerk)
    clerk.wait_until(lambda: "Ctrl+P" in clerk.text("resultPrinting"))
    assert desk.reads.count(Filter(states=frozenset({State.RECEIVED, State.IN_PROCESS}))) == 1

    press.is_jammed = False
    clerk.press(KEY.Key_P, CONTROL)
    clerk.wait_until(lambda: bool(press.printed))
    assert press.printed[0].marks[-1].copy == 1


def test_without_a_printer_the_slip_is_a_file(clerk: Clerk, press: PaperTray) -> None:
    """Named by the dossier's number, never by a person."""
    press.names = []
    ready(clerk)
    received(clerk)
    clerk.wait_until(lambda: "PDF" in clerk.text("resultPrinting"))

    files = list(clerk.screen.finish._context.prints_dir.iterdir())
    assert [file.suffix for file in files] == [".pdf"]
    assert clerk.text("resultNumber") in files[0].name


def test_missing_papers_give_one_slip_and_no_number_of_the_lease(
    clerk: Clerk, press: PaperTray, desk: SignedDesk
) -> None:
    """An official number is given to a received dossier only."""
    clerk.choose("khai sinh")
    clerk.scan(CARD)
    clerk.settle()
    clerk.press(KEY.Key_A)
    clerk.press(KEY.Key_M)
    assert "F9" in clerk.text("receive")
    assert clerk.screen.editor.state.papers[0].standing is Standing.MISSING
    received(clerk)

    assert press.printed[0].title == "PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ"
    assert "6001" not in clerk.text("resultNumber")
    assert clerk.text("nextNumber").endswith("-6001")


def test_a_refusal_needs_its_reason(clerk: Clerk, press: PaperTray) -> None:
    """The citizen reads why."""
    ready(clerk)
    clerk.press(KEY.Key_F8)
    assert clerk.focus_name() == "refusalSheetText"
    clerk.press(KEY.Key_Return)
    assert "lý do" in clerk.text("refusalSheetNote")
    clerk.type("Không thuộc thẩm quyền, Điều 7")
    clerk.press(KEY.Key_Return)
    clerk.wait_until(lambda: clerk.screen.view.is_result)
    clerk.wait_until(lambda: bool(press.printed))

    assert "Không thuộc thẩm quyền" in str(getattr(press.printed[0], "reason", ""))


def test_the_promised_time_explains_itself(clerk: Clerk) -> None:
    """F4 opens the steps, Esc gives the keyboard back to where it was."""
    clerk.choose("khai sinh")
    clerk.press(KEY.Key_F4)
    assert clerk.window.findChild(QWidget, "dueSheet") is not None
    clerk.press(KEY.Key_Escape)

    assert clerk.focus_name() == "number"


def test_a_date_by_hand_needs_a_later_day_and_a_reason(clerk: Clerk) -> None:
    """The reason stands in the journal."""
    clerk.choose("khai sinh")
    clerk.press(KEY.Key_F4)
    clerk.press(KEY.Key_Tab)
    clerk.type("01/01/2020")
    clerk.press(KEY.Key_Return)
    assert clerk.text("dueNote") != ""
    clerk.focus().selectAll()
    clerk.type("31/12/2099")
    clerk.press(KEY.Key_Tab)
    clerk.type("Theo kế hoạch")
    clerk.press(KEY.Key_Return)

    assert clerk.screen.editor.state.due_reason == "Theo kế hoạch"
    assert "31/12/2099" in clerk.text("due")


def test_the_same_person_and_procedure_again_is_asked_about(clerk: Clerk, desk: SignedDesk) -> None:
    """Two dossiers of one birth are a mistake; two of certified copies may not be."""
    ready(clerk)
    received(clerk)
    clerk.press(KEY.Key_Return)
    ready(clerk)
    clerk.wait_until(lambda: "chưa xong" in clerk.text("notice"))
    clerk.press(KEY.Key_F9)
    assert clerk.focus_name() == "choice_open"
    clerk.press(KEY.Key_Right)
    clerk.press(KEY.Key_Left)
    clerk.press(KEY.Key_Return)
    assert [place for place, _what in clerk.navigated] == ["dossier"]

    clerk.press(KEY.Key_F9)
    clerk.press(KEY.Key_Down if clerk.focus_name() == "choice_receive" else KEY.Key_Left)
    while clerk.focus_name() != "choice_receive":
        clerk.press(KEY.Key_Left)
    clerk.press(KEY.Key_Return)
    clerk.wait_until(lambda: clerk.screen.view.is_result)
    assert clerk.text("resultNumber").endswith("-6002")


def test_an_earlier_person_is_used_again_by_two_keys(clerk: Clerk) -> None:
    """Phone, name or number bring them; Down and Enter take them."""
    clerk.choose("khai sinh")
    clerk.scan(CARD)
    clerk.screen.view.focus_field("phone")
    clerk.type("0912345678")
    clerk.press(KEY.Key_F6)
    clerk.press(KEY.Key_A)
    received(clerk)
    clerk.press(KEY.Key_Return)
    clerk.choose("trich luc")
    while clerk.focus_name() != "number":
        clerk.press(KEY.Key_Return)
    clerk.type("nguyen van mau")
    clerk.wait_until(clerk.screen.view.people["number"].isVisible)
    clerk.press(KEY.Key_Down)
    clerk.press(KEY.Key_Return)

    state = clerk.screen.editor.state
    assert (state.number, state.name, state.phone) == ("001099000001", "Nguyễn Văn Mẫu", "0912345678")


def test_typing_survives_a_crash_within_a_second(clerk: Clerk, open_screen: Callable[[], Clerk]) -> None:
    """The next window says whose dossier it was and when, and continues it."""
    clerk.choose("khai sinh")
    clerk.scan(CARD)
    clerk.wait_until(lambda: "Đã lưu" in clerk.text("saved"))

    again = open_screen()
    assert again.focus_name() == "choice_continue"
    assert "Nguyễn Văn Mẫu" in again.text("askDetail")
    again.press(KEY.Key_Return)
    again.wait_until(lambda: again.screen.editor.known.case is not None)

    assert again.screen.editor.state.name == "Nguyễn Văn Mẫu"
    assert again.screen.editor.state.papers


def test_esc_asks_and_keeps(clerk: Clerk) -> None:
    """A stray Esc costs nothing."""
    clerk.choose("khai sinh")
    clerk.type("0010")
    clerk.press(KEY.Key_Escape)
    clerk.wait_until(lambda: clerk.focus_name() == "choice_stay")
    clerk.press(KEY.Key_Escape)

    assert clerk.screen.editor.state.number == "0010"
    assert clerk.focus_name() == "number"


def test_undo_and_redo_cross_fields(clerk: Clerk) -> None:
    """Ctrl+Z belongs to the form, also inside a line that has an undo of its own."""
    clerk.choose("khai sinh")
    clerk.screen.view.focus_field("birth")
    clerk.type("1950")
    clerk.screen.view.focus_field("address")
    clerk.type("Thôn Mẫu")
    clerk.press(KEY.Key_Z, CONTROL)
    assert (clerk.screen.editor.state.address, clerk.screen.editor.state.birth) == ("", "1950")
    clerk.press(KEY.Key_Z, CONTROL)
    assert clerk.screen.editor.state.birth == ""
    clerk.press(KEY.Key_Z, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    assert clerk.screen.editor.state.birth == "1950"


def test_ten_thousand_letters_are_kept_and_refused_in_words(clerk: Clerk) -> None:
    """Pasted by accident: clear, lossless, and the desk goes on."""
    clerk.choose("khai sinh")
    clerk.scan(CARD)
    clerk.screen.view.focus_field("address")
    QApplication.clipboard().setText("Thôn " * 2000)
    clerk.press(KEY.Key_V, CONTROL)
    clerk.press(KEY.Key_Return)

    assert len(clerk.screen.editor.state.address) == 10_000
    assert "200" in clerk.text("addressRowNote")


def test_the_reason_for_no_right_is_said(clerk: Clerk, desk: SignedDesk) -> None:
    """A post that may only look loses nothing it typed."""
    ready(clerk)
    actor = desk.actor
    desk.actor = type(actor)(actor.staff, actor.post, actor.display_name, actor.post_name, frozenset({Right.INSPECT}))
    clerk.press(KEY.Key_F9)
    clerk.wait_until(lambda: clerk.window.messages.last is not None)

    assert clerk.screen.editor.state.name == "Nguyễn Văn Mẫu"
    assert not clerk.screen.editor.busy


def test_everything_a_screen_reader_meets_has_a_name(clerk: Clerk) -> None:
    """And every input its objectName, by which tests and support find it."""
    view = clerk.screen.view
    fields = [*view.person.inputs.values(), *view.options.inputs.values(), view.procedure.line, view.papers.table]

    assert [one for one in fields if not (one.objectName() and one.accessibleName())] == []


@pytest.mark.parametrize("size", [(1366, 768), (1093, 614), (1920, 1080)])
def test_nothing_of_the_form_lies_outside_the_window(clerk: Clerk, size: tuple[int, int]) -> None:
    """At 125 % an old laptop has 1093x614 logical pixels, and the primary button must be on them."""
    clerk.window.resize(*size)
    clerk.choose("chung thuc ban sao")
    view = clerk.screen.view
    shown = [one for one in view._form.findChildren(QLineEdit) if one.isVisible()]

    assert (clerk.window.width(), clerk.window.height()) == size
    for content in [*shown, view.bar.primary, view.bar.refuse]:
        right = content.mapTo(view, content.rect().topRight()).x()
        assert right < view.width(), content.objectName()
        assert content.visibleRegion().boundingRect() == content.rect(), content.objectName()


def _silent(clerk: Clerk) -> bool:
    capture = clerk.screen.scanner
    return capture._clock_ms() - capture._last_ms > 220
