"""Pages as pictures: what will be printed, before it is."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QWidget

from commune_desk.i18n import _, ngettext
from ui import tokens
from ui.kit.basics import button, column, label, row

ZOOMS = (0.25, 0.33, 0.5, 0.67, 0.75, 1.0, 1.25, 1.5, 2.0, 3.0)


class _Pages(QScrollArea):
    """Scrolls by keys; tells when its width changes."""

    resized = Signal()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()


class Preview(QFrame):
    """+ and − zoom, 0 fits the width, arrows and PgUp/PgDn scroll.

    Pictures are `dpi` dots per inch; zoom 1 shows paper at true size on a 96 dpi screen.
    """

    def __init__(self, *, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setProperty("kind", "sunk")
        self._images: tuple[QImage, ...] = ()
        self._dpi = 96
        self._zoom: float | None = None
        self._labels: list[QLabel] = []
        self._sheet = QWidget()
        self._sheet.setObjectName("scrolled")
        self._stack = column(self._sheet, margin=tokens.M, spacing=tokens.M)
        self.area = _Pages()
        self.area.setObjectName(f"{name}Pages")
        self.area.setAccessibleName(_("Xem trước bản in"))
        self.area.setWidgetResizable(True)
        self.area.setWidget(self._sheet)
        self.area.viewport().setAutoFillBackground(False)
        self.area.resized.connect(self._fit_again)
        self._count = label("", "small")
        smaller = button("", "quiet", name=f"{name}Smaller", icon="zoom-out")
        larger = button("", "quiet", name=f"{name}Larger", icon="zoom-in")
        fit = button("", "quiet", name=f"{name}Fit", icon="maximize")
        for made, words, act in (
            (smaller, _("Thu nhỏ (−)"), self.zoom_out),
            (larger, _("Phóng to (+)"), self.zoom_in),
            (fit, _("Vừa khung (0)"), self.fit),
        ):
            made.setToolTip(words)
            made.setAccessibleName(words)
            made.clicked.connect(act)
        bar = row(spacing=tokens.XS)
        bar.setContentsMargins(tokens.M, tokens.XS, tokens.XS, 0)
        bar.addWidget(self._count, 1)
        for made in (smaller, larger, fit):
            bar.addWidget(made)
        body = column(self, spacing=0)
        body.addLayout(bar)
        body.addWidget(self.area, 1)
        self.setFocusProxy(self.area)

    def show_pages(self, images: Sequence[QImage], *, dpi: int) -> None:
        """Another document; starts at its top, fitted to the width."""
        for old in self._labels:
            self._stack.removeWidget(old)
            old.deleteLater()
        self._images, self._dpi, self._zoom = tuple(images), dpi, None
        self._labels = [QLabel() for _image in images]
        for number, page in enumerate(self._labels, 1):
            page.setAccessibleName(_("Trang {number}").format(number=number))
            page.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            self._stack.addWidget(page)
        self._count.setText(ngettext("{count} trang", "{count} trang", len(images)).format(count=len(images)))
        self.area.verticalScrollBar().setValue(0)
        self._draw()

    def zoom_in(self) -> None:
        """The next larger step."""
        now = self._factor()
        self._zoom = next((step for step in ZOOMS if step > now + 0.01), ZOOMS[-1])
        self._draw()

    def zoom_out(self) -> None:
        """The next smaller step."""
        now = self._factor()
        self._zoom = next((step for step in reversed(ZOOMS) if step < now - 0.01), ZOOMS[0])
        self._draw()

    def fit(self) -> None:
        """The widest page fills the width."""
        self._zoom = None
        self._draw()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.text():
            case "+" | "=":
                self.zoom_in()
            case "-":
                self.zoom_out()
            case "0":
                self.fit()
            case _other:
                super().keyPressEvent(event)

    def _factor(self) -> float:
        if self._zoom is not None or not self._images:
            return self._zoom or 1.0
        room = self.area.viewport().width() - 2 * tokens.M
        widest = max(image.width() for image in self._images) * 96 / self._dpi
        return max(0.1, min(ZOOMS[-1], room / widest))

    def _fit_again(self) -> None:
        if self._zoom is None:
            self._draw()

    def _draw(self) -> None:
        ratio = self.devicePixelRatioF()
        factor = self._factor() * 96 / self._dpi * ratio
        for page, image in zip(self._labels, self._images, strict=True):
            size = QSize(round(image.width() * factor), round(image.height() * factor))
            picture = QPixmap.fromImage(
                image.scaled(
                    size,
                    Qt.AspectRatioMode.KeepAspectRatio,
                    Qt.TransformationMode.SmoothTransformation,
                )
            )
            picture.setDevicePixelRatio(ratio)
            page.setPixmap(picture)
