"""Tables of indicators → one `Indicator` a row."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import takewhile

from corpus.model import Cell, Indicator, Nature, Note, Table, Value
from corpus.text import fold

_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_UNIT = re.compile(r"\s*[（(]([^（）()]+)[）)]\s*$")
_ACRONYM = re.compile(r"[A-Z][A-Za-z]*[A-Z][A-Za-z0-9.]*")
_POWER_UNITS = ("MW", "GW", "KW", "MWH", "GWH", "TCE")
_CUMULATIVE = re.compile(r"\s*[\[［【〔]\s*([^\]］】〕]+?)\s*[\]］】〕]\s*$")
_DASHES = frozenset("-—–―－/")
_BRACKETS = re.compile(r"\[\s*\]")
_LEAST_SHARED = 3
"""“地表水” tells a remark's subject; two characters (“全市”) do not."""
_BASELINE = ("基准", "现状", "基期", "基数")
_NATURES: tuple[Nature, ...] = ("约束性", "预期性")


@dataclass(frozen=True, slots=True)
class _Columns:
    """Which column of a table holds what; -1 where it has none."""

    name: int
    baseline: int
    target: int
    nature: int
    category: int
    ordinal: int
    unit: int
    baseline_year: int | None
    target_year: int | None


def indicators(tables: tuple[Table, ...]) -> tuple[Indicator, ...]:
    """The rows of every table whose header names an indicator and a year to reach it."""
    found: list[Indicator] = []
    for at, table in enumerate(tables):
        if (columns := _columns(table)) is not None:
            found += _with_notes(list(_rows(at, table, columns)), table.notes)
    return tuple(found)


def _columns(table: Table) -> _Columns | None:
    header = {cell.column: cell.text for cell in table.cells if cell.row < table.header_rows}
    years = [(int(m[0]), col) for col, text in header.items() if (m := _YEAR.search(text))]
    name = _find(header, "指标名称", "指标", "名称")
    if name < 0 or not years:
        return None
    marked = [pair for pair in years if any(word in header[pair[1]] for word in _BASELINE)]
    base = marked[0] if marked else min(years) if len(years) > 1 else None
    goal = max(pair for pair in years if pair != base) if len(years) > (base is not None) else None
    if goal is None:
        return None
    return _Columns(
        name=name,
        baseline=base[1] if base else -1,
        target=goal[1],
        nature=_find(header, "性质", "属性"),
        category=_find(header, "类别", "类型", "分类"),
        ordinal=_find(header, "序号"),
        unit=_find(header, "单位"),
        baseline_year=base[0] if base else None,
        target_year=goal[0],
    )


def _find(header: dict[int, str], *words: str) -> int:
    """The column whose heading is one of `words`, else the first that ends with one, else -1."""
    exact = [col for col, text in header.items() if text in words]
    ending = [col for col, text in header.items() if text.endswith(words)]
    return (exact or ending or [-1])[0]


def _rows(at: int, table: Table, columns: _Columns) -> Iterator[Indicator]:
    category: str | None = None
    for number in table.rows:
        cells = {cell.column: cell for cell in table.row(number)}
        if columns.category in cells:
            category = cells.pop(columns.category).text
        if columns.name in cells:
            yield _indicator(cells, columns, category, at, number)


def _indicator(
    cells: dict[int, Cell], columns: _Columns, category: str | None, table: int, row: int
) -> Indicator:
    printed = {col: cell.text for col, cell in cells.items()}
    name, unit = _name_and_unit(printed[columns.name])
    nature = printed.get(columns.nature, "")
    target = cells.get(columns.target)
    return Indicator(
        ordinal=printed.get(columns.ordinal, ""),
        category=category,
        name=name,
        unit=printed.get(columns.unit) or unit,
        baseline=_value(cells.get(columns.baseline)),
        baseline_year=columns.baseline_year,
        target=_value(target),
        target_year=columns.target_year,
        nature=next((n for n in _NATURES if n in nature), None),
        cumulative=target is not None and bool(_CUMULATIVE.fullmatch(target.text)),
        notes=(),
        table=table,
        row=row,
        start=min(cell.start for cell in cells.values()),
        end=max(cell.end for cell in cells.values()),
    )


def _name_and_unit(printed: str) -> tuple[str, str | None]:
    """“农村生活污水治理率（%）” → name and unit; “（EQI）” is an acronym, part of the name."""
    match = _UNIT.search(printed)
    if match is None or (_ACRONYM.fullmatch(match[1]) and match[1].upper() not in _POWER_UNITS):
        return printed, None
    return printed[: match.start()], match[1]


def _value(cell: Cell | None) -> Value | None:
    if cell is None or not cell.text or set(cell.text) <= _DASHES:
        return None
    bracketed = _CUMULATIVE.fullmatch(cell.text)
    if bracketed is None:
        return Value(cell.text, cell.start, cell.end)
    return Value(bracketed[1], cell.start + bracketed.start(1), cell.start + bracketed.end(1))


def _with_notes(rows: list[Indicator], notes: tuple[Note, ...]) -> list[Indicator]:
    """Hang each remark on the rows that it speaks of."""
    attached: dict[int, list[Note]] = {i: [] for i in range(len(rows))}
    unnamed: list[Note] = []
    for note in notes:
        rows_named = _named(rows, note)
        if not rows_named:
            unnamed.append(note)
        for i in rows_named:
            attached[i].append(note)
    for note in unnamed:
        # the older name of a row without a remark: “地表水年均值完成国家目标是指……”
        free = [i for i, own in attached.items() if not own]
        shared = {i: _shared_start(rows[i].name, note.text) for i in free}
        best = max(shared.values(), default=0)
        for i in [i for i, size in shared.items() if size == best >= _LEAST_SHARED]:
            attached[i].append(note)
    return [replace(r, notes=tuple(sorted(attached[i], key=_place))) for i, r in enumerate(rows)]


def _place(note: Note) -> int:
    return note.start


def _named(rows: list[Indicator], note: Note) -> list[int]:
    words = fold(note.text)
    if _BRACKETS.search(words):
        return [i for i, row in enumerate(rows) if row.cumulative]
    return [i for i, row in enumerate(rows) if fold(row.name) in words]


def _shared_start(name: str, note: str) -> int:
    """How many first characters of the name begin the remark's words."""
    words = fold(note).lstrip("0123456789.、()（） ")
    pairs = zip(fold(name), words, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
