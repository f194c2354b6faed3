"""A comparison as a file to hand on: xlsx, docx or Markdown."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Literal

from corpus.errors import QueryInvalid
from search.compare.model import Comparison
from search.compare.tables import Plans, Row, Tables, titled
from search.compare.word import as_docx
from search.sheets import Cell, Linked, write_xlsx

Format = Literal["xlsx", "docx", "md"]

_MARKUP = re.compile(r"[\\`*_\[\]<>|#&~$!]")
"""What Markdown or HTML inside it may take for markup."""


def export(
    comparison: Comparison,
    plans: Plans,
    format: Format,  # noqa: A002 - the word of the command line
    link: str = "",
    on: date | None = None,
) -> bytes:
    """A comparison as a file.

    `link` is the address of the app (https://…), which citations open; `on` is the date
    it bears, today unless told. Raises QueryInvalid when `link` is no web address.
    """
    if link and not re.match(r"https?://[^\s/]", link):
        raise QueryInvalid(f"“{link}”不是网址", "请写成 http://主机:端口 的形式。")
    tables, made = Tables(comparison, plans, link), on or datetime.now().astimezone().date()
    match format:
        case "xlsx":
            return write_xlsx(tables.all())
        case "docx":
            return as_docx(comparison, plans, made)
        case "md":
            return "\n".join(_markdown(tables, made)).encode()


def _markdown(tables: Tables, made: date) -> Iterator[str]:
    found, plans = tables.comparison, tables.plans
    below = "、".join(titled(plans[at]) for at in found.county_ids)
    yield "# 规划对照表\n"
    yield f"上级规划：{_text(titled(plans[found.city_id]))}\n"
    yield f"下级规划：{_text(below)}\n"
    yield f"制表日期：{made:%Y-%m-%d}\n"
    for name, rows in tables.all().items():
        yield f"## {name}（{len(rows) - 1}）\n"
        yield from _table(rows)


def _table(rows: list[Row]) -> Iterator[str]:
    yield _line(rows[0])
    yield _line(["---"] * len(rows[0]))
    yield from map(_line, rows[1:])
    yield ""


def _line(row: Row) -> str:
    return f"| {' | '.join(map(_cell, row))} |"


def _cell(cell: Cell) -> str:
    if isinstance(cell, Linked):
        return f"[{_text(cell.text)}](<{cell.address}>)"
    return _text(cell)


def _text(text: str) -> str:
    """As printed, whatever it says; a cell has one line."""
    return _MARKUP.sub(r"\\\g<0>", " ".join(text.split()))
