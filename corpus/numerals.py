"""Numbers as official documents write them: 第十二章, 第1节, “十四五”."""

import re

from corpus.text import fold

_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
_UNITS = {"十": 10, "百": 100}
_PERIOD = re.compile(r"(?<![第二三四五六七八九])(十[一二三四五六七八九]?)五(?![章节条年])")

NUMERAL = r"(?:[0-9０-９]{1,3}|[〇零一二两三四五六七八九十百]{1,5})"
"""Pattern of a number from 0 to 999 in Chinese or Arabic digits."""


def parse_numeral(text: str) -> int:
    """“十二” → 12, “１” → 1, “一百零三” → 103, “二〇三五” → 2035.

    Raises ValueError for anything else.
    """
    folded = fold(text)
    if folded.isascii() and folded.isdigit():
        return int(folded)
    if not folded or any(c not in _DIGITS and c not in _UNITS for c in folded):
        raise ValueError(f"not a numeral: {text!r}")
    if not any(c in _UNITS for c in folded):
        return int("".join(str(_DIGITS[c]) for c in folded))
    total, digit = 0, None
    for c in folded:
        if c in _UNITS:
            total += (1 if digit is None else digit) * _UNITS[c]
            digit = None
        else:
            digit = _DIGITS[c]
    return total + (digit or 0)


def chinese_numeral(number: int) -> str:
    """12 → “十二”, 103 → “一百零三”; for 1 to 999, else ValueError."""
    if not 1 <= number <= 999:
        raise ValueError(f"out of range: {number}")
    digits = "零一二三四五六七八九"
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    out = f"{digits[hundreds]}百" if hundreds else ""
    if tens:
        out += ("" if tens == 1 and not hundreds else digits[tens]) + "十"
    elif hundreds and ones:
        out += "零"
    return out + (digits[ones] if ones else "")


def plan_period(text: str) -> tuple[int, int] | None:
    """First and last year of the five-year plan that `text` names: “十四五” → (2021, 2025)."""
    match = _PERIOD.search(text)
    if match is None:
        return None
    first = 2021 + 5 * (parse_numeral(match[1]) - 14)
    return first, first + 4
