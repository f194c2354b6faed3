"""One document written out in each format, for tests of the readers."""

import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory

import docx
from docx.table import Table

from corpus.readers.blocks import Block

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


@dataclass(frozen=True, slots=True)
class GridText:
    """A table as rows of cells, each a list of lines; an empty cell has none."""

    rows: list[list[list[str]]]

    def below(self, row: int, column: int) -> int:
        """How many rows a cell covers when the first column's empty cells belong to the one above."""
        if column or not row:
            return 1
        rest = self.rows[row + 1 :]
        return 1 + next((n for n, cells in enumerate(rest) if cells[0]), len(rest))

    def covered(self, row: int, column: int) -> bool:
        """Whether the cell belongs to one above."""
        return row > 1 and column == 0 and not self.rows[row][0]


def content(blocks: Sequence[Block]) -> Iterator[str | GridText]:
    """Paragraphs and tables of a document, in order."""
    for table, group in groupby(blocks, key=lambda b: b.cell and b.cell.table):
        members = list(group)
        if table is None:
            yield from (block.text.strip() for block in members)
            continue
        places = [block.cell for block in members if block.cell]
        wide = 1 + max(place.column for place in places)
        rows: list[list[list[str]]] = [
            [[] for _ in range(wide)] for _ in range(1 + max(place.row for place in places))
        ]
        for block, place in zip(members, places, strict=True):
            rows[place.row][place.column].append(block.text.strip())
        yield GridText(rows)


def as_docx(parts: Sequence[str | GridText], path: Path) -> None:
    """A Word file with real tables whose first column is merged downwards."""
    package = docx.Document()
    for part in parts:
        if isinstance(part, str):
            package.add_paragraph(part)
            continue
        table = package.add_table(len(part.rows), len(part.rows[0]))
        fill(table, part)
    package.save(str(path))


def fill(table: Table, part: GridText) -> None:
    for r, row in enumerate(part.rows):
        for c, lines in enumerate(row):
            if lines:
                table.cell(r, c).text = "\n".join(lines)
        if (down := part.below(r, 0)) > 1 and not part.covered(r, 0):
            table.cell(r, 0).merge(table.cell(r + down - 1, 0))


def as_html(parts: Sequence[str | GridText]) -> str:
    """A web page: navigation, breadcrumb, the article in nested spans, a footer."""
    body = "".join(
        f"<p>　　<span><span>{escape(part)}</span></span></p>\n"
        if isinstance(part, str)
        else _html_table(part)
        for part in parts
    )
    return (
        "<!DOCTYPE html><html><head><meta charset='utf-8'><title>规划_某市人民政府</title>"
        "<style>@page{size:A4;margin:25mm} body{font:14px serif} p{margin:0;line-height:1.7;"
        "text-align:justify} table{border-collapse:collapse} td{border:1px solid}"
        "@media print{.nav,.footer{display:none}}</style></head><body>"
        "<div class='nav'><a href='/'>首页</a> <a href='/x'>政务公开</a></div>"
        f"<div class='content'>{body}</div>"
        "<div class='footer'>主办：某市人民政府　网站标识码 123</div></body></html>"
    )


def _html_table(part: GridText) -> str:
    rows = []
    for r, row in enumerate(part.rows):
        cells = [
            f"<td rowspan={part.below(r, c)}>{'<br>'.join(map(escape, lines))}</td>"
            for c, lines in enumerate(row)
            if not part.covered(r, c)
        ]
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return f"<table>{''.join(rows)}</table>\n"


def as_pdf(page: str, path: Path) -> None:
    """The page as Chromium prints it: with its own headers and folios on each page."""
    assert CHROMIUM
    with TemporaryDirectory() as folder:
        source = Path(folder) / "page.html"
        source.write_text(page, encoding="utf-8")
        subprocess.run(
            [
                CHROMIUM,
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                f"--user-data-dir={folder}/profile",
                f"--print-to-pdf={path}",
                source.as_uri(),
            ],
            check=True,
            capture_output=True,
            timeout=120,
        )
