"""What a government web page states about its document beside the text.

The names are those of 《国务院办公厅关于印发政府信息公开目录系统 (索引号、发布机构 …)》 as
ministries' and cities' sites print them, in a table, a list or rows of `div`.
"""

import re
from collections.abc import Iterator

from lxml.etree import _Element

from corpus.readers.html_article import drop
from corpus.readers.html_text import texts

LABELS = (
    "索引号|索引|主题分类|信息分类|分类|体裁分类|组配分类|服务对象|发文机关|发布机构|发布机关|制发机关|公开责任部门"
    "|信息来源|来源|成文日期|生成日期|印发日期|发布日期|发布时间|公开日期|发文日期|施行日期|实施日期|生效日期|废止日期|失效日期"
    "|标题|名称|信息名称|文件名称|发文字号|文号|文件编号|主题词|关键词|有效性|时效性|效力状态|文件状态|公开方式|公开形式|公开程序"
)
_PAIR = re.compile(rf"({LABELS})[：:](.*)", re.DOTALL)
_LABEL = re.compile(rf"({LABELS})[：:]?")
_KEY = re.compile(r"索引号|文号|发文字号|发文机关|发布机构|成文日期|生成日期")
_GAPS = re.compile(r"[\s\u3000]+")
_META = {"articletitle": "标题", "pubdate": "发布日期", "contentsource": "来源"}
_MOST = 800
"""Characters; a table of metadata has about 150."""
_LEAST = 3

Pairs = tuple[tuple[str, str], ...]


def take_metadata(body: _Element) -> Pairs:
    """The pairs that the page's metadata table states; the table is cut out of the tree."""
    for element in list(body.iter("table", "ul", "dl", "div")):
        found = tuple(_pairs(_short(element)))
        if len(found) >= _LEAST and any(_KEY.fullmatch(name) for name, _ in found):
            drop(element)
            return tuple(pair for pair in found if pair[1])
    return ()


def _short(element: _Element) -> list[str]:
    """The lines of a short element, none of a long one."""
    lines: list[str] = []
    length = 0
    for line in texts(element):
        lines.append(line)
        length += len(line)
        if length > _MOST:
            return []
    return lines


def _pairs(lines: list[str]) -> Iterator[tuple[str, str]]:
    """Pairs of a name and its value, in one cell or in two that follow each other."""
    name = ""
    for line in lines:
        packed = _GAPS.sub("", line)
        if _LABEL.fullmatch(packed):
            if name:
                yield name, ""
            name = packed.rstrip("：:")
        elif name:
            yield name, line
            name = ""
        elif match := _PAIR.match(_GAPS.sub("", line[:12]) + line[12:]):
            yield match[1], match[2].strip()
    if name:
        yield name, ""


def head_metadata(root: _Element) -> Pairs:
    """The pairs of the page's `meta` elements, as the State Council's standard names them."""
    found = {
        _META[name]: " ".join(str(meta.get("content", "")).split())
        for meta in root.iter("meta")
        if (name := str(meta.get("name", "")).casefold()) in _META
    }
    return tuple((name, text) for name, text in found.items() if text)
