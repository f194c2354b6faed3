"""Is this line a heading? The numbering schemes of Chinese official documents.

The order of the schemes follows GB/T 9704-2012 (党政机关公文格式), 7.3.3: 一、（一）1.（1）,
under 编/章/节 or 条 where a document has them.
"""

import re
from dataclasses import dataclass

from corpus.model import SectionKind
from corpus.numerals import NUMERAL, parse_numeral

_KINDS: dict[str, tuple[SectionKind, int]] = {
    "编": ("part", 0),
    "篇": ("part", 0),
    "章": ("chapter", 1),
    "节": ("section", 2),
    "条": ("article", 3),
}
_DIVISION = re.compile(rf"\s*(第\s*({NUMERAL})\s*([编篇章节条]))(\s*)(.*)")
_BOX = re.compile(r"\s*(专栏\s*([0-9０-９一二三四五六七八九十]*))[\s：:]*(.*)")
_ITEMS = (
    (re.compile(r"\s*(([一二三四五六七八九十]{1,3})、)\s*(.*)"), 4),
    (re.compile(r"\s*([（(]([一二三四五六七八九十]{1,3})[）)])\s*(.*)"), 5),
    (re.compile(r"\s*(([0-9０-９]{1,2})\s*[、.．](?![0-9]))\s*(.*)"), 7),
    (re.compile(r"\s*([（(]([0-9０-９]{1,2})[）)])\s*(.*)"), 8),
)
_BOX_RANK = 6

_SENTENCE = re.compile(r"[。！？；]")
_LEAD = re.compile(r"([^。！？；：:，]{2,30})[。：:](.*)", re.DOTALL)
# “第六章和第七章……”, “第三条的规定”: running text that begins with a reference
_REFERENCE = re.compile(r"[、，,和及与至或的所]|第\s*[0-9一二三四五六七八九十]+\s*[编篇章节条款项]")
# without a space after the number, these too (“第六章明确的任务”)
_CLOSE_REFERENCE = re.compile(r"[中内外上下以]|规定|明确|提出|要求|确定|部署|列")
MAX_TITLE = 60


@dataclass(frozen=True, slots=True)
class Heading:
    """A line read as a heading.

    `rank` orders the schemes (0 编 … 8 （1）); `ordinal` is the number, None when the
    format alone says that the line is a heading. `lead` is the length of the
    heading within its line; less than the line for an inline heading. `sure`
    is False for a single full sentence, which may as well be a list item.
    """

    kind: SectionKind
    rank: int
    number: str
    ordinal: int | None
    title: str
    lead: int
    sure: bool = True


def read_heading(line: str, level: int | None = None) -> Heading | None:
    """The heading that a line is, or None. `level` is the format's own heading level."""
    found = _division(line) or _box(line) or _item(line)
    if found is None and level is not None:
        title = line.strip()
        return Heading("section", max(level - 1, 0), "", None, title, len(line))
    return found


def _division(line: str) -> Heading | None:
    match = _DIVISION.match(line)
    if match is None or _REFERENCE.match(match[5]):
        return None
    if not match[4] and _CLOSE_REFERENCE.match(match[5]):
        return None
    kind, rank = _KINDS[match[3]]
    if kind == "article":
        # an article's words follow its number in the same paragraph
        is_article = bool(match[4]) and bool(match[5])
        lead = match.start(5)
        value = parse_numeral(match[2])
        return Heading(kind, rank, match[1], value, "", lead) if is_article else None
    title = match[5].strip()
    if not _is_title(title) or (not title and match.end() < len(line)):
        return None
    return Heading(kind, rank, match[1], parse_numeral(match[2]), title, len(line))


def _box(line: str) -> Heading | None:
    match = _BOX.match(line)
    if match is None or not match[2] or not _is_title(match[3]):
        return None
    value = parse_numeral(match[2])
    return Heading("box", _BOX_RANK, match[1].strip(), value, match[3].strip(), len(line))


def _item(line: str) -> Heading | None:
    for pattern, rank in _ITEMS:
        if match := pattern.match(line):
            number, value, rest = match[1], parse_numeral(match[2]), match[3].rstrip()
            if rest and _is_title(rest):
                return Heading("item", rank, number, value, rest, len(line))
            lead = _LEAD.match(rest)
            if lead is None:
                return None
            end = match.start(3) + lead.start(2)
            return Heading("item", rank, number, value, lead[1], end, sure=bool(lead[2].strip()))
    return None


def _is_title(text: str) -> bool:
    return (
        len(text) <= MAX_TITLE
        and not _SENTENCE.search(text)
        and not text.endswith(("，", "、", "：", ":", ","))
    )
