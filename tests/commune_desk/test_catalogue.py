"""A clerk who chose English must meet no Vietnamese: the catalogue is whole and the screens use it."""

import ast
import gettext
import re
import string
import unicodedata
from collections.abc import Iterator

import pytest
from babel.messages.catalog import Catalog

from commune_desk import i18n
from installer import words

VIETNAMESE_LETTER = re.compile("[À-ÖØ-öø-ỹ]")
# Said in Vietnamese on purpose: the name of the language itself, and the law's own words as they stand on paper.
OUTSIDE_THE_CATALOGUE = {
    "Tiếng Việt",
    "Thông tư",
    "Thành phần hồ sơ chưa đầy đủ theo quy định.",
    "Miễn phí",  # written into the procedure: slips print it
    "PHIẾU KHÔI PHỤC DỮ LIỆU",
}
COMMAND_LINE_HELP = {"help", "description"}  # argparse speaks before a language is chosen
SCREENS = [*sorted((words.ROOT / "ui").rglob("*.py")), *sorted((words.ROOT / "commune_desk" / "gui").rglob("*.py"))]


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    return words.read_catalogue()


@pytest.fixture(scope="module")
def said() -> set[words.MessageId]:
    return {message for message, _file in words.said()}


def fields(text: str) -> list[str]:
    """`{names}` with their formats, and the `%1` of Qt's own texts."""
    named = {f"{name}:{spec}" for _text, name, spec, _conversion in string.Formatter().parse(text) if name}
    return sorted(named | set(re.findall(r"%\d", text)))


def each_form(message_id: words.MessageId) -> tuple[str, ...]:
    return message_id if isinstance(message_id, tuple) else (message_id,)


def pairs(catalogue: Catalog) -> Iterator[tuple[str, str]]:
    """Every Vietnamese text with its English one; the forms of a plural one by one."""
    for message in catalogue:
        if isinstance(message.id, str) and message.id:
            yield message.id, words.strings(message)[0]
        elif message.id:
            yield from zip(message.id, words.strings(message), strict=True)


def frame(text: str) -> tuple[bool, int, str, str]:
    """What of a text belongs to the layout: a menu's key letter, line ends, outer spaces."""
    return bool(re.search(r"&\w", text)), text.count("\n"), text[: text.find(text.strip())], text[len(text.rstrip()) :]


def test_every_msgid_of_the_sources_has_english_words(catalogue: Catalog, said: set[words.MessageId]) -> None:
    known = {message.id: message for message in catalogue if message.id}
    assert sorted(map(str, said - known.keys())) == [], "run python -m installer.words, then translate"
    assert sorted(map(str, known.keys() - said)) == [], "no source says these any more: run python -m installer.words"
    assert [message.id for message in words.untranslated(catalogue)] == []


def test_english_words_have_the_placeholders_of_the_vietnamese(catalogue: Catalog) -> None:
    """A placeholder missing loses a fact; one too many is a KeyError on the screen."""
    assert [(said, english) for said, english in pairs(catalogue) if fields(said) != fields(english)] == []


def test_english_words_keep_the_frame_of_the_vietnamese(catalogue: Catalog) -> None:
    """A lost space joins two words on the screen; a lost & takes the menu's key away."""
    assert [(said, english) for said, english in pairs(catalogue) if frame(said) != frame(english)] == []


def test_words_are_found_wherever_they_stand() -> None:
    """Babel alone misses a call inside an f-string, and the clerk would read that one in Vietnamese."""
    source = 'say(f"{name} ({_(\'bạn\')})", ngettext("một " "việc", "nhiều việc", n), _(told), N_("Đóng"))'
    assert words.messages(source) == ["bạn", ("một việc", "nhiều việc"), "Đóng"]


def test_msgids_are_composed_letters(said: set[words.MessageId]) -> None:
    """Decomposed letters look the same, find no translation and match no search."""
    assert [one for key in said for one in each_form(key) if unicodedata.normalize("NFC", one) != one] == []


def test_english_words_are_english(catalogue: Catalog) -> None:
    """Only the currency and names of Vietnamese authorities, as they stand on paper, stay Vietnamese."""
    sums_apart = [english.replace("đồng", "") for _said, english in pairs(catalogue)]
    vietnamese = [english for english in sums_apart if VIETNAMESE_LETTER.search(english)]
    assert [one for one in vietnamese if not one.isupper()] == []


def test_the_compiled_catalogue_is_the_committed_one(catalogue: Catalog) -> None:
    assert words.MO.read_bytes() == words.compiled(catalogue)


def test_the_program_speaks_the_compiled_words() -> None:
    english = gettext.translation(i18n.DOMAIN, i18n.LOCALE_DIR, languages=["en"])
    assert english.gettext("Tiếp nhận") == "Receive"


def inside_word_calls(tree: ast.AST) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in words.FORMS:
            yield from ast.walk(node)
        if isinstance(node, ast.keyword) and node.arg in COMMAND_LINE_HELP:
            yield node.value


def docstrings(tree: ast.AST) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield node.value


def bare_vietnamese(source: str) -> list[tuple[int, str]]:
    """Lines and texts of literals with Vietnamese letters that no word call translates."""
    tree = ast.parse(source)
    fine = {id(node) for node in (*inside_word_calls(tree), *docstrings(tree))}
    return [
        (node.lineno, node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in fine
        and VIETNAMESE_LETTER.search(node.value)
        and len(node.value) > 1  # a letter alone is an alphabet, not a word
        and node.value not in OUTSIDE_THE_CATALOGUE
    ]


def test_screens_say_nothing_past_the_catalogue() -> None:
    found = {path.relative_to(words.ROOT).as_posix(): bare_vietnamese(path.read_text("utf-8")) for path in SCREENS}
    assert {path: texts for path, texts in found.items() if texts} == {}


def test_the_check_for_bare_words_sees_them() -> None:
    """A check that finds nothing must be able to find something: plain, in an f-string, beside a translated one."""
    source = '"""Tài liệu."""\nlabel.setText("Đóng")\nlabel.setText(f"Số {number}")\nlabel.setText(_("Mở") + "hồ sơ")'
    assert [text for _line, text in bare_vietnamese(source)] == ["Đóng", "Số ", "hồ sơ"]
