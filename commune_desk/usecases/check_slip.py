"""Is this slip ours and unaltered? Checked at any desk of the commune without a network."""

from typing import Any

from commune_desk.domain.slip_seal import open_seal
from commune_desk.ports import Desk


def check_text(desk: Desk, text: str) -> dict[str, Any]:
    """The verdict on one QR text: 'genuine', 'altered', 'unknown-key' or 'not-a-slip', with the facts it carries."""
    check = open_seal(text, desk.verify)
    value: dict[str, Any] = {"verdict": check.verdict.value}
    if check.facts is not None:
        facts = check.facts
        value |= {
            "number": facts.number,
            "received": facts.received_at.isoformat() if facts.received_at else None,
            "due": facts.due_at.isoformat() if facts.due_at else None,
            "procedure": facts.procedure,
            "known_here": desk.reads.find_number(facts.number) is not None,
        }
    return value
