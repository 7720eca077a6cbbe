"""The house rules that no type checker sees: layers, sizes, one home for each dangerous call, a word for every code."""

import ast
import inspect
import re
import string
import sys
import unicodedata
from functools import lru_cache

import pytest
from importlinter.api import use_cases
from PySide6.QtWidgets import QApplication, QLabel

from commune_desk.domain import errors
from commune_desk.domain.dossier_life import Right, StepKind
from commune_desk.domain.errors import DeskError
from commune_desk.domain.records import Channel, Delivery, Payment, State
from tests.architecture.sources import PACKAGES, ROOT, Source, calls, dotted, sources
from ui import words
from ui.findings import FINDINGS
from ui.sentences import SENTENCES

CLASSES = {name: one for name, one in vars(errors).items() if inspect.isclass(one) and issubclass(one, DeskError)}


def test_dependencies_point_inwards(monkeypatch: pytest.MonkeyPatch) -> None:
    """The contracts of pyproject.toml: rules know no framework, adapters know not one another."""
    monkeypatch.chdir(ROOT)
    monkeypatch.syspath_prepend(str(ROOT))
    assert use_cases.lint_imports(config_filename="pyproject.toml", is_debug_mode=False, cache_dir=None)


# ------------------------------------------------------------------ one home for each dangerous call
HOMES = {
    "exec": ("commune_desk/gui/__init__.py", "commune_desk/tour"),
    "eval": (),
    "print": (),
    "breakpoint": (),
    ".processEvents": ("commune_desk/tour",),
    "time.sleep": (
        "commune_desk/tour",
        "storage/atomic_file.py",
        "storage/engine.py",
        "installer/",
        "commune_desk/cli/sync_verbs.py",
    ),
    "datetime.now": (
        "commune_desk/build.py",  # which post somebody holds today, before a desk is open
        "commune_desk/cli/sync_verbs.py",  # until which time of this PC's wall clock
        "commune_desk/cli/verbs.py",  # `card` needs no desk
        "commune_desk/province.py",  # how long the server's certificates last
        "commune_desk/gui/doorway.py",
        "commune_desk/tour",
        "installer/",
        "storage/desk_file.py",  # the PC clock, read nowhere else while a desk is open
        "storage/restore.py",
        "storage/salvage.py",
        "ui/administration/office.py",
        "ui/administration/recovery.py",
        "ui/clock.py",  # words on screens about the sync, which must work when the clock jumped
        "ui/reception/autosave.py",
        "ui/reception/editor.py",
    ),
    "date.today": (),
    "datetime.utcnow": (),
    "os.system": (),
}
"""Modal loops freeze the queue at the counter; a clock read anywhere but through the desk escapes the clock's floor."""


@pytest.mark.parametrize("name", HOMES)
def test_dangerous_calls_have_one_home(name: str) -> None:
    """`exec` of a dialog is a method too: `.exec` is looked for like the bare name."""
    found = [
        f"{source.path}:{call.lineno}"
        for source in sources()
        if not source.path.startswith(HOMES[name] or ("-",))
        for called, call in calls(source)
        if called == name or called.endswith(f".{name.removeprefix('.')}")
    ]
    assert found == []


# ------------------------------------------------------------------ sizes
LONGEST = {"module": 400, "class": 200, "function": 40}
EXEMPT = frozenset(
    {
        "ui/dossiers/screen.py:DossiersScreen",
        "ui/reception/procedure_pane.py:__init__",
        "ui/reception/screen.py:ReceptionScreen",
        "ui/reception/shown.py:shown",
        "storage/apply.py:Fold",
        "storage/work.py:DeskWork",
    }
)
"""Over the line by a little, to be split; nothing may be added."""


def too_long(source: Source) -> list[str]:
    found = [f"{source.path} {source.lines}"] if source.lines > LONGEST["module"] else []
    for node in ast.walk(source.tree):
        kind = {ast.ClassDef: "class", ast.FunctionDef: "function"}.get(type(node))
        if kind and isinstance(node, (ast.ClassDef, ast.FunctionDef)):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > LONGEST[kind]:
                found.append(f"{source.path}:{node.name} {length}")
    return found


def test_sizes() -> None:
    """What does not fit one's head is split."""
    assert [one for source in sources() for one in too_long(source) if one.split()[0] not in EXEMPT] == []


# ------------------------------------------------------------------ a word for everything
def raised() -> dict[str, list[tuple[str, set[str]]]]:
    """code -> (where, names of parameters) for every construction of one of our errors with a literal code."""
    found: dict[str, list[tuple[str, set[str]]]] = {}
    for source in sources():
        for name, call in calls(source):
            if name.split(".")[-1] not in CLASSES or not call.args:
                continue
            given = {word.arg for word in call.keywords if word.arg} | (
                {"*"} if any(w.arg is None for w in call.keywords) else set()
            )
            for code in literals(call.args[0]):
                found.setdefault(code, []).append((f"{source.path}:{call.lineno}", given))
    return found


