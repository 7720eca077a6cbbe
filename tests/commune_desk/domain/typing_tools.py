"""UniKey as it meets a scanner: which keys it eats, how many letters it deletes, what it types instead.

Composed letters arrive as VK_PACKET and end the syllable, as do `|`, spaces and punctuation; ASCII
letters (and VNI digits) of a syllable are transformed by free marking, as UniKey does by default.
"""

import re
import unicodedata

TELEX_TONES = {"f": "\u0300", "r": "\u0309", "x": "\u0303", "s": "\u0301", "j": "\u0323"}
VNI_TONES = {"2": "\u0300", "3": "\u0309", "4": "\u0303", "1": "\u0301", "5": "\u0323"}
HAT, BREVE, HORN = "\u0302", "\u0306", "\u031b"
ONSET = r"(?:ngh|ng|nh|ch|th|tr|ph|kh|gh|gi|qu|[bcdđghklmnpqrstvx])?"
SYLLABLE = re.compile(
    ONSET + r"(?:[aăâeêioôơuưy]|ai|ao|au|ay|âu|ây|eo|êu|ia|iê|yê|iu|oa|oă|oe|oi|oo|ôi|ơi|ua|uâ|uê|ui|uô|uơ"
    r"|uy|ưa|ưi|ươ|ưu|iêu|yêu|oai|oay|oeo|uây|uôi|uya|uyê|uyu|ươi|ươu)?(?:ch|ng|nh|[cmnpt])?"
)


class Syllable:
    def __init__(self, *, vni: bool, spelling: bool, modern: bool) -> None:
        self.vni, self.spelling, self.modern = vni, spelling, modern
        self.letters: list[str] = []
        self.tone = ""
        self.undone = False

    def press(self, key: str) -> None:
        tones = VNI_TONES if self.vni else TELEX_TONES
        if self.tone and tones.get(key.lower()) == self.tone:
            self.tone, self.undone = "", True
        if self.undone:
            self.letters.append(key)
            return
        before = (self.letters[:], self.tone)
        if self._transform(key.lower()) and self._allowed():
            return
        self.letters, self.tone = before
        self.letters.append(key)

    def _allowed(self) -> bool:
        plain = unicodedata.normalize("NFC", "".join(self.letters)).lower()
        return not self.spelling or SYLLABLE.fullmatch(plain) is not None

    def _transform(self, key: str) -> bool:
        tones = VNI_TONES if self.vni else TELEX_TONES
        if key in tones and self._vowels():
            self.tone = tones[key]
            return True
        if key == ("0" if self.vni else "z") and self.tone:
            self.tone = ""
            return True
        return self._vni_mark(key) if self.vni else self._telex_mark(key)

    def _vni_mark(self, key: str) -> bool:
        kinds = {"6": ("aeo", HAT), "7": ("ou", HORN), "8": ("a", BREVE)}
        if key == "9":
            return self._stroke()
        return key in kinds and self._mark(*kinds[key])

    def _telex_mark(self, key: str) -> bool:
        if key == "d":
            return self._stroke()
        if key in "aeo":
            return self._mark(key, HAT)
        if key != "w":
            return False
        if self._mark("ou", HORN) or self._mark("a", BREVE):
            return True
        self.letters.append("u" + HORN)
        return True

    def _stroke(self) -> bool:
        if not self.letters or self.letters[0] not in "dD":
            return False
        self.letters[0] = "đ" if self.letters[0] == "d" else "Đ"
        return True

    def _mark(self, bases: str, mark: str) -> bool:
        for i in range(len(self.letters) - 1, -1, -1):
            if self.letters[i].lower() in bases:
                self.letters[i] += mark
                if mark == HORN and i and self.letters[i - 1] in "uU":
                    self.letters[i - 1] += mark
                return True
        return False

    def _vowels(self) -> list[int]:
        found = [i for i, c in enumerate(self.letters) if c[0].lower() in "aeiouy"]
        low = "".join(c[0].lower() for c in self.letters)
        skip = low.startswith("qu") or (low.startswith("gi") and len(found) > 1)
        return [i for i in found if not (skip and i == 1)]

    def shown(self) -> str:
        letters = self.letters[:]
        if self.tone and (vowels := self._vowels()):
            letters[self._toned(vowels)] += self.tone
        return unicodedata.normalize("NFC", "".join(letters))

    def _toned(self, vowels: list[int]) -> int:
        marked = [i for i in vowels if len(self.letters[i]) > 1]
        if marked:
            return marked[-1]
        if vowels[-1] != len(self.letters) - 1:
            return vowels[-1]
        if len(vowels) == 2:
            pair = "".join(self.letters[i].lower() for i in vowels)
            return vowels[1] if pair in ("oa", "oe", "uy") and self.modern else vowels[0]
        return vowels[len(vowels) // 2]


def keystrokes(payload: str, *, vni: bool, spelling: bool = True, modern: bool = False) -> str:
    """What the window receives, backspaces included."""
    sent: list[str] = []
    syllable = Syllable(vni=vni, spelling=spelling, modern=modern)
    for key in payload:
        if not (key.isascii() and key.isalnum()):
            syllable = Syllable(vni=vni, spelling=spelling, modern=modern)
            sent.append(key)
            continue
        before = syllable.shown()
        syllable.press(key)
        after = syllable.shown()
        if key.isdigit() and after.endswith(key):
            syllable = Syllable(vni=vni, spelling=spelling, modern=modern)
        same = 0
        while same < min(len(before), len(after)) and before[same] == after[same]:
            same += 1
        sent.append("\b" * (len(before) - same) + after[same:])
    return "".join(sent)


def left_in_field(keys: str) -> str:
    """The text a field holds after these keys."""
    text: list[str] = []
    for key in keys:
        if key != "\b":
            text.append(key)
        elif text:
            text.pop()
    return "".join(text)


def simulate_telex(payload: str, *, spelling: bool = True, modern: bool = False) -> str:
    return left_in_field(keystrokes(payload, vni=False, spelling=spelling, modern=modern))


def simulate_vni(payload: str, *, spelling: bool = True, modern: bool = False) -> str:
    return left_in_field(keystrokes(payload, vni=True, spelling=spelling, modern=modern))


def simulate_caps_lock(payload: str) -> str:
    return "".join(c.swapcase() if c.isascii() else c for c in payload)
