"""Tables as xlsx and csv; whatever a document says, a sheet shows it and runs none of it."""

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO, StringIO
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from corpus.errors import QueryInvalid

Rows = Iterable[Sequence[str]]
"""Rows of texts, the header first."""

_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Characters that a workbook cannot hold."""

_RUNS = re.compile(r"\s*[=+\-@＝＋－＠]")
"""How a cell begins that a sheet may run (OWASP, “CSV Injection”)."""

_WIDEST = 48
"""Characters; wider columns wrap their text."""


def write_xlsx(sheets: Mapping[str, Rows]) -> bytes:
    """A workbook, a sheet a table; the header stays in sight, and text is text."""
    book = Workbook()
    for number, (title, rows) in enumerate(sheets.items()):
        sheet = book.worksheets[0] if number == 0 else book.create_sheet()
        sheet.title = title
        sheet.freeze_panes = "A2"
        _fill(sheet, [list(map(_clean, row)) for row in rows])
    data = BytesIO()
    book.save(data)
    return data.getvalue()


def _fill(sheet: Worksheet, rows: Sequence[Sequence[str]]) -> None:
    for at, row in enumerate(rows, 1):
        for column, text in enumerate(row, 1):
            cell = sheet.cell(at, column, text or None)
            if text:
                cell.data_type = "s"  # openpyxl takes a leading = for a formula
            cell.quotePrefix = _RUNS.match(text) is not None
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(bold=at == 1)
    for column, cells in enumerate(zip(*rows, strict=True), 1):
        # a Chinese character is about two wide
        width = min(_WIDEST, 2 + 2 * max(len(line) for c in cells for line in c.split("\n")))
        sheet.column_dimensions[get_column_letter(column)].width = width


def write_csv(rows: Rows) -> bytes:
    """UTF-8 with a byte order mark, which Excel needs; an apostrophe before what may run."""
    text = StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    for row in rows:
        cells = map(_clean, row)
        writer.writerow(f"'{cell}" if _RUNS.match(cell) else cell for cell in cells)
    return text.getvalue().encode("utf-8-sig")


def check_output(form: str, output: Path | None) -> None:
    """Raises QueryInvalid for a workbook that is to go to the terminal."""
    if form == "xlsx" and output is None:
        raise QueryInvalid("xlsx 不能显示在终端里。", "请加 --output 文件.xlsx。")


def deliver(data: bytes, output: Path | None) -> str:
    """What to print; empty when all went to the file.

    Raises QueryInvalid when it cannot be written.
    """
    if output is None:
        return data.decode()
    try:
        output.write_bytes(data)
    except OSError as error:
        raise QueryInvalid(f"无法写入 {output}（{error}）", "请检查路径和权限。") from error
    return ""


def _clean(text: str) -> str:
    return _ILLEGAL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
