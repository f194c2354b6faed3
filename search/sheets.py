"""Tables as xlsx and csv; whatever a document says, a sheet shows it and runs none of it."""

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO, StringIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet


@dataclass(frozen=True, slots=True)
class Linked:
    """A text that opens an address when it is clicked; without an address a text like another."""

    text: str
    address: str


Cell = str | Linked

Rows = Iterable[Sequence[Cell]]
"""Rows of cells, the header first."""

_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Characters that a workbook cannot hold."""

_RUNS = re.compile(r"\s*[=+\-@＝＋－＠]")
"""How a cell begins that a sheet may run (OWASP, “CSV Injection”)."""

_WIDEST = 48
"""Characters; wider columns wrap their text."""

_HEADER, _PLAIN = Font(bold=True), Font()
_LINK = Font(underline="single", color="0563C1")


def write_xlsx(sheets: Mapping[str, Rows]) -> bytes:
    """A workbook, a sheet a table; the header stays in sight, and text is text."""
    book = Workbook()
    for number, (title, rows) in enumerate(sheets.items()):
        sheet = book.worksheets[0] if number == 0 else book.create_sheet()
        sheet.title = title
        sheet.freeze_panes = "A2"
        _fill(sheet, [list(row) for row in rows])
    data = BytesIO()
    book.save(data)
    return data.getvalue()


def _fill(sheet: Worksheet, rows: Sequence[Sequence[Cell]]) -> None:
    for at, row in enumerate(rows, 1):
        for column, given in enumerate(row, 1):
            text = printable(given)
            cell = sheet.cell(at, column, text or None)
            if text:
                cell.data_type = "s"  # openpyxl takes a leading = for a formula
            cell.quotePrefix = _RUNS.match(text) is not None
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = _HEADER if at == 1 else _PLAIN
            if text and isinstance(given, Linked) and given.address:
                cell.hyperlink, cell.font = given.address, _LINK
    for column, cells in enumerate(zip(*rows, strict=True), 1):
        longest = max(len(line) for cell in cells for line in printable(cell).split("\n"))
        # a Chinese character is about two wide
        sheet.column_dimensions[get_column_letter(column)].width = min(_WIDEST, 2 + 2 * longest)


def write_csv(rows: Rows) -> bytes:
    """UTF-8 with a byte order mark, which Excel needs; an apostrophe before what may run."""
    text = StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    for row in rows:
        cells = [printable(cell) for cell in row]
        writer.writerow(f"'{cell}" if _RUNS.match(cell) else cell for cell in cells)
    return text.getvalue().encode("utf-8-sig")


def printable(cell: Cell) -> str:
    """The text without the characters that neither a workbook nor a Word file can hold."""
    text = cell if isinstance(cell, str) else cell.text
    return _ILLEGAL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
