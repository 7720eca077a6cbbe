"""The two threads that read."""

from storage.engine import READERS
from storage.writer import Workers


class Readers(Workers):
    """As many threads as there are reading connections."""

    def __init__(self) -> None:
        super().__init__("desk-reader", READERS)
