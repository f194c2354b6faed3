"""The official wording of a citation."""

from pathlib import Path

import pytest
from conftest import plan_file

from corpus.model import Plan
from corpus.parse import parse
from indexer.split import split
from search.cite import citation

TITLE = "《开封市“十四五”生态环境保护和生态经济发展规划》"


@pytest.mark.parametrize(
    ("words", "place"),
    [
        ("到2025年，农村生活污水治理率达到40%", "第六章第四节"),  # printed 第4节
        ("到2025年，湿地保护率提高到68%", "第七章第一节"),
        ("制定本规划", "前言"),
        ("全力打造黄河流域生态保护和高质量发展示范区。", "第三章"),  # before the first section
        ("\t农村生活污水治理率（%）", "第二章第三节表1第8项"),
        ("[  ]内为五年累计数", "第二章第三节表1备注"),
        ("3、大气氨排放控制工程", "第十一章“三、蓝天保卫战重大工程”第3项"),
    ],
)
def test_citations_of_the_real_plan(kaifeng: Plan, words: str, place: str) -> None:
    at = kaifeng.text.index(words)
    (passage,) = [p for p in split(kaifeng) if p.body <= at < p.end]
    assert citation(kaifeng, passage) == TITLE + place


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("第二篇 转型\n第三章 环境\n正文到此为止，没有别的内容可供引用了。", "第二篇第三章"),
        ("第一章 总则\n第三条 市人民政府应当保护古城的格局。", "第一章第三条"),
        ("一、总体要求\n（二）目标\n到2025年，达到国内先进水平。", "“一、总体要求”“（二）目标”"),
    ],
)
def test_other_schemes(tmp_path: Path, text: str, place: str) -> None:
    plan = parse(plan_file(tmp_path, "某规划\n" + text))
    assert citation(plan, split(plan)[-1]) == f"《某规划》{place}"
