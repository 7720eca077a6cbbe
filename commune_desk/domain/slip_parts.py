"""The parts slips are made of: letterhead, marks, applicants, papers and the rows of tables (domain.md 1.4-1.11)."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who issues: superior body (UBND XÃ …), issuing body, suffix of `Số: …/…`, place name of the date line.

    `organ_short` is the issuing body as a sentence or a footer names it: 'Trung tâm PVHCC xã Yên Định'.
    """

    parent_agency: str
    agency: str
    number_suffix: str
    place: str
    organ_short: str = ""


class MarkKind(Enum):
    """Why a page is not the original."""

    PRACTICE = "practice"
    PREVIEW = "preview"
    COPY = "copy"


@dataclass(frozen=True, slots=True)
class Mark:
    """What is stamped across a page; `copy` counts reprints from 1 (0 for the other kinds)."""

    kind: MarkKind
    copy: int = 0

    @property
    def text(self) -> str:
        """The words of the mark."""
        if self.kind is MarkKind.COPY:
            return f"BẢN SAO – in lại lần {self.copy}"
        return {
            MarkKind.PRACTICE: "BẢN TẬP HUẤN – KHÔNG CÓ GIÁ TRỊ",
            MarkKind.PREVIEW: "BẢN XEM TRƯỚC",
        }[self.kind]


PRACTICE = Mark(MarkKind.PRACTICE)
PREVIEW = Mark(MarkKind.PREVIEW)


def copy_mark(n: int) -> Mark:
    """The mark of the n-th reprint, n from 1."""
    return Mark(MarkKind.COPY, n)


@dataclass(frozen=True, slots=True)
class Component:
    """One paper of the dossier: handed in (forms 01) or asked for (form 02)."""

    name: str
    originals: int = 0
    copies: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class Citizen:
    """The applicant as the forms name them; `number_label` is 'Số CCCD', 'Số hộ chiếu', 'Mã số thuế' …"""

    name: str
    number: str = ""
    number_label: str = "Số CCCD"
    address: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class HandOver:
    """One row block of form 06: `result` is 'Trước hạn', 'Đúng hạn', 'Quá hạn' or ''; `at` None leaves dots."""

    giver_unit: str
    taker_unit: str
    at: datetime | None = None
    giver_name: str = ""
    taker_name: str = ""
    result: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One line of form 07, columns in the legal order."""

    index: int
    dossier_number: str
    procedure: str
    sets: int
    applicant: str
    address_phone: str
    deciding_body: str
    received_at: datetime
    due_at: datetime | None = None
    passed_at: datetime | None = None
    result_at: datetime | None = None
    returned_at: datetime | None = None
    delivery: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class FeeLine:
    """One fee or charge of a receipt."""

    name: str
    dong: int


@dataclass(frozen=True, slots=True)
class DayRow:
    """One line of the day's list."""

    index: int
    dossier_number: str
    received_at: datetime
    applicant: str
    procedure: str
    due_at: datetime | None
    state: str = ""
    note: str = ""
