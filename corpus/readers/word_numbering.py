"""Automatic numbers of Word paragraphs, as Word prints them.

ECMA-376 part 1, 17.9: a paragraph names a `num`, that names an `abstractNum`,
whose level says how the number is written (第%1章, %1.%2).
"""

import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace

from docx.oxml.ns import qn
from lxml.etree import _Element

from corpus.numerals import chinese_numeral

_DEEPEST = 8
_COUNTED = re.compile(r"%([1-9])")


@dataclass(frozen=True, slots=True)
class _Level:
    text: str
    format: str
    start: int
    suffix: str
    legal: bool  # all numbers as digits
    style: str  # the paragraph style numbered so


def value(element: _Element | None, path: str, default: str = "") -> str:
    """The `w:val` of the child at `path` (w:pPr/w:pStyle), or the default."""
    found = None if element is None else element.find("/".join(map(qn, path.split("/"))))
    return default if found is None else str(found.get(qn("w:val"), default))


class Numbering:
    """The counters of one document; `number` must see its paragraphs in order."""

    def __init__(self, part: _Element | None) -> None:
        self._levels: dict[str, dict[int, _Level]] = {}
        self._counters: dict[str, dict[int, int]] = defaultdict(dict)
        self._list: dict[str, str] = {}  # num → the list whose counters it shares
        if part is not None:
            self._read(part)

    def _read(self, part: _Element) -> None:
        lists = list(part.iter(qn("w:abstractNum")))
        styled = {link: a for a in lists if (link := value(a, "w:styleLink"))}
        abstract = {
            str(a.get(qn("w:abstractNumId"))): _levels(styled.get(value(a, "w:numStyleLink"), a))
            for a in lists
        }
        for num in part.iter(qn("w:num")):
            name = str(num.get(qn("w:numId")))
            shared = value(num, "w:abstractNumId")
            self._levels[name] = dict(abstract.get(shared, {}))
            self._list[name] = shared
            for override in num.iter(qn("w:lvlOverride")):
                at = int(override.get(qn("w:ilvl"), "0"))
                self._levels[name] |= _levels(override)
                start = value(override, "w:startOverride")
                if start and at in self._levels[name]:
                    self._list[name] = f"num{name}"  # counts for itself
                    self._levels[name][at] = replace(self._levels[name][at], start=int(start))

    def depth(self, name: str, style: str) -> int:
        """The level of a list that numbers the paragraphs of a style; 0 when none does."""
        levels = self._levels.get(name, {})
        return next((at for at, level in levels.items() if level.style == style), 0)

    def number(self, name: str, depth: int) -> str:
        """What Word prints before the paragraph, a space after it where one belongs."""
        levels = self._levels.get(name, {})
        level = levels.get(depth)
        if level is None or level.format in ("bullet", "none"):
            return ""
        counters = self._counters[self._list[name]]
        counters[depth] = counters.get(depth, level.start - 1) + 1
        for deeper in range(depth + 1, _DEEPEST + 1):
            counters.pop(deeper, None)

        def printed(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            part = levels.get(at, level)
            form = "decimal" if level.legal else part.format
            return written(counters.setdefault(at, part.start), form)

        text = _COUNTED.sub(printed, level.text)
        return text if level.suffix == "nothing" or text.endswith(tuple("、.．）)")) else text + " "


def _levels(parent: _Element) -> dict[int, _Level]:
    return {
        int(level.get(qn("w:ilvl"), "0")): _Level(
            value(level, "w:lvlText"),
            value(level, "w:numFmt", "decimal"),
            int(value(level, "w:start", "1")),
            value(level, "w:suff", "tab"),
            level.find(qn("w:isLgl")) is not None,
            value(level, "w:pStyle"),
        )
        for level in parent.iter(qn("w:lvl"))
    }


def _letters(number: int) -> str:
    return chr(ord("a") + (number - 1) % 26) * (1 + (number - 1) // 26)


def _roman(number: int) -> str:
    out = ""
    for worth, sign in ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix")):
        out += sign * (number // worth)
        number %= worth
    return out + ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii"][number]


def _from(first: str, last: str) -> Callable[[int], str]:
    """Numbers that are single characters (①…⑳); later ones as digits."""

    def sign(number: int) -> str:
        code = ord(first) + number - 1
        return chr(code) if ord(first) <= code <= ord(last) else str(number)

    return sign


_FORMATS: dict[str, Callable[[int], str]] = {
    "lowerLetter": _letters,
    "upperLetter": lambda number: _letters(number).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
    "decimalEnclosedCircle": _from("①", "⑳"),
    "decimalEnclosedCircleChinese": _from("①", "⑳"),
    "decimalEnclosedParen": _from("⑴", "⒇"),
    "decimalFullWidth": lambda number: str(number).translate(
        {ord("0") + digit: ord("０") + digit for digit in range(10)}
    ),
    "decimalZero": lambda number: f"{number:02}",
    "ideographTraditional": lambda number: "甲乙丙丁戊己庚辛壬癸"[(number - 1) % 10],
} | dict.fromkeys(
    (
        "chineseCounting",
        "chineseCountingThousand",
        "ideographDigital",
        "japaneseCounting",
        "taiwaneseCounting",
        "taiwaneseCountingThousand",
        "taiwaneseDigital",
        "japaneseDigitalTenThousand",
    ),
    chinese_numeral,
)


def written(number: int, form: str) -> str:
    """A number in one of Word's number formats (ST_NumberFormat); digits for the rest."""
    return _FORMATS.get(form, str)(number) if 0 < number < 1000 else str(number)
