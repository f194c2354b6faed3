"""Answers: the kind of a question, the choice of an entry, and that no figure stands unproved."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import plan_file
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.parse import parse
from corpus.store import SHIPPED, load_plans
from indexer.build import build_index
from indexer.encode import HashEncoder
from indexer.index import open_index
from search.__main__ import main
from search.answer.asked import Rarity
from search.answer.cites import Cites
from search.answer.model import Answer, Cited, Claim, Figure, Kind
from search.answer.phrase import values, worded
from search.answer.proof import unproved
from search.answer.question import read_question
from search.answer.sources import Sources
from search.engine import Searcher
from search.model import Filters
from search.query import read_query
from search.registry import Registry


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped plans, the fictional one among them, indexed without a model."""
    folder = tmp_path_factory.mktemp("answer")
    build_index(folder, load_plans([SHIPPED]).plans, HashEncoder())
    return folder


@pytest.fixture(scope="module")
def searcher(index: Path) -> Searcher:
    return Searcher(open_index(index), HashEncoder())


@pytest.fixture(scope="module", autouse=True)
def nothing_refused() -> Iterator[None]:
    """Refusals weigh the scores of the real model; what is chosen and worded is tested here."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("search.answer.compose.refuse", lambda *_: None)
        yield


KINDS: list[tuple[str, Kind]] = [
    ("2025年农村生活污水治理率目标是多少", "figure"),
    ("秸秆综合利用2025年要求达到多少", "figure"),  # 要求 alone would ask for measures
    ("危废处置率2025年目标", "figure"),  # no question word at all
    ("what is the 2025 target for sewage", "figure"),
    ("优良天数比例2020年基准值是多少", "baseline"),
    ("第三产业占比从多少涨到多少", "change"),
    ("哪一年碳达峰", "deadline"),
    ("最迟什么时候建成", "deadline"),
    ("再生水利用率属于约束性还是预期性", "nature"),
    ("列出所有预期性指标", "list"),
    ("2025年治理率是60%，对吗", "check"),
    ("应急预案2023年底前修完就行吧", "check"),
    ("治污是不是只归环保局一家管", "measures"),  # no figure that could be checked
    ("由哪个部门牵头", "who"),
    ("试点放在哪些县", "where"),
    ("什么是三线一单", "definition"),
    ("第九章主要讲什么", "outline"),
    ("基本原则一共有几条", "list"),
    ("黄河滩区湿地怎么修复", "measures"),
    ("湿地保护率到2025年", "figure"),
    ("管网漏损要控制到什么程度", "figure"),
    ("林业产值怎么变的", "change"),
    ("保护率要提多少，前后各是几", "change"),
    ("再提几个百分点", "change"),
    ("基本原则提了几条", "list"),
    ("第九章第五节讲的是啥", "outline"),
]


@pytest.mark.parametrize(("text", "kind"), KINDS)
def test_kind(text: str, kind: Kind) -> None:
    assert read_question(read_query(text)).kind == kind


def test_figures_put_forward_are_not_years() -> None:
    question = read_question(read_query("2025年PM2.5降到46.5微克，对吗"))
    assert question.stated == (46.5,)
    assert question.years == (2025,)


FIGURES: list[tuple[str, list[tuple[str, str | None, int | None]], str]] = [
    # a row: the baseline stands beside the target, each with its year
    ("2025年农村生活污水治理率目标是多少", [("25", "%", 2020), ("40", "%", 2025)], "预期性"),
    # the print is kept
    ("全市PM2.5浓度目标", [("55", "微克/立方米", 2020), ("46.5", "微克/立方米", 2025)], "46.5微克"),
    ("放射源辐射事故年发生率", [("<1.5", "起/每万枚", 2020), ("<1.3", "起/每万枚", 2025)], "<1.3"),
    ("氮氧化物重点工程减排量多少吨", [("2807", "吨", 2025)], "2807吨（五年累计）"),
    ("地表水劣V类水体比例目标", [("12.5", "%", 2020), ("基本消除", None, 2025)], "基本消除"),
    (
        "单位生产总值能源消耗降低多少",
        [("完成省下目标", None, 2025)],
        "完成省下目标（未给数值）",
    ),
    # prose, with the words that make it softer
    ("再生水利用率2025年达到多少", [("25", "%", 2025)], "力争"),
    # two indicators, a claim each
    (
        "化学需氧量和氨氮重点工程减排量各多少",
        [("18711", "吨", 2025), ("667", "吨", 2025)],
        "五年累计",
    ),
    # two bounds of one measure
    ("城市、县城公共供水普及率分别多少", [("97", "%", 2025), ("90", "%", 2025)], "90%以上"),
    # three whose names share words
    (
        "建成区绿地率、人均公园绿地、公园服务半径覆盖率，2025年目标分别是多少",
        [("90", "%", 2025), ("16.5", "平方米", 2025), ("40.07", "%", 2025)],
        "绿地率：40.07%",
    ),
    # a deadline gives year and month
    (
        "县级城市建成区内黑臭水体什么时候完成排查并制定整治方案",
        [("2022", "年", None), ("6", "月", None)],
        "2022年6月底前",
    ),
]


def test_both_parts_of_a_question_are_answered(searcher: Searcher) -> None:
    answer = searcher.ask("年销售汽油量多少吨的加油站要装油气回收自动监控设备，什么时候装完")
    stated = {(v.value, v.unit) for claim in answer.claims for v in claim.values}
    assert {("5000", "吨"), ("2025", "年")} <= stated
    assert all(unproved(claim, answer.hits) == () for claim in answer.claims)


def test_prose_tells_the_figures_of_its_sentence(searcher: Searcher) -> None:
    """Also where the registry chose nothing: a figure is never only in the words."""
    answer = searcher.ask("供水管网改造")
    stated = {v.value for claim in answer.claims for v in claim.values}
    assert "9" in stated


def figures(answer: Answer) -> list[tuple[str, str | None, int | None]]:
    return [(v.value, v.unit, v.year) for claim in answer.claims for v in claim.values]


@pytest.mark.parametrize(("text", "expected", "words"), FIGURES)
def test_figures(
    searcher: Searcher,
    text: str,
    expected: list[tuple[str, str | None, int | None]],
    words: str,
) -> None:
    answer = searcher.ask(text)
    assert answer.status == "answered"
    assert figures(answer)[: len(expected)] == expected  # what differs stands behind
    assert words in answer.text


@pytest.mark.parametrize(
    ("text", "lead"),
    [
        (
            "2025年农村生活污水治理率是60%，对吗",
            "不对，规划写的是：到2025年，农村生活污水治理率的目标是40%",
        ),
        ("2025年农村生活污水治理率是40%，对吗", "对：到2025年"),
        ("2025年农村生活污水治理率是4%，对吗", "不对"),  # no part of 40
        ("2025年森林覆盖率是15%，对吗", "规划里没有查到“森林覆盖率”；最相近的是“林木覆盖率”"),
        ("大型规模化养殖场大气氨排放总量削减15%，对吗", "不对"),  # 5%
        ("大型规模化养殖场大气氨排放总量削减5%，对吗", "对："),
        ("氮氧化物重点工程减排量一年2807吨，对吗", "不对"),  # in five years
        ("农村生活污水治理率是约束性指标吗", "不是：到2025年"),
        ("2025年全市用水总量是13.3亿立方米，对吗", "不对"),  # that is the baseline
        (
            "县级以上政府突发环境事件应急预案修编2023年底前完成对吗",
            "不对，规划写的是：2022年年底前",
        ),
    ],
)
def test_checks(searcher: Searcher, text: str, lead: str) -> None:
    assert searcher.ask(text).text.startswith(lead)


def test_both_ends_of_a_change_are_told(searcher: Searcher) -> None:
    """Where no row has them side by side: the result stands in one chapter, the target in another."""
    answer = searcher.ask("国家重点保护野生动植物保护率到2025年要提多少，前后各是几")
    assert {("95", 2020), ("97", 2025)} <= {(v, year) for v, _, year in figures(answer)}
    target = searcher.ask("国家重点保护野生动植物保护率2025年目标")
    assert "95" not in {v for v, _, _ in figures(target)}


@pytest.mark.parametrize("year", [2019, 2023, 2030])
def test_no_figure_of_another_year(searcher: Searcher, year: int) -> None:
    answer = searcher.ask(f"{year}年农村生活污水治理率要达到多少")
    assert answer.status != "answered"
    assert answer.claims == ()
    assert "40" not in answer.text
    assert answer.hits  # the nearest passages are still shown


def test_remarks_of_the_row_qualify_it(searcher: Searcher) -> None:
    answer = searcher.ask("受污染耕地安全利用率目标")
    assert ["考核基数发生变化" in note.text for note in answer.notes] == [True]


def test_lists_are_complete(searcher: Searcher) -> None:
    rows = [i for i in searcher.plan("kaifeng").indicators if i.nature == "预期性"]
    head, *claims = searcher.ask("列出所有预期性指标", k=3).claims
    assert head.text == "预期性指标（共九项）"
    assert len(claims) == len(rows) == 9
    principles = searcher.ask("基本原则一共有几条", k=3)
    assert [claim.text[2:6] for claim in principles.claims[1:]] == [
        "坚持人民", "坚持低碳", "坚持系统", "坚持安全", "坚持改革",
    ]  # fmt: skip
    chapters = searcher.ask("第九章主要讲什么", k=3)
    assert len(chapters.claims) == 7
    assert "共六节" in chapters.claims[0].text
    section = searcher.ask("第九章第五节讲的是什么", k=3)
    heading = section.claims[0]
    assert heading.text == "第五节 强化新污染物风险管控（共二项）"
    proof = section.hits[heading.cited[0].hit].plan.text[heading.cited[0].start :]
    assert proof.startswith("第五节  强化新污染物风险管控")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("规划第十三章讲什么", "没有第十三章（共十二章）。"),
        ("第三章第九节写了什么", "没有第三章第九节（共四节）。"),
        ("第二十节写了啥", "没有第二十节。"),  # each chapter counts its own
    ],
)
def test_a_chapter_that_is_not_there_is_refused(searcher: Searcher, text: str, told: str) -> None:
    answer = searcher.ask(text)
    assert (answer.status, answer.claims) == ("not_in_plans", ())
    assert answer.text.endswith(f"》{told}")


def test_the_last_section_of_a_chapter_is_told(searcher: Searcher) -> None:
    answer = searcher.ask("第七章最后一节分成哪几块内容")
    assert answer.claims[0].text == "第四节 巩固提升固碳增汇能力（共三项）"
    assert len(answer.claims) == 4


@pytest.mark.parametrize(
    "text",
    ["指标表里没写具体数、只写完成省下目标的是哪几项", "哪几项指标写的是完成省里下达的目标"],
)
def test_rows_are_listed_by_the_words_of_their_target(searcher: Searcher, text: str) -> None:
    head, *claims = searcher.ask(text).claims
    assert head.text == "目标写作“完成省下目标”的指标（共三项）"
    rows = [i for i in searcher.plan("kaifeng").indicators if i.target]
    assert len(claims) == sum(i.target.text == "完成省下目标" for i in rows if i.target) == 3


def test_rows_without_a_number_are_listed(searcher: Searcher) -> None:
    head, *claims = searcher.ask("哪些指标没有具体数值").claims
    assert head.text == "目标没有数字的指标（共九项）"
    targets = [i.target.text for i in searcher.plan("kaifeng").indicators if i.target]
    assert len(claims) == sum(not any(map(str.isdigit, text)) for text in targets) == 9


def test_what_has_no_baseline_is_not_what_has_no_target(searcher: Searcher) -> None:
    assert "目标没有数字的指标" not in searcher.ask("哪些指标没有基准值").text


def test_definitions_come_from_the_glossary(searcher: Searcher) -> None:
    answer = searcher.ask("四水四定是什么意思")
    assert answer.text == "四水四定是指以水定城、以水定地、以水定人、以水定产。"


def test_fictional_plans_answer_only_when_asked(searcher: Searcher) -> None:
    text = "2025年农村生活污水治理率目标是多少"
    assert {h.plan.id for h in searcher.ask(text).hits} == {"kaifeng"}
    chosen = searcher.ask(text, filters=Filters(plans=("qinghe",)))
    assert {h.plan.id for h in chosen.hits} == {"qinghe"}
    named = searcher.ask(f"清禾县{text}")
    cited = {named.hits[c.hit].plan.id for claim in named.claims for c in claim.cited}
    assert cited == {"qinghe"}
    for answer in (chosen, named):
        assert all("（虚构示例）：" in claim.text for claim in answer.claims)


def test_names_one_character_apart_are_both_shown(searcher: Searcher) -> None:
    """The table says 处理率 42%, the prose 治理率 36%: which is meant nobody knows."""
    answer = searcher.ask("清禾县农村生活污水治理率2025年目标")
    assert {"36", "42"} <= {v.value for claim in answer.claims for v in claim.values}


def test_a_plan_that_is_not_the_one_named_says_so(searcher: Searcher) -> None:
    text = "清禾县危险废物利用处置率目标"
    answer = searcher.ask(text, filters=Filters(plans=("kaifeng",)))
    assert all(claim.text.startswith("《开封市") for claim in answer.claims)


def test_several_plans_are_told_apart(searcher: Searcher) -> None:
    answer = searcher.ask("危险废物利用处置率目标", filters=Filters(plans=("kaifeng", "qinghe")))
    titles = [searcher.plan(plan).title for plan in ("kaifeng", "qinghe")]
    assert sorted(claim.text.partition("》")[0][1:] for claim in answer.claims) == sorted(titles)
    assert all(unproved(claim, answer.hits) == () for claim in answer.claims)


def test_filters_hold_for_the_registry(searcher: Searcher) -> None:
    answer = searcher.ask("农村生活污水治理率目标", filters=Filters(chapters=("第八章",)))
    cited = {c.hit for claim in answer.claims for c in claim.cited}
    assert all(answer.hits[at].passage.chapter.startswith("第八章") for at in cited)


def test_table_and_prose_that_differ_are_both_shown(tmp_path: Path) -> None:
    text = (
        "# 甲市“十四五”水利规划\n\n## 第一章 目标\n\n表1 主要指标\n\n"
        "|序号|指标|2020年|2025年|属性|\n|-|-|-|-|-|\n|1|再生水利用率（%）|20|30|约束性|\n\n"
        "## 第二章 任务\n\n推进污水资源化利用。到2025年，再生水利用率达到25%。\n"
    )
    plan = parse(plan_file(tmp_path, text, "p.md"))
    build_index(tmp_path / "index", [plan], HashEncoder())
    answer = Searcher(open_index(tmp_path / "index"), HashEncoder()).ask("再生水利用率目标是多少")
    stated = {value.value for claim in answer.claims for value in claim.values}
    assert stated >= {"30", "25"}


SOURCES_PLANS = load_plans([SHIPPED]).plans
REGISTRY = Registry.of(SOURCES_PLANS)


@settings(
    max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.sampled_from(REGISTRY.entries),
    st.sampled_from(["治理率多少", "2020年基准是多少", "什么时候完成", "从多少到多少"]),
)
def test_every_figure_of_every_entry_is_cited(searcher: Searcher, entry: object, text: str) -> None:
    sources = Sources(REGISTRY, searcher.index.passages, Rarity.of_index(searcher.index))
    question = read_question(read_query(text))
    own = next(e for e in REGISTRY.entries if e is entry)
    cites = Cites((), sources)
    cited = [c for statement in own.statements for c in cites.of_statement(statement)]
    claim = cites.claim(worded(question, own), cited, values(question, own))
    assert claim is not None
    proof = " ".join(cites.hits[c.hit].plan.text[c.start : c.end] for c in claim.cited)
    for figure in claim.values:
        assert figure.value in proof or figure.unit == "年"


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.text("农村生活污水治理率目标多少2025年对吗列出指标", min_size=2, max_size=20))
def test_whatever_is_asked_no_figure_is_unproved(searcher: Searcher, text: str) -> None:
    if not any(c.isalnum() for c in text):
        return
    answer = searcher.ask(text, k=5)
    for claim in (*answer.claims, *answer.notes):
        assert claim.cited
        assert unproved(claim, answer.hits) == ()
        for cited in claim.cited:
            passage = answer.hits[cited.hit].passage
            assert passage.start <= cited.start < cited.end <= passage.end
    assert (answer.status == "answered") == bool(answer.claims)


def test_a_figure_that_is_not_cited_is_found(searcher: Searcher) -> None:
    hits = searcher.find("农村生活污水治理率", 1)
    cited = (Cited(0, hits[0].passage.start, hits[0].passage.end),)
    assert unproved(Claim("到2025年是40%", (Figure("40", "%", 2025),), cited), hits) == ()
    assert unproved(Claim("到2025年是4%", (), cited), hits) == ("4",)
    assert unproved(Claim("到2030年是40%", (), cited), hits) == ("2030",)


def test_json_keeps_the_contract(index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "2025年农村生活污水治理率目标是多少"
    assert main(["ask", text, "--index", str(index), "--format", "json", "-k", "2"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert {"id", "query", "status", "answer", "claims", "hits"} <= set(result)
    assert (result["query"], result["status"]) == (text, "answered")
    for claim in result["claims"]:
        assert {"text", "values", "citations"} <= set(claim)
        assert all(0 <= at < len(result["hits"]) for at in claim["citations"])
    assert [hit["rank"] for hit in result["hits"]] == list(range(1, len(result["hits"]) + 1))


def test_batch_and_text(index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = tmp_path / "q.jsonl"
    lines = [{"id": "a", "query": "林木覆盖率目标"}, {"id": "b", "query": "2030年林木覆盖率目标"}]
    asked.write_text("\n".join(json.dumps(one) for one in lines), encoding="utf-8")
    assert main(["ask", "--batch", str(asked), "--index", str(index)]) == 0
    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert (first["id"], first["status"]) == ("a", "answered")
    assert (second["id"], second["claims"]) == ("b", [])
    assert main(["ask", "林木覆盖率目标", "--index", str(index)]) == 0
    out = capsys.readouterr().out
    assert out.startswith(
        "到2025年，林木覆盖率的目标是30.5%（2020年为30.14%），约束性指标。\n   《"
    )
