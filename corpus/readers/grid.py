"""Tables with merged cells, of any format → blocks."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.readers.blocks import Block, CellPlace


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell with its place in the table's own grid, and its lines (none when empty)."""

    row: int
    column: int
    lines: tuple[Block, ...]
    rows: int = 1
    columns: int = 1


def table_blocks(cells: Sequence[GridCell], table: int) -> list[Block]:
    """The lines of a table's cells, row by row, with their places.

    Columns that no cell starts in are closed up. Rows of one cell across the
    whole width that stand before the first other row are the table's title, and
    a table of one column is a frame around text: their lines are ordinary ones.
    """
    starts = sorted({cell.column for cell in cells})
    placed = [_closed_up(cell, starts) for cell in cells]
    placed.sort(key=lambda cell: (cell.row, cell.column))
    divided = [cell.row for cell in placed if cell.columns < len(starts)]
    first = min(divided, default=None)
    blocks: list[Block] = []
    for cell in placed:
        if first is None or cell.row < first:
            blocks += cell.lines
        else:
            place = CellPlace(table, cell.row - first, cell.column, cell.rows, cell.columns)
            blocks += (replace(line, cell=place, level=None) for line in cell.lines)
    return blocks


def _closed_up(cell: GridCell, starts: Sequence[int]) -> GridCell:
    column = bisect_left(starts, cell.column)
    end = bisect_left(starts, cell.column + cell.columns)
    return replace(cell, column=column, columns=end - column)


def is_table(blocks: Sequence[Block]) -> bool:
    """Whether any of the lines stands in a cell."""
    return any(block.cell is not None for block in blocks)


def placed(
    rows: Sequence[Sequence[tuple[tuple[Block, ...], int, int]]],
) -> Iterator[GridCell]:
    """Rows of (lines, rows covered, columns covered), as HTML writes them, with their places."""
    taken: dict[int, int] = {}  # column → first row in which it is free again
    for row, cells in enumerate(rows):
        column = 0
        for lines, down, across in cells:
            while taken.get(column, 0) > row:
                column += 1
            yield GridCell(row, column, lines, down, across)
            for covered in range(column, column + across):
                taken[covered] = row + down
            column += across
