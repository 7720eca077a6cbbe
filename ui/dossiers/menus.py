"""The three menus of the list: narrowing, saved views, print and export."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from PySide6.QtWidgets import QMenu

from commune_desk.domain.records import State
from commune_desk.i18n import _
from commune_desk.ports import Desk, Filter, SavedView
from ui import icons, words
from ui.dossiers.filters import date_choices

COMMONEST = 12


@dataclass(frozen=True, slots=True)
class Extras:
    """What the menus offer, read once per visit: people, the commonest procedures, this person's views and columns."""

    staff: tuple[tuple[str, str], ...]
    procedures: tuple[tuple[str, str], ...]
    views: tuple[SavedView, ...]
    columns: tuple[str, ...]
    today: date


def read_extras(desk: Desk) -> Extras:
    """On a reader thread."""
    from commune_desk.domain.records import Staff

    me = desk.actor.staff
    staff = [(one.id.text, one.display_name) for one in desk.reads.all_of(Staff) if one.is_active and one.id != me]
    hits = desk.rules.catalogue.search("", COMMONEST)
    chosen = desk.local.recall(columns_key(desk))
    return Extras(
        staff=((me.text, _("Tôi ({name})").format(name=desk.actor.display_name)), *staff),
        procedures=tuple((hit.procedure.code, hit.procedure.name) for hit in hits),
        views=tuple(desk.local.saved_views(me)),
        columns=tuple(chosen.split(",")) if chosen else (),
        today=desk.now().date(),
    )


def columns_key(desk: Desk) -> str:
    """Under which this person's columns are remembered on this PC."""
    return f"columns/{desk.actor.staff.text}"


def fill_filters(
    menu: QMenu, shown: Filter, extras: Extras, change: Callable[[Filter], None], ask_dates: Callable[[], None]
) -> None:
    """States (several), holder, procedure, dates of reception."""
    menu.clear()
    states = menu.addMenu(icons.icon("circle"), _("&Trạng thái"))
    for state in State:
        action = states.addAction(words.state_label(state))
        action.setCheckable(True)
        action.setChecked(state in shown.states)
        action.triggered.connect(partial(_toggle_state, shown, state, change))
    _single(menu.addMenu(icons.icon("user"), _("&Người giữ")), "holder", shown, extras.staff, change)
    _single(menu.addMenu(icons.icon("file-text"), _("Th&ủ tục")), "procedure", shown, extras.procedures, change)
    dates = menu.addMenu(icons.icon("calendar"), _("N&gày nhận"))
    for text, first, last in date_choices(extras.today):
        action = dates.addAction(text)
        action.setCheckable(True)
        action.setChecked((shown.received_from, shown.received_to) == (first, last))
        wanted = replace(shown, received_from=first, received_to=last)
        action.triggered.connect(partial(_take, wanted, change))
    dates.addSeparator()
    dates.addAction(_("Chọn khoảng ngày…")).triggered.connect(ask_dates)
    menu.addSeparator()
    clear = menu.addAction(icons.icon("x"), _("Bỏ mọi bộ lọc") + "\tCtrl+0")
    clear.triggered.connect(partial(_take, Filter(text=shown.text), change))


def fill_views(
    menu: QMenu,
    views: Sequence[SavedView],
    use: Callable[[SavedView], None],
    save: Callable[[], None],
    forget: Callable[[SavedView], None],
) -> None:
    """Each saved view by its digit; saving the present one; forgetting."""
    menu.clear()
    for number, view in enumerate(views, 1):
        text = f"&{number}  {view.name}" if number < 10 else view.name
        menu.addAction(icons.icon("bookmark"), text).triggered.connect(partial(_call, use, view))
    if views:
        menu.addSeparator()
    menu.addAction(icons.icon("plus"), _("&Lưu cách lọc này…")).triggered.connect(partial(_call_plain, save))
    if views:
        gone = menu.addMenu(icons.icon("trash-2"), _("&Bỏ cách lọc đã lưu"))
        for view in views:
            gone.addAction(view.name).triggered.connect(partial(_call, forget, view))


def fill_more(menu: QMenu, acts: Sequence[tuple[str, str, Callable[[], None]]], columns: QMenu) -> None:
    """(icon, words, act) lines, then the column chooser."""
    menu.clear()
    for icon, text, act in acts:
        menu.addAction(icons.icon(icon), text).triggered.connect(partial(_call_plain, act))
    menu.addSeparator()
    columns.setIcon(icons.icon("columns-3"))
    menu.addMenu(columns)


def _single(
    menu: QMenu, field: str, shown: Filter, choices: Sequence[tuple[str, str]], change: Callable[[Filter], None]
) -> None:
    now = getattr(shown, field)
    for key, text in choices:
        action = menu.addAction(text if len(text) < 80 else text[:78] + "…")
        action.setCheckable(True)
        action.setChecked(key == now)
        wanted = (
            replace(shown, holder="" if key == now else key)
            if field == "holder"
            else replace(shown, procedure="" if key == now else key)
        )
        action.triggered.connect(partial(_take, wanted, change))


def _toggle_state(shown: Filter, state: State, change: Callable[[Filter], None], _on: object = None) -> None:
    change(replace(shown, states=shown.states ^ {state}))


def _take(wanted: Filter, change: Callable[[Filter], None], _on: object = None) -> None:
    change(wanted)


def _call(act: Callable[[SavedView], None], view: SavedView, _on: object = None) -> None:
    act(view)


def _call_plain(act: Callable[[], None], _on: object = None) -> None:
    act()
