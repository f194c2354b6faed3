"""Tables of a plan as HTML tables."""

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

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
    """Some rows under the table's header. A row without a first cell shares the one above it."""
    head = "".join(_header(plan, table, number, layers) for number in range(table.header_rows))
    body: list[str] = []
    for first, group in groupby(rows, key=lambda number: _first(table, number)):
        numbers = list(group)
        lead = _cell("th", plan, first, layers, rowspan=len(numbers))
        for number in numbers:
            body.append(element("tr", lead + _rest(plan, table, number, layers)))
            lead = ""
    parts = element("thead", head) + "\n" + element("tbody", "\n".join(body))
    return element("div", element("table", parts), class_="cells")


def _header(plan: Plan, table: Table, number: int, layers: Layers) -> str:
    cells = {cell.column: cell for cell in table.row(number)}
    return element(
        "tr",
        "".join(
            _cell("th", plan, cells.get(column), layers, scope="col")
            for column in range(table.columns)
        ),
    )


def _rest(plan: Plan, table: Table, number: int, layers: Layers) -> str:
    """The cells of a row behind its first column."""
    cells = {cell.column: cell for cell in table.row(number)}
    columns = range(1, table.columns)
    return "".join(_cell("td", plan, cells.get(column), layers) for column in columns)


def _first(table: Table, number: int) -> Cell | None:
    """The first column's cell that holds for a row of the body: its own or the nearest above."""
    above = (cell for cell in reversed(table.cells) if table.header_rows <= cell.row <= number)
    return next((cell for cell in above if cell.column == 0), None)


def _cell(
    tag: str, plan: Plan, cell: Cell | None, layers: Layers, **attributes: str | int | None
) -> str:
    """A cell; one of several lines may be broken between them."""
    parts = () if cell is None else lines(plan.text, cell.start, cell.end)
    content = "<wbr>".join(inline(plan.text, line.start, line.end, layers) for line in parts)
    return element(tag, content, **attributes)
