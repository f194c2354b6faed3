"""When something is due or was reached: the expressions of time in official prose."""

import re
from dataclasses import dataclass
from typing import Literal

from corpus.numerals import parse_numeral
from corpus.text import fold

TimeKind = Literal["due", "point", "span", "since", "reference"]
"""到2025年; 2020年; “十三五”期间; 截至2020年; 比2015年 (only what something is compared with)."""

_LEAD = (
    "(?:力争|争取|计划|预计|确保|努力)?"
    "(?P<lead>比|较|与|同|相比|以|截至|截止到?|到|至|自|从|于|在)?"
)
_YEAR = (
    r"(?:(?P<from>(?:19|20)[0-9]{2})年?[-~至])?"
    r"(?P<year>(?:19|20)[0-9]{2}|二[〇零][〇零一二三四五六七八九]{2})年"
)
_PERIOD = r'"?(?P<period>十[一二三四五六七八九]?五)"?(?=时期|期间|以来|末|期末|中期|前|,)'
_WITHIN = (
    r"(?P<within>(?:[0-9]{1,2}月)?(?:[0-9]{1,2}日)?(?:年?底|年?末|年?初|年中|上半年|下半年|期末)?"
    r"(?P<tail>之?前|以前|前后|以来|起|期间|时期|间|内|基础上|相比)?)"
)
_TIME = re.compile(rf"{_LEAD}(?:{_YEAR}|{_PERIOD}){_WITHIN}")
_RECENT = re.compile(
    r"(?:过去|近|这|此前)(?:[一二两三四五六七八九十0-9]{1,2})年(?:来|间|里)?"
    r"|[一二两三四五六七八九十]{1,2}年(?:来|间)|(?:去|上)年|去年底"
)
_MONTH = re.compile(r"(?<![0-9年])(?:每年)?(?:[0-9]{1,2}月(?:底|末|[0-9]{1,2}日)?|年底|年内)之?前")
_REFERENCE = frozenset(["比", "较", "与", "同", "相比", "以"])


@dataclass(frozen=True, slots=True)
class Time:
    """An expression of time `[start, end)`; `first` is the year where a span begins.

    Of “十三五”期间 `year` is the last one, 2020. `year` is None where only a month
    or “过去五年” stands.
    """

    start: int
    end: int
    kind: TimeKind
    year: int | None
    first: int | None = None


def times(text: str) -> tuple[Time, ...]:
    """Every expression of time in order; offsets are code points of `text`."""
    folded = fold(text)
    found = [_time(m) for m in _TIME.finditer(folded)]
    found += [Time(*m.span(), "since", None) for m in _RECENT.finditer(folded)]
    found += [Time(*m.span(), "due", None) for m in _MONTH.finditer(folded)]
    return tuple(sorted(found, key=lambda t: t.start))


def _time(match: re.Match[str]) -> Time:
    first: int | None
    if match["period"]:
        first = 2021 + 5 * (parse_numeral(match["period"][:-1]) - 14)
        year = first + 4
    else:
        year = parse_numeral(match["year"])
        first = int(match["from"]) if match["from"] else None
    return Time(match.start(), match.end(), _kind(match), year, first)


def _kind(match: re.Match[str]) -> TimeKind:
    lead, within, tail = match["lead"] or "", match["within"], match["tail"] or ""
    if lead in _REFERENCE or tail in ("基础上", "相比"):
        return "reference"
    if lead.startswith("截") or tail == "以来":
        return "since"
    if match["from"] or tail in ("期间", "时期", "间"):
        return "span"
    if lead in ("到", "至") or within:
        return "due"
    return "span" if match["period"] else "point"
