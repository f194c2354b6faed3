"""When something is due or was reached: the expressions of time in official prose."""

import re
from dataclasses import dataclass
from typing import Literal

from corpus.numerals import parse_numeral
from corpus.text import fold

TimeKind = Literal["due", "point", "span", "since", "from", "reference"]
"""到2025年; 2020年; “十三五”期间; 截至2020年; 由2015年的 (of one value); 比2015年 (of none)."""

_LEAD = (
    "(?:力争|争取|计划|预计|确保|努力)?"
    "(?P<lead>比|较|与|同|相比|以|截至|截止到?|到|至|自|由|从|于|在)?"
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
_TITLE = re.compile("<[^<>]*>")  # 《》, folded
_RECENT = re.compile(
    r"(?:过去|近|这|此前)(?:[一二两三四五六七八九十0-9]{1,2})年(?:来|间|里)?"
    r"|[一二两三四五六七八九十]{1,2}年(?:来|间|(?=累计))|(?:去|上)年|去年底"
)
_MONTH = re.compile(r"(?<![0-9年])(?:每年)?(?:[0-9]{1,2}月(?:底|末|[0-9]{1,2}日)?|年底|年内)之?前")
_SINCE: TimeKind = "since"
_DUE: TimeKind = "due"
_REFERENCE = frozenset(["比", "较", "与", "同", "相比", "以"])


@dataclass(frozen=True, slots=True)
class Time:
    """An expression of time `[start, end)`, printed as `words`.

    Of “十三五”期间 `year` is the last one, 2020. `year` is None where only a month
    or “过去五年” stands.
    """

    start: int
    end: int
    kind: TimeKind
    year: int | None
    words: str

    @property
    def everything(self) -> bool:
        """Whether all that its sentence says is due by then: an opening 2022年6月底前."""
        return self.kind == "due" and self.words.endswith("前") and self.start == 0


def times(text: str) -> tuple[Time, ...]:
    """Every expression of time in order; offsets are code points of `text`."""
    folded = _TITLE.sub(lambda m: " " * len(m[0]), fold(text))
    found = [_time(m, text) for m in _TIME.finditer(folded)]
    found += [
        Time(*m.span(), kind, None, text[m.start() : m.end()])
        for pattern, kind in ((_RECENT, _SINCE), (_MONTH, _DUE))
        for m in pattern.finditer(folded)
    ]
    return tuple(sorted(found, key=lambda t: t.start))


def _time(match: re.Match[str], text: str) -> Time:
    start, end = match.span()
    year = (
        2025 + 5 * (parse_numeral(match["period"][:-1]) - 14)
        if match["period"]
        else parse_numeral(match["year"])
    )
    return Time(start, end, _kind(match), year, text[start:end])


def _kind(match: re.Match[str]) -> TimeKind:
    lead, within, tail = match["lead"] or "", match["within"], match["tail"] or ""
    if lead in _REFERENCE or tail in ("基础上", "相比"):
        return "reference"
    if lead in ("由", "从") and not tail:
        return "from"
    if lead.startswith("截") or tail == "以来":
        return "since"
    if match["from"] or tail in ("期间", "时期", "间"):
        return "span"
    if lead in ("到", "至") or within:
        return "due"
    return "span" if match["period"] else "point"
