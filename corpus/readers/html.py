"""Web pages: the article with its headings and tables; the metadata table as metadata."""

import re
from collections.abc import Iterator

from lxml import etree
from lxml import html as lxml_html
from lxml.etree import _Element

from corpus.errors import DocumentTooLarge, DocumentUnreadable
from corpus.readers.blocks import Block, Document, Notice
from corpus.readers.decode import decode
from corpus.readers.grid import is_table, placed, table_blocks
from corpus.readers.html_article import article, is_layout, strip
from corpus.readers.html_metadata import head_metadata, take_metadata
from corpus.readers.html_text import BREAKING, HEADINGS, Line, is_bold, tidy

SUFFIXES = (".html", ".htm")

MAX_TAGS = 3_000_000
"""Marks of markup; each element takes about 200 bytes of memory."""
_WIDEST, _TALLEST = 1000, 10_000
_SITE = re.compile(r"\s*[-_|—–]+\s*[^-_|—–]{2,}$")
# what a page's own buttons say, alone on a line
_BUTTON = (
    "打印本页|打印|关闭窗口|关闭|返回顶部|分享到|分享|收藏|字体|字号|浏览次数"
    "|扫一扫在手机打开当前页"
)
_AROUND = r"[\s：:|【】\[\]（）()大中小]*"
_BUTTONS = re.compile(rf"(?:{_AROUND}(?:{_BUTTON}))+{_AROUND}")


def read(data: bytes, name: str) -> Document:
    """Blocks of a web page's article; nothing it refers to is fetched.

    Raises DocumentUnreadable when it is not text, DocumentTooLarge for a flood of markup.
    """
    text, encoding = decode(data, name)
    if text.count("<") > MAX_TAGS:
        raise DocumentTooLarge(
            f"网页标记过多：{name}", "请确认它是规划文本，或在浏览器中另存为纯文本。"
        )
    root = _root(text, name)
    metadata = head_metadata(root)
    body = root.find("body")
    body = root if body is None else body
    strip(body)
    metadata += take_metadata(body)
    title = dict(metadata).get("标题") or _title(root)
    main, outside = article(body)
    walk = _Walk()
    blocks = [b for b in walk.blocks(main) if b.cell or not _BUTTONS.fullmatch(b.text)]
    notices = [Notice("pictures", f"图片 {walk.pictures} 张，其中的文字读不出来")]
    notices = notices if walk.pictures else []
    if outside:
        notices.append(Notice("outside", f"正文之外的文字（导航、页脚等，约 {outside} 句）未读"))
    if title and blocks and not _stands_first(title, blocks):
        blocks.insert(0, Block(title, 1))
    return Document(tuple(blocks), encoding, metadata, (), tuple(notices))


def _root(text: str, name: str) -> _Element:
    parser = lxml_html.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False
    )
    try:
        return lxml_html.document_fromstring(text.encode(), parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise DocumentUnreadable(
            f"无法读取网页：{name}（{error}）", "请在浏览器中打开，另存为纯文本或 Word 后再试。"
        ) from error


def _title(root: _Element) -> str:
    title = root.findtext(".//title") or ""
    return _SITE.sub("", " ".join(title.split()))


def _stands_first(title: str, blocks: list[Block]) -> bool:
    packed = "".join(title.split())
    first = "".join("".join(block.text.split()) for block in blocks[:6])
    return packed in first


class _Walk:
    """One pass over the article."""

    def __init__(self) -> None:
        self.pictures = 0
        self._tables = 0
        self._line = Line()

    def blocks(self, element: _Element) -> Iterator[Block]:
        """The lines under an element."""
        yield from self._inside(element, bold=False)
        yield from self._flush()

    def _inside(self, element: _Element, *, bold: bool) -> Iterator[Block]:
        self._add(element.text, bold)
        for child in element:
            if isinstance(child.tag, str):
                yield from self._child(child, is_bold(child, bold))
            self._add(child.tail, bold)

    def _child(self, child: _Element, bold: bool) -> Iterator[Block]:
        if child.tag == "br":
            yield from self._flush()
        elif child.tag == "img":
            self.pictures += 1
        elif child.tag == "table" and not is_layout(child):
            yield from self._flush()
            yield from self._table(child)
        elif child.tag in BREAKING:
            yield from self._flush()
            self._line.level = HEADINGS.get(child.tag)
            self._add(_number(child), bold)
            yield from self._inside(child, bold=bold)
            yield from self._flush()
        else:
            yield from self._inside(child, bold=bold)

    def _add(self, text: str | None, bold: bool) -> None:
        if text:
            self._line.pieces.append((text, bold))

    def _flush(self) -> Iterator[Block]:
        line, self._line = self._line, Line()
        text, lead = line.finish()
        if text:
            yield Block(text, line.level, lead=0 if line.level else lead)

    def _table(self, table: _Element) -> list[Block]:
        rows = [
            [
                (tuple(self.blocks(cell)), _span(cell, "rowspan"), _span(cell, "colspan"))
                for cell in row.iterchildren("td", "th")
            ]
            for row in table.iter("tr")
        ]
        caption = [Block(text) for c in table.iter("caption") if (text := _words(c))]
        blocks = table_blocks(tuple(placed(rows)), self._tables)
        self._tables += is_table(blocks)
        return caption + blocks


def _words(element: _Element) -> str:
    return tidy("".join(map(str, element.itertext()))).strip()


def _number(element: _Element) -> str:
    """What a browser prints before an item of a numbered list."""
    parent = element.getparent()
    if element.tag != "li" or parent is None or parent.tag != "ol":
        return ""
    start = str(parent.get("start", "1"))
    before = sum(1 for _ in element.itersiblings("li", preceding=True))
    return f"{(int(start) if start.isdigit() else 1) + before}."


def _span(cell: _Element, name: str) -> int:
    text = str(cell.get(name, "1")).strip()
    most = _WIDEST if name == "colspan" else _TALLEST
    return max(1, min(int(text), most)) if text.isdecimal() and len(text) < 6 else 1
