"""What a question asks for: its kind, its years, the figures it states itself."""

import re
from dataclasses import dataclass

from search.answer.model import Kind
from search.figures import YEAR
from search.model import Query

_HOW_MUCH = (
    r"多[少大小高低重长快]|百分之几|百分比|几成|几(?![条类项章节])|占比|比例|比率|比重|"
    r"(?:目标|指标)值|总量|家数|户数|个数|数量|目标$|指标$|吨|"
    r"(?:[率量数速幅]|面积|浓度|规模|产值|能力)(?:是|要|达|控|目标|到?\s*20[0-9]{2}|$)|到(?:什么|啥|何种)程度|"
    r"how (?:much|many|high|large)|percent|\btarget|\brate\b|coverage|share of|proportion"
)
_DEADLINE = (
    r"哪一?年|何时|几时|什么时[候间]|啥时|最[迟晚]|截止|几年(?:前|底|内|完)|期限|时限|多久|"
    r"\bwhen\b|deadline|by what|which year|what year"
)
_CHANGE = (
    r"从[^，。？]{0,8}多少|由[^，。？]{0,8}多少|(?:涨|升|提(?!了?(?:几[条项类大]|几个(?!百分|点)))|降|减|增|长|少排)[了到低高加少]*"
    r"(?:了|几|多少|百分)|比20[0-9]{2}年|变化|[怎咋]么?变|幅度|五年间|change|increase|decrease"
)
_BASELINE = (
    r"基准|底数|现状|原来|以前|过去|目前|现在是|上个五年|前五年|期末|十三五|baseline|currently"
)
_PAST = re.compile(
    r"上个?五年|前五年|过去|以前|之前五年|十三五|(?<!\d)201[0-9]|(?:完成|取缔|整治|淘汰|减|增|建)了|已经?|一共弄了|"
    r"这几年|这些年|现在|如今|目前|现有"
)
_INTRODUCED = re.compile(r"^[^:0-9]{2,}:(?=.{6})")
"""What introduces a question and is none of it (领导问：…)."""

_BRACKETS = str.maketrans("()（）", "    ")
_GOAL = re.compile(r"目标|指标|要(?!求)|应|达到|控制|考核线|\btarget|\bgoal")
_NATURE = r"约束性|预期性|硬性|刚性|binding|mandatory"
_CHECKS = re.compile(
    r"对吗|对不对|对么|对吧|是吗|是吧|是不是|是否|没错吧|行吧|就行|就达标|[^呢]吗[?？]?$|吧[?？]?$|"
    r"right\?|is it true|correct\?"
)
_PARTS = re.compile(r"多[少大高]|几|何时|什么时候|啥时|哪一?年|\bwhen\b|how (?:much|many)")
_JOINS = re.compile(r"各|分别|[和与及、]|,[^,]+呢|\band\b")
_STATED = re.compile(r"(?<![0-9.a-z_])([0-9]+(?:\.[0-9]+)?)(?!\.?[0-9]|[a-z]|年|月|个五年)")
_PART = re.compile(r"主要讲|[讲说写][的了]?是?(?:什么|啥)|几[章节篇]|[章节](?:标题|目录)|目录|框架")

_ENTITIES = "地方|县|区|部门|单位|机构"
_LIST = (
    rf"(?:有|列|提)[了出]?了?(?:哪|几[条类项])|一共几|哪几|哪些(?!{_ENTITIES})|列出|列一下|"
    r"\blist\b|which"
)
_TOPIC = re.compile(
    rf"{_LIST}|[有是](?:哪些|哪几[个条项种类]?|几[个条项种类])|[有是]?哪些|都|一共|总共|规划|[\s,。?!、]"
)
_WHO = (
    r"谁|(?:哪个|哪些|什么|哪几个)(?:部门|单位|机构)|责任|牵头|归.{0,4}管|"
    r"\bwho\b|responsible"
)
_WHERE = (
    r"哪里|哪儿|在哪|何处|哪一?[个条座些处](?:地方|县|区|市|乡|园|路|省道|水源地)?|"
    r"哪些(?:地方|县|区)|\bwhere\b"
)
_MEASURES = r"怎么|怎样|如何|咋|措施|办法|安排|要求|能不能|让不让|管不管|可不可以|\bhow\b"
_DEFINITION = (
    r"什么意思|什么是|是指|指(?:什么|哪|的)|全称|简称|含义|定义|"
    r"what does|stands? for|meaning|definition|what is meant"
)
_ASKS = re.compile(
    r"什么|啥|怎|如何|咋|哪|谁|几|多少|何|吗|呢|吧|是否|有没有|[?？]|\b(?:wh\w+|how|is|are|does|do|can)\b"
)
_ALL_OF = "哪些|哪几|列出|所有|全部|清单"

