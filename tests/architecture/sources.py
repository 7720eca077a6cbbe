"""The product's own Python files, parsed once."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("commune_desk", "ui", "storage", "printing", "sync", "installer")


@dataclass(frozen=True)
class Source:
    """One module."""

    path: str
    text: str
    tree: ast.Module

    @property
    def lines(self) -> int:
        return self.text.count("\n")


@lru_cache(maxsize=1)
def sources() -> tuple[Source, ...]:
    """Every module of the product, tests left out."""
    found = []
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            text = path.read_text(encoding="utf-8")
            found.append(Source(str(path.relative_to(ROOT)), text, ast.parse(text)))
    return tuple(found)


def calls(source: Source) -> Iterator[tuple[str, ast.Call]]:
    """(dotted name, call) of every call whose function is a name or an attribute."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call):
            name = dotted(node.func)
            if name:
                yield name, node


def dotted(node: ast.expr) -> str:
    """`a.b.c`, '' for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        before = dotted(node.value)
        return f"{before}.{node.attr}" if before else f".{node.attr}"
    return ""
