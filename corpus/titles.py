"""A document's title: printed at its head, or told by its text.

Forms follow GB/T 9704-2012 (党政机关公文格式), 7.3.1, and, of standards, GB/T 1.1-2020, 8.1: the
kind of the standard and its number stand above its name.
"""

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from corpus.lines import Line
from corpus.speeches import report_title
from corpus.text import fold

MAX_TITLE = 80
"""In code points, without white space."""
_TITLE_LINES = 4

NUMBER = re.compile(
    r"[（(]?(?:(?:发文字号|文号)[：:])?([\u3400-\u9fff]{1,14}[〔\[［（(【]"
    r"(?:19|20)[0-9]{2}[〕\]］）)】]第?[0-9]{1,5}号)[）)]?"
)
_DIGIT = "[0-9〇○零一二三四五六七八九十]"
DATE = re.compile(rf"({_DIGIT}{{4}})[年./-]({_DIGIT}{{1,3}})[月./-]({_DIGIT}{{1,3}})日?")

_KINDS = (
    "规划|纲要|计划|方案|意见|通知|办法|条例|规定|细则|决定|决议|命令|批复|报告|指南|导则|规范|标准|"
    "政策|公告|通告|通报|要点|措施|清单|说明|简介|章程|法"
)
_TITLE = re.compile(rf".{{2,}}(?:{_KINDS})(?:[（(][^（）()]{{1,20}}[）)])*")
_PASSED_ON = re.compile(r"关于(?:印发|批转|转发|发布|公布)(?:《(.+?)》|(.+?))的通知$")
_RUNNING = re.compile(r"[。；：:！？，…/]|文件$|目录$|^[（(—第]")
# “中华人民共和国国家生态环境标准”, “HJ 1091—2020”
_STANDARD = re.compile(r"[A-Z]*中华人民共和国.*标准|[A-Z]{1,4}(?:/?[A-Z])?(?:[0-9].*)?")
# the line under a title that belongs to it: （试行）, no date and no “通过”
_ADDED = re.compile(r"[（(][^（）()0-9]{1,12}(?<!通过)[）)]")
# “某规划，根据《某建议》编制”, a plan's first words where its title page is lost
_DRAWN_UP = re.compile(
    r"《?([^。，；《》]{6,60}(?:规划|纲要|计划|方案))》?，?(?:是)?(?:根据|依据)《"
)
_TITLE_KEYS = ("标题", "名称", "文件名称", "信息名称")


def plain(words: str) -> str:
    """Words without white space."""
    return "".join(words.split())


def stated_value(stated: Mapping[str, str], keys: Sequence[str]) -> str | None:
    """What the file states under the first of these keys that it has."""
    return next((stated[key] for key in keys if key in stated), None)


def whole_title(outer: str | None, lines: Sequence[Line], name: str) -> str:
    """The title to cite, from the one printed at the head: never empty.

    Of a notice that passes on a plan it is the plan's; a report to a congress, often printed
    without one, is named by `report_title`; at last the file's `name`.
    """
    told = report_title(outer, lines, name) or _inner_title(outer, lines) or outer
    return told or _drawn_up(lines) or _first_line(lines) or name


def printed_title(block: Sequence[Line], stated: Mapping[str, str]) -> str | None:
    """The first lines that together end as titles do (规划, 通知, 条例), or the title stated.

    What the file states counts only if the document begins with it: templates
    leave the titles of other documents behind.
    """
    said = plain(stated_value(stated, _TITLE_KEYS) or "").strip("《》")
    if said and said in "".join(plain(line.text) for line in block):
        return said
    lines = [plain(line.text) for line in block]
    for at in range(min(len(lines), _TITLE_LINES * 2)):
        words = ""
        for last, line in enumerate(lines[at : at + _TITLE_LINES], at):
            words += line
            if not _may_be_title(words):
                break
            if _TITLE.fullmatch(words):
                below = lines[last + 1] if last + 1 < len(lines) else ""
                return words.strip("《》") + (below if _ADDED.fullmatch(below) else "")
    return None


def _may_be_title(words: str) -> bool:
    """Whether words can begin a title: no sentence, no red letterhead, number or date."""
    return (
        len(words) <= MAX_TITLE
        and not _RUNNING.search(words)
        and not _STANDARD.fullmatch(words)
        and not re.match(r"[一二三四五六七八九十]{1,3}、", words)
        and NUMBER.fullmatch(words) is None
        and DATE.fullmatch(fold(words)) is None
    )


def _inner_title(outer: str | None, lines: Sequence[Line]) -> str | None:
    """Of “关于印发《某规划》的通知” the plan, where its own text follows."""
    match = _PASSED_ON.search(outer or "")
    if match is None:
        return None
    inner: str = match[1] or match[2]
    words = [plain(line.text).strip("《》") for line in lines]
    pairs = (a + b for a, b in pairwise(words))
    return inner if inner in words or inner in pairs else None


def _drawn_up(lines: Sequence[Line]) -> str | None:
    match = _DRAWN_UP.match(plain(lines[0].text)) if lines else None
    return match[1] if match else None


def _first_line(lines: Sequence[Line]) -> str | None:
    if not lines or lines[0].block.cell is not None:
        return None
    first = lines[0].text.strip().strip("《》")
    return first if first and _may_be_title(plain(first)) else None