_KINDS: tuple[tuple[Kind, str], ...] = (
    ("list", rf"(?:{_ALL_OF})[^，。]{{0,6}}(?:{_NATURE})|(?:{_NATURE})[^，。]{{0,4}}(?:有哪|都有)"),
    ("nature", _NATURE),
    ("definition", _DEFINITION),
    ("change", r"前后(?:各|分别)"),
    ("figure", rf"(?:{_HOW_MUCH})[^，。]*(?:各|分别)|(?:各|分别)[^，。谁]*(?:{_HOW_MUCH})"),
    ("change", _CHANGE),
    ("deadline", _DEADLINE),
    ("baseline", rf"(?:{_BASELINE})[^。]*(?:{_HOW_MUCH})|(?:{_HOW_MUCH})[^。]*(?:{_BASELINE})"),
    ("figure", r"多少(?!部门|单位)|百分之几|几成|how (?:much|many)"),
    ("list", _LIST),
    ("who", _WHO),
    ("where", _WHERE),
    ("measures", _MEASURES),
    ("figure", _HOW_MUCH),
)
"""The first that fits is the kind; without any it is `measures`."""

_READ = tuple((kind, re.compile(pattern)) for kind, pattern in _KINDS)

FIGURE_KINDS: frozenset[Kind] = frozenset(
    ("figure", "baseline", "change", "deadline", "nature", "check")
)
"""Kinds that are answered with a target or result."""


@dataclass(frozen=True, slots=True)
class Question:
    """What a question asks for.

    `words` is the question folded, `text` the same with what the plans call things. `years` are
    those it asks about, `stated` the figures it puts forward itself (…是不是60%), without years.
    `topic` is what it asks to list. `goal` tells that it says target, `past` that it asks
    what was achieved; `several` that it joins or deals out subjects (和, 分别), `manifold` that
    it asks for more than one figure or date (卖多少油…啥时候装完),
    `how` that it asks what is done (怎么, 措施), `keywords` that no word of it asks.
    """

    kind: Kind
    words: str
    text: str
    years: tuple[int, ...]
    stated: tuple[float, ...]
    topic: str
    goal: bool
    past: bool
    several: bool
    manifold: bool
    how: bool
    keywords: bool


def read_question(query: Query) -> Question:
    """The kind by the words of the question as typed, so that no expansion changes it."""
    asked = _INTRODUCED.sub("", query.written.strip())
    stated = tuple(float(m[1]) for m in _STATED.finditer(YEAR.sub("", asked)))
    manifold = len(_PARTS.findall(asked)) > 1
    return Question(
        kind=_kind(asked, query, stated),
        words=asked,
        text=_INTRODUCED.sub("", query.folded).translate(_BRACKETS),
        years=query.years,
        stated=stated,
        topic=_TOPIC.sub("", asked),
        goal=bool(_GOAL.search(asked)),
        past=bool(_PAST.search(asked)),
        several=bool(_JOINS.search(asked)) or (manifold and "," in asked),
        manifold=manifold,
        how=bool(re.search(_MEASURES, asked)),
        keywords=not _ASKS.search(asked),
    )


def _kind(asked: str, query: Query, stated: tuple[float, ...]) -> Kind:
    if _CHECKS.search(asked) and not re.search(_NATURE, asked) and (stated or query.years):
        return "check"
    if _PART.search(asked) or (query.outline is not None and query.outline.explicit):
        return "outline"
    return next((kind for kind, pattern in _READ if pattern.search(asked)), "measures")
