"""How far a dossier or a scan has got, in words and signs (sync.md 4.14). No Qt: lists, dialogs and states use it.

Every word rests on something held here: the saved entry, another PC's signed head, the province's signed receipt, the
portal's answer in the province's journal. Nothing is said because a request ended well.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from commune_desk.domain.vietnam_time import VN, to_vietnam
from commune_desk.domain.wording import date_vi
from commune_desk.i18n import N_, _
from commune_desk.sync_views import Proof, RecordTicks
from ui import tokens
from ui.sentences import SENTENCES

HERE, SECOND, PROVINCE, PORTAL, TROUBLE = "here", "second", "province", "portal", "trouble"

WORDS: Mapping[str, str] = {
    HERE: N_("Chỉ trên máy này"),
    SECOND: N_("Đã sang máy khác trong xã"),
    PROVINCE: N_("Đã đến tỉnh"),
    PORTAL: N_("Đã lên Cổng quốc gia"),
    TROUBLE: N_("Cần xử lý"),
}
PLACES: Mapping[str, tuple[str, str]] = {
    HERE: ("hard-drive", N_("Máy này")),
    SECOND: ("users", N_("Máy khác trong xã")),
    PROVINCE: ("landmark", N_("Tỉnh")),
    PORTAL: ("globe", N_("Cổng quốc gia")),
}
_TINTS = {
    HERE: tokens.State.NEUTRAL,
    SECOND: tokens.State.INFO,
    PROVINCE: tokens.State.OK,
    PORTAL: tokens.State.OK,
    TROUBLE: tokens.State.LATE,
}


class Mark(StrEnum):
    """How one place stands."""

    DONE = "done"
    WAITING = "waiting"
    TROUBLE = "trouble"


class Tick(NamedTuple):
    """One place: its icon, how it stands, and what proves it in one sentence."""

    place: str
    icon: str
    mark: Mark
    proof: str


class Ticks(NamedTuple):
    """All places of one thing in their order; `word` says in one how far it has got."""

    marks: tuple[Tick, ...]
    word: str
    state: tokens.State

    @property
    def told(self) -> str:
        """The word and every proof, one a line."""
        return "\n".join((self.word, *(tick.proof for tick in self.marks)))


def stand(record: RecordTicks) -> str:
    """HERE … PORTAL, or TROUBLE: the furthest place that is proved for all of it."""
    if record.trouble:
        return TROUBLE
    reached = ((PORTAL, record.portal), (PROVINCE, record.province), (SECOND, record.second))
    return next((place for place, proof in reached if proof is not None), HERE)


def stand_word(record: RecordTicks) -> str:
    """The one word of a record."""
    return _(WORDS[stand(record)])


def ticks_of(record: RecordTicks) -> Ticks:
    """Marks, word and colour of a record."""
    told = (
        (HERE, _saved(record)),
        *((place, _proved(place, proof)) for place, proof in _proofs(record)),
    )
    marks = [Tick(place, PLACES[place][0], mark, proof) for place, (mark, proof) in told]
    if record.trouble:
        at = next((at for at, tick in enumerate(marks) if tick.mark is Mark.WAITING), len(marks) - 1)
        marks[at] = marks[at]._replace(mark=Mark.TROUBLE, proof=trouble_sentence(record.trouble))
    where = stand(record)
    return Ticks(tuple(marks), _(WORDS[where]), _TINTS[where])


def trouble_sentence(code: str) -> str:
    """What is in the way, for a clerk; a code nobody has worded is shown as it is."""
    return _(SENTENCES.get(code, code)).format_map(_Gaps())


def at_words(at_ms: int) -> str:
    """`09:42 23/11/2026` on a Vietnamese clock; '' for 0."""
    if not at_ms:
        return ""
    local = to_vietnam(datetime.fromtimestamp(at_ms / 1000, VN))
    return f"{local:%H:%M} {date_vi(local.date())}"


def proof_words(proof: Proof) -> str:
    """`Tỉnh: 09:42 23/11/2026, biên nhận số 48.213, do Sở Nội vụ ký`."""
    parts = [at_words(proof.at_ms)]
    if proof.number:
        parts.append(_("biên nhận số {number}").format(number=f"{proof.number:,}".replace(",", ".")))
    if proof.reference:
        parts.append(_("mã {reference}").format(reference=proof.reference))
    parts.append(_("do {signer} ký").format(signer=signer_words(proof.signer)))
    if proof.is_safe:
        parts.append(_("đã vào bản sao lưu của tỉnh"))
    return ", ".join(part for part in parts if part)


def signer_words(signer: str) -> str:
    """A peer's name in words; a name that came with the proof as it is."""
    if signer == "province":
        return _("máy chủ của tỉnh")
    if signer.startswith("hub:"):
        return _("máy trạm của xã ({name})").format(name=signer.removeprefix("hub:"))
    return signer


def _proofs(record: RecordTicks) -> tuple[tuple[str, Proof | None], ...]:
    return (SECOND, record.second), (PROVINCE, record.province), (PORTAL, record.portal)


def _saved(record: RecordTicks) -> tuple[Mark, str]:
    told = _("{place}: đã lưu {moment}, {count} mục nhật ký")
    return Mark.DONE, told.format(place=_(PLACES[HERE][1]), moment=at_words(record.saved_ms), count=record.entries)


def _proved(place: str, proof: Proof | None) -> tuple[Mark, str]:
    name = _(PLACES[place][1])
    if proof is None:
        return Mark.WAITING, _("{place}: chưa có bằng chứng").format(place=name)
    return Mark.DONE, f"{name}: {proof_words(proof)}"


class _Gaps(dict[str, object]):
    """A sentence is shown even where a parameter is missing."""

    def __missing__(self, key: str) -> str:
        return "…"
