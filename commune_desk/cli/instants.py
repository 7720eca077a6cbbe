"""Instants as a command line writes them."""

from datetime import datetime

from commune_desk.domain.errors import InvalidInput
from commune_desk.domain.vietnam_time import VN, to_vietnam


def parse_instant(text: str, field: str) -> datetime:
    """An ISO instant, Vietnamese clock where no offset is written; raises InvalidInput('instant-not-iso')."""
    try:
        instant = datetime.fromisoformat(text)
        return instant.replace(tzinfo=VN) if instant.tzinfo is None else to_vietnam(instant)
    except (ValueError, OverflowError):
        raise InvalidInput("instant-not-iso", field=field) from None
