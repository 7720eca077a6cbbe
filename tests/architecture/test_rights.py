"""Every use case asks for a right before it writes."""

import ast
from pathlib import Path

USE_CASES = Path(__file__).parents[2] / "commune_desk" / "usecases"
WITHOUT = {
    "receive_dossier._turn_away": "its callers asked: every one of them is a use case above it",
    "vote.empty_ballot_box": "counts votes into the journal by itself; names nobody and gives nobody anything",
}


def calls(function: ast.FunctionDef) -> set[str]:
    found = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Call):
            called = node.func
            found.add(called.id if isinstance(called, ast.Name) else getattr(called, "attr", ""))
    return found


def test_whoever_opens_a_transaction_asked_for_a_right() -> None:
    """Storage lets anybody signed in write: a forgotten `require` would let an inspector change a dossier."""
    unasked = set()
    for path in USE_CASES.glob("*.py"):
        for one in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(one, ast.FunctionDef) and "work" in calls(one) and "require" not in calls(one):
                unasked.add(f"{path.stem}.{one.name}")
    assert unasked == set(WITHOUT)
