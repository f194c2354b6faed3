"""Title, issuing body, document number, date, region and period: given beside a document or read.

Forms follow GB/T 9704-2012 (党政机关公文格式), 7.2 and 7.3: 发文字号 is the issuer's code, the
year in 〔〕 and a number; 成文日期 stands under the 发文机关署名.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from itertools import chain, pairwise

from corpus.lines import Line
from corpus.numerals import parse_numeral, plan_period
from corpus.regions import Level, is_national, level_of, region_parts
from corpus.speeches import speakers
from corpus.text import fold
from corpus.titles import DATE, MAX_TITLE, NUMBER, plain, printed_title, stated_value, whole_title


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a metadata file says; what it leaves out is read from the document, "" is none.

    `level` is 国/省/市/县; `within` the region that `region` belongs to; `issuer`,
    `number` and `date` are 发文机关, 文号 and the ISO date; `period` is (first, last
    year). `source_file` is the file's name where it was found.
    """

    id: str | None = None
    title: str | None = None
    region: str | None = None
    within: str | None = None
    level: str | None = None
    issuer: str | None = None
    number: str | None = None
    date: str | None = None
    period: tuple[int, int] | None = None
    source_file: str | None = None
    sha256: str | None = None
    fictional: bool = False


_BLOCK = 40
"""Lines at the beginning among which the title block stands."""
_NUMERAL = "[0-9一二三四五六七八九十]"
_ADOPTED = re.compile(r"通过|批准|公布|印发|发布|修订|施行|代表大会")
_YEARS = re.compile(r"((?:19|20)[0-9]{2})年?(?:[-~]+|至|到)((?:19|20)[0-9]{2})年?")
_BODY = re.compile(
    r"[\u3400-\u9fff、 　]{2,40}?(?:政府|委员会|办公厅|办公室|国务院|代表大会|[总局厅部署院会])"
)
_ABOUT = re.compile(rf"({_BODY.pattern})关于")
_ISSUED = re.compile(rf"({_BODY.pattern})发布")  # under the name of a standard
_CITED = re.compile(r"《([^《》]{4,60})》")

_ISSUER_KEYS = ("发文机关", "制定机关", "发布机关", "发文机构", "发布机构", "公开主体", "制发机关")
_NUMBER_KEYS = ("发文字号", "文号", "文件编号", "发文号")
_DATE_KEYS = ("成文日期", "发文日期", "印发日期", "公布日期", "发布日期", "生成日期")


def read_metadata(
    given: Metadata,
    lines: Sequence[Line],
    pairs: Sequence[tuple[str, str]],
    name: str,
) -> Metadata:
    """What was given beside a document, completed by what the document says of itself.

    `pairs` are its own statements (a web page's table); `name`, the file's,
    stands in for a title that is missing.
    """
    block = [line for line in lines[:_BLOCK] if line.block.cell is None]
    stated = {key.strip(" ：:　"): value.strip() for key, value in pairs if value.strip()}
    outer = printed_title(block, stated)
    title = given.title or whole_title(outer, lines, name)
    issuer = stated_value(stated, _ISSUER_KEYS) or _issuer(outer or "", lines)
    found = Metadata(
        title=title,
        issuer=issuer,
        number=_number([stated_value(stated, _NUMBER_KEYS) or "", *(line.text for line in block)]),
        date=iso_date(stated_value(stated, _DATE_KEYS) or "") or _date(block, lines),
        period=_period(title, block),
    )
    merged = _completed(given, found)
    region = _region(merged, [title, outer or "", issuer or ""], block)
    return _completed(merged, region)


def _completed(given: Metadata, found: Metadata) -> Metadata:
    missing = [field.name for field in fields(given) if getattr(given, field.name) is None]
    return replace(given, **{field: getattr(found, field) for field in missing})


def _issuer(title: str, lines: Sequence[Line]) -> str | None:
    """The body that a title begins with (某市人民政府关于……), else the one that signs or issues."""
    if match := _ABOUT.match(title):
        return match[1]
    for above, below in pairwise(lines):
        words = above.text.strip()
        if DATE.fullmatch(fold(plain(below.text))) and _BODY.fullmatch(words):
            return " ".join(words.split())
    issued = (_ISSUED.fullmatch(plain(line.text)) for line in lines[:_BLOCK])
    return next((match[1] for match in issued if match), None)


def _number(places: Sequence[str]) -> str | None:
    """The first of the places that is nothing but a document number."""
    found = (NUMBER.fullmatch(plain(words)) for words in places)
    return next((match[1] for match in found if match), None)


def _date(block: Sequence[Line], lines: Sequence[Line]) -> str | None:
    """A line that is a date; else the first that says when the document was adopted."""
    signed = (
        below.text
        for above, below in pairwise(lines)
        if _BODY.fullmatch(above.text.strip()) and DATE.fullmatch(fold(plain(below.text)))
    )
    alone = (line.text for line in block if DATE.fullmatch(fold(plain(line.text).strip("（）()"))))
    adopted = (line.text for line in block if len(line.text) < MAX_TITLE)
    adopted = (words for words in adopted if _ADOPTED.search(words))
    dates = (iso_date(words) for words in chain(signed, alone, adopted))
    return next((found for found in dates if found), None)


def iso_date(words: str) -> str | None:
    """The first date in words, as ISO: 2022年5月17日, 二〇二二年五月十七日, 2022-05-17."""
    match = DATE.search(fold(plain(words)))
    if match is None:
        return None
    try:
        year, month, day = (parse_numeral(part.replace("○", "〇")) for part in match.groups())
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _period(title: str, block: Sequence[Line]) -> tuple[int, int] | None:
    """First and last year: of the title's five-year plan, of 2021—2025年, of “规划期为……”."""
    told = (line.text for line in block if "规划期" in line.text)
    for words in chain([title], told):
        if match := _YEARS.search(fold(plain(words))):
            first, last = int(match[1]), int(match[2])
            if first < last:
                return first, last
        if words is title and (found := plan_period(title)):
            return found
    return None


def _region(known: Metadata, places: Sequence[str], block: Sequence[Line]) -> Metadata:
    """Region, level and what is around it, by the form of the names."""
    speaking = list(speakers(block))
    named = [known.region or "", *places, *speaking]
    parts = next((found for words in named if (found := region_parts(words))), ())
    if not parts:
        national = any(is_national(words) for words in [*places, *speaking])
        unnamed = (level_of(words) for words in speaking)
        return Metadata(level="国" if national else next(filter(None, unnamed), None))
    names = [name for name, _ in parts]
    within = names[-2] if len(names) > 1 else _region_cited(parts[-1][1], block)
    return Metadata(region="".join(names), within=within, level=parts[-1][1])


def _region_cited(level: Level, block: Sequence[Line]) -> str | None:
    """The region one level above whose plan the first paragraphs cite as their ground."""
    above = {"市": "省", "县": "市"}.get(level)
    for line in block:
        for match in _CITED.finditer(line.text):
            parts = region_parts(match[1])
            if parts and parts[-1][1] == above:
                return parts[-1][0]
    return None
