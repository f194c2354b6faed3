"""Tables as files: xlsx and csv to rows of texts, and back; what a sheet could run stays text."""

import csv
import re
from collections.abc import Iterable, Iterator
from datetime import date
from io import BytesIO, StringIO
from itertools import count
from zipfile import BadZipFile
from zlib import error as ZlibError  # noqa: N812 - it is a class

from openpyxl import Workbook, load_workbook

from corpus.errors import TestsetInvalid
from eval.intake import as_text

Cell = str | int

_UNREADABLE = (BadZipFile, SyntaxError, ZlibError, KeyError, ValueError, OSError, EOFError,
               TypeError, AttributeError, IndexError, RuntimeError)  # fmt: skip
"""What openpyxl raises for a file that is no workbook, or a damaged one. SyntaxError is what both
of the XML parsers that it may use derive theirs from."""

_COLUMNS = 100
"""How far a row is read: a stray cell at the far edge would cost gigabytes of empty ones."""

_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Characters that a workbook cannot hold."""

_FORMULA = re.compile(r"'*[=+\-@＝＋－＠]")
"""What a sheet may run, full-width signs too (OWASP, “CSV Injection”), and its escaped form."""


def write_xlsx(rows: Iterable[Iterable[Cell]]) -> bytes:
    """A workbook whose first row stays in sight. Text is text, whatever it begins with."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.freeze_panes = "A2"
    for number, cells in enumerate(rows, 1):
        for column, value in enumerate(map(_clean, cells), 1):
            cell = sheet.cell(number, column, value)
            if isinstance(value, str):
                cell.data_type = "s"
                cell.quotePrefix = _FORMULA.match(value) is not None  # so it stays when edited
    data = BytesIO()
    book.save(data)
    return data.getvalue()


def write_csv(rows: Iterable[Iterable[Cell]]) -> bytes:
    """UTF-8 with a byte order mark, which Excel needs.

    Text that a sheet could run gets an apostrophe in front; `read_cells` takes it off.
    """
    text = StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    for cells in rows:
        writer.writerow(
            f"'{cell}" if isinstance(cell, str) and _FORMULA.match(cell) else cell
            for cell in map(_clean, cells)
        )
    return text.getvalue().encode("utf-8-sig")


def read_cells(data: bytes, name: str, problems: list[str]) -> Iterator[list[str]]:
    """The rows of a workbook's first sheet or of a csv file (UTF-8, UTF-16, GB 18030).

    A row that is broken is a problem and empty. Raises TestsetInvalid, naming
    the file, when it is neither.
    """
    return _xlsx(data, name) if data[:2] == b"PK" else _csv(data, name, problems)


def _clean(cell: Cell) -> Cell:
    if isinstance(cell, int):
        return cell
    return _ILLEGAL.sub("", cell.replace("\r\n", "\n").replace("\r", "\n")).strip()


def _xlsx(data: bytes, name: str) -> Iterator[list[str]]:
    try:
        book = load_workbook(BytesIO(data), read_only=True, data_only=True)
        for row in book.worksheets[0].iter_rows(max_col=_COLUMNS, values_only=True):
            yield [_text(value) for value in row]
    except _UNREADABLE as error:
        raise TestsetInvalid(
            f"{name} 不是可读的 Excel 工作簿（{error}）",
            "请用 Excel 或 WPS 打开，另存为 .xlsx 后再导入。",
        ) from error


def _text(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case float() if value.is_integer():
            return str(int(value))
        case date():
            return value.isoformat()
        case _:
            return str(value).strip()


def _csv(data: bytes, name: str, problems: list[str]) -> Iterator[list[str]]:
    text = as_text(data, name)
    delimiter = max(",\t;", key=text.lstrip().partition("\n")[0].count)
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    for number in count(1):
        try:
            cells = [cell.strip() for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error as error:
            problems.append(f"{name} 第 {number} 行读不出来：{error}")
            cells = []
        yield [cell[1:] if cell[:1] == "'" and _FORMULA.match(cell) else cell for cell in cells]
