"""Figures in prose: each rule with examples in the style of plans of several places."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.measures import quantities
from corpus.model import Target
from corpus.parse import parse
from corpus.subjects import scope_of, shared
from corpus.times import times

TITLE = "青溪县“十四五”水利发展规划\n第一章 主要任务\n"


def read(sentence: str, heading: str = TITLE) -> tuple[Target, ...]:
    """The targets of a plan for 2021 to 2025 that holds one paragraph."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "plan.txt"
        file.write_text(heading + sentence, encoding="utf-8")
        plan = parse(file)
    for target in plan.targets:
        assert 0 <= target.start < target.end <= len(plan.text)
        if target.value:
            assert plan.text[target.value.start : target.value.end] == target.value.text
            assert target.start <= target.value.start < target.value.end <= target.end
    return plan.targets


def brief(target: Target) -> tuple[str, str, str | None, str | None, int | None]:
    value = target.value.text if target.value else None
    return (target.subject, target.operator, value, target.unit, target.year)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("农膜回收率达到90%以上", [("90", "%", "以上")]),
        (
            "年均浓度46.5微克/立方米，日处理2800吨/日",
            [("46.5", "微克/立方米", ""), ("2800", "吨/日", "")],
        ),
        ("造林2.9万亩，惠及10万余人", [("2.9", "万亩", ""), ("10", "万人", "余")]),
        (
            "用电1.2亿千瓦时，装机20万千瓦及以下",
            [("1.2", "亿千瓦时", ""), ("20", "万千瓦", "及以下")],
        ),
        ("比例为17.8：41：41.2。", [("17.8：41：41.2", None, "")]),
        ("新建3—5个，占20%—30%", [("3—5", "个", ""), ("20%—30", "%", "")]),
        ("系数达到0.65。", [("0.65", None, "")]),
        ("总量翻一番，占百分之三十", [("一", "番", ""), ("百分之三十", None, "")]),
        ("全角４５００万人", [("４５００", "万人", "")]),
        # dates, roads, substances, standards, slogans, documents, telephones
        ("2025年6月30日前，2021—2025年", []),
        ("沿S312、G45治理PM2.5，拨打12369，建设5G网络", []),
        ("执行GB 3838—2002和国六标准，“1+3+N”体系，豫政〔2021〕44号", []),
        ("第3节 建国75周年，连续3年获奖，“十县百镇”", []),
    ],
)
def test_quantities(text: str, expected: list[tuple[str, str | None, str]]) -> None:
    found = [(text[q.start : q.end], q.unit, q.bound) for q in quantities(text)]
    assert found == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("到2025年，建成", [("到2025年", "due", 2025)]),
        ("2022年6月底前，完成", [("2022年6月底前", "due", 2022)]),
        ("力争到2030年达峰", [("力争到2030年", "due", 2030)]),
        ("到“十四五”末", [("到“十四五”末", "due", 2025)]),
        ("到二〇三五年，", [("到二〇三五年", "due", 2035)]),
        ("2020年，全县", [("2020年", "point", 2020)]),
        ("“十三五”期间，", [("“十三五”期间", "span", 2020)]),
        ("2021—2025年，", [("2021—2025年", "span", 2025)]),
        ("截至2020年底，", [("截至2020年底", "since", 2020)]),
        ("比2015年削减", [("比2015年", "reference", 2015)]),
        ("占比较2020年提高", [("较2020年", "reference", 2020)]),
        ("由2016年的7个月", [("由2016年", "from", 2016)]),
        ("6月底前完成", [("6月底前", "due", None)]),
        ("完成“十三五”国家省下目标", []),
        ("《2021年度计划》第2章", []),
    ],
)
def test_times(text: str, expected: list[tuple[str, str, int | None]]) -> None:
    assert [(t.words, t.kind, t.year) for t in times(text)] == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        # the year: of the clause, of the sentence, of the sentence before
        ("到2025年，灌溉面积达到12万亩。", [("灌溉面积", "达到", "12", "万亩", 2025)]),
        (
            "到2025年，岸线治理率达到85%。生态流量保证率提高到90%以上。",
            [("岸线治理率", "达到", "85", "%", 2025), ("生态流量保证率", "以上", "90", "%", 2025)],
        ),
        (
            "到2025年，岸线治理率达到85%。加强队伍建设。新建泵站3座。",
            [("岸线治理率", "达到", "85", "%", 2025), ("泵站", "新建", "3", "座", None)],
        ),
        (
            "2023年底前，整治河道6条。水面率不低于8%。",
            [("河道", "整治", "6", "条", 2023), ("水面率", "不低于", "8", "%", None)],
        ),
        # two values for two subjects, and one for both
        (
            "到2025年，城区、乡镇自来水普及率分别达到99%、92%以上。",
            [
                ("城区自来水普及率", "以上", "99", "%", 2025),
                ("乡镇自来水普及率", "以上", "92", "%", 2025),
            ],
        ),
        (
            "化学需氧量、氨氮排放量分别比2020年削减8%、5%。",
            [
                ("化学需氧量排放量", "削减", "8", "%", None),
                ("氨氮排放量", "削减", "5", "%", None),
            ],
        ),
        (
            "到2025年，化肥、农药利用率均达到43%以上。",
            [("化肥利用率", "以上", "43", "%", 2025), ("农药利用率", "以上", "43", "%", 2025)],
        ),
        (
            "2025年、2030年渠系水利用系数分别达到0.6、0.7。",
            [
                ("渠系水利用系数", "达到", "0.6", None, 2025),
                ("渠系水利用系数", "达到", "0.7", None, 2030),
            ],
        ),
        (
            "化学需氧量、二氧化硫排放分别减少8%。",
            [("化学需氧量排放", "减少", "8", "%", None), ("二氧化硫排放", "减少", "8", "%", None)],
        ),
        # a verb of works, a noun behind its number, a verb that goes on
        ("新建小微湿地12处。", [("小微湿地", "新建", "12", "处", None)]),
        ("完成37个村庄整治。", [("村庄整治", "完成", "37", "个", None)]),
        ("完成70%以上砖瓦窑提标改造。", [("砖瓦窑提标改造", "完成…以上", "70", "%", None)]),
        (
            "累计淘汰锅炉61台、老旧车120辆。",
            [("锅炉", "淘汰", "61", "台", None), ("老旧车", "淘汰", "120", "辆", None)],
        ),
        ("全市新增供暖面积800万平方米。", [("全市供暖面积", "新增", "800", "万平方米", None)]),
        # how the value is meant
        ("单位能耗累计降低18%。", [("单位能耗", "降低", "18", "%", None)]),
        ("管网漏损率控制在9%以内。", [("管网漏损率", "以内", "9", "%", None)]),
        ("再生水利用率力争达到25%。", [("再生水利用率", "达到", "25", "%", None)]),
        # a threshold tells which things are meant; the task keeps the date
        (
            "2024年底前，年用水量大于50万立方米的企业安装计量设施。",
            [
                ("年用水量", "大于", "50", "万立方米", None),
                ("企业安装计量设施", "", None, None, 2024),
            ],
        ),
        # values in words
        ("到2025年，黑臭水体基本消除。", [("黑臭水体", "基本消除", "基本消除", None, 2025)]),
        ("基本消除黑臭水体。", [("黑臭水体", "基本消除", "基本消除", None, None)]),
        ("散煤全部清零。", [("散煤", "全部清零", "全部清零", None, None)]),
        (
            "用煤总量完成省下达目标。",
            [("用煤总量", "完成省下达目标", "完成省下达目标", None, None)],
        ),
        ("耕地面积不减少。", [("耕地面积", "不减少", "不减少", None, None)]),
        ("村庄收运体系实现全覆盖。", [("村庄收运体系", "实现全覆盖", "实现全覆盖", None, None)]),
        ("健全部门联动机制，开展全覆盖检查。", []),
        # a date without a figure
        ("2022年6月底前，完成排查并制定方案。", [("排查并制定方案", "完成", None, None, 2022)]),
        # a date inside a clause does not lead the sentences behind it
        ("为到2035年基本实现现代化打下基础。耕地保有量达到30万亩。", None),
    ],
)
def test_targets(
    sentence: str, expected: list[tuple[str, str, str | None, str | None, int | None]] | None
) -> None:
    found = [brief(target) for target in read(sentence)]
    if expected is None:
        assert found[-1][-1] is None
    else:
        assert found == expected


