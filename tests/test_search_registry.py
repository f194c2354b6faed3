"""The registry: what a plan states, linked, compared, found again."""

from dataclasses import replace
from pathlib import Path

import pytest
from conftest import plan_file
from hypothesis import given
from hypothesis import strategies as st

from corpus.model import Plan, Target, Value
from corpus.parse import parse
from corpus.store import SHIPPED
from search.lookup import LEAST_COVERAGE
from search.registry import Registry, Selection
from search.registry_render import change
from search.statements import statements
from search.subjects import Subject, one_measure, read_subject

TABLE = """# 甲县“十四五”规划

## 第一章 指标

| 序号 | 指标 | 2020年 | 2025年 | 性质 |
|---|---|---|---|---|
| 1 | 林木覆盖率（%） | 30.14 | 30.5 | 约束性 |
| 2 | 氨氮减排量（吨） | — | [667] | 约束性 |
| 3 | 单位能耗降低（%） | — | 完成省下达目标 | 约束性 |
| 4 | 事故年发生率（起/万枚） | <1.5 | <1.3 | 预期性 |

## 第二章 措施

"""


@pytest.fixture(scope="module")
def qinghe() -> Plan:
    """The invented county, made to contradict itself."""
    return parse(SHIPPED / "qinghe.txt")


def plan_of(folder: Path, prose: str) -> Plan:
    return parse(plan_file(folder, TABLE + prose, "jia.md"))


# (name, scope printed elsewhere, what is measured, within what, as a share of what)
SUBJECTS = [
    ("农村生活污水治理率", "", "生活污水治理", "农村", ""),
    ("全市林木覆盖率", "", "林木覆盖", "", ""),
    ("县级城市建成区黑臭水体比例", "", "黑臭水体", "县级城市建成区", ""),
    ("黑臭水体", "县级以上城市建成区", "黑臭水体", "县级以上城市建成区", ""),
    ("建成区内黑臭水体", "建成区", "黑臭水体", "建成区", ""),
    ("非化石能源占一次能源消费比例", "", "非化石能源", "", "一次能源消费"),
    ("非化石能源占能源消费总量的", "", "非化石能源", "", "能源消费总量"),
    ("细颗粒物（PM2.5）年均浓度", "", "细颗粒物浓度", "", ""),
    ("全市PM２.５浓度", "", "细颗粒物浓度", "", ""),
    ("城市、县城供水普及率", "", "供水普及", "城市县城", ""),
    ("（）", "", "", "", ""),
]


@pytest.mark.parametrize(("name", "scope", "core", "bounds", "whole"), SUBJECTS)
def test_a_name_is_taken_apart(name: str, scope: str, core: str, bounds: str, whole: str) -> None:
    assert read_subject(name, scope) == Subject(core, bounds, whole)


# (one name, another, whether both may state one target, why)
PAIRS = [
    ("林木覆盖率", "全市林木覆盖率", True, "the territory bounds nothing"),
    ("非化石能源占能源消费比重", "非石化能源占能源消费比重", True, "a misprint"),
    ("非化石能源占能源消费比重", "化石能源占能源消费比重", False, "a negation"),
    ("地表水劣V类水体比例", "劣V类水体", True, "one ends with the other"),
    ("多式联运货运量年均增速", "年均增速", False, "too little of it is the end"),
    ("化学需氧量减排量", "氨氮减排量", False, "another substance"),
    ("氮氧化物排放量", "硫氧化物排放量", False, "one character is another, not misplaced"),
    ("农村生活污水治理率", "城市生活污水治理率", False, "the scopes do not meet"),
    ("县城建成区黑臭水体", "建成区黑臭水体", True, "the scopes overlap"),
    ("总投资", "总投资", False, "names no subject of its own"),
    ("国四排放标准的柴油货车淘汰任务", "国四及以下排放标准的柴油货车淘汰", True, "words put in"),
]


@pytest.mark.parametrize(("one", "other", "may", "why"), PAIRS)
def test_names_of_one_measure(one: str, other: str, may: bool, why: str) -> None:
    a, b = read_subject(one), read_subject(other)
    assert one_measure(a, b) is may, why
    assert one_measure(b, a) is may, why


@given(st.text(max_size=30), st.text(max_size=10))
def test_any_name_can_be_taken_apart(name: str, scope: str) -> None:
    subject = read_subject(name, scope)
    assert one_measure(subject, subject) is (len(subject.core) >= 4)


