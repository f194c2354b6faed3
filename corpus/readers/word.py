"""Word (.docx): headings by style, automatic numbers, tables, text boxes; asides kept apart.

Insertions under review count, deletions do not. Nothing outside the file is fetched.
"""

import zipfile
from collections.abc import Iterable, Iterator
from io import BytesIO
from itertools import chain

import docx
from docx.document import Document as Package
from docx.opc.constants import RELATIONSHIP_TYPE as LINK
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from lxml import etree
from lxml.etree import _Element

from corpus.errors import DocumentUnreadable
from corpus.readers import archive
from corpus.readers.blocks import Block, Document, Notice
from corpus.readers.grid import GridCell, is_table, table_blocks
from corpus.readers.word_asides import asides, part, unread
from corpus.readers.word_numbering import Numbering, value
from corpus.readers.word_styles import Styles, heading_level
from corpus.readers.word_text import Piece, pieces

SUFFIXES = (".docx",)

_DAMAGED = (OpcError, KeyError, ValueError, AttributeError, etree.LxmlError, zipfile.BadZipFile)
_WRAPPERS = {qn("w:sdt"), qn("w:sdtContent"), qn("w:ins"), qn("w:moveTo"), qn("w:customXml")}
_WIDEST = 1000


def read(data: bytes, name: str) -> Document:
    """Blocks of a Word file. Raises DocumentUnreadable or DocumentTooLarge, naming the file."""
    archive.check(data, name)
    try:
        package = docx.Document(BytesIO(data))
        reader = _Reader(package)
        blocks = tuple(reader.blocks(package.element.body))
        apart, notes = asides(package)
    except _DAMAGED as error:
        raise DocumentUnreadable(
            f"无法读取 Word 文件：{name}（{error}）",
            "文件可能已损坏；请用 Word 或 WPS 打开，另存为 Word 文档（.docx）后再试。",
        ) from error
    title = package.core_properties.title.strip()
    return Document(
        blocks,
        "docx",
        (("标题", title),) if title else (),
        apart,
        (*reader.notices, *notes, *unread(package)),
    )


class _Reader:
    """One pass over a document's body, in order, because numbers count on."""

    def __init__(self, package: Package) -> None:
        self.notices: list[Notice] = []
        self._styles = Styles(package.styles.element)
        self._numbering = Numbering(part(package, LINK.NUMBERING))
        self._tables = 0
        self._count = 0
        self._contents = False

    def blocks(self, body: _Element) -> Iterator[Block]:
        """The lines of the body."""
        for element in _children(body):
            found = self._table(element) if element.tag == qn("w:tbl") else self._lines(element)
            self._count += len(found)
            yield from found

    def _lines(self, paragraph: _Element) -> list[Block]:
        """The lines of a paragraph, then those of the text boxes anchored in it."""
        properties = paragraph.find(qn("w:pPr"))
        name = value(properties, "w:pStyle")
        style = self._styles.paragraph(name)
        if _in_contents(style.name, paragraph):
            if not self._contents:
                self.notices.append(Notice("contents", "文中的目录未计入正文"))
            self._contents = True
            return []
        found = list(pieces(paragraph, self._styles, style.bold))
        text = "".join(piece.text for piece in found)
        if not text.strip() and _struck_out(properties):
            return []
        level = heading_level(properties)
        level = style.level if level is None else level or None
        number = self._number(properties, name)
        lines = _split(number, found, level)
        for piece in found:
            if piece.box is not None:
                lines += self._box(piece.box, len(lines))
        return lines

    def _number(self, properties: _Element | None, name: str) -> str:
        style = self._styles.paragraph(name)
        num = value(properties, "w:numPr/w:numId") or style.num
        depth = value(properties, "w:numPr/w:ilvl")
        if depth:
            return self._numbering.number(num, int(depth))
        inherited = self._numbering.depth(num, name) if style.depth is None else style.depth
        return self._numbering.number(num, inherited)

    def _box(self, box: _Element, before: int) -> list[Block]:
        lines = list(chain.from_iterable(map(self._lines, box.iter(qn("w:p")))))
        if lines:
            message = "文本框里的文字按其所在段落之后的位置计入正文，请核对顺序"
            self.notices.append(Notice("text_box", message, self._count + before))
        return lines

    def _table(self, table: _Element) -> list[Block]:
        cells: list[GridCell] = []
        above: dict[int, int] = {}  # column → index in `cells` of the cell that reaches down
        for number, row in enumerate(_rows(table)):
            column = int(value(row, "w:trPr/w:gridBefore", "0"))
            for cell in _inside(row, "w:tc"):
                across = max(1, min(int(value(cell, "w:tcPr/w:gridSpan", "1")), _WIDEST))
                merged = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
                if merged is not None and merged.get(qn("w:val")) != "restart" and column in above:
                    origin = cells[above[column]]
                    rows = number - origin.row + 1
                    cells[above[column]] = GridCell(
                        origin.row, origin.column, origin.lines, rows, origin.columns
                    )
                else:
                    above[column] = len(cells)
                    cells.append(GridCell(number, column, tuple(self._cell(cell)), 1, across))
                column += across
        blocks = table_blocks(cells, self._tables)
        self._tables += is_table(blocks)
        return blocks

    def _cell(self, cell: _Element) -> Iterator[Block]:
        """The lines of a cell, those of a table inside it among them."""
        for paragraph in cell.iter(qn("w:p")):
            if next(paragraph.iterancestors(qn("w:txbxContent"), qn("w:tc"))).tag == qn("w:tc"):
                yield from self._lines(paragraph)


