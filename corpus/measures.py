"""Measured quantities in prose: a printed number, its unit and the words that bound it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.text import fold

# 《国务院关于在我国统一实行法定计量单位的命令》 (1984), with the units of trade and energy
# statistics that official prose adds (亩, 吨标准煤, 标箱) and money
_UNITS = (
    "微克 毫克 千克 公斤 克 市斤 斤 吨标准煤 吨标煤 吨 纳米 微米 毫米 厘米 分米 千米 公里 "
    "海里 米 平方千米 平方公里 平方米 公顷 亩 立方米 方 毫升 升 秒 分钟 小时 学时 课时 "
    "工作日 天 日 周 个月 个季度 年 岁 周岁 摄氏度 ℃ °c 分贝 千伏安 千伏 伏 千瓦时 兆瓦时 "
    "兆瓦 吉瓦 千瓦 瓦 度 焦耳 贝克勒尔 美元 欧元 日元 港元 元 标准箱 标箱 载重吨 个百分点 "
    "人次 人天 车次 架次 班次 场次 批次 个标准 比特 字节 gwh mwh kwh twh gw mw kw kv teu tce "
    "db mg ug μg kg km mm cm ml gbps mbps bps tb gb pb ㎡ m2 m3 ㎥ 平米 平方 立方 tops "
    "eflops pflops"
)
# measure words of 吕叔湘《现代汉语八百词》, appendix 名词、量词配合表
_COUNTERS = (
    "个 家 座 处 条 项 件 户 人 名 位 辆 台 套 所 间 栋 幢 张 块 片 只 头 匹 株 棵 次 场 班 "
    "批 种 类 级 倍 成 番 宗 起 枚 艘 架 列 趟 对 组 支 部 册 本 份 期 轮 届 门 口 眼 根 盏 "
    "尊 面 道 段 孔 床 村 镇 县 省 门类 款 袋 箱 桶 尾 羽 丛 幅 封 首 层 排 行 团 队 站 分 "
    "例 篇 卷 颗 粒 节 户次 例次"
)


def _any_of(words: set[str]) -> str:
    """A pattern of the words, the longest first."""
    return f"(?:{'|'.join(sorted(words, key=lambda word: (-len(word), word)))})"


_UNIT = _any_of({*_UNITS.split(), *_COUNTERS.split()})
# of these a numeral in characters is more often a rank, a name or part of a word (一级, 二期, 百县)
_COUNTER = _any_of({*_COUNTERS.split()} - {*"分番倍级期排县村镇省行度段"})
_PIECES = re.compile(rf"[十百千万亿]*(?:大|{_any_of({*_COUNTERS.split()})})")
_PER = rf"(?:/(?:每?[十百千万亿]*{_UNIT}|人|户|m3|m2|m|l|d|h|a|t))*"
_DIGITS = r"[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?"
_HAN = "[一二两三四五六七八九十百千]"
_FEW = "[二两三四五六七八九十百千]{1,4}"
# 2.9万亩, 10万余人; a number may be a range (3—5个, 20%—30%) or a ratio (15:38:47)
_SCALE = r"(?P<scale>(?:[十百千](?=[万亿]))?[万亿]{0,2})(?P<more>[余多])?"
_NUMBER = rf"{_DIGITS}(?:(?::{_DIGITS}){{1,4}}|(?:%|[万亿])?[-~至]{_DIGITS})?"
_QUANTITY = re.compile(
    rf"(?<![a-z0-9.+〔\[第/])(?<![a-z0-9]-)(?P<value>{_NUMBER})"
    rf"(?:(?P<percent>[%‰])|{_SCALE}(?P<unit>{_UNIT}{_PER})?)(?![0-9+]|[a-z])"
)
MEASURE = re.compile(rf"[%‰]|[十百千]?[万亿]{{0,2}}(?:{_UNIT}{_PER})?")
"""The scale and unit that may stand right behind a number, in folded text; may be empty."""

_FRACTION = re.compile(rf"(?P<value>百分之{_HAN}+(?:点{_HAN}+)?|{_HAN}+分之{_HAN}+)")
_MULTIPLE = re.compile(rf"(?P<value>{_HAN}{{1,3}})(?P<unit>番|倍)(?!子)")
_COUNTED = re.compile(
    rf"(?<![第国0-9一-九])(?P<value>{_FEW})(?P<unit>大类|大|[万亿]?{_COUNTER})(?!于|力)"
)
_DATE = re.compile(r"(?:(?:19|20)[0-9]{2}|(?<=月)[0-9]{1,2})(?:-(?:19|20)[0-9]{2})?$")
_RUNNING = re.compile(r"(?:连续|第)[0-9]+年.?$|周年$")
_BOUND = re.compile(r"(?:及|或)?(?:以上|以下|以内|以外|之内|之间|左右|上下|内(?=[,。;、]|$))")
_BARE_BEFORE = re.compile(r"(?:[到至为达在于过<>≤≥]|(?<=[0-9])[、和])$")
_BARE_AFTER = re.compile(r"(?:以上|以下|以内|左右)?(?:[,。;、)]|$)")
_QUOTED = re.compile(r'"[^"]{0,12}"|<[^<>]{2,60}>')


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number `[start, end)` with its unit; `stop` is where its bound (以上) ends.

    Offsets are code points of the text that was searched. `counted` marks a
    number written in characters before a measure word (三个, 七大类), which is often no measure.
    """

    start: int
    end: int
    stop: int
    unit: str | None
    bound: str
    counted: bool = False

    @property
    def by_pieces(self) -> bool:
        """Whether the unit is a measure word: what it counts may follow it (3个县)."""
        return bool(self.unit) and bool(_PIECES.fullmatch(self.unit or ""))


