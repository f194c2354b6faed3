"""Targets of prose as statements: which count, and what they say."""

from dataclasses import replace
from pathlib import Path

import pytest
from conftest import plan_file

from corpus.model import Plan, Target, Value
from corpus.parse import parse
from search.compare.internal import contradictions
from search.compare.names import shared_out
from search.compare.statement import Statement
from search.compare.statements import results, statements

PERIOD = (2021, 2025)


def plan(folder: Path, body: str, *targets: Target) -> Plan:
    """A plan whose only section holds `body`, with these targets; offsets are of `body`."""
    head = "云城市环境规划\n第一章  主要任务\n"
    made = replace(parse(plan_file(folder, head + body + "\n")), targets=(), period=PERIOD)
    shift = made.text.index(body)
    moved = [replace(t, start=t.start + shift, end=t.end + shift) for t in targets]
    return replace(made, targets=tuple(moved))


def target(body: str, words: str, subject: str, value: str | None = None, **more: object) -> Target:
    start = body.index(words)
    made = Target(
        subject=subject,
        scope="",
        operator="",
        value=None if value is None else Value(value, start, start + 1),
        unit=None,
        year=None,
        deadline=None,
        achieved=False,
        cumulative=False,
        nature=None,
        start=start,
        end=start + len(words),
    )
    return replace(made, **more)  # type: ignore[arg-type]


def only(folder: Path, body: str, found: Target) -> Statement | None:
    said = statements(plan(folder, body, found))
    assert len(said) <= 1
    return said[0] if said else None


RATE = "到2025年，湿地保护率提高到68%。"
STATION = "2025年底前，年销售汽油量大于5000吨的加油站安装监控设备。"
MILL = "浓度低于100毫克/升的污水处理厂实施整治。"
HOPE = "到2025年，空间格局得到优化。"
PAST = "2024年年底前，基本实现原生垃圾零填埋。"
CEILING = "到2025年，某项指数控制在5以内。"
FLOOR = "到2025年，某项指数不低于5。"
LIST = "推进甲县、乙县、丙县3个大县编制规划。"
DUTY = "到2025年，完成全部入河排污口排查。"


def test_a_figure_with_its_year(tmp_path: Path) -> None:
    found = target(RATE, "湿地保护率提高到68%", "湿地保护率", "68", unit="%", year=2025)
    said = only(tmp_path, RATE, found)
    assert said is not None
    assert (said.number, said.unit, said.due, said.value) == (68.0, "%", (2025, 12), "68%")


def test_the_figure_of_a_bound_is_no_value(tmp_path: Path) -> None:
    words = "年销售汽油量大于5000吨"
    found = target(STATION, words, "年销售汽油量", "5000", unit="吨", year=2025)
    said = only(tmp_path, STATION, found)
    assert said is not None
    assert (said.number, said.threshold) == (None, (5000.0, "吨"))
    assert "加油站" in said.name


@pytest.mark.parametrize(("body", "falling"), [(CEILING, True), (FLOOR, False), (RATE, False)])
def test_a_ceiling_makes_less_better(tmp_path: Path, body: str, falling: bool) -> None:
    words = body.removeprefix("到2025年，").removesuffix("。")
    said = only(tmp_path, body, target(body, words, "某项指数", "5", year=2025))
    assert said is not None
    assert said.falling is falling


def test_a_short_subject_takes_the_clause(tmp_path: Path) -> None:
    found = target(DUTY, "完成全部", "完成", "全部", year=2025, deadline="到2025年")
    said = only(tmp_path, DUTY, found)
    assert said is not None
    assert said.name == "完成全部入河排污口排查"


def test_month_of_a_deadline(tmp_path: Path) -> None:
    found = target(DUTY, "完成全部", "入河排污口", year=2022, deadline="2022年6月底前")
    said = only(tmp_path, DUTY, found)
    assert said is not None
    assert said.due == (2022, 6)


