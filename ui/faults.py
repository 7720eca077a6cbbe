"""Our own bugs: written down with an id that a clerk can read out by phone."""

import logging
import secrets

log = logging.getLogger("desk.ui")

# No letters or digits that sound or look alike.
_ALPHABET = "ABCDEGHKMNPRTVXY346789"


def record_bug(error: BaseException) -> str:
    """Log `error` with its trace under a new id of the form `ABC-123`; returns the id."""
    letters = "".join(secrets.choice(_ALPHABET) for _ in range(6))
    bug_id = f"{letters[:3]}-{letters[3:]}"
    log.error("bug %s", bug_id, exc_info=error)
    return bug_id
