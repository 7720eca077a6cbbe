"""The start of the program: light, in our words, and every bug is told."""

import logging
import subprocess
import sys

import pytest
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QFileDialog, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from ui.app import QtWords, tell_bugs
from ui.faults import record_bug

HEAVY = (
    "sqlalchemy cryptography requests keyring msgspec zstandard sqlcipher3 shamir_mnemonic holidays storage printing"
)
PROBE = f"""
import sys
from ui.app import make_app
app = make_app(["desk"])
from ui.unlock.view import UnlockView
from ui.unlock.presenter import UnlockPresenter
view = UnlockView()
view.show()
view.grab()
print(sorted(set({HEAVY.split()!r}) & {{name.split(".")[0] for name in sys.modules}}))
"""


def test_nothing_heavy_is_imported_before_the_first_paint() -> None:
    """An old PC spends a second on each of these; the window must stand there first."""
    run = subprocess.run([sys.executable, "-c", PROBE], capture_output=True, text=True, check=True)

    assert run.stdout.strip() == "[]"


def test_qt_speaks_vietnamese(qtbot: QtBot, dressed: QApplication) -> None:
    """Qt ships no Vietnamese; “Cancel” among Vietnamese words confuses."""
    words = QtWords()
    dressed.installTranslator(words)
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    qtbot.addWidget(box)
    text = box.button(QDialogButtonBox.StandardButton.Cancel).text()
    dressed.removeTranslator(words)

    assert text == "Thôi"
    assert words.translate("x", "Not one of ours") is None


def test_the_file_dialog_speaks_vietnamese(qtbot: QtBot, dressed: QApplication) -> None:
    """Every PDF and list is saved through it, and Qt draws it itself where no desktop does."""
    words = QtWords()
    dressed.installTranslator(words)
    dialog = QFileDialog()
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    qtbot.addWidget(dialog)
    said = {one.text() for one in dialog.findChildren(QLabel)} | {
        one.text() for one in dialog.findChildren(QPushButton)
    }
    said |= {spoken for one in dialog.findChildren(QWidget) for spoken in (one.toolTip(), one.accessibleName())}
    dressed.removeTranslator(words)

    assert [text for text in said if text and text.isascii()] == []


def test_an_uncaught_exception_is_told_and_logged(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The program goes on; the clerk gets an id."""
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    told: list[str] = []
    tell_bugs(told.append)
    error = ZeroDivisionError("x")

    sys.excepthook(ZeroDivisionError, error, None)

    assert len(told) == 1
    assert told[0] in caplog.text


def test_a_bug_id_can_be_read_out_by_phone(caplog: pytest.LogCaptureFixture) -> None:
    """No letters that look or sound alike."""
    with caplog.at_level(logging.ERROR, "desk.ui"):
        bug_id = record_bug(ValueError())

    assert len(bug_id) == 7
    assert not set(bug_id) & set("O0I1LSFUW52")