@lru_cache(maxsize=1)
def constants() -> dict[str, str]:
    """Text constants of modules: some codes have a name of their own."""
    return {
        target.id: node.value.value
        for source in sources()
        for node in source.tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def literals(node: ast.expr) -> list[str]:
    """The strings an expression may be, as far as they stand in it."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.Name) and node.id in constants():
        return [constants()[node.id]]
    if isinstance(node, ast.IfExp):
        return [*literals(node.body), *literals(node.orelse)]
    return []


def test_every_code_has_a_sentence() -> None:
    """The clerk reads what happened, never a code."""
    missing = {
        code: [where for where, _ in places] for code, places in raised().items() if code and code not in SENTENCES
    }
    assert missing == {}


@pytest.mark.parametrize("name", CLASSES)
def test_every_class_of_error_has_a_sentence(name: str) -> None:
    """Raised without a code of its own it still speaks."""
    assert CLASSES[name].code in SENTENCES


def test_placeholders_are_given_where_the_error_is_raised() -> None:
    """A sentence with a hole reads `Còn … lần thử`."""
    wrong = []
    for code, places in raised().items():
        wanted = {name for _, name, _, _ in string.Formatter().parse(SENTENCES.get(code, "")) if name} - {"field"}
        wrong += [
            (code, where, sorted(wanted - given)) for where, given in places if "*" not in given and wanted - given
        ]
    assert wrong == []


def test_every_finding_has_a_line() -> None:
    """The doctor speaks of every finding in words, with every parameter its line names."""
    found = [
        (code, f"{source.path}:{call.lineno}")
        for source in sources()
        for name, call in calls(source)
        if name == "Finding" and call.args
        for code in literals(call.args[0])
    ]
    assert len(found) > 10
    assert [one for one in found if one[0] not in FINDINGS] == []


@pytest.mark.parametrize(
    ("table", "kind"),
    [
        (words.STATES, State),
        (words.STEPS, StepKind),
        (words.RIGHTS, Right),
        (words.CHANNELS, Channel),
        (words.DELIVERIES, Delivery),
        (words.PAYMENTS, Payment),
    ],
    ids=lambda one: getattr(one, "__name__", ""),
)
def test_every_member_has_a_word(table: dict[object, str], kind: type) -> None:
    """A button without a word would show the code's."""
    assert set(table) == set(kind)
    assert all(table.values())


def test_every_action_of_the_journal_has_a_word() -> None:
    """The timeline shows them to the clerk; entries of the office itself stand in no dossier's timeline."""
    actions = {
        call.args[0].value
        for source in sources()
        if source.path.startswith("commune_desk/usecases")
        for name, call in calls(source)
        if name.endswith("desk.work") and call.args and isinstance(call.args[0], ast.Constant)
    }
    office = ("office.", "post.", "staff.", "calendar.", "catalogue.", "number.lease", "vote.")
    assert "dossier.receive" in actions
    silent = [one for one in actions if not str(one).startswith(office) and words.action_label(str(one)) == one]
    assert silent == []


# ------------------------------------------------------------------ words on the disk
def msgids() -> list[tuple[str, str]]:
    """Every literal that goes through gettext."""
    return [
        (source.path, text)
        for source in sources()
        for name, call in calls(source)
        if name in ("_", "N_", "ngettext")
        for argument in call.args
        for text in literals(argument)
    ]


def test_words_are_composed() -> None:
    """Decomposed Vietnamese looks alike and misses its translation; msgids are Vietnamese."""
    found = msgids()
    assert len(found) > 300
    assert [(path, text) for path, text in found if text != unicodedata.normalize("NFC", text)] == []


def test_the_catalogue_is_composed_and_its_placeholders_agree() -> None:
    """A translation with another placeholder than its msgid would fail on the screen."""
    catalogues = list((ROOT / "commune_desk" / "locale").rglob("*.po"))
    for path in catalogues:
        text = path.read_text(encoding="utf-8")
        assert text == unicodedata.normalize("NFC", text), path
        for msgid, msgstr in re.findall(r'^msgid "(.*)"\nmsgstr "(.+)"$', text, re.MULTILINE):
            assert set(re.findall(r"\{(\w*)\}", msgid)) == set(re.findall(r"\{(\w*)\}", msgstr)), msgid


def test_text_for_gettext_is_a_plain_literal() -> None:
    """An f-string is never found in the catalogue."""
    wrong = [
        f"{source.path}:{call.lineno}"
        for source in sources()
        for name, call in calls(source)
        if name in ("_", "N_") and call.args and isinstance(call.args[0], (ast.JoinedStr, ast.BinOp))
    ]
    assert wrong == []


# ------------------------------------------------------------------ what others broke
def test_none_keeps_its_references(qapp: QApplication) -> None:
    """PySide6 6.12.0 on CPython 3.11 takes one reference from None at every call that returns nothing (choices.md)."""
    label = QLabel()
    before = sys.getrefcount(None)
    for _ in range(50_000):
        label.setText("x")
    assert sys.getrefcount(None) > before - 1_000
    label.deleteLater()


def test_the_two_commands_are_there() -> None:
    """A new user needs exactly these; what the README names must exist."""
    for name in ("desk", "check", ".ci/run"):
        assert (ROOT / name).stat().st_mode & 0o111, name
    readme = ROOT / "README.md"
    text = readme.read_text(encoding="utf-8") if readme.exists() else ""
    assert "./desk" in text
    assert "./check" in text
    for link in re.findall(r"\]\((?!http|#|mailto)([^)#]+)", text):
        assert (ROOT / link).exists(), link


def test_every_package_is_looked_at() -> None:
    """A new package must not escape these rules by its name."""
    found = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests"}
    assert found <= set(PACKAGES)
    assert dotted(ast.parse("a.b", mode="eval").body) == "a.b"
