"""Words in the language of the screen; Vietnamese is the source, so a missing translation is Vietnamese.

No Qt here: printing, the command line and the rules beside them need words too.
"""

import gettext
from pathlib import Path

LOCALE_DIR = Path(__file__).parent / "locale"
DOMAIN = "desk"
LANGUAGES = ("vi", "en")

_current: gettext.NullTranslations = gettext.NullTranslations()
_language = "vi"


def use_language(language: str) -> None:
    """Speak `language` (one of LANGUAGES) from now on; takes effect for words asked for later."""
    global _current, _language
    _language = language
    if language == "vi":
        _current = gettext.NullTranslations()
    else:
        _current = gettext.translation(DOMAIN, LOCALE_DIR, languages=[language], fallback=True)


def language_in_use() -> str:
    """The language in use, one of LANGUAGES."""
    return _language


def _(message: str) -> str:
    """`message` (Vietnamese) in the language in use."""
    return _current.gettext(message) if message else ""


def ngettext(singular: str, plural: str, n: int) -> str:
    """The form for `n` things."""
    return _current.ngettext(singular, plural, n)


def N_(message: str) -> str:  # noqa: N802  the gettext convention for marking without translating
    """Mark `message` for the catalogue; translate it later with `_`."""
    return message
