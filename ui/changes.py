"""What a use case wrote, told to every screen that shows it."""

from PySide6.QtCore import QObject, Signal


class DeskChanges(QObject):
    """Whoever wrote emits `happened(ports.Changes)` on the UI thread; open lists read just those records again."""

    happened = Signal(object)