@pytest.mark.parametrize(
    ("sentence", "achieved"),
    [
        ("2020年，森林覆盖率达到30%。", [True]),
        ("“十三五”期间，完成造林5万亩。", [True]),
        ("五年来，新建水库2座。", [True]),
        ("到2025年，森林覆盖率达到32%。", [False]),
        ("森林覆盖率由30%提高到32%。", [True, False]),
        ("到2025年，由2020年的30%提高到32%。", [True, False]),
    ],
)
def test_achieved_is_told_from_planned(sentence: str, achieved: list[bool]) -> None:
    assert [target.achieved for target in read(sentence)] == achieved


def test_a_baseline_has_only_its_own_year() -> None:
    found = read("到2025年，覆盖率由2020年的30%提高到32%，林网率由80%提高到85%。")
    assert [target.year for target in found] == [2020, 2025, None, 2025]


def test_a_review_speaks_of_the_past() -> None:
    review = "青溪县“十四五”规划\n第一章 发展回顾\n"
    assert [t.achieved for t in read("治理河道20公里。", review)] == [True]
    facilities = "青溪县“十四五”规划\n第一章 完善基础设施\n"
    assert [t.achieved for t in read("治理河道20公里。", facilities)] == [False]


def test_deadline_cumulative_nature_and_scope() -> None:
    (target,) = read("2024年底前，全县累计建成池塘30座，属约束性指标。")
    assert (target.deadline, target.cumulative, target.nature) == ("2024年底前", True, "约束性")
    (planned,) = read("到2025年，县级城市建成区绿地率达到38%。")
    assert (planned.scope, planned.deadline) == ("县级城市建成区", "到2025年")


@pytest.mark.parametrize(
    ("subject", "scope"),
    [("全市空气质量", "全市"), ("县级以上城市建成区黑臭水体", "县级以上城市建成区"), ("水质", "")],
)
def test_scope(subject: str, scope: str) -> None:
    assert scope_of(subject) == scope


@pytest.mark.parametrize(
    ("subject", "count", "expected"),
    [
        ("市、县级污泥处理率", 2, ["市级污泥处理率", "县级污泥处理率"]),
        (
            "二氧化硫（SO2）、氮氧化物（NOx）排放量",
            2,
            ["二氧化硫（SO2）排放量", "氮氧化物（NOx）排放量"],
        ),
        ("污水处理率和垃圾处理率", 2, ["污水处理率", "垃圾处理率"]),
        ("产值", 2, ["产值", "产值"]),
    ],
)
def test_shared_subjects(subject: str, count: int, expected: list[str]) -> None:
    assert shared(subject, count) == expected


@given(
    st.text(
        alphabet="到2025年，率达到90%以上、和分别均由的新建座万亩全部完成（）：“”。\n 3.",
        max_size=60,
    )
)
def test_any_text_gives_targets_inside_it(text: str) -> None:
    read(text or "。")
