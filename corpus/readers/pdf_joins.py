"""A table that goes on over page breaks, made one."""

from collections.abc import Sequence
from dataclasses import replace

from corpus.readers.blocks import Block
from corpus.readers.grid import GridCell
from corpus.readers.pdf_tables import PageTable, joined

_SAME = 6.0
"""Points by which the columns of a table may move from page to page."""


def goes_on(table: PageTable, after: PageTable) -> bool:
    """Whether the table at the foot of a page continues as the one at the head of the next."""
    return (
        after.page == table.page + 1
        and len(table.columns) == len(after.columns)
        and all(
            abs(one - other) < _SAME
            for one, other in zip(table.columns, after.columns, strict=True)
        )
    )


def one_table(parts: Sequence[PageTable]) -> list[GridCell]:
    """The cells of a table's parts on successive pages.

    A header said again is left out, a row cut in two is mended, and a merged
    cell goes on through the break.
    """
    cells: list[GridCell] = []
    for part in parts:
        rest = list(part.cells)
        if cells and _words(_row(rest, 0)) == _words(_row(cells, 0)):
            rest = [replace(cell, row=cell.row - 1) for cell in rest if cell.row > 0]
        _append(cells, rest)
    return cells


def _append(cells: list[GridCell], rest: Sequence[GridCell]) -> None:
    """Put the cells of a further part under those of the table so far."""
    height = max((cell.row + cell.rows for cell in cells), default=0)
    at_foot = {cell.column: at for at, cell in enumerate(cells) if cell.row + cell.rows == height}
    cut = bool(cells) and _is_cut(cells, height, _row(rest, 0))
    for cell in rest:
        moved = replace(cell, row=cell.row + height - cut)
        at = at_foot.get(cell.column)
        if cell.row == 0 and at is not None and (cut or _are_one(cells[at], cell)):
            above = cells[at]
            rows = max(above.row + above.rows, moved.row + moved.rows) - above.row
            cells[at] = replace(above, rows=rows, lines=_together(above, cell))
        else:
            cells.append(moved)


def _are_one(above: GridCell, below: GridCell) -> bool:
    """Whether a page break cut a merged cell: its words stand in one of the halves."""
    if above.columns != below.columns:
        return False
    if not below.lines:
        return above.rows > 1 or below.rows > 1
    return not above.lines and above.rows > 1


def _is_cut(cells: Sequence[GridCell], height: int, first: Sequence[GridCell]) -> bool:
    """Whether a part's first row only goes on with the row before the break.

    It then lacks most of what every row of the table has. A remark across the
    whole width goes on with a remark.
    """
    if len(first) == 1:
        return len(_row(cells, height - 1)) == 1
    body = [_row(cells, row) for row in range(1, height)]
    rows = [{cell.column for cell in row if cell.lines} for row in body if len(row) > 1]
    always = set.intersection(*rows) if rows else set()
    filled = {cell.column for cell in first if cell.lines}
    return 2 * len(always & filled) < len(always)


def _together(above: GridCell, below: GridCell) -> tuple[Block, ...]:
    lines = (*above.lines, *below.lines)
    text = joined([line.text for line in lines])
    return (replace(lines[0], text=text),) if lines else ()


def _row(cells: Sequence[GridCell], number: int) -> list[GridCell]:
    return [cell for cell in cells if cell.row == number]


def _words(cells: Sequence[GridCell]) -> list[str]:
    return ["".join(line.text for line in cell.lines) for cell in cells]
