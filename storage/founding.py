"""The first entry of a new desk: its office, its posts, its administrator, its key."""

from dataclasses import dataclass
from datetime import date, datetime

from commune_desk.domain.dossier_life import Right
from commune_desk.domain.records import DeskKey, Holding, Lease, Office, Post, Staff
from storage.desk_file import DeskFile

USUAL_POSTS = (
    ("Quản trị máy", frozenset(Right)),
    ("Cán bộ tiếp nhận và trả kết quả", frozenset({Right.RECEIVE, Right.RETURN, Right.INSPECT})),
    ("Chuyên viên xử lý", frozenset({Right.PROCESS, Right.INSPECT})),
    ("Lãnh đạo", frozenset({Right.APPROVE, Right.PROCESS, Right.INSPECT})),
    ("Thanh tra, kiểm tra", frozenset({Right.INSPECT})),
)
"""Posts a one-stop starts with (domain.md 11 roles); an administrator changes them."""


@dataclass(frozen=True, slots=True)
class Foundation:
    """What the first-run wizard asked."""

    parent_agency: str
    agency: str
    place: str
    agency_code: str
    desk_code: str
    user_name: str
    display_name: str
    deciding_body: str = ""
    phone: str = ""
    is_practice: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """Running numbers first..last of every day, granted by the province."""

    first: int
    last: int
    valid_from: date
    valid_to: date
    granted_by: str


def found_desk(file: DeskFile, foundation: Foundation, now: datetime, block: Block | None = None) -> None:
    """Write the founding entry into an empty desk file."""
    with file.work("desk.found", None) as work:
        work.add(
            Office(
                id=work.new_id(),
                parent_agency=foundation.parent_agency,
                agency=foundation.agency,
                place=foundation.place,
                agency_code=foundation.agency_code,
                desk_code=foundation.desk_code,
                desk_name=f"Máy {foundation.desk_code}",
                deciding_body=foundation.deciding_body,
                phone=foundation.phone,
                is_practice=foundation.is_practice,
            )
        )
        posts = [Post(work.new_id(), name, " ".join(sorted(r.value for r in rights))) for name, rights in USUAL_POSTS]
        staff = Staff(work.new_id(), foundation.user_name, foundation.display_name)
        for post in posts:
            work.add(post)
        work.add(staff)
        work.add(Holding(work.new_id(), staff.id, posts[0].id, now.date()))
        work.add(DeskKey(work.new_id(), file.device.key_id, file.device.public, f"Máy {foundation.desk_code}"))
        if block is not None:
            work.add(
                Lease(
                    work.new_id(),
                    foundation.agency_code,
                    block.first,
                    block.last,
                    block.valid_from,
                    block.valid_to,
                    block.granted_by,
                )
            )
