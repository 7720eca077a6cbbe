"""Two shares of three, and the province's escrow, over real files."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from commune_desk.domain.errors import InvalidInput, NotFound, WrongKey
from storage.key_slots import KeyFile, OpenedKey
from storage.key_wrapping import Argon2Work
from storage.machine_secret import FileSecrets
from storage.recovery import (
    RecoveryShare,
    keep_escrow,
    make_shares,
    open_escrow,
    parse_share,
    recover,
    recover_with_escrow,
    seal_to_province,
)
from storage.slot_sealing import NewPerson

CHEAP = Argon2Work(iterations=1, memory_kib=64)
LAN = NewPerson("lan", "Nguyễn Thị Lan", "Bika-Moru-58")
BOSS = NewPerson("truong", "Lê Văn Trưởng", "Tage-Puno-37")


class Bench:
    """A desk, its shares, and what a fresh start of the program would open."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        self.path, self.secrets = folder / "keys.json", FileSecrets(folder / "machine")
        self.opened: OpenedKey = self.file().create(LAN)
        self.shares = make_shares(self.file(), self.opened)

    def file(self) -> KeyFile:
        return KeyFile(self.path, self.secrets, work=CHEAP)

    def texts(self) -> list[str]:
        return [" ".join(share.words) for share in self.shares]


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path / "desk")


@pytest.mark.parametrize("pair", [(0, 1), (1, 2), (2, 0)])
def test_any_two_shares_restore_after_the_keyring_was_lost(bench: Bench, pair: tuple[int, int]) -> None:
    """The Windows profile died: two sheets of paper and a new password open the same data again."""
    bench.secrets.delete(bench.opened.desk_id)
    texts = bench.texts()

    opened = recover(bench.file(), [texts[n] for n in pair], BOSS)

    assert opened.data_key == bench.opened.data_key
    assert bench.file().unlock("truong", BOSS.password).data_key == bench.opened.data_key
    assert [person.user_name for person in bench.file().people()] == ["truong"]
    assert recover(bench.file(), texts, LAN).data_key == bench.opened.data_key


def test_with_the_keyring_there_the_others_keep_their_slots(bench: Bench) -> None:
    """Only the one password was forgotten: nobody else is thrown out."""
    bench.file().add_slot(bench.opened, BOSS)

    recover(bench.file(), bench.texts()[:2], NewPerson("lan", "Nguyễn Thị Lan", "New-Word-99"))

    assert bench.file().unlock("lan", "New-Word-99").data_key == bench.opened.data_key
    assert bench.file().unlock("truong", BOSS.password).data_key == bench.opened.data_key


def test_one_share_does_not_restore_nor_hold_the_secret(bench: Bench) -> None:
    """One sheet alone, in a drawer, is harmless."""
    for text in bench.texts():
        with pytest.raises(InvalidInput, match="shares-too-few"):
            recover(bench.file(), [text], BOSS)
    with pytest.raises(InvalidInput, match="shares-same"):
        recover(bench.file(), [bench.texts()[0]] * 2, BOSS)


def test_shares_of_another_desk_or_replaced_ones(bench: Bench, tmp_path: Path) -> None:
    """Old sheets stop working when new ones are printed; the answer names the sheet."""
    old = bench.texts()
    bench.shares = make_shares(bench.file(), bench.opened)
    other = Bench(tmp_path / "other").texts()

    for texts in (old[:2], other[:2]):
        with pytest.raises(InvalidInput, match="shares-foreign") as caught:
            recover(bench.file(), texts, BOSS)
        assert caught.value.field == "share-1"
    with pytest.raises(InvalidInput, match="shares-foreign") as caught:
        recover(bench.file(), [bench.texts()[0], old[1]], BOSS)
    assert caught.value.field == "share-2"


def test_shares_never_made(tmp_path: Path) -> None:
    """Clear words instead of asking for sheets that do not exist."""
    file = KeyFile(tmp_path / "keys.json", FileSecrets(tmp_path / "machine"), work=CHEAP)
    file.create(LAN)

    with pytest.raises(NotFound, match="no-recovery-slot"):
        recover(file, ["x", "y"], BOSS)


