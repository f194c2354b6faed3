"""The shipped sample beside its city, changed in ways whose effect is known: what must follow."""

import json
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from corpus.model import Plan
from corpus.numerals import chinese_numeral
from corpus.parse import parse
from corpus.settings import Settings
from corpus.store import SHIPPED, load_plans
from eval.__main__ import QINGHE
from eval.alignment import GOLD, Figures, Gold, load_gold, measure
from indexer.build import add_plans, build_index, is_current
from indexer.encode import load_encoder
from search.compare import Comparison, compare
from search.compare.model import Relation
from search.engine import Searcher

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
THEIRS = ("county_quote", "quote_a", "quote_b")
COMPARED: tuple[Relation, ...] = ("same", "stricter", "looser")


def other_headings(text: str) -> str:
    """章 and 节 become 一、 and （一）, which is how a web page numbers."""
    numbers = {"章": 0, "节": 0}

    def numbered(match: re.Match[str]) -> str:
        kind = match[1]
        numbers[kind] += 1
        if kind == "章":
            numbers["节"] = 0
            return f"{chinese_numeral(numbers[kind])}、"
        return f"（{chinese_numeral(numbers[kind])}）"

    below = re.sub(r"^([一二三四五六七八])、(?=.+工程$)", r"（\1）", text, flags=re.MULTILINE)
    return re.sub(r"^第[一二三四五六七八九十0-9]+([章节])\s*", numbered, below, flags=re.MULTILINE)


def without_chapter(text: str) -> str:
    """Without 第七章, on ecology."""
    return text[: text.index("第七章")] + text[text.index("第八章") :]


def without_table(text: str) -> str:
    return text[: text.index("表1  ")] + text[text.index("第三章") :]


def other_values(text: str) -> str:
    """The county promises more straw used, and later clean water."""
    return text.replace("秸秆综合利用率达到93%", "秸秆综合利用率达到97%").replace(
        "2022年6月底前，完成县城", "2023年6月底前，完成县城"
    )


OTHER_WORDS = (
    ("到2025年，", "2025年底，"),
    ("年均浓度", "平均浓度"),
    ("比率（%）", "比例（%）"),
    ("未登记或冒黑烟的工程机械全部清零", "全面淘汰未登记、冒黑烟的工程机械"),
    ("公共供水普及率", "供水普及率"),
    ("管道燃气普及率", "燃气普及率"),
    ("完成辖区全部入河排污口排查", "辖区内入河排污口排查实现全覆盖"),
    ("主要农作物化肥和农药利用率均稳定在43%以上", "化肥利用率、农药利用率均不低于43%"),
    ("废旧农膜基本实现全部回收", "农膜基本做到应收尽收、全部回收"),
    ("国家重点保护野生动植物种类保护率", "重点保护野生动植物保护率"),
    ("全县生态保护红线面积不低于现有面积", "守住生态保护红线，面积不减少"),
    ("湿地保护率达到70%以上", "湿地保护率稳定在70%以上"),
    ("秸秆综合利用率达到93%以上", "农作物秸秆综合利用率不低于93%"),
    ("畜禽粪污综合利用率达到85%以上", "规模养殖场畜禽粪污综合利用率达85%以上"),
    ("大型规模化养殖场大气氨排放总量削减6%以上", "大型规模化养殖场氨排放量下降6%以上"),
    ("全县清洁取暖率达到85%以上", "全县清洁取暖普及率达到85%以上"),
    ("政府采购中绿色产品占比达到35%", "绿色产品占政府采购比重提高到35%"),
    (
        "新增或更新的邮政快递、物流配送车辆中新能源汽车占比不低于90%",
        "邮政快递、物流配送领域新增和更新车辆新能源比例达到90%",
    ),
    ("全面淘汰国三及以下排放标准的柴油、燃气货车", "国三及以下柴油货车、燃气货车全部淘汰出清"),
    ("县城声环境功能区全部实现自动监测", "实现县城功能区噪声自动监测全覆盖"),
    ("受污染耕地安全利用率", "污染耕地安全利用率"),
    ("非化石能源占能源消费总量比重", "非化石能源消费占比"),
    ("农村自来水普及率达到98%", "农村自来水普及率提高至98%"),
    ("完成县政府突发环境事件应急预案修编", "修编县级突发环境事件应急预案"),
    ("单位地区生产总值能耗降低", "单位GDP能耗下降"),
    ("单位地区生产总值二氧化碳排放降低", "单位GDP二氧化碳排放下降"),
    ("万元地区生产总值用水量", "万元GDP用水量"),
    ("全县用水总量", "用水总量"),
    ("废旧闲置放射源送贮率保持100%", "闲置、废弃放射源100%收贮"),
    ("县域劣Ⅴ类水体基本消除", "全县基本消除劣V类断面"),
    ("面积较大的农村黑臭水体基本消除", "较大面积农村黑臭水体基本消除"),
    ("基本实现原生生活垃圾零填埋", "原生垃圾基本实现零填埋"),
    ("累计完成环境整治的行政村占比达到45%以上", "累计45%以上的行政村完成环境整治"),
    (
        "完成全部乡镇级集中式饮用水水源保护区划定和勘界立标",
        "完成所有乡镇级饮用水水源保护区划定、勘界立标",
    ),
    (
        "火电、化工、煤炭、有色等行业大宗货物清洁运输比例达到75%以上",
        "重点行业大宗货物清洁运输比例达75%以上",
    ),
    (
        "完成县城建成区水体全面排查并逐条制定整治方案",
        "县城建成区黑臭水体排查全部完成，并制定整治方案",
    ),
)
"""What another drafter would have written for the same targets."""


