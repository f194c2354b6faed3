"""Tables of a plan as HTML tables."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from operator import attrgetter

from app_pages.markup import Layers, element, inline, lines
from corpus.model import Cell, Plan, Span, Table


def whole_table(plan: Plan, table: Table, layers: Layers) -> str:
    """A table with all that belongs to it: caption, header, rows, and the remarks under it."""
    first, last = table.cells[0], table.cells[-1]
    between = (Span(a.end, b.start) for a, b in pairwise(table.cells))
    above = _paragraphs(plan, [Span(table.start, first.start)], layers, "caption")
    below = _paragraphs(plan, [*between, *_remarks(table, last.end)], layers, "remark")
    return "\n".join([*above, table_rows(plan, table, table.rows, layers), *below])


def _remarks(table: Table, start: int) -> Iterator[Span]:
    """What stands behind the last cell, a note at a time."""
    edges = [start, *(note.start for note in table.notes if note.start > start), table.end]
    return (Span(a, b) for a, b in pairwise(edges))


def _paragraphs(plan: Plan, spans: Sequence[Span], layers: Layers, class_: str) -> Iterator[str]:
    for span in spans:
        for line in lines(plan.text, span.start, span.end):
            yield element("p", inline(plan.text, line.start, line.end, layers), class_=class_)


def table_rows(plan: Plan, table: Table, rows: Sequence[int], layers: Layers) -> str:
    """Some rows under the table's header, merged cells merged.

    A row without a first cell shares the one above it.
    """
    head = _drawn(plan, table, range(table.header_rows), layers)
    parts = element("thead", head) + "\n" + element("tbody", _drawn(plan, table, rows, layers))
    return element("div", element("table", parts), class_="cells")


def _drawn(plan: Plan, table: Table, rows: Sequence[int], layers: Layers) -> str:
    """Rows with each cell once, at the first place that it holds among them."""
    places = _places(table, rows)
    reach = Counter(place.start for (_, column), place in places.items() if column == place.column)
    done: set[int] = set()
    drawn: list[str] = []
    for row in rows:
        cells = (places.get((row, column)) for column in range(table.columns))
        parts: list[str] = []
        for column, cell in enumerate(cells):
            if cell is None or cell.start not in done:
                head = row < table.header_rows
                attributes = _spans(cell, reach[cell.start] if cell else 1, head=head)
                tag = "th" if head or column == 0 else "td"
                parts.append(element(tag, _words(plan, cell, layers), **attributes))
                done |= {cell.start} if cell else set()
        drawn.append(element("tr", "".join(parts)))
    return "\n".join(drawn)


def _places(table: Table, rows: Sequence[int]) -> dict[tuple[int, int], Cell]:
    """(row, column) → the cell that holds there, for these rows."""
    wanted = set(rows)
    places = {
        (row, column): cell
        for cell in table.cells
        for row in wanted.intersection(range(cell.row, cell.row + cell.rows))
        for column in range(cell.column, cell.column + cell.columns)
    }
    firsts = [cell for cell in table.cells if cell.column == 0 and cell.row >= table.header_rows]
    for row in rows:
        above = bisect_right(firsts, row, key=attrgetter("row")) - 1
        if row >= table.header_rows and above >= 0 and firsts[above].columns == 1:
            places.setdefault((row, 0), firsts[above])
    return places


def _spans(cell: Cell | None, deep: int, *, head: bool) -> dict[str, str | int | None]:
    """The attributes of a cell that is drawn `deep` rows high."""
    wide = cell.columns if cell else 1
    return {
        "scope": ("colgroup" if wide > 1 else "col") if head else None,
        "rowspan": deep if deep > 1 else None,
        "colspan": wide if wide > 1 else None,
    }


def _words(plan: Plan, cell: Cell | None, layers: Layers) -> str:
    """A cell's words; one of several lines may be broken between them."""
    parts = () if cell is None else lines(plan.text, cell.start, cell.end)
    return "<wbr>".join(inline(plan.text, line.start, line.end, layers) for line in parts)
