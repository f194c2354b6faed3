"""Ruled tables of PDF pages: their grid from the drawn lines, their words from the text layer."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from corpus.readers.blocks import Block
from corpus.readers.grid import GridCell
from corpus.readers.pdf_page import Char, Page, PageLine

_SNAP = 3.0
"""Points; edges nearer than this are one."""
_LEAST_DRAWN = 4
_LEAST_CELLS = 2


@dataclass(frozen=True, slots=True)
class PageTable:
    """A table on one page. `body` is the index of the page's line that it stands before."""

    page: int
    top: float
    bottom: float
    cells: tuple[GridCell, ...]
    columns: tuple[float, ...]


def may_hold_table(page: Page) -> bool:
    """Whether enough is drawn on a page for a table; the rest need not be looked at."""
    return page.drawn >= _LEAST_DRAWN and not page.turned


def page_tables(found: Any, page: Page) -> tuple[list[PageTable], list[PageLine]]:  # noqa: ANN401 pdfplumber has no types
    """The tables of a page as pdfplumber (`found`) sees them, and the lines outside their cells."""
    tables: list[PageTable] = []
    rest = list(page.lines)
    for table in _find(found):
        boxes = [box for box in table.cells if box]
        inside = [line for line in rest if _within(line, table.bbox)]
        if len(boxes) < _LEAST_CELLS or not inside:
            continue
        taken = [line for line in inside if any(map(partial(_touches, line), boxes))]
        rest = [line for line in rest if line not in taken]
        tables.append(_table(page.number, boxes, taken))
    return sorted(tables, key=lambda table: table.top), rest


def _find(found: Any) -> list[Any]:  # noqa: ANN401
    """The tables; rows that a page break cuts have no rule there and are closed first."""
    tables = found.find_tables()
    open_ends = sorted({y for table in tables for y in _open_ends(found.edges, table.bbox)})
    if open_ends:
        tables = found.find_tables({"explicit_horizontal_lines": open_ends})
    return list(tables)


def _open_ends(edges: Sequence[Any], box: tuple[float, float, float, float]) -> Iterator[float]:
    """Heights at which the upright rules of a table end without a level one."""
    left, top, right, bottom = box
    upright = [
        edge
        for edge in edges
        if edge["orientation"] == "v"
        and left - _SNAP <= edge["x0"] <= right + _SNAP
        and edge["top"] <= bottom + _SNAP
        and edge["bottom"] >= top - _SNAP
    ]
    above = [edge["top"] for edge in upright if edge["top"] < top - 2 * _SNAP]
    below = [edge["bottom"] for edge in upright if edge["bottom"] > bottom + 2 * _SNAP]
    if len(above) > 1:
        yield min(above)
    if len(below) > 1:
        yield max(below)


def _touches(line: PageLine, box: tuple[float, float, float, float]) -> bool:
    return next(_inside(line.chars, box), None) is not None


def _within(line: PageLine, box: tuple[float, float, float, float]) -> bool:
    middle, centre = (line.top + line.bottom) / 2, (line.left + line.right) / 2
    return box[1] <= middle <= box[3] and box[0] <= centre <= box[2]


def _table(
    page: int, boxes: Sequence[tuple[float, float, float, float]], lines: Sequence[PageLine]
) -> PageTable:
    xs = _edges([box[0] for box in boxes] + [box[2] for box in boxes])
    ys = _edges([box[1] for box in boxes] + [box[3] for box in boxes])
    cells = []
    for box in boxes:
        column, right = _at(xs, box[0]), _at(xs, box[2])
        row, below = _at(ys, box[1]), _at(ys, box[3])
        words = _words(lines, box)
        block = (Block(words, page=page),) if words else ()
        cells.append(GridCell(row, column, block, max(1, below - row), max(1, right - column)))
    return PageTable(page, ys[0], ys[-1], tuple(cells), tuple(xs))


def _edges(values: list[float]) -> list[float]:
    edges: list[float] = []
    for value in sorted(values):
        if not edges or value - edges[-1] > _SNAP:
            edges.append(value)
    return edges


def _at(edges: list[float], value: float) -> int:
    at = bisect_left(edges, value - _SNAP)
    return min(at, len(edges) - 1)


def _words(lines: Sequence[PageLine], box: tuple[float, float, float, float]) -> str:
    parts = ["".join(_inside(line.chars, box)).strip() for line in lines]
    return joined([part for part in parts if part])


def _inside(chars: Sequence[Char], box: tuple[float, float, float, float]) -> Iterator[str]:
    """The characters in a box, each with the space before it."""
    left, top, right, bottom = box
    gap = ""
    for char in chars:
        if char.text.isspace():
            gap = " "
            continue
        x, y = (char.left + char.right) / 2, (char.top + char.bottom) / 2
        if left <= x <= right and top <= y <= bottom:
            yield gap + char.text
        gap = ""


def joined(parts: Sequence[str]) -> str:
    """Lines of one paragraph made one line: a space only between Latin words."""
    text = ""
    for part in parts:
        gap = text[-1:].isascii() and text[-1:].isalpha() and part[:1].isascii()
        text += (" " if gap and part[:1].isalpha() else "") + part
    return text
