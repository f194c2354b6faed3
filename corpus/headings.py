"""Is this line a heading? The numbering schemes of Chinese official documents.

Divisions (编/章/节/条) follow 立法技术规范(试行)(一), 全国人大常委会法工委, 2009; items
(一、（一）1.（1）) follow GB/T 9704-2012 (党政机关公文格式), 7.3.3; decimals (4.1) follow
GB/T 1.1-2020, 7.3. Which of a document's schemes stands above which is told by
`corpus.schemes`.
"""

import re
from dataclasses import dataclass

from corpus.model import SectionKind
from corpus.numerals import NUMERAL, parse_numeral

SCHEMES = (
    *("附件", "编", "章", "节", "条"),
    *("一、", "（一）", "专栏", "1.", "1.1", "1.1.1", "1.1.1.1", "（1）", "①", "lead"),
)
"""Every scheme, outermost first, as documents order them unless they show otherwise.

“lead” is a bold first sentence without a number.
"""

_KINDS: dict[str, SectionKind] = {
    "编": "part",
    "章": "chapter",
    "节": "section",
    "条": "article",
    "专栏": "box",
    "附件": "annex",
}
_DIVISION = re.compile(rf"\s*(第\s*({NUMERAL})\s*([编篇章节条]|部分))([\s：:]*)(.*)")
_BOX = re.compile(rf"\s*((专栏)\s*({NUMERAL}|))([\s：:]*)(.*)")
_ANNEX = re.compile(rf"\s*((附件|附表|附录|附图)\s*({NUMERAL}|[A-Z]|))([\s：:.．、]*)(.*)")
_AFTER = r"[）)])(?:[.．]|、(?![（(]))?\s*(.*)"
_ITEMS = (
    ("一、", re.compile(r"\s*(([一二三四五六七八九十]{1,3})、)\s*(.*)")),
    ("（一）", re.compile(r"\s*([（(]\s*([一二三四五六七八九十]{1,3})\s*" + _AFTER)),
    ("1.", re.compile(r"\s*(([0-9０-９]{1,2})\s*[、.．](?![0-9０-９]))\s*(.*)")),
    ("（1）", re.compile(r"\s*([（(]?\s*([0-9０-９]{1,2})\s*" + _AFTER)),
    ("①", re.compile(r"\s*(([①-⑳]))\s*(.*)")),
)
_DECIMAL = re.compile(r"\s*(([1-9][0-9]?)((?:[.．][1-9][0-9]?){0,3}))[\s　]+([\u3400-\u9fff].*)")

_SENTENCE = re.compile(r"[。！？；]")
_LEAD = re.compile(r"([^。！？；：:]{2,60})([。：:])(.*)", re.DOTALL)
_LEADER = re.compile(
    r"(?:\s*[.．…·‥]{3,}+\s*+|\t\s*+|\s{2,}+)[-—]?\s*+[0-9０-９]{1,4}+\s*+[-—]?\s*+$"
)
_LISTED = 600
"""Code points that a line of a table of contents has at most, its dots among them."""
# “第六章和第七章……”, “第三条的规定”: running text that begins with a reference
_REFERENCE = re.compile(r"[、，,和及与至或的所]|第\s*[0-9一二三四五六七八九十]+\s*[编篇章节条款项]")
# without a space after the number, these too (“第六章明确的任务”)
_CLOSE_REFERENCE = re.compile(r"[中内外上下以]|规定|明确|提出|要求|确定|部署|列")
# “（一）项规定的”, “（一）至（三）”
_ITEM_REFERENCE = re.compile(r"[、，,）)]|[和至或及][（(]|[项款目](?:的|所|规定|至|和|或|、|，)")
MAX_TITLE = 60
"""In code points. The longest headings of work reports have about 50."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A line read as a heading.

    `ordinal` is the number, None when the format alone says that the line is a
    heading. `lead` is the length of the heading within its line; less than the
    line for an inline heading. `sure` is False for what may as well be a list's
    item, and for a number without a mark (“4 术语”).
    """

    kind: SectionKind
    scheme: str
    number: str
    ordinal: int | None
    title: str
    lead: int
    sure: bool = True


