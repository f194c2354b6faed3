"""Lines that are cells → tables with caption, header, rows and notes."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from corpus.lines import Line
from corpus.model import Cell, Note, ParseWarning, Span, Table
from corpus.readers.blocks import CellPlace

_CAPTION = re.compile(
    r"\s*((?:附?表|专栏)\s*[0-9０-９一二三四五六七八九十]*)[\s：:]*([^。；]{0,60})\s*$"
)
_REMARKS = re.compile(r"\s*(?:备注|注|说明)\s*[：:]\s*")
_REMARK = re.compile(r"(?:[0-9]{1,2}[.．、]|[（(][0-9]{1,2}[）)]|[①-⑳])")
_SENTENCE_ENDS = "。；;\n"  # a remark's number follows one; that of “12.5” does not


def tables(text: str, lines: Sequence[Line]) -> tuple[Table, ...]:
    """Every table of the text, in reading order. The first row is the header."""
    members = [(at, place) for at, line in enumerate(lines) if (place := line.block.cell)]
    found: list[Table] = []
    for _, group in groupby(members, key=lambda member: member[1].table):
        at = [member[0] for member in group]
        before = lines[at[0] - 1] if at[0] else None
        after = lines[at[-1] + 1] if at[-1] + 1 < len(lines) else None
        found.append(_table(text, [lines[i] for i in at], before, after))
    return tuple(found)


def _table(text: str, members: list[Line], before: Line | None, after: Line | None) -> Table:
    cells = [_cell(list(group)) for _, group in groupby(members, key=lambda m: m.block.cell)]
    remarks = [cell for cell in cells if _REMARKS.match(cell.text)]
    spans = [Span(cell.start, cell.end) for cell in remarks]
    if not spans and after is not None and _REMARKS.match(after.text):
        spans = [Span(after.start, after.end)]
    caption = _CAPTION.match(before.text) if before and before.block.cell is None else None
    return Table(
        number=caption[1] if caption else "",
        caption=caption[2].strip() if caption else "",
        start=before.start if before and caption else members[0].start,
        end=max(members[-1].end, *(span.end for span in spans), 0),
        columns=1 + max(cell.column for cell in cells),
        header_rows=1,
        cells=tuple(cell for cell in cells if cell not in remarks),
        notes=tuple(note for span in spans for note in _notes(text, span)),
    )


def _cell(lines: list[Line]) -> Cell:
    place = lines[0].block.cell or CellPlace(0, 0, 0)
    first, last = lines[0].text, lines[-1].text
    return Cell(
        place.row,
        place.column,
        "".join(line.text.strip() for line in lines),
        lines[0].start + len(first) - len(first.lstrip()),
        lines[-1].start + len(last.rstrip()),
    )


def _notes(text: str, span: Span) -> Iterator[Note]:
    """The numbered remarks of “备注：1.……2.……”, or the whole of an unnumbered one."""
    head = _REMARKS.match(text, span.start, span.end)
    first = head.end() if head else span.start
    found = [m.start() for m in _REMARK.finditer(text, first, span.end)]
    starts = [first, *(at for at in found if at > first and text[at - 1] in _SENTENCE_ENDS)]
    for start, end in zip(starts, [*starts[1:], span.end], strict=True):
        words = text[start:end].rstrip()
        yield Note(words, start, start + len(words))


def table_warnings(found: Sequence[Table]) -> Iterator[ParseWarning]:
    """Rows whose number of cells does not fit the header."""
    for table in found:
        width = 1 + max((c.column for c in table.cells if c.row < table.header_rows), default=0)
        for number in table.rows:
            row = table.row(number)
            if row and row[-1].column + 1 != width:
                what = "、".join(cell.text for cell in row)[:40]
                yield ParseWarning(
                    "table_row",
                    f"{table.number or '表格'}第 {number} 行有 {row[-1].column + 1} 格，"
                    f"表头有 {width} 格：{what}",
                    row[0].start,
                    row[-1].end,
                )
