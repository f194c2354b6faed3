"""What a question asks for: places, times, figures."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.model import Plan
from corpus.text import fold
from search.answer.asked import Rarity, read_asked
from search.answer.measured import measured
from search.answer.places import places
from search.answer.units import asked_unit, asks_figure, has_figure
from search.query import read_query

RARITY = Rarity({"林木覆盖率": 3, "污水": 20, "治理": 60}, 100)


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("杞县农村生活污水治理率", ("杞县",)),  # one character before the suffix: it stays
        ("新乡市2025年pm2.5要降到多少", ("新乡",)),
        ("商丘用水总量", ("商丘",)),  # without its suffix
        ("禹王台区化学需氧量减排几吨", ("禹王台",)),  # cut in two by the tokeniser
        ("雄安新区湿地保护率", ("雄安",)),
        ("鼓楼区农村生活污水治理率", ("鼓楼",)),
        ("江苏省秸秆综合利用率", ("江苏",)),
        ("河南全省优良天数", ("河南", "全省")),  # above the plan
        ("全国非化石能源占比", ("全国",)),
        ("luoyang pm2.5 target", ("洛阳",)),
        ("开封市林木覆盖率", ()),  # the plan's own
        ("kaifeng forest coverage", ()),
        ("开封gdp在河南的名次上升了几位", ()),  # compared with, not asked for
        ("开封在全省排第几", ()),
        ("开封和郑州的优良天数", ("郑州",)),
        ("全市用水总量", ()),
        ("自然保护区面积", ()),  # has the form, names no place
        ("无废城市怎么建", ()),
        ("长江十年禁渔", ()),
        ("养殖区的粪污", ()),
    ],
)
def test_places(question: str, named: tuple[str, ...], kaifeng: Plan) -> None:
    assert places(question, [kaifeng]) == named


@pytest.mark.parametrize(
    ("question", "numeric", "unit"),
    [
        ("林木覆盖率要到多少", True, "%"),
        ("要建几座储备库", True, "个"),
        ("用水总量控制在多少亿方", True, "立方米"),
        ("生活垃圾一天处理几万吨", True, "吨"),
        ("偷放烟花罚多少钱", True, "元"),
        ("规划总投资多少亿", True, "元"),
        ("投入多少人", True, "人"),
        ("中期评估定在哪一年", True, "年"),
        ("pm10这几年降了多少", True, None),  # 这几年 counts nothing
        ("草原综合植被盖度目标", True, "%"),
        ("放源事故年发生率", True, None),  # 起/每万枚
        ("哪几条河要整治", False, None),  # names, not a number
        ("有哪些措施", False, None),
        ("怎么提高覆盖率", False, None),
        ("列出所有预期性指标", False, None),
        ("湿地怎么保护", False, None),
    ],
)
def test_what_figure_is_asked_for(question: str, numeric: bool, unit: str | None) -> None:
    assert asks_figure(question) is numeric
    if numeric:
        assert asked_unit(question) == unit


@pytest.mark.parametrize(
    ("words", "unit", "given"),
    [
        ("达到25%", "%", True),
        ("17.8:41:41.2", "%", True),
        ("达到25%", "吨", False),
        ("建设五个物流枢纽", "个", True),
        ("用水总量(亿立方米) 13.30", "立方米", True),  # a row has the unit in its name
        ("到2025年全面推行", None, False),  # a year is no figure of anything
        ("细颗粒物(pm2.5)持续下降", None, False),
        ("到2025年完成", "年", True),
        ("尽快完成", "年", False),
        ("第1节 推进治理", None, False),
    ],
)
def test_whether_words_give_it(words: str, unit: str | None, given: bool) -> None:
    assert has_figure(words, unit) is given


@pytest.mark.parametrize(
    ("question", "times"),
    [
        ("2025年和2020年各是多少", ((2025, 2025), (2020, 2020))),
        ("“十三五”累计", ((2016, 2020),)),
        ("“十四五”末的目标", ((2025, 2025),)),  # the end alone, not the period too
        ("COD 5000吨", ()),
    ],
)
def test_times(question: str, times: tuple[tuple[int, int], ...], kaifeng: Plan) -> None:
    assert set(read_asked(read_query(question), [kaifeng], RARITY).times) == set(times)


def test_the_subject_is_what_is_left(kaifeng: Plan) -> None:
    """Not the place, the year, the plan's own city or words that only ask."""
    asked = read_asked(read_query("杞县2030年开封市林木覆盖率的目标要达到多少"), [kaifeng], RARITY)
    assert [word.forms for word in asked.words] == [("林木覆盖率",)]


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("水功能区水质达标率2025年要多少", ("功能区", "水质", "达标")),
        ("万元工业增加值用水量下降幅度", ("工业", "增加值", "用水")),
        ("全市污水的治理率", ("污水", "治理")),  # no bounds
        ("生态环境投资占gdp的比重", ("生态环境", "投资", "gdp")),
        ("通上管道煤气的比例", ()),  # anybody says so
        ("2025年要削减的臭氧浓度", ("臭氧",)),  # what it is to do is no part of its name
        ("单位工业增加值能耗", ("单位", "工业", "增加值", "能耗")),
        ("储能电站规模目标", ("储能", "电站")),
        ("湿地怎么保护", ()),
    ],
)
def test_the_name_of_an_indicator(question: str, name: tuple[str, ...]) -> None:
    assert measured(question) == name


def test_the_own_city_in_letters_is_no_subject(kaifeng: Plan) -> None:
    asked = read_asked(read_query("forest coverage in Kaifeng"), [kaifeng], RARITY)
    assert not any("kaifeng" in word.forms for word in asked.words)


def test_a_term_goes_with_what_plans_call_it(kaifeng: Plan) -> None:
    asked = read_asked(read_query("回用水怎么用"), [kaifeng], RARITY)
    assert ("回用水", "再生水") in [word.forms for word in asked.words]


def test_rare_words_weigh_more_and_verbs_less(kaifeng: Plan) -> None:
    asked = read_asked(read_query("林木覆盖率、污水、治理"), [kaifeng], RARITY)
    weights = {word.forms[0]: word.weight for word in asked.words}
    assert weights["林木覆盖率"] > weights["污水"] > weights["治理"]
    assert weights["治理"] == pytest.approx(RARITY.of("治理") / 2)  # a verb


@given(st.text(alphabet="开封杞县全市2025年多少%几pm.,“”十四五末targe ", max_size=40))
def test_any_question_can_be_read(text: str) -> None:
    asks_figure(fold(text))
    places(fold(text), [])
