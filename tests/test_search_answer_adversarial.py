"""Questions that lead astray, on the real plan with the real model, from question to answer."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.settings import Settings
from corpus.store import SHIPPED, load_plans
from indexer.build import build_index, is_current
from indexer.encode import load_encoder
from search.answer import Answer, Status
from search.answer.proof import unproved
from search.engine import Searcher
from search.model import Filters

ROOT = Path(__file__).parents[1]

pytestmark = pytest.mark.skipif(
    not (ROOT / "var/models").is_dir(), reason="the model is not there: make model"
)


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    folder = tmp_path_factory.mktemp("adversarial") / "index"
    settings = replace(Settings.from_env(), models=ROOT / "var/models", index=folder)
    plans = load_plans([SHIPPED]).plans
    if is_current(ROOT / "var/index", plans, settings.model):
        shutil.copytree(ROOT / "var/index", folder)
    else:
        build_index(folder, plans, load_encoder(settings))
    return Searcher.open(settings)


def stated(answer: Answer) -> set[str]:
    return {value.value for claim in answer.claims for value in claim.values}


@pytest.mark.parametrize(
    ("question", "status", "never"),
    [
        # another county: the city's figure is not its own
        ("尉氏县PM2.5浓度2025年目标是多少", "other_plan", "46.5"),
        ("兰考县农村生活污水治理率2025年要达到多少", "other_plan", "40"),
        ("洛阳市林木覆盖率目标是多少", "other_plan", "30.5"),
        # another year
        ("2030年农村生活污水治理率目标是多少", "other_year", "40"),
        ("2023年再生水利用率要达到多少", "other_year", "25%"),
        # a neighbouring indicator that the plan lacks
        ("万元工业增加值用水量下降多少", "not_in_plans", "完成省下目标"),
        ("水土保持率2025年目标是多少", "not_in_plans", "%"),
        ("农田灌溉水有效利用系数2025年目标", "not_in_plans", "25"),
    ],
)
def test_no_figure_of_something_else(
    searcher: Searcher, question: str, status: Status, never: str
) -> None:
    answer = searcher.ask(question)
    assert answer.status == status
    assert answer.claims == ()
    assert never not in answer.text
    assert answer.hits


@pytest.mark.parametrize(
    ("question", "lead"),
    [
        ("2025年农村生活污水治理率60%对吗", "不对，规划写的是：到2025年，农村生活污水治理率的目标是40%"),
        ("大型规模化养殖场大气氨排放总量要削减15%对吗", "不对，规划写的是：到2025年，大型规模化养殖场大气氨排放总量：削减5%"),
        ("大型规模化养殖场大气氨排放总量要削减5%对吗", "对："),
    ],
)  # fmt: skip
def test_false_premises_are_put_right(searcher: Searcher, question: str, lead: str) -> None:
    answer = searcher.ask(question)
    assert answer.text.startswith(lead)
    assert all(unproved(claim, answer.hits) == () for claim in answer.claims)


@pytest.mark.parametrize(
    ("question", "both"),
    [
        ("卖多少油的加油站要装油气回收联网设备，啥时候装完", {"5000", "2025"}),
        ("2020年生态保护红线划了多大，占国土几个点", {"115.76", "1.86"}),
        ("农村生活污水治理率和再生水利用率2025年各要多少", {"40", "25"}),
    ],
)
def test_every_part_of_a_question_is_answered(
    searcher: Searcher, question: str, both: set[str]
) -> None:
    assert both <= stated(searcher.ask(question))


def test_what_the_plan_states_twice_differently_is_shown_twice(searcher: Searcher) -> None:
    assert {"36", "42"} <= stated(searcher.ask("清禾县农村生活污水治理率2025年目标"))
    assert "力争" in searcher.ask("再生水利用率2025年目标是多少").text


def test_the_city_named_and_a_county_chosen(searcher: Searcher) -> None:
    chosen = Filters(regions=("清禾县",))
    answer = searcher.ask("开封市农村生活污水治理率2025年目标", filters=chosen)
    assert answer.claims == ()
    assert "清禾县" in answer.text
    assert "虚构示例" in answer.text
    assert "没有开封的" in answer.text
    own = searcher.ask("农村生活污水治理率2025年目标", filters=chosen)
    assert own.claims
    assert all("（虚构示例）：" in claim.text for claim in own.claims)


@pytest.mark.parametrize("question", ["住房公积金怎么提取", "who is the mayor of Kaifeng"])
def test_what_has_nothing_to_do_with_the_plan(searcher: Searcher, question: str) -> None:
    assert searcher.ask(question).status == "not_in_plans"


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("rural tap water coverage by 2025", "100"),
        ("how many villages will get environmental improvement by 2025", "255"),
        ("what is the 2025 rural sewage target", "40"),
    ],
)
def test_english_questions(searcher: Searcher, question: str, value: str) -> None:
    assert value in stated(searcher.ask(question))
