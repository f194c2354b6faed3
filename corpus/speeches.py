"""Who speaks in a report to a people's congress (政府工作报告), and what it is called."""

import re
from collections.abc import Iterator, Sequence

from corpus.headings import is_title
from corpus.lines import Line
from corpus.regions import region_parts
from corpus.text import fold

_HEAD = 40
"""Lines at the beginning among which the speaker says for whom the report is given."""
_NAME = "[\u3400-\u9fff]"
# “我代表某市人民政府”, “2月3日在某市第六届人民代表大会”
_SPEAKS = re.compile(
    rf"我代表\s*({_NAME}{{1,14}}?)\s*(?:人民)?政府|我代表\s*(国务院)"
    rf"|(?:在|日(?!\s*在))\s*({_NAME}{{2,14}}?)\s*第[0-9一二三四五六七八九十]{{1,4}}届人民代表大会"
)
_REPORTS = re.compile(r"我代表[^。]{1,20}向大会[报作]")
_UNTOLD = re.compile(r"(?:20[0-9]{2}年)?政府工作报告")
_YEAR = re.compile(r"(20[0-9]{2})年")


def speakers(lines: Sequence[Line]) -> Iterator[str]:
    """Whom the first lines say that they speak for or to: 某市, 国务院, or only 市."""
    for line in lines[:_HEAD]:
        for match in _SPEAKS.finditer(line.text):
            yield next(filter(None, match.groups()))


def report_title(outer: str | None, lines: Sequence[Line], name: str) -> str | None:
    """What a report is cited by, which its text says though no line does: 2024年某市政府工作报告.

    None for other documents and where the title printed, `outer`, says more than that it
    is a report. A region that is not told gives way to the file's `name`, in brackets.
    """
    if outer and not _UNTOLD.fullmatch(outer):
        return None
    if not outer and not any(_REPORTS.search(line.text) for line in lines[:_HEAD]):
        return None
    region = next((words for words in speakers(lines) if region_parts(words)), "")
    year = _reported(outer or "", lines)
    told = f"{year}年{region}政府工作报告" if year else f"{region}政府工作报告"
    return told if region else f"{told}（{name}）"


def _reported(outer: str, lines: Sequence[Line]) -> int | None:
    """The year that a report is of: the title's, or the later of the two that its headings name.

    The headings look back on one year and forward to the next; other years prove nothing.
    """
    if match := _YEAR.match(outer):
        return int(match[1])
    short = (fold(line.text) for line in lines if is_title(line.text))
    years = {int(match[1]) for words in short for match in _YEAR.finditer(words)}
    return max((year for year in years if year - 1 in years), default=None)