def _children(body: _Element) -> Iterator[_Element]:
    """Paragraphs and tables, in order, also those inside content controls and insertions."""
    for child in body:
        if child.tag in (qn("w:p"), qn("w:tbl")):
            yield child
        elif child.tag in _WRAPPERS:
            yield from _children(child)


def _inside(parent: _Element, name: str) -> Iterator[_Element]:
    for child in parent:
        if child.tag == qn(name):
            yield child
        elif child.tag in _WRAPPERS:
            yield from _inside(child, name)


def _rows(table: _Element) -> Iterator[_Element]:
    """The rows of a table that are not struck out."""
    for row in _inside(table, "w:tr"):
        if row.find(f"{qn('w:trPr')}/{qn('w:del')}") is None:
            yield row


def _struck_out(properties: _Element | None) -> bool:
    """Whether a paragraph's own mark is deleted; its number then does not count."""
    path = f"{qn('w:rPr')}/{qn('w:del')}"
    return properties is not None and properties.find(path) is not None


def _in_contents(style: str, paragraph: _Element) -> bool:
    """Whether a paragraph belongs to a table of contents (目录)."""
    if style.casefold().startswith("toc"):
        return True
    anchors = (link.get(qn("w:anchor"), "") for link in paragraph.iter(qn("w:hyperlink")))
    return any(str(anchor).startswith("_Toc") for anchor in anchors)


def _split(number: str, found: list[Piece], level: int | None) -> list[Block]:
    """The paragraph's lines. A heading is one line even where it is broken."""
    text = "".join(piece.text for piece in found)
    lead = _lead(number, found)
    if level is not None:
        text, lead = " ".join(text.split("\n")), 0
    lines = text.split("\n") if text.strip() else []
    lead -= len(lines[0]) - len(lines[0].lstrip()) if lines else 0
    lines = [line.strip() for line in lines]
    if lines:
        lines[0] = number + lines[0]
    return [
        Block(line, level, lead=lead if at == 0 and 0 < lead < len(line) else 0)
        for at, line in enumerate(lines)
        if line
    ]


def _lead(number: str, found: Iterable[Piece]) -> int:
    """How many code points the paragraph begins with in bold, its number among them."""
    length = 0
    for piece in found:
        if not piece.bold and piece.text.strip():
            break
        length += len(piece.text)
    return length + len(number) if length else 0
