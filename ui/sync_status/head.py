"""The head of the sync page: how the line stands, in one sentence, four facts and one bar."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QProgressBar

from commune_desk.i18n import _
from ui import icons, theme, tokens
from ui.kit.basics import ElidedLabel, button, column, icon_label, label, restyle, row, show_icon
from ui.kit.busy_button import BusyButton
from ui.kit.card import Card
from ui.sync_status.state import SyncState

MOST_FACTS = 4
_ICON_PX = 32


class SyncHead(Card):
    """Two buttons at the right: send now, pause or go on."""

    def __init__(self) -> None:
        super().__init__(name="syncHead")
        self._icon = icon_label(size_px=_ICON_PX)
        self.headline = label("", "title", name="syncHeadline", wrap=True)
        self.explanation = label("", "muted", name="syncExplanation", wrap=True)
        self.send = BusyButton(_("Gửi ngay (G)"), _("Đang gửi…"), name="syncSend", icon="send")
        self.pause = button(_("Tạm dừng… (T)"), name="syncPause", icon="pause")
        self.bar = QProgressBar()
        self.bar.setObjectName("syncBar")
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(6)
        kept = self.bar.sizePolicy()
        kept.setRetainSizeWhenHidden(True)
        self.bar.setSizePolicy(kept)
        self._facts = [(label("", "label"), ElidedLabel(objectName=f"syncFact{at}")) for at in range(MOST_FACTS)]
        self._lay_out()

    def show_state(self, state: SyncState) -> None:
        """The line as it stands now."""
        tint = tokens.TINTS[state.tint]
        show_icon(self._icon, state.icon, tint.fg)
        self.headline.setText(state.headline)
        self.headline.setStyleSheet(f"color: {tint.fg}")
        self.explanation.setText(state.explanation)
        self.setAccessibleName(f"{state.headline}. {state.explanation}")
        self.send.set_busy(busy=state.is_busy)
        self.pause.setText(_("Gửi tiếp (T)") if state.is_paused else _("Tạm dừng… (T)"))
        self.pause.setIcon(icons.icon("play" if state.is_paused else "pause", tokens.INK_MUTED))
        self.bar.setRange(0, state.total)
        self.bar.setValue(state.done)
        self.bar.setAccessibleName(_("Đã chuyển {done} trên {total}").format(done=state.done, total=state.total))
        self.bar.setVisible(state.is_busy)
        for at, (name, value) in enumerate(self._facts):
            fact = state.facts[at] if at < len(state.facts) else None
            name.setText(fact.label if fact else "")
            value.setText(fact.value if fact else "")
            value.setAccessibleName(f"{fact.label}: {fact.value}. {fact.hint}" if fact else "")
            if fact is not None and fact.hint:
                value.setToolTip(fact.hint)
            value.setProperty("kind", "warning" if fact and fact.warns else "strong")
            restyle(value)

    def _lay_out(self) -> None:
        told = column(spacing=2)
        told.addWidget(self.headline)
        told.addWidget(self.explanation)
        first = row(spacing=tokens.M)
        first.addWidget(self._icon, alignment=Qt.AlignmentFlag.AlignTop)
        first.addLayout(told, 1)
        first.addWidget(self.pause, alignment=Qt.AlignmentFlag.AlignTop)
        first.addWidget(self.send, alignment=Qt.AlignmentFlag.AlignTop)
        grid = QGridLayout()
        grid.setContentsMargins(theme.px(_ICON_PX) + tokens.M, 0, 0, 0)
        grid.setHorizontalSpacing(tokens.L)
        grid.setVerticalSpacing(0)
        for at, (name, value) in enumerate(self._facts):
            grid.addWidget(name, 0, at)
            grid.addWidget(value, 1, at)
            grid.setColumnStretch(at, 1)
        self.body.setSpacing(tokens.S)
        self.body.addLayout(first)
        self.body.addWidget(self.bar)
        self.body.addLayout(grid)
