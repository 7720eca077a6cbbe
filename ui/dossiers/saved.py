"""A person's own ways of looking at the list: filter and columns under a name."""

from collections.abc import Callable, Sequence
from functools import partial

from commune_desk.i18n import _
from commune_desk.ports import Filter, SavedView
from ui.context import ScreenContext
from ui.dossiers.ask import NameDialog
from ui.dossiers.menus import fill_views
from ui.dossiers.view import DossiersView


class SavedViews:
    """Fills the menu of saved views; saves, uses and forgets them."""

    def __init__(
        self,
        context: ScreenContext,
        view: DossiersView,
        shown: Callable[[], Filter],
        change: Callable[[Filter], None],
    ) -> None:
        self._context, self._view, self._shown, self._change = context, view, shown, change
        self.views: tuple[SavedView, ...] = ()
        view.views_menu.aboutToShow.connect(self._fill)

    def use(self, view: SavedView) -> None:
        """Look at the list this way."""
        self._view.keep_columns(view.columns)
        self._change(view.filter)

    def save(self, name: str) -> None:
        """Keep the present way under `name`; an earlier one of that name goes."""
        others = [one for one in self.views if one.name != name]
        self._keep([*others, SavedView(name, self._shown(), self._view.table.shown_columns())])
        self._context.messages.say("done", _("Đã lưu cách lọc “{name}”.").format(name=name))

    def forget(self, view: SavedView) -> None:
        """It goes."""
        self._keep([one for one in self.views if one != view])

    def _fill(self) -> None:
        fill_views(self._view.views_menu, self.views, self.use, self._ask_name, self.forget)

    def _ask_name(self) -> None:
        dialog = NameDialog(self._view)
        dialog.named.connect(self.save)
        dialog.open()

    def _keep(self, views: Sequence[SavedView]) -> None:
        desk = self._context.desk
        self.views = tuple(views)
        job = partial(desk.local.save_views, desk.actor.staff, views)
        self._context.background.write(job, _nothing, owner=self._view)


def _nothing(_result: object) -> None:
    """What was kept needs no answer."""
