"""What the home screen shows, from one snapshot of the desk."""

from dataclasses import dataclass

from commune_desk.domain.vietnam_time import to_vietnam
from commune_desk.i18n import _
from commune_desk.ports import LANES, DossierLine, Home
from commune_desk.sync_views import DayProof
from ui import tokens
from ui.dossiers.filters import lane_empty
from ui.dossiers.state import Between, Look, due_look, lane_word, moment_short, state_look
from ui.sync_status.told import day_words
from ui.time_words import long_day_words

DRAFTS = "drafts"
COLUMNS = 2


@dataclass(frozen=True, slots=True)
class LaneLine:
    """One line of the selected lane: `number` strong, `who` and `what` below it."""

    line: DossierLine
    number: str
    who: str
    what: str
    look: Look


@dataclass(frozen=True, slots=True)
class Lane:
    """A tile and the first lines behind it."""

    key: str
    word: str
    count: int
    note: str
    lines: tuple[LaneLine, ...]

    @property
    def more(self) -> int:
        """How many lines are not shown here."""
        return max(0, self.count - len(self.lines))


@dataclass(frozen=True, slots=True)
class HomeState:
    """All lanes of one moment."""

    lanes: tuple[Lane, ...]
    day_words: str
    is_new: bool
    """Nobody was ever received here."""
    reach: Look | None = None
    """How far today's dossiers have got; None where nothing is known of the sync."""

    def lane(self, key: str) -> Lane:
        """The lane of that word; raises KeyError."""
        return next(lane for lane in self.lanes if lane.key == key)


def home_state(home: Home, between: Between, day: DayProof | None = None) -> HomeState:
    """Counts and lines as they came from one transaction; `day` tells how far today's dossiers have got."""
    lanes = tuple(_lane(home, key, between) for key in LANES)
    today = to_vietnam(home.taken_at).date()
    reach = None
    if day is not None:
        tint, icon, told = day_words(day, home.taken_at)
        reach = Look(tint, told, icon)
    return HomeState(lanes, long_day_words(today), is_new=not home.counts.get("unsent", 0), reach=reach)


def _lane(home: Home, key: str, between: Between) -> Lane:
    lines = tuple(_line(line, key, home, between) for line in home.first.get(key, []))
    count = home.counts.get(key, 0)
    return Lane(key, lane_word(key), count, _note(key, lines), lines)


def _line(line: DossierLine, key: str, home: Home, between: Between) -> LaneLine:
    if key == DRAFTS:
        look = Look(tokens.State.NEUTRAL, moment_short(line.received_at), "save")
        return LaneLine(line, line.applicant or _("Chưa có tên"), "", _("Đang nhập dở, đã tự lưu"), look)
    if key in ("waiting-citizen", "to-return"):
        look = state_look(line.state, short=True)
    else:
        look = due_look(line, home.taken_at, between, short=True)
    return LaneLine(line, line.number, line.applicant, line.procedure_name or line.procedure, look)


def _note(key: str, lines: tuple[LaneLine, ...]) -> str:
    if not lines:
        return _("không có")
    if key in ("due-today", "due-soon", "overdue"):
        due = lines[0].line.due_at
        return _("sớm nhất: {moment}").format(moment=f"{to_vietnam(due):%H:%M %d/%m}" if due else "")
    if key == "unsent":
        return _("đang giữ an toàn ở máy này")
    if key == DRAFTS:
        return _("đã tự lưu")
    return _("mới nhất: {name}").format(name=lines[0].who)


def empty_words(lane: Lane, *, is_new: bool) -> tuple[str, str, str]:
    """(why nothing is here, what is useful next, the button's words)."""
    if is_new and lane.key != DRAFTS:
        return (
            _("Bàn này chưa tiếp nhận hồ sơ nào."),
            _("Khi có người đến quầy, bấm F2 rồi quét thẻ căn cước."),
            _("Tiếp nhận hồ sơ đầu tiên"),
        )
    return (*lane_empty(lane.key), _("Tiếp nhận hồ sơ mới"))


def neighbour(at: int, key: str, cells: int) -> int | None:
    """The cell an arrow leads to in a grid of COLUMNS; None where it leaves the grid to the right."""
    column = at % COLUMNS
    if key == "right":
        return at + 1 if column < COLUMNS - 1 and at + 1 < cells else None
    steps = {"left": -1 if column else 0, "up": -COLUMNS, "down": COLUMNS}
    there = at + steps[key]
    return there if 0 <= there < cells else at
