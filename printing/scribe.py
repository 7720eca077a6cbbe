"""The vocabulary of the forms: fields, lists, the code band, signatures – each in the form's own letter size."""

from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter, QPen

from commune_desk.domain.slips import Citizen, Component, Slip
from commune_desk.domain.vietnam_time import to_vietnam
from commune_desk.domain.wording import date_vi, moment_vi
from printing.codes import Barcode, QrCode
from printing.flow import Beside, Block, Piece, Space, Together, flowed
from printing.text import BLACK, CENTRE, JUSTIFIED, RIGHT, Paragraph, Run, bold, fitting_pt, italic

QR_SIDE_MM = 27
BAR_HEIGHT_MM = 9
BLANK_MOMENT = "…. giờ …. phút, ngày …. tháng …. năm ……"
SIGN_HERE = "(Ký và ghi rõ họ tên)"


def moment(instant: datetime | None) -> str:
    """'08 giờ 05 phút, ngày …' on Viet Nam's clock; dots to write by hand for None."""
    return moment_vi(to_vietnam(instant)) if instant else BLANK_MOMENT


def short_moment(instant: datetime | None) -> str:
    """'08:05 05/07/2025' for tables, '' for None."""
    if instant is None:
        return ""
    local = to_vietnam(instant)
    return f"{local:%H:%M} {date_vi(local.date())}"