def read_heading(line: str, level: int | None = None, bold: int = 0) -> Heading | None:
    """The heading that a line is, or None.

    `level` is the format's own heading level, `bold` the length of its bold beginning.
    """
    found = _division(line) or _marked(line, _BOX) or _marked(line, _ANNEX)
    found = found or _item(line, bold) or _decimal(line)
    if found is None and level is not None:
        return Heading("section", f"level {level}", "", None, line.strip(), len(line))
    return found or _bold_lead(line, bold)


def without_leader(line: str) -> str | None:
    """A line of a table of contents without its dots and page number; None for other lines."""
    match = _LEADER.search(line) if len(line) <= _LISTED else None
    return line[: match.start()] if match and line[: match.start()].strip() else None


def is_bare(line: str) -> bool:
    """Whether the line is the number of a division, box or annex whose title stands below it."""
    match = _DIVISION.fullmatch(line) or _BOX.fullmatch(line) or _ANNEX.fullmatch(line)
    return match is not None and not match[5] and not set(match[4]) & {"：", ":"}


def _division(line: str) -> Heading | None:
    match = _DIVISION.match(line)
    if match is None or _REFERENCE.match(match[5]):
        return None
    if not match[4] and _CLOSE_REFERENCE.match(match[5]):
        return None
    scheme = {"篇": "编", "部分": "编"}.get(match[3], match[3])
    value = parse_numeral(match[2])
    if scheme == "条":
        # an article's words follow its number in the same paragraph
        lead = match.start(5)
        is_article = bool(match[4]) and bool(match[5])
        return Heading("article", scheme, _tight(match[1]), value, "", lead) if is_article else None
    title = match[5].strip()
    if not is_title(title) or (not title and match.end() < len(line)):
        return None
    return Heading(_KINDS[scheme], scheme, _tight(match[1]), value, title, len(line))


def _tight(number: str) -> str:
    return "".join(number.split())


def _marked(line: str, pattern: re.Pattern[str]) -> Heading | None:
    """“专栏3 重点工程”, “附件1”; “附件：1.清单” is the list of what is attached."""
    match = pattern.match(line)
    if match is None or not is_title(title := match[5].strip()):
        return None
    scheme = "专栏" if match[2] == "专栏" else "附件"
    unnumbered = not match[3]
    if unnumbered and (scheme == "专栏" or match[4].strip() or title):
        return None
    if not match[4] and _REFERENCE.match(title):
        return None
    value = None if not match[3] or match[3].isupper() else parse_numeral(match[3])
    return Heading(_KINDS[scheme], scheme, _tight(match[1]), value, title, len(line))


def _item(line: str, bold: int) -> Heading | None:
    for scheme, pattern in _ITEMS:
        if (match := pattern.match(line)) and not _ITEM_REFERENCE.match(match[3]):
            value = ord(match[2]) - ord("①") + 1 if scheme == "①" else parse_numeral(match[2])
            number, rest = match[1], match[3].rstrip()
            if rest and is_title(rest):
                return Heading("item", scheme, number, value, rest, len(line))
            lead = _LEAD.match(rest)
            if lead is None:
                return None
            end = match.start(3) + lead.start(3)
            sure = bool(lead[3].strip()) or bold >= end
            return Heading("item", scheme, number, value, lead[1], end, sure=sure)
    return None


def _decimal(line: str) -> Heading | None:
    match = _DECIMAL.match(line)
    if match is None or not is_title(match[4].strip()):
        return None
    parts = re.split(r"[.．]", match[1])
    scheme = ".".join("1" * len(parts)) if len(parts) > 1 else "1."
    title = match[4].strip()
    return Heading("item", scheme, match[1], int(parts[-1]), title, len(line), sure=False)


def _bold_lead(line: str, bold: int) -> Heading | None:
    """“**完善管网。**新建……”: the sentence that a paragraph begins with in bold."""
    words = line[:bold].strip()
    if not words or len(words) > MAX_TITLE or words[-1] not in "。：:":
        return None
    title = words[:-1]
    if _SENTENCE.search(title):
        return None
    return Heading("item", "lead", "", None, title, bold)


def is_title(text: str) -> bool:
    """Whether words can be a heading: short, no sentence, no open end."""
    return (
        len(text) <= MAX_TITLE
        and not _SENTENCE.search(text)
        and not text.endswith(("，", "、", "：", ":", ",", ";"))
    )
