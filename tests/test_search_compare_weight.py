"""What is reported where it has no counterpart, and what only finds one."""

from dataclasses import replace
from pathlib import Path

import pytest
from conftest import plan_file

from corpus.model import Plan
from corpus.parse import parse
from search.compare.prose import goals
from search.compare.statement import Statement

PERIOD = (2021, 2025)


def said(folder: Path, body: str, title: str = "主要任务") -> tuple[Statement, ...]:
    text = f"云城市环境规划\n第一章  {title}\n{body}\n"
    plan: Plan = replace(parse(plan_file(folder, text)), period=PERIOD)
    return goals(plan, ())


# the words, and for each statement whether the plan is held to it
FIRM = [
    ("到2025年，湿地保护率提高到68%。", [True]),
    ("到2023年，建成厨余垃圾收运设施。", [True]),
    ("到2025年，某某水体基本消除。", [True]),
    # two tasks under one date: a verb says that the second is one too
    ("2022年6月底前，完成某某水体排查，完成某某清单编制。", [True, True]),
    # without one, only the first is dated
    ("2022年6月底前，完成某某水体排查，统一公布某某清单。", [True, False]),
    # nobody can check it
    ("到2025年，某某产业体系基本形成。", []),
    # an outlook
    ("展望2035年，某某水体基本消除。", [False]),
    # handed down from above
    ("煤炭消费总量完成省下达目标。", [True]),
    # no date and no figure
    ("确保散煤全部清零。", [False]),
]


@pytest.mark.parametrize(("body", "firm"), FIRM)
def test_firm(tmp_path: Path, body: str, firm: list[bool]) -> None:
    assert [s.firm for s in said(tmp_path, body)] == firm


@pytest.mark.parametrize(
    ("body", "aside"),
    [("确保散煤全部清零。", True), ("到2025年，散煤全部清零。", False), ("覆盖率达到5%。", False)],
)
def test_aside(tmp_path: Path, body: str, aside: bool) -> None:
    assert [s.is_aside for s in said(tmp_path, body)] == [aside]


@pytest.mark.parametrize(
    ("title", "project"), [("重点工程", True), ("重大生态工程", True), ("重点任务", False)]
)
def test_the_list_of_projects(tmp_path: Path, title: str, project: bool) -> None:
    body = "到2025年，管网覆盖率达到90%。"
    assert [s.project for s in said(tmp_path, body, title)] == [project]


def test_a_bound_in_a_clause_without_another_figure(tmp_path: Path) -> None:
    body = "2025年底前，年销售量大于3000吨的加油站全部安装监控设备。"
    (duty,) = said(tmp_path, body)
    assert (duty.number, duty.threshold) == (None, (3000.0, "吨"))