# (what prose says beside the table, what the finding's title is)
PROSE = [
    ("到2025年，全县林木覆盖率达到30.5%。", "一致"),
    ("到2025年，林木覆盖率力争达到30.5%。", "措辞不同"),
    ("到2025年，林木覆盖率达到31%。", "数值不同"),
    ("到2025年，农村林木覆盖率达到30.5%。", "范围不同"),
    ("到2025年，木林覆盖率达到30.5%。", "名称不同"),
    ("到2025年，林木覆盖率达到31%以上。", "数值、措辞不同"),
]


@pytest.mark.parametrize(("prose", "title"), PROSE)
def test_the_table_beside_the_prose(tmp_path: Path, prose: str, title: str) -> None:
    registry = Registry.of([plan_of(tmp_path, prose)])
    (finding,) = registry.findings
    assert finding.title == title
    assert (finding.a.row is None, finding.b.row is None) == (False, True)
    assert finding.b.quote in prose
    forest = [entry for entry in registry.entries if "覆盖率" in entry.name]
    assert len(forest) == (1 if title in ("一致", "措辞不同") else 2)  # nothing is merged unseen


# prose that speaks of something else than the table
APART = [
    "到2030年，林木覆盖率达到31%。",
    "到2025年，草地覆盖率达到31%。",
    "到2025年，林木覆盖率提高31个百分点。",
    "到2025年，林木覆盖率降低5%。",
    "到2025年，林木覆盖率增长5%。",
    "到2025年，总投资达到3亿元。到2025年，总投资达到5亿元。",
]


@pytest.mark.parametrize("prose", APART)
def test_unlike_targets_are_no_finding(tmp_path: Path, prose: str) -> None:
    assert Registry.of([plan_of(tmp_path, prose)]).findings == ()


def test_values_keep_the_print(tmp_path: Path, kaifeng: Plan) -> None:
    shown = [change(entry) for entry in Registry.of([plan_of(tmp_path, "")]).entries]
    assert shown == [
        "30.14%（2020年） → 30.5%（2025年）",
        "667吨（五年累计）（2025年）",
        "完成省下达目标（未给数值）（2025年）",
        "<1.5起/万枚（2020年） → <1.3起/万枚（2025年）",
    ]
    texts = {entry.target_text for entry in Registry.of([kaifeng]).entries}
    assert {"46.5微克/立方米", "2807吨（五年累计）", "基本消除", "83%以上", "削减5%"} <= texts


def target(text: str, subject: str, operator: str, value: str, **changes: object) -> Target:
    """A target that a sentence states, as extraction gives it."""
    at = text.index(value)
    whole = Target(
        subject, "", operator, Value(value, at, at + len(value)), "%", None, None,
        achieved=True, cumulative=False, nature=None, start=text.index(subject), end=at,
    )  # fmt: skip
    return replace(whole, **changes)  # type: ignore[arg-type]


# (sentence, operator, value, whether extraction takes it for a total, what is shown)
SHOWN = [
    ("细颗粒物浓度累计下降25.7%。", "下降", "25.7", True, "下降25.7%（累计）"),
    ("细颗粒物浓度达到25.7%。", "达到", "25.7", True, "25.7%"),
    ("细颗粒物浓度降低到25.7%。", "降低到", "25.7", False, "25.7%"),
    ("细颗粒物浓度提高25.7%。", "提高", "25.7", False, "提高25.7%"),
    ("细颗粒物浓度增长到25.7%。", "增长到", "25.7", False, "25.7%"),
    ("细颗粒物浓度不低于25.7%。", "不低于", "25.7", False, "不低于25.7%"),
    ("细颗粒物浓度达到25.7%以上。", "以上", "25.7", False, "25.7%以上"),
    ("细颗粒物浓度完成25.7%左右改造。", "完成…左右", "25.7", False, "25.7%左右"),
]


@pytest.mark.parametrize(("sentence", "operator", "value", "total", "shown"), SHOWN)
def test_a_figure_of_prose_is_not_misread(
    tmp_path: Path, sentence: str, operator: str, value: str, total: bool, shown: str
) -> None:
    plan = parse(plan_file(tmp_path, f"第一章 成效\n{sentence}\n"))
    said = target(plan.text, "细颗粒物浓度", operator, value, cumulative=total)
    (statement,) = statements(replace(plan, targets=(said,)))
    assert statement.printed == shown


