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
