"""Numbers, years and periods as a question writes them, in the form that plans print."""

import re

from corpus.numerals import parse_numeral, plan_period
from search.terms import Expansion

_DIGITS = "〇零一二三四五六七八九"
_YEAR = re.compile(rf"([{_DIGITS}]{{4}})(?=年)")
_NUMBER = "[零一二两三四五六七八九十百千]+(?:点[零一二三四五六七八九]+)?"
_PERCENT = re.compile(rf"百分之({_NUMBER})")
_COUNTED = re.compile(
    rf"(?<![第{_DIGITS}十百千])({_NUMBER})(?=[万亿]|千瓦|吨|平方米|公里|个|家|座|处|亩|公顷|辆|户|起|项|%)"
)
_PERIOD_END = re.compile(r"[“\"]?(十[一二三四五六七八九]?五)[”\"]?(期?末|结束|收官|初|开局)")
_SHORT_YEAR = re.compile(r"(?<![0-9])([23][0-9])(?=年(?!代|内|以|来|前|后|度))")
YEAR = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})(?:年|(?![0-9.%万亿元吨个户家亩千公]))")


def arabic(folded: str) -> str:
    """“二〇二五年再生水利用率达到百分之二十五” → “2025年再生水利用率达到25%”.

    Only years, percentages and counts of two characters or more with a unit are
    rewritten: “两高”, “三水统筹” and “一张图” are names.
    """
    text = _YEAR.sub(lambda m: str(parse_numeral(m[1])), folded)
    text = _PERCENT.sub(lambda m: f"{_value(m[1])}%", text)
    return _COUNTED.sub(lambda m: _value(m[1]) if len(m[1]) > 1 else m[0], text)


def _value(numeral: str) -> str:
    whole, _, decimals = numeral.partition("点")
    thousands, found, rest = whole.rpartition("千")
    number = parse_numeral(thousands or "一") * 1000 if found else 0
    number += parse_numeral(rest.lstrip("零")) if rest.lstrip("零") else 0
    return (
        f"{number}.{''.join(str(parse_numeral(d)) for d in decimals)}" if decimals else f"{number}"
    )


def period_ends(folded: str) -> tuple[Expansion, ...]:
    """“十四五末” → 2025年, “十四五开局” → 2021年."""
    found: list[Expansion] = []
    for match in _PERIOD_END.finditer(folded):
        period = plan_period(match[1])
        if period is not None:
            year = period[0] if match[2] in {"初", "开局"} else period[1]
            found.append(Expansion(match[0], (f"{year}年",), "五年规划的起止年"))
    return tuple(found)


def years(folded: str) -> tuple[int, ...]:
    """The years that a question names, “2025年”, “25年” and “十四五末” alike; in order."""
    found = [(m.start(), int(m[1])) for m in YEAR.finditer(folded)]
    found += [(m.start(), 2000 + int(m[1])) for m in _SHORT_YEAR.finditer(folded)]
    for one in period_ends(folded):
        found.append((folded.index(one.term), int(one.meant[0][:4])))
    return tuple(dict.fromkeys(year for _, year in sorted(found)))
