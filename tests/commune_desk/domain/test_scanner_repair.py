"""A scanner types through UniKey: the card comes right, or is refused, and is never quietly another."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commune_desk.domain.citizen_card import CitizenCard, parse_card
from commune_desk.domain.errors import InvalidInput
from commune_desk.domain.scanner_repair import looks_like_card_burst
from tests.commune_desk.domain.cards import payloads
from tests.commune_desk.domain.typing_tools import (
    keystrokes,
    left_in_field,
    simulate_caps_lock,
    simulate_telex,
    simulate_vni,
)

CARD = "001099000001||Nguyễn Văn Mẫu|01011999|Nam|Số 1, Thôn Mẫu, Xã Mẫu, Hà Nội|15062022"
FREE_TEXT = st.text(st.sampled_from("aAdDeEoOuUsSfFrRxXjJzZiyngth'- ăâđêôơưáàảãạếờữĐ"), min_size=1, max_size=20)

MODES = st.fixed_dictionaries({name: st.booleans() for name in ("vni", "spelling", "modern")})


def read(payload: str) -> CitizenCard | None:
    try:
        return parse_card(payload)
    except InvalidInput:
        return None


def is_right_or_doubted(typed: str, payload: str) -> bool:
    """Equal to the true card; or refused; or only the address differs and the clerk is told so."""
    seen, true = read(typed), read(payload)
    if seen is None or seen == true:
        return True
    if "address-uncertain" not in seen.warnings:
        return False
    name, birth = payload.split("|")[2:4]
    return (
        seen.name == " ".join(name.split())
        and seen.number == payload[:12]
        and seen.birth_date is not None
        and (f"{seen.birth_date:%d%m}{seen.birth_date.year:04}" == birth)
    )


def test_the_typing_tool_is_modelled_as_people_know_it() -> None:
    """A simulator that changes nothing would prove nothing."""
    assert simulate_telex("Vieetj Nam dduwowngf hoaf hoas quas giaf") == "Việt Nam đường hòa hóa quá già"
    assert simulate_vni("Vie65t Nam d9u7o7ng2 A10 A11 Khu3 5A2 D9") == "Việt Nam đường A A1 Khủ 5À Đ"
    assert simulate_telex("Kar Loong", spelling=False) == "Kả Lông"
    assert keystrokes("as", vni=False) == "a\bá"


@pytest.mark.parametrize("tool", [simulate_telex, simulate_vni])
def test_an_ordinary_card_survives_the_typing_tool(tool: Callable[[str], str]) -> None:
    """Kinh spelling holds no key sequence of either method once its letters come composed."""
    assert parse_card(tool(CARD)) == parse_card(CARD)


@settings(max_examples=500, deadline=None)
@given(payloads(), MODES)
def test_real_names_are_right_refused_or_doubted(payload: str, mode: dict[str, bool]) -> None:
    """The text alone, without a record of the keys: pasted, or scanned before the window listened."""
    assert is_right_or_doubted(left_in_field(keystrokes(payload, **mode)), payload)


@settings(max_examples=500, deadline=None)
@given(payloads(name=FREE_TEXT, address=FREE_TEXT), MODES)
def test_any_text_is_right_or_refused_when_the_keys_were_recorded(payload: str, mode: dict[str, bool]) -> None:
    """The backspace a typing tool sends is proof for every name in the world.

    Only w, which Telex eats and types as ư, needs no backspace: such words are judged by their spelling.
    """
    assert read(keystrokes(payload, **mode)) in (None, read(payload))


@settings(max_examples=300, deadline=None)
@given(payloads())
def test_caps_lock_is_undone_or_refused(payload: str) -> None:
    """Caps Lock swaps ASCII letters and leaves composed ones; some scanners swap all."""
    true = read(payload)
    assert read(simulate_caps_lock(payload)) in (None, true)
    assert read(payload.swapcase()) in (None, true)


def test_caps_lock_on_an_ordinary_card_is_undone() -> None:
    """Refusing every card while the key is down would be safe and useless."""
    assert parse_card(simulate_caps_lock(CARD)) == parse_card(CARD)


@settings(max_examples=300, deadline=None)
@given(payloads(), st.sampled_from(["latin-1", "cp1252"]))
def test_torn_utf8_is_joined_or_refused(payload: str, codec: str) -> None:
    """Latin-1 keeps every byte; windows-1252 loses five of them for good."""
    torn = payload.encode().decode(codec, errors="replace")
    assert read(torn) in (None, read(payload))


@pytest.mark.parametrize(
    ("broken", "code"),
    [
        (CARD.encode("ascii", "replace").decode(), "card-garbled"),
        (CARD.encode("ascii", "ignore").decode(), "card-garbled"),
        (CARD.encode("cp1252", "ignore").decode("cp1252"), "card-garbled"),
        (CARD.replace("Số 1", "Số 5À"), "typing-tool-changed-card"),
        (CARD.replace("Mẫu|", "Mẫ\bẫu|"), "typing-tool-changed-card"),
        (CARD.replace("Văn", "Kỏ"), "typing-tool-changed-card"),
    ],
)
def test_a_changed_card_says_what_happened(broken: str, code: str) -> None:
    """UniKey to turn off, or a scanner to set: two different things to do."""
    with pytest.raises(InvalidInput) as refusal:
        parse_card(broken)

    assert refusal.value.code == code


def test_a_house_code_reads_with_a_doubt() -> None:
    """A1 is a real address and also what VNI leaves of A11: refusing it for ever would help nobody."""
    card = parse_card(CARD.replace("Số 1", "Nhà A1"))
    assert card.address.startswith("Nhà A1")
    assert "address-uncertain" in card.warnings


def test_a_burst_is_known_by_its_beginning() -> None:
    """The window decides after thirteen keys where the rest goes."""
    assert looks_like_card_burst(CARD)
    assert looks_like_card_burst("\ufeff]Q1" + CARD)
    assert not looks_like_card_burst("001099000001")
    assert not looks_like_card_burst("٠٠١٠٩٩٠٠٠٠٠١|")
