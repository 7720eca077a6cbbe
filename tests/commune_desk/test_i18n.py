"""Vietnamese is the source: it needs no file and is what shows where a translation is missing."""

from collections.abc import Iterator

import pytest

from commune_desk import i18n
from commune_desk.domain.errors import InvalidInput, NotAllowedNow
from ui.words import sentence


@pytest.fixture(autouse=True)
def vietnamese_again() -> Iterator[None]:
    yield
    i18n.use_language("vi")


def test_vietnamese_is_itself() -> None:
    """Also for text nobody marked."""
    i18n.use_language("vi")
    assert i18n._("Hồ sơ") == "Hồ sơ"
    assert i18n.N_("Hồ sơ") == "Hồ sơ"
    assert i18n.ngettext("{n} hồ sơ", "{n} hồ sơ", 3) == "{n} hồ sơ"
    assert i18n._("") == "", "gettext would give the catalogue's head"


def test_a_missing_translation_shows_vietnamese() -> None:
    """Never an empty button."""
    i18n.use_language("en")
    assert i18n._("câu chưa ai dịch bao giờ") == "câu chưa ai dịch bao giờ"
    assert i18n._("") == ""


def test_a_sentence_is_filled_in_every_language() -> None:
    """And shows a gap rather than failing where a parameter is missing."""
    for language in i18n.LANGUAGES:
        i18n.use_language(language)
        assert "7" in sentence(InvalidInput("text-too-long", field="note", longest=7))
        assert "…" in sentence(InvalidInput("text-too-long", field="note"))
        assert sentence(NotAllowedNow("mã-chưa-có-câu")) == sentence(NotAllowedNow())
