"""Lines that are cells → tables with caption, header, rows and notes."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from corpus.lines import Line
from corpus.model import Cell, Note, ParseWarning, Span, Table
from corpus.readers.blocks import CellPlace

_CAPTION = re.compile(
    r"\s*((?:附?表|专栏)\s*[0-9０-９一二三四五六七八九十]*(?:[-－.][0-9]+)?)[\s：:]*([^。；]{0,60})\s*$"
)
_UNNUMBERED = re.compile(r"\s*()([^。；，：:]{2,40}表)\s*$")
_UNIT_LINE = re.compile(r"\s*[（(]?\s*(?:计量)?单位\s*[：:]")
_REMARKS = re.compile(r"\s*(?:备注|注|说明)\s*[0-9０-９]*\s*[：:]\s*")
_REMARK = re.compile(r"(?:[0-9]{1,2}[.．、]|[（(][0-9]{1,2}[）)]|[①-⑳])")
_SENTENCE_ENDS = "。；;\n"  # a remark's number follows one; that of “12.5” does not
# what stands in the second line of a header
_HEADER_WORDS = re.compile(
    r"[（(]?(?:(?:19|20)[0-9]{2}年?|基准|现状|基期|规划|目标|指标|预期|完成|实际|年均|累计|增长|增速|"
    r"[％%]|[（(]|[）)]|值|年|末|性质|属性|类型|单位|名称|序号|左右|/)+"
)


def tables(text: str, lines: Sequence[Line]) -> tuple[Table, ...]:
    """Every table of the text, in reading order."""
    members = [(at, place) for at, line in enumerate(lines) if (place := line.block.cell)]
    found: list[Table] = []
    for _, group in groupby(members, key=lambda member: member[1].table):
        at = [member[0] for member in group]
        above = [line for line in lines[max(at[0] - 2, 0) : at[0]] if line.block.cell is None]
        after = lines[at[-1] + 1] if at[-1] + 1 < len(lines) else None
        found.append(_table(text, [lines[i] for i in at], above, after))
    return tuple(found)


def _table(text: str, members: list[Line], above: list[Line], after: Line | None) -> Table:
    cells = [_cell(list(group)) for _, group in groupby(members, key=lambda m: m.block.cell)]
    remarks = [cell for cell in cells if _REMARKS.match(cell.text)]
    spans = [Span(cell.start, cell.end) for cell in remarks]
    if not spans and after is not None and _REMARKS.match(after.text):
        spans = [Span(after.start, after.end)]
    start, number, caption = _caption(above) or (members[0].start, "", "")
    kept = [cell for cell in cells if cell not in remarks]
    return Table(
        number=number,
        caption=caption,
        start=start,
        end=max(members[-1].end, *(span.end for span in spans), 0),
        columns=max(cell.column + cell.columns for cell in cells),
        header_rows=_header_rows(kept),
        cells=tuple(kept),
        notes=tuple(note for span in spans for note in _notes(text, span)),
    )


def _caption(above: list[Line]) -> tuple[int, str, str] | None:
    """Start, number and words of the caption right above, or above a line “单位：万吨”."""
    has_unit = bool(above) and _UNIT_LINE.match(above[-1].text) is not None
    for line in above[:-1] if has_unit else above[-1:]:
        if match := _CAPTION.match(line.text) or _UNNUMBERED.match(line.text):
            return line.start, match[1], match[2].strip()
    return None


def _header_rows(cells: Sequence[Cell]) -> int:
    """Rows of header: the first, those its merged cells reach into, those of header words."""
    last = 1 + max((cell.row for cell in cells), default=0)
    count = max((cell.rows for cell in cells if cell.row == 0), default=1)
    if count >= last:
        return 1
    below = [cell.text for cell in cells if cell.row == count]
    if below and all(_HEADER_WORDS.fullmatch("".join(text.split())) for text in below):
        count += 1
    return min(count, max(last - 1, 1))


def _cell(lines: list[Line]) -> Cell:
    place = lines[0].block.cell or CellPlace(0, 0, 0)
    first, last = lines[0].text, lines[-1].text
    return Cell(
        place.row,
        place.column,
        "".join(line.text.strip() for line in lines),
        lines[0].start + len(first) - len(first.lstrip()),
        lines[-1].start + len(last.rstrip()),
        place.rows,
        place.columns,
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
        reach: dict[int, int] = {}  # row → the columns that its cells and those from above fill
        for cell in table.cells:
            for number in range(cell.row, cell.row + cell.rows):
                reach[number] = max(reach.get(number, 0), cell.column + cell.columns)
        width = max((reach.get(number, 0) for number in range(table.header_rows)), default=0)
        for number in table.rows:
            row = table.row(number)
            if row and reach[number] != width:
                what = "、".join(cell.text for cell in row)[:40]
                yield ParseWarning(
                    "table_row",
                    f"{table.number or '表格'}第 {number} 行有 {reach[number]} 格，"
                    f"表头有 {width} 格：{what}",
                    row[0].start,
                    row[-1].end,
                )
