"""What two statements of one measure have to do with each other, and why.

First whether the values may be compared at all: unit, scope, year, nature. Only then
the values. Each rule gives its reason, or None where it does not apply.
"""

import re
from collections.abc import Callable

from search.compare import names
from search.compare.model import Relation
from search.compare.statement import Statement

Rule = Callable[[Statement, Statement], str | None]

_NEARLY = re.compile(r"基本")
_BELOW = re.compile(r"小于|低于|以下|不足")
_ONE_NAME = 76
"""Likeness of two names' keys, of 100, from where their figures may be compared: all
comparable pairs of the sample have more than 80, 林木覆盖率 and 森林覆盖率 75."""


def relation(city: Statement, county: Statement) -> tuple[Relation, str]:
    """The county's statement seen from the city's, with the reason."""
    for name, rule in RULES:
        if (why := rule(city, county)) is not None:
            return name, why
    said = _value(city), _value(county)
    if city.number is None and said[0] != said[1]:
        return "same", "都没有写明数值，看不出宽严之别：上级“{}”，本级“{}”".format(*said)
    return "same", f"目标值一致：{said[0]}"


def breaks(city: Statement, county: Statement) -> bool:
    """Whether the county promises less than the city asks, or later."""
    found = relation(city, county)[0]
    late = city.due is not None and county.due is not None and county.due > city.due
    return found == "looser" or (found == "different_year" and late)


def _unit(city: Statement, county: Statement) -> str | None:
    if city.unit and county.unit and city.unit != county.unit and not _duty(city, county):
        return f"上级单位为“{city.unit}”，本级为“{county.unit}”，数值不能直接比较"
    if city.threshold and county.threshold and city.threshold[1] != county.threshold[1]:
        return f"适用门槛的单位不同：{city.threshold[1]}与{county.threshold[1]}，不能比宽严"
    if (city.number is None) != (county.number is None) and (city.assigned or county.assigned):
        return f"一方写明数值，一方只写完成下达目标（{_value(city)}；{_value(county)}），不能比高低"
    if (city.number is None) != (county.number is None) and not (
        city.threshold or county.threshold
    ):
        return f"一方为数值，一方为文字（{_value(city)}；{_value(county)}），不能比高低"
    return None


def _change(city: Statement, county: Statement) -> str | None:
    if _numbers(city, county) and city.is_change != county.is_change:
        return "一方为变化幅度，一方为水平值，口径不同"
    return None


def _levels(city: Statement, county: Statement) -> str | None:
    """A county's whole is the 县级 of a city plan; any other difference bars comparison."""
    above, below = names.levels(city.name), names.levels(county.name)
    shared = not above or not below or not above.isdisjoint(below)
    if names.one_level(city.name, county.name) or (shared and _duty(city, county)):
        return None
    return f"范围不同：上级为{_covered(above, '全市')}，本级为{_covered(below, '全县')}"


def _sites(city: Statement, county: Statement) -> str | None:
    above, below = names.sites(city.name), names.sites(county.name)
    if above == below or not _numbers(city, county):
        return None
    listed = ("、".join(sorted(words)) or "未限定" for words in (above, below))
    return "考核对象不同：上级为{}，本级为{}".format(*listed)


def _processes(city: Statement, county: Statement) -> str | None:
    rates = _numbers(city, county) and city.is_rate and county.is_rate
    if names.one_process(city.name, county.name) or not rates:
        return None
    return f"指标口径不同：“{city.printed}”与“{county.printed}”统计的不是同一件事"


def _names(city: Statement, county: Statement) -> str | None:
    """Names far apart may be of one matter, but nobody can say that of the figures."""
    if not _numbers(city, county) or names.alike(city.name, county.name) >= _ONE_NAME:
        return None
    return f"名称不同（“{city.printed}”与“{county.printed}”），统计口径未必一致，不能直接比较"


def _total(city: Statement, county: Statement) -> str | None:
    if not _numbers(city, county) or city.is_rate or county.is_rate or _bounded(city, county):
        return None
    return f"上级为全市合计（{_value(city)}），本级为一县数量（{_value(county)}），不能比高低"


def _cumulative(city: Statement, county: Statement) -> str | None:
    if _numbers(city, county) and city.cumulative != county.cumulative:
        return "一方为规划期累计数，一方为年度数，口径不同"
    return None


def _year(city: Statement, county: Statement) -> str | None:
    if city.due is None or county.due is None or city.due == county.due:
        return None
    order = "提前" if county.due < city.due else "推后"
    return f"期限不同：上级{_date(city)}，本级{_date(county)}，本级{order}"


def _nature(city: Statement, county: Statement) -> str | None:
    if city.nature is None or county.nature is None or city.nature == county.nature:
        return None
    values = f"；目标值 {_value(city)} 与 {_value(county)}"
    return f"上级为{city.nature}，本级为{county.nature}{values}"


def _stricter(city: Statement, county: Statement) -> str | None:
    return _reason(city, county) if _order(city, county) > 0 else None


def _looser(city: Statement, county: Statement) -> str | None:
    return _reason(city, county) if _order(city, county) < 0 else None


RULES: tuple[tuple[Relation, Rule], ...] = (
    ("different_unit", _unit),
    ("different_scope", _change),
    ("different_scope", _levels),
    ("different_scope", _sites),
    ("different_scope", _processes),
    ("different_scope", _total),
    ("different_scope", _names),
    ("different_scope", _cumulative),
    ("different_year", _year),
    ("different_nature", _nature),
    ("stricter", _stricter),
    ("looser", _looser),
)
"""The first that gives a reason decides."""


def _order(city: Statement, county: Statement) -> float:
    """Above 0 where the county promises more, below where less."""
    if city.threshold and county.threshold:
        # a lower floor meets more, a lower ceiling less
        lower = city.threshold[0] - county.threshold[0]
        return -lower if _BELOW.search(city.clause) else lower
    if city.number is not None and county.number is not None:
        change = county.number - city.number
        return -change if city.falling or county.falling else change
    return _extent(county) - _extent(city)


def _extent(statement: Statement) -> int:
    """全部 over plain words over 基本."""
    if _NEARLY.search(statement.clause):
        return -1
    return 0


def _reason(city: Statement, county: Statement) -> str:
    if city.threshold and county.threshold:
        sizes = (f"{number:g}{unit}" for number, unit in (city.threshold, county.threshold))
        return "适用门槛不同：上级{}，本级{}".format(*sizes)
    way = "，该指标越低越严" if city.falling or county.falling else ""
    return f"上级 {_value(city)}，本级 {_value(county)}{way}"


def _bounded(city: Statement, county: Statement) -> bool:
    """Whether the number only says whom the duty meets."""
    return city.threshold is not None and county.threshold is not None


def _numbers(city: Statement, county: Statement) -> bool:
    return city.number is not None and county.number is not None


def _duty(city: Statement, county: Statement) -> bool:
    """Something to be done by a date, not a value: the county's part of it may be compared."""
    return city.number is None and county.number is None and not (city.in_table and county.in_table)


def _value(statement: Statement) -> str:
    return statement.value or statement.printed


def _date(statement: Statement) -> str:
    year, month = statement.due or (0, 0)
    return f"{year}年" + ("" if month == 12 else f"{month}月")


def _covered(levels: frozenset[str], whole: str) -> str:
    return "、".join(sorted(levels)) or whole
