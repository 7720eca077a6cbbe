"""Eight cells and the lines behind the one under the keyboard."""

from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QShortcut
from PySide6.QtWidgets import QFrame, QGridLayout, QPushButton, QSizePolicy, QStackedWidget, QWidget

from commune_desk.i18n import _
from commune_desk.ports import LANES
from ui import icons, theme, tokens
from ui.dossiers.state import LANE_LOOKS, Look, count_words, lane_word
from ui.home.lane_list import LaneList
from ui.home.state import COLUMNS, DRAFTS, HomeState, LaneLine, empty_words, neighbour
from ui.kit.basics import ElidedLabel, button, column, row, scrolled
from ui.kit.card import Card
from ui.kit.empty_state import EmptyState
from ui.kit.tile import Tile

MOST_TILE_HEIGHT = 124
_ARROWS = {
    Qt.Key.Key_Left: "left",
    Qt.Key.Key_Right: "right",
    Qt.Key.Key_Up: "up",
    Qt.Key.Key_Down: "down",
}


class LaneTile(Tile):
    """A tile that tells when the keyboard came to it, and where an arrow points."""

    looked_at = Signal()
    arrow = Signal(str)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.looked_at.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        way = _ARROWS.get(Qt.Key(event.key()))
        if way:
            self.arrow.emit(way)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)


