"""Documents that name what is not there mislead for years: names, links, verbs, keys and the session are looked up."""

import argparse
import ast
import json
import os
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from commune_desk.cli.main import parser

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PICTURES = DOCS / "pictures"
PACKAGES = ("commune_desk", "ui", "storage", "printing", "sync", "tests", "installer")
DOCUMENTS = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *DOCS.rglob("*.md")])
ARCHITECTURE_LINES = 300
OTHER_WORDS = {"desk", "check", "pyproject.toml", "uv.lock", "keys.json", "keys.json.bak", "window.ini", "secrets"}
"""Files at the root and in a profile, which no source file needs to spell."""


def named(path: Path) -> str:
    """How a document is called in a test's name."""
    return str(path.relative_to(ROOT))


@cache
def source_words() -> frozenset[str]:
    """Every identifier of the code, every module's name, every part of a dotted or kebab-case word."""
    found: set[str] = set(OTHER_WORDS)
    files = [path for package in PACKAGES for path in (ROOT / package).rglob("*") if path.is_file()]
    for path in [*files, ROOT / "pyproject.toml"]:
        found.add(path.stem)
        found.update(path.relative_to(ROOT).parts)
        if path.suffix in {".py", ".toml", ".sh", ".sql", ".json", ".qss"}:
            found.update(re.findall(r"[A-Za-z_][A-Za-z0-9_]*", path.read_text(encoding="utf-8")))
    return frozenset(found)


def quoted(text: str) -> Iterator[str]:
    """What stands between single backticks, code blocks left out."""
    yield from re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))


def as_built() -> str:
    """ARCHITECTURE.md up to its comparison with the design, which names what was never built."""
    return (DOCS / "ARCHITECTURE.md").read_text(encoding="utf-8").split("## Where and why it differs")[0]


def verbs() -> dict[str, argparse.ArgumentParser]:
    """The command line's verbs with their own parsers."""
    found = next(one for one in parser()._actions if isinstance(one, argparse._SubParsersAction))
    return dict(found.choices)


def section_of(verb: str) -> str:
    """What docs/cli.md says of a verb, '' where it says nothing."""
    text = (DOCS / "cli.md").read_text(encoding="utf-8")
    found = re.search(rf"^### `{re.escape(verb)}\b.*?(?=^##|\Z)", text, flags=re.MULTILINE | re.DOTALL)
    return found[0] if found else ""


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_links_lead_somewhere(document: Path) -> None:
    """A dead link is the first thing a new user meets; pictures come from the tour, once they are kept."""
    targets = re.findall(r"\]\(([^)#\s]+)", document.read_text(encoding="utf-8"))
    paths = [(document.parent / target).resolve() for target in targets if "://" not in target]

    dead = [str(path) for path in paths if not path.exists() and (path.parent != PICTURES or PICTURES.exists())]

    assert dead == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_files_named_are_there(document: Path) -> None:
    """`tests/storage/test_faults.py` in a sentence must be a file: people open it."""
    words = [word for word in quoted(document.read_text(encoding="utf-8")) if re.fullmatch(r"[\w.]+/[\w./-]+", word)]
    roots = (*PACKAGES, "docs", "printing", ".ci")

    gone = [word for word in words if word.split("/")[0] in roots and not (ROOT / word).exists()]

    assert gone == []


def test_architecture_names_what_the_code_has() -> None:
    """It links nothing, so a reader searches for the names: each must be found."""
    words = [word for word in quoted(as_built()) if re.fullmatch(r"[A-Za-z_][\w./]*", word) and word[-3:] != ".md"]
    parts = {part for word in words for part in re.split(r"[./]", word) if part}

    unknown = sorted(parts - source_words())

    assert unknown == []


def test_architecture_is_short() -> None:
    """Longer than this and nobody keeps it true."""
    lines = (DOCS / "ARCHITECTURE.md").read_text(encoding="utf-8").count("\n")

    assert lines <= ARCHITECTURE_LINES