def counted(component: Component) -> str:
    """'Tờ khai (bản chính: 01; bản sao: 02) – ghi chú'."""
    parts = [
        f"{label}: {count:02d}"
        for label, count in (("bản chính", component.originals), ("bản sao", component.copies))
        if count
    ]
    counts = f" ({'; '.join(parts)})" if parts else ""
    return f"{component.name}{counts}{f' – {component.note}' if component.note else ''}"


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature block: title in capitals, the hint in brackets, the printed name."""

    title: str
    name: str = ""
    hint: str = SIGN_HERE


@dataclass(frozen=True, slots=True)
class Scribe:
    """Writes in one size (points) with one gap (mm) after each field."""

    size_pt: float = 10.3
    gap_mm: float = 0.7

    def field(self, label: str, value: str, *, is_strong: bool = False, tail: str = "") -> Paragraph:
        """'Label: value'; without a value dots up to the margin, to fill by hand."""
        runs = (Run(f"{label}: "), Run(value, bold=is_strong), Run(tail))
        return Paragraph(runs, self.size_pt, after_mm=self.gap_mm, has_leader=not value.strip())

    def contact(self, citizen: Citizen) -> Block:
        """'Số điện thoại: …   Email: …' on one line; a long address gets its own."""
        phone, email = self.field("Số điện thoại", citizen.phone), self.field("Email", citizen.email)
        return Beside(((phone,), (email,)), (45, 55)) if len(citizen.email) <= 28 else Stack((phone, email))

    def applicant(self, label: str, citizen: Citizen) -> Paragraph:
        """The name in bold and, where known, the number."""
        tail = f" ({citizen.number_label}: {citizen.number})" if citizen.number else ""
        return self.field(label, citizen.name, is_strong=True, tail=tail)

    def say(self, *runs: Run, indent_mm: float = 0, keep: bool = False) -> Paragraph:
        """A justified sentence."""
        return Paragraph(runs, self.size_pt, JUSTIFIED, indent_mm=indent_mm, after_mm=self.gap_mm, keep_with_next=keep)

    def numbered(self, lines: tuple[str, ...], *, least: int = 0) -> tuple[Paragraph, ...]:
        """'1. …' with hanging indent; dotted lines up to `least`."""
        filled = [
            Paragraph((Run(f"{n}. {line}"),), self.size_pt, indent_mm=4, hang_mm=8.5, after_mm=0.3)
            for n, line in enumerate(lines, 1)
        ]
        blank = [
            Paragraph((Run(f"{n}. "),), self.size_pt, indent_mm=4, after_mm=0.3, has_leader=True)
            for n in range(len(lines) + 1, least + 1)
        ]
        return (*filled, *blank, Paragraph((Run(""),), 1))

    def title(self, text: str, width_mm: float, size_pt: float = 12.5) -> tuple[Block, ...]:
        """The form's name: capitals, bold, centred, on one line where three quarters of the size allow it."""
        fitted = fitting_pt(bold(text), size_pt, width_mm)
        natural = Paragraph((bold(text),), fitted).natural_width_mm()
        chosen = fitted if natural <= width_mm and fitted > size_pt * 0.85 else size_pt
        halves = (text,) if chosen == fitted else _halves(text)
        return (
            Space(2.5),
            *(Paragraph((bold(half),), chosen, CENTRE, keep_with_next=True) for half in halves),
            Space(1.5),
        )

    def code_band(self, slip: Slip) -> Block:
        """'Mã hồ sơ' with its barcode on the left, the signed QR on the right."""
        label = "Mã hồ sơ (số tạm): " if slip.provisional else "Mã hồ sơ: "
        number = Paragraph(
            (Run(label), bold(slip.dossier_number)),
            self.size_pt + 0.5,
            after_mm=1.2,
            has_leader=not slip.dossier_number,
        )
        left: list[Block] = [Space(2.2), number]
        if slip.barcode_text:
            left += [
                Barcode(slip.barcode_text, BAR_HEIGHT_MM),
                Paragraph((Run(slip.barcode_text),), self.size_pt - 2.5, indent_mm=3),
            ]
        if slip.provisional:
            note = "Số tạm, sẽ thay bằng mã chính thức; tra cứu được cả hai số."
            left.append(Paragraph((italic(note),), self.size_pt - 1.5))
        if not slip.qr_text:
            return Together(tuple(left))
        return Beside((tuple(left), (QrCode(slip.qr_text, QR_SIDE_MM, is_right=True),)), (1, 0.42))

    def signatures(self, *people: Signature, room_mm: float = 17) -> Block:
        """Signature blocks side by side, never parted from their titles; one alone stands on the right."""
        stacks = [self._signature(person, room_mm) for person in people]
        if len(stacks) == 1:
            stacks.insert(0, (Space(1),))
        return Together((Space(2.5), Beside(tuple(stacks), (1,) * len(stacks))))

    def issued(self, recipients: tuple[str, ...], signer: Signature) -> Block:
        """'Nơi nhận' on the left, the head's signature on the right (Nghị định 30/2020/NĐ-CP)."""
        heading = Paragraph((Run("Nơi nhận:", bold=True, italic=True),), self.size_pt - 0.5)
        ends = (";",) * (len(recipients) - 1) + (".",)
        lines = tuple(
            Paragraph((Run(f"- {line}{end}"),), self.size_pt - 1.5, hang_mm=2)
            for line, end in zip(recipients, ends, strict=False)
        )
        right = self._signature(signer, 20)
        return Together((Space(3), Beside(((heading, *lines), right), (1, 1.1))))

    def _signature(self, person: Signature, room_mm: float) -> tuple[Block, ...]:
        return (
            Paragraph((bold(person.title),), self.size_pt, CENTRE),
            Paragraph((italic(person.hint),), self.size_pt - 0.5, CENTRE),
            Space(room_mm),
            Paragraph((bold(person.name),), self.size_pt, CENTRE),
        )

    def remark(self, text: str) -> Block:
        """A small note under a short line, as the forms have their footnotes."""
        return Together((Space(3), _NoteRule(), Space(0.8), Paragraph((italic(text),), self.size_pt - 1.5, JUSTIFIED)))

    def dated(self, text: str) -> Paragraph:
        """An italic line at the right: place and date."""
        return Paragraph((italic(text),), self.size_pt, RIGHT, after_mm=self.gap_mm)


def _halves(text: str) -> tuple[str, ...]:
    """A title in two lines of like length."""
    words = text.split()
    cuts = [(" ".join(words[:n]), " ".join(words[n:])) for n in range(1, len(words))]
    return min(cuts, key=lambda cut: abs(len(cut[0]) - len(cut[1]))) if cuts else (text,)


@dataclass(frozen=True, slots=True)
class Stack:
    """Blocks one under the other, free to break between pages."""

    blocks: tuple[Block, ...]

    def pieces(self, width_mm: float) -> list[Piece]:
        """All their pieces."""
        return flowed(self.blocks, width_mm)


@dataclass(frozen=True, slots=True)
class _NoteRule:
    """The short line above a footnote."""

    def pieces(self, width_mm: float) -> list[Piece]:
        def draw(painter: QPainter, x_mm: float, y_mm: float) -> None:
            painter.setPen(QPen(BLACK, 0.2))
            painter.drawLine(QPointF(x_mm, y_mm), QPointF(x_mm + width_mm / 3, y_mm))

        return [Piece(0.2, draw)]
