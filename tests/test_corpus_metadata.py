"""What a document says of itself, and which plans belong together."""

from dataclasses import replace
from pathlib import Path

import pytest
from conftest import plan_file

from corpus.model import Plan
from corpus.parse import parse
from corpus.regions import region_parts, related_plans


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        ("甲乙市“十四五”规划", ["甲乙市"]),
        ("某某省甲乙市丙县规划", ["某某省", "甲乙市", "丙县"]),
        ("运城市规划", ["运城市"]),  # ends like 城市
        ("城市绿化条例", []),
        ("智慧城市规划", []),
        ("甲乙市城市绿化条例", ["甲乙市"]),
        ("自然保护区条例", []),
        ("全市规划", []),
        ("关于支持某某省的意见", []),
        ("区县规划", []),
        ("", []),
    ],
)
def test_regions_by_their_form(words: str, parts: list[str]) -> None:
    assert [name for name, _ in region_parts(words)] == parts


NOTICE = """甲乙市人民政府
关于印发甲乙市“十四五”某规划的通知
甲乙政〔2022〕5号
各县人民政府：
现印发给你们，请认真贯彻执行。
甲乙市人民政府
二〇二二年五月十七日
甲乙市“十四五”某规划
第一章 总则
依据《某某省“十四五”规划》编制。"""


def test_the_title_block_of_a_notice(tmp_path: Path) -> None:
    plan = parse(plan_file(tmp_path, NOTICE))
    assert plan.title == "甲乙市“十四五”某规划"
    assert (plan.issuer, plan.number, plan.date) == (
        "甲乙市人民政府",
        "甲乙政〔2022〕5号",
        "2022-05-17",
    )
    assert (plan.region, plan.within, plan.level) == ("甲乙市", "某某省", "市")
    assert plan.period == (2021, 2025)


def test_a_number_cited_in_running_text_is_not_the_documents(tmp_path: Path) -> None:
    plan = parse(plan_file(tmp_path, "某规划\n按照甲政〔2022〕5号文件要求编制。\n第一章 甲"))
    assert (plan.number, plan.date, plan.issuer) == (None, None, None)


def test_the_metadata_file_overrides(tmp_path: Path) -> None:
    path = plan_file(tmp_path, NOTICE)
    (tmp_path / "p.meta.json").write_text('{"number": "x", "region": "丙县", "within": "丁市"}')
    plan = parse(path)
    assert (plan.number, plan.region, plan.within) == ("x", "丙县", "丁市")
    assert (plan.date, plan.level) == ("2022-05-17", "县")


YEARS = "一、2023年工作回顾\n回顾。\n二、2024年主要工作\n到2035年实现。\n"


@pytest.mark.parametrize(
    ("head", "title", "region", "level"),
    [
        # printed without a title: named by who speaks and by the years of its headings
        (
            "现在，我代表甲乙市人民政府，向大会报告工作。",
            "2024年甲乙市政府工作报告",
            "甲乙市",
            "市",
        ),
        ("我代表区政府向大会作工作报告。", "2024年政府工作报告（p）", None, "县"),
        ("我代表国务院，向大会报告政府工作。", "2024年政府工作报告（p）", None, "国"),
        # with one that does not say whose
        (
            "政府工作报告\n——2024年1月16日在甲乙市第五届人民代表大会第三次会议上",
            "2024年甲乙市政府工作报告",
            "甲乙市",
            "市",
        ),
        ("2022年政府工作报告\n我代表丙县人民政府作报告。", "2022年丙县政府工作报告", "丙县", "县"),
        # with one that does, or no report at all
        ("甲乙市财政工作报告\n我代表市政府向大会报告。", "甲乙市财政工作报告", "甲乙市", "市"),
        ("列席代表丙县人民政府，大会报告。", "p", None, None),
    ],
)
def test_reports_to_a_congress(
    tmp_path: Path, head: str, title: str, region: str | None, level: str | None
) -> None:
    plan = parse(plan_file(tmp_path, f"{head}\n{YEARS}"))
    assert (plan.title, plan.region, plan.level) == (title, region, level)
    warned = [w.code for w in plan.warnings if w.code == "title"]
    assert warned == ([] if title in plan.text else ["title"])


def test_a_year_that_one_heading_names_proves_nothing(tmp_path: Path) -> None:
    report = "我代表丙县人民政府向大会报告工作。\n一、2023年工作回顾\n二、今年的工作"
    assert parse(plan_file(tmp_path, report)).title == "丙县政府工作报告"


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("中华人民共和国国家环境保护标准\nHJ 1-2020\n某技术导则\n", "某技术导则"),
        (
            "HJ\n中华人民共和国环境标准\nHJ/T 39-2007\n某技术\n规范\n（试行）\n",
            "某技术规范（试行）",
        ),
        ("某规定\n（2020年1月1日通过）\n", "某规定"),
        (
            "某国发展第十二个五年（2011—2015年）规划，根据《某建议》编制，",
            "某国发展第十二个五年（2011—2015年）规划",
        ),
        ("某日报/2001年/某版/\n某某省计划纲要\n", "某某省计划纲要"),
    ],
)
def test_titles_below_other_lines(tmp_path: Path, head: str, title: str) -> None:
    assert parse(plan_file(tmp_path, f"{head}主要阐明意图。")).title == title


def test_who_issues_a_standard(tmp_path: Path) -> None:
    plan = parse(
        plan_file(tmp_path, "某技术导则\n2020-01-14发布2020-02-01实施\n生 态 环 境 部 发 布")
    )
    assert (plan.issuer, plan.level, plan.date) == ("生态环境部", "国", "2020-01-14")


def test_related_plans(kaifeng: Plan) -> None:
    county = replace(kaifeng, id="c", region="清禾县", within="开封市", level="县")
    province = replace(kaifeng, id="p", region="河南省", within=None, level="省")
    other = replace(kaifeng, id="o", region="甲乙市", within=None)
    older = replace(county, id="old", period=(2016, 2020))
    plans = [kaifeng, county, province, other, older]
    found = {related.plan.id: related.relation for related in related_plans(county, plans)}
    assert found == {"kaifeng": "above", "p": "above"}
    assert {r.plan.id: r.relation for r in related_plans(kaifeng, plans)} == {
        "c": "below",
        "p": "above",
    }
