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
_GOAL = ("目标值", "目标", "目标数", "规划值", "规划目标")
_GROWTH = re.compile(r"年均|增速|增长|增幅|累计")
"""A column of rates beside the target's own (“2025年 | 年均增速”)."""
_NATURES: tuple[Nature, ...] = ("约束性", "预期性")
_NATURE_LENGTH = 8


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

    @property
    def first(self) -> int:
        """The first column that holds values."""
        return min(col for col in (self.baseline, self.target) if col >= 0)


def indicators(
    tables: tuple[Table, ...], period: tuple[int, int] | None = None
) -> tuple[Indicator, ...]:
    """The rows of every table whose header names an indicator and what it is to reach.

    Of several target years, the last of the plan's `period` counts.
    """
    found: list[Indicator] = []
    for at, table in enumerate(tables):
        if (columns := _columns(table, period)) is not None:
            found += _with_notes(list(_rows(at, table, columns)), table.notes)
    return tuple(found)


def _columns(table: Table, period: tuple[int, int] | None) -> _Columns | None:
    header = {
        column: "".join(words.split())
        for column in range(table.columns)
        if (words := table.heading(column))
    }
    names = _find(header, "指标名称", "指标内容", "指标", "名称")
    values = _values(header, table, period)
    if not names or values is None:
        return None
    (base_year, base), (goal_year, goal) = values
    kinds = _find(header, "类别", "分类", "类型", "领域", "方面")
    # “指标” over two columns is the category and the name
    kinds = [col for col in kinds if not _states_nature(table, col)] or names[:-1]
    return _Columns(
        name=names[-1],
        baseline=base,
        target=goal,
        nature=next((col for col in header if _states_nature(table, col)), -1),
        category=kinds[0] if kinds else -1,
        ordinal=(_find(header, "序号", "编号") or [-1])[0],
        unit=(_find(header, "单位") or [-1])[0],
        baseline_year=base_year,
        target_year=goal_year,
    )


_Place = tuple[int | None, int]
"""A year and the column of its values."""


def _values(
    header: dict[int, str], table: Table, period: tuple[int, int] | None
) -> tuple[_Place, _Place] | None:
    """Where the baseline stands (column -1: nowhere) and where the target."""
    years: list[_Place] = [
        (int(m[0]), col)
        for col, text in header.items()
        if (m := _YEAR.search(text)) and not _GROWTH.search(text)
    ]
    dated = {col for _, col in years}
    words = [(None, c) for c, t in header.items() if c not in dated and not _GROWTH.search(t)]
    bases = [p for p in [*years, *words] if any(w in header[p[1]] for w in _BASELINE)]
    base: _Place = (None, -1)
    if bases:
        base = bases[0]
    elif len(years) > 1:
        base = min(years, key=_year)
    goals = [place for place in years if place != base]
    named = [p for p in words if p != base and header[p[1]].endswith(_GOAL)]
    if goals:
        ends = [place for place in goals if period and place[0] == period[1]]
        return base, (ends or [max(goals, key=_year)])[0]
    if not named:
        return None
    caption_year = _YEAR.findall(table.caption)
    return base, (int(caption_year[-1]) if caption_year else None, named[-1][1])


def _year(place: _Place) -> int:
    return place[0] or 0


def _find(header: dict[int, str], *words: str) -> list[int]:
    """The columns whose heading is one of `words`, else those that end with one."""
    exact = [col for col, text in header.items() if text in words]
    return exact or [col for col, text in header.items() if text.endswith(words)]


def _states_nature(table: Table, column: int) -> bool:
    """Whether a cell of the column is 约束性 or 预期性, perhaps in brackets."""
    return any(
        cell.text.strip("[]（）()【】 ").startswith(_NATURES) and len(cell.text) <= _NATURE_LENGTH
        for cell in table.cells
        if cell.row >= table.header_rows and cell.column == column
    )


def _rows(at: int, table: Table, columns: _Columns) -> Iterator[Indicator]:
    category: str | None = None
    merged = [cell for cell in table.cells if cell.rows > 1]
    for number in table.rows:
        cells = {cell.column: cell for cell in table.row(number)}
        across = next((c for c in cells.values() if c.column + c.columns > columns.first), None)
        if across is not None and across.column <= columns.name:
            category = across.text  # one cell across the table names the rows below it
            continue
        if columns.category in cells:
            category = cells.pop(columns.category).text
        if columns.name in cells:
            above = {c.column: c.text for c in merged if c.row < number < c.row + c.rows}
            yield _indicator(cells, above, columns, category, at, number)


def _indicator(  # noqa: PLR0913
    cells: dict[int, Cell],
    above: dict[int, str],
    columns: _Columns,
    category: str | None,
    table: int,
    row: int,
) -> Indicator:
    """A row's own cells as an indicator; `above` are merged cells that reach into it."""
    printed = above | {col: cell.text for col, cell in cells.items()}
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