@pytest.mark.parametrize(
    ("body", "found"),
    [
        # whom it meets, and no date
        (MILL, target(MILL, "浓度低于100毫克/升", "浓度", "100", unit="毫克/升")),
        # nothing to check
        (HOPE, target(HOPE, "空间格局得到优化", "空间格局得到优化", year=2025)),
        # the count of a list
        (LIST, target(LIST, "甲县、乙县、丙县3个", "甲县、乙县、丙县", "3", unit="个")),
        # the past
        (RATE, target(RATE, "湿地保护率提高到68%", "湿地保护率", "68", year=2020, achieved=True)),
    ],
)
def test_no_target(tmp_path: Path, body: str, found: Target) -> None:
    assert only(tmp_path, body, found) is None


def test_a_year_of_the_plan_is_no_past(tmp_path: Path) -> None:
    found = target(PAST, "零填埋", "原生垃圾", "零填埋", year=2024, achieved=True)
    assert only(tmp_path, PAST, found) is not None
    assert results(plan(tmp_path, PAST, found)) == ()


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ("城市、县城供水普及率", ("城市供水普及率", "县城供水普及率")),
        ("市级、县级污泥处理率", ("市级污泥处理率", "县级污泥处理率")),
        ("化肥、农药利用率", ("化肥、农药利用率",)),
        ("县城供水普及率", ("县城供水普及率",)),
    ],
)
def test_shared_out(subject: str, expected: tuple[str, ...]) -> None:
    assert shared_out(subject) == expected


def test_listed_values_go_to_their_settlements(tmp_path: Path) -> None:
    body = "到2025年，城市、县城供水普及率分别达到97%、90%以上。"
    both = [
        target(body, words, "城市、县城供水普及率", value, unit="%", year=2025, scope="城市")
        for words, value in (("城市、县城供水普及率分别达到97%", "97"), ("90%以上", "90"))
    ]
    said = statements(plan(tmp_path, body, *both))
    assert [(s.name, s.number) for s in said] == [
        ("城市供水普及率", 97.0),
        ("县城供水普及率", 90.0),
    ]


def test_values_that_cannot_both_hold(tmp_path: Path) -> None:
    body = "到2025年，粪污利用率达到85%以上。\n建设中心，粪污利用率达到88%。"
    first = target(body, "粪污利用率达到85%以上", "粪污利用率", "85", unit="%", year=2025)
    other = target(body, "粪污利用率达到88%", "粪污利用率", "88", unit="%", year=2025)
    whole = plan(tmp_path, body, first, other)
    (found,) = contradictions(whole, statements(whole))
    assert found.what == "“粪污利用率”2025年前后不一：正文为85%，正文为88%"
    # another year, or the same value, is no contradiction
    for change in (replace(other, year=2023), replace(other, value=Value("85", 0, 1))):
        whole = plan(tmp_path, body, first, change)
        assert contradictions(whole, statements(whole)) == ()


def test_one_sentence_tells_of_a_change(tmp_path: Path) -> None:
    body = "粪污利用率由2020年的60%提高，到2020年达到75%。"
    first = target(body, "粪污利用率由2020年的60%", "粪污利用率", "60", year=2024, unit="%")
    other = target(body, "到2020年达到75%", "粪污利用率", "75", year=2024, unit="%")
    whole = plan(tmp_path, body, first, other)
    assert contradictions(whole, statements(whole)) == ()


@pytest.mark.parametrize(
    ("subject", "unit", "years", "contradict"),
    [
        ("粪污利用率", "%", (None, None), True),
        ("粪污利用率", "%", (2025, None), True),
        # amounts of two years, perhaps
        ("新增学位数量", "个", (None, None), False),
        ("新增学位数量", "个", (2025, None), True),
        # the words before say what grew
        ("同比", "%", (None, None), False),
    ],
)
def test_what_may_contradict(
    tmp_path: Path, subject: str, unit: str, years: tuple[int | None, ...], contradict: bool
) -> None:
    body = f"{subject}增长85{unit}。\n建设中心，{subject}增长88{unit}。"
    both = [
        target(body, f"{subject}增长{value}{unit}", subject, value, unit=unit, year=year)
        for value, year in zip(("85", "88"), years, strict=True)
    ]
    whole = plan(tmp_path, body, *both)
    assert bool(contradictions(whole, statements(whole))) is contradict