class HomeView(QWidget):
    """Shows a HomeState; says what the clerk wants."""

    lane_opened = Signal(str)
    line_opened = Signal(object)
    reception_wanted = Signal()
    refreshed = Signal()
    sync_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("home")
        self.setAccessibleName(_("Hôm nay"))
        self._state: HomeState | None = None
        self._lane = LANES[0]
        self.receive = self._receive_button()
        self.tiles = {lane: self._tile(number, lane) for number, lane in enumerate(LANES, 1)}
        self._cells: list[QPushButton] = [self.receive, *self.tiles.values()]
        self.lines = LaneList()
        self.lines.setFrameShape(QFrame.Shape.NoFrame)
        self.lines.setStyleSheet("QListWidget { border: none; border-radius: 0; }")
        self.lines.opened.connect(self.line_opened)
        self.lines.left.connect(self._back_to_tile)
        self.empty = EmptyState("inbox", "", step=" ", name="homeEmpty")
        self.empty.wanted.connect(self.reception_wanted)
        self.reach = button(" ", "link", name="homeReach", icon="send")
        self.reach.setToolTip(_("Mở trang Gửi nhận (F12)"))
        self.reach.clicked.connect(self.sync_wanted)
        self.reach.hide()
        self._more = button("", "quiet", name="homeOpenLane", icon="arrow-right")
        self._more.clicked.connect(self._open_lane)
        self._lay_out()
        for number, lane in enumerate(LANES, 1):
            QShortcut(str(number), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut).activated.connect(
                partial(self.lane_opened.emit, lane)
            )
        QShortcut("F2", self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut).activated.connect(
            self.reception_wanted
        )
        QShortcut("F5", self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut).activated.connect(self.refreshed)

    def show_state(self, state: HomeState) -> None:
        """Counts and lines of one moment."""
        self._state = state
        self._day.setText(state.day_words)
        self._show_reach(state.reach)
        for lane in state.lanes:
            self.tiles[lane.key].show_count(lane.count, lane.note)
        self._show_lane(self._lane)

    def _show_reach(self, look: Look | None) -> None:
        self.reach.setVisible(look is not None)
        if look is not None:
            ink = tokens.TINTS[look.tint].fg
            self.reach.setText(look.word)
            self.reach.setIcon(icons.icon(look.icon, ink))
            self.reach.setStyleSheet(f"color: {ink}; text-align: left")

    def show_trouble(self, sentence: str) -> None:
        """The desk could not be read."""
        self._state = None
        for tile in self.tiles.values():
            tile.show_count(None)
        self.empty.show_words(_("Chưa đọc được danh sách hôm nay."), sentence)
        self.empty.step.hide()
        self._stack.setCurrentWidget(self.empty)

    def focus_lane(self) -> None:
        """Put the keyboard on the lane last looked at."""
        self.tiles[self._lane].setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_lines(self) -> None:
        """Into the lines, if there are any."""
        if self._stack.currentWidget() is self.lines:
            self.lines.setFocus(Qt.FocusReason.OtherFocusReason)

    def _receive_button(self) -> QPushButton:
        made = button(_("Tiếp nhận\nhồ sơ mới (F2)"), "primary", name="homeReceive")
        made.setIcon(icons.icon("plus", tokens.ON_ACCENT))
        made.setIconSize(QSize(theme.px(24), theme.px(24)))
        made.setMinimumWidth(theme.px(150))
        made.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        made.setMaximumHeight(theme.px(MOST_TILE_HEIGHT))
        made.clicked.connect(self.reception_wanted)
        return made

    def _tile(self, number: int, lane: str) -> LaneTile:
        tint, icon = LANE_LOOKS[lane]
        tile = LaneTile(lane_word(lane), tint, name=f"homeTile_{lane}", key=str(number), icon=icon)
        tile.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        tile.setMaximumHeight(theme.px(MOST_TILE_HEIGHT))
        tile.looked_at.connect(partial(self._show_lane, lane))
        tile.arrow.connect(partial(self._move, number))
        tile.clicked.connect(partial(self.lane_opened.emit, lane))
        return tile

    def _lay_out(self) -> None:
        content = QWidget()
        body = row(content, margin=tokens.L, spacing=tokens.L)
        grid = QGridLayout()
        grid.setSpacing(tokens.S)
        for at, cell in enumerate(self._cells):
            grid.addWidget(cell, at // COLUMNS, at % COLUMNS)
        for at in range(COLUMNS):
            grid.setColumnStretch(at, 1)
        for at in range(len(self._cells) // COLUMNS):
            grid.setRowStretch(at, 1)
        left = column(spacing=0)
        left.addLayout(grid, 20)
        left.addWidget(self.reach)
        left.addStretch(1)
        self._day = ElidedLabel(objectName="homeDay")
        self._day.setProperty("kind", "small")
        self._day.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._card = Card(" ", name="homeLane")
        self._card.head.addWidget(self._day, 3)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.lines)
        self._stack.addWidget(self.empty)
        self._card.body.addWidget(self._stack, 1)
        foot = row()
        foot.addStretch(1)
        foot.addWidget(self._more)
        self._card.body.addLayout(foot)
        body.addLayout(left, 10)
        body.addWidget(self._card, 11)
        outer = column(self, spacing=0)
        outer.addWidget(scrolled(content, name="homeScroll"))

    def _show_lane(self, lane_key: str) -> None:
        self._lane = lane_key
        if self._state is None:
            return
        lane = self._state.lane(lane_key)
        self._card.title.setText(lane.word)
        self._card.setAccessibleName(lane.word)
        if lane.lines:
            self.lines.show_lines(lane.lines)
            self._stack.setCurrentWidget(self.lines)
        else:
            sentence, explanation, step = empty_words(lane, is_new=self._state.is_new)
            self.empty.show_words(sentence, explanation)
            self.empty.step.setText(step)
            self.empty.step.show()
            self._stack.setCurrentWidget(self.empty)
        self._more.setText(_("Mở cả danh sách: {count}").format(count=count_words(lane.count)))
        self._more.setMinimumWidth(self._more.sizeHint().width())
        self._more.setVisible(lane_key != DRAFTS and bool(lane.lines))

    def _move(self, at: int, way: str) -> None:
        there = neighbour(at, way, len(self._cells))
        if there is None:
            self.focus_lines()
        else:
            self._cells[there].setFocus(Qt.FocusReason.OtherFocusReason)

    def _back_to_tile(self) -> None:
        self.focus_lane()

    def _open_lane(self) -> None:
        self.lane_opened.emit(self._lane)


def opened_line(line: object) -> LaneLine:
    """The line a signal carried."""
    if not isinstance(line, LaneLine):
        raise TypeError(line)
    return line
