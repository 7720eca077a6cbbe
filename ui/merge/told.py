"""From merge cards as the desk holds them to what the screen shows: pure functions, no Qt."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from commune_desk.domain.vietnam_time import VN, to_vietnam
from commune_desk.domain.wording import date_vi
from commune_desk.i18n import N_, _
from commune_desk.sync_views import CardSide, DecidedCard, MergeCard
from ui.merge.state import LEFT, CardState, DecidedLine, FieldPair, MergeState, Side
from ui.tick_words import at_words

FIELDS: Mapping[str, str] = {
    "name": N_("Họ tên"),
    "number": N_("Số giấy tờ"),
    "old_number": N_("Số CMND cũ"),
    "tax_code": N_("Mã số thuế"),
    "birth": N_("Ngày sinh"),
    "sex": N_("Giới tính"),
    "address": N_("Địa chỉ"),
    "phone": N_("Điện thoại"),
    "email": N_("Thư điện tử"),
    "note": N_("Ghi chú"),
    "summary": N_("Trích yếu"),
    "delivery_address": N_("Địa chỉ trả kết quả"),
    "official_number": N_("Mã chính thức"),
}
GROUPS: Mapping[str, str] = {
    "identity": N_("giấy tờ tùy thân"),
    "name": N_("họ tên"),
    "number": N_("số giấy tờ"),
    "birth": N_("ngày sinh"),
    "contact": N_("cách liên hệ"),
    "address": N_("địa chỉ"),
    "phone": N_("điện thoại"),
    "notes": N_("ghi chú"),
    "number.official": N_("mã chính thức"),
}


def merge_state(cards: Sequence[MergeCard], decided: Sequence[DecidedCard], now: datetime) -> MergeState:
    """The screen of one moment; `now` aware."""
    return MergeState(tuple(card_state(card) for card in cards), tuple(_decided(one, now) for one in decided), now)


def card_state(card: MergeCard) -> CardState:
    """One card."""
    pairs = tuple(FieldPair(field_label(value.field), value.left, value.right) for value in card.values)
    return CardState(
        key=card.key,
        title=card.title,
        group=group_label(card.group),
        left=_side(card.left),
        right=_side(card.right),
        fields=pairs,
        dossier=card.dossier,
    )


def field_label(field: str) -> str:
    """`Số giấy tờ`; the field's own name where nobody worded it."""
    return _(FIELDS.get(field, field))


def group_label(group: str) -> str:
    """`giấy tờ tùy thân`; a field's label where the group is one field."""
    return _(GROUPS[group]) if group in GROUPS else field_label(group).lower()


def _side(side: CardSide) -> Side:
    post = " · ".join(part for part in (side.post, side.device) if part)
    when = _("Ghi lúc {moment}").format(moment=at_words(side.at_ms))
    seen = _("Khi sửa đang thấy: {value}").format(value=side.seen) if side.seen else ""
    return Side(side.person, " · ".join(part for part in (when, post) if part), seen, side.is_kept)


def _decided(one: DecidedCard, now: datetime) -> DecidedLine:
    values = [value.left if one.kept == LEFT else value.right for value in one.card.values]
    until = to_vietnam(datetime.fromtimestamp(one.until_ms / 1000, VN))
    return DecidedLine(
        key=one.card.key,
        title=f"{one.card.title} – {group_label(one.card.group)}",
        kept=", ".join(value for value in values if value),
        who=one.person,
        when=at_words(one.at_ms),
        until=date_vi(until.date()),
        undoable=now < until,
    )
