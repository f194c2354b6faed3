"""Markdown: headings, paragraphs, lists and tables; markup removed, words kept."""

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token

from corpus.readers.blocks import Block, CellPlace, Document
from corpus.readers.decode import decode

SUFFIXES = (".md", ".markdown")

_FRONT_MATTER = re.compile(r"\A---\r?\n.*?^---\s*$", re.DOTALL | re.MULTILINE)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
# Indented lines are ordinary paragraphs in official documents, a rule of dashes
# under a line is decoration, and HTML is text like any other.
_PARSER = MarkdownIt("commonmark", {"html": False}).enable("table")
_PARSER.disable(["code", "lheading", "html_block", "html_inline"])


def read(data: bytes, name: str) -> Document:
    """Blocks of a Markdown file; its front matter and comments are left out.

    Raises DocumentUnreadable when it is not text.
    """
    text, encoding = decode(data, name)
    text = _COMMENT.sub("", _FRONT_MATTER.sub("", text))
    return Document(tuple(_blocks(_PARSER.parse(text))), encoding)


def _blocks(tokens: list[Token]) -> Iterator[Block]:
    level: int | None = None
    prefix = ""
    table, row, column = -1, -1, -1
    in_table = False
    for token in tokens:
        match token.type:
            case "heading_open":
                level = int(token.tag[1:])
            case "heading_close":
                level = None
            case "list_item_open":
                prefix = f"{token.info}{token.markup}" if token.info else ""
            case "table_open":
                table, row, in_table = table + 1, -1, True
            case "table_close":
                in_table = False
            case "tr_open":
                row, column = row + 1, -1
            case "th_open" | "td_open":
                column += 1
            case "inline" | "fence":
                place = CellPlace(table, row, column) if in_table else None
                yield from _lines(token, prefix, level, place)
                prefix = ""


def _lines(token: Token, prefix: str, level: int | None, cell: CellPlace | None) -> Iterator[Block]:
    for line in (prefix + _words(token)).splitlines():
        if line.strip():
            yield Block(line, level, cell)


def _words(token: Token) -> str:
    if token.children is None:
        return token.content
    return "".join(
        "\n" if child.type in ("softbreak", "hardbreak") else child.content
        for child in token.children
    )
