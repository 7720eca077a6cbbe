"""Code 128 (ISO/IEC 15417): the widths of bars and gaps for a text of printable ASCII."""

_TABLE = (
    "212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 113222 "
    "123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 212123 212321 "
    "232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121 "
    "313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111 314111 221411 431111 111224 "
    "111422 121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 241211 221114 413111 241112 134111 "
    "111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113 "
    "114311 411113 411311 113141 114131 311141 411131 211412 211214 211232 2331112"
)
_PATTERNS = tuple(_TABLE.split())
_TO_C, _TO_B, _START_B, _STOP = 99, 100, 104, 106
_CHECK_MODULUS = 103
_SHORTEST_DIGIT_RUN = 6  # two switches cost two symbols, so set C pays from six digits on


def encodable(text: str) -> bool:
    """Whether Code 128 set B/C can carry `text`: 1 to 60 printable ASCII letters."""
    return 0 < len(text) <= 60 and all(" " <= letter <= "~" for letter in text)


def widths(text: str) -> list[int]:
    """Module widths, bar first, bars and gaps in turn; raises ValueError unless `encodable(text)`."""
    if not encodable(text):
        raise ValueError("not printable ASCII")
    symbols = _symbols(text)
    check = (symbols[0] + sum(i * symbol for i, symbol in enumerate(symbols[1:], 1))) % _CHECK_MODULUS
    return [int(width) for symbol in (*symbols, check, _STOP) for width in _PATTERNS[symbol]]


def _symbols(text: str) -> list[int]:
    symbols, at = [_START_B], 0
    while at < len(text):
        run = _digit_run(text, at)
        if run >= _SHORTEST_DIGIT_RUN:
            symbols.append(_TO_C)
            symbols += [int(text[i : i + 2]) for i in range(at, at + run, 2)]
            at += run
            symbols += [_TO_B] if at < len(text) else []
        else:
            symbols.append(ord(text[at]) - 32)
            at += 1
    return symbols


def _digit_run(text: str, at: int) -> int:
    """Length of the even run of digits that starts at `at`."""
    end = at
    while end < len(text) and text[end] in "0123456789":
        end += 1
    return (end - at) // 2 * 2
