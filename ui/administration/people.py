"""Who works here, on which post, and who may sign in on this PC."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QComboBox

from commune_desk.domain.dossier_life import Right
from commune_desk.domain.errors import InvalidInput
from commune_desk.domain.passwords import readable_password
from commune_desk.domain.records import Holding, Post, Staff
from commune_desk.domain.vietnam_time import to_vietnam
from commune_desk.i18n import _
from commune_desk.ports import Desk
from commune_desk.usecases.administration import assign_post, end_holding
from commune_desk.usecases.rights import rights_of
from ui import tokens, words
from ui.administration.care import Care, NewColleague
from ui.administration.secret_once import SecretOnce
from ui.administration.section import Section
from ui.administration.state import PersonRow, person_rows
from ui.context import ScreenContext
from ui.kit.ask_card import Choice
from ui.kit.basics import button
from ui.kit.field import Field, LineField
from ui.kit.flow_row import FlowRow
from ui.kit.form_dialog import FormDialog
from ui.kit.page_model import Badge, Column
from ui.kit.whole_list import Whole, list_table


class Staffing(NamedTuple):
    """Everything of people and posts, read at once."""

    people: tuple[PersonRow, ...]
    posts: tuple[Post, ...]
    today: date


def staffing_of(desk: Desk, care: Care) -> Staffing:
    """On a reader thread; a PC whose keyring is lost still shows the staff."""
    posts = desk.reads.all_of(Post)
    on_pc = care.people_on_pc()
    people = person_rows(desk.reads.all_of(Staff), desk.reads.all_of(Holding), posts, on_pc, desk.actor.staff)
    return Staffing(people, tuple(posts), to_vietnam(desk.now()).date())


class PeopleSection(Section):
    """N adds, V gives a post, M a temporary password, K unlocks, X takes off the staff."""

    def __init__(self, context: ScreenContext, care: Care) -> None:
        note = _("Mỗi người một tên đăng nhập riêng; quyền đi theo vị trí, không theo người.")
        super().__init__(context, care, _("Cán bộ"), note, name="peopleSection")
        self.staffing: Staffing | None = None
        self.model, self.table = list_table(
            _columns(), lambda one: one.staff.id, context.background, name="people", spoken=_("Cán bộ của bàn này")
        )
        self.table.chosen.connect(self._chosen)
        self.table.opened.connect(self.ask_post)
        self.add = button(_("Thêm (N)"), "primary", name="personAdd", icon="plus")
        self.give = button(_("Giao vị trí (V)"), name="personPost")
        self.reset = button(_("Mật khẩu tạm (M)"), name="personReset")
        self.unlock = button(_("Mở khóa (K)"), name="personUnlock")
        self.remove = button(_("Cho thôi (X)"), "danger", name="personRemove")
        self._lay_out()
        self.keys = {
            "n": self.ask_add,
            "v": self.ask_post,
            "m": self.ask_reset,
            "k": self.open_account,
            "x": self.ask_remove,
        }

    def load(self) -> None:
        """All people."""
        self.read(partial(staffing_of, self.context.desk, self.care), self._show, self.refuse)

    def take_focus(self) -> None:
        """The list."""
        self.table.setFocus()

    # ------------------------------------------------------------------ deeds
    def ask_add(self) -> None:
        """Name, user name, post: staff, spell and key slot in one go."""
        if self.staffing is None:
            return
        dialog = FormDialog(_("Thêm người"), _("Thêm và cấp mật khẩu"), name="personDialog", parent=self)
        name = LineField(_("Họ và tên"), name="personName", required=True)
        user = LineField(_("Tên đăng nhập"), name="personUser", hint=_("Ngắn, không dấu, ví dụ: lan.tt"), required=True)
        post, choice = self._post_field("personPostChoice")
        dialog.add(name, "name")
        dialog.add(user, "user")
        dialog.add(post, "post")
        password, posts, care = readable_password(), self.staffing.posts, self.care

        def job() -> partial[None]:
            _need(name, "name-missing", "name")
            _need(user, "user-name-empty", "user")
            chosen = posts[choice.currentIndex()].id
            new = NewColleague(user.text().strip(), name.text().strip(), chosen, password)
            return partial(care.add_person, new)

        def added(_nothing: None) -> None:
            self.load()
            SecretOnce(name.text().strip(), password, self).open()

        dialog.ask(self.context.background, words.sentence, job, added)

    def ask_post(self, _row: object = None) -> None:
        """Another post for the person under the cursor; the former spell ends today."""
        person = self.table.current()
        if person is None or self.staffing is None or not person.staff.is_active:
            return
        title = _("Giao vị trí cho {name}").format(name=person.staff.display_name)
        dialog = FormDialog(title, _("Giao"), name="postDialog", parent=self, size=QSize(560, 300))
        dialog.say(_("Việc đang giữ ở lại với vị trí cũ; từ hôm nay người này làm ở vị trí mới."))
        field, choice = self._post_field("postChoice")
        dialog.add(field, "post")
        posts, today, desk = self.staffing.posts, self.staffing.today, self.context.desk
        make = lambda: partial(move, desk, person, posts[choice.currentIndex()], today)  # noqa: E731
        dialog.ask(self.context.background, words.sentence, make, self._moved)

    def ask_reset(self) -> None:
        """A temporary password for the person under the cursor; without a slot here they get one."""
        person = self.table.current()
        if person is None or not person.staff.is_active:
            return
        question = _("Cấp mật khẩu tạm cho {name}?").format(name=person.staff.display_name)
        detail = (
            _("Mật khẩu cũ hết dùng được ngay.")
            if person.here
            else _("Người này sẽ đăng nhập được trên máy này.")
        )  # fmt: skip
        choices = (Choice("yes", _("Cấp mật khẩu tạm"), "primary"), Choice("no", _("Thôi")))
        self.context.messages.ask(question, choices, partial(self._reset, person), detail=detail)

    def open_account(self) -> None:
        """All tries back for a locked person."""
        person = self.table.current()
        if person is not None and person.here is not None and person.here.is_locked:
            self.write(partial(self.care.unlock_account, person.staff.user_name), self._unlocked, self.refuse)

    def ask_remove(self) -> None:
        """Off the staff and off this PC."""
        person = self.table.current()
        if person is None or not person.staff.is_active or person.is_me:
            return
        question = _("Cho {name} thôi làm ở bàn này?").format(name=person.staff.display_name)
        detail = _("Người này không đăng nhập được nữa. Việc đã làm vẫn mang tên họ; hồ sơ ở lại với vị trí.")
        choices = (Choice("yes", _("Cho thôi"), "danger"), Choice("no", _("Thôi, giữ lại")))
        self.context.messages.ask(question, choices, partial(self._remove, person), detail=detail)

    # ------------------------------------------------------------------ answers
    def _reset(self, person: PersonRow, answer: str) -> None:
        if answer != "yes":
            return
        password, user = readable_password(), person.staff.user_name
        job = (
            partial(self.care.reset_password, user, password)
            if person.here
            else partial(self.care.give_slot, user, person.staff.display_name, password)
        )

        def given(_nothing: None) -> None:
            self.load()
            SecretOnce(person.staff.display_name, password, self).open()

        self.write(job, given, self.refuse)

    def _remove(self, person: PersonRow, answer: str) -> None:
        if answer == "yes":
            self.write(partial(self.care.remove_person, person.staff.user_name), self._removed, self.refuse)

    def _show(self, staffing: Staffing) -> None:
        self.staffing = staffing
        kept = self.table.current()
        self.model.open(lambda _after, _limit: Whole(staffing.people))
        if kept is not None:
            self.table.choose(kept.staff.id)

    def _chosen(self, person: object) -> None:
        row_ = person if isinstance(person, PersonRow) else None
        active = row_ is not None and row_.staff.is_active
        self.give.setEnabled(active)
        self.reset.setEnabled(active)
        self.unlock.setEnabled(row_ is not None and row_.standing == "locked")
        self.remove.setEnabled(row_ is not None and active and not row_.is_me)

    def _moved(self, _nothing: object) -> None:
        self.done(_("Đã giao vị trí. Quyền mới có hiệu lực từ lần đăng nhập sau."))
        self.load()

    def _unlocked(self, _nothing: object) -> None:
        self.done(_("Đã mở khóa tài khoản."))
        self.load()

    def _removed(self, _nothing: object) -> None:
        self.done(_("Đã cho thôi; người này không đăng nhập được nữa."))
        self.load()

    def _post_field(self, name: str) -> tuple[Field, QComboBox]:
        choice = QComboBox()
        posts = self.staffing.posts if self.staffing else ()
        choice.addItems([post.name for post in posts])
        choice.setCurrentIndex(harmless(posts))
        return Field(_("Vị trí"), choice, name=name, required=True), choice

    def _lay_out(self) -> None:
        self.body.addWidget(self.table, 1)
        line = FlowRow()
        for made, act in (
            (self.remove, self.ask_remove),
            (self.unlock, self.open_account),
            (self.reset, self.ask_reset),
            (self.give, self.ask_post),
            (self.add, self.ask_add),
        ):
            made.clicked.connect(act)
            line.addWidget(made)
            if made is self.remove:
                line.split()
        self.body.addLayout(line)


def move(desk: Desk, person: PersonRow, post: Post, today: date) -> None:
    """End the spells of today and begin one on `post`; the new one first, so that an administrator always remains."""
    if any(spell.post == post.id for spell, _name in person.posts):
        return
    assign_post(desk, person.staff.id, post.id, today)
    for spell, _name in person.posts:
        end_holding(desk, spell.id, max(spell.since, today))


def harmless(posts: Sequence[Post]) -> int:
    """The post offered first: one that receives and does not administer, so that haste gives nobody all rights."""
    for at, post in enumerate(posts):
        held = rights_of(post.rights)
        if Right.RECEIVE in held and Right.ADMINISTER not in held:
            return at
    return 0


def _need(field: LineField, code: str, name: str) -> None:
    if not field.text().strip():
        raise InvalidInput(code, field=name)


def _columns() -> Sequence[Column[PersonRow]]:
    return (
        Column("name", _("Họ và tên"), _name, 190, strong=True, stretch=True, note=lambda one: one.staff.user_name),
        Column("posts", _("Vị trí"), lambda one: one.posts_words, 170),
        Column("standing", _("Trên máy này"), lambda one: badge(one).word, 150, badge=badge),
    )


def _name(one: PersonRow) -> str:
    return one.staff.display_name + (f" ({_('bạn')})" if one.is_me else "")


def badge(one: PersonRow) -> Badge:
    """Whether the person can sign in here."""
    looks = {
        "ready": Badge(tokens.State.OK, _("Đăng nhập được")),
        "locked": Badge(tokens.State.LATE, _("Đang bị khóa"), "lock"),
        "absent": Badge(tokens.State.NEUTRAL, _("Chưa cấp"), "circle"),
        "left": Badge(tokens.State.NEUTRAL, _("Đã thôi"), "log-out"),
    }
    return looks[one.standing]
