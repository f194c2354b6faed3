"""Tables and indicators on small made-up tables."""

from pathlib import Path

import pytest
from conftest import plan_file

from corpus.indicators import _name_and_unit, indicators
from corpus.lines import lay_out
from corpus.model import Plan
from corpus.parse import parse
from corpus.readers.blocks import Block, CellPlace
from corpus.tables import table_warnings, tables

HEADER = "\t类别\n\t序号\n\t指标\n\t2020年（基准值）\n\t2025年\n\t属性\n\n"


def table(tmp_path: Path, rows: str, after: str = "") -> Plan:
    """A plan that is a table."""
    return parse(plan_file(tmp_path, f"表2  主要指标\n{HEADER}{rows}\n{after}"))


def test_a_plan_that_is_only_a_table(tmp_path: Path) -> None:
    plan = table(tmp_path, "\t水\n\t1\n\t治理率（%）\n\t25\n\t40\n\t预期性\n")
    (row,) = plan.indicators
    assert (plan.tables[0].number, plan.tables[0].caption) == ("表2", "主要指标")
    assert (row.category, row.name, row.unit, row.nature) == ("水", "治理率", "%", "预期性")
    assert (row.baseline_year, row.target_year) == (2020, 2025)
    assert [w.code for w in plan.warnings] == ["no_headings"]


@pytest.mark.parametrize("dash", ["—", "-", "－", "——", "/"])
def test_a_dash_is_no_value(tmp_path: Path, dash: str) -> None:
    plan = table(tmp_path, f"\t水\n\t1\n\t率\n\t{dash}\n\t40\n\t预期性\n")
    assert plan.indicators[0].baseline is None


@pytest.mark.parametrize("printed", ["[2807]", "［2807］", "【2807】", "[ 2807 ]"])
def test_brackets_are_a_total(tmp_path: Path, printed: str) -> None:
    plan = table(tmp_path, f"\t水\n\t1\n\t量（吨）\n\t—\n\t{printed}\n\t约束性\n")
    (row,) = plan.indicators
    assert row.target is not None
    assert (row.target.text, row.cumulative) == ("2807", True)
    assert plan.text[row.target.start : row.target.end] == "2807"


@pytest.mark.parametrize(
    ("printed", "name", "unit"),
    [
        ("PM2.5浓度（微克/立方米）", "PM2.5浓度", "微克/立方米"),
        ("治理率(%)", "治理率", "%"),  # half-width parentheses
        ("事故年发生率（起/每万枚）", "事故年发生率", "起/每万枚"),
        ("生态质量指数（EQI）", "生态质量指数（EQI）", None),  # an acronym is the name's
        ("装机容量（MW）", "装机容量", "MW"),  # an acronym that is a unit
        ("氨氮（NH3）减排量（吨）", "氨氮（NH3）减排量", "吨"),
        ("重点建设用地安全利用", "重点建设用地安全利用", None),
    ],
)
def test_name_and_unit(printed: str, name: str, unit: str | None) -> None:
    assert _name_and_unit(printed) == (name, unit)


@pytest.mark.parametrize(
    ("row", "cells"),
    [("\t水\n\t1\n\t率\n\t25\n\t40\n", 5), ("\t水\n\t1\n\t率\n\t1\n\t2\n\t甲\n\t乙\n", 7)],
)
def test_a_row_that_does_not_fit_is_reported_and_kept(tmp_path: Path, row: str, cells: int) -> None:
    plan = table(tmp_path, row)
    (warning,) = [w for w in plan.warnings if w.code == "table_row"]
    assert f"表2第 1 行有 {cells} 格，表头有 6 格" in warning.message
    assert plan.text[warning.start : warning.end].startswith("水")


def test_notes_hang_on_the_rows_they_speak_of(tmp_path: Path) -> None:
    rows = "".join(
        f"\t水\n\t{n}\n\t{name}\n\t1\n\t{target}\n\t预期性\n\n"
        for n, name, target in [(1, "治理率", "40"), (2, "地下水达标率", "9"), (3, "减排量", "[7]")]
    )
    notes = "\t备注：1.[ ]内为累计数。2.“治理率”达到12.5%后不变。3.地下水按国控点计。\n"
    plan = table(tmp_path, rows + notes)
    assert [[n.text for n in i.notes] for i in plan.indicators] == [
        ["2.“治理率”达到12.5%后不变。"],  # a decimal starts no note
        ["3.地下水按国控点计。"],  # by its first characters
        ["1.[ ]内为累计数。"],
    ]


def test_notes_below_the_table(tmp_path: Path) -> None:
    row = "\t水\n\t1\n\t治理率\n\t25\n\t40\n\t预期性\n\n"
    plan = table(tmp_path, row, "注：治理率按户数计。\n")
    assert [n.text for n in plan.indicators[0].notes] == ["治理率按户数计。"]


def test_a_table_without_years_has_no_indicators(tmp_path: Path) -> None:
    plan = parse(plan_file(tmp_path, "\t指标\n\t说明\n\n\t治理率\n\t百分比\n"))
    assert len(plan.tables) == 1
    assert plan.indicators == ()


def merged(*cells: tuple[str, int, int, int, int]) -> list[Block]:
    """Cells as (words, row, column, rows, columns) of one table."""
    return [Block(words, cell=CellPlace(0, *place)) for words, *place in cells]


def test_two_line_headers_and_merged_cells() -> None:
    text, lines = lay_out(
        merged(
            *(("指标", 0, 0, 2, 2), ("现状值", 0, 2, 1, 1), ("规划目标", 0, 3, 1, 2)),
            *(("指标属性", 0, 5, 2, 1), ("2020年", 1, 2, 1, 1)),
            *(("2025年", 1, 3, 1, 1), ("2035年", 1, 4, 1, 1)),
            *(("水", 2, 0, 2, 1), ("治理率（%）", 2, 1, 1, 1), ("25", 2, 2, 1, 1)),
            *(("40", 2, 3, 1, 1), ("80", 2, 4, 1, 1), ("预期性", 2, 5, 2, 1)),
            *(("回用率（%）", 3, 1, 1, 1), ("5", 3, 2, 1, 1), ("25", 3, 3, 1, 1)),
            *(("30", 3, 4, 1, 1), ("二、空气", 4, 0, 1, 6)),
            *(("优良天数", 5, 1, 1, 1), ("60", 5, 2, 1, 1), ("70", 5, 3, 1, 1)),
            *(("75", 5, 4, 1, 1), ("约束性", 5, 5, 1, 1)),
        )
    )
    found = tables(text, lines)
    assert found[0].header_rows == 2
    assert list(table_warnings(found)) == []
    rows = indicators(found, (2021, 2025))
    assert [
        (r.category, r.name, r.unit, r.baseline and r.baseline.text, r.target and r.target.text)
        for r in rows
    ] == [
        ("水", "治理率", "%", "25", "40"),
        ("水", "回用率", "%", "5", "25"),
        ("二、空气", "优良天数", None, "60", "70"),
    ]
    assert [(r.baseline_year, r.target_year, r.nature) for r in rows] == [
        (2020, 2025, "预期性"),
        (2020, 2025, "预期性"),
        (2020, 2025, "约束性"),
    ]
