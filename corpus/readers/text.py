"""Plain text, as extracted from Word: bookmark marks, and tables of one cell a line.

A cell's line starts with a tab; an empty line ends a table's row.
"""

import re
from collections.abc import Iterator

from corpus.readers.blocks import Block, CellPlace, Document
from corpus.readers.decode import decode

SUFFIXES = (".txt",)

_BOOKMARK = re.compile(r"\[bookmark:[^\]\n]*\]")
_LINE_BREAK = re.compile(r"\r\n|\r|\n")

_WIDEST = 1000
"""Cells of a row; more are lines that happen to be indented by a tab."""

Row = list[list[str]]
"""A row's cells, each the list of its lines."""


def read(data: bytes, name: str) -> Document:
    """Blocks of a text file. Raises DocumentUnreadable when it is not text."""
    text, encoding = decode(data, name)
    lines = [_BOOKMARK.sub("", line) for line in _LINE_BREAK.split(text)]
    return Document(tuple(_blocks(lines)), encoding)


def _blocks(lines: list[str]) -> Iterator[Block]:
    at, tables = 0, 0
    while at < len(lines):
        rows, end = _rows(lines, at)
        if 1 < max(map(len, rows), default=0) <= _WIDEST:
            yield from _table(rows, tables)
            tables += 1
        else:
            end = max(end, at + 1)
            yield from (Block(line) for line in lines[at:end] if line.strip())
        at = end


def _rows(lines: list[str], at: int) -> tuple[list[Row], int]:
    """The rows of cells that start at line `at`, and the line after them."""
    rows: list[Row] = []
    open_row = False
    while at < len(lines):
        line = lines[at]
        if line.startswith("\t"):
            if not open_row:
                rows.append([])
            rows[-1].append([line])
            open_row = True
        elif not line.strip():
            open_row = False
        elif open_row and _next_line(lines, at).startswith("\t"):
            rows[-1][-1].append(line)  # a cell's second line, as in “2020 / （基准值）”
        else:
            break
        at += 1
    return rows, at


def _next_line(lines: list[str], at: int) -> str:
    """The first line after `at` that is not empty (a tab alone is an empty cell)."""
    return next((line for line in lines[at + 1 :] if line.strip(" \u3000")), "")


def _table(rows: list[Row], table: int) -> Iterator[Block]:
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            yield from (Block(line, cell=CellPlace(table, r, c)) for line in cell if line.strip())
