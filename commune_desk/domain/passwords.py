"""What a password must be like, and passwords a person can read over the phone.

Source: QCVN 12:2026/BCA (Thông tư 47/2026/TT-BCA, from 1/7/2026), as summed up in domain.md 11: at least 8
characters, lower and upper case, digit and special character; administrators change theirs every two months.
"""

import secrets
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

TOO_SHORT = "password-too-short"
TOO_LONG = "password-too-long"
NO_LOWER = "password-no-lower"
NO_UPPER = "password-no-upper"
NO_DIGIT = "password-no-digit"
NO_SPECIAL = "password-no-special"
LIKE_USER_NAME = "password-like-user-name"
TOO_COMMON = "password-too-common"

# They fulfil every rule about kinds of characters and are the first ones anybody tries here.
_COMMON = frozenset(
    {"abc@1234", "abc@12345", "abc@123456", "abcd@1234", "admin@123", "admin@1234", "p@ssw0rd", "p@ssword1"}
    | {"pass@123", "pass@1234", "password@1", "password@123", "qwerty@123", "vietnam@123", "vietnam@2026"}
    | {"matkhau@123", "matkhau@1", "motcua@123", "motcua@2026", "ubnd@123", "ubnd@1234", "ubnd@2026", "aa@123456"}
)
_SHORTEST_NAME = 3
_CONSONANTS = "bcdghkmnprstv"
_VOWELS = "aeiou"
_DIGITS = "23456789"


@dataclass(frozen=True, slots=True)
class PasswordPolicy:
    """The rules of an office; the defaults are those of QCVN 12:2026/BCA. `max_age_days` 0: never too old."""

    min_length: int = 8
    max_length: int = 128
    needs_lower: bool = True
    needs_upper: bool = True
    needs_digit: bool = True
    needs_special: bool = True
    max_age_days: int = 0


ADMINISTRATOR_POLICY = PasswordPolicy(max_age_days=60)
"""Administrators change their password every two months (QCVN 12:2026/BCA)."""


def problems(password: str, user_name: str, policy: PasswordPolicy | None = None) -> tuple[str, ...]:
    """Codes of every rule `password` breaks, in a fixed order; empty when it is good.

    Letters of any alphabet count, so a Vietnamese password is welcome; composed and decomposed input are the same.
    """
    rules = policy or PasswordPolicy()
    typed = unicodedata.normalize("NFC", password)
    broken = (
        (TOO_SHORT, len(typed) < rules.min_length),
        (TOO_LONG, len(typed) > rules.max_length),
        (NO_LOWER, rules.needs_lower and not any(map(str.islower, typed))),
        (NO_UPPER, rules.needs_upper and not any(map(str.isupper, typed))),
        (NO_DIGIT, rules.needs_digit and not any(map(str.isdigit, typed))),
        (NO_SPECIAL, rules.needs_special and not any(map(_is_special, typed))),
        (LIKE_USER_NAME, _holds_name(typed, user_name)),
        (TOO_COMMON, typed.casefold() in _COMMON),
    )
    return tuple(code for code, is_broken in broken if is_broken)


def is_too_old(set_on: date, today: date, policy: PasswordPolicy) -> bool:
    """Whether a password of that day has to be changed now. A clock set back never makes one older."""
    return policy.max_age_days > 0 and (today - set_on).days > policy.max_age_days


def fold_user_name(user_name: str) -> str:
    """How user names are compared: compatibility forms, case and spaces around do not matter."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", user_name).strip().casefold())


def readable_password(choose: Callable[[Sequence[str]], str] = secrets.choice) -> str:
    """A temporary password that fulfils the policy and survives a telephone: 'Bika-Moru-Tage-58' (about 42 bits).

    No letter or digit that looks like another one (0 O 1 l); `choose` picks one of a sequence, at random.
    """
    groups = ["".join(choose(letters) for letters in (_CONSONANTS, _VOWELS) * 2).capitalize() for _group in range(3)]
    return "-".join([*groups, choose(_DIGITS) + choose(_DIGITS)])


def _is_special(character: str) -> bool:
    return not character.isalnum() and not character.isspace() and not unicodedata.combining(character)


def _holds_name(password: str, user_name: str) -> bool:
    name = fold_user_name(user_name)
    return len(name) >= _SHORTEST_NAME and name in fold_user_name(password)
