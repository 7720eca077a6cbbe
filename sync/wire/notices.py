"""Words a server says in the open, to a device it shares no key with or in a version it does not speak."""

from typing import Final

OPEN_KEY: Final = bytes(32)
"""Seals nothing: TLS alone vouches for such an answer, so nobody acts on it but by saying so."""
OPEN_NOTICES: Final = frozenset({"upgrade", "not-enrolled"})