def test_every_place_is_a_span_of_its_plan(kaifeng: Plan, qinghe: Plan) -> None:
    registry = Registry.of([kaifeng, qinghe])
    said = [s for entry in registry.entries for s in entry.statements]
    assert len(said) >= len(kaifeng.targets) + len(qinghe.targets)
    for statement in said:
        place = statement.clause
        assert place.start <= statement.start < statement.end <= place.end
        assert statement.plan.text[place.start : place.end] == statement.quote
        assert statement.citation.startswith(f"《{statement.plan.title}》")
        if statement.value is not None:
            assert statement.value.text in statement.printed


def test_no_target_is_lost(kaifeng: Plan) -> None:
    said = [s for entry in Registry.of([kaifeng]).entries for s in entry.statements]
    prose = sorted((s.start, s.end, s.name) for s in said if s.row is None)
    assert prose == sorted((t.start, t.end, t.subject) for t in kaifeng.targets)
    assert [s.row for s in said if s.row is not None] == list(kaifeng.indicators)


# (words of one place, words of the other, title) in the real plan
KAIFENG = [
    ("再生水利用率力争达到25%", "再生水利用率达到25%", "措辞不同"),
    ("非化石能源占一次能源消费比例", "非石化能源占能源消费总量的13%", "分母、名称不同"),
    ("县级城市建成区黑臭水体比例", "基本消除县级以上城市建成区黑臭水体", "范围不同"),
    ("农村生活污水治理率（%）", "农村生活污水治理率达到40%", "一致"),
    ("生态保护红线面积（万平方公里）", "生态保护红线面积不少于现有面积", "措辞不同"),
]


@pytest.mark.parametrize(("one", "other", "title"), KAIFENG)
def test_findings_of_the_real_plan(kaifeng: Plan, one: str, other: str, title: str) -> None:
    found = Registry.of([kaifeng]).findings
    titles = {f.title for f in found if one in f.a.quote and f.b.quote == other}
    assert titles == {title}


def test_the_real_plan_has_no_contradiction_in_its_figures(kaifeng: Plan, qinghe: Plan) -> None:
    """The invented county has three: PM2.5, 林木覆盖率 and 畜禽粪污综合利用率."""
    unlike = [f for f in Registry.of([kaifeng, qinghe]).findings if "value" in f.aspects]
    assert {f.a.plan.id for f in unlike} == {"qinghe"}
    assert [f.a.printed for f in unlike] == ["45.5微克/立方米", "29.8%", "85%以上"]
    assert [f.b.printed for f in unlike] == ["46微克/立方米以内", "30%", "88%"]


def test_filters(kaifeng: Plan, qinghe: Plan) -> None:
    registry = Registry.of([kaifeng, qinghe])
    assert registry.select(Selection()) == registry
    bound = registry.select(Selection(plans=("qinghe",), natures=("约束性",)))
    assert {(e.plan.id, e.nature) for e in bound.entries} == {("qinghe", "约束性")}
    sixth = registry.select(Selection(chapters=("第六章",)))
    assert sixth.entries
    assert all(any(s.chapter.startswith("第六章") for s in e.statements) for e in sixth.entries)
    assert {e.due for e in registry.select(Selection(years=(2030,))).entries} == {2030}
    assert registry.select(Selection(plans=())) == Registry((), ())


# (question, the first entry's name, its scope agrees)
QUESTIONS = [
    ("2025年农村生活污水治理率目标是多少", "农村生活污水治理率", True),
    ("氨氮五年减排多少吨", "氨氮重点工程减排量", True),
    ("细颗粒物浓度2025年降到多少", "全市PM2.5浓度", True),
    ("PM2.5浓度", "全市PM2.5浓度", True),
    ("非化石能源占比", "非化石能源占一次能源消费比例", True),
    ("县级城市建成区黑臭水体", "县级城市建成区黑臭水体比例", True),
    ("城市建成区绿地率", "城市建成区绿地率", True),
    ("建制镇的农村自来水普及率", "农村自来水普及率", True),
    ("城镇自来水普及率", "农村自来水普及率", False),
]


@pytest.mark.parametrize(("question", "name", "scoped"), QUESTIONS)
def test_lookup(kaifeng: Plan, question: str, name: str, scoped: bool) -> None:
    first, *rest = Registry.of([kaifeng]).lookup(question)
    assert (first.entry.name, first.scoped) == (name, scoped)
    assert all(
        match.coverage >= LEAST_COVERAGE and match.score <= first.score <= 1 for match in rest
    )


@pytest.mark.parametrize("question", ["教师编制有多少", "高中阶段毛入学率", "？", ""])
def test_lookup_finds_nothing_that_is_not_there(kaifeng: Plan, question: str) -> None:
    assert Registry.of([kaifeng]).lookup(question) == []
    assert Registry((), ()).lookup(question) == []
