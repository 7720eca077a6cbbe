"""Ways back to the data when the password, the Windows profile or the PC is lost.

Printed shares: a random 128-bit secret wraps the data key; SLIP-39 divides the secret into three shares of twenty
words. Any two restore it, one tells nothing (Shamir). 128 bits, because people type these words.

Escrow: the data key sealed to the province's X25519 public key (ephemeral X25519, HKDF-SHA256, ChaCha20-Poly1305).

`shamir_mnemonic` is imported when first used; it reads its word list from a file beside it.
"""

import re
import secrets
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from commune_desk.domain.errors import InvalidInput, NotFound, WrongKey
from storage.key_file import FOREIGN_KEY, Content, RecoverySlot
from storage.key_slots import KeyFile, OpenedKey
from storage.key_wrapping import KEY_BYTES, derive, seal, unseal
from storage.slot_sealing import NewPerson

if TYPE_CHECKING:
    from shamir_mnemonic import Share

SHARES = 3
NEEDED = 2
WORDS = 20
_SECRET_BYTES = 16
_PREFIX = 4

_MAGIC = b"CDE1"
_POINT_BYTES = 32
_NONCE = bytes(12)  # every seal has a key of its own, from an ephemeral key pair
_DESK_BYTES = 16


@dataclass(frozen=True, slots=True)
class RecoveryShare:
    """One printed share, 1 to 3; hand the three to different people."""

    index: int
    words: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class EscrowedKey:
    """What the province finds in an escrow slot."""

    desk_id: str
    data_key: bytes = field(repr=False)


# ------------------------------------------------------------------ printed shares
def make_shares(key_file: KeyFile, opened: OpenedKey) -> list[RecoveryShare]:
    """Three new shares; shares made earlier stop working. They are nowhere kept: print them now.

    Raises WrongKey when `opened` is of another desk, StorageTrouble.
    """
    from shamir_mnemonic import Share, generate_mnemonics

    secret = secrets.token_bytes(_SECRET_BYTES)
    (texts,) = generate_mnemonics(1, [(NEEDED, SHARES)], secret, iteration_exponent=0)
    share_set = Share.from_mnemonic(texts[0]).identifier
    wrapped = seal(derive(secret, "recovery"), opened.data_key, _context(opened.desk_id))
    key_file.keep_recovery(opened, lambda content: replace(content, recovery=RecoverySlot(share_set, wrapped)))
    return [RecoveryShare(number, tuple(text.split())) for number, text in enumerate(texts, 1)]


def recover(key_file: KeyFile, share_texts: Sequence[str], person: NewPerson) -> OpenedKey:
    """Open the desk with two shares and give `person` a slot; with a new machine secret when the keyring was lost.

    Raises InvalidInput with field 'share-1', 'share-2' … : 'share-word-unknown' (position), 'share-word-count' (found,
    wanted), 'share-checksum', 'shares-same', 'shares-foreign' (another desk, or replaced since), 'shares-too-few';
    NotFound('no-recovery-slot') where none were ever made; and what `KeyFile.readmit` raises.
    """
    content = key_file.content_for_recovery()
    if content.recovery is None:
        raise NotFound("no-recovery-slot")
    secret = _combine(share_texts, content.recovery.share_set)
    data_key = unseal(derive(secret, "recovery"), content.recovery.wrapped, _context(content.desk_id))
    if data_key is None:
        raise InvalidInput("shares-foreign", field="share-1")
    return key_file.readmit(content, data_key, person)


def parse_share(text: str, number: int = 1) -> tuple[str, ...]:
    """The twenty words of a typed share. Case, spaces, commas, the numbers printed before the words and tone marks of a
    Vietnamese keyboard do not matter; the first four letters of a word suffice. Raises as `recover`, 'share-checksum'
    last."""
    from shamir_mnemonic.wordlist import WORDLIST

    by_prefix = {word[:_PREFIX]: word for word in WORDLIST}
    tokens = re.findall(r"[a-z]+", _plain(text))
    words = []
    for position, token in enumerate(tokens, 1):
        word = by_prefix.get(token[:_PREFIX]) if len(token) >= _PREFIX else None
        if word is None:
            raise InvalidInput("share-word-unknown", field=f"share-{number}", position=position)
        words.append(word)
    if len(words) != WORDS:
        raise InvalidInput("share-word-count", field=f"share-{number}", found=len(words), wanted=WORDS)
    _decode(words, number)
    return tuple(words)


