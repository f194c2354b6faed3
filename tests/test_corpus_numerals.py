"""Numbers as official documents write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.numerals import chinese_numeral, parse_numeral, plan_period


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("一", 1),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("九十九", 99),
        ("一百零三", 103),
        ("一百一十", 110),
        ("12", 12),
        ("１２", 12),  # full width
        ("二〇三五", 2035),  # a year, digit by digit
        ("〇", 0),
    ],
)
def test_parse_numeral(text: str, value: int) -> None:
    assert parse_numeral(text) == value


@pytest.mark.parametrize("text", ["", "章", "1a", "-1", "1.5"])
def test_parse_numeral_refuses(text: str) -> None:
    with pytest.raises(ValueError, match="not a numeral"):
        parse_numeral(text)


@given(st.integers(1, 999))
def test_chinese_numerals_read_back(number: int) -> None:
    assert parse_numeral(chinese_numeral(number)) == number


@pytest.mark.parametrize("number", [0, 1000, -1])
def test_chinese_numeral_refuses(number: int) -> None:
    with pytest.raises(ValueError, match="out of range"):
        chinese_numeral(number)


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("开封市“十四五”生态环境保护规划", (2021, 2025)),
        ("十三五时期", (2016, 2020)),
        ("“十五五”规划", (2026, 2030)),
        ("“十五”计划", (2001, 2005)),  # the tenth
        ("第十五章", None),
        ("十五年规划", None),
        ("政府工作报告", None),
    ],
)
def test_plan_period(text: str, period: tuple[int, int] | None) -> None:
    assert plan_period(text) == period
