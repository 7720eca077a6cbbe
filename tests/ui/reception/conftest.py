"""The counter for every test of this screen."""

from tests.ui.reception.counter import clerk, desk, open_screen, press, profile

__all__ = ["clerk", "desk", "open_screen", "press", "profile"]
