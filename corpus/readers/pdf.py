"""PDF with a text layer: lines mended into paragraphs, running headers set aside, ruled tables."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import replace
from io import BytesIO

import pdfplumber
import pypdfium2

from corpus.errors import (
    DocumentEncrypted,
    DocumentTooLarge,
    DocumentUnreadable,
    DocumentWithoutText,
)
from corpus.readers.blocks import Block, Document, Notice, check_size
from corpus.readers.glyphs import complaint
from corpus.readers.grid import is_table, table_blocks
from corpus.readers.pdf_joins import goes_on, one_table, says_so
from corpus.readers.pdf_lines import columns, paragraphs, running
from corpus.readers.pdf_page import Page, PageLine, read_page
from corpus.readers.pdf_tables import PageTable, may_hold_table, page_tables

SUFFIXES = (".pdf",)

logging.getLogger("pdfminer").setLevel(logging.ERROR)  # else it tells of every odd font

MAX_PAGES = 1_000
MAX_TABLE_PAGES = 150
"""Pages looked at for tables; each takes about 0.2 s."""
_SCANNED = 0.5
_LEAST_CHARACTERS = 20
_REMEDY = "请取得 Word 原件（.docx），或用带文字识别（OCR）的软件转换后再试。"


def read(data: bytes, name: str) -> Document:
    """Blocks of a PDF, each with its page.

    Raises DocumentEncrypted, DocumentWithoutText (a scan, or a text layer that is
    not what the pages show), DocumentTooLarge or DocumentUnreadable.
    """
    pages = _pages(data, name)
    _check_text(pages, name)
    tables, rest, notices = _tables(data, pages)
    aside, asides = running([replace(page, lines=tuple(rest[page.number])) for page in pages])
    rest = {page: [line for line in lines if line not in aside] for page, lines in rest.items()}
    blocks = tuple(_blocks(pages, tables, rest))
    empty = [page.number for page in pages if not page.lines]
    if empty:
        where = "、".join(map(str, empty[:10])) + ("等" if len(empty) > 10 else "")
        notices.append(Notice("empty_page", f"第 {where} 页没有文字，可能是图片"))
    return Document(blocks, "pdf", (), asides, tuple(notices))


def _pages(data: bytes, name: str) -> list[Page]:
    try:
        with pypdfium2.PdfDocument(data) as document:
            if len(document) > MAX_PAGES:
                raise DocumentTooLarge(
                    f"PDF 页数过多：{name}（{len(document)} 页，上限 {MAX_PAGES} 页）",
                    "请拆分成几个文件。",
                )
            return list(_within(document, name))
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise DocumentEncrypted(
                f"PDF 已加密：{name}", "请用密码打开，另存为不加密的 PDF 后再试。"
            ) from error
        raise DocumentUnreadable(
            f"无法读取 PDF：{name}（{error}）", "文件可能已损坏，请重新下载或重新导出。"
        ) from error


def _within(document: pypdfium2.PdfDocument, name: str) -> Iterator[Page]:
    """The pages, as long as all of them fit; each may show the same long text."""
    characters = 0
    for number in range(len(document)):
        page = read_page(document, number)
        characters += sum(len(line.chars) for line in page.lines)
        check_size(characters, name)
        yield page


def _check_text(pages: Sequence[Page], name: str) -> None:
    bare = [p for p in pages if sum(len(line.chars) for line in p.lines) < _LEAST_CHARACTERS]
    if len(bare) > _SCANNED * len(pages):
        raise DocumentWithoutText(
            f"{name} 是扫描件：{len(pages)} 页中有 {len(bare)} 页没有文字层。", _REMEDY
        )
    reason = complaint(line.text for page in pages for line in page.lines)
    if reason:
        raise DocumentWithoutText(f"{name} 的{reason}，不能使用。", _REMEDY)


def _tables(
    data: bytes, pages: Sequence[Page]
) -> tuple[dict[int, list[PageTable]], dict[int, list[PageLine]], list[Notice]]:
    """The tables of each page, and the lines outside them."""
    tables: dict[int, list[PageTable]] = {}
    rest = {page.number: list(page.lines) for page in pages}
    asked = [page for page in pages if may_hold_table(page)]
    notices = []
    if len(asked) > MAX_TABLE_PAGES:
        first = asked[MAX_TABLE_PAGES].number
        notices.append(Notice("tables", f"第 {first} 页起的表格未识别，按正文读出，请核对"))
    try:
        with pdfplumber.open(BytesIO(data)) as document:
            for page in asked[:MAX_TABLE_PAGES]:
                found = document.pages[page.number - 1]
                tables[page.number], rest[page.number] = page_tables(found, page)
                found.close()
    except Exception as error:  # noqa: BLE001 pdfminer raises anything on files that pdfium mends
        notices.append(Notice("tables", f"表格未能识别，按正文读出，请核对（{error}）"))
    return tables, rest, notices


def _blocks(
    pages: Sequence[Page],
    tables: dict[int, list[PageTable]],
    rest: dict[int, list[PageLine]],
) -> Iterator[Block]:
    """Paragraphs and tables in reading order; a table goes on over a page break."""
    column = columns([line for page in pages for line in rest[page.number]], pages)
    lines: list[PageLine] = []
    parts: list[PageTable] = []
    count = 0
    for page in pages:
        waiting = list(rest[page.number])
        for table in tables.get(page.number, []):
            above = [line for line in waiting if line.top < table.top]
            waiting = [line for line in waiting if line.top >= table.top]
            if parts and goes_on(parts[-1], table) and says_so(above):
                above = []
            elif above or parts:
                found = table_blocks(one_table(parts), count)
                count += is_table(found)
                parts = []
                yield from found
            lines += above
            if lines:
                yield from paragraphs(lines, column)
                lines = []
            parts.append(table)
        if waiting:
            found = table_blocks(one_table(parts), count)
            count += is_table(found)
            parts = []
            yield from found
            lines += waiting
    yield from table_blocks(one_table(parts), count)
    yield from paragraphs(lines, column)