@given(upper=st.booleans(), prefix=st.booleans(), numbered=st.booleans(), gap=st.sampled_from([" ", "\n", ",  ", "\t"]))
def test_a_share_is_read_as_people_type_it(upper: bool, prefix: bool, numbered: bool, gap: str) -> None:  # noqa: FBT001
    """Capitals, commas, numbers before the words, first four letters only."""
    typed = [word[:4] if prefix else word for word in SHARE]
    typed = [f"{n}. {word}" if numbered else word for n, word in enumerate(typed, 1)]
    text = gap.join(typed)

    assert parse_share(text.upper() if upper else text) == SHARE


def test_tone_marks_of_a_vietnamese_keyboard_do_not_matter() -> None:
    """VNI turns digits into marks, Telex letters: marks fall away."""
    assert parse_share(" ".join(SHARE).replace("a", "á").replace("e", "ê")) == SHARE


def test_a_wrong_share_says_where() -> None:
    """Retyping twenty words for one slip is cruel: the position is named, the word is not."""
    unknown = [*SHARE[:6], "zzzz", *SHARE[7:]]
    with pytest.raises(InvalidInput, match="share-word-unknown") as caught:
        parse_share(" ".join(unknown), 2)
    assert (caught.value.field, caught.value.parameters["position"]) == ("share-2", 7)

    with pytest.raises(InvalidInput, match="share-word-count") as caught:
        parse_share(" ".join(SHARE[:-1]))
    assert (caught.value.parameters["found"], caught.value.parameters["wanted"]) == (19, 20)

    swapped = [SHARE[0], SHARE[1], SHARE[2], SHARE[3], SHARE[5], SHARE[4], *SHARE[6:]]
    with pytest.raises(InvalidInput, match="share-checksum") as caught:
        parse_share(" ".join(swapped))
    assert caught.value.__cause__ is None
    assert SHARE[4] not in str(caught.value)


def test_the_province_opens_the_escrow_and_nobody_else(bench: Bench, tmp_path: Path) -> None:
    """Everything at the commune is lost but the file: the province's private key brings the data back."""
    province, other = X25519PrivateKey.generate(), X25519PrivateKey.generate()
    blob = keep_escrow(bench.file(), bench.opened, province.public_key().public_bytes_raw())
    bench.secrets.delete(bench.opened.desk_id)
    stored = bench.file().content_for_recovery().escrow

    escrowed = open_escrow(stored or b"", province.private_bytes_raw())

    assert stored == blob
    assert recover_with_escrow(bench.file(), escrowed, BOSS).data_key == bench.opened.data_key
    with pytest.raises(WrongKey, match="escrow-not-ours"):
        open_escrow(blob, other.private_bytes_raw())
    with pytest.raises(WrongKey, match="key-of-another-desk"):
        recover_with_escrow(Bench(tmp_path / "other").file(), escrowed, BOSS)


def test_a_tampered_escrow_opens_nothing(bench: Bench) -> None:
    """Every byte is authenticated: magic, ephemeral key, text."""
    province = X25519PrivateKey.generate()
    blob = seal_to_province(bench.opened, province.public_key().public_bytes_raw())

    for at in range(len(blob)):
        flipped = bytearray(blob)
        flipped[at] ^= 1
        with pytest.raises(WrongKey):
            open_escrow(bytes(flipped), province.private_bytes_raw())
    with pytest.raises(WrongKey):
        open_escrow(b"", province.private_bytes_raw())


def test_no_words_nor_keys_in_repr(bench: Bench) -> None:
    """A share in a log would be a sheet lost."""
    province = X25519PrivateKey.generate()
    escrowed = open_escrow(
        seal_to_province(bench.opened, province.public_key().public_bytes_raw()), province.private_bytes_raw()
    )

    assert repr(RecoveryShare(1, SHARE)) == "RecoveryShare(index=1)"
    assert repr(escrowed.data_key) not in repr(escrowed)


_PRINTED = """duckling enlarge academic academic agency result length solution fridge kidney
    coal piece deal husband erode duke ajar critical decision keyboard"""
SHARE = tuple(_PRINTED.split())
"""A published SLIP-39 test vector (1 of 1, 128 bits)."""
