"""Posts and what each may do."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QCheckBox, QGridLayout, QWidget

from commune_desk.domain.dossier_life import Right
from commune_desk.domain.records import Post
from commune_desk.i18n import _
from commune_desk.ports import Desk
from commune_desk.usecases.administration import add_post, change_post
from commune_desk.usecases.rights import rights_of
from ui import tokens, words
from ui.administration.care import Care
from ui.administration.section import Section
from ui.administration.state import rights_words
from ui.context import ScreenContext
from ui.kit.basics import button, column, label
from ui.kit.field import LineField
from ui.kit.flow_row import FlowRow
from ui.kit.form_dialog import FormDialog
from ui.kit.page_model import Column
from ui.kit.whole_list import list_table, whole


class RightsBoxes(QWidget):
    """One box per right, two in a line."""

    def __init__(self, held: frozenset[Right]) -> None:
        super().__init__()
        self.setObjectName("rights")
        self.boxes: dict[Right, QCheckBox] = {}
        body = column(self, spacing=tokens.XS)
        body.addWidget(label(_("Quyền của vị trí"), "label"))
        grid = QGridLayout()
        for at, right in enumerate(Right):
            box = QCheckBox(_(words.RIGHTS[right]))
            box.setObjectName(f"right_{right.value}")
            box.setChecked(right in held)
            self.boxes[right] = box
            grid.addWidget(box, at // 2, at % 2)
        body.addLayout(grid)

    def chosen(self) -> frozenset[Right]:
        """The rights that are ticked."""
        return frozenset(right for right, box in self.boxes.items() if box.isChecked())


class PostsSection(Section):
    """N makes a post, Enter changes the one under the cursor."""

    def __init__(self, context: ScreenContext, care: Care) -> None:
        note = _("Quyền gắn với vị trí. Hồ sơ đang giữ ở lại với vị trí khi người thay đổi.")
        super().__init__(context, care, _("Vị trí & quyền"), note, name="postsSection")
        columns = [
            Column("name", _("Vị trí"), _name, 250, strong=True),
            Column("rights", _("Quyền"), rights_words, 280, stretch=True),
            Column("phone", _("Điện thoại"), _phone, 120),
        ]
        self.model, self.table = list_table(
            columns, lambda post: post.id, context.background, name="posts", spoken=_("Các vị trí")
        )
        self.table.opened.connect(self.ask_change)
        self.add = button(_("Thêm vị trí (N)"), "primary", name="postAdd", icon="plus")
        self.change = button(_("Sửa (Enter)"), name="postChange", icon="pencil")
        self.add.clicked.connect(self.ask_add)
        self.change.clicked.connect(self.ask_change)
        self.body.addWidget(self.table, 1)
        foot = FlowRow()
        foot.addWidget(self.change)
        foot.addWidget(self.add)
        self.body.addLayout(foot)
        self.keys = {"n": self.ask_add}

    def load(self) -> None:
        """All posts."""
        self.model.open(whole(partial(_posts, self.context.desk)))

    def take_focus(self) -> None:
        """The list."""
        self.table.setFocus()

    def ask_add(self) -> None:
        """A new post."""
        self._ask(None)

    def ask_change(self, _row: object = None) -> None:
        """The post under the cursor."""
        post = self.table.current()
        if post is not None:
            self._ask(post)

    def _ask(self, post: Post | None) -> None:
        title = _("Sửa vị trí") if post else _("Thêm vị trí")
        dialog = FormDialog(title, _("Lưu"), name="postForm", parent=self, size=QSize(600, 430))
        name = LineField(_("Tên vị trí"), name="postName", required=True)
        phone = LineField(_("Điện thoại"), name="postPhone")
        boxes = RightsBoxes(rights_of(post.rights) if post else frozenset())
        if post is not None:
            name.set_text(post.name)
            phone.set_text(post.phone)
        dialog.add(name, "name")
        dialog.add(phone, "phone")
        dialog.body.addWidget(boxes)
        desk = self.context.desk

        def job() -> Callable[[], object]:
            if post is None:
                return partial(add_post, desk, name.text(), boxes.chosen(), phone.text())
            changed = replace(post, name=name.text(), phone=phone.text().strip())
            return partial(change_post, desk, changed, boxes.chosen())

        dialog.ask(self.context.background, words.sentence, job, self._saved)

    def _saved(self, _nothing: object) -> None:
        self.done(_("Đã lưu vị trí. Quyền mới có hiệu lực từ lần đăng nhập sau."))
        self.load()


def _posts(desk: Desk) -> list[Post]:
    return sorted(desk.reads.all_of(Post), key=lambda post: post.name.casefold())


def _name(post: Post) -> str:
    return post.name


def _phone(post: Post) -> str:
    return post.phone
