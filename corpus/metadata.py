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
from corpus.regions import Level, is_national, region_parts
from corpus.text import fold


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
_MAX_TITLE = 80
_TITLE_LINES = 4

_KINDS = (
    "规划|纲要|计划|方案|意见|通知|办法|条例|规定|细则|决定|决议|命令|批复|报告|指南|导则|规范|标准|"
    "政策|公告|通告|通报|要点|措施|清单|说明|简介|章程|法"
)
_TITLE = re.compile(rf".{{2,}}(?:{_KINDS})(?:[（(][^（）()]{{1,20}}[）)])*")
_PASSED_ON = re.compile(r"关于(?:印发|批转|转发|发布|公布)(?:《(.+?)》|(.+?))的通知$")
_NUMBER = re.compile(
    r"[（(]?(?:(?:发文字号|文号)[：:])?([\u3400-\u9fff]{1,14}[〔\[［（(【]"
    r"(?:19|20)[0-9]{2}[〕\]］）)】]第?[0-9]{1,5}号)[）)]?"
)
_NUMERAL = "[0-9一二三四五六七八九十]"
_DIGIT = "[0-9〇○零一二三四五六七八九十]"
_DATE = re.compile(rf"({_DIGIT}{{4}})[年./-]({_DIGIT}{{1,3}})[月./-]({_DIGIT}{{1,3}})日?")
_ADOPTED = re.compile(r"通过|批准|公布|印发|发布|修订|施行|代表大会")
_YEARS = re.compile(r"((?:19|20)[0-9]{2})年?(?:[-~]+|至|到)((?:19|20)[0-9]{2})年?")
_BODY = re.compile(
    r"[\u3400-\u9fff、 　]{2,40}?(?:政府|委员会|办公厅|办公室|国务院|代表大会|[总局厅部署院会])"
)
_ABOUT = re.compile(rf"({_BODY.pattern})关于")
# “我代表某市人民政府”, “2月3日在某市第六届人民代表大会”
_SPEAKS = re.compile(
    rf"(?:代表|在|日(?!\s*在))\s*([\u3400-\u9fff]{{2,14}}?)\s*(?:人民政府|第{_NUMERAL}{{1,4}}届人民代表大会)"
)
_CITED = re.compile(r"《([^《》]{4,60})》")

_TITLE_KEYS = ("标题", "名称", "文件名称", "信息名称")
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
    outer = _title(block, stated)
    title = given.title or _inner_title(outer, lines) or outer or _first_line(block) or name
    issuer = _stated(stated, _ISSUER_KEYS) or _issuer(outer or "", lines)
    found = Metadata(
        title=title,
        issuer=issuer,
        number=_number([_stated(stated, _NUMBER_KEYS) or "", *(line.text for line in block)]),
        date=iso_date(_stated(stated, _DATE_KEYS) or "") or _date(block, lines),
        period=_period(title, block),
    )
    merged = _completed(given, found)
    region = _region(merged, [title, outer or "", issuer or ""], block)
    return _completed(merged, region)


def _completed(given: Metadata, found: Metadata) -> Metadata:
    missing = [field.name for field in fields(given) if getattr(given, field.name) is None]
    return replace(given, **{field: getattr(found, field) for field in missing})


def _stated(stated: dict[str, str], keys: Sequence[str]) -> str | None:
    return next((stated[key] for key in keys if key in stated), None)


def _plain(words: str) -> str:
    return "".join(words.split())


def _title(block: Sequence[Line], stated: dict[str, str]) -> str | None:
    """The first lines that together end as titles do (规划, 通知, 条例), or the title stated.

    What the file states counts only if the document begins with it: templates
    leave the titles of other documents behind.
    """
    said = _plain(_stated(stated, _TITLE_KEYS) or "").strip("《》")
    if said and said in "".join(_plain(line.text) for line in block):
        return said
    for at in range(min(len(block), _TITLE_LINES * 2)):
        words = ""
        for line in block[at : at + _TITLE_LINES]:
            words += _plain(line.text)
            if not _may_be_title(words):
                break
            if _TITLE.fullmatch(words):
                return words.strip("《》")
    return None


def _may_be_title(words: str) -> bool:
    """Whether words can begin a title: no sentence, no red letterhead, number or date."""
    return (
        len(words) <= _MAX_TITLE
        and not re.search(r"[。；：:！？，…]|文件$|目录$|^[（(—第]", words)
        and not re.match(r"[一二三四五六七八九十]{1,3}、", words)
        and _NUMBER.fullmatch(words) is None
        and _DATE.fullmatch(fold(words)) is None
    )


def _inner_title(outer: str | None, lines: Sequence[Line]) -> str | None:
    """Of “关于印发《某规划》的通知” the plan, where its own text follows."""
    match = _PASSED_ON.search(outer or "")
    if match is None:
        return None
    inner: str = match[1] or match[2]
    words = [_plain(line.text).strip("《》") for line in lines]
    pairs = (a + b for a, b in pairwise(words))
    return inner if inner in words or inner in pairs else None


def _first_line(block: Sequence[Line]) -> str | None:
    first = block[0].text.strip().strip("《》") if block else ""
    return first if first and _may_be_title(_plain(first)) else None


def _issuer(title: str, lines: Sequence[Line]) -> str | None:
    """The body that a title begins with (某市人民政府关于……), else the one that signs."""
    if match := _ABOUT.match(title):
        return match[1]
    for above, below in pairwise(lines):
        words = above.text.strip()
        if _DATE.fullmatch(fold(_plain(below.text))) and _BODY.fullmatch(words):
            return " ".join(words.split())
    return None


def _number(places: Sequence[str]) -> str | None:
    """The first of the places that is nothing but a document number."""
    found = (_NUMBER.fullmatch(_plain(words)) for words in places)
    return next((match[1] for match in found if match), None)


def _date(block: Sequence[Line], lines: Sequence[Line]) -> str | None:
    """A line that is a date; else the first that says when the document was adopted."""
    signed = (
        below.text
        for above, below in pairwise(lines)
        if _BODY.fullmatch(above.text.strip()) and _DATE.fullmatch(fold(_plain(below.text)))
    )
    alone = (
        line.text for line in block if _DATE.fullmatch(fold(_plain(line.text).strip("（）()")))
    )
    adopted = (line.text for line in block if len(line.text) < _MAX_TITLE)
    adopted = (words for words in adopted if _ADOPTED.search(words))
    dates = (iso_date(words) for words in chain(signed, alone, adopted))
    return next((found for found in dates if found), None)


def iso_date(words: str) -> str | None:
    """The first date in words, as ISO: 2022年5月17日, 二〇二二年五月十七日, 2022-05-17."""
    match = _DATE.search(fold(_plain(words)))
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
        if match := _YEARS.search(fold(_plain(words))):
            first, last = int(match[1]), int(match[2])
            if first < last:
                return first, last
        if words is title and (found := plan_period(title)):
            return found
    return None


def _region(known: Metadata, places: Sequence[str], block: Sequence[Line]) -> Metadata:
    """Region, level and what is around it, by the form of the names."""
    speaking = (match[1] for line in block if (match := _SPEAKS.search(line.text)))
    named = chain([known.region or "", *places], speaking)
    parts = next((found for words in named if (found := region_parts(words))), ())
    if not parts:
        national = any(is_national(words) for words in places)
        return Metadata(level="国" if national else None)
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