def other_words(text: str) -> str:
    for ours, theirs in OTHER_WORDS:
        text = text.replace(ours, theirs)
    return text


VARIED: dict[str, Callable[[str], str]] = {
    "plain": lambda text: text,
    "headings": other_headings,
    "chapter": without_chapter,
    "table": without_table,
    "values": other_values,
    "words": other_words,
}


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    """The city and every variant, each a plan of its own."""
    folder = tmp_path_factory.mktemp("varied")
    settings = replace(Settings.from_env(), models=ROOT / "var/models", index=folder / "index")
    encoder, plans = load_encoder(settings), load_plans([SHIPPED]).plans
    if is_current(ROOT / "var/index", plans, settings.model):
        shutil.copytree(ROOT / "var/index", settings.index)
    else:
        build_index(settings.index, plans, encoder)
    add_plans(settings.index, [variant(folder, name) for name in VARIED], encoder)
    return Searcher.open(settings)


def variant(folder: Path, name: str) -> Plan:
    text = (SHIPPED / "qinghe.txt").read_text(encoding="utf-8")
    bare = re.sub(r"\[bookmark: [^]]*]", "", text)
    (folder / f"{name}.txt").write_text(VARIED[name](bare), encoding="utf-8")
    meta = json.loads((SHIPPED / "qinghe.meta.json").read_text(encoding="utf-8"))
    kept = {key: meta[key] for key in ("title", "region", "level", "period", "fictional")}
    (folder / f"{name}.meta.json").write_text(json.dumps(kept), encoding="utf-8")
    return parse(folder / f"{name}.txt")


@pytest.fixture(scope="module")
def found(searcher: Searcher) -> dict[str, Comparison]:
    return {name: compare(searcher, "kaifeng", [name]) for name in VARIED}


def figures(searcher: Searcher, found: Comparison, name: str) -> Figures:
    gold = load_gold(QINGHE / GOLD)
    return measure(found, gold, searcher.plan(gold.city), searcher.plan(name))


def f1(share: tuple[float, float]) -> float:
    return 2 * share[0] * share[1] / sum(share)


def said(found: Comparison) -> list[tuple[str, str, str]]:
    return sorted((t.city.name, t.county.name, t.relation) for t in found.targets)


@pytest.mark.parametrize("name", ["plain", "headings"])
def test_the_aims_are_met(searcher: Searcher, found: dict[str, Comparison], name: str) -> None:
    measured = figures(searcher, found[name], name)
    assert measured.relation >= 0.9
    assert measured.unfair == 0
    assert f1(measured.missing) >= 0.85
    assert f1(measured.extra) >= 0.85
    assert measured.aligned[1] >= 0.85
    assert measured.aligned[0] >= 0.5


def test_other_words(searcher: Searcher, found: dict[str, Comparison]) -> None:
    raw = json.loads((QINGHE / GOLD).read_text(encoding="utf-8"))
    for item in (*raw["targets"], *raw["extra"], *raw["alignments"], *raw["internal"]):
        item.update({name: other_words(item[name]) for name in THEIRS if name in item})
    gold = msgspec.convert(raw, Gold)
    measured = measure(found["words"], gold, searcher.plan(gold.city), searcher.plan("words"))
    assert measured.relation >= 0.9
    assert measured.unfair == 0
    assert f1(measured.missing) >= 0.85
    assert f1(measured.extra) >= 0.85
    assert measured.aligned[1] >= 0.85


def test_headings_change_no_target(found: dict[str, Comparison]) -> None:
    plain, other = found["plain"], found["headings"]
    assert said(other) == said(plain)
    assert [m.city for m in other.missing] == [m.city for m in plain.missing]
    assert [e.county.name for e in other.extra] == [e.county.name for e in plain.extra]
    assert len(plain.internal) == 4
    assert [i.what for i in other.internal] == [i.what for i in plain.internal]


def test_what_is_taken_out_is_missing(found: dict[str, Comparison]) -> None:
    plain, less = found["plain"], found["chapter"]
    gone = {m.city.quote for m in less.missing} - {m.city.quote for m in plain.missing}
    for words in ("湿地保护率", "城市建成区绿地率", "国家重点保护野生动植物", "生态保护红线面积"):
        assert any(words in quote for quote in gone)
    # the rest stays as it was
    assert set(said(less)) <= set(said(plain))
    strength = {c.section.name: c.strength for c in less.coverage}
    before = {c.section.name: c.strength for c in plain.coverage}
    assert strength["第二节 加强生物多样性保护"] == "none"
    assert before["第二节 加强生物多样性保护"] == "strong"


@pytest.mark.parametrize("name", ["chapter", "table"])
def test_a_gap_is_filled_with_no_other_figure(found: dict[str, Comparison], name: str) -> None:
    """Without its counterpart a target is compared with none that it was not compared with."""
    plain = {pair[:2] for pair in said(found["plain"]) if pair[2] in COMPARED}
    less = {pair[:2] for pair in said(found[name]) if pair[2] in COMPARED}
    assert less <= plain | {("较大面积的农村黑臭水体", "面积较大的农村黑臭水体")}


def test_another_value_another_relation(found: dict[str, Comparison]) -> None:
    plain, other = set(said(found["plain"])), set(said(found["values"]))
    assert {(name, relation) for name, _, relation in plain - other} == {
        ("秸秆综合利用率", "looser"),
        ("县级城市建成区内黑臭水体排查并制定整治方案", "same"),
    }
    assert {(name, relation) for name, _, relation in other - plain} == {
        ("秸秆综合利用率", "stricter"),
        ("县级城市建成区内黑臭水体排查并制定整治方案", "different_year"),
    }
