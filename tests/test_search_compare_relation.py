"""Relations of two targets: what may be compared, and which way."""

from dataclasses import replace

import pytest

from search.compare import names
from search.compare.relation import breaks, relation
from search.compare.statement import Statement, quantity


def said(name: str, value: str = "", unit: str | None = None, **more: object) -> Statement:
    """A statement as read from a table or, with `in_table=False`, from prose."""
    number, base = quantity(value, unit)
    plain = names.plain(name)
    made = Statement(
        plan_id="p",
        start=0,
        end=1,
        name=plain,
        said=plain + (value if number is None else ""),
        clause=plain + value,
        value=value,
        number=number,
        unit=base,
        due=(2025, 12),
        nature=None,
        cumulative=False,
        ceiling=False,
        assigned="完成" in value,
        threshold=None,
        in_table=True,
        printed=name,
    )
    return replace(made, **more)  # type: ignore[arg-type]


# (city, county, relation of the county seen from the city)
PAIRS = [
    # rising and falling
    (said("森林覆盖率", "20", "%"), said("森林覆盖率", "21", "%"), "stricter"),
    (said("森林覆盖率", "20", "%"), said("森林覆盖率", "19.5", "%"), "looser"),
    (said("全市PM2.5浓度", "40", "微克/立方米"), said("全县细颗粒物年均浓度", "39", "微克/立方米"), "stricter"),
    (said("供水管网漏损率", "9", "%"), said("供水管网漏损率", "10", "%"), "looser"),
    # a fall by more is stricter, although the thing that falls is an emission
    (said("氨排放总量削减", "5", "%"), said("氨排放总量削减", "6", "%"), "stricter"),
    # the part decides, not the whole that it is a share of
    (said("非化石能源占能源消费比重", "13", "%"), said("非化石能源占能源消费比例", "12", "%"), "looser"),
    # names that are nearly one, and yet two measures
    (said("林木覆盖率", "30", "%"), said("森林覆盖率", "21", "%"), "different_scope"),
    (said("工业增加值增长", "9", "%"), said("工业总产值增长", "11", "%"), "different_scope"),
    # the same words in another order; who has it, named or not
    (said("政府采购绿色产品比例", "30", "%"), said("绿色产品占政府采购比重", "35", "%"), "stricter"),
    (said("清洁取暖率", "80", "%"), said("清洁取暖普及率", "85", "%"), "stricter"),
    # what is consumed and welcome
    (said("非化石能源消费占比", "13", "%"), said("非化石能源消费占比", "12", "%"), "looser"),
    # a figure against words
    (said("增加值占比", "持续提升", "%"), said("增加值占比", "8", "%"), "different_unit"),
    # the same task handed down from the level above, no figure on either side
    (said("单位GDP能耗降低", "完成省下目标", "%"), said("单位生产总值能源消耗降低", "完成市下达目标", "%"), "same"),
    # units
    (said("再生水利用率", "25", "%"), said("再生水利用量", "1.6", "万立方米/日"), "different_unit"),
    (said("整治行政村", "255", "个"), said("整治行政村占比", "45", "%"), "different_unit"),
    (said("用水量下降", "完成省下目标", "%"), said("用水量", "40.2", "立方米"), "different_unit"),
    # scope: settlements, what is counted, monitoring sections, totals, five years against one
    (said("城市建成区绿地率", "40", "%"), said("县城建成区绿地率", "38", "%"), "different_scope"),
    (said("再生水利用率", "25", "%"), said("县城再生水利用率", "30", "%"), "different_scope"),
    (said("农村生活污水治理率", "40", "%"), said("农村生活污水处理率", "42", "%"), "different_scope"),
    (said("地表水达标率", "100", "%"), said("出境断面水质达标率", "100", "%"), "different_scope"),
    (said("全市用水总量", "16", "亿立方米"), said("全县用水总量", "20000", "万立方米"), "different_scope"),
    (said("重点工程减排量", "[2807]", "吨"), said("重点工程减排量", "142", "吨"), "different_scope"),
    (said("企业清洁生产审核率", "80", "%"), said("绿色产品采购占比", "90", "%"), "different_scope"),
    # the city's 县城 is the county itself
    (said("县城污泥处理率", "95", "%"), said("污泥处理率", "97", "%"), "stricter"),
    (said("县级城市建成区黑臭水体比例", "0", "%"), said("县城建成区黑臭水体比例", "0", "%"), "same"),
    # year and nature
    (said("水源保护区划定", due=(2025, 12)), said("水源保护区划定", due=(2023, 12)), "different_year"),
    (said("应急预案修编", due=(2022, 6)), said("应急预案修编", due=(2022, 12)), "different_year"),
    (said("安全利用", "有效保障", nature="约束性"), said("安全利用", "有效保障", nature="预期性"), "different_nature"),
    # 基本 promises less
    (said("黑臭水体", "基本消除"), said("黑臭水体", "全面消除"), "stricter"),
    (said("黑臭水体", "全面消除"), said("黑臭水体", "基本消除"), "looser"),
    # whom a duty meets: a lower floor meets more
    (
        said("加油站安装监控", "5000", "吨", threshold=(5000.0, "吨"), in_table=False),
        said("加油站安装监控", "3000", "吨", threshold=(3000.0, "吨"), in_table=False),
        "stricter",
    ),
    # a higher ceiling too, and unlike units say nothing
    (
        said("低于吨的锅炉淘汰", threshold=(10.0, "吨"), in_table=False),
        said("低于吨的锅炉淘汰", threshold=(35.0, "吨"), in_table=False),
        "stricter",
    ),
    (
        said("大于吨的锅炉改造", threshold=(10.0, "吨"), in_table=False),
        said("大于台的锅炉改造", threshold=(3.0, "台"), in_table=False),
        "different_unit",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("city", "county", "expected"), PAIRS)
def test_relation(city: Statement, county: Statement, expected: str) -> None:
    found, why = relation(city, county)
    assert found == expected
    assert why


@pytest.mark.parametrize(("city", "county", "expected"), PAIRS)
def test_seen_from_the_other_side(city: Statement, county: Statement, expected: str) -> None:
    """Stricter one way is looser the other, where the scopes are of one level."""
    mirror = {"stricter": "looser", "looser": "stricter"}
    if names.levels(city.name) == names.levels(county.name):
        assert relation(county, city)[0] == mirror.get(expected, expected)


def test_later_or_less_breaks_the_city() -> None:
    soon, late = said("划定", due=(2023, 12)), said("划定", due=(2025, 12))
    assert breaks(soon, late)
    assert not breaks(late, soon)
    assert breaks(said("覆盖率", "20", "%"), said("覆盖率", "19", "%"))


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        ("46.5", "微克/立方米", (46.5, "微克/立方米")),
        ("1.5", "万吨", (15000.0, "吨")),
        ("2807", "吨", (2807.0, "吨")),
        ("<1.3", "起/每万枚", (1.3, "起/每万枚")),
        ("95%以上", None, (95.0, "%")),
        ("1,200", "个", (1200.0, "个")),
        ("基本消除", "%", (None, "%")),
        ("", None, (None, None)),
    ],
)
def test_quantity(value: str, unit: str | None, expected: tuple[float | None, str | None]) -> None:
    assert quantity(value, unit) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("全市PM2.5浓度", set()),
        ("县级城市建成区黑臭水体比例", {"县城", "建成区"}),
        ("县级以上城市污泥处理率", {"城市", "县城"}),
        ("城市人均公园绿地", {"城市"}),
        ("新增城市配送车辆中新能源比例", set()),
        ("农村生活污水治理率", {"农村"}),
        ("县城及乡镇医疗废物处置率", {"县城", "乡镇"}),
    ],
)
def test_levels(name: str, expected: set[str]) -> None:
    assert names.levels(names.plain(name)) == expected


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("全县PM2.5年均浓度", "细颗粒物年均浓度", True),
        ("林木覆盖率", "林木覆盖率", True),
        ("县级城市建成区黑臭水体比例", "建成区基本消除黑臭水体", True),
        ("县级城市建成区黑臭水体比例", "农村黑臭水体", False),
        ("氮氧化物重点工程减排量", "化学需氧量重点工程减排量", False),
        ("农村生活污水治理率", "农村生活污水处理率", False),
        ("公共供水普及率", "集中供暖普及率", False),
    ],
)
def test_restates(a: str, b: str, same: bool) -> None:
    assert names.restates(names.plain(a), names.plain(b)) is same


def test_words_are_not_called_equal_values() -> None:
    city, county = said("生态质量指数", "稳中向好"), said("生态质量指数", "持续提升")
    assert relation(city, county) == (
        "same",
        "都没有写明数值，看不出宽严之别：上级“稳中向好”，本级“持续提升”",
    )


@pytest.mark.parametrize(
    ("a", "b", "apart"),
    [
        ("农村黑臭水体", "建成区黑臭水体", True),
        ("农村生活污水治理率", "生活污水治理率", False),
        ("城市绿地率", "县城绿地率", False),
    ],
)
def test_town_and_country(a: str, b: str, apart: bool) -> None:
    assert names.town_and_country(a, b) is names.town_and_country(b, a) is apart


@pytest.mark.parametrize(
    ("a", "b", "other"),
    [
        ("污泥无害化处理率", "生活垃圾无害化处理率", True),
        ("秸秆综合利用率", "固体废物综合利用率", True),
        ("生活垃圾处理率", "垃圾处理率", False),
        ("绿地率", "垃圾处理率", False),
    ],
)
def test_other_substance(a: str, b: str, other: bool) -> None:
    assert names.other_substance(a, b) is other