def _combine(share_texts: Sequence[str], share_set: int) -> bytes:
    from shamir_mnemonic import MnemonicError, combine_mnemonics

    found: dict[int, tuple[str, ...]] = {}
    for number, text in enumerate(share_texts, 1):
        words = parse_share(text, number)
        share = _decode(words, number)
        if share.identifier != share_set or (share.member_threshold, share.group_count) != (NEEDED, 1):
            raise InvalidInput("shares-foreign", field=f"share-{number}")
        if share.index in found:
            raise InvalidInput("shares-same", field=f"share-{number}")
        found[share.index] = words
    if len(found) < NEEDED:
        raise InvalidInput("shares-too-few", field=f"share-{len(found) + 1}", needed=NEEDED)
    two = [" ".join(words) for words in list(found.values())[:NEEDED]]
    try:
        return bytes(combine_mnemonics(two))
    except MnemonicError:
        raise InvalidInput("shares-foreign", field="share-1") from None


def _decode(words: Sequence[str], number: int) -> "Share":
    from shamir_mnemonic import MnemonicError, Share

    try:
        return Share.from_mnemonic(" ".join(words))
    except MnemonicError:
        # from None: the library's message quotes words of the share.
        raise InvalidInput("share-checksum", field=f"share-{number}") from None


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.casefold().replace("đ", "d"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


# ------------------------------------------------------------------ escrow
def seal_to_province(opened: OpenedKey, public_key: bytes) -> bytes:
    """The desk's data key, readable only with the province's private half of the raw 32-byte X25519 `public_key`.

    Raises ValueError for something that is no such key.
    """
    ephemeral = X25519PrivateKey.generate()
    point = ephemeral.public_key().public_bytes_raw()
    shared = ephemeral.exchange(X25519PublicKey.from_public_bytes(public_key))
    plain = bytes.fromhex(opened.desk_id) + opened.data_key
    return _MAGIC + point + _escrow_cipher(shared, point, public_key).encrypt(_NONCE, plain, _MAGIC + point)


def keep_escrow(key_file: KeyFile, opened: OpenedKey, public_key: bytes) -> bytes:
    """Seal to the province and keep the sealed key in the key file; returns it for sending too."""
    blob = seal_to_province(opened, public_key)
    key_file.keep_recovery(opened, lambda content: replace(content, escrow=blob))
    return blob


def open_escrow(blob: bytes, private_key: bytes) -> EscrowedKey:
    """The province's side; `private_key` is the raw 32-byte X25519 key. Raises WrongKey('escrow-not-ours')."""
    private = X25519PrivateKey.from_private_bytes(private_key)
    point, sealed = blob[len(_MAGIC) : len(_MAGIC) + _POINT_BYTES], blob[len(_MAGIC) + _POINT_BYTES :]
    try:
        shared = private.exchange(X25519PublicKey.from_public_bytes(point))
        cipher = _escrow_cipher(shared, point, private.public_key().public_bytes_raw())
        plain = cipher.decrypt(_NONCE, sealed, blob[: len(_MAGIC)] + point)
    except (InvalidTag, ValueError):
        raise WrongKey("escrow-not-ours") from None
    if len(plain) != _DESK_BYTES + KEY_BYTES:
        raise WrongKey("escrow-not-ours")
    return EscrowedKey(plain[:_DESK_BYTES].hex(), plain[_DESK_BYTES:])


def recover_with_escrow(key_file: KeyFile, escrowed: EscrowedKey, person: NewPerson) -> OpenedKey:
    """Open the desk with the key the province gave back. Raises WrongKey when it is another desk's."""
    content: Content = key_file.content_for_recovery()
    if content.desk_id != escrowed.desk_id:
        raise WrongKey(FOREIGN_KEY)
    return key_file.readmit(content, escrowed.data_key, person)


def _escrow_cipher(shared: bytes, point: bytes, public_key: bytes) -> ChaCha20Poly1305:
    return ChaCha20Poly1305(derive(shared, "escrow/" + (point + public_key).hex()))


def _context(desk_id: str) -> str:
    return f"recovery|{desk_id}"
