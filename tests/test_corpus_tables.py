"""Tables and indicators on small made-up tables."""

from pathlib import Path

import pytest
from conftest import plan_file

from corpus.indicators import _name_and_unit
from corpus.model import Plan
from corpus.parse import parse

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
