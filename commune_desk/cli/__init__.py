"""The command line: the same use cases as the window, for support by phone and for third parties."""

from commune_desk.cli.main import main

__all__ = ["main"]
