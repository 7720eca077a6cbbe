"""Words: `python -m installer.words` brings the English catalogue up to date with the sources.

Extracts every literal in `_`, `N_` and `ngettext` (msgids are Vietnamese), keeps the translations there are, drops
what no source says any more, writes `desk.po`, compiles `desk.mo`, and names the msgids that still lack English.
Translations are written into desk.po by hand; run this again to compile them. Needs Babel, a development dependency.
"""

import ast
import io
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
PACKAGES = ("commune_desk", "ui", "storage", "sync", "printing")
FORMS = {"_": 1, "N_": 1, "ngettext": 2}
PO = ROOT / "commune_desk" / "locale" / "en" / "LC_MESSAGES" / "desk.po"
MO = PO.with_suffix(".mo")

MessageId = str | tuple[str, str]
"""One msgid, or the singular and plural of an ngettext."""


def said() -> Iterator[tuple[MessageId, str]]:
    """Every msgid in the sources with the file that says it, relative to the checkout; in the order of the files."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            for message in messages(path.read_text(encoding="utf-8")):
                yield message, path.relative_to(ROOT).as_posix()


def messages(source: str) -> list[MessageId]:
    """The msgids of one module in the order of its lines; unlike Babel it also sees a call inside an f-string."""
    calls = [
        (node.lineno, node.col_offset, node.args[: FORMS[node.func.id]])
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in FORMS
    ]
    found: list[MessageId] = []
    for _line, _column, arguments in sorted(calls, key=lambda call: call[:2]):
        texts = [one.value for one in arguments if isinstance(one, ast.Constant) and isinstance(one.value, str)]
        if texts and len(texts) == len(arguments):
            found.append(texts[0] if len(texts) == 1 else (texts[0], texts[1]))
    return found


def read_catalogue() -> Catalog:
    """The committed English catalogue; an empty one where there is none yet."""
    if not PO.exists():
        return Catalog("en", creation_date=datetime.now(UTC))
    with PO.open("rb") as file:
        return read_po(file, locale="en")


def updated(old: Catalog) -> Catalog:
    """What the sources say now, with the translations of `old`."""
    new = Catalog(
        "en",
        project="commune-desk",
        version="1",
        header_comment="# English words of Commune Desk; msgids are the Vietnamese of the sources.",
        creation_date=old.creation_date,
        revision_date=old.creation_date,
        last_translator="Commune Desk",
        language_team="English",
        msgid_bugs_address="issues of the project",
        fuzzy=False,
    )
    for message_id, file in said():
        known = old.get(message_id)
        # A message that got a plural since needs new words.
        fits = known is not None and isinstance(known.string, list | tuple) == isinstance(message_id, tuple)
        new.add(message_id, known.string if known is not None and fits else None, locations=[(file, 1)])
    return new


def untranslated(catalogue: Catalog) -> list[Message]:
    """The messages without English words, or whose words wait for a second look (fuzzy)."""
    return [one for one in catalogue if one.id and (one.fuzzy or not all(strings(one)))]


def strings(message: Message) -> tuple[str, ...]:
    """A message's English words: one, or one for each plural form."""
    string = message.string
    return tuple(string) if isinstance(string, list | tuple) else (string or "",)


def compiled(catalogue: Catalog) -> bytes:
    """`catalogue` as the bytes of a .mo file."""
    out = io.BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


def written(catalogue: Catalog) -> bytes:
    """`catalogue` as the bytes of a .po file: files without line numbers, so that a moved line is no change."""
    out = io.BytesIO()
    write_po(out, catalogue, width=118, include_lineno=False)
    return out.getvalue()


def main() -> int:
    """Update and compile; 1 when words are missing, after naming them."""
    catalogue = updated(read_catalogue())
    PO.parent.mkdir(parents=True, exist_ok=True)
    PO.write_bytes(written(catalogue))
    MO.write_bytes(compiled(catalogue))
    missing = untranslated(catalogue)
    for message in missing:
        sys.stdout.write(f"{message.id!r}  {message.locations[0][0]}\n")
    sys.stdout.write(f"{len(catalogue)} messages, {len(missing)} without English\n")
    return 1 if missing else 0


if __name__ == "__main__":
    raise SystemExit(main())
