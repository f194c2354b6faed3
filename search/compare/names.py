"""What an indicator's name says: its measure, whom it covers, which way is better.

The lists hold the general words of Chinese planning language; see GB/T 50280 for the
settlement levels, 县城 to 城市.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz import fuzz

from corpus.model import Definition

_BRACKETS = re.compile(r"[（(\[][^（()）\]]*[)）\]]")
_SIGNS = re.compile(r"[\s“”\"'、，,。；;：:·—…-]+")

_PLACE = re.compile(r"[^省市县区]{2,6}[省市县区]")

_SAME_WORDS = tuple(
    (re.compile(pattern), word)
    for pattern, word in (
        (r"(?:地区|国内)生产总值|gdp", "生产总值"),
        (r"能源(?:消耗|消费)", "能耗"),
        (r"(?:的)?(?:比例|比率|比重|占比)", "占比"),
        (r"年(?:平)?均(?=值|浓度)", ""),
        (r"二氧化碳排放", "碳排放"),
        # pollutants, as GB 3095-2012 and GB 3838-2002 name them
        (r"细颗粒物", "pm2.5"),
        (r"可吸入颗粒物", "pm10"),
        (r"挥发性有机物", "vocs"),
        (r"氮氧化物", "nox"),
        (r"化学需氧量", "cod"),
    )
)
"""Different words for one thing, in any plan."""

_TERRITORY = re.compile(r"^(?:(?:全|我|本)(?:省|市|县|区|域)|[省市县]域|辖区(?:内)?)(?=.)")
"""The whole territory of whoever plans; says nothing else."""

_LEVELS = (
    # the settlements that a name covers, longer words first
    ("县级以上城市", {"城市", "县城"}),
    ("县级及以上城市", {"城市", "县城"}),
    ("市县", {"城市", "县城"}),
    ("县级城市", {"县城"}),
    ("县城", {"县城"}),
    ("县级", {"县城"}),
    ("中心城区", {"中心城区"}),
    ("市区", {"中心城区"}),
    ("乡镇", {"乡镇"}),
    ("建制镇", {"乡镇"}),
    ("镇区", {"乡镇"}),
    ("农村", {"农村"}),
    ("乡村", {"农村"}),
    ("行政村", {"农村"}),
    ("城镇", {"城镇"}),
    ("建成区", {"建成区"}),
)

_COUNTRY = {"农村"}

_LEVEL_WORDS = "|".join(("市级城市", "市级", "城市", *(word for word, _ in _LEVELS)))
_LISTED = re.compile(rf"((?:{_LEVEL_WORDS})(?:[、和与](?:{_LEVEL_WORDS}))+)(.+)")

_LEADING_CITY = re.compile(r"^(?:市级(?:城市)?|设区市|地级市|城市)")
"""城市 bounds a measure where it leads the name; further in (城市配送车辆) it names a kind."""

_SITES = ("出境", "入境", "国考", "省考", "市考", "国控", "省控", "市控", "跨界", "考核")
_PROCESSES = (
    "治理", "处理", "处置", "回收", "资源化", "无害化", "收集", "达标", "优于", "优良", "覆盖",
    "普及", "整治", "改造", "保护", "减排", "自给", "验收", "合格",
    "增加值", "总产值", "营业收入",
)  # fmt: skip
"""What a rate counts; 治理率 and 处理率 differ however alike they read."""

_REMEMBERED = 4096
"""Names; a pair of plans has some hundred, each compared with all."""

_LEAST_KEY = 4
"""Three characters (用水量) are part of too many names."""

_ALIKE = 80
"""Edit similarity, of 100, from where two keys are one: a misprint or a word more."""

_SUBSTANCES = re.compile(
    r"pm2\.5|pm10|nox|so2|vocs|o3|cod|bod|二氧化硫|臭氧|氨氮|总磷|总氮|碳排放|甲烷|重金属|化肥|农药|农膜|秸秆|"
    r"污泥|垃圾|污水|粪污|病死畜禽|(?:医疗|危险|固体)废物"
)

_DROPS = re.compile(r"(?:降低|下降|削减|减少|压减)(?![到至])|减排|降幅")
_FALLING = re.compile(
    r"浓度|排放|能耗|消耗|用水量|用水总量|用电量|超标|劣|漏损|漏失|发生率|发病率|死亡率|损失|流失|"
    r"黑臭|施用量|使用量|煤炭消费|受污染面积|重污染天|事故|失业"
)
"""Of these less is better, unless the name says by how much they fall."""

_WELCOME = re.compile(r"非化石|非煤|可再生|再生水|新能源|清洁|绿色")
"""Of what is consumed, this may rise."""


def plain(name: str, glossary: Iterable[Definition] = (), region: str | None = None) -> str:
    """A name for comparison: folded, its short forms written alike, without signs and brackets.

    A plan's own definitions make 细颗粒物 and PM2.5 one word. `region` is the plan's
    (河南省开封市); the places it names bound nothing.
    """
    text = _folded(_BRACKETS.sub("", name))
    for place in _PLACE.findall(region or ""):
        text = text.replace(place, "")
    for definition in glossary:
        if definition.short.isascii():
            text = text.replace(_folded(definition.full), _folded(definition.short))
    for pattern, word in _SAME_WORDS:
        text = pattern.sub(word, text)
    return text


def _folded(text: str) -> str:
    return _SIGNS.sub("", unicodedata.normalize("NFKC", text)).casefold()


def measure(name: str) -> str:
    """A plain name without the words that only bound the territory."""
    return _TERRITORY.sub("", name)


@lru_cache(_REMEMBERED)
def levels(name: str) -> frozenset[str]:
    """The settlement levels that a plain name covers; empty for the whole territory."""
    rest, found = measure(name), set()
    for word, covered in _LEVELS:
        if word in rest:
            found |= covered
            rest = rest.replace(word, "")
    if _LEADING_CITY.match(rest):
        found.add("城市")
    return frozenset(found)


_FILLERS = re.compile(
    r"占比|[率的量]|达到?|提高|提升|增加|保持|稳定|控制|降[到至低]?|下降|力争|确保|基本|全面|全部|实现|消除|完成|"
    r"一次|新增|累计|以上|以下|左右|分别|均|等|和|与|(?<!普)及|或|在|到|至"
)


@lru_cache(_REMEMBERED)
def key(name: str) -> str:
    """What is left of a plain name without levels and filling words: equal keys, one measure."""
    rest = measure(name)
    for word, _ in _LEVELS:
        rest = rest.replace(word, "")
    return _FILLERS.sub("", _LEADING_CITY.sub("", rest))


def restates(a: str, b: str) -> bool:
    """Whether two plain names of one plan name one measure: nearly alike, or one in the other."""
    short, long = sorted((key(a), key(b)), key=len)
    above, below = levels(a), levels(b)
    apart = bool(above) and bool(below) and above.isdisjoint(below)
    within = len(short) >= _LEAST_KEY and short in long
    alike = within or (len(short) > _LEAST_KEY and fuzz.ratio(short, long) >= _ALIKE)
    same = processes(a) == processes(b) and sites(a) == sites(b)
    return alike and same and not apart and not other_substance(a, b)


def shared_out(subject: str) -> tuple[str, ...]:
    """“城市、县城供水普及率” → one subject a settlement; the subject itself where it lists none.

    Behind such a list “分别达到97%、90%” gives each its own value.
    """
    match = _LISTED.match(subject)
    if match is None:
        return (subject,)
    return tuple(level + match[2] for level in re.split("[、和与]", match[1]))


def town_and_country(a: str, b: str) -> bool:
    """Whether one plain name is of the countryside and the other of towns: unlike measures."""
    one, other = levels(a), levels(b)
    return bool(one) and bool(other) and (one == _COUNTRY) != (other == _COUNTRY)


def one_level(city: str, county: str) -> bool:
    """Whether two plain names cover settlements that may be compared.

    A county's whole is what its city calls 县城 or 县级.
    """
    above, below = levels(city), levels(county)
    return above == below or (not below and above == {"县城"})


def sites(name: str) -> frozenset[str]:
    """Which monitoring sections (断面) or places a name is bound to."""
    return frozenset(word for word in _SITES if word in name)


def other_substance(a: str, b: str) -> bool:
    """Whether plain names measure unlike things in the same words (COD 减排量, 氨氮减排量)."""
    one, other = set(_SUBSTANCES.findall(a)), set(_SUBSTANCES.findall(b))
    return bool(one) and bool(other) and one.isdisjoint(other)


def processes(name: str) -> frozenset[str]:
    """What a rate counts: 治理, 处理, 资源化 …"""
    return frozenset(word for word in _PROCESSES if word in name)


def is_change(name: str) -> bool:
    """Whether a measure says by how much something falls."""
    return bool(_DROPS.search(name))


def less_is_better(name: str) -> bool:
    """Whether a lower level promises more; of a share (甲占乙比重) the part decides."""
    part = name.partition("占")[0]
    return bool(_FALLING.search(part)) and not _WELCOME.search(part)


def alike(a: str, b: str) -> float:
    """Of 100, how far two plain names' keys have the same characters, in any order.

    政府采购绿色产品 and 绿色产品占政府采购 are one measure.
    """
    return fuzz.ratio("".join(sorted(key(a))), "".join(sorted(key(b))))


def one_process(a: str, b: str) -> bool:
    """Whether two plain names count the same; a bare rate may be of who has it (清洁取暖率)."""
    return processes(a) - {"普及"} == processes(b) - {"普及"}