@pytest.mark.parametrize("verb", sorted(verbs()))
def test_every_verb_is_explained_with_its_options(verb: str) -> None:
    """Support reads this page over the phone; a verb or option missing here does not exist for them."""
    section = section_of(verb)
    options = [one for action in verbs()[verb]._actions for one in action.option_strings if one.startswith("--")]
    common = {"--help", "--profile", "--password-file", "--user", "--json"}

    assert section
    assert [one for one in options if one not in common and one not in section] == []


def test_verbs_explained_exist() -> None:
    """A heading in docs/cli.md that the program refuses is worse than none."""
    text = (DOCS / "cli.md").read_text(encoding="utf-8")
    explained = set(re.findall(r"^### `([a-z-]+)", text, flags=re.MULTILINE))

    assert explained == set(verbs())


def test_every_verb_has_help() -> None:
    """`commune-desk -h` is all that a terminal at a counter has."""
    found = next(one for one in parser()._actions if isinstance(one, argparse._SubParsersAction))

    assert {one.dest for one in found._choices_actions if one.help} == set(verbs())


def test_every_key_of_a_screen_is_in_the_list_of_keys() -> None:
    """Clerks print phim-tat.md and pin it to the wall."""
    told = (DOCS / "vi" / "phim-tat.md").read_text(encoding="utf-8")
    keys = {key for path in (ROOT / "ui").rglob("*.py") for key in _keys_in(path)}

    lacking = sorted(key for key in keys if key not in told)

    assert keys
    assert lacking == []


def _keys_in(path: Path) -> Iterator[str]:
    """Single keys of the (keys, words) pairs in functions that answer F1."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef) and node.name in {"key_help", "_keys_everywhere"}:
            for pair in ast.walk(node):
                match pair:
                    case ast.Tuple(elts=[ast.Constant(value=str() as keys), ast.Call()]):
                        yield from re.split(r"\s*[,/–…]\s+|\s+[/–…]\s*|,\s*", keys)
                    case _:
                        pass


def test_changelog_and_project_agree_on_the_version() -> None:
    """The newest version told is the one that is built."""
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    told = re.findall(r"^## \[([^\]]+)\]", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), flags=re.MULTILINE)

    assert told[0] == version


def test_licence_is_the_one_the_project_names() -> None:
    """pyproject says AGPL: the text beside it must be that one."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert project["license"]["text"] == "AGPL-3.0-or-later"
    assert "GNU AFFERO GENERAL PUBLIC LICENSE" in (ROOT / "LICENSE").read_text(encoding="utf-8").splitlines()[0]


@pytest.mark.slow
def test_the_session_of_the_command_line_page_runs(tmp_path: Path) -> None:
    """Copied from the page and run in order: every line answers with exit 0 and, where asked, one JSON value."""
    text = (DOCS / "cli.md").read_text(encoding="utf-8")
    lines = re.findall(r"^\$ commune-desk (.*)$", text, flags=re.MULTILINE)
    reception = tmp_path / "reception.json"
    reception.write_text(re.findall(r"```json\n(.*?)\n```", text, flags=re.DOTALL)[0], encoding="utf-8")
    names = {"DESK": str(tmp_path / "desk"), "RECEPTION.json": str(reception), "NUMBER": ""}

    for line in lines:
        words = [_filled(word, names) for word in shlex.split(line)]
        done = subprocess.run(
            [sys.executable, "-c", "import sys; from commune_desk.cli import main; sys.exit(main())", *words],
            input="Tap-huan-1\n",
            capture_output=True,
            encoding="utf-8",
            check=False,
            cwd=ROOT,
            env=dict(os.environ, QT_QPA_PLATFORM="offscreen"),
        )
        assert (done.returncode, done.stderr) == (0, ""), line
        if "--json" in words and "receive" in words:
            names["NUMBER"] = json.loads(done.stdout)["number"]
        elif "--json" in words:
            json.loads(done.stdout)


def _filled(word: str, names: dict[str, str]) -> str:
    for name, value in names.items():
        word = word.replace(name, value) if word == name or word.startswith(f"{name}/") else word
    return word