def quantities(text: str) -> tuple[Quantity, ...]:
    """Every measured quantity of a text in order: 40%以上, 46.5微克/立方米, 2.9万亩, 翻一番.

    Dates, numbers of roads, standards and documents (G45, PM2.5, 〔2021〕5号) and
    whatever stands in a short quotation (“1+3+N”) are none.
    """
    folded = _hide_quoted(fold(text))
    found = [*_in_digits(folded, text), *_in_characters(folded)]
    return tuple(sorted(found, key=lambda q: q.start))


def _hide_quoted(folded: str) -> str:
    return _QUOTED.sub(lambda m: m[0][0] + " " * (len(m[0]) - 2) + m[0][-1], folded)


def _in_digits(folded: str, text: str) -> Iterator[Quantity]:
    for m in _QUANTITY.finditer(folded):
        start, end = m.span("value")
        unit = m["percent"] or (m["scale"] + (m["unit"] or ""))
        if _is_date(folded, m, unit) or (not unit and not _stands_bare(folded, start, end)):
            continue
        printed = re.sub("[余多]", "", text[end : m.end()])
        stop, bound = _bound(folded, m.end())
        yield Quantity(start, end, stop, printed or None, bound or m["more"] or "")


def _is_date(folded: str, match: re.Match[str], unit: str) -> bool:
    """Dates and what is told in years that run (连续2年, 75周年)."""
    number = folded[: match.end("value")]
    return (unit in ("年", "日") and bool(_DATE.search(number))) or (
        unit in ("年", "周") and bool(_RUNNING.search(folded[: match.end() + 1]))
    )


def _stands_bare(folded: str, start: int, end: int) -> bool:
    """A number without a unit counts only as what something reaches: 指数达到0.45。"""
    is_ratio = ":" in folded[start:end]
    before = _BARE_BEFORE.search(folded[:start])
    return (is_ratio or bool(before)) and bool(_BARE_AFTER.match(folded, end))


def _in_characters(folded: str) -> Iterator[Quantity]:
    for pattern in (_FRACTION, _MULTIPLE, _COUNTED):
        for m in pattern.finditer(folded):
            stop, bound = _bound(folded, m.end())
            unit = m.groupdict().get("unit")
            yield Quantity(*m.span("value"), stop, unit, bound, pattern is _COUNTED)


def _bound(folded: str, stop: int) -> tuple[int, str]:
    """Where the words that bound a quantity end, and these words."""
    match = _BOUND.match(folded, stop)
    return (match.end(), match[0]) if match else (stop, "")
