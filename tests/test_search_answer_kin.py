"""A neighbouring indicator's figure is no answer; lay words for the same one cost none."""

from collections.abc import Iterator

import pytest
from conftest import plan_file

from corpus.parse import parse
from indexer.build import build_index
from indexer.encode import HashEncoder
from indexer.index import open_index
from search.answer.kin import indicator
from search.answer.question import read_question
from search.answer.refusal import Refusal
from search.engine import Searcher
from search.query import read_query

PLAN = """清河市“十四五”生态环境保护规划
第一章  总则
第一节  目标
到2025年，农村生活污水治理率达到40%。
到2025年，城市生活污水集中收集率达到87%。
到2025年，生态经济增加值占地区生产总值比重达到12%。
到2025年，空气质量优良天数比率达到65%。
到2025年，农药利用率达到43%。
到2025年，医疗废物集中处置能力达到6400吨/年。
到2025年，城市建成区黑臭水体比例降到3%。
"""


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    folder = tmp_path_factory.mktemp("kin")
    build_index(folder / "index", [parse(plan_file(folder, PLAN))], HashEncoder())
    return Searcher(open_index(folder / "index"), HashEncoder())


@pytest.fixture
def nothing_refused() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("search.answer.compose.refuse", lambda *_: None)
        yield


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("农村生活污水处理率要到多少", "农村生活污水处理率"),
        ("到2025年污水的处理率", "污水处理率"),
        ("高新技术产业增加值占比2025年目标", "高新技术产业增加值占比"),
        ("工业用水重复利用率", "工业用水重复利用率"),  # 重复 is an adverb
        ("化肥、农药利用率定的是多少", "农药利用率"),
        ("尉氏县2030年地铁里程", "地铁里程"),
        ("空气优良天数 比例 2025", "空气优良天数比例"),
        ("县城通管道天然气的比例目标", ""),  # lay words name none
        ("断面占多大比例", ""),
        ("放射源的频率", ""),
        ("怎么治理污水", ""),
    ],
)
def test_the_name_of_an_indicator(text: str, name: str) -> None:
    assert indicator(read_question(read_query(text))) == name


OTHERS = [
    "城市生活污水处理率2025年要达到百分之几",
    "城市生活污水回用率2025年目标",
    "高新技术产业增加值占地区生产总值比重2025年目标",
    "重度污染天数比率2025年是多少",
    "农药使用强度2025年是多少",
    "2025年农村黑臭水体比例降到多少",
    "县城生活污水集中收集率2025年目标",
    "农药使用量2025年是多少",
]


@pytest.mark.usefixtures("nothing_refused")
@pytest.mark.parametrize("text", OTHERS)
def test_another_measure_gives_no_figure(searcher: Searcher, text: str) -> None:
    answer = searcher.ask(text)
    assert answer.status != "answered", answer.text
    assert answer.claims == ()
    assert not any(figure in answer.text for figure in ("40", "87", "12%", "65", "43", "3%"))


@pytest.mark.usefixtures("nothing_refused")
def test_another_word_for_what_is_done_is_said(searcher: Searcher) -> None:
    answer = searcher.ask("2025年农村生活污水处理率是多少")
    lead = "规划没有“农村生活污水处理率”这一说法，相近的是“农村生活污水治理率”："
    assert answer.claims[0].text.startswith(lead)
    assert [v.value for v in answer.claims[0].values] == ["40"]


@pytest.mark.usefixtures("nothing_refused")
@pytest.mark.parametrize(
    "text",
    ["2025年农村生活污水治理率是多少", "清河市农村生活污水治理率 2025", "農村生活污水治理率是多少"],
)
def test_the_same_name_has_no_lead(searcher: Searcher, text: str) -> None:
    answer = searcher.ask(text)
    assert answer.status == "answered"
    assert "这一说法" not in answer.text


@pytest.mark.usefixtures("nothing_refused")
@pytest.mark.parametrize(
    "text", ["医疗废物一年能集中处置多少吨", "局里要材料：全市医疗废物一年集中处置多少吨"]
)
def test_a_unit_asked_for_loosely(searcher: Searcher, text: str) -> None:
    assert [v.value for c in searcher.ask(text).claims for v in c.values] == ["6400"]


@pytest.mark.usefixtures("nothing_refused")
def test_passages_told_have_a_figure_of_the_unit(searcher: Searcher) -> None:
    answer = searcher.ask("黑臭水体要挖多少公里")
    assert all("公里" in claim.text for claim in answer.claims)


def test_a_clear_entry_overrules_missing_words_but_not_a_year(
    searcher: Searcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = "农村生活污水治理要弄到百分之几"
    for status, answered in (("no_figure", True), ("other_year", False)):
        refused = Refusal(status, "没有", 0.9)  # type: ignore[arg-type]
        monkeypatch.setattr("search.answer.compose.refuse", lambda *_, r=refused: r)
        assert (searcher.ask(question).status == "answered") == answered


@pytest.mark.usefixtures("nothing_refused")
@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("农药使用强度 2030", "figure"),
        ("开河县 地铁里程 2030", "figure"),
        ("地铁里程怎么增加 2030", "measures"),  # asks what is done
        ("污水治理", "measures"),  # a topic
    ],
)
def test_keywords_of_an_indicator_ask_for_its_figure(
    searcher: Searcher, text: str, kind: str
) -> None:
    assert searcher.ask(text).kind == kind


def test_what_introduces_a_question_is_none_of_it() -> None:
    for text in ("局里要材料：医疗废物一年处置多少吨", "医疗废物一年处置多少吨"):
        assert read_question(read_query(text)).words == "医疗废物一年处置多少吨"
    assert read_question(read_query("2025年目标：多少")).words == "2025年目标:多少"
