"""What administration shows, as plain values and pure functions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from commune_desk.domain.catalogue_rows import CatalogueProblem
from commune_desk.domain.dossier_life import Right
from commune_desk.domain.errors import InvalidInput
from commune_desk.domain.passwords import fold_user_name
from commune_desk.domain.procedures import Change, Procedure
from commune_desk.domain.records import Holding, Post, Staff
from commune_desk.domain.wording import date_vi
from commune_desk.i18n import N_, _
from commune_desk.usecases.rights import rights_of
from ui import words
from ui.administration.care import PersonOnPc

MOST_NUMBER = 999_999_999


def whole_number(text: str, field: str) -> int:
    """A number as people type it (`6.001`); raises InvalidInput('count-out-of-range')."""
    digits = text.strip().replace(".", "").replace(" ", "")
    if not (digits.isascii() and digits.isdigit()) or int(digits[:12]) > MOST_NUMBER or len(digits) > len("999999999"):
        raise InvalidInput("count-out-of-range", field=field, least=0, most=MOST_NUMBER)
    return int(digits)


def size_words(count: int) -> str:
    """`1,4 MB` of so many bytes."""
    for unit, size in (("GB", 1 << 30), ("MB", 1 << 20), ("kB", 1 << 10)):
        if count >= size:
            return f"{count / size:.1f} {unit}".replace(".", ",")
    return f"{count} byte"


# ------------------------------------------------------------------ people and posts
@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person of the staff; `here` is their key slot on this PC, None where they have none."""

    staff: Staff
    posts: tuple[tuple[Holding, str], ...]
    here: PersonOnPc | None
    is_me: bool = False

    @property
    def posts_words(self) -> str:
        """Names of the posts held today or later."""
        return ", ".join(name for _holding, name in self.posts) or _("chưa có vị trí")

    @property
    def standing(self) -> str:
        """'left', 'absent', 'locked' or 'ready'."""
        if not self.staff.is_active:
            return "left"
        if self.here is None:
            return "absent"
        return "locked" if self.here.is_locked else "ready"


def person_rows(
    staff: Sequence[Staff],
    holdings: Sequence[Holding],
    posts: Sequence[Post],
    on_pc: Sequence[PersonOnPc],
    me: object,
) -> tuple[PersonRow, ...]:
    """Active people first, by name; former ones after them."""
    names = {post.id: post.name for post in posts}
    here = {fold_user_name(one.user_name): one for one in on_pc}
    rows = [
        PersonRow(
            person,
            tuple(
                (spell, names.get(spell.post, ""))
                for spell in holdings
                if spell.staff == person.id and spell.until is None
            ),
            here.get(fold_user_name(person.user_name)),
            person.id == me,
        )
        for person in staff
    ]
    return tuple(sorted(rows, key=lambda row: (not row.staff.is_active, row.staff.display_name.casefold())))


def rights_words(post: Post) -> str:
    """`Tiếp nhận, Trả kết quả`, in the order of the law's steps."""
    held = rights_of(post.rights)
    return ", ".join(_(words.RIGHTS[right]) for right in Right if right in held) or _("không có quyền nào")


# ------------------------------------------------------------------ the catalogue
PROBLEMS = {
    "not-an-object": N_("phải là một đối tượng"),
    "not-a-list": N_("phải là một danh sách"),
    "not-a-text": N_("phải là chữ"),
    "not-a-number": N_("phải là số"),
    "not-a-day": N_("phải là ngày dạng 2026-11-23"),
    "not-a-flag": N_("phải là true hoặc false"),
    "missing": N_("còn thiếu"),
    "unknown-field": N_("tên ô này không có trong mẫu"),
    "unknown-word": N_("giá trị không có trong danh sách"),
    "too-long": N_("quá dài"),
    "too-many": N_("quá nhiều dòng"),
    "out-of-range": N_("ngoài khoảng cho phép"),
    "version-twice": N_("phiên bản này có hai lần trong tệp"),
    "component-twice": N_("hai giấy tờ trùng mã"),
    "not-json": N_("tệp không phải JSON (UTF-8)"),
    "limit-invalid": N_("thời hạn không hợp lệ"),
    "procedure-code-invalid": N_("mã thủ tục không đúng dạng"),
    "procedure-without-case": N_("thủ tục không có trường hợp nào"),
    "procedure-dates-crossed": N_("ngày hết hiệu lực sớm hơn ngày có hiệu lực"),
    "case-name-twice": N_("hai trường hợp trùng tên"),
}

CHANGES = {
    "name": N_("Tên"),
    "case-added": N_("Thêm trường hợp"),
    "case-removed": N_("Bỏ trường hợp"),
    "limit": N_("Thời hạn"),
    "fee": N_("Phí, lệ phí"),
    "component-added": N_("Thêm giấy tờ"),
    "component-removed": N_("Bỏ giấy tờ"),
    "component": N_("Giấy tờ"),
}


def problem_words(problem: CatalogueProblem) -> tuple[str, str, str]:
    """(row, field, what is wrong)."""
    wrong = _(PROBLEMS[problem.code]) if problem.code in PROBLEMS else problem.code
    return place_words(problem.row), problem.field or "–", wrong


PLACES = {
    "procedures": N_("thủ tục thứ {number}"),
    "cases": N_("trường hợp thứ {number}"),
    "components": N_("giấy tờ thứ {number}"),
    "guidance": N_("câu hỏi thứ {number}"),
    "answers": N_("câu trả lời thứ {number}"),
    "limit": N_("thời hạn"),
    "fee": N_("phí, lệ phí"),
}


def place_words(place: str) -> str:
    """`procedures[1].cases[0]` as people count: `thủ tục thứ 2 › trường hợp thứ 1`."""
    said = []
    for part in filter(None, place.split(".")):
        name, _bracket, number = part.rstrip("]").partition("[")
        text = _(PLACES[name]) if name in PLACES else part
        said.append(text.format(number=int(number) + 1) if number.isdigit() else text)
    return " › ".join(said) or _("cả tệp")


def change_words(change: Change) -> tuple[str, str, str, str]:
    """(what, which case, before, after)."""
    return _(CHANGES.get(change.what, change.what)), change.case, change.before or "–", change.after or "–"


def valid_words(procedure: Procedure) -> str:
    """`Từ 01/07/2025` or `Từ … đến …`."""
    since = date_vi(procedure.valid_from)
    if procedure.valid_to is None:
        return _("Từ {since}").format(since=since)
    return _("Từ {since} đến {until}").format(since=since, until=date_vi(procedure.valid_to))


def next_version(version: str, taken: Sequence[str], today: date) -> str:
    """A name for an edited version nobody has used: `2026-11-23`, `2026-11-23-2` …"""
    name = today.isoformat()
    names = set(taken) | {version}
    number = 2
    while name in names:
        name = f"{today.isoformat()}-{number}"
        number += 1
    return name
